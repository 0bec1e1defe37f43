"""An Answer as results of an inline query: what is shown to choose from, and the message that the choice sends.

The message stands in a chat where nobody saw the question, so it begins with it. It has no buttons: an inline message has
no chat that they could be good for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from answering import Answer
from bot.wording.markup import shorten
from bot.wording.messages import message
from bot.wording.replies import Reply, answered, refused
from corpus import Quote

MOST = 10
"""Results of one query; Telegram takes 50, a phone shows four."""
NEAREST = 4
"""Passages shown beside a refusal."""
TITLE = 60
DESCRIPTION = 140
"""UTF-16 units; a phone shows about two lines."""
BEFORE = 24
"""Characters of the sentence that are shown before the answer."""


@dataclass(frozen=True, slots=True)
class Article:
    """One result. ``key`` is unique among the results of a query, and at most 64 bytes."""

    key: str
    title: str
    description: str
    reply: Reply


def articles(answer: Answer, further: Sequence[Quote], today: date | None = None) -> tuple[Article, ...]:
    """Return what *answer* gives to choose from: its places, best first, then what else was found.

    further  sentences of answering.related
    """
    note = message("inline.asked", question=answer.question.strip())
    wide = replace(answer, quotes=(*answer.quotes, *further) if answer.found else tuple(further[:NEAREST]))
    shown = [_article(wide, page, answered(wide, page=page, note=note, today=today)) for page in range(len(wide.quotes))]
    if not answer.found:
        why = message(answer.reason.value) if answer.reason else ""
        shown.insert(0, Article("", message("answer.not_found"), why, refused(answer, note=note)))
    return keyed(answer.question, shown)


def asked_before(answers: Iterable[Answer], today: date | None = None) -> tuple[Article, ...]:
    """Return somebody's own questions to be asked again: each with the answer it has now."""
    found = [answer for answer in answers if answer.found and answer.quotes]
    return keyed("", [replace(articles(a, (), today)[0], title=shorten(a.question, TITLE), description=a.answer or "") for a in found])


def keyed(question: str, shown: Sequence[Article]) -> tuple[Article, ...]:
    """Number the articles of one query; the same query gives the same keys."""
    stem = hashlib.sha256(question.encode("utf-8", "replace")).hexdigest()[:16]
    return tuple(replace(article, key=f"{stem}.{number}") for number, article in enumerate(shown[:MOST]))


def _article(answer: Answer, page: int, reply: Reply) -> Article:
    quote = answer.quotes[page]
    own = [start for number, start, _ in answer.spans if number == page]
    other = next((place for place in answer.others if place.quote == quote), None)
    if page == 0 and answer.found:
        title = shorten(answer.answer or "", TITLE)
    elif own or other:
        words = other.text if other else answer.answer or ""
        title = message("inline.place", answer=shorten(words, TITLE // 2), title=shorten(quote.report.title, TITLE // 2))
    else:
        title = message("inline.related", title=shorten(quote.report.title, TITLE))
    return Article("", title, _excerpt(quote, own[0] if own else other.start if other else quote.start), reply)


def _excerpt(quote: Quote, at: int) -> str:
    """Return the sentence from shortly before the answer on."""
    start = max(quote.start, at - BEFORE)
    words = quote.report.text[start : quote.end].lstrip("，、；：。,;: \n").rstrip()
    return ("…" if start > quote.start else "") + shorten(words, DESCRIPTION)
