"""Who found which answer good or bad: one vote a person and answer, and the last one counts.

A vote belongs to the question that was answered, (chat, message) as in ``turns``, and goes with it: when the question
is forgotten, or is too old to be kept, or its chat gets another number, the table follows (triggers of m006).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.errors import store_errors
from bot.records.database import FILE
from bot.tally import Tally

GOOD, BAD = 1, -1


@dataclass(frozen=True, slots=True)
class Disliked:
    """A question, as it was understood, whose answers were voted down: how often, the last such answer, and when (1970)."""

    question: str
    answer: str
    count: int
    last: int


class Votes:
    """The table of votes. Every method raises StoreError when the file cannot be used."""

    def __init__(self, db: Database, path: Path = Path(FILE)) -> None:
        self._db = db
        self._path = path

    def cast(self, user: int, chat: int, message: int, value: int) -> Tally:
        """Record *user*'s vote (GOOD or BAD) on the answer to *message* in the place of an earlier one; return the tally."""
        sql = """insert into votes (user, chat, message, value, voted) values (?, ?, ?, ?, ?)
                 on conflict (user, chat, message) do update set value = excluded.value, voted = excluded.voted"""
        with store_errors(self._path), self._db.atomic() as db:
            db.execute(sql, [user, chat, message, value, int(time.time())])
        return self.tally(chat, message)

    def tally(self, chat: int, message: int) -> Tally:
        """Return the votes on the answer to *message*."""
        sql = "select sum(value > 0) as good, sum(value < 0) as bad from votes where chat = ? and message = ?"
        (row,) = self._rows(sql, chat, message)
        return Tally(row["good"] or 0, row["bad"] or 0)

    def disliked(self, n: int = 20) -> list[Disliked]:
        """Return the questions whose answers were voted down, those voted down most first, then latest first."""
        rows = self._rows(
            """select json_extract(turn, '$.understood') as question, answer, count(*) as count, max(voted) as last
               from votes join turns using (chat, message) where value < 0
               group by question order by count desc, last desc, question limit ?""", n,
        )
        return [Disliked(row["question"], row["answer"] or "", row["count"], row["last"]) for row in rows]

    def of(self, user: int) -> list[dict[str, Any]]:
        """Return the votes of *user* as plain values, oldest first, for an export."""
        return self._rows("select * from votes where user = ? order by voted, chat, message", user)

    def _rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        with store_errors(self._path):
            return list(self._db.query(sql, values))
