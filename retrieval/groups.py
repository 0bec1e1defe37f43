"""The passages of all paragraphs as if they lay there: each report's are made when they are first asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import overload

from retrieval.part import Group, Part, Passage


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
        part, place = self._place(at + len(self) if at < 0 else at)
        return part.group(place)

    def texts(self, number: int) -> Sequence[str]:
        """Return the texts of the passages of the paragraph *number*, which need not be made for that."""
        part, place = self._place(number)
        return part.texts(place)

    def _place(self, number: int) -> tuple[Part, int]:
        """Return which part holds the paragraph *number*, and which of its paragraphs that is, from 0."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        part = self._parts[nth := bisect_right(self._ends, number)]
        return part, number - self._ends[nth] + part.paragraphs

    def passage(self, report: str, start: int) -> Passage | None:
        """Return the passage that begins at *start* of the *report* of that name, None when there is no such."""
        part = self._by_report.get(report)
        passages = (passage for group in (part.groups if part else ()) for passage in group)
        return next((passage for passage in passages if passage.sentence.start == start), None)

    @cached_property
    def _by_report(self) -> dict[str, Part]:
        return {part.report.name: part for part in self._parts}


class FoldedTexts(Mapping[str, str]):
    """The folded text of each report by its name, made when it is asked for."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = {part.report.name: part for part in parts}

    def __getitem__(self, name: str) -> str:
        return self._parts[name].folded

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)
