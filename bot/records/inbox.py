"""Updates that Telegram delivered and that are not handled yet, kept in SQLite.

python-telegram-bot tells Telegram that a batch has arrived before any of it is handled; whatever waits in memory when
the process dies is lost. So each update is written here before that, marked when it is handled, and handled again after
a start. The id stays for a week, since Telegram may deliver an update twice.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from sqlite_utils import Database

from bot.errors import store_errors
from bot.records.database import FILE, durably

log = logging.getLogger(__name__)

MAX_TRIES = 4
"""An update whose handling has begun this often without an end is given up: it may be what kills the process."""
SOONEST, LATEST = 5, 600
"""Seconds until an update is tried again whose answer could not be delivered: as long as it has waited already."""
GIVEN_UP = 86_400
"""Seconds after which it is not tried any more; Telegram itself keeps a message that long for a bot that is away."""
KEPT = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update to handle: its JSON as it came, and how often handling it has begun."""

    update_id: int
    body: str
    tries: int


class Inbox:
    """The table of updates. Every method raises StoreError when the file cannot be used."""

    def __init__(self, db: Database, path: Path = Path(FILE)) -> None:
        self._db = db
        self._path = path

    def keep(self, update_id: int, body: str) -> bool:
        """Write an update down; False when the same one (id and content) was there already."""
        return self.keep_all([(update_id, body)])[0]

    def keep_all(self, updates: Sequence[tuple[int, str]]) -> list[bool]:
        """Write updates down, all or none, and have them on the disk; say of each whether it is new."""
        with store_errors(self._path), durably(self._db) as db:
            return [self._keep(db, update_id, body) for update_id, body in updates]

    def _keep(self, db: Database, update_id: int, body: str) -> bool:
        digest = hashlib.sha256(body.encode()).hexdigest()
        sql = """insert or replace into inbox (update_id, digest, body, fetched) select :id, :digest, :body, :now
                 where not exists (select 1 from inbox where update_id = :id and digest = :digest)"""
        return bool(db.execute(sql, {"id": update_id, "digest": digest, "body": body, "now": int(time.time())}).rowcount)

    def begin(self, update_id: int) -> None:
        """Count one more try."""
        with store_errors(self._path):
            self._db.execute("update inbox set tries = tries + 1 where update_id = ?", [update_id])

    def done(self, update_id: int) -> None:
        """Mark an update as handled; its content goes."""
        with store_errors(self._path):
            self._db.execute("update inbox set body = null where update_id = ?", [update_id])

    def postpone(self, update_id: int, after: float = 0.0) -> bool:
        """Put an update off whose answer could not be delivered, by *after* seconds or more; False when it is too old.

        Its handling came to an end, so what was tried before does not count.
        """
        now = int(time.time())
        with store_errors(self._path):
            row = self._db.execute("select fetched from inbox where update_id = ?", [update_id]).fetchone()
            if row is None or now - row[0] >= GIVEN_UP:
                return False
            due = now + max(min(max(now - row[0], SOONEST), LATEST), ceil(after))
            self._db.execute("update inbox set due = ?, tries = 0 where update_id = ?", [due, update_id])
        return True

    def waiting(self) -> list[Waiting]:
        """Return what an earlier process left, oldest first, and give up what was tried too often."""
        with store_errors(self._path), self._db.atomic() as db:
            given_up = db.execute("update inbox set body = null where body is not null and tries >= ?", [MAX_TRIES]).rowcount
            if given_up:
                log.error("%d updates are given up: the bot died %d times while it handled them", given_up, MAX_TRIES)
            db.execute("update inbox set due = 0 where due > 0")
            rows = db.execute("select update_id, body, tries from inbox where body is not null order by update_id")
            return [Waiting(*row) for row in rows.fetchall()]

    def due(self) -> list[Waiting]:
        """Return the postponed updates whose time has come, and take them off the list."""
        now, due = int(time.time()), "body is not null and due between 1 and ?"
        with store_errors(self._path), self._db.atomic() as db:
            sql = f"select update_id, body, tries from inbox where {due} order by update_id"
            rows = db.execute(sql, [now]).fetchall()
            db.execute(f"update inbox set due = 0 where {due}", [now])
        return [Waiting(*row) for row in rows]

    def count(self) -> int:
        """Return how many updates are not handled yet."""
        with store_errors(self._path):
            return int(self._db.execute("select count(*) from inbox where body is not null").fetchone()[0])

    def prune(self) -> None:
        """Forget the ids of updates that were handled more than a week ago."""
        with store_errors(self._path):
            self._db.execute("delete from inbox where body is null and fetched < ?", [int(time.time()) - KEPT])
