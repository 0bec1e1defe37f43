"""Kill the bot at random moments while it answers, start it again, and look whether anything was lost.

    python bench/crash.py --kills 50 [--seed 1] [--chats 8] [--reports DIR]

The real process answers several chats over the stand-in, is killed with SIGKILL at a moment that the seed decides, and
started again on the same data, until all questions are answered. Every one must have a reply, none may be recorded
twice, and SQLite must find its file whole. A reply that Telegram took in the moment of a kill comes a second time after
it: Telegram has no way to ask whether it came. How many did is printed. Exit code 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from corpus import DEMO
from load import OURS, questions, running, stand_in
from tests.bot.telegram_server import TelegramServer, person

FIRST = 200_000
"""Number of the first user."""


@dataclass
class Outcome:
    """What is left after all the kills; lists hold (chat, message id)."""

    asked: list[tuple[int, int]] = field(default_factory=list)
    unanswered: list[tuple[int, int]] = field(default_factory=list)
    unrecorded: list[tuple[int, int]] = field(default_factory=list)
    recorded_twice: list[tuple[int, int]] = field(default_factory=list)
    answered_again: int = 0
    kills_at_work: int = 0
    waiting: int = 0
    integrity: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing was lost."""
        return not (self.unanswered or self.unrecorded or self.recorded_twice or self.waiting) and self.integrity == "ok"


def _sent(server: TelegramServer, enough: int) -> bool:
    return len(server.sent) >= enough


async def crash(kills: int, seed: int, chats: int, data: Path, reports: Path = DEMO, texts: Sequence[str] = ()) -> Outcome:
    """Kill the bot *kills* times under load and return what came of the questions."""
    chance, outcome, asked = random.Random(seed), Outcome(), list(texts) or questions()
    async with stand_in() as server:
        for _ in range(kills):
            async with running(server, OURS, data, reports):  # killed at its end
                asking = asyncio.create_task(_ask(server, chance, chats, asked, outcome))
                enough = len(server.sent) + chance.randrange(1, 20)
                await server.wait(partial(_sent, server, enough), 60)
                await asyncio.sleep(chance.random() * 0.05)
                outcome.kills_at_work += not asking.done() or len(server.sent) < len(outcome.asked)
            await asking
        async with running(server, OURS, data, reports):
            await server.wait(lambda: _recorded(data) >= len(outcome.asked) and not _waiting(data), 300)
        _judge(server, data, outcome)
    return outcome


async def _ask(server: TelegramServer, chance: random.Random, chats: int, texts: list[str], outcome: Outcome) -> None:
    """Send questions of several chats, now fast, now slowly."""
    for _ in range(chance.randrange(20, 50)):
        message = await server.say(f"{chance.choice(texts)}", sender=person(FIRST + chance.randrange(chats)))
        outcome.asked.append((message["chat"]["id"], message["message_id"]))
        await asyncio.sleep(chance.choice((0, 0, 0, 0.01)))


def _rows(data: Path, sql: str) -> list[tuple[int, ...]]:
    with closing(sqlite3.connect(f"file:{data / 'cunwen.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def _recorded(data: Path) -> int:
    return int(_rows(data, "select count(*) from turns")[0][0])


def _waiting(data: Path) -> int:
    return int(_rows(data, "select count(*) from inbox where body is not null")[0][0])


def _judge(server: TelegramServer, data: Path, outcome: Outcome) -> None:
    """Compare what was asked with what was sent and stored.

    A question is recorded after Telegram took its reply, so what is recorded was answered. That a chat has at least as
    many replies as it asked questions is what the stand-in itself saw.
    """
    stored = Counter((int(chat), int(message)) for chat, message in _rows(data, "select chat, message from turns"))
    told = Counter(message["chat"]["id"] for message in server.sent)
    wanted = Counter(chat for chat, _ in outcome.asked)
    outcome.unrecorded = [each for each in outcome.asked if not stored[each]]
    outcome.recorded_twice = [each for each, times in stored.items() if times > 1]
    outcome.unanswered = [(chat, 0) for chat in wanted if told[chat] < wanted[chat]]
    outcome.answered_again = len(server.sent) - len(outcome.asked)
    outcome.waiting = _waiting(data)
    outcome.integrity = str(_rows(data, "pragma integrity_check")[0][0])


def main() -> int:
    """Read the options, kill, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chats", type=int, default=8)
    parser.add_argument("--reports", type=Path, default=DEMO)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(crash(options.kills, options.seed, options.chats, Path(folder) / "data", options.reports))
    print(f"{options.kills} kills, {outcome.kills_at_work} of them amid work, {len(outcome.asked)} questions of {options.chats} chats: "
          f"{len(outcome.unanswered)} chats with unanswered ones, {len(outcome.unrecorded)} not recorded, "
          f"{len(outcome.recorded_twice)} recorded twice, {outcome.answered_again} answered again; "
          f"integrity check: {outcome.integrity}")
    return 0 if outcome.whole else 1


if __name__ == "__main__":
    sys.exit(main())
