"""What somebody asked before: looked at page by page, asked again by a button, deleted."""

from __future__ import annotations

import hashlib
from functools import partial

from telegram import CallbackQuery, Message

from bot.desk import Desk
from bot.handlers.charting import answer_with
from bot.handlers.queries import Refused, acknowledge, chat_of, check_owner
from bot.records.history import Entry, Speaker
from bot.wire.addressing import Request
from bot.wire.buttons import Press
from bot.wire.sending import edit, send
from bot.wording.messages import message as sentence
from bot.wording.past import PAGE, forgotten, history
from bot.wording.replies import Reply, said


class Past:
    """Handles /history with its buttons, and /forget."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def history(self, message: Message, request: Request) -> None:
        """List what this person asked here, the latest first."""
        await send(message, await self._page(request.speaker, 0))

    async def forget(self, message: Message, request: Request) -> None:
        """Delete everything stored of this person, everywhere, and say what that was."""
        deleted = await self._desk.store.do(self._desk.store.personal.forget, request.speaker.user)
        self._desk.recall.forget()
        await send(message, said(forgotten(deleted)))

    async def pressed(self, query: CallbackQuery, press: Press) -> None:
        """Turn to a page, or ask a question again. Raises bot.handlers.queries.Refused."""
        shown = query.message
        check_owner(query, press)
        if not isinstance(shown, Message):
            raise Refused(sentence("undo.old"))
        if press.action == "turn":
            topic = shown.message_thread_id if shown.is_topic_message else None
            await acknowledge(query)
            await edit(shown, await self._page(Speaker(press.owner, chat_of(query), topic or 0), press.message))
            return
        entry = await self._desk.store.do(self._desk.store.history.entry, chat_of(query), press.message)
        if entry is None:
            raise Refused(sentence("buttons.gone"))
        await acknowledge(query)
        await self._again(shown, entry, _number(query))

    async def _page(self, speaker: Speaker, number: int) -> Reply:
        """Return page *number* (from 0), the last one where there are fewer by now."""
        store = self._desk.store
        total = await store.do(store.history.count_of, speaker)
        number = min(number, max(0, (total - 1) // PAGE))
        entries = await store.do(store.history.page, speaker, number * PAGE, PAGE)
        return history(entries, number, total, partial(self._desk.sign, speaker))

    async def _again(self, shown: Message, entry: Entry, number: int) -> None:
        """Answer the question of *entry* from the reports of today, as a question of its own, recorded as *number*."""
        store, speaker = self._desk.store, entry.speaker
        if await self._desk.unless_broken(None, store.history.entry, speaker.chat, number) is not None:
            return  # answered and recorded before the process died
        library = await self._desk.library(speaker.chat)
        result = await self._desk.answer(entry.turn.understood, library, ())
        mark = self._desk.mark(library, speaker, number)
        note = sentence("history.again", question=entry.turn.understood)
        reply = await answer_with(self._desk, shown, result, library, mark, note)
        await self._desk.unless_broken(False, store.history.record, speaker, number, result, reply)


def _number(query: CallbackQuery) -> int:
    """Return what stands for a message id: below 0, the same when Telegram delivers the press twice."""
    return -1 - int(hashlib.sha256(query.id.encode()).hexdigest()[:11], 16)
