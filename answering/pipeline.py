"""The way of one question: understand, find, choose, cut."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from answering.choose import Choice, choose
from answering.dialogue import complete
from answering.figures import metrics
from answering.model import Answer, Kind, Metric, Reason, Turn
from answering.question import Question, read_question, strip_politeness
from answering.refusal import confidence, missing_words, nearest_words, refuses
from answering.several import several
from answering.verdict import Decision, decide
from corpus import Quote
from retrieval import Library, Retriever, fold

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
    completed = complete(asked, turns, library)
    parts = several(fold(strip_politeness(completed.text)), library.retriever)
    told: list[Answer] = []
    for part in parts:  # each goes on from the one before it
        told.append(_asked_once(asked, part, told[-1].turn if told else completed.leans_on, library))
    if told and all(one.found for one in told) and len({one.spans for one in told}) == len(told):
        return _together(completed.text, told)
    return _asked_once(asked, completed.text, completed.leans_on, library)


def _asked_once(asked: str, understood: str, leans_on: Turn | None, library: Library) -> Answer:
    question = read_question(understood, library.retriever)
    if not question.query.units:
        return Answer(asked, understood, question.kind, reason=Reason.NO_CONTENT)
    hits = library.retriever.search(question.query, question.asked_at[0])
    if question.unknown or not hits:
        nothing = Reason.NAME_MISSING if question.unknown else Reason.NOTHING_FOUND
        return _refusal(asked, understood, question, [], nothing, library)
    choices = choose(question, hits, library.retriever, leans_on)
    decision = decide(question, choices, library.retriever)
    if decision:
        return _decided(asked, understood, question, choices, decision)
    reason = refuses(question, choices, library.retriever)
    if reason:
        return _refusal(asked, understood, question, choices, reason, library)
    return _told(asked, understood, question, choices, library.retriever)


def _decided(asked: str, understood: str, question: Question, choices: list[Choice], decision: Decision) -> Answer:
    """Put the answer together that the decision's sentences give; the other choices are quoted behind them."""
    quotes = tuple(dict.fromkeys([*decision.quotes, *map(_quote, choices)]))[: max(QUOTES, len(decision.quotes))]
    return Answer(
        asked, understood, question.kind, answer="、".join(decision.parts), parts=decision.parts, quotes=quotes,
        spans=decision.spans, metrics=_metrics(quotes[: len(decision.quotes)]), total=len(decision.parts),
        confidence=decision.confidence,
    )


def _together(understood: str, told: Sequence[Answer]) -> Answer:
    """Put the answers to several questions in one together, in the order asked."""
    needed = [one.quotes[i] for one in told for i in sorted({0, *(i for i, _, _ in one.spans)})]
    quotes = tuple(dict.fromkeys([*needed, *(quote for one in told for quote in one.quotes)]))
    parts = tuple(part for one in told for part in one.parts)
    metrics = dict.fromkeys(metric for one in told for metric in one.metrics)
    return replace(
        told[0], understood=understood, answer="、".join(one.answer or "" for one in told), parts=parts, total=len(parts),
        quotes=quotes[: max(QUOTES, len(set(needed)))], metrics=tuple(metrics), confidence=min(one.confidence for one in told),
        spans=tuple((quotes.index(one.quotes[i]), a, b) for one in told for i, a, b in one.spans),
    )


def _told(
    asked: str, understood: str, question: Question, choices: list[Choice], retriever: Retriever
) -> Answer:
    """Put the answer together from the best choice, and where all are asked for from every other that answers as well."""
    best = choices[0]
    saying = [best, *(choice for choice in choices[1:] if _also(question, best, choice))]
    others = [choice for choice in choices if choice not in saying]
    quotes = tuple(_quote(choice) for choice in [*saying, *others][: max(QUOTES, len(saying))])
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
