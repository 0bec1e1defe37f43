"""What every button press needs: the chat it came from, an acknowledgement, a refusal that says why."""

from __future__ import annotations

import logging

from telegram import CallbackQuery
from telegram.error import TelegramError

from bot.wording.messages import message as sentence

log = logging.getLogger(__name__)


class Refused(Exception):
    """The button does nothing; the text says why."""


def chat_of(query: CallbackQuery) -> int:
    """Return the chat of the message with the button; raises Refused when there is none."""
    if query.message is None:
        raise Refused(sentence("buttons.forged"))
    return query.message.chat.id


async def acknowledge(query: CallbackQuery, text: str = "", *, alert: bool = True) -> None:
    """Stop the button's spinner; Telegram refuses this for a press that is some seconds old.

    alert  whether the text has to be closed, as a refusal; else it passes by
    """
    try:
        await query.answer(text or None, show_alert=bool(text) and alert)
    except TelegramError as error:
        log.info("a button press could not be acknowledged: %s", type(error).__name__)
