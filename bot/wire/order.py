"""In which order updates are handled: one after the other in a chat, chats side by side, nobody crowding others out."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.errors import StoreError
from bot.meters import ARRIVED
from bot.records.store import Store
from bot.wire.updates import ROOM, InboxQueue

log = logging.getLogger(__name__)

CHAT = 100
"""Updates of one chat that may wait; what comes beyond is answered by one notice."""
DRAIN = 20.0
"""Seconds for what waits when the bot is told to stop; the rest stays in the inbox for the next start."""


class PerChat(BaseUpdateProcessor):
    """Handles at most *side_by_side* updates at once, never two of one chat, and marks in the inbox what is done."""

    def __init__(
        self, store: Store, queue: InboxQueue, crowded: Callable[[Update], Awaitable[None]], side_by_side: int = 16
    ) -> None:
        super().__init__(2 * ROOM)
        self._store = store
        self._queue = queue
        self._crowded = crowded
        self._hands = asyncio.Semaphore(side_by_side)
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: Counter[int] = Counter()
        self._told: set[int] = set()
        self.postponed: set[int] = set()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to end."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle one update when it is its chat's turn."""
        assert isinstance(update, Update)
        assert isinstance(coroutine, Coroutine)
        chat = _chat(update)
        ARRIVED.set(time.monotonic())
        try:
            if self._waiting[chat] >= CHAT:
                coroutine.close()
                await self._turn_away(update, chat)
            else:
                await self._in_turn(update, chat, coroutine)
        finally:
            self._queue.leave()

    async def _in_turn(self, update: Update, chat: int, coroutine: Coroutine[Any, Any, Any]) -> None:
        self._waiting[chat] += 1
        try:
            async with self._locks[chat], self._hands:
                if self._too_late():
                    coroutine.close()
                    return
                await self._keep(self._store.inbox.begin, update)
                await coroutine
                await self._finish(update)
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat]
                self._locks.pop(chat, None)
                self._told.discard(chat)

    def _too_late(self) -> bool:
        since = self._queue.stopping_since
        return since is not None and time.monotonic() - since > DRAIN

    async def _turn_away(self, update: Update, chat: int) -> None:
        if chat not in self._told:
            self._told.add(chat)
            await self._crowded(update)
        await self._finish(update)

    async def _finish(self, update: Update) -> None:
        if update.update_id in self.postponed:
            self.postponed.discard(update.update_id)
        else:
            await self._keep(self._store.inbox.done, update)

    async def _keep(self, work: Callable[[int], object], update: Update) -> None:
        try:
            await self._store.do(work, update.update_id)
        except StoreError as error:
            log.error("the inbox could not note update %d: %s", update.update_id, type(error).__name__)


def _chat(update: Update) -> int:
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0
