"""Buttons under an answer: the next place, the text around it, why it is the answer, votes, the nearest words."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import date

from telegram import CallbackQuery, Message, Update
from telegram.ext import ContextTypes

from bot.desk import Desk
from bot.errors import StoreError
from bot.handlers.charting import chart_of
from bot.handlers.gaps import Gaps
from bot.handlers.librarian import Librarian
from bot.handlers.nearest import ask_with
from bot.handlers.past import Past
from bot.handlers.queries import Refused, acknowledge, chat_of, check_owner
from bot.handlers.ruling import RULES, Ruling
from bot.handlers.subscribing import Subscribing
from bot.handlers.voting import VOTES, vote
from bot.records.history import Entry
from bot.wire.buttons import EPOCH, Forged, Press
from bot.wire.sending import edit
from bot.wording.explaining import why
from bot.wording.messages import message as sentence
from bot.wording.replies import answered, around, charted, rendered

log = logging.getLogger(__name__)

ANSWERS = {"page", "context", "why", "list", "nearest"}
"""Buttons under an answer that only who asked may press."""
EARLIER = {"again", "turn"}
"""Buttons under what somebody asked before."""


class Pressing:
    """Handles callback queries."""

    def __init__(
        self, desk: Desk, librarian: Librarian, ruling: Ruling, past: Past, subscribing: Subscribing
    ) -> None:
        """librarian    for the buttons under what became of a report
        ruling       for those under the settings of a chat
        past         for those under a list of questions
        subscribing  for those that end a subscription
        """
        self._desk = desk
        self._ruling = ruling
        self._librarian = librarian
        self._past = past
        self._subscribing = subscribing
        self._gaps = Gaps(desk)

    async def button(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Turn the page of an answer, unfold the text around it, or say why."""
        query = update.callback_query
        if query is None:
            return
        try:
            press = self._signed(query)
            if press.action in EARLIER:
                await self._past.pressed(query, press)
                return
            if press.action == "unwatch":
                await self._subscribing.pressed(query, press)
                return
            if press.action in RULES:
                await self._ruling.pressed(query, press)
                return
            if press.action in VOTES:
                await vote(self._desk, query, press)
                return
            if press.action == "gaps":
                await self._gaps.turn(query, press)
                return
            if press.action not in ANSWERS:
                await self._librarian.pressed(query, press)
                return
            entry = await self._entry(query, press)
            if press.action == "nearest":
                await ask_with(self._desk, query, entry, press)
                return
        except Refused as refusal:
            await acknowledge(query, str(refusal))
            return
        except StoreError as error:
            log.error("a button press could not be recorded: %s", type(error).__name__)
            await acknowledge(query, sentence("buttons.lost"))
            return
        await acknowledge(query)
        if isinstance(query.message, Message):
            await self._turn(query.message, entry, press)

    def _signed(self, query: CallbackQuery) -> Press:
        """Return what the button means if it was made here for this chat; raises Refused."""
        chat = chat_of(query)
        press = self._unpacked(query.data or "", chat, self._desk.store.groups.before(chat))
        if not self._desk.allows(chat):
            raise Refused(sentence("talk.not_allowed", chat=chat))
        return press

    def _unpacked(self, data: str, *chats: int | None) -> Press:
        """Read what was signed for one of *chats*: the number the chat has, and the one it had."""
        for chat in chats:
            with suppress(Forged):
                if chat is not None:
                    return self._desk.store.signer.unpack(data, chat)
        raise Refused(sentence("buttons.forged"))

    async def _entry(self, query: CallbackQuery, press: Press) -> Entry:
        """Return the question that the button belongs to; raises Refused."""
        check_owner(query, press)
        entry = await self._desk.unless_broken(None, self._desk.store.history.entry, chat_of(query), press.message)
        if entry is None:
            raise Refused(sentence("buttons.gone"))
        if press.epoch != (await self._desk.library(chat_of(query))).corpus.fingerprint[:EPOCH]:
            raise Refused(sentence("buttons.expired"))
        return entry

    async def _turn(self, shown: Message, entry: Entry, press: Press) -> None:
        library = await self._desk.library(shown.chat_id)
        mark = self._desk.mark(library, entry.speaker, entry.message)
        votes = await self._desk.votes(entry)
        if press.action == "why":
            await edit(shown, why(await self._desk.why(entry, library), mark, press.page, votes))
            return
        result = await self._desk.again(entry, library)
        if not (result.found and result.quotes):
            await edit(shown, rendered(result, mark))
            return
        if press.action == "list":
            await edit(shown, answered(result, mark, today=date.today(), votes=votes, leaf=press.page))
            return
        page = press.page % len(result.quotes)
        if shown.photo and press.action == "page" and not page and (chart := await chart_of(result, library)):
            under = charted(result, chart.bars, mark, today=date.today(), votes=votes)
            await edit(shown, under or answered(result, mark, today=date.today(), votes=votes))
            return
        render = around if press.action == "context" else answered
        await edit(shown, render(result, mark, page, today=date.today(), votes=votes))
        await self._desk.unless_broken(None, self._desk.store.history.turn_page, shown.chat_id, entry.message, page)
