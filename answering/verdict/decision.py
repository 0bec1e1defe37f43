"""A decision: what it says, and the sentences that decide it, the deciding one first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from answering.choose import Choice
from answering.question import Question
from answering.refusal import confidence
from corpus import Quote
from retrieval import Passage, Retriever


@dataclass(frozen=True)
class Decision:
    """``parts`` are 是, 否 or slices of ``quotes``; ``spans`` (quote, start, end) in the reports' text, none for 是 and 否."""

    parts: tuple[str, ...]
    quotes: tuple[Quote, ...]
    confidence: float
    spans: tuple[tuple[int, int, int], ...] = ()


def quote(passage: Passage) -> Quote:
    """Return the quote of a passage's sentence."""
    return Quote(passage.report, passage.sentence.start, passage.sentence.end)


def verdict(word: str, question: Question, choice: Choice, retriever: Retriever) -> Decision:
    """Decide by 是 or 否, as the sentence of *choice* says."""
    return Decision((word,), (quote(choice.hit.passage),), confidence(question, choice, retriever))


def winner(
    question: Question, choice: Choice, span: tuple[int, int], others: Sequence[Choice], retriever: Retriever
) -> Decision:
    """Decide by the words at *span* of the sentence of *choice*; the sentences of *others* are quoted with it."""
    at = choice.hit.passage.sentence.start
    return named(question, quote(choice.hit.passage), (at + span[0], at + span[1]), [choice, *others], retriever)


def named(
    question: Question, holding: Quote, span: tuple[int, int], choices: Sequence[Choice], retriever: Retriever
) -> Decision:
    """Decide by the words at *span* of the report that *holding* quotes, which may stand beside the sentences of *choices*."""
    quotes = tuple(dict.fromkeys([*(quote(choice.hit.passage) for choice in choices), holding]))
    text = holding.report.text[slice(*span)]
    return Decision(
        (text,), quotes, confidence(question, choices[0], retriever), ((quotes.index(holding), *span),)
    )
