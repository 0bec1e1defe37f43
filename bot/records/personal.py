"""Everything that is stored of a person, in whichever table: handed out, deleted.

A table with a column ``user`` holds what belongs to people. So a new table is forgotten and handed out without a word of
code here. Updates that still wait in the inbox belong to whoever
sent them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.errors import store_errors
from bot.records.database import FILE, open_database

SENDER = """coalesce(
    json_extract(body, '$.message.sender_chat.id'), json_extract(body, '$.message.from.id'),
    json_extract(body, '$.edited_message.sender_chat.id'), json_extract(body, '$.edited_message.from.id'),
    json_extract(body, '$.callback_query.from.id')
)"""
INBOX = "inbox"
PARSED = {"turn": json.loads, "turns": json.loads}
"""Columns that hold JSON."""


class Personal:
    """Rows by whose they are. Every method raises StoreError when the file cannot be used."""

    def __init__(self, db: Database, path: Path = Path(FILE)) -> None:
        self._db = db
        self._path = path

    @classmethod
    def open(cls, folder: Path) -> Personal:
        """Open what is kept in the data *folder*, creating it if need be."""
        return cls(open_database(folder), folder / FILE)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def forget(self, user: int) -> dict[str, int]:
        """Delete everything stored of *user*, in every chat; return how many rows went, by table, where any did.

        Of the inbox go the updates put off because their answer could not be delivered. Those in work stay until they
        are done: the one that asks to be forgotten is among them.
        """
        with self._write() as db:
            deleted = {table: db.execute(f'delete from "{table}" where user = ?', [user]).rowcount for table in self._tables("user")}
            waiting = f"update inbox set body = null, due = 0 where body is not null and due > 0 and {SENDER} = ?"
            deleted[INBOX] = db.execute(waiting, [user]).rowcount
        with store_errors(self._path):
            self._db.execute("pragma wal_checkpoint(truncate)").fetchall()
        return {table: count for table, count in deleted.items() if count}

    def export(self, user: int | None = None) -> list[dict[str, Any]]:
        """Return everything stored of *user* (of everybody without one) as plain values, table by table, oldest first."""
        return [row for table in self._tables("user") for row in self._rows(table, user)]

    def count(self, user: int | None = None) -> int:
        """Return how many rows :meth:`export` would give."""
        whose, values = _whose(user)
        with store_errors(self._path):
            counts = [self._db.execute(f'select count(*) from "{t}"{whose}', values).fetchone()[0] for t in self._tables("user")]
        return sum(counts)

    def _rows(self, table: str, user: int | None) -> Iterator[dict[str, Any]]:
        whose, values = _whose(user)
        with store_errors(self._path):
            for row in self._db.query(f'select * from "{table}"{whose} order by rowid', values):
                yield {"table": table, **{name: PARSED.get(name, _same)(value) for name, value in row.items()}}

    def _tables(self, column: str) -> list[str]:
        with store_errors(self._path):
            return [table.name for table in self._db.tables if column in table.columns_dict]

    @contextmanager
    def _write(self) -> Iterator[Database]:
        with store_errors(self._path), self._db.atomic() as db:
            yield db


def _whose(user: int | None) -> tuple[str, list[int]]:
    return ("", []) if user is None else (" where user = ?", [user])


def _same(value: Any) -> Any:
    return value
