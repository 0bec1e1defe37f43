"""A question that is edited: its answer is edited, and no command is run again."""

from __future__ import annotations

import logging
from datetime import date

from telegram import Message
from telegram.error import BadRequest, ChatMigrated

from answering import Answer, Turn
from bot.desk import Desk
from bot.handlers.charting import chart_of
from bot.handlers.questions import Questions, ask_what
from bot.records.history import Entry
from bot.wire.addressing import Request
from bot.wire.sending import edit_picture, edit_text, send, tell
from bot.wording.messages import message as sentence
from bot.wording.replies import Mark, Reply, charted, rendered, said
from retrieval import Library

log = logging.getLogger(__name__)


class Editing:
    """Handles messages that were edited."""

    def __init__(self, desk: Desk, asker: Questions) -> None:
        self._desk = desk
        self._asker = asker
        self._history = desk.store.history

    async def edited(self, message: Message, request: Request) -> None:
        """Put a new answer in the place of the one that this message got; answer one that got none."""
        if request.command != "ask":
            if request.addressed:
                await send(message, said(sentence("talk.edited_command")))
            return
        entry = await self._desk.unless_broken(None, self._history.entry, request.speaker.chat, message.message_id)
        if entry is None or entry.reply is None or entry.sent != int(message.date.timestamp()):
            await self._asker.ask(message, request)
        elif not request.argument:
            await self._replaced(message, entry.reply, said(ask_what(message)))
        else:
            await self._answered_anew(message, request, entry, entry.reply)

    async def _answered_anew(self, message: Message, request: Request, entry: Entry, reply: int) -> None:
        library = await self._desk.library(message.chat_id)
        nothing: list[Turn] = []
        turns = await self._desk.unless_broken(nothing, self._history.context, entry)
        result = await self._desk.answer(request.argument, library, turns)
        mark = self._desk.mark(library, request.speaker, message.message_id)
        reply = await self._retold(message, reply, result, library, mark)
        await self._desk.unless_broken(None, self._history.amend, request.speaker.chat, message.message_id, result, reply)

    async def _retold(self, message: Message, number: int, result: Answer, library: Library, mark: Mark) -> int:
        """Put *result* in the place of the bot's message *number*, with its picture where it has one."""
        if chart := await chart_of(result, library):
            under = charted(result, chart.bars, mark, today=date.today())
            if under and await edit_picture(_shown(message, number), chart.picture, under):
                return number
        return await self._replaced(message, number, rendered(result, mark, today=date.today()))

    async def _replaced(self, message: Message, number: int, reply: Reply) -> int:
        """Edit the bot's message *number*; send another when it is gone. Return the number of the one that tells it.

        A picture cannot become a text, and that of the former answer must not stand above this one: it is taken away.
        """
        shown = _shown(message, number)
        try:
            if await edit_text(shown, reply):
                return number
            await shown.delete()
        except (BadRequest, ChatMigrated) as error:
            log.info("an answer cannot be edited, it is sent anew: %s", type(error).__name__)
        return await tell(message, reply)


def _shown(message: Message, number: int) -> Message:
    """Return the bot's own message *number* in the chat of *message*, of which no more is known."""
    shown = Message(number, message.date, message.chat)
    shown.set_bot(message.get_bot())
    return shown
