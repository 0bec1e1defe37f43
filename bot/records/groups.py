"""What a chat's administrators decided, whether the bot is still in it, and where it moved to.

All of it fits into memory and is read at the start, so that looking costs nothing; every change is written through.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.errors import store_errors
from bot.records.database import FILE

CHINA = timezone(timedelta(hours=8))
"""All of China keeps Beijing's time, without daylight saving."""

EVERYBODY = 0
"""The number of no chat: its rules say which reports may be asked where nothing else was decided."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in one chat.

    questions  whether every message that ends in a question mark is looked up, also when it is not addressed to the bot
    quiet      (from, to) in minutes since midnight when nothing rings; None for never
    reports    the names of the reports that may be asked, None for all
    locked     whether ``reports`` was decided by the bot's administrators, over the heads of the group's
    gone       when the bot was removed or blocked, seconds since 1970; 0 while it is there
    greeted    when it said hello, seconds since 1970; 0 for never
    """

    questions: bool = False
    quiet: tuple[int, int] | None = None
    reports: frozenset[str] | None = None
    locked: bool = False
    gone: int = 0
    greeted: int = 0

    def is_quiet(self, now: float, zone: tzinfo = CHINA) -> bool:
        """Say whether *now* (seconds since 1970) is within the quiet hours of the clock in *zone*, which may lie around midnight.

        >>> Rules(quiet=(22 * 60, 7 * 60)).is_quiet(0)  # it is eight o'clock in Beijing
        False
        """
        if self.quiet is None:
            return False
        clock, (start, end) = datetime.fromtimestamp(now, zone), self.quiet
        minute = clock.hour * 60 + clock.minute
        return start <= minute < end if start <= end else minute >= start or minute < end

    @classmethod
    def of(cls, row: dict[str, Any]) -> Rules:
        """Read a row of ``chats``."""
        reports, quiet = json.loads(row["reports"]), json.loads(row["quiet"])
        return cls(
            bool(row["questions"]), tuple(quiet) if quiet else None, None if reports is None else frozenset(reports),
            bool(row["locked"]), row["gone"], row["greeted"],
        )

    def row(self, chat: int) -> dict[str, Any]:
        """Return these rules as a row of ``chats``."""
        reports = None if self.reports is None else sorted(self.reports)
        return {
            "chat": chat, "questions": self.questions, "quiet": json.dumps(self.quiet),
            "reports": json.dumps(reports, ensure_ascii=False), "locked": self.locked,
            "gone": self.gone, "greeted": self.greeted,
        }


class Groups:
    """The tables of chats and of their moves. Methods that write raise StoreError when the file cannot be used."""

    def __init__(self, db: Database, path: Path = Path(FILE)) -> None:
        self._db = db
        self._path = path
        with store_errors(path):
            self._rules = {row["chat"]: Rules.of(row) for row in db.query("select * from chats")}
            self._moves: dict[int, int] = {row["old"]: row["new"] for row in db.query("select * from moves")}

    def of(self, chat: int) -> Rules:
        """Return what holds in *chat*."""
        return self._rules.get(self.now_at(chat), Rules())

    def allowed(self, chat: int) -> frozenset[str] | None:
        """Return the names of the reports that *chat* may ask, None for all.

        What the bot's administrators chose for it goes before everything; what the group's chose is within what everybody may.
        """
        own, common = self.of(chat), self.of(EVERYBODY).reports
        if own.locked or common is None:
            return own.reports
        return common if own.reports is None else common & own.reports

    def now_at(self, chat: int) -> int:
        """Return the number that *chat* has now: a group that became a supergroup has a new one."""
        return self._moves.get(chat, chat)

    def before(self, chat: int) -> int | None:
        """Return the number that *chat* had before it became a supergroup."""
        return next((old for old, new in self._moves.items() if new == chat), None)

    def change(self, chat: int, **changes: Any) -> Rules:
        """Put *changes* (fields of Rules) into the rules of *chat* and return them."""
        chat = self.now_at(chat)
        rules = replace(self.of(chat), **changes)
        with store_errors(self._path), self._db.atomic() as db:
            db.execute("delete from chats where chat = ?", [chat])
            if rules != Rules():  # of a chat where nothing was decided nothing is kept
                db.table("chats").insert(rules.row(chat))
        self._rules[chat] = rules
        return rules

    def rename(self, renamed: Mapping[str, str]) -> None:
        """Follow reports that have another name now, old name to new, wherever they were chosen."""
        for chat, rules in [*self._rules.items()]:
            if rules.reports and not rules.reports.isdisjoint(renamed):
                self.change(chat, reports=frozenset(renamed.get(name, name) for name in rules.reports))

    def left(self, chat: int, when: float | None = None) -> None:
        """Note that the bot is not in *chat* any more: nothing is sent there until it is back."""
        self.change(chat, gone=int(time.time() if when is None else when))

    def back(self, chat: int) -> None:
        """Note that the bot is in *chat* (again)."""
        chat = self.now_at(chat)
        if self.of(chat).gone:
            self._rules[chat] = replace(self.of(chat), gone=0)  # also where the file cannot be used: else nothing goes there
            self.change(chat, gone=0)

    def migrate(self, old: int, new: int) -> None:
        """Follow a group that became a supergroup: everything kept under the number *old*, in any table, is under *new*.

        Every table with a column ``chat`` follows, and ``user`` where somebody writes in the group's name. What the new
        number has already of its own stays.
        """
        with store_errors(self._path), self._db.atomic() as db:
            db.execute("insert or replace into moves (old, new) values (?, ?)", [old, new])
            db.execute("update or replace chats set chat = ?, gone = 0 where chat = ?", [new, old])
            for table in db.table_names():
                for column in {"chat", "user"} & set(db.table(table).columns_dict):
                    db.execute(f"update or ignore [{table}] set [{column}] = ? where [{column}] = ?", [new, old])
        self._moves = {**self._moves, old: new}  # another thread may be going through it
        if old in self._rules:
            self._rules[new] = replace(self._rules.pop(old), gone=0)
