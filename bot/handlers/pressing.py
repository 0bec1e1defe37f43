"""Buttons under an answer: the next place, the text around it, why it is the answer."""

from __future__ import annotations

from datetime import date

from telegram import CallbackQuery, Message, Update
from telegram.ext import ContextTypes

from bot.desk import Desk
from bot.handlers.gaps import Gaps
from bot.handlers.librarian import Librarian
from bot.handlers.queries import Refused, acknowledge, chat_of
from bot.records.history import Entry
from bot.wire.buttons import EPOCH, Forged, Press
from bot.wire.sending import edit
from bot.wording.explaining import why
from bot.wording.messages import message as sentence
from bot.wording.replies import answered, around, rendered

ANSWERS = {"page", "context", "why"}
"""Buttons under an answer."""


class Pressing:
    """Handles callback queries."""

    def __init__(self, desk: Desk, librarian: Librarian) -> None:
        """librarian  for the buttons under what became of a report"""
        self._desk = desk
        self._librarian = librarian
        self._gaps = Gaps(desk)

    async def button(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Turn the page of an answer, unfold the text around it, or say why."""
        query = update.callback_query
        if query is None:
            return
        try:
            press = self._signed(query)
            if press.action == "gaps":
                await self._gaps.turn(query, press)
                return
            if press.action not in ANSWERS:
                await self._librarian.pressed(query, press)
                return
            entry = await self._entry(query, press)
        except Refused as refusal:
            await acknowledge(query, str(refusal))
            return
        await acknowledge(query)
        if isinstance(query.message, Message):
            await self._turn(query.message, entry, press)

    def _signed(self, query: CallbackQuery) -> Press:
        """Return what the button means if it was made here for this chat; raises Refused."""
        chat = chat_of(query)
        try:
            press = self._desk.store.signer.unpack(query.data or "", chat)
        except Forged:
            raise Refused(sentence("buttons.forged")) from None
        if not self._desk.allows(chat):
            raise Refused(sentence("talk.not_allowed", chat=chat))
        return press

    async def _entry(self, query: CallbackQuery, press: Press) -> Entry:
        """Return the question that the button belongs to; raises Refused."""
        if press.owner > 0 and press.owner != query.from_user.id:  # below 0: asked in the name of a chat
            raise Refused(sentence("buttons.not_yours"))
        entry = await self._desk.unless_broken(None, self._desk.store.history.entry, chat_of(query), press.message)
        if entry is None:
            raise Refused(sentence("buttons.gone"))
        if press.epoch != self._desk.shelf.library.corpus.fingerprint[:EPOCH]:
            raise Refused(sentence("buttons.expired"))
        return entry

    async def _turn(self, shown: Message, entry: Entry, press: Press) -> None:
        library = self._desk.shelf.library
        mark = self._desk.mark(library, entry.speaker, entry.message)
        if press.action == "why":
            await edit(shown, why(await self._desk.why(entry, library), mark, press.page))
            return
        result = await self._desk.again(entry, library)
        if not (result.found and result.quotes):
            await edit(shown, rendered(result, mark))
            return
        page = press.page % len(result.quotes)
        render = around if press.action == "context" else answered
        await edit(shown, render(result, mark, page, today=date.today()))
        await self._desk.unless_broken(None, self._desk.store.history.turn_page, shown.chat_id, entry.message, page)
