"""What else was found: sentences that no quote shows yet and that tell of the same thing."""

from __future__ import annotations

from answering.model import Reason
from answering.pipeline import Way
from answering.quoting import sentence_quote
from corpus import Quote
from retrieval import Retriever, Unit

NOTHING = {Reason.NOTHING_FOUND, Reason.NO_CONTENT, Reason.EMPTY_QUESTION, Reason.LONG_QUESTION}
"""Refusals beside which nothing is worth showing."""


def related(way: Way, retriever: Retriever, most: int) -> tuple[Quote, ...]:
    """Return up to *most* sentences, best first, that hold the weightiest word of the question that the best one holds.

    None is held by a quote of the answer or says what another one says in the same words. Of a refusal these are the
    nearest passages; there are none where nothing of the question was found.
    """
    if not way.choices or way.answer.reason in NOTHING:
        return ()
    told = _weightiest(way, retriever)
    shown = [] if way.answer.reason else list(way.answer.quotes)
    found: list[Quote] = []
    for choice in way.choices:
        quote = sentence_quote(choice)
        matched = {match.unit for match in choice.hit.matches if match.grade}
        if told in matched and not any(other.holds(quote) or other.text == quote.text for other in (*shown, *found)):
            found.append(quote)
    return tuple(found[:most])


def _weightiest(way: Way, retriever: Retriever) -> Unit | None:
    best = way.best or way.choices[0]
    graded = [match.unit for match in best.hit.matches if match.grade]
    return max(graded, key=retriever.weight, default=None)
