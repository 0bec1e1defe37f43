"""How updates come in: over a connection that survives what cannot be read, into a queue that survives the process."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from typing import Any

from telegram import Update
from telegram.error import NetworkError
from telegram.request import HTTPXRequest, RequestData

from bot.errors import StoreError
from bot.records.store import Store

log = logging.getLogger(__name__)

ROOM = 500
"""Updates in work at once. Beyond it nothing more is fetched: Telegram keeps the rest for a day."""
REFUSALS = 3
"""So many refusals of the token in a row, spread over some seconds, and it is taken as withdrawn."""


class Line(HTTPXRequest):
    """The connection to the Bot API; says in the log when it is lost and when it is back."""

    _up = True

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        """As in HTTPXRequest."""
        try:
            code, payload = await super().do_request(url, method, request_data, *args, **kwargs)
        except NetworkError as error:
            if self._up:
                log.warning("no connection to Telegram, trying again: %s", type(error.__cause__ or error).__name__)
            self._up = False
            raise
        if not self._up:
            log.info("connected to Telegram again")
        self._up = True
        if code == 404 and url.endswith("/deleteWebhook"):
            return 200, b'{"ok": true, "result": true}'  # a server that knows no webhooks has none set
        return code, payload


class PollingLine(Line):
    """The connection that fetches updates.

    An update that python-telegram-bot cannot parse would make it fetch the same batch for ever; such a one is replaced
    by an empty update of the same id. A refused token ends polling without a word; here it is counted first.
    """

    def __init__(
        self, *args: Any, withdrawn: Callable[[], None], fetched: Callable[[bool], None] = lambda _: None, **kwargs: Any
    ) -> None:
        """withdrawn  called when the token is; fetched  called after every request for updates, with whether it was good"""
        super().__init__(*args, **kwargs)
        self._withdrawn = withdrawn
        self._fetched = fetched
        self._refusals = 0

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        """As in HTTPXRequest; what comes back can be parsed."""
        if not url.endswith("/getUpdates"):
            return await super().do_request(url, method, request_data, *args, **kwargs)
        code = 0
        try:
            code, payload = await super().do_request(url, method, request_data, *args, **kwargs)
        finally:
            self._fetched(code == 200)
        if code in (401, 404):
            return self._refused(payload)
        if code == 200:
            self._refusals = 0
            return readable(payload)
        return code, payload

    def _refused(self, payload: bytes) -> tuple[int, bytes]:
        self._refusals += 1
        log.warning("Telegram refused the token while polling (%d of %d)", self._refusals, REFUSALS)
        if self._refusals >= REFUSALS:
            self._withdrawn()
        return 502, payload


def readable(payload: bytes) -> tuple[int, bytes]:
    """Return the answer to getUpdates with every update that cannot be parsed replaced by its bare id.

    Returns  200 and the answer; 502 when the whole is no answer of the Bot API, so that it is asked for again
    """
    try:
        answer = json.loads(payload)
        updates = [update if _parses(update, update["update_id"]) else _bare(update) for update in answer["result"]]
    except (ValueError, TypeError, KeyError):
        return 502, b"{}"
    return 200, json.dumps({**answer, "result": updates}).encode()


def _parses(update: dict[str, Any], number: int) -> bool:
    try:
        Update.de_json(update, None)
    except Exception as error:
        log.warning("update %d cannot be read and is skipped: %s", number, type(error).__name__)
        return False
    return True


def kind(update: Update) -> str:
    """Return which field the update has: message, callback_query, …; other for one without."""
    return next((name for name in Update.ALL_TYPES if getattr(update, name, None) is not None), "other")


def _bare(update: dict[str, Any]) -> dict[str, int]:
    return {"update_id": int(update["update_id"])}


class InboxQueue(asyncio.Queue[object]):
    """The queue between fetching and handling. Putting an update in writes it to the inbox first.

    Both polling and the webhook put an update here before they tell Telegram that it arrived. What is not *wanted*,
    such as people talking to each other in a group, is neither stored nor queued.
    """

    def __init__(
        self, store: Store, wanted: Callable[[Update], bool], counted: Callable[[Update], None] = lambda _: None
    ) -> None:
        """counted  called with every update that is taken in"""
        super().__init__()
        self._store = store
        self._wanted = wanted
        self._counted = counted
        self._working = 0
        self._room = asyncio.Event()
        self.stopping_since: float | None = None

    @property
    def working(self) -> int:
        """How many updates are in work: handled now, or waiting for their turn."""
        return self._working

    async def put(self, item: object) -> None:
        """Keep *item* if it is an update that is not here yet, and queue it when there is room."""
        if not isinstance(item, Update):
            self.stopping_since = time.monotonic()  # the application's signal to stop
            await super().put(item)
        elif self._wanted(item) and await self._kept(item):
            self._counted(item)
            while self._working >= ROOM:
                self._room.clear()
                await self._room.wait()
            await self.again(item)

    async def again(self, update: Update) -> None:
        """Queue an update that is in the inbox already."""
        self._working += 1
        await super().put(update)

    def leave(self) -> None:
        """Make room for one more."""
        self._working -= 1
        self._room.set()

    async def _kept(self, update: Update) -> bool:
        try:
            return await self._store.do(self._store.inbox.keep, update.update_id, update.to_json())
        except StoreError as error:  # better answered and not remembered than not answered
            log.error("update %d could not be written down: %s", update.update_id, type(error).__name__)
            return True
