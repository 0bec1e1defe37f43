"""Lines that are drawn on a page become tables: which cells they close in, and how many rows and columns each spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus.readers.pdfium import Rule

_NEAR = 2.5
"""Points; lines that are closer are one, as the two sides of a thin bar, and a gap that is smaller is none."""
_SHORTEST = 4
MOST = 2_000
"""Lines of a page; a drawing with more is no table."""


class Box(NamedTuple):
    """A cell: its edges, the row and the column it begins in, and how many it spans."""

    x0: float
    top: float
    x1: float
    bottom: float
    row: int
    column: int
    across: int
    down: int


class Ruled(NamedTuple):
    """A table by its lines: its edges, how many rows it has, and its cells row by row."""

    x0: float
    top: float
    x1: float
    bottom: float
    rows: int
    boxes: tuple[Box, ...]


class _Bar(NamedTuple):
    """A line along one axis: where it lies on the other, and from where to where it runs."""

    at: float
    start: float
    end: float


def tables(rules: Sequence[Rule]) -> list[Ruled]:
    """Return the tables that lines make up, from the top; frames of a single cell are none.

    >>> frame = [Rule(0, 0, 40, 0), Rule(0, 20, 40, 20), Rule(0, 0, 0, 20), Rule(40, 0, 40, 20)]
    >>> [box[:4] for box in tables([*frame, Rule(15, 0, 15, 20)])[0].boxes]
    [(0, 0, 15, 20), (15, 0, 40, 20)]
    """
    if len(rules) > MOST:
        return []
    level = _merged(_Bar(r.top, r.x0, r.x1) for r in rules if r.x1 - r.x0 >= r.bottom - r.top)
    upright = _merged(_Bar(r.x0, r.top, r.bottom) for r in rules if r.x1 - r.x0 < r.bottom - r.top)
    found = [_table(rows, columns) for rows, columns in _groups(level, upright)]
    return sorted((table for table in found if table and len(table.boxes) > 1), key=lambda table: table.top)


def _merged(bars: Iterable[_Bar]) -> list[_Bar]:
    """Join bars that lie on one line and touch."""
    groups: list[list[_Bar]] = []
    for bar in sorted(bars):
        if groups and bar.at - groups[-1][-1].at <= _NEAR:
            groups[-1].append(bar)
        else:
            groups.append([bar])
    found: list[_Bar] = []
    for group in groups:
        run: list[_Bar] = []
        for bar in sorted(group, key=lambda bar: bar.start):
            if run and bar.start <= run[-1].end + _NEAR:
                run[-1] = _Bar(group[0].at, run[-1].start, max(run[-1].end, bar.end))
            else:
                run.append(_Bar(group[0].at, bar.start, bar.end))
        found += run
    return [bar for bar in found if bar.end - bar.start >= _SHORTEST]


def _groups(level: Sequence[_Bar], upright: Sequence[_Bar]) -> list[tuple[list[_Bar], list[_Bar]]]:
    """Return the bars that touch each other, directly or over others."""
    parent = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, row in enumerate(level):
        for j, column in enumerate(upright, len(level)):
            if _crosses(row, column):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[_Bar], list[_Bar]]] = {}
    for i, bar in enumerate([*level, *upright]):
        groups.setdefault(root(i), ([], []))[i >= len(level)].append(bar)
    return list(groups.values())


def _crosses(row: _Bar, column: _Bar) -> bool:
    across = row.start - _NEAR <= column.at <= row.end + _NEAR
    return across and column.start - _NEAR <= row.at <= column.end + _NEAR


def _table(level: Sequence[_Bar], upright: Sequence[_Bar]) -> Ruled | None:
    ys, xs = sorted({bar.at for bar in level}), sorted({bar.at for bar in upright})
    if len(ys) < 2 or len(xs) < 2 or len(ys) * len(xs) > MOST * 5:
        return None
    boxes = _boxes(xs, ys, level, upright)
    return Ruled(xs[0], ys[0], xs[-1], ys[-1], len(ys) - 1, tuple(boxes))


def _boxes(xs: list[float], ys: list[float], level: Sequence[_Bar], upright: Sequence[_Bar]) -> list[Box]:
    """Return the cells: the smallest fields between the lines, joined where no line parts them."""
    taken: set[tuple[int, int]] = set()
    boxes = []
    for y in range(len(ys) - 1):
        for x in range(len(xs) - 1):
            if (y, x) in taken:
                continue
            across = down = 1
            while x + across < len(xs) - 1 and not _parts(upright, xs[x + across], ys[y], ys[y + 1]):
                across += 1
            while y + down < len(ys) - 1 and not _parts(level, ys[y + down], xs[x], xs[x + across]):
                down += 1
            taken |= {(y + dy, x + dx) for dy in range(down) for dx in range(across)}
            boxes.append(Box(xs[x], ys[y], xs[x + across], ys[y + down], y, x, across, down))
    return boxes


def _parts(bars: Sequence[_Bar], at: float, start: float, end: float) -> bool:
    """Tell whether a bar lies at *at* over the middle of start to end."""
    middle = (start + end) / 2
    return any(abs(bar.at - at) <= _NEAR and bar.start - _NEAR <= middle <= bar.end + _NEAR for bar in bars)
