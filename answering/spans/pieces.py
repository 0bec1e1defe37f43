"""Pieces: what is left of a comma-part when the words around the answer are cut away.

Where a piece may begin and end is said by marks (是, 位于, 由 …), brackets, commas and the words of the question that stand
there. Every piece is a candidate; ``answering/cutting.py`` says which one reads best as the answer.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from answering.lexicon import any_of
from answering.spans.span import Span, balanced, marks
from retrieval import clauses

LONGEST = 90
"""Characters of the longest piece: several comma-parts in a row."""
RUN = 4
"""Comma-parts in a row a piece may hold at most."""
EDGES = 9
"""Starts, and ends, looked at in one comma-part."""

MOST = 600
"""Pieces looked at in one sentence."""

_PAIRED = re.compile("[“”《》「」()]")

Edge = tuple[int, str]
"""An offset and the mark that makes it a place to cut."""


def edges(text: str, matched: Sequence[tuple[int, int]]) -> tuple[list[Edge], list[Edge]]:
    """Return where pieces may begin and where they may end, in order, with the class of the mark that says so.

    matched  where words of the question stand
    """
    starts: dict[int, str] = {}
    ends: dict[int, str] = {}
    for start, end in matched:
        starts.setdefault(end, "matched")
        ends.setdefault(start, "matched")
    for match in _marked().finditer(text):
        starts[match.end()] = marks()[match[0]]
        ends.setdefault(match.start(), marks()[match[0]])
    for match in re.finditer(r"[“《「\[〈(]|[”》」\]〉)]", text):
        opening = match[0] in "“《「[〈("
        for place in match.span():
            (starts if opening else ends)[place] = "bracket"
    for match in re.finditer(r"(?<=[一-鿿])(?=[a-z0-9])|(?<=[a-z0-9])(?=[一-鿿])", text):
        starts.setdefault(match.start(), "script")
        ends.setdefault(match.start(), "script")
    for start, end in clauses(text):
        starts[start] = "part"
        close = _close(text, start, end)
        ends[close] = "part"
    return sorted(starts.items()), sorted(ends.items())


def _close(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(",:。;!?、 "))


@cache
def _marked() -> re.Pattern[str]:
    return re.compile(any_of(marks()))


def pieces(text: str, starts: Sequence[Edge], ends: Sequence[Edge]) -> Iterator[Span]:
    """Yield pieces within a comma-part between any start and end, and runs of comma-parts from any start; MOST at most."""
    return islice(_pieces(text, [at for at, _ in starts], [at for at, _ in ends]), MOST)


def _pieces(text: str, starts: Sequence[int], ends: Sequence[int]) -> Iterator[Span]:
    parts = clauses(text)
    closes = [_close(text, *part) for part in parts]
    bracketed = _PAIRED.search(text) is not None
    for i, (first, _) in enumerate(parts):
        stops = ends[bisect_right(ends, first) : bisect_right(ends, closes[i])][-EDGES:]
        for a in starts[bisect_left(starts, first) : bisect_left(starts, closes[i])][:EDGES]:
            further = (b for b in closes[i + 1 : i + RUN] if b - a <= LONGEST)
            whole = (b for b in (*stops, *further) if a < b and (not bracketed or balanced(text, a, b)))
            yield from (Span(((a, b),), 0.0, "piece") for b in whole)
