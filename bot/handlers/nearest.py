"""The nearest words under a refusal: a press asks anew with that word, as if its asker had typed it."""

from __future__ import annotations

import asyncio

from telegram import CallbackQuery, Message

from answering.rephrase import asked_with
from bot.desk import Desk
from bot.handlers.charting import answer_with
from bot.handlers.queries import Refused, acknowledge
from bot.records.history import Entry
from bot.wire.buttons import Press
from bot.wording.messages import message as sentence


async def ask_with(desk: Desk, query: CallbackQuery, entry: Entry, press: Press) -> None:
    """Answer the refused question with the word that was pressed, in a message of its own; once a word.

    Raises  Refused when there is no such word (any more), or it was asked with already
    """
    library = await desk.library(entry.speaker.chat)
    refusal = await desk.again(entry, library)
    if refusal.found or press.page >= len(refusal.nearest):
        raise Refused(sentence("buttons.expired"))
    if (shown := query.message) is None:
        raise Refused(sentence("buttons.forged"))
    number = -(shown.message_id * 16 + press.page + 1)  # of a message nobody wrote: the same at each press
    if await desk.unless_broken(None, desk.store.history.entry, entry.speaker.chat, number) is not None:
        raise Refused(sentence("buttons.asked_already"))
    await acknowledge(query)
    if not isinstance(shown, Message):
        return
    result = await asyncio.to_thread(asked_with, refusal, refusal.nearest[press.page], library)
    note = sentence("answer.understood", question=result.question)
    reply = await answer_with(desk, shown, result, library, desk.mark(library, entry.speaker, number), note)
    await desk.unless_broken(
        False, desk.store.history.record, entry.speaker, number, result, reply, replied=shown.message_id
    )

