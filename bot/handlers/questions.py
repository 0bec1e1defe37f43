"""The commands of everybody: asking, and looking again at what was answered."""

from __future__ import annotations

import time
from datetime import date

from telegram import Chat, Message

from answering import Answer, Turn
from bot.desk import Desk
from bot.records.history import Entry
from bot.wire.addressing import Request
from bot.wire.sending import send
from bot.wording import notices
from bot.wording.messages import message as sentence
from bot.wording.replies import answered, around, rendered, said
from retrieval import Library

LATE = 600
"""Seconds after which a question is answered with the remark that it is old."""


class Questions:
    """Each method answers one command."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._history = desk.store.history

    async def ask(self, message: Message, request: Request) -> None:
        """Answer one question, then remember the turn."""
        if not request.argument:
            await send(message, said(_ask_what(message)))
            return
        sent = int(message.date.timestamp())
        library = self._desk.shelf.library
        recorded, turns = await self._before(message, sent, request)
        if recorded:
            return  # answered and recorded before the process died
        result = await self._desk.answer(request.argument, library, turns)
        self._desk.meters.answer(result)
        mark = self._desk.mark(library, request.speaker, message.message_id)
        reply = await send(message, rendered(result, mark, note=_lateness(sent), today=date.today()))
        self._desk.meters.replied()
        await self._desk.unless_broken(
            False, self._history.record, request.speaker, message.message_id, result, reply.message_id, sent=sent,
            replied=request.reply_to,
        )

    async def _before(self, message: Message, sent: int, request: Request) -> tuple[bool, list[Turn]]:
        """Return whether the question is recorded already, and what it is asked after.

        That is the answer it replies to, else the speaker's last questions here.
        """

        def read() -> tuple[bool, list[Turn]]:
            if self._history.recorded(message.chat_id, message.message_id, sent):
                return True, []
            if request.reply_to is None:
                return False, self._history.recent(request.speaker)
            return False, self._history.continued(request.speaker, request.reply_to)

        nothing: list[Turn] = []
        return await self._desk.unless_broken((False, nothing), read)

    async def more(self, message: Message, request: Request) -> None:
        """Show the next place of the last answer."""
        if (last := await self._last(message, request)) is None:
            return
        entry, result, library = last
        page = entry.page + 1
        if page >= len(result.quotes):
            await send(message, said(sentence("answer.no_more", total=len(result.quotes))))
            return
        mark = self._desk.mark(library, request.speaker, entry.message)
        await send(message, answered(result, mark, page, today=date.today()))
        await self._desk.unless_broken(None, self._history.turn_page, message.chat_id, entry.message, page)

    async def source(self, message: Message, request: Request) -> None:
        """Show the text around the last answer."""
        if (last := await self._last(message, request)) is None:
            return
        entry, result, library = last
        mark = self._desk.mark(library, request.speaker, entry.message)
        await send(message, around(result, mark, entry.page % len(result.quotes), date.today()))

    async def _last(self, message: Message, request: Request) -> tuple[Entry, Answer, Library] | None:
        """Return the speaker's last question that had an answer, answered once more; None after saying why not."""
        found = [e for e in await self._desk.store.do(self._history.entries, request.speaker) if e.answer is not None]
        if not found:
            await send(message, said(sentence("answer.nothing_asked")))
            return None
        library = self._desk.shelf.library
        result = await self._desk.again(found[-1], library)
        if not (result.found and result.quotes):
            await send(message, said(sentence("buttons.expired")))
            return None
        return found[-1], result, library

    async def history(self, message: Message, request: Request) -> None:
        """List what this person asked here."""
        await send(message, notices.history(await self._desk.store.do(self._history.entries, request.speaker)))

    async def forget(self, message: Message, request: Request) -> None:
        """Delete everything stored of this person, everywhere."""
        count = await self._desk.store.do(self._history.forget, request.speaker.user)
        self._desk.recall.forget()
        await send(message, said(sentence("talk.forgotten" if count else "talk.forgotten_none", count=count)))

    async def reports(self, message: Message, _: Request) -> None:
        """List the reports."""
        await send(message, notices.reports(self._desk.shelf.library.corpus, admin=self._desk.administers(message)))

    async def help(self, message: Message, _: Request) -> None:
        """Say how to use the bot."""
        admin = self._desk.administers(message)
        await send(message, said(notices.help_text(message.get_bot().username, admin=admin)))

    async def start(self, message: Message, _: Request) -> None:
        """Greet."""
        await send(message, said(sentence("talk.start")))

    async def text_only(self, message: Message, _: Request) -> None:
        """Say that photos and the like are not understood."""
        await send(message, said(sentence("talk.text_only")))

    async def unknown(self, message: Message, _: Request) -> None:
        """Say that there is no such command."""
        await send(message, said(sentence("talk.unknown_command")))


def _ask_what(message: Message) -> str:
    if message.chat.type == Chat.PRIVATE:
        return sentence("talk.ask_what")
    return sentence("talk.mention_what", bot=message.get_bot().username)


def _lateness(sent: int) -> str:
    """Return the remark for a question that waited while the bot was away, '' for a fresh one."""
    waited = time.time() - sent
    return sentence("answer.late", minutes=int(waited // 60)) if waited > LATE else ""
