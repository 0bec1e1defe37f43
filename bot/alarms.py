"""Tells administrators in Telegram that something failed: what and where, never a user's words.

Nothing here fails for its own part: who has not started the bot, or cannot be reached, is left alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable
from time import monotonic

from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.wording.messages import message

log = logging.getLogger(__name__)

EVERY = 3600.0
"""Seconds between two notices of one kind."""
PATIENCE = 5.0
"""Seconds that the last notices may take when the bot stops."""


class Alarms:
    """Rings at most once an hour for each kind, the codes of ``alarms`` in messages.yaml; quiet until joined."""

    def __init__(self) -> None:
        self._bot: Bot | None = None
        self._admins: tuple[int, ...] = ()
        self._rung: dict[str, float] = {}
        self._unheard: Counter[str] = Counter()
        self._sending: set[asyncio.Task[None]] = set()

    def join(self, bot: Bot, admins: Iterable[int]) -> None:
        """Send notices through *bot* to *admins* from now on."""
        self._bot, self._admins = bot, tuple(sorted(admins))

    def ring(self, kind: str, **facts: object) -> None:
        """Tell every administrator, without waiting for it; count it when the last of its kind is less than an hour old."""
        if self._bot is None:
            return
        now = monotonic()
        if now - self._rung.get(kind, -EVERY) < EVERY:
            self._unheard[kind] += 1
            return
        self._rung[kind] = now
        words = message(f"alarms.{kind}", **facts)
        if unheard := self._unheard.pop(kind, 0):
            words += "\n" + message("alarms.unheard", count=unheard)
        task = asyncio.get_running_loop().create_task(self._tell(self._bot, kind, words))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def settle(self) -> None:
        """Let what is being sent get through."""
        if self._sending:
            await asyncio.wait(set(self._sending), timeout=PATIENCE)

    async def _tell(self, bot: Bot, kind: str, words: str) -> None:
        for admin in self._admins:
            try:
                await bot.send_message(admin, words)
            except TelegramError as error:
                log.info("administrator %d could not be told: %s", admin, type(error).__name__)
                if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
                    self._rung.pop(kind, None)  # the next of its kind rings again
