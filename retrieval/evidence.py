"""How strongly one passage speaks to a query: the features that rank sentences, each a pure function of text.

Source of the shape: topic words stand all over a paragraph and say nothing about which sentence answers; the words beside
the question word do. So coverage is weighted by rarity inside the paragraph and by nearness to the question word.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.query import Query, Unit

SYNONYM = 0.75
"""What a synonym counts against the word itself."""
PART = 0.6
"""What characters of a word count against the word itself, times their share."""
_CLAUSE = re.compile(r"(?:[^,:]|(?<=[0-9])[,:](?=[0-9]))*+[,:]?")  # 1,900米 and 8:30 are not cut


@dataclass(frozen=True, slots=True)
class Match:
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
    return re.search(rf"(?<![0-9.]){number}(?![0-9])", text) is not None


def _longest_part(word: str, text: str) -> tuple[float, str]:
    """Return the longest piece (two characters or more) of *word* in *text* and its share of the word."""
    for length in range(len(word) - 1, 1, -1):
        for start in range(len(word) - length + 1):
            piece = word[start : start + length]
            if piece in text:
                return length / len(word), piece
    return 0.0, ""


def clauses(sentence: str) -> list[tuple[int, int]]:
    """Return the comma-parts of folded *sentence* as (start, end), the comma included."""
    return [m.span() for m in _CLAUSE.finditer(sentence) if m[0]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one passage. Shares are of the query's idf mass, 0 … 1.

    cover    of the units in the sentence        clause   in its best comma-part (half, in the one before it)
    near     of characters, by rarity in the paragraph and nearness to the question word      near2  the same of bigrams
    context  of the units the sentence lacks, in its headings and the sentences around it
    report   of the units that lack there too, anywhere in the report
    """

    cover: float
    clause: float
    near: float
    near2: float
    context: float
    report: float
    matches: tuple[Match, ...]


Weighed = list[tuple[str, float]]
"""Characters or bigrams of a question with what each weighs."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """What the question's characters and bigrams weigh in one paragraph."""

    characters: Weighed
    bigrams: Weighed


class Scale:
    """Weighs passages against one query."""

    def __init__(self, query: Query, asking_at: int, idf: Mapping[Unit, float]) -> None:
        """Prepare *query*, asked at offset *asking_at* of its folded text, with the *idf* of each of its units."""
        self._units = [(unit, idf[unit]) for unit in query.units]
        self._mass = sum(idf.values()) or 1.0
        self._held: dict[str, frozenset[str]] = {}
        self._characters = _grams(query, asking_at, 1)
        self._bigrams = _grams(query, asking_at, 2)

    def matches(self, text: str, within: Sequence[Match] | None = None) -> tuple[Match, ...]:
        """Return how each unit stands in folded *text*, in the query's order.

        within  how they stand in a text that holds *text*: what that lacks is not looked for again
        """
        if within is None:
            return tuple([match_unit(unit, text) for unit, _ in self._units])
        return tuple([match_unit(match.unit, text) if match.grade else match for match in within])

    def cover(self, matches: Sequence[Match]) -> float:
        """Return the share of the query's idf mass that *matches* hold."""
        return sum(idf * match.grade for (_, idf), match in zip(self._units, matches, strict=True)) / self._mass

    def clause(self, text: str, matches: Sequence[Match]) -> float:
        """Return the coverage of the best comma-part of *text*; what stands in the part before counts half."""
        present = [(match.unit, idf) for (_, idf), match in zip(self._units, matches, strict=True) if match.grade]
        best, before = 0.0, [0.0] * len(present)
        for start, end in clauses(text):
            part = text[start:end]
            grades = [match_unit(unit, part).grade for unit, _ in present]
            held = sum([idf * max(g, 0.5 * b) for (_, idf), g, b in zip(present, grades, before, strict=True)])
            best, before = max(best, held), grades
        return best / self._mass

    def context(self, matches: Sequence[Match], headings: str, before: str, paragraph: str) -> float:
        """Return the share of what *matches* lack that stands in the headings (.8), before (.6) or around (.4)."""
        found = 0.0
        for (unit, idf), match in zip(self._units, matches, strict=True):
            if match.grade < 1 and idf:
                held = 0.6 if unit.text in before else 0.4 if unit.text in paragraph else 0.0
                found += idf * (1 - match.grade) * max(0.8 * match_unit(unit, headings).grade, held)
        return found / self._mass

    def nearness(self, text: str, weights: Nearness) -> tuple[float, float]:
        """Return ``near`` and ``near2`` of *text*, a sentence of the paragraph that *weights* were taken from."""
        return _share(weights.characters, text), _share(weights.bigrams, text)

    def held(self, name: str, reports: Mapping[str, str]) -> frozenset[str]:
        """Return the units that stand anywhere in the report *name*, of folded *reports*; looked up once a report."""
        if name not in self._held:
            self._held[name] = frozenset(unit.text for unit, _ in self._units if unit.text in reports[name])
        return self._held[name]

    def report(self, matches: Sequence[Match], paragraph: str, held: frozenset[str]) -> float:
        """Return the share of what *matches* and the *paragraph* lack that the report *held* elsewhere."""
        lacking = [(m.unit.text, idf) for (_, idf), m in zip(self._units, matches, strict=True) if not m.grade]
        return sum([idf for text, idf in lacking if text in held and text not in paragraph]) / self._mass

    def near_in(self, paragraph: Sequence[str]) -> Nearness:
        """Return what each character and bigram of the question weighs in *paragraph*, folded sentences."""
        return Nearness(_weighed(self._characters, paragraph), _weighed(self._bigrams, paragraph))


def _grams(query: Query, asking_at: int, size: int) -> list[tuple[str, float]]:
    """Return the content's characters (size 1) or bigrams (2) with their nearness to the question word."""
    grams = []
    for i in range(len(query.content) - size + 1):
        gram = query.content[i : i + size]
        if gram.isalnum():
            distance = abs(i - asking_at)
            grams.append((gram, 1 / (1 + distance / 5) if size == 1 else math.exp(-distance / 5)))
    return grams


def _weighed(grams: Sequence[tuple[str, float]], paragraph: Sequence[str]) -> Weighed:
    """Return each gram with its nearness times ln((n+1)/(m+.5)): n sentences in the paragraph, m of them hold it."""
    size = len(paragraph) + 1
    return [(gram, near * math.log(size / (sum([gram in s for s in paragraph]) + 0.5))) for gram, near in grams]


def _share(weighed: Weighed, text: str) -> float:
    total = sum([weight for _, weight in weighed])
    return sum([weight for gram, weight in weighed if gram in text]) / total if total else 0.0
