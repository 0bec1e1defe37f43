"""What speaks for a sentence and for a span in it, as named numbers; ``data/weights.yaml`` says how much each counts.

The weights were fitted by ``bench/fit.py`` on questions with known answers; here are only the measurements. All are pure
functions of the question and the passage.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from answering.model import Kind, Turn
from answering.question import Question
from answering.scope import Scope, scopes
from answering.spans import Span
from retrieval import Hit, Name, Retriever, clauses, fold, match_unit, read_list

Features = dict[str, float]


@cache
def weights() -> dict[str, float]:
    """Return the weights of ``data/weights.yaml``."""
    found: Any = read_list("weights.yaml", "answering")
    return {str(name): float(value) for name, value in found.items()}


def weighed(features: Features) -> float:
    """Return the weighted sum of *features*."""
    return sum(weights()[name] * value for name, value in features.items())


def sentence_features(
    question: Question, hit: Hit, dates: Sequence[str] = (), leans_on: Turn | None = None
) -> Features:
    """Measure a passage. *dates* are those of all reports found, oldest first.

    bm25 … context  as in ``retrieval.Evidence``
    heading         whether it only announces
    opening         whether it opens its paragraph
    foreign         what of the question's places, years and numbers it lacks
    recent          how new its report is among those found, 0 oldest … 1 newest, when the question names no year
    nearby          how near it stands to the last answer, when the question goes on from one
    """
    evidence, passage = hit.evidence, hit.passage
    return {
        "bm25": hit.score, "cover": evidence.cover, "clause": evidence.clause, "near": evidence.near,
        "near2": evidence.near2, "context": evidence.context, "report": evidence.report, "heading": float(passage.heading),
        "opening": float(passage.sentence.start == passage.paragraph.start), "foreign": foreign(question, hit),
        "recent": _recent(question, passage.report.date, dates), "nearby": _nearby(hit, leans_on),
    }


def span_features(reading: Reading, span: Span, scope: Scope) -> Features:
    """Measure a span of a passage.

    fit       how well its type fits        typed     whether it was found by its type
    local     share of the question's words near it        touching  how near they stand
    members   whether it is a list when a list is asked, twice when it has as many members as asked
    twin      whether it is said of a near twin: 新增 against all, 最高 against 最低, 县级 against 市级
    contrary  whether its own words contradict the question's: planned against done, another year
    """
    members = float(reading.question.many and len(span.parts) > 1)
    return {
        "fit": span.fit, "typed": _typed(reading.question, span), "local": reading.local(span, scope),
        "touching": _touching(reading, span),
        "members": members * (2 if len(span.parts) == reading.question.wanted else 1),
        "contrary": contrary(reading, span),
        "twin": _twin(reading, span),
    }


def _typed(question: Question, span: Span) -> float:
    """Return 1 for a span found by its type, 0 for one taken for want of it, -1 where only its type can answer."""
    if span.rule not in UNTYPED:
        return 1.0
    return -1.0 if question.kind in TYPED else 0.0


TYPED = frozenset({Kind.HOW_MUCH, Kind.WHEN, Kind.WHICH_PLACE, Kind.WHO})
"""Kinds whose answer has a form that a passage must hold."""
UNTYPED = frozenset({"sentence", "clause", "behind", "before"})
"""Rules that take what is there, for want of a span of the type asked for."""


def _recent(question: Question, date: str, dates: Sequence[str]) -> float:
    if len(dates) < 2 or any(_YEAR.fullmatch(number) for number in question.numbers):
        return 0.0
    return dates.index(date) / (len(dates) - 1)


def _nearby(hit: Hit, leans_on: Turn | None) -> float:
    """Return how near the passage stands to the last answer: 1 its sentence, .8 the next, less its paragraph, its report."""
    report, paragraph, sentence = hit.passage.report, hit.passage.paragraph, hit.passage.sentence
    if leans_on is None or leans_on.start is None or leans_on.report != report.name or leans_on.digest != report.digest:
        return 0.0
    if sentence.start == leans_on.start:
        return 1.0
    if not paragraph.start <= leans_on.start < paragraph.end:
        return 0.3
    before = max((s.start for s in paragraph.sentences if s.start < sentence.start), default=-1)
    return 0.8 if before == leans_on.start else 0.6


def foreign(question: Question, hit: Hit) -> float:
    """Return how foreign the passage is to the places, years and numbers of the question: 0 holds all, 1 lacks one."""
    places = [_lacks_place(name, question, hit) for name in question.places]
    if question.kind is Kind.COMPARE:
        places = places and [min(places)]  # what is compared may stand in two sentences
    return max([*places, *(_lacks_number(number, hit) for number in question.numbers)], default=0.0)


def _lacks_place(name: Name, question: Question, hit: Hit) -> float:
    """Return 0 when the sentence or the report's title names the place, less than 1 when the text around does."""
    passage = hit.passage
    if name.stem in passage.text or name.stem in passage.region:
        return 0.0
    around = " ".join((*passage.sentence.headings, *(s.text for s in passage.paragraph.sentences)))
    if name.stem in fold(around):
        return 0.0 if question.regional else 0.5
    return 0.0 if question.regional and name.stem in fold(passage.report.text) else 1.0


_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年|[^0-9]|$)")


def _lacks_number(number: str, hit: Hit) -> float:
    """Return 0 when the number stands in the sentence; a little when only the report's title names the year."""
    passage = hit.passage
    if number in passage.text:
        return 0.0
    if not _YEAR.fullmatch(number):
        return 1.0 if number.startswith("第") else 0.6
    years = set(_YEAR.findall(passage.text)) or set(_YEAR.findall(passage.region))
    return 0.15 if number in years else 1.0 if years else 0.6


