"""Handlers without a network: real updates through the real application, its requests recorded."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from telegram import Update
from telegram.ext import Application, ApplicationBuilder

import bot.desk
import bot.handlers.questions
import bot.handlers.reloading
import bot.recall
from answering import Answer, Turn, answer
from answering.dialogue import Completed
from answering.pipeline import Way
from bot.desk import Desk
from bot.errors import StoreFull
from bot.handlers.routing import Handlers
from bot.records.history import Speaker
from bot.records.store import Store
from bot.settings import Settings
from bot.shelf import Change, Shelf
from retrieval import Library
from tests.bot.conftest import QUESTION
from tests.bot.straight import Straight
from tests.bot.telegram_server import TOKEN, Refusal, TelegramServer, person

ADMIN = 7
App = Application[Any, Any, Any, Any, Any, Any]


class World:
    """An application, what it sends, what it keeps, and what it put off."""

    def __init__(self, settings: Settings, shelf: Shelf) -> None:
        self.store = Store(settings.data)
        self.shelf = shelf
        self.telegram = TelegramServer()
        self.requests = Straight(self.telegram)
        self.put_off: list[int] = []
        builder = ApplicationBuilder().token(TOKEN).request(self.requests).get_updates_request(self.requests)
        self.app: App = builder.updater(None).build()
        self.desk = Desk(settings, shelf, self.store)
        self.handlers = Handlers(self.desk, self.put_off.append)
        self.handlers.join(self.app)

    async def say(self, text: str | None, chat: dict[str, Any] | None = None, **fields: Any) -> list[str]:
        """Process one message and return what was sent."""
        before = len(self.requests.said)
        number = len(self.requests.calls) + 1
        update = {"update_id": number, "message": self.telegram.message(text, chat, **fields)}
        self.store.inbox.keep(number, json.dumps(update))
        await self.app.process_update(Update.de_json(update, self.app.bot))
        await self.store.do(int)  # what was noted is written
        return self.requests.said[before:]


Make = Callable[..., World]


@pytest_asyncio.fixture
async def world(tmp_path: Path, folder: Path) -> AsyncIterator[World]:
    """A bot that answers everybody."""
    async with open_world(tmp_path, folder) as opened:
        yield opened


class open_world:  # noqa: N801
    """Open a World with these settings."""

    def __init__(self, home: Path, folder: Path, **settings: Any) -> None:
        chosen = Settings(token=TOKEN, reports=folder, data=home / "data", admins=frozenset({ADMIN}))
        self._world = World(replace(chosen, **settings), Shelf(folder))

    async def __aenter__(self) -> World:
        await self._world.app.initialize()
        return self._world

    async def __aexit__(self, *_: object) -> None:
        await self._world.app.shutdown()
        self._world.store.close()


async def test_a_question_is_answered_once_and_then_recorded(world: World) -> None:
    (said,) = await world.say(QUESTION)
    assert "青里村" in said
    assert [turn.asked for turn in world.store.history.recent(speaker(42))] == [QUESTION]


async def test_only_allowed_chats_are_answered_and_others_get_a_reason(tmp_path: Path, folder: Path) -> None:
    """Whoever addressed the bot learns the number to hand on; an administrator's own chat is always served."""
    async with open_world(tmp_path, folder, chats=frozenset({42})) as world:
        group = {"id": -100, "type": "supergroup", "title": "群"}
        assert "青里村" in (await world.say(QUESTION))[0]
        (refusal,) = await world.say(QUESTION, sender=person(43))
        assert "43" in refusal
        assert "青里村" not in refusal
        assert "-100" in (await world.say(f"/ask {QUESTION}", group))[0]
        assert await world.say(QUESTION, group) == []
        assert "语料指纹" in (await world.say("/status", sender=person(ADMIN)))[0]


async def test_gaps_lists_what_no_report_answers(world: World) -> None:
    for _ in range(2):
        await world.say("火星基地何时建成")
    (gaps,) = await world.say("/gaps", sender=person(ADMIN))
    assert "火星基地何时建成（2 次）" in gaps


async def test_reports_are_listed_with_their_troubles_for_administrators_only(world: World, folder: Path) -> None:
    (folder / "空.txt").write_text("", encoding="utf-8")
    await world.say("/reload", sender=person(ADMIN))
    assert "空.txt" in (await world.say("/reports", sender=person(ADMIN)))[0]
    (listed,) = await world.say("/reports")
    assert "银杏镇2022" in listed
    assert "空.txt" not in listed


