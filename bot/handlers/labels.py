"""What a button of the librarian stands for: a report's name, what it held then, and the version that undoes it.

A name does not fit into the 64 bytes that a button carries. So the button has eight hexadecimal digits of the name's
digest and seven of the content's. It works after a restart, and does nothing once the report has changed: what stands in
the folder decides, not what is remembered.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.handlers.queries import Refused
from bot.wire.buttons import EPOCH, Press, Signer
from bot.wording.messages import message as sentence
from corpus.names import key
from corpus.shelving import kept_of, shelved, standing
from corpus.versions import digest

CONTENT = 7
"""Hexadecimal digits of a file's digest."""


class Labels:
    """Makes and reads the buttons over one folder of reports."""

    def __init__(self, folder: Path, signer: Signer) -> None:
        self._folder = folder
        self._signer = signer

    def mark(self, action: str, name: str, content: str, chat: int, user: int, version: int = 0) -> str:
        """Return callback data: *action* on *name* while it holds *content* (a digest, empty when it is not there)."""
        return self._signer.pack(Press(action, version, _content(content), user, _tag(name)), chat)

    def name(self, press: Press) -> str:
        """Return the name that is meant, of a file in the folder or a version kept; raises Refused when there is none."""
        names = (*shelved(self._folder), *(version.name for version in kept_of(self._folder)))
        name = next((name for name in names if _tag(name) == press.epoch), "")
        if not name:
            raise Refused(sentence("undo.over"))
        return name

    def check(self, name: str, press: Press) -> None:
        """Raise Refused unless *name* still holds what it held when the button was made. Reads files.

        What a process that was killed had done already may be done again, until the version to put back is gone.
        """
        path, kept, version = standing(self._folder, name), kept_of(self._folder, name), press.message
        now = _content(digest(path)) if path else 0
        wanted = {each.number: _content(digest(each.path)) for each in kept}
        if version:
            possible = version in wanted and now in (press.page, wanted[version])
        else:
            possible = now == press.page or (path is None and press.page in wanted.values())
        if not possible:
            raise Refused(sentence("undo.over"))


def _tag(name: str) -> str:
    return hashlib.sha256(key(name).encode()).hexdigest()[:EPOCH]


def _content(whole: str) -> int:
    return int(whole[:CONTENT] or "0", 16)
