"""Votes on answers: one a person, the last one counts, and they go with the question: a real SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram import Update

from answering import Answer, Kind
from bot.errors import StoreFull, StoreReadOnly
from bot.records.database import FILE
from bot.records.history import DAY, History, Speaker
from bot.records.store import Store
from bot.records.votes import BAD, GOOD, Disliked, Votes
from bot.tally import Tally
from tests.bot.conftest import QUESTION
from tests.bot.telegram_server import person
from tests.bot.test_handlers import open_world

CHAT = -100
ASKER = Speaker(1, CHAT)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def votes(store: Store) -> Votes:
    """Its votes."""
    return store.votes


def ask(history: History, message: int, question: str, answer: str = "青里村", sent: int = 50) -> None:
    """Record a question and its answer."""
    understood = f"{question}（全）"
    history.record(ASKER, message, Answer(question, understood, Kind.WHAT, answer=answer, parts=(answer,)), sent=sent)


def test_one_vote_a_person_and_answer_and_the_last_one_counts(store: Store, votes: Votes) -> None:
    ask(store.history, 5, "问")
    assert votes.cast(1, CHAT, 5, GOOD) == Tally(1, 0)
    assert votes.cast(1, CHAT, 5, GOOD) == Tally(1, 0), "the same press delivered twice"
    assert votes.cast(2, CHAT, 5, GOOD) == Tally(2, 0)
    assert votes.cast(1, CHAT, 5, BAD) == Tally(1, 1)
    assert votes.tally(CHAT, 6) == Tally()
    assert votes.tally(CHAT - 1, 5) == Tally()


def test_what_was_voted_down_is_grouped_and_counted(store: Store, votes: Votes) -> None:
    """By the question as it was understood, the one voted down most first; what was voted up is not there."""
    for message, question in enumerate(["甲", "乙", "乙", "丙"]):
        ask(store.history, message, question)
    for message in (0, 1, 2):
        votes.cast(7, CHAT, message, BAD)
    votes.cast(8, CHAT, 2, BAD)
    votes.cast(7, CHAT, 3, GOOD)
    votes.cast(9, CHAT, 3, BAD)
    votes.cast(9, CHAT, 3, GOOD)
    found = votes.disliked()
    assert [(d.question, d.answer, d.count) for d in found] == [("乙（全）", "青里村", 3), ("甲（全）", "青里村", 1)]
    assert isinstance(found[0], Disliked)
    assert len(votes.disliked(1)) == 1


def test_forgetting_takes_ones_votes_and_those_on_ones_answers(store: Store, votes: Votes) -> None:
    ask(store.history, 5, "问")
    store.history.record(Speaker(2, CHAT), 6, Answer("别", "别", Kind.WHAT, answer="x", parts=("x",)))
    for user in (1, 2):
        for message in (5, 6):
            votes.cast(user, CHAT, message, BAD)
    assert store.personal.forget(1) == {"turns": 1, "votes": 1}, "a question, and a vote on somebody else's"
    assert votes.of(1) == []
    assert votes.tally(CHAT, 5) == Tally()
    assert votes.tally(CHAT, 6) == Tally(0, 1)
    assert store.personal.forget(1) == {}


def test_votes_go_with_what_is_too_old_and_move_with_the_chat(store: Store, votes: Votes) -> None:
    ask(store.history, 5, "旧", sent=1)
    ask(store.history, 6, "新", sent=100 * DAY)
    for message in (5, 6):
        votes.cast(3, CHAT, message, BAD)
    store.history.prune(30, now=101 * DAY)
    assert [row["message"] for row in votes.of(3)] == [6]
    store.groups.migrate(CHAT, -100200)
    assert votes.tally(-100200, 6) == Tally(0, 1)
    assert [d.question for d in votes.disliked()] == ["新（全）"]


def test_a_message_id_that_comes_again_begins_without_votes(store: Store, votes: Votes) -> None:
    ask(store.history, 5, "旧", sent=1)
    votes.cast(3, CHAT, 5, BAD)
    ask(store.history, 5, "新", sent=2)
    assert votes.tally(CHAT, 5) == Tally()


async def test_whoever_votes_while_nothing_can_be_written_is_told(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never silence: the press is answered with what is wrong, and the message stays as it is."""
    async with open_world(tmp_path, folder) as world:
        await world.say(QUESTION)
        sent = next(p for name, p in world.requests.calls if name == "sendMessage")
        data = next(b["callback_data"] for row in sent["reply_markup"]["inline_keyboard"] for b in row if b["text"] == "👍")

        def full(*_: object) -> Tally:
            raise StoreFull(Path("x"))

        monkeypatch.setattr(world.store.votes, "cast", full)
        message = {"message_id": 9, "date": 1, "chat": {"id": 42, "type": "private"}, "text": "x"}
        pressed = {"id": "1", "from": person(42), "chat_instance": "1", "data": data, "message": message}
        update = Update.de_json({"update_id": 99, "callback_query": pressed}, world.app.bot)
        await world.app.process_update(update)
    told = [p["text"] for name, p in world.requests.calls if name == "answerCallbackQuery"]
    assert told == ["抱歉，我的记录暂时用不了，没有记下。请过一会儿再按。"]


def test_a_vote_that_cannot_be_written_says_so(store: Store, votes: Votes, tmp_path: Path) -> None:
    ask(store.history, 5, "问")
    path = tmp_path / FILE
    with sqlite3.connect(path) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    votes._db.execute("pragma query_only = on")
    with pytest.raises(StoreReadOnly):
        votes.cast(1, CHAT, 5, GOOD)