@dataclass(frozen=True)
class Reading:
    """One passage read for one question: its scopes, and how the question's units stand in each comma-part."""

    question: Question
    hit: Hit
    text: str
    scopes: tuple[Scope, ...]
    parts: tuple[tuple[int, int], ...]
    grades: tuple[tuple[float, ...], ...]
    mass: tuple[float, ...]

    @classmethod
    def of(cls, question: Question, hit: Hit, retriever: Retriever) -> Reading:
        """Read *hit* for *question*."""
        text, units = hit.passage.text, question.query.units
        parts = tuple(clauses(text))
        present = [match.unit if match.grade else None for match in hit.evidence.matches]
        grades = tuple(tuple(match_unit(u, text[a:b]).grade if u else 0.0 for u in present) for a, b in parts)
        mass = tuple(retriever.weight(unit) for unit in units)
        return cls(question, hit, text, tuple(scopes(text, question.query, retriever)), parts, grades, mass)

    def local(self, span: Span, scope: Scope) -> float:
        """Return the share of the question's idf mass near *span*: its own comma-parts 1, its scope .75, the rest .55."""
        rings = [
            1.0 if a < span.end and span.start < b else 0.75 if scope.start <= a < scope.end else 0.55
            for a, b in self.parts
        ]
        found = sum(
            [mass * max([ring * grade[i] for ring, grade in zip(rings, self.grades, strict=True)], default=0.0)
             for i, mass in enumerate(self.mass)]
        )
        return found / (sum(self.mass) or 1.0)

    def part_at(self, offset: int) -> int:
        """Return which comma-part *offset* stands in."""
        return max(0, bisect_right(self.parts, (offset, len(self.text) + 1)) - 1)

    def touched(self, span: Span) -> bool:
        """Whether a word of the question stands in the comma-part of *span* or the one before it."""
        at = self.part_at(span.start)
        return any(any(grades) for grades in self.grades[max(0, at - 1) : at + 1])

    def own(self, span: Span) -> str:
        """Return the comma-parts that *span* stands in."""
        return "".join(self.text[a:b] for a, b in self.parts if a < span.end and span.start < b)


_PLANNED = re.compile(r"目标|计划|力争|争取|拟|预计|打算|下一步|将(?!近)|到[0-9]{4}年|授信|确保")
_INTENDED = re.compile(r"力争|争取|计划|拟|下一步|打算")
"""These govern what follows in the sentence; 目标 and 将 only their own comma-part."""
_PLAN_HEADING = re.compile(r"下一步|打算|计划|工作措施|下步|今后")
_ASKS_PLAN = re.compile(
    r"目标|计划|力争|争取|拟|预计|打算|下一步|要(?:达|建|种|升|晋|办|完)|准备|想|将|明年|以后|争创|盘算|奔着|冲着"
)
_ASKS_DONE = re.compile(r"完成了|实际|最后|真正|已经|建成了|实现了|发放了")


def contrary(reading: Reading, span: Span) -> float:
    """Return how far the span's own words contradict the question's: planned against done .5, another year 1."""
    asked = reading.question.query.text
    against = 0.0
    headings = " ".join(reading.hit.passage.sentence.headings)
    planned = _PLANNED.search(reading.own(span)) or _INTENDED.search(reading.text[: span.start])
    planned = planned or _PLAN_HEADING.search(headings)
    if planned and not _ASKS_PLAN.search(asked):
        against += 0.5 if _ASKS_DONE.search(asked) else 0.25
    years = [number for number in reading.question.numbers if _YEAR.fullmatch(number)]
    said = [m for m in _YEAR.finditer(reading.text) if m.start() < span.end]
    return against + (1.0 if years and said and said[-1][0] not in years else 0.0)


_DENIED = re.compile(r"没有|没能|尚未|并未|未能|未曾")


def _twin(reading: Reading, span: Span) -> float:
    """Return how far the span is said of something that only looks like what is asked: 0 not, 1 and more surely."""
    asked, own = reading.question.query.text, reading.own(span)
    rivals = 0.0
    for group in read_list("dialogue.yaml", "answering")["classes"]:
        meant = [word for word in group if word in asked]
        if meant and not any(word in own for word in meant) and any(word in own for word in group):
            rivals += 1.0
    if _DENIED.search(own) and not _DENIED.search(asked) and reading.question.kind is not Kind.YES_NO:
        rivals += 0.7
    if span.rule == "figure":
        start = max([a for a, b in reading.parts if a <= span.start] or [0])
        before = reading.text[start : span.start]
        for group in read_list("dialogue.yaml", "answering")["qualifiers"]:
            wanted, said = any(w in asked for w in group), any(w in before for w in group)
            rivals += 1.0 if wanted and not said else 0.4 if said and not wanted else 0.0
    return rivals


COMMA = 6
"""Characters that a comma between two words counts for."""


def _touching(reading: Reading, span: Span) -> float:
    """Return how near the matched words stand, by idf mass: 1 all of them touching … 0."""
    found = 0.0
    for match, mass in zip(reading.hit.evidence.matches, reading.mass, strict=True):
        if not match.grade:
            continue
        best, at = 0.0, reading.text.find(match.word) if match.word else -1
        while at >= 0:
            inside = span.start <= at < span.end  # a word within the answer does not point at it
            gap = 4 if inside else max(0, span.start - at - len(match.word), at - span.end)
            gap += COMMA * abs(reading.part_at(at) - reading.part_at(span.start))
            best, at = max(best, 1 / (1 + gap / 4)), reading.text.find(match.word, at + 1)
        found += mass * match.grade * best
    return found / (sum(reading.mass) or 1.0)
