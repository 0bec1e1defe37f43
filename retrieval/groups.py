"""The passages of all paragraphs as if they lay there: each report's are made when they are first asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import overload

from retrieval.part import Group, Part


class Groups(Sequence[Group]):
    """The passages of each paragraph, by the paragraph's number in the index."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._ends = list(accumulate(part.paragraphs for part in parts))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Group]:
        for part in self._parts:
            yield from part.groups

    @overload
    def __getitem__(self, at: int) -> Group: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Group]: ...
    def __getitem__(self, at: int | slice) -> Group | Sequence[Group]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        number = at + len(self) if at < 0 else at
        if not 0 <= number < len(self):
            raise IndexError(at)
        part = self._parts[nth := bisect_right(self._ends, number)]
        return part.groups[number - self._ends[nth] + part.paragraphs]


class Sentences:
    """The folded sentences of all reports."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts

    def first(self, piece: str) -> str:
        """Return the first sentence that holds *piece*, empty when none does."""
        held = (part for part in self._parts if piece in part.folded)
        sentences = (passage.text for part in held for group in part.groups for passage in group)
        return next((text for text in sentences if piece in text), "")
