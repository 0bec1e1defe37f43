"""What a button carries: which page of which answer, for whom, over which reports; signed, at most 64 bytes.

A client may send any callback data, so nothing in it is believed unless the signature fits. The key is made once and
kept in the data folder.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from bot.errors import store_errors
from bot.records.database import FILE

ACTIONS = {
    "page": "p", "context": "c", "why": "w", "list": "l", "nearest": "n",  # under an answer
    "good": "g", "bad": "b",  # votes on it
    "choose": "k", "remove": "r", "cancel": "x", "undo": "u",  # of the librarian
    "again": "h", "turn": "i",  # under what somebody asked before
    "unwatch": "y",  # under a subscription and its news
    "rules": "s", "reports": "t",  # under the settings of a chat
    "gaps": "q",  # of an administrator
}
EPOCH = 8
"""Hexadecimal digits of the corpus fingerprint: enough to see that it changed."""
SIGNATURE = 9
"""Bytes."""


class Forged(Exception):
    """The data was not signed here, or not for this chat."""


@dataclass(frozen=True, slots=True)
class Press:
    """The meaning of a button. ``message`` is the question's message id; ``owner`` the asker's id.

    Under a list that does not depend on the reports ``message`` is what its buttons differ in, and there is no ``epoch``.
    For the settings of a chat ``message`` is that chat, ``owner`` the value wanted, ``epoch`` stands for a report's name
    (``bot/handlers/ruling.py``).

    For the librarian's buttons ``epoch`` stands for a report's name and ``page`` for its content (``bot/handlers/labels.py``).
    """

    action: str
    message: int
    page: int
    owner: int
    epoch: str


@dataclass(frozen=True)
class Signer:
    """Turns a Press into callback data and back."""

    key: bytes

    def pack(self, press: Press, chat: int) -> str:
        """Return the callback data of *press*, good in *chat* only."""
        body = f"{ACTIONS[press.action]}.{press.message:x}.{press.page:x}.{press.owner:x}.{press.epoch[:EPOCH]}"
        return f"{body}.{self._signature(body, chat)}"

    def unpack(self, data: str, chat: int) -> Press:
        """Undo ``pack``.

        Raises  Forged when the signature does not fit the data and the chat
        """
        body, _, signature = data.rpartition(".")
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), self._signature(body, chat).encode()):
            raise Forged
        action, message, page, owner, epoch = body.split(".")
        names = {short: name for name, short in ACTIONS.items()}
        return Press(names[action], int(message, 16), int(page, 16), int(owner, 16), epoch)

    def _signature(self, body: str, chat: int) -> str:
        told = f"{chat}.{body}".encode("utf-8", "replace")
        # Unlike hmac.digest it lets no other thread in between, which takes a millisecond.
        return base64.urlsafe_b64encode(hashlib.blake2b(told, digest_size=SIGNATURE, key=self.key).digest()).decode()


def signing_key(db: Database, path: Path = Path(FILE)) -> bytes:
    """Return the key kept in *db*, making it the first time."""
    with store_errors(path), db.atomic():
        db.execute("insert or ignore into secrets (name, value) values ('buttons', ?)", [secrets.token_bytes(32)])
        row = db.execute("select value from secrets where name = 'buttons'").fetchone()
    return bytes(row[0])
