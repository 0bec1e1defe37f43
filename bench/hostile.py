"""Throw random and hostile updates at the bot's handlers, and look whether anything breaks, overflows or leaks.

    python bench/hostile.py --updates 100000 [--seed 1] [--workers 2]

Through the real application: each update is parsed and stored as one that Telegram delivered, and handled; every call goes
to the stand-in, which refuses what Telegram refuses. Counted are exceptions that reached the error handler, calls that broke
a limit (length, HTML, callback data, an empty text), and whatever somebody got that is not theirs: another chat's questions,
another person's buttons or records, a report that the chat may not ask, an administrator's command. Each must be 0, else the
exit code is 1.

The updates go to several bots, ``SHARE`` to each, in as many processes as there are workers. The same seed gives the same
updates, however many work.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from multiprocessing import Manager, get_context
from pathlib import Path
from queue import Queue
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes
from tqdm import tqdm

from attack import ADMIN, GROUPS, HEADS, LINK, SECRET, Attack, Button, asker
from bot.desk import Desk
from bot.handlers.routing import Handlers
from bot.records.groups import Rules
from bot.records.store import Store
from bot.settings import Settings
from bot.shelf import Shelf
from bot.wire.updates import InboxQueue, readable
from corpus import DEMO
from tests.bot.straight import Straight
from tests.bot.telegram_server import TOKEN, Params, Refusal, TelegramServer, Upload, buttons

SHARE = 25_000
"""Updates that one bot gets."""
STEP = 100
"""Updates between two words about the progress."""
LIMITS = ("too long", "too_long", "empty", "can't parse", "invalid")
"""In the words of a refusal: the bot sent what nobody may send. Others (gone, not modified) can happen to anybody."""
TELLING = ("语料指纹", "没有答上的问题", "已重新读取", "要移走这份报告吗", "已放入")
"""Words that only an administrator is told."""
OWN = ("您在这里问过", "您订阅了", "已订阅", "已退订", "早已订阅")
"""Words before what is the asker's own, from whichever chat."""
KINDS = ("exceptions", "limits", "leaks")


@dataclass(slots=True)
class Result:
    """What came of a number of updates; ``faults`` are told with the seed and the number of the update."""

    kinds: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0
    faults: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def add(self, other: Result) -> None:
        """Add what came of others."""
        self.kinds += other.kinds
        self.calls += other.calls
        self.unreadable += other.unreadable
        for kind in KINDS:
            self.faults[kind] += other.faults[kind]


class Wire(Straight):
    """Looks at every call, and keeps those that broke a limit."""

    def __init__(self, server: TelegramServer) -> None:
        super().__init__(server)
        self.broken: list[str] = []

    async def taken(self, name: str, params: Params) -> Any:
        """Make the call and look at what it says."""
        try:
            self._check(name, params)
            return await super().taken(name, params)
        except Refusal as refusal:
            if any(word in refusal.description.lower() for word in LIMITS):
                self.broken.append(f"{name}: {refusal.description}")
            raise

    @staticmethod
    def _check(name: str, params: Params) -> None:
        """What the stand-in does not look at: an alert has 200 characters, texts are UTF-16 that is whole."""
        text = str(params.get("text", ""))
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if length > (200 if name == "answerCallbackQuery" else 4096) or "\0" in text:
            raise Refusal(400, "Bad Request: text is too long or invalid")


