"""Replies are put together beside the library; Telegram must be told what the library itself would tell it."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest
from telegram import LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.ext import Defaults, ExtBot

from bot.app import quick_loop
from bot.wire.lines import Lines, Weather
from bot.wire.sending import keyboard, send, tell
from bot.wording.markup import Run
from bot.wording.replies import Button, Reply
from tests.bot.telegram_server import TOKEN, TelegramServer

REPLY = Reply(
    (Run("青里村", bold=True), Run("a<b & “引号”")),
    (Button("上下文", "c.1"), Button("为什么", "w.1"), Button("在私聊里问", url="https://t.me/cunwen_test_bot?start=1")),
    (Button("羊肚菌", "n.0"), Button("巨菌草种植面积", "n.1"), Button("合作社", "n.2"), Button("茭白", "n.3")),
)
PRIVATE = {"id": 42, "type": "private", "first_name": "甲"}
GROUP = {"id": -7, "type": "supergroup", "title": "群", "is_forum": True}
QUESTIONS: dict[str, dict[str, Any]] = {
    "private": {"chat": PRIVATE},
    "group": {"chat": GROUP},
    "topic": {"chat": GROUP, "message_thread_id": 5, "is_topic_message": True},
    "chain of replies": {"chat": GROUP, "message_thread_id": 5},
    "channel's direct messages": {"chat": GROUP, "direct_messages_topic": {"topic_id": 9}},
}


@pytest.mark.parametrize("kind", QUESTIONS)
async def test_telegram_is_told_what_the_library_tells_it(telegram: TelegramServer, kind: str) -> None:
    """Same chat, topic, question, text and buttons, and no preview of a link; the number comes back."""
    defaults = Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True), allow_sending_without_reply=True)
    request = Lines(2, Weather())
    async with ExtBot(TOKEN, base_url=f"{telegram.url}/bot", request=request, defaults=defaults) as bot:
        stamp = {"message_id": 11, "date": 1_700_000_000, "from": {"id": 42, "is_bot": False, "first_name": "甲"}, "text": "问"}
        question = Message.de_json({**stamp, **QUESTIONS[kind]}, bot)
        await telegram.say("问", QUESTIONS[kind]["chat"])
        theirs = await question.reply_text(REPLY.html, parse_mode=ParseMode.HTML, reply_markup=keyboard(REPLY))
        number = await tell(question, REPLY)
        message = await send(question, REPLY)
    told = [{name: _read(value) for name, value in call.params.items()} for call in telegram.called("sendMessage")]
    assert told[0] == told[1] == told[2]
    assert [theirs.message_id, number, message.message_id] == [each["message_id"] for each in telegram.sent]
    assert message.chat == theirs.chat


def _read(value: Any) -> Any:
    try:
        return json.loads(value)
    except (TypeError, ValueError):
        return value


def test_the_bot_runs_without_uvloop(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is quicker with it, and needs it nowhere."""
    monkeypatch.setitem(sys.modules, "uvloop", None)
    monkeypatch.setattr(asyncio, "set_event_loop", pytest.fail)
    quick_loop()
