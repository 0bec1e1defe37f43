"""From an update to the method that deals with it, and what happens when that fails."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, CallbackQueryHandler, ChatMemberHandler, ContextTypes, MessageHandler, filters

from bot.desk import Desk
from bot.errors import StoreError
from bot.handlers.admin import Admin
from bot.handlers.editing import Editing
from bot.handlers.librarian import Librarian
from bot.handlers.pressing import Pressing
from bot.handlers.questions import Questions
from bot.handlers.ruling import Ruling
from bot.handlers.welcoming import Welcome
from bot.logs import where
from bot.records.history import Entry
from bot.wire.addressing import Request, read
from bot.wire.sending import send
from bot.wording.messages import message as sentence
from bot.wording.replies import said

log = logging.getLogger(__name__)
Command = Callable[[Message, Request], Awaitable[None]]

UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
"""What Telegram is asked to deliver: no channel posts, there nobody talks with the bot."""
SILENT = {"document", "text_only"}
"""What is let be when it is edited: captions of files, and places on the move, which come every few seconds."""
TALKING = 600
"""Seconds after somebody's question in which a lone 更多 in a group is taken as said to the bot."""


class Handlers:
    """The routing table."""

    def __init__(self, desk: Desk, postpone: Callable[[int], None]) -> None:
        """postpone  called with the id of an update that stays in the inbox to be tried again"""
        self._desk = desk
        self._postpone = postpone
        asker, admin, librarian, ruling = Questions(desk), Admin(desk), Librarian(desk), Ruling(desk)
        self._welcome = Welcome(desk, asker, ruling)
        self._editing = Editing(desk, asker)
        self._pressing = Pressing(desk, librarian, ruling)
        for_all: dict[str, Command] = {
            "ask": asker.ask, "more": asker.more, "source": asker.source,
            "history": asker.history, "forget": asker.forget, "reports": asker.reports,
            "help": asker.help, "start": self._welcome.start, "settings": ruling.settings,
            "text_only": asker.text_only, "unknown": asker.unknown,
            "document": librarian.document,
        }
        self._for_admins: dict[str, Command] = {
            "reload": admin.reload, "status": admin.status, "gaps": admin.gaps,
            "add": librarian.add, "remove": librarian.remove,
        }
        self.commands = {**for_all, **self._for_admins}

    def join(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register everything with *application*."""
        fresh = filters.UpdateType.MESSAGE  # an edit must not run a command once more
        application.add_handler(MessageHandler(fresh & filters.StatusUpdate.MIGRATE, self.migrated))
        application.add_handler(MessageHandler(fresh, self.message))
        application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, self.edited))
        application.add_handler(ChatMemberHandler(self._welcome.membership, ChatMemberHandler.MY_CHAT_MEMBER))
        application.add_handler(CallbackQueryHandler(self._pressing.button))
        application.add_error_handler(self.failed)

    def wants(self, update: Update) -> bool:
        """Whether the update is meant for the bot at all."""
        if message := update.message or update.edited_message:
            moved = message.migrate_to_chat_id or message.migrate_from_chat_id
            return moved is not None or self._read(message) is not None
        return update.callback_query is not None or update.my_chat_member is not None

    def _read(self, message: Message) -> Request | None:
        """Return what the message wants, under the number that its chat has now; of some edits nothing."""
        bot, groups = message.get_bot(), self._desk.store.groups
        request = read(message, bot.username, bot.id, questions=groups.of(message.chat_id).questions)
        if request and request.command in SILENT and message.edit_date:
            return None
        return request and replace(request, speaker=replace(request.speaker, chat=groups.now_at(message.chat_id)))

    async def message(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message if it is meant for the bot, or say why not."""
        message = update.message
        if message is None or (request := await self._heard(message)) is None:
            return
        if not self._desk.allows(message.chat_id):
            await send(message, said(sentence("talk.not_allowed", chat=message.chat_id)))
        elif request.command in self._for_admins and not self._desk.administers(message):
            user = message.from_user.id if message.from_user else request.speaker.user
            await send(message, said(sentence("talk.admins_only", user=user)))
        else:
            await self.commands[request.command](message, request)

    async def edited(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a question that was edited, if it is meant for the bot."""
        message = update.edited_message
        if message is None or (request := await self._heard(message)) is None:
            return
        if self._desk.allows(message.chat_id):
            await self._editing.edited(message, request)

    async def _heard(self, message: Message) -> Request | None:
        """Return what the message wants, None when the bot has to stay silent.

        What does not name the bot counts little: a lone word only from somebody who is talking with it, a question only
        where the chat is served and outside of its quiet hours.
        """
        if (request := self._read(message)) is None or not await self._is_there(message):
            return None
        if request.how == "word" and await self._talks(request, message):
            return replace(request, how="named")
        if request.addressed:
            return request
        quiet = self._desk.rules(message.chat_id).is_quiet(message.date.timestamp())
        asks = request.command == "ask" and bool(request.argument)
        return request if asks and not quiet and self._desk.allows(message.chat_id) else None

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

    async def migrated(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Let everything that is kept follow a group that became a supergroup. Both numbers tell it."""
        if (message := update.message) is None:
            return
        old, new = message.migrate_from_chat_id or message.chat_id, message.migrate_to_chat_id or message.chat_id
        if old != new:
            await self._desk.unless_broken(None, self._desk.store.groups.migrate, old, new)

    async def crowded(self, update: Update) -> None:
        """Tell a chat that it sends more than can be answered."""
        if (message := self._addressed(update)) is not None:
            await _try_to_say(message, sentence("talk.too_many"))

    def _addressed(self, update: Update) -> Message | None:
        """Return the message that is owed a reply."""
        message = update.message or update.edited_message
        request = self._read(message) if message else None
        return message if request and request.addressed else None

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log an error with ids only; put off what could not be delivered; otherwise apologise once."""
        error = context.error
        if not isinstance(update, Update) or error is None:
            return
        if _unreachable(error) and await self._put_off(update, error):
            return
        chat = update.effective_chat.id if update.effective_chat else 0
        log.error("update %d in chat %d failed: %s", update.update_id, chat, where(error))
        message = self._addressed(update)
        if isinstance(error, Forbidden):
            await self._shut_out(message)
        elif message:
            broken = isinstance(error, StoreError)
            await _try_to_say(message, sentence("talk.failed_store" if broken else "talk.failed"))

    async def _shut_out(self, message: Message | None) -> None:
        """Note that nothing can be sent where *message* came from: another one shows that it can again.

        Telegram's dates are whole seconds, so one of the same second counts as another.
        """
        if message:
            when = (message.edit_date or message.date).timestamp() - 1
            await self._desk.unless_broken(None, self._desk.store.groups.left, message.chat_id, when)

    async def _put_off(self, update: Update, error: Exception) -> bool:
        if not await self._desk.unless_broken(False, self._desk.store.inbox.postpone, update.update_id):
            return False
        self._postpone(update.update_id)
        log.warning("update %d could not be answered and is put off: %s", update.update_id, type(error).__name__)
        return True


def _unreachable(error: Exception) -> bool:
    """Whether Telegram could not be reached or let nothing through (BadRequest is a NetworkError, but says no)."""
    return isinstance(error, RetryAfter | NetworkError | InvalidToken) and not isinstance(error, BadRequest)


async def _try_to_say(message: Message, words: str) -> None:
    try:
        await send(message, said(words))
    except TelegramError as error:
        log.error("chat %d could not be told: %s", message.chat_id, type(error).__name__)
