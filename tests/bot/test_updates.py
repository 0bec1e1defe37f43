"""Reading what Telegram delivers, and the queue behind it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

import bot.wire.updates
from bot.errors import StoreFull
from bot.records.store import Store
from bot.wire.updates import InboxQueue, readable

PERSON = {"id": 42, "is_bot": False, "first_name": "明"}


def raw(number: int, text: str = "羊肚菌") -> dict[str, Any]:
    """An update as it comes."""
    chat = {"id": 42, "type": "private", "first_name": "明"}
    message = {"message_id": number, "date": 1, "chat": chat, "from": PERSON, "text": text}
    return {"update_id": number, "message": message}


def update(number: int, text: str = "羊肚菌") -> Update:
    """The same, parsed."""
    return Update.de_json(raw(number, text), None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize("bad", [
    {"callback_query": {"id": "1", "from": PERSON, "data": "x"}},
    {"message": []},
    {"message": {"message_id": 1}},
    {"message": {"message_id": 1, "date": "x", "chat": {"id": 1, "type": "private"}}},
    {"message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}}},
])
def test_one_bad_update_is_left_out_and_its_number_stays(bad: dict[str, Any]) -> None:
    """Telegram is asked for what comes after it."""
    answer = {"ok": True, "result": [raw(1), {"update_id": 2, **bad}, raw(3)]}
    code, payload, updates = readable(json.dumps(answer).encode())
    assert code == 200
    assert json.loads(payload)["result"] == [{"update_id": number} for number in (1, 2, 3)]
    assert {number: heard.raw for number, heard in updates.items()} == {1: raw(1), 3: raw(3)}
    assert updates[3].update == update(3)


async def test_what_was_read_while_fetching_takes_the_place_of_its_number(store: Store) -> None:
    queue = InboxQueue(store, lambda each: each.message is not None)
    queue.heard(readable(json.dumps({"ok": True, "result": [raw(1)]}).encode())[2])
    for number in (1, 2):
        await queue.put(Update(number))
    assert queue.qsize() == 1
    taken = await queue.get()
    assert isinstance(taken, Update)
    assert taken.to_dict() == update(1).to_dict()
    assert [json.loads(left.body) for left in store.inbox.waiting()] == [raw(1)]


@pytest.mark.parametrize("payload", [
    b"", b"<html>", b"[]", b"{}", b'{"ok": true, "result": [1]}', b'{"ok": false}', b"\xff",
])
def test_an_answer_that_is_none_is_an_error_of_the_server(payload: bytes) -> None:
    assert readable(payload) == (502, b"{}", {})


async def test_an_update_is_on_disk_before_it_is_in_the_queue(store: Store) -> None:
    queue = InboxQueue(store, lambda _: True)
    await queue.put(update(1))
    (left,) = store.inbox.waiting()
    restored = Update.de_json(json.loads(left.body), None)
    assert restored.to_dict() == update(1).to_dict()
    assert queue.qsize() == 1


async def test_a_second_delivery_is_not_queued(store: Store) -> None:
    queue = InboxQueue(store, lambda _: True)
    await queue.put(update(1))
    await queue.put(update(1))
    assert queue.qsize() == 1


async def test_what_is_not_for_the_bot_is_not_even_stored(store: Store) -> None:
    queue = InboxQueue(store, lambda _: False)
    await queue.put(update(1))
    assert queue.empty()
    assert store.inbox.count() == 0


async def test_half_a_surrogate_pair_survives_the_disk(store: Store) -> None:
    queue = InboxQueue(store, lambda _: True)
    await queue.put(update(1, "\ud83d村"))
    assert "村" in json.loads(store.inbox.waiting()[0].body)["message"]["text"]


async def test_when_the_disk_is_full_the_update_is_handled_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> bool:
        raise StoreFull(Path("甲.db"))

    monkeypatch.setattr(store.inbox, "keep_all", full)
    queue = InboxQueue(store, lambda _: True)
    await queue.put(update(1))
    assert queue.qsize() == 1
    assert "StoreFull" in caplog.text


async def test_fetching_waits_while_too_much_is_in_work(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is dropped: Telegram keeps what is not fetched."""
    monkeypatch.setattr(bot.wire.updates, "ROOM", 2)
    queue = InboxQueue(store, lambda _: True)
    await queue.put(update(1))
    second = asyncio.create_task(queue.put(update(2)))
    for _ in range(20):
        await store.do(int)
    assert not second.done()
    queue.leave()
    await asyncio.wait_for(second, 10)
    assert queue.qsize() == 2


async def test_a_batch_is_one_write_and_is_on_disk_before_it_is_acknowledged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Polling: putting in returns at once, the next request waits."""
    batches: list[int] = []
    keep_all = store.inbox.keep_all

    def noted(updates: Sequence[tuple[int, str]]) -> list[bool]:
        batches.append(len(updates))
        return keep_all(updates)

    monkeypatch.setattr(store.inbox, "keep_all", noted)
    queue = InboxQueue(store, lambda _: True, at_once=False)
    for number in range(1, 6):
        await queue.put(update(number))
    assert queue.empty(), "nothing is handled before it is on disk"
    await queue.written()
    assert batches == [5]
    assert store.inbox.count() == queue.qsize() == 5
