"""The reference engine: rank-bm25 in memory, over postings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from retrieval.engines.protocol import Among, Fresh, Layout, Shape, Terms
from retrieval.engines.weights import DELTA, K1, B
from retrieval.postings import Numbers, Patched, Postings

_Posting = tuple[Numbers, NDArray[np.float64]]
"""The documents of a term, and what it gives each of them."""


_HALF = 32
"""Bits of a document's length where it stands beside how often it holds a term."""
_ALIKE = 256
"""Documents of a term from which those alike are scored together: as long as each other, and holding it as often."""


class _Held(NamedTuple):
    """Documents that hold one term: how often each does, how long it is; how many do in all; the corpus's size and mean length."""

    term: str
    frequencies: list[int]
    lengths: Numbers
    holding: int
    size: int
    average: float


class _OfTerm(BM25Plus):  # type: ignore[misc]  # the library has no types
    """rank-bm25 over the documents of one term; what it would count over the whole corpus is given."""

    def _initialize(self, held: _Held) -> dict[str, int]:
        self.corpus_size, self.avgdl, self.doc_len = held.size, held.average, held.lengths
        alike = {often: {held.term: often} for often in set(held.frequencies)}
        self.doc_freqs = [alike[often] for often in held.frequencies]
        return {held.term: held.holding}

    def scores_of(self, term: str) -> NDArray[np.float64]:
        """Return what *term* gives each of its documents."""
        self.corpus_size = len(self.doc_freqs)  # so many get_scores looks at; the idf was worked out before
        scores: NDArray[np.float64] = self.get_scores([term])
        return scores


class RankBM25:
    """rank-bm25's ``BM25Plus`` over postings, a term at a time.

    ``BM25Plus`` because ``BM25Okapi`` scores a word that stands in half of the documents 0, and below 0 in a tiny
    corpus. Its ``get_scores`` adds the lower bound also to documents that lack the term; scoring each term on its own
    postings gives the sum over shared terms that the paper defines.
    """

    kind = "rank_bm25"

    def __init__(
        self,
        documents: Postings | Patched | Sequence[Terms] = (),
        layout: Layout | None = None,
        names: bytes = b"",
        *,
        k1: float = K1,
        b: float = B,
        delta: float = DELTA,
    ) -> None:
        """Search *documents*: those of *layout*, by default of one nameless report."""
        self.postings = documents if isinstance(documents, Postings | Patched) else Postings.of(documents)
        self._k1, self._b, self._delta = k1, b, delta
        self._size = len(self.postings.lengths)
        self.layout = layout or Layout((Shape("", "", self._size),))
        self.names = names
        self._average = int(self.postings.lengths.sum()) / self._size if self._size else 0.0
        self._scored: dict[str, _Posting] = {}

    def search(
        self, terms: Mapping[str, float], k: int, *, required: Collection[str] = (), among: Among | None = None
    ) -> list[tuple[int, float]]:
        """See :class:`retrieval.engines.Engine`."""
        postings = [(self._scores(term), weight) for term, weight in sorted(terms.items()) if weight > 0]
        held = [(posting, weight) for posting, weight in postings if posting is not None]
        scores = np.zeros(self._size)
        if held:  # added up term by term, in this order
            documents, weights = np.concatenate([posting[0] for posting, _ in held]), [w * posting[1] for posting, w in held]
            scores = np.asarray(np.bincount(documents, np.concatenate(weights), self._size), np.float64)
        found = np.flatnonzero(scores) if terms or not required else np.arange(self._size)
        for term in required:
            found = found[self._holding(term)[found]]
        if among is not None:
            found = found[self._within(among)[found]]
        if len(found) > 4 * k > 0:  # sorting all that share a character would take longer than scoring them
            found = found[scores[found] >= np.partition(scores[found], -k)[-k]]
        best = found[np.lexsort((found, -scores[found]))[:k]]
        return [(int(number), float(scores[number])) for number in best]

    def holding(self, required: Collection[str], most: int) -> list[int] | None:
        """See :class:`retrieval.engines.Engine`."""
        found, *others = sorted((self.postings.of_term(term)[0] for term in required), key=len)
        for other in others:
            found = found[np.isin(found, other, assume_unique=True)]
        return found.tolist() if len(found) <= most else None

    def updated(self, layout: Layout, fresh: Fresh, names: bytes) -> RankBM25:
        """See :class:`retrieval.engines.Engine`."""
        places = np.full(self._size, -1, np.int64)
        for shape in layout.shapes:
            if shape.key not in fresh:
                start = self.layout.start(shape.key)
                places[start : start + shape.paragraphs] = layout.start(shape.key) + np.arange(shape.paragraphs)
        added = ((layout.start(key) + i, terms) for key in fresh for i, terms in enumerate(fresh[key]))
        return RankBM25(self.postings.moved(places, added, layout.size), layout, names)

    def _holding(self, term: str) -> NDArray[np.bool_]:
        holding = np.zeros(self._size, bool)
        holding[self.postings.of_term(term)[0]] = True
        return holding

    def _within(self, among: Among) -> NDArray[np.bool_]:
        within = np.zeros(self._size, bool)
        for shape in self.layout.chosen(among):
            within[(start := self.layout.start(shape.key)) : start + shape.paragraphs] = True
        return within

    def _scores(self, term: str) -> _Posting | None:
        """Return the documents that hold *term* and what it gives each of them; worked out when first asked for."""
        if term not in self._scored:
            numbers, frequencies = self.postings.of_term(term)
            if not len(numbers):
                return None
            self._scored[term] = numbers, self._score(term, frequencies, self.postings.lengths[numbers].astype(np.int64))
        return self._scored[term]

    def _score(self, term: str, frequencies: Numbers, lengths: Numbers) -> NDArray[np.float64]:
        """Return what *term* gives documents that hold it so often and are so long."""
        holding, which = len(frequencies), None
        if holding >= _ALIKE:
            kinds, which = np.unique(frequencies.astype(np.int64) << _HALF | lengths, return_inverse=True)
            frequencies, lengths = kinds >> _HALF, kinds & (1 << _HALF) - 1
        held = _Held(term, frequencies.tolist(), lengths, holding, self._size, self._average)
        scores = _OfTerm(held, k1=self._k1, b=self._b, delta=self._delta).scores_of(term)
        return scores if which is None else scores[which]
