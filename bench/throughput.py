"""Messages a second beside an echo bot, and how long a reply takes at a steady rate.

    python bench/throughput.py [--reports DIR] [--gold FILE] [--messages 1000] [--chats 50] [--rounds 3] [--rate 50] [--seconds 20]

The stand-in runs in this process, each bot in one of its own, started anew for each measurement, ours and the echo bot in
turn. For the rate all messages wait when the bot starts; it is counted from the first delivery to the last reply. Ours
answers from the reports, writes the inbox and the history, and signs its buttons. The echo bot sends the text back.
Prints each round, the ratio of the medians (at least 0.70), and the time from update to reply (p95 at most 150 ms);
exit code 1 when either is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from corpus import DEMO
from load import ECHO, GOLD, OURS, questions, running, stand_in
from tests.bot.telegram_server import Call, TelegramServer, person

RATIO = 0.70
P95 = 150.0
"""Milliseconds."""
FIRST = 100_000
"""Number of the first user."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Messages a second, and seconds of processor time a message."""

    rate: float
    cpu: float


async def flood(program: tuple[str, ...], asked: list[str], chats: int, data: Path, reports: Path) -> Figures:
    """Return how fast *program* answers what waits for it."""
    async with stand_in() as server:
        for n, question in enumerate(asked):
            await server.say(question, sender=person(FIRST + n % chats))
        async with running(server, program, data, reports) as process:
            began, before = time.monotonic(), processor(process.pid)
            await server.wait(lambda: len(server.sent) >= len(asked), 600)
            took, used = replies(server)[-1].at - began, processor(process.pid) - before
    return Figures(len(asked) / took, used / len(asked))


def replies(server: TelegramServer) -> list[Call]:
    """Return the calls that sent a reply: a message, or a picture with one beneath it."""
    return [call for call in server.calls if call.method in ("sendMessage", "sendPhoto") and call.status == 200]


def processor(pid: int) -> float:
    """Return the seconds of processor time that a process has used, of all its threads; NaN where /proc does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return math.nan
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def steady(asked: list[str], chats: int, rate: float, data: Path, reports: Path) -> list[float]:
    """Return, sorted, the milliseconds from update to reply when *rate* messages a second come in."""
    async with stand_in() as server, running(server, OURS, data, reports):
        await _warm(server)
        due, began = {}, time.monotonic()
        for n, question in enumerate(asked):
            await asyncio.sleep(max(0.0, began + n / rate - time.monotonic()))
            message = await server.say(question, sender=person(FIRST + n % chats))
            due[(message["chat"]["id"], n // chats)] = time.monotonic()
        await server.wait(lambda: len(server.sent) > len(asked), 120)
        return sorted(1000 * took for took in _taken(server, due))


async def _warm(server: TelegramServer) -> None:
    """The first question of a process takes longer; it is not counted."""
    await server.say("有哪些村", sender=person(FIRST - 1))
    await server.reply(FIRST - 1)


def _taken(server: TelegramServer, due: dict[tuple[int, int], float]) -> list[float]:
    """Replies to one chat come in the order of its questions."""
    told: dict[int, int] = {}
    taken = []
    for call in replies(server):
        chat = int(call.params["chat_id"])
        number = told[chat] = told.get(chat, -1) + 1
        if (chat, number) in due:
            taken.append(call.at - due[(chat, number)])
    return taken


async def measure(options: argparse.Namespace) -> int:
    """Run everything and print it."""
    texts = questions(options.gold)

    def some(count: int) -> list[str]:
        return [texts[n * 7 % len(texts)] for n in range(count)]

    rates: dict[str, list[Figures]] = {"echo": [], "cunwen": []}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(options.rounds):
            for name, program in (("echo", ECHO), ("cunwen", OURS))[:: 1 if turn % 2 else -1]:
                data = Path(folder) / f"{name}{turn}"
                figures = await flood(program, some(options.messages), options.chats, data, options.reports)
                rates[name].append(figures)
                print(f"round {turn + 1}  {name:6}  {figures.rate:6.0f} messages/s  {1000 * figures.cpu:5.2f} ms of processor", flush=True)
        count = int(options.rate * options.seconds)
        taken = await steady(some(count), options.chats, options.rate, Path(folder) / "steady", options.reports)
    middle = {name: statistics.median(each.rate for each in figures) for name, figures in rates.items()}
    ratio = middle["cunwen"] / middle["echo"]
    p50, p95 = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    print(f"{options.messages} messages of {options.chats} chats: echo {middle['echo']:.0f}/s, cunwen {middle['cunwen']:.0f}/s, "
          f"ratio {ratio:.2f} (at least {RATIO:.2f})")
    print(f"{options.rate:.0f} messages/s for {options.seconds:.0f} s: p50 {p50:.0f} ms, p95 {p95:.0f} ms (at most {P95:.0f} ms), "
          f"longest {taken[-1]:.0f} ms")
    return 0 if ratio >= RATIO and p95 <= P95 else 1


def main() -> int:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, default=DEMO)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    return asyncio.run(measure(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
