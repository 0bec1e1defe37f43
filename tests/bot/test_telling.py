"""What Telegram says to news of a subscription, and what becomes of the subscription then; no network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from telegram.error import TelegramError, TimedOut

from answering import answer
from bot.errors import StoreFull
from bot.handlers import telling
from bot.handlers.telling import Telling
from bot.records.groups import EVERYBODY
from bot.records.history import Speaker
from bot.records.subscriptions import Known, Watched
from tests.bot.conftest import QUESTION
from tests.bot.telegram_server import Refusal, person
from tests.bot.test_handlers import World, open_world
from tests.bot.test_inline import typed
from tests.bot.test_subscriptions import ANOTHER, REPORT


@pytest_asyncio.fixture
async def world(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """A bot with three subscriptions whose answer has changed: two of one chat, one of another."""
    monkeypatch.setattr("bot.wire.sending.PAUSES", (0.0, 0.0))
    monkeypatch.setattr(telling, "PACE", 0.0)
    async with open_world(tmp_path, folder) as opened:
        known = Known.of(answer(QUESTION, opened.shelf.library))
        for speaker in (Speaker(1, -100, 7), Speaker(2, -100), Speaker(3, 3)):
            opened.store.subscriptions.add(speaker, 5, Watched(QUESTION, QUESTION), known, "f", 20)
        opened.telegram.message("你好", sender=person(3))  # to a stranger no bot may write
        (folder / REPORT).write_text(ANOTHER, encoding="utf-8")
        await opened.shelf.reload()
        yield opened


def users(world: World) -> list[int]:
    """Whose subscriptions there are."""
    return [user for (user,) in world.store._db.execute("select user from subscriptions order by id").fetchall()]


def told_to(world: World) -> list[int]:
    """Which chats something was sent to, accepted or not."""
    return [int(p["chat_id"]) for name, p in world.requests.calls if name == "sendMessage"]


async def test_each_is_told_where_it_was_asked_for_and_once(world: World) -> None:
    news = Telling(world.desk)
    for _ in range(2):
        await news._round(world.app.bot)
    sent = [p for name, p in world.requests.calls if name == "sendMessage"]
    assert [(int(p["chat_id"]), p.get("message_thread_id")) for p in sent] == [(-100, "7"), (-100, None), (3, None)]
    assert [p.get("reply_parameters", {}).get("message_id") for p in sent] == [5, 5, None]


@pytest.mark.parametrize(("refusal", "left", "calls"), [
    (Refusal(403, "Forbidden: bot was kicked"), [3], 2),
    (Refusal(400, "Bad Request: chat not found"), [3], 2),
    (Refusal(400, "Bad Request: message thread not found"), [2, 3], 3),
    (Refusal(400, "Bad Request: TOPIC_CLOSED"), [2, 3], 3),
    (Refusal(400, "Bad Request: not enough rights to send text messages to the chat"), [1, 2, 3], 3),
    (Refusal(400, "Bad Request: can't parse entities: x"), [1, 2, 3], 4),
])
async def test_a_refusal_ends_what_has_no_place_any_more(world: World, refusal: Refusal, left: list[int], calls: int) -> None:
    """And is not tried for ever."""
    world.requests.refuse = [refusal]
    news = Telling(world.desk)
    await news._round(world.app.bot)
    await news._round(world.app.bot)
    assert users(world) == left
    assert len(told_to(world)) == calls


async def test_what_could_not_be_delivered_is_told_later_and_holds_up_nobody(world: World) -> None:
    """A round that fails three times is left off; nothing is told twice."""
    world.requests.refuse = [Refusal(502, "Bad Gateway")] * 3
    news = Telling(world.desk)
    await news._round(world.app.bot)
    assert told_to(world) == [-100, -100, -100, -100, 3]
    await news._round(world.app.bot)
    assert told_to(world)[5:] == [-100]
    await news._round(world.app.bot)
    assert len(told_to(world)) == 6


async def test_without_a_network_a_round_is_left_off(world: World) -> None:
    world.requests.refuse = [Refusal(502, "Bad Gateway")] * 9
    with pytest.raises(TelegramError):
        await Telling(world.desk)._round(world.app.bot)
    assert users(world) == [1, 2, 3]
    assert len(world.store.subscriptions.outdated("new")) == 3


async def test_a_time_out_may_have_been_delivered_and_is_tried_once_more(world: World) -> None:
    """Not each minute for ever: it may be the answer that gets lost each time."""
    news = Telling(world.desk)
    world.requests.refuse = [TimedOut()]
    await news._round(world.app.bot)
    world.requests.refuse = [TimedOut()]
    await news._round(world.app.bot)
    await news._round(world.app.bot)
    assert told_to(world) == [-100, -100, 3, -100]


async def test_a_group_with_another_number_is_followed(world: World) -> None:
    """Also where the same is subscribed to under the new number."""
    known = Known("青里村", "旧", "旧")
    world.store.subscriptions.add(Speaker(1, -100200, 7), 5, Watched(QUESTION, QUESTION), known, "f", 20)
    world.requests.refuse = [Refusal(400, "migrated", migrate_to_chat_id=-100200)]
    await Telling(world.desk)._round(world.app.bot)
    assert sorted(told_to(world)) == [-100200, -100200, -100, 3]
    assert users(world) == [2, 3, 1]


async def test_news_whose_note_cannot_be_written_is_not_told_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk must not become a message a minute."""
    table, news = world.store.subscriptions, Telling(world.desk)
    written = table.told

    def full(*_: object) -> None:
        raise StoreFull(Path("甲.db"))

    monkeypatch.setattr(table, "told", full)
    for _ in range(2):
        with pytest.raises(StoreFull):
            await news._round(world.app.bot)
    assert told_to(world) == [-100]
    monkeypatch.setattr(table, "told", written)
    await news._round(world.app.bot)
    await news._round(world.app.bot)
    assert told_to(world) == [-100, -100, 3]


async def test_after_the_end_nothing_is_begun(world: World) -> None:
    news = Telling(world.desk)
    await news.end()
    await news._round(world.app.bot)
    assert told_to(world) == []


async def test_news_and_inline_results_come_from_what_may_be_asked_there(world: World) -> None:
    """A report that a chat may not ask is told to it by neither."""
    world.store.groups.change(-100, reports=frozenset({"银杏镇2023.txt"}), locked=True)
    world.store.groups.change(EVERYBODY, reports=frozenset({"银杏镇2023.txt"}))
    await Telling(world.desk)._round(world.app.bot)
    await world.app.process_update(typed(1, 42, QUESTION, world))
    for name, parameters in world.requests.calls:
        if name in ("sendMessage", "answerInlineQuery"):
            assert "白杨村" not in str(parameters)
    assert told_to(world) == [-100, -100, 3]
