"""BM25 engines behind one small protocol."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from retrieval.postings import Numbers, Patched, Postings

_Posting = tuple[Numbers, NDArray[np.float64]]
"""The documents of a term, and what it gives each of them."""


class Engine(Protocol):
    """Scores documents, known by their position, against weighted terms."""

    def search(self, terms: Mapping[str, float], k: int, *, required: Collection[str] = ()) -> list[tuple[int, float]]:
        """Return up to *k* (document, score), best first, ties by position; none that shares no term.

        required  only documents that hold all of these
        """
        ...


class _Held(NamedTuple):
    """The documents that hold one term: how often each does, how long it is; and the corpus's size and mean length."""

    term: str
    frequencies: list[int]
    lengths: Numbers
    size: int
    average: float


class _OfTerm(BM25Plus):  # type: ignore[misc]  # the library has no types
    """rank-bm25 over the documents of one term; what it would count over the whole corpus is given."""

    def _initialize(self, held: _Held) -> dict[str, int]:
        self.corpus_size, self.avgdl, self.doc_len = held.size, held.average, held.lengths
        self.doc_freqs = [{held.term: often} for often in held.frequencies]
        return {held.term: len(held.frequencies)}


class RankBM25:
    """rank-bm25's ``BM25Plus`` over postings, a term at a time.

    ``BM25Plus`` because ``BM25Okapi`` scores a word that stands in half of the documents 0, and below 0 in a tiny
    corpus. Its ``get_scores`` adds the lower bound also to documents that lack the term; scoring each term on its own
    postings gives the sum over shared terms that the paper defines.
    Source: Lv and Zhai, "Lower-bounding term frequency normalization", CIKM 2011. k1 and b as suit short paragraphs
    in words and bigrams.
    """

    def __init__(
        self, documents: Postings | Patched | Sequence[Sequence[str]], k1: float = 0.9, b: float = 0.4, delta: float = 1.0
    ) -> None:
        self._postings = documents if isinstance(documents, Postings | Patched) else Postings.of(documents)
        self._k1, self._b, self._delta = k1, b, delta
        self._size = len(self._postings.lengths)
        self._average = int(self._postings.lengths.sum()) / self._size if self._size else 0.0
        self._scored: dict[str, _Posting] = {}

    def search(self, terms: Mapping[str, float], k: int, *, required: Collection[str] = ()) -> list[tuple[int, float]]:
        """See :class:`Engine`."""
        scores = np.zeros(self._size)
        for term, weight in sorted(terms.items()):
            if weight > 0 and (posting := self._scores(term)) is not None:
                scores[posting[0]] += weight * posting[1]
        found = np.flatnonzero(scores)
        for term in required:
            found = np.intersect1d(found, self._postings.of_term(term)[0], assume_unique=True)
        best = found[np.lexsort((found, -scores[found]))[:k]]
        return [(int(number), float(scores[number])) for number in best]

    def _scores(self, term: str) -> _Posting | None:
        """Return the documents that hold *term* and what it gives each of them; worked out when first asked for."""
        if term not in self._scored:
            numbers, frequencies = self._postings.of_term(term)
            if not len(numbers):
                return None
            held = _Held(term, frequencies.tolist(), self._postings.lengths[numbers].astype(np.int64), self._size, self._average)
            bm25 = _OfTerm(held, k1=self._k1, b=self._b, delta=self._delta)
            self._scored[term] = numbers, np.array(bm25.get_batch_scores([term], range(len(numbers))))
        return self._scored[term]
