"""Glyphs become lines in the order a reader takes them: rows, columns, and columns of characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from corpus.readers.pdfium import Glyph

_GAP = 1.2
"""Ems; glyphs that stand further apart belong to two pieces."""
_WORD_GAP = 0.25
_BLANK_GAP = 0.8
_ROWS = 3
"""Lines; the least that make a column."""
_PROSE = 8
"""Glyphs; the least in a line of a column, more than in most cells of a table without rules."""
_FILLED = 0.65


class Piece(NamedTuple):
    """Words in one row that no gap parts, or in one column of characters (``upright``): where they stand, in points."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    upright: bool = False
    angle: int = 0
    table: int = -1


class Line(NamedTuple):
    """A line of running text and the edges of the column it stands in; or a table, by its number on the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    left: float
    right: float
    table: int = -1
    angle: int = 0


def pieces(glyphs: Sequence[Glyph]) -> list[Piece]:
    """Return what is written, cut where a gap parts it, in the order of the file.

    A character drawn twice to look bold counts once.
    """
    found = [_piece(run) for run in _runs(list(_once(glyphs)))]
    return [piece for piece in found if piece.text]


def _once(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    seen: dict[tuple[str, int, int], tuple[int, Glyph]] = {}
    for index, glyph in enumerate(glyphs):
        cell = max(1.0, glyph.size / 2)
        x, y = round(glyph.x0 / cell), round(glyph.top / cell)
        near = [seen.get((glyph.text, x + dx, y + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        # A ligature gives two characters in one place, one behind the other: ff.
        if any(other and index - other[0] > 1 and _same_place(glyph, other[1]) for other in near):
            continue
        seen[glyph.text, x, y] = index, glyph
        yield glyph


def _same_place(one: Glyph, other: Glyph) -> bool:
    return max(abs(one.x0 - other.x0), abs(one.top - other.top)) < 0.2 * one.size


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield glyphs that follow each other in a row or, two or more one below the other, in a column."""
    run: list[Glyph] = []
    upright = False
    for glyph in glyphs:
        beside = bool(run) and glyph.angle == run[-1].angle and _is_beside(run[-1], glyph)
        below = bool(run) and glyph.angle == run[-1].angle and _is_below(run[-1], glyph)
        if (beside and not upright) or (below and (upright or len(run) == 1)):
            upright = below and not beside
            run.append(glyph)
            continue
        if run:
            yield run
        run, upright = [glyph], False
    if run:
        yield run


def _is_beside(one: Glyph, other: Glyph) -> bool:
    size = max(one.size, other.size)
    middle = (other.top + other.bottom) / 2
    return one.top <= middle <= one.bottom and -0.5 * size <= other.x0 - one.x1 <= _GAP * size


def _is_below(one: Glyph, other: Glyph) -> bool:
    size = max(one.size, other.size)
    level = abs((one.x0 + one.x1) - (other.x0 + other.x1)) / 2 <= 0.35 * size
    return level and 0.7 * size <= other.top - one.top <= 1.35 * size


def _piece(run: Sequence[Glyph]) -> Piece:
    upright = len(run) > 1 and _is_below(run[0], run[1]) and not _is_beside(run[0], run[1])
    text = run[0].text + "".join(_blank(one, other, upright) + other.text for one, other in pairwise(run))
    return Piece(
        text,
        min(glyph.x0 for glyph in run),
        max(glyph.x1 for glyph in run),
        min(glyph.top for glyph in run),
        max(glyph.bottom for glyph in run),
        median(glyph.size for glyph in run),
        upright,
        run[0].angle,
    )


def _blank(one: Glyph, other: Glyph, upright: bool) -> str:
    if upright:
        return ""
    gap = (other.x0 - one.x1) / max(one.size, other.size)
    least = _WORD_GAP if one.text.isascii() and other.text.isascii() else _BLANK_GAP
    return " " if other.apart or gap >= least else ""


def lines(found: Sequence[Piece]) -> list[Line]:
    """Return pieces as lines: columns from left to right, in each from the top; written downwards, from the right."""
    upright = [piece for piece in found if piece.upright]
    if sum(len(piece.text) for piece in upright) * 2 > sum(len(piece.text) for piece in found):
        return _downwards(found)
    return [line for block in _blocks(list(found)) for line in _rows(block)]


