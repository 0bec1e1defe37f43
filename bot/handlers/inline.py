"""``@bot 羊肚菌 亩`` typed in any chat: answers to choose from while typing.

A query comes with every keystroke, so only the last one of a user is worth answering. Nothing of it is stored: neither
what was typed nor what was chosen. Telegram does not say in which chat it is typed, so where the administrator lists
the chats that are served, only people count who are listed themselves.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date

from telegram import InlineQuery, Update
from telegram.ext import ContextTypes

from answering import Answer, answer
from answering.pipeline import follow
from answering.related import related
from bot.desk import Desk
from bot.logs import where
from bot.wire.addressing import clean
from bot.wire.inline import give
from bot.wording.articles import MOST, Article, articles, asked_before
from bot.wording.messages import message as sentence
from retrieval import Library

log = logging.getLogger(__name__)

EARLIER = 5
"""Own questions that are offered before anything is typed."""
TYPING = 1000
"""Users whose latest query is remembered."""
Given = tuple[Sequence[Article], str]
"""The results and the words of the button above them."""


class Inline:
    """Handles inline queries."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._latest: OrderedDict[int, str] = OrderedDict()

    def heard(self, query: InlineQuery) -> None:
        """Note on arrival that this is the user's latest query."""
        self._latest[query.from_user.id] = query.id
        self._latest.move_to_end(query.from_user.id)
        if len(self._latest) > TYPING:
            self._latest.popitem(last=False)

    async def query(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer one query, unless its user has typed on."""
        query = update.inline_query
        if query is None or self._superseded(query):
            return
        found, button = await self._found(query)
        if not self._superseded(query):
            await give(query, found, button)

    def _superseded(self, query: InlineQuery) -> bool:
        return self._latest.get(query.from_user.id, query.id) != query.id

    async def _found(self, query: InlineQuery) -> Given:
        user, asked = query.from_user.id, clean(query.query)
        if not self._desk.allows(user):
            return (), sentence("inline.not_allowed")
        if query.offset:
            return (), ""  # there is one page
        library = await self._desk.library(user)
        try:
            if not any(character.isalnum() for character in asked):
                return await self._earlier(user, library)
            return await asyncio.to_thread(_looked_up, asked, library)
        except Exception as error:
            log.error("an inline query failed: %s", where(error))
            return (), sentence("inline.failed")

    async def _earlier(self, user: int, library: Library) -> Given:
        """Return what to do with an empty query: the user's last questions, how to ask."""
        turns = await self._desk.unless_broken([], self._desk.store.history.latest, user, EARLIER)
        answers = await asyncio.to_thread(_answered, [turn.understood for turn in turns], library)
        return asked_before(answers, date.today()), sentence("inline.how")


def _looked_up(asked: str, library: Library) -> Given:
    way = follow(asked, library)
    found = articles(way.answer, related(way, library.retriever, MOST), date.today())
    return found, "" if way.answer.found else sentence("inline.not_found")


def _answered(questions: Sequence[str], library: Library) -> list[Answer]:
    return [answer(question, library) for question in questions]
