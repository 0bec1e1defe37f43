"""How long a start takes and what stays in memory, beside the time jieba takes to load its dictionary.

    python bench/start.py [--reports DIR] [--gold FILE] [--rounds 5] [--questions 50]

``cunwen ask`` runs in a process of its own: once with an empty data and cache folder, then, so many rounds, in turn with
``jieba.initialize()``, which has its cache. The bot runs beside the stand-in of this process: the time from its start to
its first reply, to a message that waited, and its memory then and when it has answered so many questions more.
Prints medians; exit code 1 when the second run takes more than 1.3 times as long as jieba, or the bot has more than 180 MB.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from corpus import DEMO
from load import GOLD, OURS, ROOT, questions, running, stand_in
from tests.bot.telegram_server import person

RATIO = 1.3
MEGABYTES = 180.0
JIEBA = ("-c", "import jieba; jieba.initialize()")
QUESTION = "哪个村种植羊肚菌"


class Run(NamedTuple):
    """One process from its start to its end: seconds on the clock, seconds of processor time, most memory in MB."""

    wall: float
    cpu: float
    memory: float


class Bot(NamedTuple):
    """Seconds to the bot's first reply; its memory then and after the other questions, in MB."""

    replied: float
    first: float
    then: float


def run(arguments: tuple[str, ...], home: Path) -> Run:
    """Run Python with *arguments* and wait for it; caches are kept in *home*."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "XDG_CACHE_HOME": str(home), "TMPDIR": str(home)}
    began = time.monotonic()
    with Path(os.devnull).open("wb") as nowhere:
        streams = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), stream) for stream in (1, 2)]
        child = os.posix_spawn(sys.executable, [sys.executable, *arguments], environment, file_actions=streams)
        _, status, used = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"python {' '.join(arguments)} failed")
    return Run(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


async def bot(reports: Path, asked: list[str], home: Path) -> Bot:
    """Start the bot with a message waiting, then ask the rest one after the other."""
    async with stand_in() as server:
        await server.say(QUESTION, sender=person(1))
        began = time.monotonic()
        async with running(server, OURS, home / "bot", reports) as process:
            await server.wait(lambda: len(server.sent) > 0, 60)
            replied, first = time.monotonic() - began, resident(process.pid)
            for number, question in enumerate(asked, 1):
                await server.say(question, sender=person(1 + number % 10))
                await server.wait(lambda: len(server.sent) > number, 60)  # noqa: B023  # waited for at once
            return Bot(replied, first, resident(process.pid))


def resident(process: int) -> float:
    """Return the memory of a process in MB; NaN where /proc does not tell."""
    told = Path(f"/proc/{process}/status")
    found = re.search(r"VmRSS:\s+(\d+)", told.read_text()) if told.exists() else None
    return int(found[1]) / 1024 if found else float("nan")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, default=DEMO)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ours = ("-m", "bot", "ask", QUESTION, "--reports", str(options.reports), "--data", str(home / "data"))
        first = run(ours, home)
        run(JIEBA, home)
        rounds = [(run(ours, home), run(JIEBA, home)) for _ in range(options.rounds)]
        asked = (questions(options.gold) * options.questions)[: options.questions]
        started = [asyncio.run(bot(options.reports, asked, home)) for _ in range(2)][1]
    ask, jieba = (Run(*map(statistics.median, zip(*runs, strict=True))) for runs in zip(*rounds, strict=True))
    ratio = statistics.median(one.wall / other.wall for one, other in rounds)
    print("                       wall s   cpu s   peak MB")
    for name, figures in (("ask, first run", first), ("ask, second run", ask), ("jieba.initialize()", jieba)):
        print(f"{name:20} {figures.wall:8.2f} {figures.cpu:7.2f} {figures.memory:9.0f}")
    print(f"second run / jieba: {ratio:.2f} by the clock (at most {RATIO}), {ask.cpu / jieba.cpu:.2f} of processor time")
    print(f"bot: first reply {started.replied:.2f} s after its start; {started.first:.0f} MB then,", end=" ")
    print(f"{started.then:.0f} MB after {options.questions} questions (at most {MEGABYTES:.0f})")
    return int(ratio > RATIO or started.then > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
