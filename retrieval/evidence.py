"""How strongly one passage speaks to a query: the features that rank sentences, each a pure function of text.

Source of the shape: topic words stand all over a paragraph and say nothing about which sentence answers; the words beside
the question word do. So coverage is weighted by rarity inside the paragraph and by nearness to the question word.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import mul
from typing import NamedTuple, cast

from retrieval.query import Query, Unit

SYNONYM = 0.75
"""What a synonym counts against the word itself."""
PART = 0.6
"""What characters of a word count against the word itself, times their share."""
MADE_UP = 12
"""Characters that no word of a language has, beyond which its pieces are looked for with care."""
FAR = 500_000
"""Characters of a report in which a word is looked for that its paragraph lacks."""
_CLAUSE_END = re.compile(r"(?<![0-9])[,:]|[,:](?![0-9])")  # 1,900米 and 8:30 are not cut
_NUMBER = re.compile(r"(?<![0-9.])[0-9]+")


class Match(NamedTuple):
    """How a unit stands in a text: grade 0 … 1, and the words that matched (the unit, a synonym, or a part)."""

    unit: Unit
    grade: float
    word: str


def match_unit(unit: Unit, text: str) -> Match:
    """Grade *unit* in folded *text*: itself 1, a synonym SYNONYM, else the share of its characters times PART.

    >>> match_unit(Unit("挣", 0, ("增收",)), "人均增收1万元").word
    '增收'
    """
    if unit.text in text and (not unit.text.isdigit() or _whole_number(unit.text, text)):
        return Match(unit, 1.0, unit.text)
    if unit.text.isdigit():
        return Match(unit, 0.0, "")
    for synonym in unit.synonyms:
        if synonym in text:
            return Match(unit, SYNONYM, synonym)
    share, word = _longest_part(unit.text, text)
    return Match(unit, PART * share, word)


def _whole_number(number: str, text: str) -> bool:
    """Whether *number* stands in *text* by itself, not within a longer one (10 in 1100)."""
    return number in _NUMBER.findall(text)


def _longest_part(word: str, text: str) -> tuple[float, str]:
    """Return the longest piece (two characters or more) of *word* in *text* and its share of the word."""
    for length in range(_longest(word, text), 1, -1):
        for start in range(len(word) - length + 1):
            piece = word[start : start + length]
            if piece in text:
                return length / len(word), piece
    return 0.0, ""


def _longest(word: str, text: str) -> int:
    """Return how long a piece of *word* in *text* can be at most: every two characters of it that follow each other stand there.

    A word is short but for what somebody makes up (three hundred letters): that has too many pieces to look for each.
    """
    if len(word) <= MADE_UP:
        return len(word) - 1
    longest = run = 0
    for at in range(len(word) - 1):
        run = run + 1 if word[at : at + 2] in text else 0
        longest = max(longest, run)
    return min(longest + 1, len(word) - 1)


@lru_cache(maxsize=1024)  # one question cuts a sentence for many spans
def clauses(sentence: str) -> tuple[tuple[int, int], ...]:
    """Return the comma-parts of folded *sentence* as (start, end), the comma included."""
    ends = [0, *(mark.end() for mark in _CLAUSE_END.finditer(sentence)), len(sentence)]
    return tuple((start, end) for start, end in pairwise(ends) if start < end)


class Evidence(NamedTuple):
    """What speaks for one passage. Shares are of the query's idf mass, 0 … 1, where nothing else is said.

    cover      of the units in the sentence          words      the same by number of units
    clause     in its best comma-part (half, in the one before it)
    near       of characters, by rarity in the paragraph and nearness to the question word
    subject    of the units that are what the paragraph is about: its opening words, its headings, its report
    predicate  of the other units, the share in the sentence
    rest       ``near`` of the characters that the subject lacks
    beside     1 when other sentences of the paragraph hold such a unit and this one none
    context    of the units the sentence lacks, in its headings, the sentences before, the paragraph
    opening    of those, in the paragraph's first sentence           following  in the next one
    report     of the units the paragraph lacks, anywhere in the report
    units, grades, found   the query's units, how well each stands in the sentence, and by which word
    """

    cover: float
    words: float
    clause: float
    near: float
    subject: float
    predicate: float
    rest: float
    beside: float
    context: float
    opening: float
    following: float
    report: float
    units: tuple[Unit, ...]
    grades: tuple[float, ...]
    found: tuple[str, ...]

    def measures(self) -> dict[str, float]:
        """Return the numbers by name."""
        return dict(zip(MEASURES, cast("tuple[float, ...]", self), strict=False))


MEASURES = Evidence._fields[: Evidence._fields.index("units")]
"""The names of what is measured: all but how each unit stands there."""


def _nothing(units: tuple[Unit, ...]) -> Evidence:
    """Return the evidence of a sentence that holds none of *units*."""
    return Evidence(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, units, (0.0,) * len(units), ("",) * len(units))


@dataclass(frozen=True, slots=True)
class Setting:
    """A paragraph as it is weighed: its ``sentences`` and what ``surrounds`` each of them (headings, region), folded;
    ``report`` is the folded text of the report."""

    sentences: tuple[str, ...]
    surrounds: tuple[str, ...]
    report: str

    @property
    def subject(self) -> str:
        """What the paragraph is about: the words up to the first comma or copula, and what surrounds it."""
        return f"{_SUBJECT_ENDS.split(self.sentences[0], maxsplit=1)[0][:30]} {self.surrounds[0]}"


_SUBJECT_ENDS = re.compile(r"[,。;]|是|为")

Row = Sequence[float]
"""One number a unit of the query, in its order."""
_Forms = list[tuple[str, float]]
"""What may stand for a unit in one paragraph, with its grade, the best first."""


class Scale:
    """Weighs passages against one query."""

    def __init__(self, query: Query, asking_at: int, idf: Mapping[Unit, float]) -> None:
        """Prepare *query*, asked at offset *asking_at* of its folded text, with the *idf* of each of its units."""
        self._units = query.units
        total = sum(idf[unit] for unit in query.units) or 1.0
        self._shares = [idf[unit] / total for unit in query.units]
        self._grams = _grams(query, asking_at)
        self._nothing = _nothing(query.units)
        self._places: dict[str, Row] = {}
        self._reports: dict[str, dict[int, bool]] = {}

    def weigh(self, setting: Setting) -> list[Evidence]:
        """Return the evidence of each sentence of a paragraph, in order; that of one without any unit says nothing."""
        if not self._units or not setting.sentences:
            return [self._nothing] * len(setting.sentences)
        topic, paragraph = setting.subject, "".join(setting.sentences)
        forms = [_forms(unit, paragraph) for unit in self._units]
        graded = [_graded(text, forms) for text in setting.sentences]
        held = [{unit for unit, grade in enumerate(row) if grade} for row, _ in graded]
        somewhere = set().union(*held)
        if not somewhere:
            return [self._nothing] * len(held)
        about = {i for i, unit in enumerate(self._units) if _is_about(unit, topic)}
        predicate = [0.0 if unit in about else share for unit, share in enumerate(self._shares)]
        mass, told = sum(predicate) or 1.0, any(predicate[unit] for unit in somewhere)
        subject, report = self._share(about), self._share(self._told(setting.report, somewhere))
        nearness = self._nearness(setting.sentences, topic, held)
        found = []
        for i, (text, (row, words)) in enumerate(zip(setting.sentences, graded, strict=True)):
            if not held[i]:
                found.append(self._nothing)
                continue
            near, rest = next(nearness)
            cover, own = _dot(self._shares, row), _dot(predicate, row)
            found.append(Evidence(
                cover=cover, words=len(held[i]) / len(row), clause=self._clause(text, row, forms) if len(held[i]) > 1 else cover,
                near=near, subject=subject, predicate=own / mass, rest=rest, beside=float(told and not own),
                context=self._context(row, self._around(setting.surrounds[i]), set().union(*held[max(0, i - 2) : i]), somewhere),
                opening=self._share(held[0] - held[i]), following=self._share(set().union(*held[i + 1 : i + 2]) - held[i]),
                report=report, units=self._units, grades=tuple(row), found=tuple(words),
            ))  # fmt: skip
        return found

    def _told(self, report: str, somewhere: Set[int]) -> list[int]:
        """Return the units, but those that stand *somewhere* in the paragraph, that stand in a report's text, of an endless one
        in its first FAR characters."""
        told = self._reports.setdefault(report, {})
        for i, unit in enumerate(self._units):
            if i not in somewhere and i not in told:
                told[i] = report.find(unit.text, 0, FAR) >= 0
        return [i for i, stands in sorted(told.items()) if stands and i not in somewhere]

    def _share(self, units: Collection[int]) -> float:
        """Return the share of the query's idf mass that *units*, by their number, make."""
        return sum([self._shares[unit] for unit in units])

    def _clause(self, text: str, row: Row, forms: Sequence[_Forms]) -> float:
        """Return the coverage of a sentence's best comma-part; what stands in the part before counts half."""
        if "," not in text:
            return _dot(self._shares, row)
        present = [i for i, grade in enumerate(row) if grade]
        held = [_graded(text[start:end], [forms[i] for i in present])[0] for start, end in clauses(text)]
        shares = [self._shares[i] for i in present]
        counted = [[max(own, 0.5 * its) for own, its in zip(part, before, strict=True)] for before, part in pairwise(held)]
        return max(_dot(shares, part) for part in (held[0], *counted))

    def _around(self, place: str) -> Row:
        """Return how well each unit stands in the headings and the region around a sentence; many a sentence shares them."""
        if place not in self._places:
            self._places[place] = [match_unit(unit, place).grade for unit in self._units]
        return self._places[place]

    def _context(self, row: Row, around: Row, before: Set[int], somewhere: Set[int]) -> float:
        """Return the share of what a sentence lacks that stands around it (.8), before (.6) or in the paragraph (.4)."""
        found = 0.0
        for unit, grade in enumerate(row):
            if grade < 1:
                told = 0.6 if unit in before else 0.4 if unit in somewhere else 0.0
                found += self._shares[unit] * (1 - grade) * max(0.8 * around[unit], told)
        return found

    def _nearness(self, sentences: Sequence[str], topic: str, held: Sequence[Set[int]]) -> Iterator[tuple[float, float]]:
        """Yield ``near`` and ``rest`` of each sentence that holds a unit.

        A character weighs its nearness to the question word times ln((n+1)/(m+.5)): n sentences, m of them hold it.
        """
        weights, new, holds = [], [], []
        for gram, nearness in self._grams:
            holds.append(row := [gram in text for text in sentences])
            weights.append(weight := nearness * math.log((len(sentences) + 1) / (sum(row) + 0.5)))
            new.append(0.0 if gram in topic else weight)
        mass, rest = sum(weights) or 1.0, sum(new) or 1.0
        for i, units in enumerate(held):
            if units:
                column = [row[i] for row in holds]
                yield _dot(weights, column) / mass, _dot(new, column) / rest


