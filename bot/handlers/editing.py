"""A question that is edited: its answer is edited, and no command is run again."""

from __future__ import annotations

import logging
from datetime import date

from telegram import Message
from telegram.error import BadRequest, ChatMigrated

from answering import Turn
from bot.desk import Desk
from bot.handlers.questions import Questions, ask_what
from bot.records.history import Entry
from bot.wire.addressing import Request
from bot.wire.sending import edit, send
from bot.wording.messages import message as sentence
from bot.wording.replies import Reply, rendered, said

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
        reply = await self._replaced(message, reply, rendered(result, mark, today=date.today()))
        await self._desk.unless_broken(None, self._history.amend, request.speaker.chat, message.message_id, result, reply)

    async def _replaced(self, message: Message, number: int, reply: Reply) -> int:
        """Edit the bot's message *number*; send another when it is gone. Return the number of the one that tells it."""
        shown = Message(number, message.date, message.chat)
        shown.set_bot(message.get_bot())
        try:
            await edit(shown, reply)
        except (BadRequest, ChatMigrated) as error:
            log.info("an answer cannot be edited, it is sent anew: %s", type(error).__name__)
            return (await send(message, reply)).message_id
        return number
