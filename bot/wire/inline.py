"""Results of an inline query on their way out, within what Telegram takes."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.wire.sending import patiently
from bot.wording.articles import Article

log = logging.getLogger(__name__)

CACHED = 5
"""Seconds that Telegram may give out the same results; its own 300 would outlive a reload."""
START = "inline"
"""What the private chat begins with that a button opens: ``/start inline``."""


async def give(query: InlineQuery, found: Sequence[Article], button: str = "") -> None:
    """Answer *query* with *found*, for its user only, and with a button to the private chat where it has words.

    A query that is some seconds old cannot be answered any more: that is logged, nothing more.
    """
    opens = InlineQueryResultsButton(button, start_parameter=START) if button else None

    async def call(html: bool) -> None:
        results = [_result(article, html) for article in found]
        await patiently(lambda: query.answer(results, cache_time=CACHED, is_personal=True, next_offset="", button=opens))

    try:
        try:
            await call(html=True)
        except BadRequest as error:
            if "parse entities" not in error.message:
                raise
            log.error("Telegram did not take the HTML of inline results; given without looks")
            await call(html=False)
    except TelegramError as error:
        log.info("an inline query could not be answered: %s", type(error).__name__)


def _result(article: Article, html: bool) -> InlineQueryResultArticle:
    words, mode = (article.reply.html, ParseMode.HTML) if html else (article.reply.plain, None)
    content = InputTextMessageContent(words, mode, link_preview_options=LinkPreviewOptions(is_disabled=True))
    return InlineQueryResultArticle(article.key, article.title, content, description=article.description)
