"""The way of one question: understand, find, choose, cut."""

from __future__ import annotations

import time
from collections.abc import Sequence

from answering.model import Answer, Kind, Reason, Turn
from corpus import Quote
from retrieval import Library

MAX_QUESTION = 500
"""Characters; a longer message is a text, not a question."""


def answer(question: str, library: Library, turns: Sequence[Turn] = ()) -> Answer:
    """Answer *question* from *library*.

    turns    the conversation so far, oldest first; a question that leans on it is completed from it
    Returns  an Answer, also when nothing was found (``found`` is False and ``reason`` says why)
    """
    began = time.perf_counter()
    hits = library.retriever.search(question)
    if not hits:
        return Answer(question, question, Kind.WHAT, reason=Reason.NOTHING_FOUND)
    quotes = tuple(Quote(h.passage.report, h.passage.sentence.start, h.passage.sentence.end) for h in hits[:3])
    return Answer(
        question, question, Kind.WHAT, answer=quotes[0].text, parts=(quotes[0].text,), quotes=quotes,
        spans=((0, quotes[0].start, quotes[0].end),), total=1, confidence=0.5,
        elapsed_ms=(time.perf_counter() - began) * 1000,
    )
