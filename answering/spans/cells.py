"""Cells: what stands behind the name of a column in a row of a table, 表头：值, as tables are written in reports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from answering import lexicon
from answering.figures import find_figures
from answering.model import Kind
from answering.question import Question
from answering.spans.span import Span
from retrieval import match_unit

_NAME = r"(?:[^,:。;】()]|\([^()]*\)){1,40}"
_PAIR = re.compile(rf"(?:^|(?<=[,】]))(?P<name>{_NAME}):(?P<cell>[^:]+?)(?=,{_NAME}:|[。;!?]?$)")
_NAMED = 0.6
"""How well a word of the question must stand in the name of a column."""
_FAR = 0.02
"""What a character between that word and the words that ask takes away."""

Pair = tuple[tuple[int, int], tuple[int, int]]
"""Where the name of a column and its cell stand."""


def pairs(text: str) -> list[Pair]:
    """Return the names and cells of folded *text* when it is a row of a table: two of them or more.

    >>> text = "合计,面积(亩):240亩,产业:羊肚菌。"
    >>> [(text[slice(*name)], text[slice(*cell)]) for name, cell in pairs(text)]
    [('面积(亩)', '240亩'), ('产业', '羊肚菌')]
    >>> pairs("镇长说:干,就要干好。"), pairs("队名为九头蛇(译名:许德拉),又名实业家(译名:企业家)。")
    ([], [])
    """
    found = [(match.span("name"), match.span("cell")) for match in _PAIR.finditer(text)]
    return found if len(found) > 1 else []


def cells(question: Question, text: str, row: Sequence[Pair]) -> Iterator[Span]:
    """Yield the cells under a name that the question asks for, in words or by its kind; bare figures are none."""
    usual = lexicon.entry("cells.yaml", "asked").get(_wanted(question), ())
    for name, (start, end) in row:
        cell, column = text[start:end], text[slice(*name)]
        told = any(len(unit.text) > 1 and unit.text in cell for unit in question.query.units)
        if (told and question.kind is not Kind.WHY_HOW) or _is_figure(cell):
            continue
        fit = max(_named(question, column), default=0.0)
        if fit or column in usual:
            parts = [(start + m.start(), start + m.end()) for m in re.finditer("[^、]+", cell)] if question.many else []
            yield Span(tuple(parts) or ((start, end),), fit or 0.75, "cell")


def _wanted(question: Question) -> str:
    named = {Kind.WHO: "person", Kind.WHERE: "place", Kind.WHAT: "thing", Kind.LIST: "thing"}
    return question.target if question.target in ("person", "organisation") else named.get(question.kind, "")


def _named(question: Question, column: str) -> Iterator[float]:
    """Yield how well the words of the question name a column, the noun asked for best."""
    if question.head and question.head in column:
        yield 1.7
    for unit in question.query.units:
        grade = match_unit(unit, column).grade if len(unit.text) > 1 else 0.0
        if grade >= _NAMED:
            yield 0.5 + grade - _FAR * max(0, question.asked_at[0] - unit.end)


def _is_figure(cell: str) -> bool:
    figures = find_figures(cell)
    return cell.strip("*0123456789.,%-") == "" or (len(figures) == 1 and (figures[0].start, figures[0].end) == (0, len(cell)))


def names_column(row: Sequence[Pair], span: Span) -> bool:
    """Whether a span holds of the name of a column."""
    return any(a < end and start < b for (a, b), _ in row for start, end in span.parts)
