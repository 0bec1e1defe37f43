"""Notices of failures to administrators: what, never a user's words, at most one an hour of a kind."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError

import bot.alarms
from bot.alarms import Alarms
from bot.errors import StoreFull
from bot.records.history import History
from tests.bot.conftest import QUESTION, Start
from tests.bot.telegram_server import Fault, TelegramServer, person
from tests.bot.test_handlers import open_world

ADMIN = 7


async def test_failures_are_told_to_administrators_without_words_of_users(
    telegram: TelegramServer, bot: Start, folder: Path
) -> None:
    """An exception, a conflict, a file and a folder that cannot be read; each once. Another administrator never wrote to the bot."""
    process = await bot("--watch", CUNWEN_ADMINS="7,8")
    await telegram.say("/start", sender=person(ADMIN))
    await telegram.reply(ADMIN)
    for n in (1, 2):
        telegram.faults["sendMessage"].append(Fault(status=400))
        await telegram.say(f"秘密的话 {QUESTION}", sender=person(42))
        await telegram.reply(42, n)
        failed = (await telegram.told("处理一条消息时出错", ADMIN))["text"]
    assert "BadRequest" in failed
    assert "sending.py" in failed, "the line of ours"
    telegram.faults["getUpdates"].append(Fault(status=409))
    await telegram.say("/help", sender=person(43))
    await telegram.told("409", ADMIN)
    (folder / "坏.txt").write_bytes(b"\xff\xfe\x00\xd8" + bytes(range(256)) * 3)
    assert "坏.txt" in (await telegram.told("有的文件没有读成", ADMIN))["text"]
    for path in folder.iterdir():
        path.unlink()
    await telegram.told("仍用原来的报告回答", ADMIN)
    assert await process.stop() == 0
    texts = [message["text"] for message in telegram.to(ADMIN)]
    assert len([text for text in texts if "出错" in text]) == 1, "one an hour"
    assert not any("秘密" in text or "羊肚菌" in text for text in texts[1:])
    assert telegram.to(8) == []


class Phone(Bot):
    """Keeps what it is told to send; raises for who is in *deaf*."""

    def __init__(self, deaf: dict[int, Exception]) -> None:
        super().__init__("1:a")
        with self._unfrozen():
            self.deaf, self.heard = deaf, list[tuple[int, str]]()

    async def send_message(self, chat_id: Any, text: str, *_: Any, **__: Any) -> Any:
        """Keep it."""
        if error := self.deaf.get(chat_id):
            raise error
        self.heard.append((chat_id, text))


async def test_a_kind_rings_once_an_hour_and_counts_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 5000.0
    monkeypatch.setattr(bot.alarms, "monotonic", lambda: now)
    alarms, phone = Alarms(), Phone({1: Forbidden("bot was blocked"), 2: BadRequest("Chat not found")})
    alarms.ring("conflict")  # nobody to tell yet
    alarms.join(phone, {3, 1, 2})
    for _ in range(4):
        alarms.ring("conflict")
    alarms.ring("disk", mebibytes=20)
    await alarms.settle()
    assert [(chat, words[:4]) for chat, words in phone.heard] == [(3, "另一个程"), (3, "数据目录")]
    now += 3600
    alarms.ring("conflict")
    await alarms.settle()
    assert phone.heard[-1][1].endswith("（上一小时里同样的事另有 3 次）")
    now += 3600
    alarms.ring("conflict")
    await alarms.settle()
    assert "另有" not in phone.heard[-1][1]


async def test_the_bot_does_not_wait_long_for_its_last_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.alarms, "PATIENCE", 0.01)
    alarms, phone = Alarms(), Phone({})
    never = asyncio.Event()

    async def hangs(*_: Any, **__: Any) -> None:
        await never.wait()

    monkeypatch.setattr(Phone, "send_message", hangs)
    alarms.join(phone, {3})
    alarms.ring("conflict")
    await asyncio.wait_for(alarms.settle(), 120)
    never.set()
    await alarms.settle()


async def test_a_notice_that_the_network_swallowed_does_not_keep_the_next_back() -> None:
    alarms, phone = Alarms(), Phone({3: NetworkError("gone")})
    alarms.join(phone, {3})
    alarms.ring("conflict")
    await alarms.settle()
    phone.deaf.clear()
    alarms.ring("conflict")
    await alarms.settle()
    assert len(phone.heard) == 1


async def test_trouble_with_the_records_is_told_and_the_question_answered(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise StoreFull(tmp_path / "cunwen.db", "SQLITE_FULL")

    monkeypatch.setattr(History, "record", full)
    async with open_world(tmp_path, folder) as world:
        world.desk.alarms.join(world.app.bot, {ADMIN})
        await world.say(QUESTION)
        await world.desk.alarms.settle()
        sent = [(int(call["chat_id"]), call["text"]) for name, call in world.requests.calls if name == "sendMessage"]
        assert "青里村" in sent[0][1]
        assert [(chat, words[:16]) for chat, words in sent[1:]] == [(ADMIN, "记录用不了（StoreFull）")]
        assert world.desk.meters.errors == {"StoreFull": 1}
