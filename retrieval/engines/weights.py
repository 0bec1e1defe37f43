"""BM25+ as every engine scores, so that all give the same scores to the same paragraphs.

Engines on disk find candidates by scores of their own and have these weighed here, since their formulas are fixed.
Source: Lv and Zhai, "Lower-bounding term frequency normalization", CIKM 2011. k1 and b as suit short paragraphs in words
and bigrams.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from retrieval.engines.protocol import Terms

K1, B, DELTA = 0.9, 0.4, 1.0
_MORE = 48
"""Candidates that are weighed beside those asked for. With 40 more the answers to all gold questions are the same."""


class Candidate(NamedTuple):
    """A paragraph that may be among the best: its number, how many terms it has, and what :func:`counted` gave."""

    number: int
    length: int
    counts: str


def candidates_for(k: int) -> int:
    """Return how many candidates give the best *k*."""
    return 2 * k + _MORE


def counted(terms: Terms) -> str:
    """Return how often each term stands in a paragraph, as text to be kept beside it.

    >>> counted(["茭白", "亩", "茭白"])
    '\\\\n茭白\\\\t2\\\\n亩\\\\t\\\\n'
    """
    return "".join(f"\n{term}\t{often if often > 1 else ''}" for term, often in Counter(terms).items()) + "\n"


def often(term: str, counts: str) -> int:
    """Return how often *term* stands in the paragraph of *counts*.

    >>> often("茭白", counted(["茭白", "亩", "茭白"])), often("亩", counted(["亩"])), often("白", counted(["茭白"]))
    (2, 1, 0)
    """
    at = counts.find(f"\n{term}\t")
    if at < 0:
        return 0
    begin = at + len(term) + 2
    return int(counts[begin : counts.index("\n", begin)] or 1)


def best(
    candidates: Iterable[Candidate], terms: Mapping[str, float], held: Mapping[str, int], size: int, average: float, k: int
) -> list[tuple[int, float]]:
    """Return the best *k* candidates by BM25+ as (number, score), equals by number.

    terms    what is looked for, with weights above 0
    held     how many paragraphs hold each
    size     how many paragraphs there are; average: how many terms one has
    """
    worth = [(term, weight, math.log((size + 1) / held[term])) for term, weight in sorted(terms.items()) if held[term]]
    scores = [(each.number, _score(each, worth, average)) for each in candidates]
    return sorted(scores, key=lambda pair: (-pair[1], pair[0]))[:k]


def _score(candidate: Candidate, worth: Iterable[tuple[str, float, float]], average: float) -> float:
    """Add up what each term gives, in the order and by the operations of rank-bm25: the very same numbers."""
    long = K1 * (1 - B + B * candidate.length / average)
    score = 0.0
    for term, weight, idf in worth:
        if n := often(term, candidate.counts):
            score += weight * (idf * (DELTA + (n * (K1 + 1)) / (long + n)))
    return score
