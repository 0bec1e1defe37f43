"""Questions that somebody wants to hear of again when their answer changes, and the answer they were told last."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from answering import Answer, Turn
from bot.errors import store_errors
from bot.records.database import FILE
from bot.records.history import DAY, Speaker


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody knows of a question: the answer, the sentence it stands in, its report's title; None without one."""

    answer: str | None = None
    quote: str | None = None
    title: str | None = None

    @classmethod
    def of(cls, answer: Answer) -> Known:
        """Keep of *answer* what is worth being told when it changes.

        Not the neighbours that are quoted along with the sentence: which they are depends on all the other reports.
        """
        if not (answer.found and answer.quotes):
            return cls()
        report, turn = answer.quotes[0].report, answer.turn
        return cls(answer.answer, report.text[turn.start : turn.end], report.title)

    @property
    def digest(self) -> str:
        """The same for the same answer in the same words, whichever report they stand in."""
        return hashlib.sha256(json.dumps([self.answer, self.quote]).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Watched:
    """A question to be answered again: ``question`` is complete, ``asked`` after ``turns`` is what leads to its answer."""

    question: str
    asked: str
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscription:
    """One question of one person in one chat and topic. ``message`` is the one that subscribed."""

    id: int
    speaker: Speaker
    message: int
    watched: Watched
    known: Known
    digest: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> Subscription:
        """Read a row of ``subscriptions``."""
        turns = tuple(map(Turn.from_dict, json.loads(row["turns"])))
        return cls(
            row["id"], Speaker(row["user"], row["chat"], row["topic"]), row["message"],
            Watched(row["question"], row["asked"], turns), Known(row["answer"], row["quote"], row["title"]), row["digest"],
        )  # fmt: skip

    @property
    def question(self) -> str:
        """The complete question."""
        return self.watched.question


class Subscriptions:
    """The table of subscriptions. Every method raises StoreError when the file cannot be used."""

    def __init__(self, db: Database, path: Path = Path(FILE)) -> None:
        self._db = db
        self._path = path

    def add(self, speaker: Speaker, message: int, watched: Watched, known: Known, fingerprint: str, most: int) -> tuple[str, int]:
        """Subscribe *speaker* to a question, up to *most* of them in all chats.

        Returns  'added' and its number; 'again' when it was there already; 'full' and 0. Asked for again it begins anew,
                 but not by the same message: handled twice, that would hide what changed in between.
        """
        whose = {"user": speaker.user, "chat": speaker.chat, "topic": speaker.topic, "question": watched.question}
        turns = json.dumps([turn.as_dict() for turn in watched.turns], ensure_ascii=False)
        asked = {"asked": watched.asked, "turns": turns, "message": message, "sent": int(time.time())}
        told = {**asked, **_told(known, fingerprint)}
        with self._write() as db:
            rows = db.table("subscriptions")
            if found := self._select("user = :user and chat = :chat and topic = :topic and question = :question", **whose):
                if found[0].message != message:
                    rows.update(found[0].id, told)
                return "again", found[0].id
            if db.execute("select count(*) from subscriptions where user = ?", [speaker.user]).fetchone()[0] >= most:
                return "full", 0
            return "added", int(rows.insert({**whose, **told}).last_rowid or 0)

    def of(self, user: int, chat: int | None = None) -> list[Subscription]:
        """Return the subscriptions of *user* in *chat*, everywhere without one, oldest first."""
        here = "" if chat is None else " and chat = :chat"
        return self._select(f"user = :user{here}", user=user, chat=chat)

    def one(self, number: int) -> Subscription | None:
        """Return the subscription of that number."""
        return next(iter(self._select("id = :id", id=number)), None)

    def outdated(self, fingerprint: str) -> list[Subscription]:
        """Return those not compared with the reports of *fingerprint* yet, oldest first."""
        return self._select("fingerprint <> :fingerprint", fingerprint=fingerprint)

    def about(self, chat: int, message: int) -> Subscription | None:
        """Return the subscription that the bot's *message* confirmed or brought the last news of."""
        return next(iter(self._select("chat = :chat and told = :message", chat=chat, message=message)), None)

    def noted(self, number: int, message: int) -> None:
        """Remember which of the bot's messages told of a subscription last."""
        with self._write() as db:
            db.execute("update subscriptions set told = ? where id = ?", [message, number])

    def told(self, number: int, known: Known, fingerprint: str) -> None:
        """Remember what the subscriber knows now, out of which reports."""
        with self._write() as db:
            columns = ", ".join(f"{name} = :{name}" for name in _told(known, fingerprint))
            db.execute(f"update subscriptions set {columns} where id = :id", {"id": number, **_told(known, fingerprint)})

    def end(self, number: int) -> None:
        """Delete one subscription."""
        with self._write() as db:
            db.execute("delete from subscriptions where id = ?", [number])

    def end_chat(self, chat: int) -> int:
        """Delete every subscription of a chat that nothing can be sent to any more; return how many."""
        with self._write() as db:
            return int(db.execute("delete from subscriptions where chat = ?", [chat]).rowcount)

    def prune(self, retention_days: int, *, now: float | None = None) -> int:
        """Delete those made longer ago than *retention_days* (0 keeps everything); return how many."""
        if retention_days <= 0:
            return 0
        oldest = int(now if now is not None else time.time()) - retention_days * DAY
        with self._write() as db:
            return int(db.execute("delete from subscriptions where sent < ?", [oldest]).rowcount)

    def _select(self, where: str, **values: object) -> list[Subscription]:
        with store_errors(self._path):
            return [Subscription.of(row) for row in self._db.query(f"select * from subscriptions where {where} order by id", values)]

    @contextmanager
    def _write(self) -> Iterator[Database]:
        with store_errors(self._path), self._db.atomic() as db:
            yield db


def _told(known: Known, fingerprint: str) -> dict[str, Any]:
    return {
        "answer": known.answer, "quote": known.quote, "title": known.title, "digest": known.digest,
        "fingerprint": fingerprint, "checked": int(time.time()),
    }  # fmt: skip
