"""BM25+ as every engine scores, so that all give the same scores to the same paragraphs.

Engines on disk find candidates by scores of their own and have these weighed here, since their formulas are fixed.
Source: Lv and Zhai, "Lower-bounding term frequency normalization", CIKM 2011. k1 and b as suit short paragraphs in words
and bigrams.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

K1, B, DELTA = 0.9, 0.4, 1.0
_MORE = 12
"""Candidates that are weighed beside twice those asked for; the answers to all gold questions are then the reference's."""


class Candidate(NamedTuple):
    """A paragraph that may be among the best: its number, how many terms it has, and how often each stands there."""

    number: int
    length: int
    often: Mapping[str, int]


def candidates_for(k: int) -> int:
    """Return how many candidates give the best *k*."""
    return 2 * k + _MORE


def best(
    candidates: Iterable[Candidate], terms: Mapping[str, float], held: Mapping[str, int], size: int, average: float, k: int
) -> list[tuple[int, float]]:
    """Return the best *k* candidates by BM25+ as (number, score), equals by number.

    terms    what is looked for, with weights above 0
    held     how many paragraphs hold each
    size     how many paragraphs there are; average: how many terms one has
    """
    worth = {term: (weight, math.log((size + 1) / held[term])) for term, weight in sorted(terms.items()) if held[term]}
    scores = [(each.number, _score(each, worth, average)) for each in candidates]
    return sorted(scores, key=lambda pair: (-pair[1], pair[0]))[:k]


def _score(candidate: Candidate, worth: Mapping[str, tuple[float, float]], average: float) -> float:
    """Add up what each term gives, in the order and by the operations of rank-bm25: the very same numbers."""
    long, often = K1 * (1 - B + B * candidate.length / average), candidate.often
    score = 0.0
    for term, (weight, idf) in worth.items():
        if n := often.get(term):
            score += weight * (idf * (DELTA + (n * (K1 + 1)) / (long + n)))
    return score
