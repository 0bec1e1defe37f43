"""Messages that nobody is waiting for: sent to a chat and topic, not under a question."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Bot, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.records.history import Speaker
from bot.wire.sending import keyboard, patiently
from bot.wording.replies import Reply

log = logging.getLogger(__name__)


async def post(bot: Bot, to: Speaker, reply: Reply, under: int) -> Message:
    """Send *reply* to the chat and topic of *to*; in a group as a reply to message *under*, so that it is heard.

    Raises  TelegramError when it cannot be delivered, ChatMigrated when the group has another number by now
    """
    where: dict[str, Any] = {"chat_id": to.chat, "message_thread_id": to.topic or None, "reply_markup": keyboard(reply)}
    if to.chat < 0:
        where["reply_parameters"] = ReplyParameters(under, allow_sending_without_reply=True)
    try:
        return await patiently(lambda: bot.send_message(text=reply.html, parse_mode=ParseMode.HTML, **where))
    except BadRequest as error:
        if "parse entities" not in error.message:
            raise
        log.error("Telegram did not take the HTML of a message; sent without looks")
        return await patiently(lambda: bot.send_message(text=reply.plain, **where))
