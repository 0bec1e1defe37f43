"""What belongs to a person is found in every table, also in one that is not there yet: handed out, deleted, moved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from answering import Answer, Kind
from bot.records.history import Speaker
from bot.records.store import Store
from bot.records.subscriptions import Known, Watched
from tests.bot.telegram_server import TelegramServer, person

ME, OTHER = Speaker(1, -100, 7), Speaker(2, -100, 7)
SECRET = "要忘记的问题"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store(tmp_path)
    yield opened
    opened.close()


def fill(store: Store, speaker: Speaker, message: int, words: str = SECRET) -> None:
    """Put a question, a subscription and an undelivered update of *speaker* in."""
    store.history.record(speaker, message, Answer(words, words, Kind.WHAT, answer="青里村", parts=("青里村",)), sent=50)
    store.subscriptions.add(speaker, message, Watched(words, words), Known("青里村", words, "报告"), "f", 20)
    update = {"update_id": message, "message": TelegramServer().message(words, sender=person(speaker.user))}
    store.inbox.keep(message, json.dumps(update, ensure_ascii=False))
    store.inbox.begin(message)
    store.inbox.postpone(message)


def test_forgetting_takes_everything_of_one_person_everywhere(store: Store, tmp_path: Path) -> None:
    """In every chat and table, and nothing is left in the bytes of the file."""
    fill(store, ME, 1)
    fill(store, Speaker(1, 1), 2)
    fill(store, OTHER, 3, "留下的")
    assert store.personal.count(1) == 4
    assert store.personal.forget(1) == {"turns": 2, "subscriptions": 2, "inbox": 2}
    assert store.personal.forget(1) == {}
    assert store.personal.export(1) == []
    assert len(store.personal.export(2)) == 2
    assert store.inbox.count() == 1
    for path in tmp_path.iterdir():
        assert SECRET.encode() not in path.read_bytes()


def test_an_update_in_work_stays_until_it_is_done(store: Store) -> None:
    """The one that asks to be forgotten is among them: a process that dies meanwhile takes it up again."""
    store.inbox.keep(1, json.dumps({"update_id": 1, "message": TelegramServer().message("/forget", sender=person(1))}))
    store.inbox.begin(1)
    assert store.personal.forget(1) == {}
    assert store.inbox.count() == 1


def test_a_table_that_comes_later_is_covered(store: Store) -> None:
    """Whatever has a column user is forgotten and handed out, whatever has a column chat moves along."""
    store._db.execute("create table later (user integer, chat integer, words text)")
    store._db.execute("insert into later values (1, -100, '一'), (2, -100, '二')")
    store.groups.migrate(-100, -100200)
    assert store.personal.export(1) == [{"table": "later", "user": 1, "chat": -100200, "words": "一"}]
    assert store.personal.forget(1) == {"later": 1}
    assert [row["words"] for row in store.personal.export()] == ["二"]


def test_export_is_plain_values(store: Store) -> None:
    fill(store, ME, 1)
    asked, subscribed = store.personal.export(1)
    wanted = {"table": "turns", "user": 1, "chat": -100, "topic": 7, "message": 1, "sent": 50, "asked": SECRET, "answer": "青里村"}
    assert {key: asked[key] for key in wanted} == wanted
    assert asked["turn"]["understood"] == SECRET
    assert (subscribed["table"], subscribed["question"]) == ("subscriptions", SECRET)
    assert json.loads(json.dumps([asked, subscribed])) == [asked, subscribed]


def test_a_group_that_became_a_supergroup_takes_everything_along(store: Store) -> None:
    """Also what somebody did in the group's name; what the new group has already stays."""
    fill(store, ME, 1)
    fill(store, Speaker(-100, -100), 2)
    fill(store, Speaker(1, -100200, 7), 1, "已经在新群里")
    store.groups.migrate(-100, -100200)
    assert [s.speaker for s in store.subscriptions.of(1, -100200)] == [Speaker(1, -100200, 7)] * 2
    assert store.history.count_of(Speaker(-100200, -100200)) == 1
