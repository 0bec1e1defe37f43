"""Telegram's limits: a group is written to 20 times a minute at most, and whoever is told to wait (429) waits."""

from __future__ import annotations

import logging
import time
from asyncio import sleep
from collections.abc import Callable, Coroutine
from datetime import tzinfo
from time import monotonic
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.error import Forbidden, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.records.groups import CHINA, Rules

log = logging.getLogger(__name__)

GROUP = (5, 20.0)
"""Messages and seconds. A bucket of 20 for 60 seconds would let 40 through in the first minute."""
OVERALL = (30, 1.0)
"""What Telegram bears for long, kept to for a while after it has complained of the whole."""
CAREFUL = 60.0
"""Seconds of that while."""
PATIENCE = 20.0
"""Seconds that a message waits here; one that has to wait longer goes back to the inbox until then."""
UNCOUNTED = {"sendChatAction", "getChat", "getChatMember"}
"""Calls with a chat that Telegram does not count as messages."""


class Limiter(BaseRateLimiter[int]):
    """Lets calls through as fast as Telegram takes them.

    A 429 stops the chat that it came for; the others go on, until one of them is told so as well: then all wait. Nobody
    waits for another chat's turn, so a group that is written to too much delays nobody else. Whatever is sent passes here:
    in a chat's quiet hours nothing rings, and nothing goes to a chat that the bot is not in any more.
    """

    def __init__(self, rules: Callable[[int], Rules] = lambda _: Rules(), zone: tzinfo = CHINA) -> None:
        """rules  of each chat; their quiet hours are those of the clock in *zone*"""
        self._rules = rules
        self._zone = zone
        self._groups: dict[int, AsyncLimiter] = {}
        self._overall = AsyncLimiter(*OVERALL)
        self._resting: dict[int, float] = {}
        self._all_rest = self._careful = 0.0

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to end."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Make the call when its chat may be written to.

        Raises  telegram.error.RetryAfter when that is more than PATIENCE away, Forbidden when the bot is not in the chat
        """
        chat = _number(data.get("chat_id"))
        if chat and endpoint.startswith("send") and endpoint not in UNCOUNTED:
            self._mind(self._rules(chat), data)
        if chat and endpoint not in UNCOUNTED:
            await self._in_pace(chat)
        began = monotonic()
        while True:
            await self._rested(chat, began)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as told:
                self._rest(chat, pause(told))

    def _mind(self, rules: Rules, data: dict[str, Any]) -> None:
        if rules.gone:
            raise Forbidden("the bot is not in this chat any more")
        if rules.is_quiet(time.time(), self._zone):
            data["disable_notification"] = True

    async def _in_pace(self, chat: int) -> None:
        if chat < 0:
            await self._group(chat).acquire()
        if monotonic() < self._careful:
            await self._overall.acquire()

    def _group(self, chat: int) -> AsyncLimiter:
        if len(self._groups) > 512:
            self._groups = {key: each for key, each in self._groups.items() if not each.has_capacity(each.max_rate)}
        return self._groups.setdefault(chat, AsyncLimiter(*GROUP))

    async def _rested(self, chat: int, began: float) -> None:
        """Wait until neither this chat nor all have to rest."""
        while (until := max(self._resting.get(chat, 0.0), self._all_rest)) > (now := monotonic()):
            if until - began > PATIENCE:
                raise RetryAfter(int(until - now) + 1)
            await sleep(until - now)
        self._resting.pop(chat, None)

    def _rest(self, chat: int, seconds: float) -> None:
        """Telegram has asked for a pause; two chats that are asked at a time mean all."""
        now = monotonic()
        self._resting = {key: until for key, until in self._resting.items() if until > now and key != chat}
        if self._resting or not chat:
            self._all_rest, self._careful = max(self._all_rest, now + seconds), now + seconds + CAREFUL
        self._resting[chat] = now + seconds
        log.warning("Telegram asks for a pause of %.0f s (429), for %s", seconds, "all" if self._all_rest > now else "one chat")


def _number(chat: object) -> int:
    """Return the chat's id; 0 for a call without one (or with a name, which this bot never uses)."""
    try:
        return int(chat)  # type: ignore[call-overload, no-any-return]
    except (TypeError, ValueError):
        return 0


def pause(told: RetryAfter) -> float:
    """Return the seconds that Telegram asks for; the public attribute warns that its type will change."""
    return told._retry_after.total_seconds() + 0.1
