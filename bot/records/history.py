"""What was asked and answered, per person, chat and topic.

A conversation belongs to a Speaker: two people in one group never share one, nor one person in two topics. Each turn is
known by (chat, message), so a question that is handled twice is recorded once.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from answering import Answer, Turn
from bot.errors import store_errors
from bot.records.database import FILE, open_database
from bot.records.gaps import Missed

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks where. ``user`` is negative for somebody who writes as a chat; ``topic`` is 0 outside of forums."""

    user: int
    chat: int
    topic: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded question. ``sent`` counts seconds since 1970; ``page`` is the quote shown last, from 0.

    ``replied`` is the bot's message that the question replied to, None when it replied to none.
    """

    speaker: Speaker
    message: int
    sent: int
    reply: int | None
    asked: str
    answer: str | None
    reason: str | None
    turn: Turn
    page: int
    replied: int | None = None

    @classmethod
    def of(cls, row: dict[str, Any]) -> Entry:
        """Read a row of ``turns``."""
        return cls(
            Speaker(row["user"], row["chat"], row["topic"]), row["message"], row["sent"], row["reply"], row["asked"],
            row["answer"], row["reason"], Turn.from_dict(json.loads(row["turn"])), row["page"], row["replied"],
        )


class History:
    """The table of turns. Every method raises StoreError when the file cannot be used."""

    def __init__(self, db: Database, path: Path = Path(FILE)) -> None:
        self._db = db
        self._path = path

    @classmethod
    def open(cls, folder: Path) -> History:
        """Open the history kept in the data *folder*, creating it if need be."""
        return cls(open_database(folder), folder / FILE)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def record(
        self, speaker: Speaker, message: int, answer: Answer, reply: int | None = None, *, sent: int = 0,
        replied: int | None = None,
    ) -> bool:
        """Remember one question and its answer; False when this message's question is recorded already.

        sent     when the message was sent (seconds since 1970; 0 means now). A row of the same message id with another
                 time is a different message (the chat began anew) and gives way.
        replied  the bot's message that the question replied to
        """
        sent = sent or int(time.time())
        row = {
            "user": speaker.user, "chat": speaker.chat, "topic": speaker.topic, "message": message,
            "sent": sent, "reply": reply, "asked": answer.question, "answer": answer.answer,
            "reason": answer.reason.value if answer.reason else None,
            "turn": json.dumps(answer.turn.as_dict(), ensure_ascii=False), "replied": replied,
        }
        columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        sql = f"""insert or replace into turns ({columns}) select {values}
                  where not exists (select 1 from turns where chat = :chat and message = :message and sent = :sent)"""
        with store_errors(self._path):
            return bool(self._db.execute(sql, row).rowcount)

    def amend(self, chat: int, message: int, answer: Answer, reply: int) -> None:
        """Put another question and answer in the place of what was recorded of this message: it was edited."""
        values = [
            answer.question, answer.answer, answer.reason.value if answer.reason else None,
            json.dumps(answer.turn.as_dict(), ensure_ascii=False), reply, chat, message,
        ]
        with self._write() as db:
            db.execute(
                "update turns set asked = ?, answer = ?, reason = ?, turn = ?, reply = ?, page = 0 where chat = ? and message = ?",
                values,
            )

    def recorded(self, chat: int, message: int, sent: int) -> bool:
        """Say whether the question of this message was answered and recorded."""
        return bool(self._rows("select 1 from turns where chat = ? and message = ? and sent = ?", chat, message, sent))

    def recent(self, speaker: Speaker, n: int = 6) -> list[Turn]:
        """Return the speaker's last *n* turns here, oldest first."""
        sql = "select turn from turns where user = ? and chat = ? and topic = ? order by id desc limit ?"
        rows = self._rows(sql, speaker.user, speaker.chat, speaker.topic, n)
        return [Turn.from_dict(json.loads(row["turn"])) for row in reversed(rows)]

    def entries(self, speaker: Speaker, n: int = 10) -> list[Entry]:
        """Return the speaker's last *n* entries here, oldest first."""
        sql = "select * from turns where user = ? and chat = ? and topic = ? order by id desc limit ?"
        rows = self._rows(sql, speaker.user, speaker.chat, speaker.topic, n)
        return [Entry.of(row) for row in reversed(rows)]

    def page(self, speaker: Speaker, start: int, n: int) -> list[Entry]:
        """Return *n* entries of the speaker here from number *start* on (0 is the latest), latest first."""
        sql = "select * from turns where user = ? and chat = ? and topic = ? order by id desc limit ? offset ?"
        return [Entry.of(row) for row in self._rows(sql, speaker.user, speaker.chat, speaker.topic, n, start)]

    def count_of(self, speaker: Speaker) -> int:
        """Return how many questions the speaker asked here."""
        sql = "select count(*) as n from turns where user = ? and chat = ? and topic = ?"
        return int(self._rows(sql, speaker.user, speaker.chat, speaker.topic)[0]["n"])

    def latest(self, user: int, n: int, among: int = 50) -> list[Turn]:
        """Return the last *n* different questions of *user* that were answered, wherever asked, latest first."""
        rows = self._rows("select * from turns where user = ? and answer is not null order by id desc limit ?", user, among)
        different: dict[str, Turn] = {}
        for turn in (Entry.of(row).turn for row in rows):
            different.setdefault(turn.understood, turn)
        return list(different.values())[:n]

    def answered_by(self, chat: int, reply: int) -> Entry | None:
        """Return the question that the bot's message *reply* answered."""
        rows = self._rows("select * from turns where chat = ? and reply = ?", chat, reply)
        return Entry.of(rows[-1]) if rows else None

    def continued(self, speaker: Speaker, reply: int, n: int = 6) -> list[Turn]:
        """Return the turns that *speaker* means who replies to the bot's message *reply*, oldest first.

        The last is the one that message answered. Before it comes what its asker had asked before; where that was
        somebody else, what *speaker* had asked. recent() when nothing is known of the message (any more).
        """
        if (answered := self.answered_by(speaker.chat, reply)) is None:
            return self.recent(speaker, n)
        earlier = self.before(answered, n - 1) if answered.speaker == speaker else self.recent(speaker, n - 1)
        return [*earlier, answered.turn]

    def context(self, entry: Entry, n: int = 6) -> list[Turn]:
        """Return the turns that *entry* was understood after, oldest first; what was forgotten since is missing."""
        answered = None if entry.replied is None else self.answered_by(entry.speaker.chat, entry.replied)
        if answered is None:
            return self.before(entry, n)
        return [*self.before(answered if answered.speaker == entry.speaker else entry, n - 1), answered.turn]

    def before(self, entry: Entry, n: int = 6) -> list[Turn]:
        """Return the last *n* turns of the same conversation before *entry*, oldest first."""
        sql = """select * from turns where user = :user and chat = :chat and topic = :topic
                 and id < (select id from turns where chat = :chat and message = :message) order by id desc limit :n"""
        with store_errors(self._path):
            rows = list(self._db.query(sql, {**asdict(entry.speaker), "message": entry.message, "n": n}))
        return [Entry.of(row).turn for row in reversed(rows)]

    def entry(self, chat: int, message: int) -> Entry | None:
        """Return what was recorded of the question in this message."""
        rows = self._rows("select * from turns where chat = ? and message = ?", chat, message)
        return Entry.of(rows[0]) if rows else None

    def turn_page(self, chat: int, message: int, page: int) -> None:
        """Remember which quote of the answer was shown last."""
        with self._write() as db:
            db.execute("update turns set page = ? where chat = ? and message = ?", [page, chat, message])

    def prune(self, retention_days: int, *, now: float | None = None) -> int:
        """Delete what is older than *retention_days* (0 keeps everything); return how many rows went."""
        if retention_days <= 0:
            return 0
        oldest = int(now if now is not None else time.time()) - retention_days * DAY
        with self._write() as db:
            return int(db.execute("delete from turns where sent < ?", [oldest]).rowcount)

    def unanswered(self, n: int = 1000) -> list[Missed]:
        """Return the last *n* questions that no report answered, as they were understood, oldest first."""
        rows = self._rows(
            """select user, json_extract(turn, '$.understood') as question, sent from turns
               where reason is not null and reason not in ('empty_question', 'long_question', 'no_content')
               order by id desc limit ?""", n,
        )
        return [Missed(row["user"], row["question"], row["sent"]) for row in reversed(rows)]

    def count(self) -> int:
        """Return how many questions are recorded."""
        return int(self._rows("select count(*) as n from turns")[0]["n"])

    def _rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        with store_errors(self._path):
            cursor = self._db.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    @contextmanager
    def _write(self) -> Iterator[Database]:
        with store_errors(self._path), self._db.atomic() as db:
            yield db