def _dot(weights: Row, row: Row) -> float:
    """Return the sum of *row*, each number as much as it weighs."""
    total: float = sum(map(mul, weights, row))
    return total


ABOUT = 0.5
"""Grade from which a unit counts as what a paragraph is about."""


def _grams(query: Query, asking_at: int) -> list[tuple[str, float]]:
    """Return the content's characters with their nearness to the question word."""
    content = query.content
    return [(c, 1 / (1 + abs(i - asking_at) / 5)) for i, c in enumerate(content) if c.isalnum()]


def _is_about(unit: Unit, topic: str) -> bool:
    """Whether *unit* is what a paragraph is about, which *topic* says: it is graded ABOUT or better there."""
    if len(unit.text) * ABOUT > PART * (len(unit.text) - 1):  # no part of it would do
        written = unit.text in topic and (not unit.text.isdigit() or _whole_number(unit.text, topic))
        return written or (not unit.text.isdigit() and any(synonym in topic for synonym in unit.synonyms))
    return match_unit(unit, topic).grade >= ABOUT


def _forms(unit: Unit, paragraph: str) -> _Forms:
    """Return what may stand for *unit* in folded *paragraph*, the best first: itself, its synonyms, its pieces."""
    word = unit.text
    found = [(word, 1.0)] if word in paragraph else []
    if word.isdigit():
        return found
    found += [(synonym, SYNONYM) for synonym in unit.synonyms if synonym in paragraph]
    for length in range(_longest(word, paragraph), 1, -1):
        for start in range(len(word) - length + 1):
            if (piece := word[start : start + length]) in paragraph:
                found.append((piece, PART * length / len(word)))
    return found


def _graded(text: str, forms: Sequence[_Forms]) -> tuple[list[float], list[str]]:
    """Return the grade of the best of each unit's *forms* that stands in *text*, and which one that is."""
    grades, found = [], []
    for form in forms:
        best, its = 0.0, ""
        for word, grade in form:
            if word in text and (not word.isdigit() or _whole_number(word, text)):
                best, its = grade, word
                break
        grades.append(best)
        found.append(its)
    return grades, found
