"""What the measurements of the running bot share: a Bot API stand-in, bots as processes of their own, questions to ask."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the stand-in belongs to the tests and is not installed

from corpus import DEMO  # noqa: E402
from tests.bot.telegram_server import TOKEN, TelegramServer  # noqa: E402

GOLD = ROOT / "tests" / "cases" / "demo.jsonl"
OURS = ("-m", "bot", "bot")
ECHO = (str(ROOT / "bench" / "echo.py"),)


def questions(gold: Path = GOLD) -> list[str]:
    """Return the questions of a gold file, in its order."""
    return [json.loads(line)["question"] for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]


@asynccontextmanager
async def stand_in() -> AsyncIterator[TelegramServer]:
    """A Bot API server on loopback."""
    server = TelegramServer()
    await server.start()
    yield server
    await server.stop()


@asynccontextmanager
async def running(
    server: TelegramServer, program: tuple[str, ...], data: Path, reports: Path = DEMO
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A bot as a process, from its first poll on; killed at the end if it still runs. Its log goes to ``data``.log."""
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url,
        "CUNWEN_REPORTS": str(reports), "CUNWEN_DATA": str(data), "CUNWEN_ADMINS": "", "CUNWEN_CHATS": "",
    }
    with data.with_suffix(".log").open("ab") as log:
        polls = server.polls
        process = await asyncio.create_subprocess_exec(
            sys.executable, *program, env=environment, stdout=log, stderr=log, cwd=data.parent
        )
        try:
            await server.wait(lambda: server.polls > polls or process.returncode is not None, 120)
            if process.returncode is not None:
                raise SystemExit(f"{' '.join(program)} did not start: see {log.name}")
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
