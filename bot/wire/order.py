"""In which order updates are handled: one after the other in a chat, chats side by side, nobody crowding others out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.meters import ARRIVED
from bot.records.store import Store
from bot.wire.crowd import ROOM, Crowd, chat_of
from bot.wire.updates import InboxQueue

DRAIN = 20.0
"""Seconds for what waits when the bot is told to stop; the rest stays in the inbox for the next start."""


class PerChat(BaseUpdateProcessor):
    """Handles chats side by side, each one's updates in turn, and marks in the inbox what is done.

    A chat has one update in work at a time. So whoever writes waits for what the same chat sent before, and of every
    other chat for one update at most, however much those have sent.

    One that an earlier process had begun and did not end may be what killed it. Such are handled one at a time over all
    chats: the next death then counts against a single one of them, and not against all that were in work beside it.
    """

    def __init__(self, store: Store, queue: InboxQueue, crowded: Callable[[Update], Awaitable[None]]) -> None:
        """crowded  tells the sender of an update that there is no room for it"""
        super().__init__(2 * ROOM)
        self._store = store
        self._queue = queue
        self._crowded = crowded
        self._crowd = Crowd()
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._one_suspect = asyncio.Lock()
        self.postponed: set[int] = set()
        self.suspects: set[int] = set()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to end."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle one update when it is its chat's turn."""
        assert isinstance(update, Update)
        assert isinstance(coroutine, Coroutine)
        ARRIVED.set(time.monotonic())
        try:
            if self._queue.returned(update):
                await self._in_turn(update, coroutine)
            elif (whose := self._crowd.full(update)) is None:
                with self._crowd.waiting(update):
                    await self._in_turn(update, coroutine)
            else:
                coroutine.close()
                if self._crowd.to_tell(whose):
                    await self._crowded(update)
                self._finish(update)
        finally:
            self._queue.leave()

    async def _in_turn(self, update: Update, coroutine: Coroutine[Any, Any, Any]) -> None:
        turn = self._locks.setdefault(chat_of(update), asyncio.Lock())
        async with turn, self._alone(update):
            if self._too_late():
                coroutine.close()
                return
            self._store.later(self._store.inbox.begin, update.update_id)
            await coroutine
            self._finish(update)

    def _alone(self, update: Update) -> AbstractAsyncContextManager[object]:
        """Return what waits until no other suspect is in work, if *update* is one."""
        if update.update_id not in self.suspects:
            return nullcontext()
        self.suspects.discard(update.update_id)
        return self._one_suspect

    def _too_late(self) -> bool:
        since = self._queue.stopping_since
        return since is not None and time.monotonic() - since > DRAIN

    def _finish(self, update: Update) -> None:
        if update.update_id in self.postponed:
            self.postponed.discard(update.update_id)
        else:
            self._store.later(self._store.inbox.done, update.update_id)
