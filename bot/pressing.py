"""Buttons under an answer: the next place, the text around it, why it is the answer."""

from __future__ import annotations

import logging
from datetime import date

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.buttons import EPOCH, Forged, Press
from bot.desk import Desk
from bot.explaining import why
from bot.history import Entry
from bot.messages import message as sentence
from bot.replies import answered, around, rendered
from bot.sending import edit

log = logging.getLogger(__name__)


class Refused(Exception):
    """The button does nothing; the text says why."""


class Pressing:
    """Handles callback queries."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def button(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Turn the page of an answer, unfold the text around it, or say why."""
        query = update.callback_query
        if query is None:
            return
        try:
            press, entry = await self._meant(query)
        except Refused as refusal:
            await _acknowledge(query, str(refusal))
            return
        await _acknowledge(query)
        if isinstance(query.message, Message):
            await self._turn(query.message, entry, press)

    async def _meant(self, query: CallbackQuery) -> tuple[Press, Entry]:
        """Return the press and the question it belongs to; raises Refused."""
        if query.message is None:
            raise Refused(sentence("buttons.forged"))
        chat = query.message.chat.id
        try:
            press = self._desk.store.signer.unpack(query.data or "", chat)
        except Forged:
            raise Refused(sentence("buttons.forged")) from None
        if not self._desk.allows(chat):
            raise Refused(sentence("talk.not_allowed", chat=chat))
        if press.owner > 0 and press.owner != query.from_user.id:  # below 0: asked in the name of a chat
            raise Refused(sentence("buttons.not_yours"))
        entry = await self._desk.unless_broken(None, self._desk.store.history.entry, chat, press.message)
        if entry is None:
            raise Refused(sentence("buttons.gone"))
        if press.epoch != self._desk.shelf.library.corpus.fingerprint[:EPOCH]:
            raise Refused(sentence("buttons.expired"))
        return press, entry

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


async def _acknowledge(query: CallbackQuery, text: str = "") -> None:
    """Stop the button's spinner; Telegram refuses this for a press that is some seconds old."""
    try:
        await query.answer(text or None, show_alert=bool(text))
    except TelegramError as error:
        log.info("a button press could not be acknowledged: %s", type(error).__name__)
