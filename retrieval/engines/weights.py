"""BM25+ as every engine scores, so that all give the same scores to the same paragraphs.

Engines on disk find candidates by scores of their own and have these weighed here, since their formulas are fixed.
Source: Lv and Zhai, "Lower-bounding term frequency normalization", CIKM 2011. k1 and b as suit short paragraphs in words
and bigrams.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

K1, B, DELTA = 0.9, 0.4, 1.0
_MORE = 12
"""Candidates that are weighed beside twice those asked for; the answers to all gold questions are then the reference's."""


class Candidates(NamedTuple):
    """Paragraphs that may be among the best: their numbers, how many terms each has, and a row a term that is looked for,
    in the order of the terms: how often it stands in each."""

    numbers: Numbers
    lengths: Numbers
    often: Numbers


def candidates_for(k: int) -> int:
    """Return how many candidates give the best *k*."""
    return 2 * k + _MORE


def best(
    candidates: Candidates, terms: Mapping[str, float], held: Mapping[str, int], size: int, average: float, k: int
) -> list[tuple[int, float]]:
    """Return the best *k* candidates by BM25+ as (number, score), equals by number.

    terms    what is looked for, with weights above 0
    held     how many paragraphs hold each
    size     how many paragraphs there are; average: how many terms one has
    """
    asked = sorted(terms)
    weights = np.array([terms[term] for term in asked])
    idf = np.array([math.log((size + 1) / held[term]) if held[term] else 0.0 for term in asked])
    which, where = candidates.often.nonzero()  # most terms stand in few of them
    n, long = candidates.often[which, where], K1 * (1 - B + B * candidates.lengths / average)
    given = weights[which] * (idf[which] * (DELTA + (n * (K1 + 1)) / (long[where] + n)))
    scores = np.bincount(where, given, len(long))  # term by term, and by the operations of rank-bm25: the very same numbers
    order = np.lexsort((candidates.numbers, -scores))[:k]
    return list(zip(candidates.numbers[order].tolist(), scores[order].tolist(), strict=True))