def _downwards(found: Sequence[Piece]) -> list[Line]:
    """Return text written in columns of characters, each column as a line: turned, its top is the line's beginning."""
    turned = [Piece(p.text, p.top, p.bottom, -p.x1, -p.x0, p.size, angle=p.angle) for p in found]
    return _rows(turned)


def _blocks(found: list[Piece], depth: int = 0) -> list[list[Piece]]:
    """Cut pieces into blocks that are read one after the other, by the gutters between columns of running text."""
    gutter = _gutter(found) if depth < 4 else None
    if gutter is None:
        return [found] if found else []
    blocks: list[list[Piece]] = []
    band: list[Piece] = []
    whole: list[Piece] = []
    for piece in sorted(found, key=lambda piece: piece.top):
        if piece.x0 < gutter < piece.x1:
            blocks += _columns(band, gutter, depth)
            band = []
            whole.append(piece)
        else:
            if whole and not _level(whole[-1], piece):
                blocks.append(whole)
                whole = []
            (whole if whole else band).append(piece)
    if whole:
        blocks.append(whole)
    return blocks + _columns(band, gutter, depth)


def _columns(band: list[Piece], gutter: float, depth: int) -> list[list[Piece]]:
    """Return the two sides of a gutter one after the other, or the band whole when it is no running text."""
    sides = [[p for p in band if p.x1 <= gutter], [p for p in band if p.x0 >= gutter]]
    if all(_is_prose(side) for side in sides):
        return [block for side in sides for block in _blocks(side, depth + 1)]
    return [band] if band else []


def _gutter(found: Sequence[Piece]) -> float | None:
    """Return where a vertical white strip parts two columns; a few titles may run across it."""
    if len(found) < 2 * _ROWS:
        return None
    left, right = min(piece.x0 for piece in found), max(piece.x1 for piece in found)
    size = median(piece.size for piece in found)
    edges = sorted({piece.x1 + size / 4 for piece in found if left + 5 * size < piece.x1 < right - 5 * size})
    crossed = {x: [p for p in found if p.x0 - size / 2 < x < p.x1] for x in edges}
    best = min(edges, key=lambda x: len(crossed[x]), default=None)
    if best is None or len(crossed[best]) > len(found) / 3:
        return None
    sides = [[p for p in found if p.x1 <= best], [p for p in found if p.x0 >= best]]
    return best if all(_is_prose(side) for side in sides) else None


def _is_prose(side: Sequence[Piece]) -> bool:
    """Tell whether pieces are lines of a column: several, long, and most about as wide as the widest."""
    if len(side) < _ROWS or median(len(piece.text) for piece in side) < _PROSE:
        return False
    width = max(piece.x1 for piece in side) - min(piece.x0 for piece in side)
    return sum(piece.x1 - piece.x0 >= _FILLED * width for piece in side) * 2 >= len(side)


def _level(one: Piece, other: Piece) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap >= 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def _rows(block: Sequence[Piece]) -> list[Line]:
    """Return the rows of one block as lines."""
    if not block:
        return []
    rows: list[list[Piece]] = []
    for piece in sorted(block, key=lambda piece: ((piece.top + piece.bottom) / 2, piece.x0)):
        if rows and piece.table < 0 and rows[-1][0].table < 0 and _level(rows[-1][0], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    left, right = _edges(block)
    return [_row(sorted(row, key=lambda piece: piece.x0), left, right) for row in rows]


def _edges(block: Sequence[Piece]) -> tuple[float, float]:
    """Return where the lines of a block begin and end, which a table may not tell."""
    text = [piece for piece in block if piece.table < 0] or block
    return min(piece.x0 for piece in text), max(piece.x1 for piece in text)


def _row(row: Sequence[Piece], left: float, right: float) -> Line:
    text = row[0].text
    for one, other in pairwise(row):
        near = other.x0 - one.x1 < (_WORD_GAP if (one.text[-1] + other.text[0]).isascii() else _BLANK_GAP) * other.size
        text += ("" if near else " ") + other.text
    widest = max(row, key=lambda piece: len(piece.text))
    top, bottom = min(piece.top for piece in row), max(piece.bottom for piece in row)
    return Line(text, row[0].x0, max(piece.x1 for piece in row), top, bottom, widest.size, left, right, row[0].table, row[0].angle)


def leading(found: Iterable[Line]) -> float:
    """Return the usual distance between the tops of two lines, 0 when there are not two."""
    steps = [other.top - one.top for one, other in pairwise(found) if 0 < other.top - one.top < 4 * one.size]
    return median(steps) if steps else 0.0
