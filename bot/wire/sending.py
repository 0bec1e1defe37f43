"""Replies on their way out: tried again where that cannot harm, in the right topic."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError, TimedOut

from bot.wire.lines import never_sent
from bot.wording.replies import Reply

log = logging.getLogger(__name__)
T = TypeVar("T")

PAUSES = (0.5, 1.5)
"""Seconds before each further try after a broken connection; what fails then stays in the inbox for later."""
ROW = 30
"""Characters of all labels in one row of buttons."""


def keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """Return the reply's buttons: in one row, or below each other where their labels would not fit beside each other."""
    row = [InlineKeyboardButton(button.label, callback_data=button.data) for button in reply.buttons]
    if sum(len(button.label) for button in reply.buttons) > ROW:
        return InlineKeyboardMarkup([[button] for button in row])
    return InlineKeyboardMarkup([row]) if row else None


async def send(question: Message, reply: Reply) -> Message:
    """Send *reply* under *question*: same chat, same topic; in groups as a reply to it.

    Raises  TelegramError when it cannot be delivered
    """

    async def in_html() -> Message:
        return await question.reply_text(reply.html, parse_mode=ParseMode.HTML, reply_markup=keyboard(reply))

    try:
        return await patiently(in_html)
    except ChatMigrated as moved:
        return await question.get_bot().send_message(
            moved.new_chat_id, reply.html, parse_mode=ParseMode.HTML, reply_markup=keyboard(reply)
        )
    except BadRequest as error:
        if "parse entities" not in error.message:
            raise
        log.error("Telegram did not take the HTML of a reply; sent without looks")
        return await question.reply_text(reply.plain, reply_markup=keyboard(reply))


async def edit(message: Message, reply: Reply) -> None:
    """Put *reply* in the place of the bot's own *message*. Raises TelegramError, but not when nothing changes."""
    try:
        await patiently(
            lambda: message.edit_text(reply.html, parse_mode=ParseMode.HTML, reply_markup=keyboard(reply))
        )
    except BadRequest as error:
        if "not modified" not in error.message:
            raise


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Make the call, again after a broken connection or a server error.

    A time-out while waiting for the answer is not tried again: Telegram has most likely delivered the message.
    """
    for pause in PAUSES:
        try:
            return await call()
        except NetworkError as error:
            if isinstance(error, BadRequest) or (isinstance(error, TimedOut) and not never_sent(error)):
                raise
            log.warning("a message did not get through, trying again in %.1f s: %s", pause, _kind(error))
            await asyncio.sleep(pause)
    return await call()


def _kind(error: NetworkError) -> str:
    return type(error.__cause__ or error).__name__
