"""Deep links: what a link ``https://t.me/BOT?start=…`` stands for.

Anybody may type any payload. So a link carries a random token; what it means is kept here, for a while, and if need be
for one person only.
"""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path

from sqlite_utils import Database

from bot.errors import store_errors
from bot.records.database import FILE

HOURS = 24
"""How long a link is good."""
ANYBODY = 0
PAYLOAD = re.compile(r"([a-z]{1,16})_([A-Za-z0-9_-]{22})")
"""Telegram takes up to 64 of these characters."""


class Links:
    """The table of links. Every method raises StoreError when the file cannot be used."""

    def __init__(self, db: Database, path: Path = Path(FILE)) -> None:
        self._db = db
        self._path = path

    def make(self, kind: str, body: str, user: int = ANYBODY, *, now: float | None = None) -> str:
        """Return a payload for *body*, good for HOURS, for *user* alone unless that is ANYBODY.

        kind  what is to be done with it, a word of small letters: 'ask' a question, 'set' the rules of a chat
        """
        clock, token = int(time.time() if now is None else now), secrets.token_urlsafe(16)
        row = {"token": token, "kind": kind, "body": body, "user": user, "expires": clock + HOURS * 3600}
        with store_errors(self._path), self._db.atomic() as db:
            db.execute("delete from links where expires < ?", [clock])
            db.table("links").insert(row)
        return f"{kind}_{token}"

    def meant(self, payload: str, user: int, *, now: float | None = None) -> tuple[str, str] | None:
        """Return kind and body of *payload*; None when it is foreign, too old, or somebody else's."""
        if not (match := PAYLOAD.fullmatch(payload)):
            return None
        sql = "select kind, body from links where kind = ? and token = ? and user in (?, ?) and expires >= ?"
        clock = int(time.time() if now is None else now)
        with store_errors(self._path):
            row = self._db.execute(sql, [match[1], match[2], ANYBODY, user, clock]).fetchone()
        return (row[0], row[1]) if row else None