class Guard:
    """Says what somebody got that is not theirs."""

    def __init__(self, store: Store, shelf: Shelf) -> None:
        self._store, self._shelf = store, shelf
        self._library = shelf.library
        self._rules = self._decided()
        self._authors: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        """Who wrote a secret, and where."""

    def heard(self, message: dict[str, Any], chat: int) -> None:
        """Note the secrets in what somebody wrote (or replied to)."""
        for secret in SECRET.findall(json.dumps(message, ensure_ascii=False)):
            self._authors[secret].add((asker(message), chat))

    def leaks(self, update: Update, who: int, foreign: bool, calls: list[tuple[str, Params]]) -> Iterator[str]:
        """Look at the calls that *update* of *who* made happen; *foreign*: it pressed what is not theirs."""
        user = update.effective_user.id if update.effective_user else 0
        chat = update.effective_chat.id if update.effective_chat else 0
        message = update.effective_message
        as_admin = user == ADMIN and not (update.callback_query is None and message and message.sender_chat)
        for name, params in calls:
            text, to = _told(params), int(params.get("chat_id", chat))
            if stolen := self._stolen(text, who, to, own=name in ("answerInlineQuery", "sendDocument")):
                yield f"{name} to chat {to} tells another's question: {stolen}"
            if any(word in text for word in TELLING) and not as_admin:
                yield f"user {user} was told what only administrators are: {text[:200]!r}"
            if name == "sendDocument" and not as_admin and (others := _rows_of_others(params, who)):
                yield f"user {who} was handed the records of {others}"
            if name == "getFile" and not as_admin:
                yield f"a file of user {user} was fetched"
            if name.startswith(("send", "edit")):
                if foreign and update.callback_query:
                    yield f"user {user} pressed what is not theirs: {update.callback_query.data!r} made {name}"
                if to != chat:
                    yield f"an update of chat {chat} made the bot write to {to}"
                if "出处：" in text and (report := self._withheld(text, to)):
                    yield f"chat {to} was answered from {report}, which it may not ask"
        yield from self._changes(update, who, user, chat)

    def _stolen(self, text: str, who: int, to: int, *, own: bool) -> str:
        """Return a secret in *text* that *who* may not see in chat *to*: theirs in a list of their own or in private, else the chat's."""
        own = own or text.startswith(OWN)
        for secret in SECRET.findall(text):
            wrote = self._authors[secret]
            if not any(author == who if own and to >= 0 else to in (chat, author) for author, chat in wrote):
                return str(secret)
        return ""

    def _withheld(self, text: str, chat: int) -> str:
        """Return the title of a report in *text* that *chat* may not ask."""
        allowed = self._store.groups.allowed(chat)
        reports = self._shelf.library.corpus.reports
        titles = {report.title for report in reports if allowed is None or report.name in allowed}
        return next((r.title for r in reports if r.title not in titles and f"《{r.title}》" in text), "")

    def _changes(self, update: Update, who: int, user: int, chat: int) -> Iterator[str]:
        if self._shelf.library is not self._library:
            yield f"user {user} changed the reports"
            self._library = self._shelf.library
        if (now := self._decided()) != self._rules:
            anonymous = who == chat and update.callback_query is None
            if not anonymous and user not in (ADMIN, HEADS.get(chat)):
                yield f"user {user} changed the rules of chat {chat}"
            self._rules = now

    def _decided(self) -> list[tuple[Any, ...]]:
        rules: list[Rules] = [self._store.groups.of(chat) for chat in (0, *GROUPS)]
        return [(each.questions, each.quiet, each.reports, each.locked) for each in rules]


class World:
    """One bot, its attack, and what came of it."""

    def __init__(self, seed: str, home: Path) -> None:
        self._server = TelegramServer()
        self._server.members = dict.fromkeys(HEADS.items(), "administrator")
        self._wire = Wire(self._server)
        self._seed = seed
        self._attack = Attack(seed, self._server)
        settings = Settings(token=TOKEN, reports=DEMO, data=home, admins=frozenset({ADMIN}))
        shelf = Shelf(DEMO)
        self._store = Store(home)
        self._guard = Guard(self._store, shelf)
        builder = ApplicationBuilder().token(TOKEN).request(self._wire).get_updates_request(self._wire)
        self.application: Application[Any, Any, Any, Any, Any, Any] = builder.updater(None).build()
        handlers = Handlers(Desk(settings, shelf, self._store), lambda _: None)
        handlers.join(self.application)
        self._queue = InboxQueue(self._store, handlers.wants)
        self.application.add_error_handler(self._failed)
        self.result = Result()
        self._number = 0

    async def run(self, count: int, tell: Queue[int] | None = None) -> None:
        """Handle *count* updates; *tell* hears of every STEP."""
        async with self.application:
            for self._number in range(1, count + 1):
                raw = {"update_id": self._number, **self._attack.update()}
                self.result.kinds[next((key for key in raw if key != "update_id"), "nothing")] += 1
                await self._handle(raw)
                if tell is not None and (self._number % STEP == 0 or self._number == count):
                    tell.put((self._number - 1) % STEP + 1)
        self._store.close()

    async def _failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        if context.error is not None:
            self._fault("exceptions", "".join(traceback.format_exception(context.error)[-3:]))

    def _fault(self, kind: str, what: str) -> None:
        self.result.faults[kind].append(f"{what} (update {self._number} of seed {self._seed})")

    async def _handle(self, raw: dict[str, Any]) -> None:
        """As polling does: parse, choose, store, handle."""
        self._wire.calls.clear()
        self._wire.broken.clear()
        try:
            _, payload, heard = readable(json.dumps({"ok": True, "result": [raw]}).encode(), self.application.bot)
            received = json.loads(payload)["result"][0]
            self.result.unreadable += not heard
            update = Update.de_json(received, self.application.bot)
            polled = raw["update_id"] % 2 or not heard  # else as the webhook
            self._queue.heard(heard if polled else {})
            update = update if polled else heard[update.update_id].update
            await self._queue.put(update)
            if not self._queue.empty():
                await self.application.process_update(self._queue.get_nowait())
                await self._store.do(self._store.inbox.done, update.update_id)
                self._queue.leave()
            self._look(heard[update.update_id].update if heard else update, raw if heard else received)
        except Exception:
            self._fault("exceptions", traceback.format_exc())

    def _look(self, update: Update, received: dict[str, Any]) -> None:
        """Look at every call that this update made happen, and remember what there is to press now."""
        user, chat = update.effective_user, update.effective_chat
        who = user.id if user else 0
        if (message := received.get("message") or received.get("edited_message")) and chat:
            who = asker(message)
            self._guard.heard(message, chat.id)
        elif update.callback_query:
            who = self._attack.owner
        elif update.inline_query:
            self._guard.heard({**received["inline_query"], "chat": {"id": who, "type": "private"}}, who)
        for broken in self._wire.broken:
            self._fault("limits", broken)
        for leak in self._guard.leaks(update, who, self._attack.foreign, self._wire.calls):
            self._fault("leaks", leak)
        self.result.calls.update(name for name, _ in self._wire.calls)
        self._remember(who, chat.id if chat else 0)

    def _remember(self, who: int, chat: int) -> None:
        """Note the buttons and links of the messages that were sent."""
        for sent in self._server.sent[-self._fresh() :] if self._fresh() else ():
            self._attack.links.extend(LINK.findall(f"{sent['html']}{sent['reply_markup']}"))
            if sent["chat"]["id"] == chat:
                self._attack.shown.extend(Button(who, chat, sent, data) for data in buttons(sent).values() if "://" not in data)
        del self._server.sent[:-500]

    def _fresh(self) -> int:
        """How many messages were sent just now."""
        return sum(name in ("sendMessage", "sendPhoto") for name, _ in self._wire.calls)


