"""What every button press needs: the chat it came from, an acknowledgement, a refusal that says why."""

from __future__ import annotations

import logging

from telegram import CallbackQuery, Chat
from telegram.error import TelegramError

from bot.wire.buttons import Press
from bot.wording.messages import message as sentence

log = logging.getLogger(__name__)


class Refused(Exception):
    """The button does nothing; the text says why."""


def chat_of(query: CallbackQuery) -> int:
    """Return the chat of the message with the button; raises Refused when there is none."""
    if query.message is None:
        raise Refused(sentence("buttons.forged"))
    return query.message.chat.id


def check_owner(query: CallbackQuery, press: Press) -> None:
    """Raise Refused unless the button belongs to who presses it: to who asked.

    What was asked in the name of a chat (an anonymous administrator, a channel; the number is below 0) belongs to whoever is
    in the group where it was asked: Telegram does not tell who wrote. The signature holds it there.
    """
    in_group = query.message is not None and query.message.chat.type != Chat.PRIVATE
    if press.owner != query.from_user.id and not (press.owner < 0 and in_group):
        raise Refused(sentence("buttons.not_yours"))


async def acknowledge(query: CallbackQuery, text: str = "", *, alert: bool = True) -> None:
    """Stop the button's spinner; Telegram refuses this for a press that is some seconds old.

    alert  whether the text has to be closed, as a refusal; else it passes by
    """
    try:
        await query.answer(text or None, show_alert=bool(text) and alert)
    except TelegramError as error:
        log.info("a button press could not be acknowledged: %s", type(error).__name__)
