"""Which paragraphs hold a term and how often: arrays that the next library takes over but for what changed.

Making them anew takes time for every paragraph there is. So where little changed they stay as they are, with where
their documents are now, and what is new stands beside them (:class:`Patched`) until it has become much.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.integer]
Fresh = Iterable[tuple[int, Sequence[str]]]
"""The number and the terms of each new document."""

_LITTLE = 50
"""One document in so many may be new, or gone, before the arrays are made anew."""


@dataclass(frozen=True, eq=False)
class Postings:
    """Documents by term. ``documents[starts[row]:starts[row + 1]]``, ascending, hold the term of ``rows[term] == row``.

    frequencies  how often each of them does
    lengths      terms in each document, by its number
    A row may have become empty; a term without a row stands nowhere.
    """

    rows: Mapping[str, int]
    starts: Numbers
    documents: Numbers
    frequencies: Numbers
    lengths: Numbers

    @classmethod
    def of(cls, documents: Iterable[Sequence[str]]) -> Postings:
        """Count the terms of *documents*."""
        listed = list(documents)
        return _merged([], enumerate(listed), len(listed))

    @classmethod
    def empty(cls) -> Postings:
        """Return the postings of no document."""
        return _merged([], (), 0)

    @property
    def terms(self) -> Iterable[str]:
        """What any document holds or held."""
        return self.rows.keys()

    def of_term(self, term: str) -> tuple[Numbers, Numbers]:
        """Return the numbers of the documents that hold *term*, ascending, and how often each does."""
        row = self.rows.get(term)
        between = slice(self.starts[row], self.starts[row + 1]) if row is not None else slice(0)
        return self.documents[between], self.frequencies[between]

    def flat(self) -> Postings:
        """Return these postings in one piece, as they are."""
        return self

    def moved(self, places: Numbers, fresh: Fresh, size: int) -> Postings | Patched:
        """Return the postings of *size* documents: those of *self* in their new places, and *fresh* ones.

        places  for each document of *self* its new number, -1 when it is gone
        fresh   all other documents
        """
        return Patched(self, np.arange(len(self.lengths)), Postings.empty(), np.zeros(0, np.int64)).moved(places, fresh, size)


@dataclass(frozen=True, eq=False)
class Patched:
    """The postings of before, where their documents are now, and those of the documents that are new.

    places   for each document of ``before`` its number now, -1 when it is gone
    numbers  for each document of ``added`` its number now
    """

    before: Postings
    places: Numbers
    added: Postings
    numbers: Numbers

    @cached_property
    def lengths(self) -> Numbers:
        """Terms in each document, by its number."""
        here = self.places >= 0
        lengths = np.zeros(np.count_nonzero(here) + len(self.numbers), np.int32)
        lengths[self.places[here]] = self.before.lengths[here]
        lengths[self.numbers] = self.added.lengths
        return lengths

    @property
    def terms(self) -> Iterable[str]:
        """What any document holds or held."""
        return self.before.rows.keys() | self.added.rows.keys()

    def of_term(self, term: str) -> tuple[Numbers, Numbers]:
        """See :meth:`Postings.of_term`."""
        (before, frequencies), (added, others) = self.before.of_term(term), self.added.of_term(term)
        moved = self.places[before]
        here = moved >= 0
        documents = np.concatenate((moved[here], self.numbers[added]))
        order = np.argsort(documents, kind="stable")
        return documents[order], np.concatenate((frequencies[here], others))[order]

    def flat(self) -> Postings:
        """Return these postings in one piece."""
        return _merged([(self.before, self.places), (self.added, self.numbers)], (), len(self.lengths))

    def moved(self, places: Numbers, fresh: Fresh, size: int) -> Postings | Patched:
        """See :meth:`Postings.moved`."""
        before = np.full(len(self.places), -1)
        before[self.places >= 0] = places[self.places[self.places >= 0]]
        added = places[self.numbers]
        kept = np.count_nonzero(before >= 0)
        if max(size - kept, len(before) - kept) * _LITTLE > size:
            return _merged([(self.before, before), (self.added, added)], fresh, size)
        here, listed = added >= 0, list(fresh)
        numbers = np.concatenate((added[here], np.array([number for number, _ in listed], np.int64)))
        among = np.where(here, np.cumsum(here) - 1, -1)
        new = enumerate((terms for _, terms in listed), int(np.count_nonzero(here)))
        return Patched(self.before, before, _merged([(self.added, among)], new, len(numbers)), numbers)


_Columns = tuple[Numbers, Numbers, Numbers]
"""Row, document and frequency, one above the other."""


def _merged(pieces: Iterable[tuple[Postings, Numbers]], fresh: Fresh, size: int) -> Postings:
    """Return the postings of *size* documents: those of each piece where they are now (-1: gone), and *fresh* ones."""
    rows: dict[str, int] = {}
    lengths = np.zeros(size, np.int32)
    columns = [_taken_over(piece, now, rows, lengths) for piece, now in pieces]
    columns.append(_counted(fresh, rows, lengths))
    row, document, frequency = map(np.concatenate, zip(*columns, strict=True))
    order = np.argsort(row << 32 | document, kind="stable")  # what was kept is in order: takes linear time
    starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(rows)))))
    return Postings(rows, starts, _small(document[order]), _small(frequency[order]), lengths)


def _taken_over(piece: Postings, now: Numbers, rows: dict[str, int], lengths: Numbers) -> _Columns:
    lengths[now[now >= 0]] = piece.lengths[now >= 0]
    renumbered = np.array([rows.setdefault(term, len(rows)) for term in piece.rows], np.int64)
    moved = now[piece.documents]
    kept = moved >= 0
    return np.repeat(renumbered, np.diff(piece.starts))[kept], moved[kept], piece.frequencies[kept]


def _counted(fresh: Fresh, rows: dict[str, int], lengths: Numbers) -> _Columns:
    added, counts, numbers, distinct = array("q"), array("q"), array("q"), array("q")
    for number, terms in fresh:
        counted = Counter(terms)
        added.extend([rows.setdefault(term, len(rows)) for term in counted])
        counts.extend(counted.values())
        numbers.append(number)
        distinct.append(len(counted))
        lengths[number] = len(terms)
    return _numbers(added), np.repeat(_numbers(numbers), _numbers(distinct)), _small(_numbers(counts))


def _numbers(column: array[int]) -> Numbers:
    return np.array(column, np.int64)


def _small(values: Numbers) -> Numbers:
    """Return *values* in as few bytes as they need."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))
