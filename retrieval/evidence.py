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
_CLAUSE = re.compile(r"[^,:、]*(?:、[^,:、]*)*[,:]?")


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
    if unit.text in text:
        return Match(unit, 1.0, unit.text)
    for synonym in unit.synonyms:
        if synonym in text:
            return Match(unit, SYNONYM, synonym)
    share, word = _longest_part(unit.text, text)
    return Match(unit, PART * share, word)


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
    context  of the units the sentence lacks, in its headings and the sentences before it
    """

    cover: float
    clause: float
    near: float
    near2: float
    context: float
    matches: tuple[Match, ...]


class Scale:
    """Weighs passages against one query."""

    def __init__(self, query: Query, asking_at: int, idf: Mapping[Unit, float]) -> None:
        """Prepare *query*, asked at offset *asking_at* of its folded text, with the *idf* of each of its units."""
        self._units = [(unit, idf[unit]) for unit in query.units]
        self._mass = sum(idf.values()) or 1.0
        self._characters = _grams(query, asking_at, 1)
        self._bigrams = _grams(query, asking_at, 2)

    def matches(self, text: str) -> tuple[Match, ...]:
        """Return how each unit stands in folded *text*, in the query's order."""
        return tuple(match_unit(unit, text) for unit, _ in self._units)

    def cover(self, matches: Sequence[Match]) -> float:
        """Return the share of the query's idf mass that *matches* hold."""
        return sum(idf * match.grade for (_, idf), match in zip(self._units, matches, strict=True)) / self._mass

    def clause(self, text: str) -> float:
        """Return the coverage of the best comma-part of *text*; what stands in the part before counts half."""
        best, before = 0.0, [0.0] * len(self._units)
        for start, end in clauses(text):
            grades = [match.grade for match in self.matches(text[start:end])]
            held = sum(idf * max(g, 0.5 * b) for (_, idf), g, b in zip(self._units, grades, before, strict=True))
            best, before = max(best, held), grades
        return best / self._mass

    def context(self, matches: Sequence[Match], headings: str, before: str, paragraph: str) -> float:
        """Return the share of what *matches* lack that stands in the headings (.8), before (.6) or around (.4)."""
        found = 0.0
        for (unit, idf), match in zip(self._units, matches, strict=True):
            if match.grade < 1:
                held = 0.6 if unit.text in before else 0.4 if unit.text in paragraph else 0.0
                found += idf * (1 - match.grade) * max(0.8 * match_unit(unit, headings).grade, held)
        return found / self._mass

    def nearness(self, text: str, paragraph: Sequence[str]) -> tuple[float, float]:
        """Return ``near`` and ``near2`` of *text*, a sentence of *paragraph*."""
        return _nearness(self._characters, text, paragraph), _nearness(self._bigrams, text, paragraph)


def _grams(query: Query, asking_at: int, size: int) -> list[tuple[str, float]]:
    """Return the content's characters (size 1) or bigrams (2) with their nearness to the question word."""
    grams = []
    for i in range(len(query.content) - size + 1):
        gram = query.content[i : i + size]
        if gram.isalnum():
            distance = abs(i - asking_at)
            grams.append((gram, 1 / (1 + distance / 5) if size == 1 else math.exp(-distance / 5)))
    return grams


def _nearness(grams: Sequence[tuple[str, float]], text: str, paragraph: Sequence[str]) -> float:
    found = total = 0.0
    for gram, nearness in grams:
        weight = nearness * _rarity(gram, paragraph)
        total += weight
        if gram in text:
            found += weight
    return found / total if total else 0.0


def _rarity(gram: str, paragraph: Sequence[str]) -> float:
    """Return ln((n+1)/(m+.5)): n sentences in the paragraph, m of them hold *gram*."""
    return math.log((len(paragraph) + 1) / (sum(gram in sentence for sentence in paragraph) + 0.5))
