"""Somebody asks to be told when an answer changes, looks at what they asked for, or has had enough."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from telegram import CallbackQuery, Chat, Message
from telegram.error import TelegramError

from answering import Answer, Reason, Turn, answer
from bot.desk import Desk
from bot.handlers.queries import acknowledge, chat_of, check_owner
from bot.records.history import Speaker
from bot.records.subscriptions import Known, Subscription, Watched
from bot.wire.addressing import Request
from bot.wire.buttons import Press
from bot.wire.sending import edit, send, tell
from bot.wording.markup import shorten
from bot.wording.messages import message as sentence
from bot.wording.replies import Reply, said
from bot.wording.subscriptions import listed, subscribed
from retrieval import Library

MOST = 20
"""Subscriptions of one person, in all chats."""
EVERY = {"all", "全部", "所有"}
NO_QUESTION = {Reason.EMPTY_QUESTION, Reason.LONG_QUESTION, Reason.NO_CONTENT}
TOLD = 100
"""UTF-16 units of a question in the notice over a button."""


class Subscribing:
    """Handles /watch and /unwatch, and the buttons that end a subscription."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept = desk.store.subscriptions

    async def watch(self, message: Message, request: Request) -> None:
        """Subscribe to the question that is written, or to that of the answer replied to; else list what there is."""
        if not request.argument and request.reply_to is None:
            await send(message, await self._list(request.speaker, message.chat.type == Chat.PRIVATE))
            return
        fingerprint, library = self._desk.fingerprint, await self._desk.library(message.chat_id)
        meant = await self._meant(request, library)
        if meant is None:
            await send(message, said(sentence("watch.no_answer")))
            return
        watched, result = meant
        if result.reason in NO_QUESTION:
            await send(message, said(sentence(result.reason.value)))
            return
        known = Known.of(result)
        how, number = await self._desk.store.do(
            self._kept.add, request.speaker, message.message_id, watched, known, fingerprint, MOST
        )
        if how == "full":
            await send(message, said(sentence("watch.full", most=MOST)))
            return
        reply = subscribed(how, number, watched.question, known, lambda each: self._sign(request.speaker, each))
        sent = await tell(message, reply)
        await self._desk.unless_broken(None, self._kept.noted, number, sent)

    async def unwatch(self, message: Message, request: Request) -> None:
        """End the subscription that is meant, all of them here, or list them to choose from."""
        private = message.chat.type == Chat.PRIVATE
        mine = await self._mine(request.speaker, private)
        if request.argument.strip().lower() in EVERY:
            ended = mine
        elif request.argument or request.reply_to is not None:
            meant = await self._meant(request, await self._desk.library(message.chat_id))
            ended = [each for each in mine if meant and each.question == meant[0].question]
        else:
            await send(message, await self._list(request.speaker, private))
            return
        for each in ended:
            await self._desk.store.do(self._kept.end, each.id)
        words = sentence("watch.ended", questions="、".join(shorten(each.question, TOLD) for each in ended))
        await send(message, said(words if ended else sentence("watch.not_watched")))

    async def pressed(self, query: CallbackQuery, press: Press) -> None:
        """End the subscription that the button stands for. Raises bot.handlers.queries.Refused."""
        check_owner(query, press)
        found = await self._desk.store.do(self._kept.one, press.message)
        if found is not None and found.speaker.user == press.owner:
            await self._desk.store.do(self._kept.end, found.id)
            await acknowledge(query, sentence("watch.ended", questions=shorten(found.question, TOLD)))
        else:
            await acknowledge(query, sentence("watch.gone"))
        if isinstance(query.message, Message):
            await self._shown(query.message, Speaker(press.owner, chat_of(query)), in_list=bool(press.page))

    async def _shown(self, shown: Message, speaker: Speaker, *, in_list: bool) -> None:
        """Show the list as it is now, or take the button away from under any other message."""
        if in_list:
            await edit(shown, await self._list(speaker, shown.chat.type == Chat.PRIVATE))
            return
        with suppress(TelegramError):  # gone already, pressed twice: the subscription has ended all the same
            await shown.edit_reply_markup(None)

    async def _meant(self, request: Request, library: Library) -> tuple[Watched, Answer] | None:
        """Return the question that is meant, with its answer; None when it replies to what is no known answer."""
        store, asked = self._desk.store, request.argument
        place = request.speaker.chat, request.reply_to or 0
        if asked:
            turns: Sequence[Turn] = await self._desk.unless_broken([], store.history.recent, request.speaker)
        elif entry := await store.do(store.history.answered_by, *place):
            asked, turns = entry.asked, await store.do(store.history.context, entry)
        elif known := await store.do(self._kept.about, *place):
            asked, turns = known.watched.asked, known.watched.turns
        else:
            return None
        return await asyncio.to_thread(_watched, asked, turns, library)

    async def _mine(self, speaker: Speaker, private: bool) -> list[Subscription]:
        """Return the speaker's subscriptions in this chat; in private, where only they can see, those of all chats."""
        return await self._desk.store.do(self._kept.of, speaker.user, None if private else speaker.chat)

    async def _list(self, speaker: Speaker, private: bool) -> Reply:
        return listed(await self._mine(speaker, private), lambda each: self._sign(speaker, each, in_list=True))

    def _sign(self, speaker: Speaker, number: int, *, in_list: bool = False) -> str:
        return self._desk.sign(speaker, "unwatch", number, page=int(in_list))


def _watched(asked: str, turns: Sequence[Turn], library: Library) -> tuple[Watched, Answer]:
    """Return the question and its answer, leaning on as little of the conversation as leads to the same one."""
    given = answer(asked, library, turns)
    ways: list[tuple[str, Sequence[Turn]]] = [(given.understood, ()), (asked, turns[-1:]), (asked, turns)]
    for words, before in ways:
        found = answer(words, library, before)
        if (found.answer, found.reason) == (given.answer, given.reason):
            return Watched(given.understood, words, tuple(before)), found
    return Watched(given.understood, asked, tuple(turns)), given
