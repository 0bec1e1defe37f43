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
    corpus. Its ``get_scores`` adds the lower bound also to documents that lack the term; scoring each term on its own
    postings gives the sum over shared terms that the paper defines.
    Source: Lv and Zhai, "Lower-bounding term frequency normalization", CIKM 2011. k1 and b as suit short paragraphs
    in words and bigrams.
    """

    def __init__(self, documents: Sequence[Sequence[str]], k1: float = 0.9, b: float = 0.4, delta: float = 1.0) -> None:
        self._bm25 = BM25Plus(documents, k1=k1, b=b, delta=delta) if any(documents) else None
        if self._bm25 is not None:
            self._bm25.doc_len = np.array(self._bm25.doc_len)  # or every term would make it an array anew
        self._postings: dict[str, list[int]] = {}
        for number, document in enumerate(documents):
            for term in dict.fromkeys(document):
                self._postings.setdefault(term, []).append(number)
        self._size = len(documents)
        self._scored: dict[str, _Posting] = {}

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
        if term not in self._postings or self._bm25 is None:
            return None
        if term not in self._scored:
            numbers = self._postings[term]
            self._scored[term] = np.array(numbers), np.array(self._bm25.get_batch_scores([term], numbers))
        return self._scored[term]
