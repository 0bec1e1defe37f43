"""/gaps: which questions no report answers, and which answers were voted down; in pages that turn in place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from telegram import CallbackQuery, Chat, Message

from answering import answer
from answering.topic import topic
from bot.desk import Desk
from bot.handlers.queries import Refused, acknowledge
from bot.records.gaps import Missed, grouped
from bot.wire.addressing import Request
from bot.wire.buttons import EPOCH, Press
from bot.wire.sending import edit, send
from bot.wording.gaps import Disliked, pages, shown
from bot.wording.messages import message as sentence
from bot.wording.replies import Reply, said
from retrieval import Library


class Gaps:
    """Only where nobody else reads along: the questions are other people's."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, message: Message, _: Request) -> None:
        """Send the first page."""
        if message.chat.type != Chat.PRIVATE:
            await send(message, said(sentence("gaps.private")))
            return
        await send(message, await self._page(message.chat_id, 0))

    async def turn(self, query: CallbackQuery, press: Press) -> None:
        """Show another page in the place of one; raises Refused."""
        if query.from_user.id != press.owner or press.owner not in self._desk.settings.admins:
            raise Refused(sentence("buttons.forged"))
        await acknowledge(query)
        if isinstance(query.message, Message):
            await edit(query.message, await self._page(query.message.chat.id, press.page))

    async def _page(self, admin: int, number: int) -> Reply:
        store, library = self._desk.store, self._desk.shelf.library
        missed = await store.do(store.history.unanswered)
        disliked = await self._disliked()
        epoch = library.corpus.fingerprint[:EPOCH]

        def mark(page: int) -> str:
            return store.signer.pack(Press("gaps", 0, page, admin, epoch), admin)

        return await asyncio.to_thread(_written, missed, disliked, number, mark, library)

    async def _disliked(self) -> Sequence[Disliked]:
        votes = getattr(self._desk.store, "votes", None)
        return await self._desk.unless_broken([], votes.disliked) if votes else []


def _written(
    missed: Sequence[Missed], disliked: Sequence[Disliked], number: int, mark: Callable[[int], str], library: Library
) -> Reply:
    gaps = grouped(missed, lambda question: topic(question, library.retriever))
    return shown(pages(gaps, disliked), number, mark, lambda question: answer(question, library).found)
