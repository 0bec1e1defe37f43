"""Whose a button and a record are: the asker's; what was asked in a chat's name is that group's, and nobody's elsewhere."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from telegram import Update

from bot.records.history import Speaker
from tests.bot.conftest import QUESTION
from tests.bot.telegram_server import BOT, Upload, buttons, person
from tests.bot.test_handlers import ADMIN, World, open_world

GROUP: dict[str, Any] = {"id": -1001, "type": "supergroup", "title": "群"}
OTHER: dict[str, Any] = {"id": -1002, "type": "supergroup", "title": "别的群"}
CHANNEL = {"id": -1005, "type": "channel", "title": "频道"}
AS_CHAT = {"id": 136817688, "is_bot": True, "first_name": "Channel"}


@pytest_asyncio.fixture
async def world(tmp_path: Path, folder: Path) -> AsyncIterator[World]:
    """A bot."""
    async with open_world(tmp_path, folder) as opened:
        yield opened


async def press(world: World, data: str, user: int, chat: dict[str, Any], number: int = 2) -> list[str]:
    """Press a button with *data* in *chat*; return the methods that were called, and what the notice said."""
    before = len(world.requests.calls)
    shown = {"message_id": number, "date": 1, "chat": chat, "from": BOT, "text": "…"}
    query = {"id": "1", "from": person(user), "chat_instance": "1", "data": data, "message": shown}
    await world.app.process_update(Update.de_json({"update_id": 9, "callback_query": query}, world.app.bot))
    return [str(params.get("text", "")) if name == "answerCallbackQuery" else name for name, params in world.requests.calls[before:]]


@pytest.mark.parametrize("written_as", [GROUP, CHANNEL])
async def test_what_was_asked_in_a_chats_name_may_be_pressed_in_that_group_only(world: World, written_as: dict[str, Any]) -> None:
    """Who wrote it nobody can tell; whoever is in the group sees it anyway."""
    await world.say(f"/ask {QUESTION}", GROUP, sender=AS_CHAT, sender_chat=written_as)
    sent = world.telegram.sent[-1]
    data = buttons(sent)["上下文"]
    assert await press(world, data, 42, GROUP, sent["message_id"]) == ["", "editMessageText"]
    for elsewhere in (OTHER, {"id": 42, "type": "private"}, {"id": CHANNEL["id"], "type": "channel", "title": "频道"}):
        assert await press(world, data, 42, elsewhere) == ["这个按钮不能用了，请重新提问。"]


@pytest.mark.parametrize("action", ["turn", "again", "page", "unwatch"])
async def test_in_a_private_chat_no_button_is_a_chats(world: World, action: str) -> None:
    """Nobody can have such a button made; it would not work."""
    await world.say(QUESTION)
    forged = world.desk.sign(Speaker(GROUP["id"], 42), action, 1)
    assert await press(world, forged, 42, {"id": 42, "type": "private"}) == ["只有提问的人可以按这个按钮。您可以自己问一次。"]


@pytest.mark.parametrize("named", [{"id": ADMIN, "type": "private"}, CHANNEL])
async def test_nobody_speaks_for_another_person(world: World, named: dict[str, Any]) -> None:
    """What stands in sender_chat is no person, and in a private chat it means nothing."""
    await world.say("联星村种植什么", sender=person(ADMIN))
    await world.say(QUESTION, sender_chat=named)
    assert [turn.asked for turn in world.store.history.recent(Speaker(42, 42))] == [QUESTION]
    await world.say("/export", sender_chat=named)
    file = next(p["document"] for name, p in world.requests.calls if name == "sendDocument")
    assert isinstance(file, Upload)
    assert {row["user"] for row in json.loads(file)} == {42}
    await world.say("/forget", sender_chat=named)
    assert world.store.history.recent(Speaker(42, 42)) == []
    assert len(world.store.history.recent(Speaker(ADMIN, ADMIN))) == 1
