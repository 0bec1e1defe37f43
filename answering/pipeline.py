"""The way of one question: understand, find, choose, cut."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from answering.choose import Choice, choose
from answering.dialogue import complete, is_smalltalk
from answering.figures import metrics
from answering.model import Answer, Kind, Metric, Reason, Turn
from answering.question import Question, read_question
from answering.refusal import confidence, missing_words, nearest_words, refuses
from answering.verdict import compared, decided
from corpus import Quote
from retrieval import Library, Retriever

MAX_QUESTION = 500
"""Characters; a longer message is a text, not a question."""
QUOTES = 5
"""Quotes an answer carries at most, but for a list whose every place has its own."""
ALIKE = 0.9
"""Share of the best passage's coverage that a further place of a list must reach."""


def answer(question: str, library: Library, turns: Sequence[Turn] = ()) -> Answer:
    """Answer *question* from *library*.

    turns    the conversation so far, oldest first; a question that leans on it is completed from it
    Returns  an Answer, also when nothing was found (``found`` is False and ``reason`` says why)
    """
    began = time.perf_counter()
    said = _answer(question, library, turns)
    return replace(said, elapsed_ms=(time.perf_counter() - began) * 1000)


def _answer(asked: str, library: Library, turns: Sequence[Turn]) -> Answer:
    if not any(character.isalnum() for character in asked):
        return Answer(asked, asked, Kind.WHAT, reason=Reason.EMPTY_QUESTION)
    if len(asked) > MAX_QUESTION:
        return Answer(asked, asked, Kind.WHAT, reason=Reason.LONG_QUESTION)
    if is_smalltalk(asked):
        return Answer(asked, asked, Kind.WHAT, reason=Reason.NO_CONTENT)
    completed = complete(asked, turns, library)
    understood = completed.text
    question = replace(read_question(understood, library.retriever, completed.given), said=completed.said)
    if not question.query.units:
        return Answer(asked, understood, question.kind, reason=Reason.NO_CONTENT)
    hits = library.retriever.search(question.query, question.asked_at[0])
    if question.unknown or not hits:
        nothing = Reason.NAME_MISSING if question.unknown else Reason.NOTHING_FOUND
        return _refusal(asked, understood, question, [], nothing, library)
    choices = choose(question, hits, library.retriever, completed.leans_on)
    compared_to = compared(question, choices, library.retriever) if question.kind is Kind.COMPARE else None
    reason = None if compared_to else refuses(question, choices, library.retriever)
    if reason:
        return _refusal(asked, understood, question, choices, reason, library)
    return _told(asked, understood, question, choices, compared_to, library.retriever)


def _told(
    asked: str, understood: str, question: Question, choices: list[Choice], winner: Choice | None, retriever: Retriever
) -> Answer:
    """Put the answer together from the best choice, and where all are asked for from every other that answers as well."""
    best = winner or choices[0]
    saying = [best, *(choice for choice in choices[1:] if _also(question, best, choice))]
    others = [choice for choice in choices if choice not in saying]
    quotes = tuple(_quote(choice) for choice in [*saying, *others][: max(QUOTES, len(saying))])
    if question.kind is Kind.YES_NO:
        parts: tuple[str, ...] = (decided(question, best, retriever),)
        spans: tuple[tuple[int, int, int], ...] = ()
    else:
        parts = tuple(dict.fromkeys(text for choice in saying for text in choice.texts))
        spans = tuple((i, *_placed(choice, part)) for i, choice in enumerate(saying) for part in choice.span.parts)
    return Answer(
        asked, understood, question.kind, answer=_whole(saying) or "、".join(parts), parts=parts, quotes=quotes, spans=spans,
        metrics=_metrics(quotes[: len(saying)]), total=max(len(parts), len(saying)),
        confidence=confidence(question, best, retriever),
    )


def _whole(saying: Sequence[Choice]) -> str:
    """Return a list that one sentence writes without 、 as it stands there (玉米+羊肚菌, 镇—村—组—户), else nothing."""
    span, text = saying[0].span, saying[0].hit.passage.sentence.text
    between = {text[a[1] : b[0]] for a, b in pairwise(span.parts)}
    chained = len(saying) == 1 and bool(between) and between <= {"+", "＋", "—", "-", "–", "——"}
    return text[span.start : span.end] if chained else ""


def _also(question: Question, best: Choice, choice: Choice) -> bool:
    """Whether a further choice answers a question for all that answer: the same rule, and nearly as much said there."""
    return (
        question.many
        and question.kind in (Kind.WHICH_PLACE, Kind.WHO, Kind.LIST)
        and choice.span.rule == best.span.rule == "place"
        and not question.wanted
        and choice.features["local"] >= ALIKE * best.features["local"]
        and choice.features["foreign"] <= best.features["foreign"]
    )


def _placed(choice: Choice, part: tuple[int, int]) -> tuple[int, int]:
    """Return a part's offsets in the report's text."""
    start = choice.hit.passage.sentence.start
    return start + part[0], start + part[1]


def _quote(choice: Choice) -> Quote:
    sentence = choice.hit.passage.sentence
    return Quote(choice.hit.passage.report, sentence.start, sentence.end)


def _metrics(quotes: Sequence[Quote]) -> tuple[Metric, ...]:
    return tuple(metric for quote in quotes for metric in metrics(quote.text, quote.start))


def _refusal(
    asked: str, understood: str, question: Question, choices: list[Choice], reason: Reason, library: Library
) -> Answer:
    return Answer(
        asked, understood, question.kind, reason=reason, quotes=tuple(_quote(choice) for choice in choices[:3]),
        missing=missing_words(question, choices, library.retriever),
        nearest=nearest_words(question, choices, library.retriever),
    )
