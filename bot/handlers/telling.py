"""After the reports changed: subscribed questions are answered again, and whoever knows another answer is told.

A subscription keeps the answer its subscriber knows and the fingerprint of the reports it was compared with. So what
changed while the bot was away is told after its start, what was told is not told again, and what could not be delivered
is told later. Only a process killed between Telegram's yes and the note of it tells one thing twice.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError, TimedOut

from answering import Answer, answer
from bot.desk import Desk
from bot.errors import StoreError
from bot.logs import where
from bot.records.subscriptions import Known, Subscription, Watched
from bot.wire.lines import never_sent
from bot.wire.posting import post
from bot.wording.subscriptions import news
from retrieval import Library

log = logging.getLogger(__name__)

AGAIN = 60.0
"""Seconds until what could not be compared or delivered is tried again."""
PACE = 1.1
"""Seconds between two messages to one chat; Telegram wants at least one."""
FAILURES = 3
"""Messages that cannot be delivered before the rest of a round is left for later."""
PATIENCE = 10.0
"""Seconds that a message under way may take when the bot is told to stop."""
GONE = ("chat not found", "user is deactivated", "group chat was deactivated")
NOWHERE = ("thread not found", "topic_")

Groups = dict[tuple[Watched, str], tuple[Library, list[Subscription]]]
"""By question and fingerprint of the reports: the library that answers it, and who wants to know."""


class Telling:
    """Runs beside the bot."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept = desk.store.subscriptions
        self._sending = asyncio.Lock()
        self._ended = False
        self._unwritten: dict[int, str] = {}  # told, but the note of it could not be written
        self._doubtful: set[int] = set()  # timed out: Telegram has it most likely, so it is tried once more and no more
        self._last: dict[int, float] = {}

    async def run(self, bot: Bot) -> None:
        """Compare after every reload, and at the start, until ended."""
        changed = self._desk.shelf.changed
        while not self._ended:
            changed.clear()
            try:
                await self._round(bot)
            except (TelegramError, StoreError) as error:
                log.warning("subscriptions are compared again later: %s", type(error).__name__)
            except Exception as error:
                log.error("comparing subscriptions failed: %s", where(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), AGAIN)

    async def end(self) -> None:
        """Begin no further message, and let one under way be noted."""
        self._ended = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._sending.acquire(), PATIENCE)

    async def _round(self, bot: Bot) -> None:
        """Answer each question once from the reports of now; leave off when others take their place."""
        fingerprint = self._desk.fingerprint
        outdated = await self._desk.store.do(self._kept.outdated, fingerprint)
        compared = told = failures = 0
        for (watched, _), (library, subscriptions) in (await self._grouped(outdated)).items():
            result, compared = await self._answered(watched, library), compared + len(subscriptions)
            for each in subscriptions:
                if self._ended or self._desk.fingerprint != fingerprint:
                    return
                try:
                    told += await self._compare(bot, each, result, fingerprint)
                except TelegramError as error:
                    log.warning("news of a subscription is told later: %s", type(error).__name__)
                    if (failures := failures + 1) == FAILURES:
                        raise  # it is not this chat but the way to all of them
        if compared:
            log.info("%d subscriptions compared, %d told", compared, told)

    async def _grouped(self, subscriptions: Iterable[Subscription]) -> Groups:
        """Put those together that ask the same of the same reports; leave out chats that are not served any more."""
        groups: Groups = {}
        for each in subscriptions:
            if self._desk.allows(each.speaker.chat):
                library = await self._desk.library(each.speaker.chat)
                groups.setdefault((each.watched, library.corpus.fingerprint), (library, []))[1].append(each)
        return groups

    async def _answered(self, watched: Watched, library: Library) -> Answer | None:
        """Answer off the event loop, and leave as much time again to those who are asking now."""
        began = time.monotonic()
        try:
            return await asyncio.to_thread(answer, watched.asked, library, watched.turns)
        except Exception as error:
            log.error("a subscribed question could not be answered: %s", where(error))
            return None
        finally:
            await asyncio.sleep(min(time.monotonic() - began, 1.0))

    async def _compare(self, bot: Bot, each: Subscription, result: Answer | None, fingerprint: str) -> bool:
        """Tell the subscriber if the answer is another one, and note what they know now."""
        async with self._sending:
            current = await self._desk.store.do(self._kept.one, each.id)
            if current is None or self._ended:  # ended meanwhile
                return False
            known = Known.of(result) if result else current.known
            new = known.digest not in (current.digest, self._unwritten.get(each.id))
            if result and new and not await self._tell(bot, current, result):
                return False
            self._unwritten[each.id] = known.digest
            await self._desk.store.do(self._kept.told, each.id, known, fingerprint)
            del self._unwritten[each.id]
            return new

    async def _tell(self, bot: Bot, each: Subscription, result: Answer) -> bool:
        """Send the news; False when the subscription ended because nothing can be sent there any more.

        Raises  TelegramError when it may work later
        """
        chat = each.speaker.chat
        await asyncio.sleep(max(0.0, self._last.get(chat, 0.0) + PACE - time.monotonic()))
        self._last[chat] = time.monotonic()
        data = self._desk.sign(each.speaker, "unwatch", each.id)
        reply = news(each.question, each.known, result, data, date.today())
        try:
            sent = await post(bot, each.speaker, reply, each.message)
        except ChatMigrated as moved:
            return await self._moved(bot, each, result, moved.new_chat_id)
        except Forbidden:
            return await self._left(chat)
        except BadRequest as error:
            return await self._refused(each, error)
        except TimedOut as error:
            if never_sent(error) or each.id not in self._doubtful:
                self._doubtful |= set() if never_sent(error) else {each.id}
                raise
        else:
            await self._desk.unless_broken(None, self._kept.noted, each.id, sent.message_id)
        self._doubtful.discard(each.id)
        return True

    async def _moved(self, bot: Bot, each: Subscription, result: Answer, new: int) -> bool:
        """Follow a group that became a supergroup; where somebody subscribed to the same there already, once is enough."""
        await self._desk.store.do(self._desk.store.groups.migrate, each.speaker.chat, new)
        there = await self._desk.store.do(self._kept.one, each.id)
        if there is not None and there.speaker.chat == new:
            return await self._tell(bot, there, result)
        await self._desk.store.do(self._kept.end, each.id)
        return False

    async def _refused(self, each: Subscription, error: BadRequest) -> bool:
        """End what has no place any more; what is refused for another reason would be for ever and counts as told."""
        why = error.message.lower()
        if any(words in why for words in GONE):
            return await self._left(each.speaker.chat)
        if any(words in why for words in NOWHERE):
            await self._desk.store.do(self._kept.end, each.id)
            return False
        log.error("news of a subscription was refused: %s", type(error).__name__)
        return True

    async def _left(self, chat: int) -> bool:
        count = await self._desk.store.do(self._kept.end_chat, chat)
        log.info("nothing can be sent to chat %d any more: %d subscriptions ended", chat, count)
        return False
