"""What speaks for a sentence and for a span in it, as named numbers; ``data/weights.yaml`` says how much each counts.

The weights were fitted by ``bench/fit.py`` on questions with known answers; here are only the measurements. All are pure
functions of the question and the passage.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from answering.constraints import YEAR, asks_superlative, contrary, foreign, twin
from answering.figures import find_figures
from answering.model import Kind, Turn
from answering.question import Question
from answering.scope import Scope, scopes
from answering.spans import Span, occurrences, pairs
from retrieval import Hit, Retriever, clauses, expected, match_unit, read_list

Features = dict[str, float]


@cache
def weights() -> dict[str, float]:
    """Return the weights of ``data/weights.yaml``."""
    found: Any = read_list("weights.yaml", "answering")
    return {str(name): float(value) for name, value in found.items()}


def weighed(features: Features, base: float = 0.0) -> float:
    """Return *base* and the weighted sum of *features*."""
    counts = weights()
    return sum([counts[name] * value for name, value in features.items()], base)


def sentence_features(
    question: Question, hit: Hit, dates: Sequence[str] = (), leans_on: Turn | None = None
) -> Features:
    """Measure a passage. *dates* are those of all reports found, oldest first.

    bm25 … report  as in ``retrieval.Hit`` and ``retrieval.Evidence``
    heading        whether it only announces
    position       1 for the first sentence of its paragraph, 1/2 for the second …
    length         ln of its characters
    foreign        what of the question's places, years and numbers it lacks
    recent         how new its report is among those found, 0 oldest … 1 newest, .5 undated, when the question names no year
    nearby         how near it stands to the last answer, when the question goes on from one
    cue            whether it holds a word that the words that ask let expect: 位于 for 在哪里
    """
    passage = hit.passage
    return {
        "bm25": hit.score, **hit.evidence.measures(), "heading": float(passage.heading), "position": 1 / (1 + passage.order),
        "length": math.log(1 + len(passage.text)), "foreign": foreign(question, hit),
        "recent": _recent(question, passage.report.date, dates), "nearby": _nearby(hit, leans_on),
        "cue": float(any(word in passage.text for word in expected(question.query.text))),
    }


SPAN_FEATURES = ("fit", "typed", "local", "touching", "members", "contrary", "twin", "part")
"""What :func:`span_features` measures."""


def span_features(reading: Reading, span: Span, scope: Scope) -> Features:
    """Measure a span of a passage.

    fit       how well its type fits        typed     whether it was found by its type
    local     share of the question's words near it        touching  how near they stand
    members   whether it is a list when a list is asked, twice when it has as many members as asked
    twin      whether it is said of a near twin: 新增 against all, 最高 against 最低, 县级 against 市级
    contrary  whether its own words contradict the question's: planned against done, another year
    part      whether it is a village's figure where a township's is asked for, more so where the whole is
    """
    members = float(reading.question.many and len(span.parts) > 1)
    return {
        "fit": span.fit, "typed": typed(reading.question, span), "local": reading.local(span, scope),
        "touching": _touching(reading, span),
        "members": members * (2 if len(span.parts) == reading.question.wanted else 1),
        "contrary": contrary(reading, span),
        "twin": twin(reading, span),
        "part": _of_a_part(reading.question, scope) if span.rule == "figure" else 0.0,
    }


_WHOLE = re.compile("总共|一共|总计|合计|共计|总收入|总额|总量|总数|全[镇乡县区]|整个[镇乡县]|[镇乡](?:里|上)")


def _of_a_part(question: Question, scope: Scope) -> float:
    """Return 1 for the scope of villages in a question about a township, more in one about a whole, 0 in one about a village."""
    text = question.query.text
    if any(name.village for name in question.places) or question.target == "place" or asks_superlative(text):
        return 0.0
    of_villages = bool(scope.places) and all(name.village for name in scope.places)
    return of_villages * (1.25 if _WHOLE.search(text) else float(bool(question.places)))


def typed(question: Question, span: Span) -> float:
    """Return 1 for a span found by its type, 0 for one taken for want of it, -1 where only its type can answer."""
    if span.rule not in UNTYPED:
        return 1.0
    return -1.0 if question.kind in TYPED else 0.0


TYPED = frozenset({Kind.HOW_MUCH, Kind.WHEN, Kind.WHICH_PLACE, Kind.WHO})
"""Kinds whose answer has a form that a passage must hold."""
UNTYPED = frozenset({"sentence", "clause", "behind", "before"})
"""Rules that take what is there, for want of a span of the type asked for."""


def _recent(question: Question, date: str, dates: Sequence[str]) -> float:
    if len(dates) < 2 or any(YEAR.fullmatch(number) for number in question.numbers):
        return 0.0
    return dates.index(date) / (len(dates) - 1) if date in dates else 0.5


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


@dataclass(frozen=True)
class Reading:
    """One passage as it is read for one question; what is asked of it is worked out when it is first asked."""

    question: Question
    hit: Hit
    retriever: Retriever = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        """The sentence, folded."""
        return self.hit.passage.text

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """Which places govern which parts of it."""
        return scopes(self.text, self.question.query, self.retriever)

    @cached_property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """Its comma-parts."""
        return clauses(self.text)

    @cached_property
    def grades(self) -> tuple[tuple[float, ...], ...]:
        """Of each comma-part how each unit of the question stands in it."""
        text, present = self.text, [match.unit if match.grade else None for match in self.hit.matches]
        pieces = [text[a:b] for a, b in self.parts]
        return tuple([tuple([match_unit(u, piece).grade if u else 0.0 for u in present]) for piece in pieces])

    @cached_property
    def mass(self) -> tuple[float, ...]:
        """What each unit of the question weighs."""
        return tuple(map(self.retriever.weight, self.question.query.units))

    @cached_property
    def total(self) -> float:
        """The question's idf mass."""
        return sum(self.mass) or 1.0

    @cached_property
    def standing(self) -> list[tuple[float, list[tuple[int, int, float]]]]:
        """Of each unit that stands in the sentence its mass, and the comma-parts that hold it with its grade there."""
        rows = list(zip(self.parts, self.grades, strict=True))
        present = [(mass, i) for i, (match, mass) in enumerate(zip(self.hit.matches, self.mass, strict=True)) if match.grade]
        columns = [(mass, [(a, b, row[i]) for (a, b), row in rows if row[i]]) for mass, i in present]
        return [(mass, held) for mass, held in columns if held]

    @cached_property
    def matched(self) -> list[tuple[float, list[tuple[int, int, int]]]]:
        """Of each word that matched what it counts, and each place (start, end) where it stands with its comma-part."""
        found = []
        for match, mass in zip(self.hit.matches, self.mass, strict=True):
            if match.grade and match.word:
                places = [(at, at + len(match.word), self.part_at(at)) for at in occurrences(match.word, self.text)]
                found.append((mass * match.grade, places))
        return found

    def local(self, span: Span, scope: Scope) -> float:
        """Return the share of the question's idf mass near *span*: its own comma-parts 1, its scope .75, the rest .55."""
        start, until = span.start, self.governed(span)
        found = 0.0
        for mass, held in self.standing:
            found += mass * max([
                grade if a < until and start < b else grade * (0.75 if scope.start <= a < scope.end else 0.55)
                for a, b, grade in held
            ])
        return found / self.total

    def governed(self, span: Span) -> int:
        """Return where what *span* is said of ends: a date that opens a comma-part by itself holds until the next date."""
        if span.rule != "date" or self.text[span.end : span.end + 1] != ",":
            return span.end
        following = next((m.start() for m in YEAR.finditer(self.text, span.end)), len(self.text))
        return max(span.end, following)

    def part_at(self, offset: int) -> int:
        """Return which comma-part *offset* stands in."""
        return max(0, bisect_right(self.parts, (offset, len(self.text) + 1)) - 1)

    def touched(self, span: Span) -> bool:
        """Whether a word of the question stands in the comma-part of *span* or before it, only figures between them.

        All cells of a row of a table are said of one thing.
        """
        if pairs(self.text):
            return any(any(grades) for grades in self.grades)
        at = self.part_at(span.start)
        while at > 0 and not any(self.grades[at]) and find_figures(self.text[slice(*self.parts[at - 1])]):
            at -= 1
        return any(any(grades) for grades in self.grades[max(0, at - 1) : at + 1])

    def own(self, span: Span) -> str:
        """Return the comma-parts that *span* stands in."""
        first, last = self.part_at(span.start), self.part_at(span.end - 1)
        return self.text[self.parts[first][0] : self.parts[last][1]] if self.parts else ""


COMMA = 6
"""Characters that a comma between two words counts for."""


MEMBER = 4
"""Characters that a 、 between a word and a member of a list counts for: 民宿 in 菊花加工28万元、民宿租金19万元 is the second's."""
_MEMBERS = frozenset({"figure", "date", "person", "role", "organisation"})


def _members(reading: Reading, span: Span, start: int, end: int) -> int:
    """Return what the 、 between *span*, if it is one member of a list, and the word at ``start``–``end`` of its comma-part count for."""
    if span.rule not in _MEMBERS or len(span.parts) > 1:
        return 0
    return MEMBER * reading.text.count("、", min(end, span.end), max(start, span.start))


def _touching(reading: Reading, span: Span) -> float:
    """Return how near the matched words stand, by idf mass: 1 all of them touching … 0."""
    start, end, part = span.start, span.end, reading.part_at(span.start)
    found = 0.0
    for mass, places in reading.matched:  # a word within the answer does not point at it
        gap = min([
            (4 if start <= a < end else max(0, start - b, a - end)) + (COMMA * abs(at - part) or _members(reading, span, a, b))
            for a, b, at in places
        ])
        found += mass * (1 / (1 + gap / 4))
    return found / reading.total
