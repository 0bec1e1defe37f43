"""How strongly one passage speaks to a query: the features that rank sentences, each a pure function of text.

Source of the shape: topic words stand all over a paragraph and say nothing about which sentence answers; the words beside
the question word do. So coverage is weighted by rarity inside the paragraph and by nearness to the question word.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    if len(unit.text) < 2:
        return Match(unit, 0.0, "")
    share, word = _longest_part(unit.text, text)
    return Match(unit, PART * share if share > 0.3 else 0.0, word)


def _longest_part(word: str, text: str) -> tuple[float, str]:
    """Return the longest piece (two characters or more) of *word* in *text* and its share of the word."""
    for length in range(len(word) - 1, 1, -1):
        for start in range(len(word) - length + 1):
            piece = word[start : start + length]
            if piece in text:
                return length / len(word), piece
    return 0.0, ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one passage. Shares are of the query's idf mass, 0 … 1.

    cover    of the units in the sentence        clause   in its best comma-part (with the one before it)
    near     of characters, local idf, by nearness to the question word        near2  the same of bigrams
    context  of the units the sentence lacks, in its headings and paragraph
    """

    cover: float
    clause: float
    near: float
    near2: float
    context: float
    matches: tuple[Match, ...]


def weigh(
    query: Query, asking_at: int, sentence: str, headings: str, paragraph: Sequence[str], weights: Mapping[Unit, float],
    rarity: Rarity,
) -> Evidence:
    """Return the evidence of one sentence.

    asking_at  offset of the question word in the folded question
    sentence   folded; headings: folded, joined; paragraph: the folded sentences around it
    weights    idf of each unit; rarity: of characters and bigrams inside the paragraph
    """
    mass = sum(weights.values()) or 1.0
    matches = tuple(match_unit(unit, sentence) for unit in query.units)
    cover = sum(weights[m.unit] * m.grade for m in matches) / mass
    context = sum(
        weights[m.unit] * (1 - m.grade) * max(0.8 * match_unit(m.unit, headings).grade, 0.6 * _around(m.unit, paragraph))
        for m in matches
        if m.grade < 1
    ) / mass
    return Evidence(
        cover, _best_clause(query, sentence, weights) / mass,
        _nearness(query, asking_at, sentence, rarity, 1), _nearness(query, asking_at, sentence, rarity, 2),
        context, matches,
    )


def clauses(sentence: str) -> list[tuple[int, int]]:
    """Return the comma-parts of folded *sentence* as (start, end), the comma included."""
    return [m.span() for m in _CLAUSE.finditer(sentence) if m[0]]


def _best_clause(query: Query, sentence: str, weights: Mapping[Unit, float]) -> float:
    parts = [sentence[a:b] for a, b in clauses(sentence)]
    pairs = [(parts[i - 1] if i else "", part) for i, part in enumerate(parts)]
    return max(
        sum(weights[u] * max(match_unit(u, part).grade, 0.5 * match_unit(u, before).grade) for u in query.units)
        for before, part in pairs
    )


def _around(unit: Unit, paragraph: Sequence[str]) -> float:
    return max((1.0 for other in paragraph if unit.text in other), default=0.0)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare a character or bigram is among the *size* sentences of one paragraph."""

    size: int
    counts: Mapping[str, int]

    @classmethod
    def among(cls, sentences: Sequence[str]) -> Rarity:
        """Count over folded *sentences*."""
        counts = Counter(gram for sentence in sentences for gram in {*sentence, *map("".join, pairwise(sentence))})
        return cls(len(sentences), counts)

    def of(self, gram: str) -> float:
        """Return ln((n+1)/(m+.5)): n sentences, m of which hold *gram*.

        >>> Rarity(2, {"村": 2, "菌": 1}).of("菌") > Rarity(2, {"村": 2}).of("村")
        True
        """
        return math.log((self.size + 1) / (self.counts.get(gram, 0) + 0.5))


def _nearness(query: Query, asking_at: int, sentence: str, rarity: Rarity, size: int) -> float:
    """Return the share of the question's characters (size 1) or bigrams (2) found, by local idf and nearness."""
    found = total = 0.0
    for i in range(len(query.content) - size + 1):
        gram = query.content[i : i + size]
        if " " in gram or not gram.isalnum():
            continue
        distance = abs(i - asking_at)
        weight = rarity.of(gram) * (1 / (1 + distance / 5) if size == 1 else math.exp(-distance / 5))
        total += weight
        found += weight if gram in sentence else 0.0
    return found / total if total else 0.0
