"""From an update to the method that deals with it, and what happens when that fails."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.desk import Desk
from bot.errors import StoreError
from bot.handlers.admin import Admin
from bot.handlers.editing import Editing
from bot.handlers.exporting import Exporting
from bot.handlers.gaps import Gaps
from bot.handlers.hearing import Hearing
from bot.handlers.inline import Inline
from bot.handlers.librarian import Librarian
from bot.handlers.past import Past
from bot.handlers.pressing import Pressing
from bot.handlers.queries import acknowledge
from bot.handlers.questions import Questions
from bot.handlers.ruling import Ruling
from bot.handlers.subscribing import Subscribing
from bot.handlers.welcoming import Welcome
from bot.logs import where
from bot.wire.addressing import Request
from bot.wire.limits import pause
from bot.wire.sending import send
from bot.wording.messages import message as sentence
from bot.wording.replies import said

log = logging.getLogger(__name__)
Command = Callable[[Message, Request], Awaitable[None]]

UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
"""What Telegram is asked to deliver: no channel posts, there nobody talks with the bot."""


class Handlers:
    """The routing table."""

    def __init__(self, desk: Desk, postpone: Callable[[int], None]) -> None:
        """postpone  called with the id of an update that stays in the inbox to be tried again"""
        self._desk = desk
        self._hearing = Hearing(desk)
        self._postpone = postpone
        asker, admin, librarian, ruling = Questions(desk), Admin(desk), Librarian(desk), Ruling(desk)
        past, subscribing = Past(desk), Subscribing(desk)
        self._welcome = Welcome(desk, asker, ruling)
        self._editing = Editing(desk, asker)
        self._inline, self._admin = Inline(desk), admin
        self._pressing = Pressing(desk, librarian, ruling, past, subscribing)
        for_all: dict[str, Command] = {
            "ask": asker.ask, "more": asker.more, "source": asker.source,
            "history": past.history, "forget": past.forget, "reports": asker.reports,
            "help": asker.help, "bye": asker.bye, "start": self._welcome.start, "settings": ruling.settings,
            "text_only": asker.text_only, "unknown": asker.unknown,
            "document": librarian.document, "export": Exporting(desk).export,
            "watch": subscribing.watch, "unwatch": subscribing.unwatch,
        }
        self._for_admins: dict[str, Command] = {
            "reload": admin.reload, "status": admin.status, "gaps": Gaps(desk).show,
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
        application.add_handler(InlineQueryHandler(self._inline.query))
        application.add_error_handler(self.failed)

    def wants(self, update: Update) -> bool:
        """Whether the update is meant for the bot at all."""
        if update.inline_query is not None:
            self._inline.heard(update.inline_query)
            return True
        if message := update.message or update.edited_message:
            moved = message.migrate_to_chat_id or message.migrate_from_chat_id
            return moved is not None or self._hearing.read(message) is not None
        return update.callback_query is not None or update.my_chat_member is not None

    async def message(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message if it is meant for the bot, or say why not."""
        message = update.message
        if message is None or (request := await self._hearing.heard(message)) is None:
            return
        if not self._desk.allows(message.chat_id):
            await send(message, said(sentence("talk.not_allowed", chat=message.chat_id)))
        elif request.command in self._for_admins and not self._desk.administers(message):
            user = message.from_user.id if message.from_user else request.speaker.user
            await send(message, said(sentence("talk.admins_only", user=user)))
        else:
            await self.commands[request.command](message, request)
            if request.command == "start" and self._desk.administers(message):
                await self._admin.menus(message)

    async def edited(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a question that was edited, if it is meant for the bot."""
        message = update.edited_message
        if message is None or (request := await self._hearing.heard(message)) is None:
            return
        if self._desk.allows(message.chat_id):
            await self._editing.edited(message, request)

    async def migrated(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Let everything that is kept follow a group that became a supergroup. Both numbers tell it."""
        if (message := update.message) is None:
            return
        old, new = message.migrate_from_chat_id or message.chat_id, message.migrate_to_chat_id or message.chat_id
        if old != new:
            await self._desk.unless_broken(None, self._desk.store.groups.migrate, old, new)

    async def crowded(self, update: Update) -> None:
        """Tell a chat or a person that they send more than can be answered."""
        if (message := self._hearing.owed(update)) is not None:
            await _try_to_say(message, sentence("talk.too_many"))
        elif update.callback_query is not None:
            await acknowledge(update.callback_query, sentence("talk.too_many"))

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log an error with ids only; put off what could not be delivered; otherwise apologise once."""
        error = context.error
        if not isinstance(update, Update) or error is None:
            return
        self._desk.meters.error(error)
        if _unreachable(error) and await self._put_off(update, error):
            return
        chat = update.effective_chat.id if update.effective_chat else 0
        log.error("update %d in chat %d failed: %s", update.update_id, chat, where(error))
        self._raise_alarm(update, error)
        message = self._hearing.owed(update)
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

    def _raise_alarm(self, update: Update, error: Exception) -> None:
        if isinstance(error, StoreError):
            self._desk.alarms.ring("store", error=type(error).__name__)
        elif not isinstance(error, Forbidden) and not _unreachable(error):
            self._desk.alarms.ring("failed", update=update.update_id, error=where(error))

    async def _put_off(self, update: Update, error: Exception) -> bool:
        after = pause(error) if isinstance(error, RetryAfter) else 0.0
        if not await self._desk.unless_broken(False, self._desk.store.inbox.postpone, update.update_id, after):
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