async def test_a_reload_tells_how_far_it_has_come_in_one_message(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And then what changed, by name; the progress of a reload that is quick is not shown."""
    reload, seen = world.shelf.reload, asyncio.Event()

    async def slow(progress: Callable[[int, int, str], None]) -> Change:
        progress(120, 2000, "银杏镇2022.txt")
        await seen.wait()
        return await reload()

    def edited() -> list[str]:
        texts = [str(parameters["text"]) for name, parameters in world.requests.calls if name == "editMessageText"]
        if any("120/2000" in text for text in texts):
            seen.set()
        return texts

    monkeypatch.setattr(world.shelf, "reload", slow)
    monkeypatch.setattr(bot.handlers.reloading, "EVERY", 0.01)
    (folder / "空.txt").touch()
    (folder / "银杏镇2023.txt").unlink()
    work = asyncio.create_task(world.say("/reload", sender=person(ADMIN)))
    while not work.done():
        edited()
        await asyncio.sleep(0.01)
    assert await work == ["正在重新读取报告…"]
    assert edited()[0] == "正在重新读取报告：120/2000"
    assert "移走：银杏镇2023.txt" in edited()[-1]
    assert "空.txt" in edited()[-1]


@pytest.mark.parametrize("text", ["/ask", "问", "/问", "\u3000", "@cunwen_test_bot"])
async def test_a_command_without_a_question_asks_for_one(world: World, text: str) -> None:
    (said,) = await world.say(text)
    assert "写上问题" in said


async def test_an_error_while_answering_is_apologised_for_once_and_logged_without_words(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError(QUESTION)

    monkeypatch.setattr(bot.recall, "answer_meant", broken)
    (said,) = await world.say(QUESTION)
    assert "抱歉" in said
    assert "KeyError at" in caplog.text
    assert "chat 42" in caplog.text
    assert QUESTION not in caplog.text


async def test_a_question_is_answered_even_when_nothing_can_be_stored(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreFull(Path("甲.db"))

    for method in ("record", "recorded", "recent"):
        monkeypatch.setattr(world.store.history, method, full)
    assert "青里村" in (await world.say(QUESTION))[0]
    monkeypatch.setattr(world.store.history, "count_of", full)
    assert "记录暂时用不了" in (await world.say("/history"))[0]


async def test_what_cannot_be_delivered_is_put_off_not_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.wire.sending.PAUSES", (0.0, 0.0))
    world.requests.refuse = [Refusal(502, "Bad Gateway")] * 3
    assert len(await world.say(QUESTION)) == 3
    assert len(world.put_off) == 1
    assert world.store.history.count() == 0


async def test_html_that_telegram_does_not_take_is_sent_without_looks(world: World) -> None:
    world.requests.refuse = [Refusal(400, "Bad Request: can't parse entities: unsupported start tag")]
    refused, accepted = await world.say(QUESTION)
    assert "<blockquote>" in refused
    assert "<" not in accepted
    assert "青里村" in accepted


async def test_a_reply_follows_a_group_that_became_a_supergroup(world: World) -> None:
    world.requests.refuse = [Refusal(400, "migrated", migrate_to_chat_id=-100200)]
    group = {"id": -5, "type": "group", "title": "群"}
    await world.say(f"/ask {QUESTION}", group)
    assert [int(p["chat_id"]) for name, p in world.requests.calls if name == "sendMessage"] == [-5, -100200]


async def test_a_question_that_has_begun_is_answered_from_the_reports_it_began_with(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reload in the middle of it is for the next one."""
    began_with, used = world.shelf.library, list[object]()

    async def reload_now(*_: object) -> tuple[bool, list[object]]:
        (folder / "新.txt").write_text("新镇总结\n新村种植油茶三百亩。\n", encoding="utf-8")
        await world.shelf.reload()
        return False, []

    def noted(question: str, _: Completed, library: Library) -> Answer:
        used.append(library)
        return answer(question, library)

    monkeypatch.setattr(bot.recall, "answer_meant", noted)
    monkeypatch.setattr(bot.handlers.questions.Questions, "_before", reload_now)
    await world.say(QUESTION)
    assert used == [began_with]
    assert world.shelf.library is not began_with


async def test_a_follow_up_is_looked_at_again_with_what_was_asked_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked again after the same turns; the completed question alone could have another answer."""
    given: list[tuple[str, int]] = []

    def contextual(question: str, library: Library, turns: Sequence[Turn], **_: object) -> Answer:
        given.append((question, len(turns)))
        found = answer(QUESTION, library)
        return replace(found, question=question, understood=f"{question}！", answer=f"{question}{len(turns)}")

    monkeypatch.setattr(bot.recall.Recall, "answer", lambda _, *asked: contextual(*asked))
    monkeypatch.setattr(bot.desk, "follow", lambda *asked: Way(contextual(*asked)))
    await world.say("甲")
    await world.say("乙")
    (said,) = await world.say("原文")
    assert "乙1" in said
    assert given == [("甲", 0), ("乙", 1), ("乙", 1)]


def speaker(user: int) -> Speaker:
    """The speaker of a private chat."""
    return Speaker(user, user)
