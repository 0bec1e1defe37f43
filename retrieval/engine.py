"""BM25 engines behind one small protocol."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

from rank_bm25 import BM25Plus


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
        self._postings: dict[str, list[int]] = {}
        for number, document in enumerate(documents):
            for term in dict.fromkeys(document):
                self._postings.setdefault(term, []).append(number)

    def search(self, terms: Mapping[str, float], k: int) -> list[tuple[int, float]]:
        """See :class:`Engine`."""
        scores: defaultdict[int, float] = defaultdict(float)
        for term, weight in sorted(terms.items()):
            posting = self._postings.get(term)
            if posting is None or self._bm25 is None or weight <= 0:
                continue
            for number, score in zip(posting, self._bm25.get_batch_scores([term], posting), strict=True):
                scores[number] += weight * score
        return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:k]
