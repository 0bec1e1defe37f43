"""A table as a grid: which cell stands in which slot, and which rows and columns are headers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from corpus.lists import read_list
from corpus.marks import END

MOST_SPANNED = 200_000
"""Slots that the merged cells of a table may span; beyond these each stands in one."""

_FIGURE = re.compile(
    r"(?:[约近超逾≥≤><＞＜±]|超过|不足)?[-+－＋−]?(?:\d[\d,，]*(?:[.．]\d+)?|[*＊]+)(?:[-—–~～至]\d[\d,，]*(?:[.．]\d+)?)?[万亿]?(?:余|多)?"
    r"|[〇零一二三四五六七八九十百千两]+[万亿]?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_HEADER = 40


class Cell(NamedTuple):
    """What is written in one cell, and how many columns and rows it spans."""

    text: str
    across: int = 1
    down: int = 1


Row = tuple[Cell, ...]
"""One slot a column; a merged cell stands in each slot it spans, the same object."""

Grid = tuple[Row, ...]
"""Rows of one width."""


@cache
def _data() -> dict[str, Any]:
    return dict(read_list("tables.yaml"))


@cache
def words(name: str) -> tuple[str, ...]:
    """Return a word list of ``data/tables.yaml``, the longest words first."""
    return tuple(sorted(_data()[name], key=len, reverse=True))


def measures() -> list[dict[str, list[str]]]:
    """Return which units measure what the words of a header name."""
    found: list[dict[str, list[str]]] = _data()["measures"]
    return found


def lay_out(rows: Sequence[Sequence[str | Cell]]) -> Grid:
    """Put cells into the slots they span, as HTML does: a row lists only the cells that begin in it.

    Rows and columns in which nothing is written are left out.

    >>> [[cell.text for cell in row] for row in lay_out([[Cell("村", down=2), Cell("面积", across=2)], ["早", "晚"]])]
    [['村', '面积', '面积'], ['村', '早', '晚']]
    """
    slots: dict[tuple[int, int], Cell] = {}
    room = MOST_SPANNED
    for y, row in enumerate(rows):
        x = 0
        for listed in row:
            cell = listed if isinstance(listed, Cell) else Cell(listed)
            while (y, x) in slots:
                x += 1
            across, down = max(1, cell.across), min(max(1, cell.down), len(rows) - y)
            if across * down > 1:
                across, down = (across, down) if across * down <= room else (1, 1)
                room -= across * down
            cell = Cell(cell.text.strip(), across, down)
            for dy in range(down):
                for dx in range(across):
                    slots.setdefault((y + dy, x + dx), cell)
            x += across
    return _filled(slots)


def _filled(slots: dict[tuple[int, int], Cell]) -> Grid:
    """Return the rows and columns of *slots* that hold words; spans are counted anew."""
    written = [place for place, cell in slots.items() if cell.text]
    ys, xs = sorted({y for y, _ in written}), sorted({x for _, x in written})
    empty = Cell("")
    return tuple(tuple(slots.get((y, x), empty) for x in xs) for y in ys)


def cells(rows: Iterable[Row]) -> list[Cell]:
    """Return the cells with words, in order, a merged one once."""
    return list({id(cell): cell for row in rows for cell in row if cell.text}.values())


def is_figure(text: str) -> bool:
    """Tell whether a cell holds a bare figure; a year is a name.

    >>> [is_figure(text) for text in ("140", "约1,200.5", "***", "2023年", "2023", "青里村", "—")]
    [True, True, True, False, False, False, False]
    """
    return _FIGURE.fullmatch(text) is not None and not _YEAR.fullmatch(text)


class Shape(NamedTuple):
    """How a grid is to be read: rows before ``head`` are titles and notes, from ``end`` on notes.

    The header is ``head:body``, empty when the columns have no names. ``pairs`` says that every other column names what
    stands right of it, as in a form.
    """

    head: int
    body: int
    end: int
    pairs: bool = False


def shape(grid: Grid, heads: int = 0) -> Shape:
    """Find header, body and notes of *grid*.

    heads  rows that the format itself marks as header; 0 when it says nothing
    """
    head, end = 0, len(grid)
    while head < end and _stands_alone(grid[head]):
        head += 1
    while end > head and _is_note(grid[end - 1]):
        end -= 1
    body = grid[head:end]
    if not body or len(body[0]) == 1 or len(body) == 1:
        return Shape(head, head, end, bool(body) and len(body[0]) == 2)
    if heads > head:
        return Shape(head, min(heads, end - 1), end)
    if _is_form(body):
        return Shape(head, head, end, True)
    return Shape(head, head + _header_rows(body), end)


def _stands_alone(row: Row) -> bool:
    """Tell whether one cell stands for the whole row: merged over all of it, or alone among three and more."""
    first = cells([row])
    return len(first) == 1 and (first[0] is row[0] is row[-1] or len(row) > 2) and not is_figure(first[0].text)


def _is_note(row: Row) -> bool:
    written = cells([row])
    return bool(written) and written[0].text.startswith(words("notes")) and (
        _stands_alone(row) or all(re.match(r"[^：:]{1,12}[：:]", cell.text) for cell in written)
    )


def _is_header(row: Row) -> bool:
    """Tell whether a row can name the columns: short words in every slot but, at most, the corner."""
    written = cells([row])
    blank = sum(not cell.text for cell in row[1:])
    return (
        len(written) > 1
        and blank * 4 <= len(row)
        and not any(is_figure(cell.text) or len(cell.text) > _LONGEST_HEADER for cell in written)
        and not any(mark in cell.text for cell in written for mark in END)
    )


def _header_rows(body: Grid) -> int:
    """Return how many rows of *body* are its header: one, or as many as its merged cells hold together."""
    if not _is_header(body[0]):
        return 0
    count = 1
    while count < len(body) - 1 and _goes_on(body, count):
        count += 1
    return count


def _goes_on(body: Grid, count: int) -> bool:
    """Tell whether row *count* is a lower level of the header: cells above reach into it, or are merged over its own."""
    above, row = body[count - 1], body[count]
    reaches = any(a is b and a.text for a, b in zip(above, row, strict=True))
    split = any(a is b for a, b in pairwise(above) if a.text)
    plain = not any(is_figure(cell.text) for cell in row)
    if split and reaches:
        return plain
    figures = [sum(is_figure(cell.text) for cell in line) for line in body[count + 1 :]]
    return split and plain and _is_header(row) and any(figures)


def _is_form(body: Grid) -> bool:
    """Tell whether every other column names what stands right of it, and the first row does not name the columns."""
    width = len(body[0])
    if width % 2 or width > 6:
        return False
    names = [cell.text for cell in cells(row[::2] for row in body)]
    told = [row[x] for row in body for x in range(1, width, 2) if row[x].text and row[x] is not row[x - 1]]
    if _names_columns(body):
        return False
    if width == 2 and any(is_figure(cell.text) or re.match(r"\d", cell.text) for cell in body[0]):
        return not is_figure(body[0][0].text)
    named = sum(is_name(text) for text in names)
    return 2 * named >= len(names) > 0 and not is_figure(body[0][0].text) and 2 * sum(is_name(c.text) for c in told) < len(told)


def _names_columns(body: Grid) -> bool:
    """Tell whether the first row names the columns: by its words, or, of two columns, by the figures below a word."""
    first = body[0]
    if not _is_header((Cell("|"), *first[1:])):
        return False
    below = [row[1].text for row in body[1:]]
    figures = len(first) == 2 and sum(is_figure(text) for text in below) * 2 > len(below)
    return all(is_name(cell.text) for cell in first if cell.text) or figures


def is_name(text: str) -> bool:
    """Tell whether a text is worded as the name of a column.

    >>> is_name("种植面积（亩）"), is_name("青里村羊肚菌基地")
    (True, False)
    """
    bare = re.sub(r"[（(【\[][^（()）]*[)）\]】]$|\s", "", text).rstrip("：:")
    if len(bare) <= 12 and text.rstrip().endswith(("：", ":")):
        return True
    return len(bare) <= 12 and bare.endswith(words("headers")) and not re.search(r"\d{2}", bare)
