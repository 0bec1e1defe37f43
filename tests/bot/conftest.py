"""The reports of the bot's tests, the Telegram stand-in, and the bot as a real process."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.records.database import FILE
from retrieval import Library, open_library
from tests.bot.telegram_server import TOKEN, TelegramServer, person

ROOT = Path(__file__).resolve().parents[2]
REPORTS = {
    "银杏镇2022.txt": """银杏镇2022年党建促乡村振兴工作总结
一、发展特色产业
青里村试种羊肚菌，与玉米轮作。羊肚菌种植面积**亩，村集体增收30余万元。
联星村种植螺丝菜140亩，带动农户52户。
二、改善人居环境
面铺村修建污水处理站1座，整治河道3公里。
""",
    "银杏镇2023.txt": """银杏镇2023年重点工作情况
一、农业产业
松坪村新建大棚种植羊肚菌20亩，聘请技术员2名。
石岭村举办枇杷文化节，接待游客1.2万人次。
二、基层治理
各村选聘网格员36名，排查矛盾纠纷85件。
""",
}
numbers = itertools.count(5000)
"""For people and chats that no other test uses."""
QUESTION = "哪个村羊肚菌与玉米轮作"


def write_reports(folder: Path) -> Path:
    """Put the reports into *folder* and return it."""
    folder.mkdir(exist_ok=True)
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two small reports."""
    return write_reports(tmp_path / "reports")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The same reports, opened once."""
    return open_library(write_reports(tmp_path_factory.mktemp("reports")))


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """A Bot API server on loopback."""
    server = TelegramServer()
    await server.start()
    yield server
    await server.stop()


class Process:
    """A running ``cunwen bot``; ``log`` grows with what it writes."""

    def __init__(self, process: asyncio.subprocess.Process, data: Path) -> None:
        self._process = process
        self.data = data
        self.pid = process.pid
        self._lines: list[str] = []
        self._readers = [asyncio.create_task(self._read(s)) for s in (process.stdout, process.stderr) if s]

    async def _read(self, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            self._lines.append(line.decode("utf-8", "replace"))

    @property
    def log(self) -> str:
        """Everything written to standard output and standard error so far."""
        return "".join(self._lines)

    async def end(self, seconds: float = 120.0) -> int:
        """Wait for the process to end by itself; return its exit code."""
        async with asyncio.timeout(seconds):
            code = await self._process.wait()
            await asyncio.gather(*self._readers)
        return code

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end."""
        if self._process.returncode is None:
            self._process.send_signal(how)
        return await self.end()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read the bot's database."""
        connection = sqlite3.connect(f"file:{self.data / FILE}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()


Start = Callable[..., Awaitable[Process]]


@asynccontextmanager
async def processes(telegram: TelegramServer, folder: Path, data: Path) -> AsyncIterator[Start]:
    """Give a function that starts the bot (options, settings as keywords) and end, at the end, what still runs."""
    started: list[Process] = []

    async def start(*options: str, ready: bool = True, **settings: str) -> Process:
        environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(data.parent), "PYTHONUTF8": "1",
            "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"],
            "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "CUNWEN_REPORTS": str(folder),
            "CUNWEN_DATA": str(data), "CUNWEN_ADMINS": "7", **settings,
        }
        data.parent.mkdir(exist_ok=True)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "bot", *options, cwd=data.parent, env=environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )
        polls = telegram.polls
        running = Process(process, Path(environment["CUNWEN_DATA"]))
        started.append(running)
        if ready:
            await telegram.wait(lambda: telegram.polls > polls or process.returncode is not None, 180)
            assert process.returncode is None, running.log
        return running

    yield start
    for process in started:
        await process.stop(signal.SIGKILL)


@pytest.fixture
async def bot(telegram: TelegramServer, folder: Path, tmp_path: Path) -> AsyncIterator[Start]:
    """Start the bot as a process: ``await bot()``."""
    async with processes(telegram, folder, tmp_path / "data") as start:
        yield start


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[TelegramServer, Process]]:
    """A stand-in and a running bot for all tests that need no bot of their own."""
    home = tmp_path_factory.mktemp("served")
    server = TelegramServer()
    await server.start()
    async with processes(server, write_reports(home / "reports"), home / "data") as start:
        yield server, await start()
    await server.stop()


@pytest.fixture
def user() -> dict[str, Any]:
    """Somebody who has not been here."""
    return person(next(numbers))


@pytest.fixture
def group() -> dict[str, Any]:
    """A supergroup with topics that nobody has written to."""
    return {"id": -1001000000000 - next(numbers), "type": "supergroup", "title": "测试群", "is_forum": True}
