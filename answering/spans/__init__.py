"""Spans that could answer, one file a target: places, agents, amounts, lists, things, reasons.

Every extractor is a pure function of a folded sentence and the question and yields Spans: offsets in that sentence. Which
one answers is decided in ``answering/choose.py``; here is only what could.
"""

from __future__ import annotations

from collections.abc import Sequence

from answering.model import Kind
from answering.question import Question
from answering.scope import Scope
from answering.spans.agents import agents
from answering.spans.amounts import figures, times
from answering.spans.cells import cells, names_column, pairs
from answering.spans.lists import lists
from answering.spans.places import OFFICES, located, modifiers, places, ranks
from answering.spans.reasons import reasons
from answering.spans.span import Span, occurrences, sentence_span
from answering.spans.things import headed, objects, said, said_of_place, things
from retrieval import Retriever

__all__ = ["Span", "find_spans", "names_column", "occurrences", "pairs", "sentence_span"]


def find_spans(question: Question, text: str, scopes: Sequence[Scope], retriever: Retriever) -> list[Span]:
    """Return every span of folded *text* that could answer *question* by its type.

    In a row of a table the cells are among them, and no name of a column is.
    """
    row = pairs(text)
    spans = _typed(question, text, scopes, retriever)
    if not row:
        return spans
    kept = [span for span in spans if not names_column(row, span)]
    return kept if question.kind in (Kind.HOW_MUCH, Kind.WHEN) else [*kept, *cells(question, text, row)]


def _typed(question: Question, text: str, scopes: Sequence[Scope], retriever: Retriever) -> list[Span]:
    kind, target = question.kind, question.target
    if kind is Kind.HOW_MUCH:
        return list(figures(question, text))
    if kind is Kind.WHEN:
        return list(times(question, text))
    if question.asked_at[0] == question.asked_at[1] and kind is Kind.WHAT and len(question.query.units) == 1:
        return list(said(question, text))
    spans: list[Span] = []
    if target == "place":
        spans += [*places(question, scopes, retriever), *modifiers(question, text, retriever)]
        spans += [*located(question, text), *ranks(question, text)] if kind is Kind.WHERE else []
        if kind is Kind.WHICH_PLACE and question.head in OFFICES:
            return spans
    if target in ("agent", "person", "organisation"):
        spans += agents(question, text, retriever)
    if kind is Kind.WHY_HOW:
        spans += reasons(text, question)
    if question.head:
        spans += headed(question, text, retriever)
    if question.many or kind is Kind.LIST or (target != "person" and "叫什么" in question.query.text):
        spans += lists(question, text)
    if kind in (Kind.WHAT, Kind.LIST, Kind.COMPARE) or (target in ("thing", "") and kind is not Kind.WHY_HOW):
        spans += [*things(text), *objects(question, text), *said_of_place(question, text, scopes)]
    if kind is Kind.COMPARE:
        spans += figures(question, text)
    return spans