def _told(params: Params) -> str:
    """Return every word of a call: its text, caption, inline results, files."""
    files = [value.decode("utf-8", "replace") for value in params.values() if isinstance(value, Upload) and value[:4] != b"\x89PNG"]
    results = json.dumps(params["results"], ensure_ascii=False) if "results" in params else ""
    return "\n".join(filter(None, [str(params.get("text", "")), str(params.get("caption", "")), results, *files]))


def _rows_of_others(params: Params, who: int) -> set[int]:
    """Return whose records an export in JSON holds beside those of *who*."""
    file = params["document"]
    rows = json.loads(file) if isinstance(file, Upload) and file.name.endswith(".json") else []
    return {int(row["user"]) for row in rows} - {who}


def attack(seed: str, count: int, tell: Queue[int] | None = None) -> Result:
    """Let one bot handle *count* updates, in a folder of its own."""
    logging.disable(logging.CRITICAL)  # of what cannot be read the bot tells line by line
    with tempfile.TemporaryDirectory() as folder:
        world = World(seed, Path(folder))
        asyncio.run(world.run(count, tell))
    return world.result


def attack_all(seed: int, count: int, workers: int) -> Result:
    """Share *count* updates among bots, *workers* of them at a time, and show how far they have come."""
    shares = [(f"{seed}.{n}", min(SHARE, count - at)) for n, at in enumerate(range(0, count, SHARE))]
    result = Result()
    with Manager() as manager, ProcessPoolExecutor(workers, get_context("spawn")) as pool, tqdm(total=count, unit="update") as bar:
        tell = manager.Queue()
        pending: set[Future[Result]] = {pool.submit(attack, *share, tell) for share in shares}
        while pending:
            done, pending = wait(pending, 1.0, FIRST_COMPLETED)
            while not tell.empty():
                bar.update(tell.get())
            for each in done:
                result.add(each.result())
                bar.set_postfix_str("/".join(str(len(result.faults[kind])) for kind in KINDS))
    return result


def main() -> int:
    """Read the options, attack, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    began = time.monotonic()
    result = attack_all(options.seed, options.updates, options.workers)
    for kind in KINDS:
        for fault in result.faults[kind][:20]:
            print(f"{kind}: {fault}", file=sys.stderr)
    print(f"{options.updates} updates (seed {options.seed}) in {time.monotonic() - began:.0f} s: "
          f"{', '.join(f'{n} {kind}' for kind, n in result.kinds.most_common())}; {result.unreadable} unreadable; "
          f"the bot's calls: {', '.join(f'{n} {name}' for name, n in result.calls.most_common())}")
    exceptions, limits, leaks = (len(result.faults[kind]) for kind in KINDS)
    print(f"{exceptions} exceptions at the top, {limits} limits broken, {leaks} got what is not theirs")
    return 1 if any(result.faults.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
