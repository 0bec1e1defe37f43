"""The webhook: updates that Telegram brings, in the place of the library's own server.

That one compares the secret character by character, and answers an update that it cannot parse with an error, so that
Telegram brings it again for a day.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Updater

from bot.wire.server import Handler

log = logging.getLogger(__name__)

SECRET = "X-Telegram-Bot-Api-Secret-Token"
PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds until Telegram is told of the webhook again; the last one for ever."""


class Hook(Handler):
    """Takes one update a request."""

    def initialize(self, secret: str, take: Callable[[bytes], Awaitable[int]]) -> None:
        """As in RequestHandler."""
        self._secret = secret
        self._take = take

    async def post(self) -> None:
        """Answer 401 without the secret, 403 with a wrong one, otherwise what became of the update."""
        given = self.request.headers.get(SECRET)
        if given is None:
            self.set_status(401)
        elif not hmac.compare_digest(given.encode(), self._secret.encode()):
            self.set_status(403)
        else:
            self.set_status(await self._take(self.request.body))


class Webhook(Updater):
    """Tells Telegram where to bring updates, and puts what it brings into the queue."""

    def __init__(self, bot: Bot, queue: asyncio.Queue[object], url: str, secret: str) -> None:
        super().__init__(bot, queue)
        self._url, self._secret = url, secret
        self._open = False

    @property
    def running(self) -> bool:
        """As in Updater."""
        return self._open

    async def start_webhook(self, *_: Any, **told: Any) -> asyncio.Queue[object]:
        """Register with Telegram, for as long as it takes; raises InvalidToken."""
        self._open = True
        await self._register(told["allowed_updates"])
        return self.update_queue

    async def stop(self) -> None:
        """Take in nothing more; Telegram keeps it."""
        self._open = False

    async def take(self, body: bytes) -> int:
        """Put an update into the queue, which writes it to the inbox.

        Returns  200 when it is kept, and also when nothing can be made of it; 400 when it is no update; 503 while stopped
        """
        if not self._open:
            return 503
        try:
            content = json.loads(body)
            number = int(content["update_id"])
        except (ValueError, TypeError, KeyError, OverflowError):
            return 400
        try:
            update = Update.de_json(content, self.bot)
        except Exception as error:
            log.warning("update %d cannot be read and is skipped: %s", number, type(error).__name__)
            return 200
        await self.update_queue.put(update)
        return 200

    async def _register(self, allowed: Sequence[str]) -> None:
        tries = 0
        while True:
            try:
                await self.bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=allowed)
            except InvalidToken:
                raise
            except TelegramError as error:
                log.warning("Telegram could not be told of the webhook, trying again: %s", type(error).__name__)
                await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
                tries += 1
            else:
                return
