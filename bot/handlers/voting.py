"""👍 and 👎: anybody who sees an answer may vote; nothing of the message changes but the two numbers."""

from __future__ import annotations

import logging

from telegram import CallbackQuery, Message
from telegram.error import TelegramError

from bot.desk import Desk
from bot.handlers.queries import Refused, acknowledge, chat_of
from bot.logs import where
from bot.records.votes import BAD, GOOD
from bot.wire.buttons import ACTIONS, Press
from bot.wire.sending import relabel
from bot.wording.messages import message as sentence
from bot.wording.replies import vote_label

log = logging.getLogger(__name__)

VOTES = {"good": GOOD, "bad": BAD}
THANKS = {"good": "buttons.thanks_good", "bad": "buttons.thanks_bad"}


async def vote(desk: Desk, query: CallbackQuery, press: Press) -> None:
    """Record the vote, thank for it, and show how many there are now; raises Refused when the question is gone."""
    chat = chat_of(query)
    if await desk.store.do(desk.store.history.entry, chat, press.message) is None:
        raise Refused(sentence("buttons.gone"))
    tally = await desk.store.do(desk.store.votes.cast, query.from_user.id, chat, press.message, VOTES[press.action])
    await acknowledge(query, sentence(THANKS[press.action]), alert=False)
    if isinstance(query.message, Message):
        labels = {ACTIONS[action]: vote_label(action, tally) for action in VOTES}
        try:
            await relabel(query.message, labels)
        except TelegramError as error:  # the vote counts all the same
            log.info("the votes could not be shown: %s", where(error))
