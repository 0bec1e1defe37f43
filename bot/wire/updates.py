"""How updates come in: over a connection that survives what cannot be read, into a queue that survives the process."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Update

from bot.errors import StoreError
from bot.logs import where
from bot.records.store import Store
from bot.wire.crowd import ROOM
from bot.wire.lines import Lines, Weather

log = logging.getLogger(__name__)

KINDS: dict[str, type | tuple[type, ...]] = {
    "message_id": int, "date": int, "message_thread_id": int, "file_size": int, "migrate_to_chat_id": int, "offset": (int, str),
    "id": (int, str), "text": str, "caption": str, "data": str, "query": str, "title": str, "username": str, "first_name": str,
    "file_name": str, "file_id": str, "media_group_id": str, "type": str, "status": str,
}
"""What each field of an update is, wherever it stands."""
LARGEST = 2**63
"""Numbers below it can be stored."""
REFUSALS = 3
"""So many refusals of the token in a row, spread over some seconds, and it is taken as withdrawn."""


class PollingLine(Lines):
    """The connection that fetches updates.

    An update that python-telegram-bot cannot parse would make it fetch the same batch for ever. So updates are read here,
    once, and the library is shown their ids alone, to go on from the last. A refused token ends polling without a word;
    here it is counted first.
    """

    def __init__(
        self, weather: Weather, withdrawn: Callable[[], None], written: Callable[[], Awaitable[None]],
        heard: Callable[[dict[int, Heard]], None], fetched: Callable[[bool], None] = lambda _: None,
        bot: Callable[[], Bot | None] = lambda: None,
    ) -> None:
        """Four to tell, and one to ask.

        withdrawn  that the token is
        written    waits until what was fetched before is on disk: each request acknowledges it
        heard      takes the updates that can be read, by their ids
        fetched    after every request for updates, whether it was good
        bot        whom they are for
        """
        super().__init__(1, weather)
        self._withdrawn = withdrawn
        self._written = written
        self._heard = heard
        self._fetched = fetched
        self._bot = bot
        self._refusals = 0

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """As in Lines; what comes back can be parsed."""
        if not url.endswith("/getUpdates"):
            return await super().do_request(url, *args, **kwargs)
        await self._written()
        code = 0
        try:
            code, payload = await super().do_request(url, *args, **kwargs)
        finally:
            self._fetched(code == 200)
        if code in (401, 404):
            return self._refused(payload)
        if code == 200:
            self._refusals = 0
            code, payload, updates = readable(payload, self._bot())
            self._heard(updates)
        return code, payload

    def _refused(self, payload: bytes) -> tuple[int, bytes]:
        self._refusals += 1
        log.warning("Telegram refused the token while polling (%d of %d)", self._refusals, REFUSALS)
        if self._refusals >= REFUSALS:
            self._withdrawn()
        return 502, payload


@dataclass(frozen=True, slots=True)
class Heard:
    """An update as it came, and read."""

    raw: dict[str, Any]
    update: Update


def readable(payload: bytes, bot: Bot | None = None) -> tuple[int, bytes, dict[int, Heard]]:
    """Return the answer to getUpdates with the bare ids of its updates, and by their ids those that can be read.

    Returns  200, the ids and the updates; 502 when the whole is no answer of the Bot API, so that it is asked for again
    """
    try:
        updates = {int(update["update_id"]): update for update in json.loads(payload)["result"]}
    except (ValueError, TypeError, KeyError):
        return 502, b"{}", {}
    ids = json.dumps({"ok": True, "result": [{"update_id": number} for number in updates]}).encode()
    read = {number: _read(update, number, bot) for number, update in updates.items()}
    return 200, ids, {number: heard for number, heard in read.items() if heard}


def _read(update: dict[str, Any], number: int, bot: Bot | None) -> Heard | None:
    try:
        _check(update)
        return Heard(update, Update.de_json(update, bot))
    except Exception as error:
        log.warning("update %d cannot be read and is skipped: %s", number, type(error).__name__)
        return None


def _check(part: object) -> None:
    """Raise TypeError when something that is relied on is of another kind; the library takes whatever comes."""
    if isinstance(part, list):
        for each in part:
            _check(each)
    elif isinstance(part, dict):
        for key, value in part.items():
            if isinstance(value, dict | list):
                _check(value)
            if (kind := KINDS.get(key)) and not (isinstance(value, kind) and (value.__class__ is not int or abs(value) < LARGEST)):
                raise TypeError(key)


def kind(update: Update) -> str:
    """Return which field the update has: message, callback_query, …; other for one without."""
    return next((name for name in Update.ALL_TYPES if getattr(update, name, None) is not None), "other")


class InboxQueue(asyncio.Queue[object]):
    """The queue between fetching and handling. What is put in is written to the inbox before it can be taken out.

    What is not *wanted*, such as people talking to each other in a group, is neither stored nor queued.
    """

    def __init__(
        self, store: Store, wanted: Callable[[Update], bool], counted: Callable[[Update], None] = lambda _: None,
        *, at_once: bool = True,
    ) -> None:
        """counted  called with every update that is taken in

        at_once  whether ``put`` returns when the update is on disk: the webhook tells Telegram then that it arrived. Polling
                 tells that with its next request and waits for ``written`` before it, so that a batch is one write.
        """
        super().__init__()
        self._store = store
        self._wanted = wanted
        self._counted = counted
        self._at_once = at_once
        self._arrived: list[Update] = []
        self._heard: dict[int, Heard] = {}
        self._writing: asyncio.Task[None] | None = None
        self._working = 0
        self._returned: set[int] = set()
        self._room = asyncio.Event()
        self.stopping_since: float | None = None

    @property
    def working(self) -> int:
        """How many updates are in work: handled now, or waiting for their turn."""
        return self._working

    async def put(self, item: object) -> None:
        """Keep *item* if it is an update that is not here yet, and queue it when there is room."""
        if not isinstance(item, Update):
            await self.written()
            self.stopping_since = time.monotonic()  # the application's signal to stop
            await super().put(item)
        elif self._is_wanted(update := self._heard[item.update_id].update if item.update_id in self._heard else item):
            self._arrived.append(update)
            if self._writing is None:
                self._writing = asyncio.create_task(self._write())
            if self._at_once:
                await self.written()

    def heard(self, batch: dict[int, Heard]) -> None:
        """Take the updates of one batch as they came and as they were read: only their ids are put in then."""
        self._heard = batch

    async def written(self) -> None:
        """Return when everything put in is on disk and there is room for more."""
        if self._writing is not None:
            await asyncio.shield(self._writing)
        while self._working >= ROOM:
            self._room.clear()
            await self._room.wait()

    async def again(self, update: Update) -> None:
        """Queue an update that is in the inbox already: there was room for it once."""
        self._returned.add(update.update_id)
        await self._enter(update)

    async def _enter(self, update: Update) -> None:
        self._working += 1
        await super().put(update)

    def returned(self, update: Update) -> bool:
        """Say whether *update* came from the inbox; asked once when it is handled."""
        known = update.update_id in self._returned
        self._returned.discard(update.update_id)
        return known

    def leave(self) -> None:
        """Make room for one more."""
        self._working -= 1
        self._room.set()

    async def _write(self) -> None:
        """Write and queue what arrived, together with what arrives meanwhile."""
        try:
            while self._arrived:
                batch, self._arrived = self._arrived, []
                for update, new in zip(batch, await self._kept(batch), strict=True):
                    if new:
                        self._counted(update)
                        await self._enter(update)
        finally:
            self._writing = None

    async def _kept(self, batch: list[Update]) -> list[bool]:
        """Write a batch down and say which of it is new. What somebody is typing is not stored: after a restart nobody waits."""
        lasting = [(each.update_id, self._body(each)) for each in batch if each.inline_query is None]
        try:
            new = iter(await self._store.do(self._store.inbox.keep_all, lasting) if lasting else [])
            return [each.inline_query is not None or next(new) for each in batch]
        except StoreError as error:  # better answered and not remembered than not answered
            log.error("%d updates could not be written down: %s", len(batch), type(error).__name__)
            return [True] * len(batch)

    def _is_wanted(self, update: Update) -> bool:
        """What the library can parse may still hold a number for a text; such an update must not end the polling."""
        try:
            return self._wanted(update)
        except Exception as error:
            log.warning("update %d cannot be understood and is skipped: %s", update.update_id, where(error))
            return False

    def _body(self, update: Update) -> str:
        if (heard := self._heard.get(update.update_id)) is not None:
            return json.dumps(heard.raw)
        # The library's to_json fails over a time that it overlooked: the 0 of a message too old to be told.
        return json.dumps(update.to_dict(), default=lambda moment: int(moment.timestamp()))
