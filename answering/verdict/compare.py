"""Which of two is more: like figures of both are found and compared; both are quoted, nothing else is computed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from answering import lexicon
from answering.choose import Choice
from answering.comparison import read_comparison
from answering.constraints import YEAR, pattern, words
from answering.decisive import COUNTED
from answering.figures import find_figures
from answering.question import Question
from answering.respective import respective
from answering.verdict.decision import Decision, named, winner
from answering.verdict.inquiry import inquire
from corpus import Quote
from retrieval import Retriever, Unit, fold, match_unit


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the things compared: where its figure was found, how large it is and in what dimensions."""

    option: str
    choice: Choice
    said: tuple[int, int] | None
    figure: tuple[int, int]
    size: float
    dimensions: frozenset[str]


def compared(question: Question, choices: Sequence[Choice], retriever: Retriever) -> Decision | None:
    """Decide by the larger (or lesser) of two like figures; None when they are equal, hidden, unlike or not found."""
    comparison = read_comparison(question.query.text, retriever)
    if comparison is None:
        return None
    least = bool(pattern("compare", "less").search(question.query.text))
    inquired = [_inquired(*pair, retriever) for pair in zip(comparison.options, comparison.inquiries, strict=True)]
    listed = [_listed(option, question, choices, retriever) for option in comparison.options]
    for sides in (inquired, listed):
        found = [side for side in sides if side is not None]
        if len(found) == len(sides) and _comparable(found):
            best = (min if least else max)(found, key=lambda side: side.size)
            return _decision(question, best, [side.choice for side in found if side is not best], retriever)
    return None


def _comparable(sides: Sequence[_Side]) -> bool:
    """Whether the figures are of one dimension, not all of one size, and each another one."""
    alike = frozenset.intersection(*(side.dimensions for side in sides)) or all(side.dimensions <= COUNTED for side in sides)  # 5个, 3名
    places = {(side.choice.hit.passage.report.name, side.choice.hit.passage.sentence.start, side.figure) for side in sides}
    return bool(alike) and len({side.size for side in sides}) > 1 and len(places) == len(sides)


def _inquired(option: str, inquiry: str, retriever: Retriever) -> _Side | None:
    """Ask for the figure of *option* by itself; its words must stand in the sentence, a year's in what dates it."""
    found = inquire(inquiry, retriever)
    if found is None:
        return None
    _, choice = found
    text = choice.hit.passage.text
    span = choice.span.start, choice.span.end
    said = _said(_units(option, retriever), text, 0, len(text), span[0])
    if (said is None and not YEAR.search(option)) or choice.features["contrary"] >= 1:
        return None
    if choice.span.rule == "frequency":
        often = _often(text[slice(*span)])
        return _Side(option, choice, said, span, often, frozenset({"frequency"})) if often else None
    figure = next((f for f in find_figures(text) if f.start == span[0]), None)
    size = figure.size if figure else None
    return _Side(option, choice, said, span, size, figure.dimensions) if figure and size is not None else None


def _decision(question: Question, best: _Side, others: Sequence[Choice], retriever: Retriever) -> Decision | None:
    """Name the winner by its words in the sentence, else where the report says them (the year of its title)."""
    if best.said:
        return winner(question, best.choice, best.said, others, retriever)
    report = best.choice.hit.passage.report
    sentence = best.choice.hit.passage.sentence
    text = fold(report.text)
    at = max(text.rfind(best.option, 0, sentence.start), text.find(best.option))
    if at < 0:
        return None
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    line = next((s for s in report.paragraph_at(at).sentences if s.start <= at < s.end), None)
    holding = Quote(report, line.start, line.end) if line else Quote(report, start, end if end > 0 else len(text))
    return named(question, holding, (at, at + len(best.option)), [best.choice, *others], retriever)


def _listed(option: str, question: Question, choices: Sequence[Choice], retriever: Retriever) -> _Side | None:
    """Find the figure (or frequency) said of *option* in the choices' comma-parts, the best first."""
    units = _units(option, retriever)
    best: tuple[float, _Side] | None = None
    for rank, choice in enumerate(choices):
        text = choice.hit.passage.text
        given = next((place for place, item in respective(text).items() if all(match_unit(unit, item).grade for unit in units)), None)
        figure = next((f for f in find_figures(text) if (f.start, f.end) == given), None)
        said = _said(units, text, 0, given[0], 0) if given else None
        if figure and said and figure.size is not None:  # 紫菜、牡蛎分别达到1950亩和3100亩
            return _Side(option, choice, said, (figure.start, figure.end), figure.size, figure.dimensions)
        for start, end in (m.span() for m in re.finditer(r"[^,、:]+[,、:]?", text)):
            grade = sum(match_unit(unit, text[start:end]).grade * retriever.weight(unit) for unit in units) - 0.3 * rank
            size, dimensions = _size(text[start:end], question)
            said = _said(units, text, start, end, start)
            if said and size is not None and (best is None or grade > best[0]):
                best = grade, _Side(option, choice, said, (start, end), size, dimensions)
    return best[1] if best else None


def _units(option: str, retriever: Retriever) -> list[Unit]:
    if YEAR.search(option):
        return [Unit(option, 0)]
    units = list(retriever.query(option).units)
    return [unit for unit in units if len(unit.text) > 1] or units


def _said(units: Sequence[Unit], text: str, start: int, end: int, near: int) -> tuple[int, int] | None:
    """Return the place from the first to the last of the option's words, those nearest before *near*."""
    found = []
    for word in (match_unit(unit, text[start:end]).word for unit in units):
        at = max(text.rfind(word, start, max(start, near)), -1) if word else -1
        at = at if at >= 0 or not word else text.find(word, start, end)
        if at >= 0:
            found.append((at, at + len(word)))
    span = (min(a for a, _ in found), max(b for _, b in found)) if found else None
    if span and (whole := _OFFICE.search(text[: span[0]])):  # 镇党委|党校
        span = whole.start(), span[1]
    if span and text[span[1] : span[1] + 1] == "年" and YEAR.search(text[slice(*span)]):
        span = span[0], span[1] + 1
    return span if span and span[1] - span[0] <= 16 else None


_OFFICE = re.compile(r"(?<![一-鿿])[一-鿿]{0,3}[镇乡县市省村区](?:党?委)?$")


def _size(clause: str, question: Question) -> tuple[float | None, frozenset[str]]:
    """Return how large the first figure of *clause* is that the question may mean (or how often), and of what dimension."""
    if pattern("compare", "often").search(question.query.text):
        marks = lexicon.pattern("frequency").search(clause)
        return (_often(marks[0]) if marks else None), frozenset({"frequency"})
    for figure in find_figures(clause):
        if figure.value is not None and (not question.dimension or question.dimension in figure.dimensions):
            return figure.size, figure.dimensions
    return None, frozenset()


def _often(frequency: str) -> float | None:
    return next((rank for word, rank in _ranks() if word in frequency), None)


@cache
def _ranks() -> tuple[tuple[str, float], ...]:
    """Return how often each word of *compare.frequencies* says, the most often first."""
    groups: list[str] = words("compare", "frequencies")
    return tuple((word, float(len(groups) - i)) for i, group in enumerate(groups) for word in group.split("|"))
