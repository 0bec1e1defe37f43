"""What shows from outside how the bot is doing: /metrics, /healthz, the watchdog over polling, the disk."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

import bot.guarding
import bot.meters
from answering import Answer, Kind, Reason
from bot.alarms import Alarms
from bot.app import Service
from bot.errors import PollingDied
from bot.guarding import guard_disk, guard_polling
from bot.meters import ARRIVED, Meters
from bot.settings import Address, Settings
from bot.wire.server import Page, Servers
from tests.bot.conftest import QUESTION, Start
from tests.bot.telegram_server import TOKEN, Fault, TelegramServer

Usage = namedtuple("Usage", "total used free")


async def test_metrics_count_what_happens_and_name_nobody(
    telegram: TelegramServer, bot: Start, unused_tcp_port: int
) -> None:
    """Two questions, one without an answer, and an error; no word and no number of who asked."""
    process = await bot(CUNWEN_METRICS=f"127.0.0.1:{unused_tcp_port}")
    await telegram.say(QUESTION, sender={"id": 987654, "is_bot": False, "first_name": "小明"})
    await telegram.reply(987654)
    telegram.faults["sendMessage"].append(Fault(status=400))
    await telegram.say("鲁滨孙漂流记的作者是谁", sender={"id": 987654, "is_bot": False, "first_name": "小明"})
    await telegram.reply(987654, 2)
    text = await page(unused_tcp_port, "/metrics")
    figures = dict(re.findall(r"^(cunwen_\w+(?:{[^}]*})?) (\S+)$", text, re.MULTILINE))
    assert figures['cunwen_updates_total{kind="message"}'] == "2.0"
    assert figures["cunwen_answers_total"] == "1.0"
    assert [float(n) for name, n in figures.items() if name.startswith("cunwen_refusals_total")] == [1.0]
    assert figures['cunwen_errors_total{kind="BadRequest"}'] == "1.0"
    assert (figures["cunwen_answer_seconds_count"], figures["cunwen_reply_seconds_count"]) == ("2.0", "1.0")
    assert figures["cunwen_reports"] == "2.0"
    assert 0 <= float(figures["cunwen_queue_length"]) <= 1, "the last update may be about to end"
    assert float(figures["cunwen_last_reload_timestamp_seconds"]) > 1e9
    assert "process_resident_memory_bytes" in text
    for hidden in ("987654", "羊肚菌", "鲁滨孙", "小明", TOKEN):
        assert hidden not in text
    assert await page(unused_tcp_port, "/healthz") == "ok\n"
    assert await process.stop() == 0


async def page(port: int, path: str) -> str:
    """Return what is shown there."""
    async with ClientSession() as client, client.get(f"http://127.0.0.1:{port}{path}") as response:
        assert response.status == 200
        return await response.text()


@pytest.fixture
def meters() -> Meters:
    return Meters()


def test_percentiles_are_of_the_last_durations(meters: Meters) -> None:
    assert meters.percentiles("answer") is None
    for milliseconds in range(2000):
        meters.answer(Answer("问", "问", Kind.WHAT, reason=Reason.NOT_SAID), milliseconds / 1000)
    taken = meters.percentiles("answer")
    assert taken is not None
    assert (taken.count, taken.p50, taken.p95, taken.p99) == (1000, 1.5, 1.95, 1.99)


def test_a_reply_is_measured_from_the_arrival_of_its_update(meters: Meters, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said without an update (a notice) is no reply."""
    meters.replied()
    assert meters.percentiles("reply") is None
    token = ARRIVED.set(100.0)
    monkeypatch.setattr(bot.meters, "monotonic", lambda: 100.25)
    meters.replied()
    ARRIVED.reset(token)
    taken = meters.percentiles("reply")
    assert taken is not None
    assert taken.p99 == 0.25


async def test_polling_that_died_without_a_word_ends_the_bot(
    meters: Meters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost connections do not: each is a request that ended."""
    now = 1000.0
    monkeypatch.setattr(bot.meters, "monotonic", lambda: now)
    monkeypatch.setattr(bot.guarding, "LOOK", 0.001)
    dead: list[bool] = []
    now += 1000.0
    assert not meters.polling_is_dead, "still waiting for the network"
    meters.fetch(True)
    guard = asyncio.create_task(guard_polling(meters, lambda: dead.append(True)))
    for _ in range(3):
        now += 200.0
        meters.fetch(False)
        await asyncio.sleep(0.02)
    assert not dead
    assert meters.since_fetched == 600.0
    now += 301.0
    await asyncio.wait_for(guard, 120)
    assert dead == [True]


async def test_what_shares_an_address_shares_a_server(unused_tcp_port: int) -> None:
    """As /metrics does that is set to where the webhook listens."""
    servers, address = Servers(), Address("127.0.0.1", unused_tcp_port)
    for name in ("healthz", "metrics"):
        servers.add(address, f"/{name}", Page, now=lambda name=name: (200, name.encode()))
    servers.start()
    try:
        assert [await page(unused_tcp_port, f"/{name}") for name in ("healthz", "metrics")] == ["healthz", "metrics"]
        async with ClientSession() as client:
            async with client.head(f"http://127.0.0.1:{unused_tcp_port}/healthz") as response:
                assert response.status == 200
                assert "tornado" not in str(response.headers).lower()
            async with client.post(f"http://127.0.0.1:{unused_tcp_port}/healthz") as response:
                assert response.status == 405
    finally:
        await servers.stop()


async def test_a_bot_whose_polling_died_says_so_and_can_be_started_again(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1, not 2: a supervisor may restart it."""
    from bot import app

    monkeypatch.setattr(app, "set_up", lambda *_: None)

    def dies(service: Service) -> int:
        service._store.close()
        raise PollingDied

    monkeypatch.setattr(app.Service, "run", dies)
    assert app.run(Settings(token=TOKEN, reports=folder, data=tmp_path / "data")) == 1
    assert "重新启动" in capsys.readouterr().err


async def test_health_says_since_when_nothing_was_fetched(tmp_path: Path, folder: Path) -> None:
    service = Service(Settings(token=TOKEN, reports=folder, data=tmp_path / "data"))
    assert service._health()[0] == 503
    service._desk.meters.fetch(True)
    assert service._health() == (200, b"ok\n")
    assert service._desk.meters.fetched is not None
    service._desk.meters.fetched -= 400
    assert service._health() == (503, b"no answer to getUpdates for 400 s\n")
    service._store.close()


@pytest.mark.parametrize(("free", "rings"), [(150 << 20, True), (1 << 40, False)])
async def test_a_disk_that_is_nearly_full_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, rings: bool
) -> None:
    rung: list[Any] = []
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 41, 0, free))
    monkeypatch.setattr(Alarms, "ring", lambda _, kind, **facts: rung.append((kind, facts)))
    monkeypatch.setattr(bot.guarding, "LOOK_AT_DISK", 0.001)
    guard = asyncio.create_task(guard_disk(tmp_path, Alarms()))
    await asyncio.sleep(0.1)
    guard.cancel()
    assert (("disk", {"mebibytes": 150}) in rung) is rings
