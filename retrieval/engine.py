"""BM25 engines behind one small protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

_Posting = tuple[NDArray[np.int64], NDArray[np.float64]]
"""The documents of a term, and what it gives each of them."""


class Engine(Protocol):
    """Scores documents, known by their position, against weighted terms."""

    def search(self, terms: Mapping[str, float], k: int) -> list[tuple[int, float]]:
        """Return up to *k* (document, score), best first, ties by position; none that shares no term."""
        ...


class RankBM25:
    """rank-bm25's ``BM25Plus`` in memory: the reference.

    ``BM25Plus`` because ``BM25Okapi`` scores a word that stands in half of the documents 0, and below 0 in a tiny
    corpus. Its ``get_scores`` adds the lower bound also to documents that lack the term; its idf and its formula over each
    term's own postings give the sum over shared terms that the paper defines.
    Source: Lv and Zhai, "Lower-bounding term frequency normalization", CIKM 2011. k1 and b as suit short paragraphs
    in words and bigrams.
    """

    def __init__(self, documents: Sequence[Sequence[str]], k1: float = 0.9, b: float = 0.4, delta: float = 1.0) -> None:
        self._size = len(documents)
        self._postings: dict[str, tuple[list[int], list[int]]] = {}
        self._scored: dict[str, _Posting] = {}
        if not any(documents):
            return
        bm25 = BM25Plus(documents, k1=k1, b=b, delta=delta)
        for number, counts in enumerate(bm25.doc_freqs):
            for term, count in counts.items():
                numbers, times = self._postings.setdefault(term, ([], []))
                numbers.append(number)
                times.append(count)
        bm25.doc_freqs = []  # the postings say it as well
        self._bm25 = bm25
        self._norms = k1 * (1 - b + b * np.array(bm25.doc_len) / bm25.avgdl)

    def search(self, terms: Mapping[str, float], k: int) -> list[tuple[int, float]]:
        """See :class:`Engine`."""
        scores = np.zeros(self._size)
        for term, weight in sorted(terms.items()):
            if weight > 0 and (posting := self._scores(term)) is not None:
                scores[posting[0]] += weight * posting[1]
        found = np.flatnonzero(scores)
        best = found[np.lexsort((found, -scores[found]))[:k]]
        return [(int(number), float(scores[number])) for number in best]

    def _scores(self, term: str) -> _Posting | None:
        """Return the documents that hold *term* and what it gives each of them; worked out when first asked for."""
        if term not in self._postings:
            return None
        if term not in self._scored:
            numbers, times = map(np.array, self._postings[term])
            gain = times * (self._bm25.k1 + 1) / (self._norms[numbers] + times)
            self._scored[term] = numbers, self._bm25.idf[term] * (self._bm25.delta + gain)
        return self._scored[term]
