"""The commands of everybody: asking, and looking again at what was answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import date
from time import perf_counter

from telegram import Chat, Message

from answering import Answer, Turn, worth_saying
from bot.desk import Desk
from bot.errors import StoreError
from bot.handlers.charting import answer_with
from bot.records.history import Entry
from bot.records.subscriptions import Subscription
from bot.wire.addressing import Request
from bot.wire.sending import send
from bot.wording import notices
from bot.wording.messages import message as sentence
from bot.wording.replies import Button, answered, around, said
from retrieval import Library

LATE = 600
"""Seconds after which a question is answered with the remark that it is old."""


class Questions:
    """Each method answers one command."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._history = desk.store.history

    async def ask(self, message: Message, request: Request, note: str = "") -> None:
        """Answer one question, *note* above the answer, then remember the turn."""
        if not request.argument:
            await send(message, said(ask_what(message)))
            return
        sent = int(message.date.timestamp())
        library = await self._desk.library(message.chat_id)
        recorded, turns = await self._before(message, sent, request)
        if recorded:
            return  # answered and recorded before the process died
        if not library.corpus.reports and request.addressed:
            await send(message, said(sentence("rules.none_left")))
            return
        began = perf_counter()
        result = await self._desk.answer(request.argument, library, turns)
        took = perf_counter() - began
        if not await _says(request, result, library):
            return
        self._desk.meters.answer(result, took)
        mark = self._desk.mark(library, request.speaker, message.message_id)
        also = await self._elsewhere(message, request, result, library)
        reply = await answer_with(self._desk, message, result, library, mark, note or _lateness(message), also)
        self._desk.meters.replied()
        self._desk.store.later(  # one commit with the mark in the inbox that it is done
            self._history.record, request.speaker, message.message_id, result, reply, sent=sent,
            replied=request.reply_to,
        )

    async def _elsewhere(self, message: Message, request: Request, result: Answer, library: Library) -> Sequence[Button]:
        """Return a button that asks in private what the group may not ask, for who asked, where there is an answer."""
        user = request.speaker.user
        if result.found or message.chat.type == Chat.PRIVATE or user < 0 or not self._desk.allows(user):
            return ()
        own = await self._desk.library(user)
        if own.corpus.fingerprint == library.corpus.fingerprint or not (await self._desk.answer(result.understood, own, ())).found:
            return ()
        try:
            link = await self._desk.link(message.get_bot().username, "ask", result.understood, user)
        except StoreError:
            return ()
        return (Button(sentence("buttons.in_private"), url=link),)

    async def _before(self, message: Message, sent: int, request: Request) -> tuple[bool, list[Turn]]:
        """Return whether the question is recorded already, and what it is asked after.

        That is the answer it replies to, else the speaker's last questions here.
        """

        def read() -> tuple[bool, list[Turn], Subscription | None]:
            if self._history.recorded(message.chat_id, message.message_id, sent):
                return True, [], None
            if not request.addressed:
                return False, [], None  # said to everybody: it has to stand for itself
            if request.reply_to is None:
                return False, self._history.recent(request.speaker), None
            if news := self._desk.store.subscriptions.about(request.speaker.chat, request.reply_to):
                return False, [], news
            return False, self._history.continued(request.speaker, request.reply_to), None

        nothing: list[Turn] = []
        recorded, turns, news = await self._desk.read((False, nothing, None), read)
        if news is None:
            return recorded, turns
        library = await self._desk.library(request.speaker.chat)
        return recorded, [(await self._desk.answer(news.watched.asked, library, news.watched.turns)).turn]

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
        await send(message, answered(result, mark, page, today=date.today(), votes=await self._desk.votes(entry)))
        await self._desk.unless_broken(None, self._history.turn_page, message.chat_id, entry.message, page)

    async def source(self, message: Message, request: Request) -> None:
        """Show the text around the last answer."""
        if (last := await self._last(message, request)) is None:
            return
        entry, result, library = last
        mark = self._desk.mark(library, request.speaker, entry.message)
        page, votes = entry.page % len(result.quotes), await self._desk.votes(entry)
        await send(message, around(result, mark, page, date.today(), votes=votes))

    async def _last(self, message: Message, request: Request) -> tuple[Entry, Answer, Library] | None:
        """Return the speaker's last question that had an answer, answered once more; None after saying why not."""
        found = [e for e in await self._desk.store.do(self._history.entries, request.speaker) if e.answer is not None]
        if not found:
            await send(message, said(sentence("answer.nothing_asked")))
            return None
        library = await self._desk.library(message.chat_id)
        result = await self._desk.again(found[-1], library)
        if not (result.found and result.quotes):
            await send(message, said(sentence("buttons.expired")))
            return None
        return found[-1], result, library

    async def reports(self, message: Message, _: Request) -> None:
        """List the reports."""
        library = await self._desk.library(message.chat_id)
        await send(message, notices.reports(library.corpus, admin=self._desk.administers(message)))

    async def help(self, message: Message, _: Request) -> None:
        """Say how to use the bot."""
        bot = message.get_bot().username
        if message.chat.type != Chat.PRIVATE:
            await send(message, said(sentence("groups.help", bot=bot)))  # the whole list would fill everybody's screen
            return
        await send(message, said(notices.help_text(bot, admin=self._desk.administers(message))))

    async def bye(self, message: Message, _: Request) -> None:
        """Answer thanks, and the like."""
        await send(message, said(sentence("talk.bye")))

    async def text_only(self, message: Message, _: Request) -> None:
        """Say that photos and the like are not understood."""
        await send(message, said(sentence("talk.send_as_file" if self._desk.administers(message) else "talk.text_only")))

    async def unknown(self, message: Message, _: Request) -> None:
        """Say that there is no such command."""
        await send(message, said(sentence("talk.unknown_command")))


async def _says(request: Request, result: Answer, library: Library) -> bool:
    """Whether a result is told: always to who asked the bot; an answer to 问; to people who ask each other one worth it."""
    if request.addressed or request.how == "word":
        return request.addressed or result.found
    return await asyncio.to_thread(worth_saying, result, library)


def ask_what(message: Message) -> str:
    if message.chat.type == Chat.PRIVATE:
        return sentence("talk.ask_what")
    return sentence("talk.mention_what", bot=message.get_bot().username)


def _lateness(message: Message) -> str:
    """Return the remark for a question that waited while the bot was away, '' for a fresh one."""
    waited = time.time() - (message.edit_date or message.date).timestamp()
    return sentence("answer.late", minutes=int(waited // 60)) if waited > LATE else ""
