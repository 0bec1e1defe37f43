"""The running bot: everything put together, started, kept going, and stopped in order."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import sys
import time
from collections import deque
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from filelock import FileLock, Timeout
from telegram import LinkPreviewOptions, Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, Defaults

from bot.desk import Desk
from bot.errors import (
    AlreadyRunning,
    BotError,
    NoToken,
    NoWebhookSecret,
    PollingDied,
    SocksProxy,
    StoreUnavailable,
    TwoPollers,
    WrongToken,
)
from bot.guarding import guard_disk, guard_polling
from bot.handlers.routing import UPDATES, Handlers
from bot.handlers.telling import Telling
from bot.logs import set_up, where
from bot.meters import SILENT
from bot.records.inbox import Waiting
from bot.records.store import Store
from bot.settings import Address, Settings
from bot.shelf import Shelf
from bot.watching import follow
from bot.wire import menus
from bot.wire.limits import Limiter
from bot.wire.lines import Lines, Weather, proxy
from bot.wire.order import PerChat
from bot.wire.server import Page, Servers
from bot.wire.updates import InboxQueue, PollingLine, kind
from bot.wire.webhook import Hook, Webhook
from bot.wording import notices
from bot.wording.messages import message as sentence
from corpus import CorpusError
from corpus.garbage import settled
from retrieval import Choice

log = logging.getLogger(__name__)

DIED, REFUSED = 1, 2
"""Exit codes: started again, it may do; it cannot start, or had to stop, until the administrator puts something right."""
CONFLICTS, WITHIN = 4, 60.0
"""So many 409 in so many seconds, and another program is fetching the same messages."""
LINES = 16
"""Calls to Telegram at once."""
POLL = 30
"""Seconds that Telegram may hold a request for updates."""
RETRY_EVERY = 1.0
DAY = 86_400.0


def run(settings: Settings, *, watch: bool = False) -> int:
    """Run the bot until it is told to stop.

    watch    whether to read the reports again by itself when they change
    Returns  0 after SIGTERM or SIGINT; 1 when polling had died; 2 when it could not start, or the token is refused or used
             by another program
    """
    set_up(settings.log_level, settings.token)
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's coming way; else it warns in the log at the first 429
    try:
        _check(settings)
        with _only_one(settings):
            return Service(settings, watch).run()
    except PollingDied as error:
        print(f"错误：{sentence(type(error).__name__)}", file=sys.stderr)
        return DIED
    except BotError as error:
        print(f"错误：{sentence(type(error).__name__, **error.facts)}", file=sys.stderr)
    except CorpusError as error:
        print(f"错误：{notices.corpus_error(error, str(error.path))}", file=sys.stderr)
    return REFUSED


def quick_loop() -> None:
    """Have the library run on uvloop, which takes less of the processor, where that is installed."""
    with suppress(ImportError):
        import uvloop

        asyncio.set_event_loop(uvloop.new_event_loop())


def _check(settings: Settings) -> None:
    if not settings.token:
        raise NoToken
    if not settings.token.isascii() or not settings.token.isprintable() or " " in settings.token:
        raise WrongToken
    if settings.webhook_url and not settings.webhook_secret:
        raise NoWebhookSecret
    api = urlsplit(settings.api_url)
    if (through := proxy(api.scheme, api.hostname)) and urlsplit(through).scheme not in ("http", "https"):
        raise SocksProxy(detail=urlsplit(through).scheme)


class _only_one:  # noqa: N801
    """Holds the data folder's lock: two bots on one folder would answer everything twice."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data
        self._lock = FileLock(settings.data / "bot.lock", timeout=0)

    def __enter__(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout:
            raise AlreadyRunning(folder=self._folder) from None
        except OSError as error:
            raise StoreUnavailable(self._folder, error.strerror or "") from error

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class Service:
    """One run of the bot, from opening the reports to the exit code."""

    def __init__(self, settings: Settings, watch: bool = False) -> None:
        """Open reports and records; raises corpus.FolderError or StoreError."""
        self._settings = settings
        self._watch = watch
        shelf = Shelf(settings.reports, settings.data, Choice(settings.engine, settings.milvus_uri))
        self._store = Store(settings.data)
        self._desk = Desk(settings, shelf, self._store)
        self._handlers = Handlers(self._desk, self._postpone)
        self._telling = Telling(self._desk)
        self._queue = InboxQueue(
            self._store, self._handlers.wants, lambda update: self._desk.meters.update(kind(update)),
            at_once=bool(settings.webhook_url),
        )
        self._order = PerChat(self._store, self._queue, self._handlers.crowded)
        self._servers = Servers()
        self._conflicts: deque[float] = deque(maxlen=CONFLICTS)
        self._stopped_by: BotError | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def run(self) -> int:
        """Poll (or listen) until told to stop; raises BotError."""
        application = self._build()
        corpus = self._desk.shelf.library.corpus
        log.info("%d reports read, %d files not; connecting to Telegram", len(corpus.reports), len(corpus.problems))
        quick_loop()
        try:
            if self._settings.webhook_url:
                application.run_webhook(allowed_updates=UPDATES, bootstrap_retries=-1)
            else:
                application.run_polling(timeout=POLL, allowed_updates=UPDATES, bootstrap_retries=-1)
        except InvalidToken:
            raise WrongToken from None
        finally:
            self._store.close()
        if self._stopped_by is not None:
            raise self._stopped_by
        log.info("stopped")
        return 0

    def _build(self) -> Application[Any, Any, Any, Any, Any, Any]:
        api = self._settings.api_url
        defaults = Defaults(
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            allow_sending_without_reply=True,
        )
        weather, queue = Weather(), self._queue
        polling = PollingLine(
            weather, lambda: self._stop(WrongToken()), queue.written, queue.heard, self._desk.meters.fetch,
            lambda: self._application.bot,
        )
        application = (
            ApplicationBuilder()
            .token(self._settings.token).base_url(f"{api}/bot").base_file_url(f"{api}/file/bot")
            .request(Lines(LINES, weather)).get_updates_request(polling)
            .rate_limiter(Limiter(self._desk.rules, self._settings.timezone)).defaults(defaults)
            .update_queue(self._queue).concurrent_updates(self._order)
            .post_init(self._begin).post_stop(self._settle).post_shutdown(self._end)
            .build()
        )
        self._application = application
        self._handlers.join(application)
        application.add_error_handler(self._polling_failed)
        self._serve(application)
        return application

    def _serve(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Say what is served where: the webhook in the place of polling, and what shows how the bot is doing."""
        settings, meters, shelf = self._settings, self._desk.meters, self._desk.shelf
        shown: list[Address] = []
        if settings.webhook_url:
            hook = Webhook(application.bot, self._queue, settings.webhook_url, settings.webhook_secret)
            path = re.escape(urlsplit(settings.webhook_url).path.rstrip("/")) + "/?"
            self._servers.add(settings.listening, path, Hook, secret=settings.webhook_secret, take=hook.take)
            application.updater = hook
            shown.append(settings.listening)
        if settings.metrics:
            self._servers.add(settings.metrics, "/metrics", Page, now=lambda: (200, meters.exposition()))
            shown.append(settings.metrics)
        for address in shown:
            self._servers.add(address, "/healthz", Page, now=self._health)
        meters.show("queue_length", "Updates in work", lambda: self._queue.working)
        meters.show("reports", "Reports", lambda: len(shelf.library.corpus.reports))
        meters.show("last_reload_timestamp_seconds", "When the reports in service were read", lambda: shelf.since)

    def _health(self) -> tuple[int, bytes]:
        """Return 200 while updates come in, or can; 503 and why not."""
        since = self._desk.meters.since_fetched
        if self._settings.webhook_url or (since is not None and since < SILENT):
            return 200, b"ok\n"
        return 503, b"no answer to getUpdates yet\n" if since is None else b"no answer to getUpdates for %d s\n" % since

    async def _begin(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Connected: take up what an earlier process left, and tell Telegram about the commands on the side."""
        log.info("connected as @%s", application.bot.username)
        settled()
        self._servers.start()
        self._desk.alarms.join(application.bot, self._settings.admins)
        await self._replay(await self._desk.unless_broken([], self._store.inbox.waiting))
        work = [self._warm_up(), menus.set_up(application.bot, self._settings.admins), self._retry(), self._clean_up()]
        work.append(self._telling.run(application.bot))
        work.append(guard_disk(self._settings.data, self._desk.alarms))
        if not self._settings.webhook_url:
            work.append(guard_polling(self._desk.meters, self._died))
        if self._watch:
            work.append(follow(self._settings.reports, self._reload))
        self._tasks = [asyncio.create_task(part) for part in work]

    async def _warm_up(self) -> None:
        await self._desk.warm_up()
        settled()  # what was worked out stays as well

    async def _settle(self, _: object) -> None:
        """Stopped, and still connected: let the last notices through, and the news under way."""
        await self._telling.end()
        await self._desk.alarms.settle()

    async def _end(self, _: object) -> None:
        await self._servers.stop()
        self._desk.shelf.close()
        for task in self._tasks:
            task.cancel()
        for result in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(result, Exception):
                log.error("a background task had failed: %s", where(result))

    async def _replay(self, waiting: list[Waiting]) -> None:
        for left in waiting:
            if left.tries:
                self._order.suspects.add(left.update_id)
            update = Update.de_json(json.loads(left.body), self._application.bot)
            await self._queue.again(update)
        if waiting:
            log.info("%d updates taken up from the inbox", len(waiting))

    async def _retry(self) -> None:
        """Bring back, when their time comes, updates whose answer could not be delivered."""
        while True:
            await asyncio.sleep(RETRY_EVERY)
            await self._replay(await self._desk.unless_broken([], self._store.inbox.due))

    async def _clean_up(self) -> None:
        """Once a day, drop what is older than was promised."""
        while True:
            days = self._settings.retention_days
            await self._desk.unless_broken(0, self._store.history.prune, days)
            await self._desk.unless_broken(0, self._store.subscriptions.prune, days)
            await self._desk.unless_broken(None, self._store.inbox.prune)
            await asyncio.sleep(DAY)

    async def _reload(self) -> None:
        """The reports changed: take up what did; whatever goes wrong, the ones in service stay."""
        known = set(self._desk.shelf.library.corpus.problems)
        try:
            change = await self._desk.reload()
        except CorpusError as error:
            log.warning("the changed reports could not be read: %s", type(error).__name__)
            self._desk.alarms.ring("reload", why=notices.corpus_error(error))
        except Exception as error:
            log.error("a reload failed: %s", where(error))
            self._desk.alarms.ring("reload", why=sentence("reload.bug", kind=type(error).__name__))
        else:
            if fresh := [problem for problem in change.problems if problem not in known]:
                self._desk.alarms.ring("unread", files="\n".join(notices.problems(fresh)))
            if change.difference:
                told = {kind: len(getattr(change.difference, kind)) for kind in ("added", "changed", "removed", "renamed")}
                log.info("reports: %s, %d not read", ", ".join(f"{n} {kind}" for kind, n in told.items()), len(change.problems))

    def _postpone(self, update_id: int) -> None:
        self._order.postponed.add(update_id)

    async def _polling_failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Count conflicts with another poller; the library itself would go on against it for ever."""
        error = context.error
        if update is not None or not isinstance(error, TelegramError):
            return
        self._desk.meters.error(error)
        if not isinstance(error, Conflict):
            log.warning("fetching updates failed, trying again: %s", type(error).__name__)
            return
        log.warning("another program fetches this bot's updates (409)")
        self._desk.alarms.ring("conflict")
        self._conflicts.append(time.monotonic())
        if len(self._conflicts) == CONFLICTS and self._conflicts[-1] - self._conflicts[0] < WITHIN:
            self._stop(TwoPollers())

    def _died(self) -> None:
        self._desk.alarms.ring("died")
        self._stop(PollingDied())

    def _stop(self, reason: BotError) -> None:
        if self._stopped_by is None:
            self._stopped_by = reason
            self._application.stop_running()
