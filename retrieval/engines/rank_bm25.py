"""The reference engine: rank-bm25 in memory, over postings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from retrieval.engines.protocol import Among, Fresh, Layout, Shape, Terms
from retrieval.engines.weights import DELTA, K1, B
from retrieval.postings import Numbers, Patched, Postings

_Posting = tuple[Numbers, NDArray[np.float64]]
"""The documents of a term, and what it gives each of them."""


class _Alike(NamedTuple):
    """Documents that hold a term equally often, one of each length; and the corpus's size and mean length."""

    often: int
    lengths: Numbers
    size: int
    average: float


class _OfTerm(BM25Plus):  # type: ignore[misc]  # the library has no types
    """rank-bm25 over documents that hold one term; what it would count over the whole corpus is given."""

    def _initialize(self, held: _Alike) -> dict[str, int]:
        self.corpus_size, self.avgdl, self.doc_len = held.size, held.average, held.lengths
        self.doc_freqs = [{"": held.often}] * len(held.lengths)
        return {}

    def rarity(self, holding: int) -> float:
        """Return the idf of a term that so many documents of the corpus hold."""
        self._calc_idf({"": holding})
        return float(self.idf[""])

    def shares(self) -> NDArray[np.float64]:
        """Return what a term whose idf is 1 gives each of the documents."""
        self.corpus_size, self.idf[""] = len(self.doc_freqs), 1.0  # so many get_scores looks at
        scores: NDArray[np.float64] = self.get_scores([""])
        return scores


class RankBM25:
    """rank-bm25's ``BM25Plus`` over postings, a term at a time: documents that hold it equally often and are equally long score alike.

    ``BM25Plus`` because ``BM25Okapi`` scores a word that stands in half of the documents 0, and below 0 in a tiny
    corpus. Its ``get_scores`` adds the lower bound also to documents that lack the term; scoring each term on its own
    postings gives the sum over shared terms that the paper defines.
    """

    kind = "rank_bm25"
    files: Sequence[Path] = ()

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
        self._shared: dict[int, NDArray[np.float64]] = {}
        """What a term whose idf is 1 gives a document of each length that holds it so often."""
        self._tabled = np.zeros(0, np.int64), np.zeros((0, 0))

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
            self._scored[term] = numbers, self._score(numbers, frequencies)
        return self._scored[term]

    def _score(self, numbers: Numbers, frequencies: Numbers) -> NDArray[np.float64]:
        """Return what a term gives the documents *numbers*, all that hold it, each so often."""
        row, shares = self._table(frequencies)
        given: NDArray[np.float64] = self._of_term(0).rarity(len(numbers)) * shares[row[frequencies], self._kinds[1][numbers]]
        return given

    def _table(self, frequencies: Numbers) -> tuple[Numbers, NDArray[np.float64]]:
        """Return the shares of all numbers of times met, *frequencies* among them, and in which row those of each stand."""
        row, shares = self._tabled
        if int(frequencies.max()) >= len(row) or row[frequencies].min() < 0:
            self._shared.update({often: self._of_term(often).shares() for often in {*frequencies.tolist()} - self._shared.keys()})
            met = sorted(self._shared)
            row, shares = np.full(met[-1] + 1, -1), np.stack([self._shared[often] for often in met])
            row[met] = np.arange(len(met))
            self._tabled = row, shares  # both at once, as others may ask meanwhile
        return row, shares

    def _of_term(self, often: int) -> _OfTerm:
        return _OfTerm(_Alike(often, self._kinds[0], self._size, self._average), k1=self._k1, b=self._b, delta=self._delta)

    @cached_property
    def _kinds(self) -> tuple[Numbers, Numbers]:
        """The lengths that documents have, and which of them each has."""
        lengths, which = np.unique(self.postings.lengths.astype(np.int64), return_inverse=True)
        return lengths, which
