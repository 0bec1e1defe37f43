"""What every handler needs: the settings, the reports, the records, and who may do what."""

from __future__ import annotations

import asyncio
import logging
import mimetypes
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import ParamSpec, TypeVar

from telegram import Message

from answering import Answer, Turn, warming
from answering.explain import Explanation, explained
from answering.pipeline import Way, follow
from bot.alarms import Alarms
from bot.errors import StoreError
from bot.logs import where
from bot.meters import Meters
from bot.recall import Recall
from bot.records.clerk import missed
from bot.records.groups import Rules
from bot.records.history import Entry, Speaker
from bot.records.links import ANYBODY
from bot.records.store import Store
from bot.settings import Settings
from bot.shelf import Change, Shelf
from bot.tally import NO_VOTES, Tally
from bot.wire.buttons import EPOCH, Press
from bot.wording.replies import Mark
from corpus.loading import Progress
from retrieval import Library

log = logging.getLogger(__name__)
THINKERS = 1
"""Threads that answer, each question in the order it came: more would only take turns at the interpreter."""
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Desk:
    """Shared by all handlers of one running bot."""

    settings: Settings
    shelf: Shelf
    store: Store
    meters: Meters = field(default_factory=Meters)
    alarms: Alarms = field(default_factory=Alarms)
    recall: Recall = field(default_factory=Recall)
    thinkers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THINKERS, "answer"))

    def __post_init__(self) -> None:
        """Hear of what could not be noted."""
        self.store.clerk.lost = self._lost

    async def warm_up(self) -> None:
        """Do what the first questions would wait for; a question that is there already waits for one step of it."""
        steps, loop = warming(self.shelf.library), asyncio.get_running_loop()
        mimetypes.init()  # the library asks it of the first picture
        try:
            while await loop.run_in_executor(self.thinkers, next, steps, steps) is None:  # itself: there are no more
                pass
        except Exception as error:  # whoever asks is told
            log.error("warming up failed: %s", where(error))

    async def answer(self, question: str, library: Library, turns: Sequence[Turn]) -> Answer:
        """Answer *question*; at once when it was answered lately, else in a thread."""
        if (known := self.recall.known(question, library, turns)) is not None:
            return known
        return await asyncio.get_running_loop().run_in_executor(self.thinkers, self.recall.answer, question, library, turns)

    def allows(self, chat: int) -> bool:
        """Whether questions from this chat are answered. An administrator's private chat (same number) always is.

        A group stays allowed when it becomes a supergroup and gets another number.
        """
        names = {chat, self.store.groups.before(chat)}
        return not self.settings.chats or bool(names & (self.settings.chats | self.settings.admins))

    def rules(self, chat: int) -> Rules:
        """Return what the administrators of *chat* decided."""
        return self.store.groups.of(chat)

    async def library(self, chat: int) -> Library:
        """Return what *chat* may ask: the running library, or the part of it that its rules name.

        Whatever is shown in a chat comes from this, never from ``shelf.library`` itself.
        """
        return await self.shelf.view(self.store.groups.allowed(chat))

    async def reload(self, progress: Progress | None = None) -> Change:
        """Read the reports again; a chat's choice of reports follows those that have another name now.

        Raises  corpus.FolderError when the folder gives no corpus any more
        """
        change = await self.shelf.reload(progress)
        if renamed := dict(change.difference.renamed):
            await self.unless_broken(None, self.store.groups.rename, renamed)
        return change

    async def link(self, bot: str, kind: str, body: str, user: int = ANYBODY) -> str:
        """Return an address that opens a private chat with the bot @*bot* and does there what *body* says, for a day.

        kind  'ask': *body* is a question; 'set': *body* is a chat whose settings are shown
        user  the only one for whom it does so, ANYBODY for all; it only greets others
        """
        return f"https://t.me/{bot}?start={await self.store.do(self.store.links.make, kind, body, user)}"

    def administers(self, message: Message) -> bool:
        """Only a person counts, by number: somebody who writes as a chat could be anybody."""
        person = message.from_user
        return person is not None and message.sender_chat is None and person.id in self.settings.admins

    def mark(self, library: Library, speaker: Speaker, message: int) -> Mark:
        """Return what signs the buttons under the answer to *message*, good while *library*'s reports are."""
        epoch = library.corpus.fingerprint[:EPOCH]

        def signed(action: str, page: int) -> str:
            return self.store.signer.pack(Press(action, message, page, speaker.user, epoch), speaker.chat)

        return signed

    def sign(self, speaker: Speaker, action: str, number: int, page: int = 0) -> str:
        """Return the data of a button of *speaker* that does not depend on the reports."""
        return self.store.signer.pack(Press(action, number, page, speaker.user, ""), speaker.chat)

    @property
    def fingerprint(self) -> str:
        """What tells the reports in service, all of them, from those before and after a reload."""
        return self.shelf.library.corpus.fingerprint

    async def votes(self, entry: Entry) -> Tally:
        """Return the votes on the answer to a recorded question."""
        return await self.unless_broken(NO_VOTES, self.store.votes.tally, entry.speaker.chat, entry.message)

    async def again(self, entry: Entry, library: Library) -> Answer:
        """Answer a recorded question once more: same reports, same answer."""
        return (await self._once_more(entry, library)).answer

    async def why(self, entry: Entry, library: Library) -> Explanation:
        """Explain the answer to a recorded question."""
        return await asyncio.to_thread(explained, await self._once_more(entry, library), library.retriever)

    async def _once_more(self, entry: Entry, library: Library) -> Way:
        """Go the way of a recorded question again.

        The question as asked after what it was asked after leads to its answer; where that was forgotten, the completed one.
        """
        turns = await self.store.do(self.store.history.context, entry)
        way = await asyncio.to_thread(follow, entry.asked, library, turns)
        if way.answer.answer == entry.answer:
            return way
        second = await asyncio.to_thread(follow, entry.turn.understood, library, ())
        way = second if second.answer.answer == entry.answer else way
        return replace(way, answer=replace(way.answer, question=entry.asked))

    async def unless_broken(self, otherwise: R, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run *work* on the store; when the file cannot be used, log it and go on with *otherwise*.

        For records beside an answer: the answer matters more.
        """
        return await self._unless_broken(otherwise, self.store.do(work, *args, **kwargs))

    async def read(self, otherwise: R, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for *work* that changes nothing."""
        return await self._unless_broken(otherwise, self.store.read(work, *args, **kwargs))

    async def _unless_broken(self, otherwise: R, work: Awaitable[R]) -> R:
        try:
            return await work
        except StoreError as error:
            self._broken(error)
            return otherwise

    def _broken(self, error: StoreError) -> None:
        log.error("the records cannot be used, going on without: %s", type(error).__name__)
        self.meters.error(error)
        self.alarms.ring("store", error=type(error).__name__)

    def _lost(self, error: BaseException) -> None:
        if isinstance(error, StoreError):
            self._broken(error)
        else:
            missed(error)
