"""Which paragraphs hold a term and how often: arrays that the next library takes over but for what changed."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.integer]


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
        return cls.empty().moved(np.zeros(0, np.int64), enumerate(listed), len(listed))

    @classmethod
    def empty(cls) -> Postings:
        """Return the postings of no document."""
        nothing = np.zeros(0, np.int32)
        return cls({}, np.zeros(1, np.int64), nothing, nothing.astype(np.uint8), nothing)

    def moved(self, places: Numbers, fresh: Iterable[tuple[int, Sequence[str]]], size: int) -> Postings:
        """Return the postings of *size* documents: those of *self* in their new places, and *fresh* ones.

        places  for each document of *self* its new number, -1 when it is gone
        fresh   the number and the terms of each other document
        """
        rows, lengths = dict(self.rows), np.zeros(size, np.int32)
        lengths[places[places >= 0]] = self.lengths[places >= 0]
        added, counts, numbers, distinct = array("q"), array("q"), array("q"), array("q")
        for number, terms in fresh:
            counted = Counter(terms)
            added.extend([rows.setdefault(term, len(rows)) for term in counted])
            counts.extend(counted.values())
            numbers.append(number)
            distinct.append(len(counted))
            lengths[number] = len(terms)
        moved = places[self.documents]
        kept = moved >= 0
        row = np.concatenate((np.repeat(np.arange(len(self.rows)), np.diff(self.starts))[kept], _numbers(added)))
        document = np.concatenate((moved[kept], np.repeat(_numbers(numbers), _numbers(distinct))))
        frequencies = np.concatenate((self.frequencies[kept], _small(_numbers(counts))))
        order = np.argsort(row << 32 | document, kind="stable")  # what was kept is in order: takes linear time
        starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(rows)))))
        return Postings(rows, starts, document[order].astype(np.int32), frequencies[order], lengths)

    def of_term(self, term: str) -> tuple[Numbers, Numbers]:
        """Return the numbers of the documents that hold *term*, ascending, and how often each does."""
        row = self.rows.get(term)
        between = slice(self.starts[row], self.starts[row + 1]) if row is not None else slice(0)
        return self.documents[between], self.frequencies[between]


def _numbers(column: array[int]) -> Numbers:
    return np.array(column, np.int64)


def _small(counts: Numbers) -> Numbers:
    """Return *counts* in as few bytes as they need."""
    return counts.astype(np.min_scalar_type(int(counts.max(initial=0))))
