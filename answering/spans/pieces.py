"""Pieces: what is left of a comma-part when the words around the answer are cut away.

Where a piece may begin and end is said by marks (是, 位于, 由 …), brackets, commas and the words of the question that stand
there. Every piece is a candidate; ``answering/cutting.py`` says which one reads best as the answer.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from answering.lexicon import any_of
from answering.spans.span import PAIRED, Span, balanced, marks
from retrieval import clauses

LONGEST = 90
"""Characters of the longest piece: several comma-parts in a row."""
RUN = 4
"""Comma-parts in a row a piece may hold at most."""
EDGES = 9
"""Starts, and ends, looked at in one comma-part."""

MOST = 600
"""Pieces looked at in one sentence."""

_BRACKET = re.compile(r"[“《「\[〈(]|[”》」\]〉)]")
_SCRIPT = re.compile(r"(?<=[一-鿿])(?=[a-z0-9])|(?<=[a-z0-9])(?=[一-鿿])")

Edge = tuple[int, str]
"""An offset and the mark that makes it a place to cut."""


def edges(text: str, matched: Sequence[tuple[int, int]]) -> tuple[list[Edge], list[Edge]]:
    """Return where pieces may begin and where they may end, in order, with the class of the mark that says so.

    matched  where words of the question stand
    """
    own = _own_edges(text)
    starts = own.scripts | {end: "matched" for _, end in matched} | own.starts
    ends = own.scripts | own.before_marks | {start: "matched" for start, _ in matched} | own.ends
    return sorted(starts.items()), sorted(ends.items())


class _Edges(NamedTuple):
    """The edges that a text has whatever is asked: where the script changes, before marks, and those that count most."""

    scripts: dict[int, str]
    before_marks: dict[int, str]
    starts: dict[int, str]
    ends: dict[int, str]


@lru_cache(maxsize=1024)
def _own_edges(text: str) -> _Edges:
    found = _Edges({match.start(): "script" for match in _SCRIPT.finditer(text)}, {}, {}, {})
    for match in _marked().finditer(text):
        found.starts[match.end()] = marks()[match[0]]
        found.before_marks.setdefault(match.start(), marks()[match[0]])
    for match in _BRACKET.finditer(text):
        (found.starts if match[0] in "“《「[〈(" else found.ends).update(dict.fromkeys(match.span(), "bracket"))
    found.starts.update((start, "part") for start, _ in clauses(text))
    found.ends.update((close, "part") for close in _closes(text))
    return found


@lru_cache(maxsize=1024)
def _closes(text: str) -> tuple[int, ...]:
    """Return where the words of each comma-part end."""
    return tuple(start + len(text[start:end].rstrip(",:。;!?、 ")) for start, end in clauses(text))


@cache
def _marked() -> re.Pattern[str]:
    return re.compile(any_of(marks()))


def pieces(text: str, starts: Sequence[Edge], ends: Sequence[Edge]) -> Iterator[Span]:
    """Yield pieces within a comma-part between any start and end, and runs of comma-parts from any start; MOST at most."""
    return islice(_pieces(text, [at for at, _ in starts], [at for at, _ in ends]), MOST)


def _pieces(text: str, starts: Sequence[int], ends: Sequence[int]) -> Iterator[Span]:
    parts = clauses(text)
    closes = _closes(text)
    bracketed = PAIRED.search(text) is not None
    for i, (first, _) in enumerate(parts):
        stops = ends[bisect_right(ends, first) : bisect_right(ends, closes[i])][-EDGES:]
        for a in starts[bisect_left(starts, first) : bisect_left(starts, closes[i])][:EDGES]:
            further = (b for b in closes[i + 1 : i + RUN] if b - a <= LONGEST)
            whole = (b for b in (*stops, *further) if a < b and (not bracketed or balanced(text, a, b)))
            yield from (Span(((a, b),), 0.0, "piece") for b in whole)
