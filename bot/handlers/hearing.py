"""Which messages the bot takes as said to it, after what it knows of the chat and of who speaks.

``bot/wire/addressing.py`` tells that from the message alone. Here it is weighed: who names the bot is owed a reply, always;
what names nobody counts little.
"""

from __future__ import annotations

import time
from dataclasses import replace

from telegram import Message, Update

from bot.desk import Desk
from bot.records.history import Entry
from bot.wire.addressing import Request, read

TALKING = 600
"""Seconds after somebody's question in which a lone 更多 in a group is taken as said to the bot."""
FRESH = 120
"""Seconds in which a question to everybody is worth an answer."""
SILENT = {"document", "text_only"}
"""What is let be when it is edited: captions of files, and places on the move, which come every few seconds."""


class Hearing:
    """Reads messages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def read(self, message: Message) -> Request | None:
        """Return what the message wants, under the number that its chat has now; None when it is nothing of the bot's."""
        bot, groups = message.get_bot(), self._desk.store.groups
        request = read(message, bot.username, bot.id, questions=groups.of(message.chat_id).questions)
        if request is None or (request.command in SILENT and message.edit_date):
            return None
        return replace(request, speaker=replace(request.speaker, chat=groups.now_at(message.chat_id)))

    async def heard(self, message: Message) -> Request | None:
        """Return what the message wants; None when the bot has to stay silent.

        A lone word counts only from somebody who is talking with the bot, a question to everybody only while it is fresh,
        where the chat is served and outside of its quiet hours.
        """
        if (request := self.read(message)) is None or not await self._is_there(message):
            return None
        if request.how == "word" and await self._talks(request, message):
            return replace(request, how="named")
        if request.addressed:
            return request
        if request.command != "ask" or not request.argument or not self._desk.allows(message.chat_id):
            return None
        sent = (message.edit_date or message.date).timestamp()
        late = time.time() - sent > FRESH  # the bot was away, and people have gone on
        quiet = self._desk.rules(message.chat_id).is_quiet(sent, self._desk.settings.timezone)
        return None if late or quiet else request

    def owed(self, update: Update) -> Message | None:
        """Return the message of *update* whose writer is to be told when something goes wrong."""
        message = update.message or update.edited_message
        request = self.read(message) if message else None
        return message if request and request.how != "question" else None

    async def _is_there(self, message: Message) -> bool:
        """Whether the bot is in the message's chat: one that came after it was removed says that it is back."""
        gone = self._desk.rules(message.chat_id).gone
        if gone and (message.edit_date or message.date).timestamp() > gone:
            await self._desk.unless_broken(None, self._desk.store.groups.back, message.chat_id)
            return True
        return not gone

    async def _talks(self, request: Request, message: Message) -> bool:
        """Whether somebody asked the bot something here a short while before *message*."""
        nothing: list[Entry] = []
        asked = await self._desk.unless_broken(nothing, self._desk.store.history.entries, request.speaker, 1)
        return bool(asked) and message.date.timestamp() - asked[-1].sent <= TALKING
