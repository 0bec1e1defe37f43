"""Tables of Word: which cells are merged, which rows are the header, which tables only lay out the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from lxml import etree

from corpus.readers.grid import Cell
from corpus.readers.styles import is_on, number, value
from corpus.readers.wordxml import W, all_words, children

_LONG_CELL = 400
"""Characters; cells that hold this much on average are a page's layout."""
_WIDEST = 1000
"""Columns that a cell spans at most."""

Rows = list[list[str | Cell]]


def merged(rows: Sequence[etree._Element], text_of: Callable[[etree._Element], str]) -> Rows:
    """Return the cells that begin in each row with their spans.

    text_of  gives the words of a cell
    """
    told: Rows = []
    open_at: dict[int, tuple[int, int]] = {}
    for row in rows:
        x = min(number(value(row.find(f"{W}trPr"), "gridBefore")) or 0, _WIDEST)
        cells: list[str | Cell] = [Cell("", x)] if x else []
        for element in children(row, f"{W}tc"):
            text = text_of(element)
            across = min(max(1, number(value(element, "tcPr/gridSpan")) or 1), _WIDEST)
            merge = element.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(f"{W}val") != "restart" and x in open_at:
                y, i = open_at[x]
                told[y][i] = _longer(told[y][i], text, len(told) - y + 1)
            else:
                open_at.pop(x, None)
                open_at |= {x: (len(told), len(cells))} if merge is not None else {}
                cells.append(Cell(text, across))
            x += across
        told.append(cells)
    return told


def _longer(above: str | Cell, text: str, down: int) -> Cell:
    """Return a cell that reaches one row further down, with what is still written there."""
    cell = above if isinstance(above, Cell) else Cell(above)
    return Cell("\n".join(filter(None, (cell.text, text))), cell.across, down)


def heads(rows: Sequence[etree._Element]) -> int:
    """Return how many rows at the top are marked as header, to stand again on each page."""
    return sum(1 for _ in takewhile(lambda row: is_on(row.find(f"{W}trPr"), "tblHeader"), rows))


def place_of(table: etree._Element) -> str:
    """Return what the row and the column are called in whose cell a table stands; empty where that cell names itself."""
    cell = next(table.iterancestors(f"{W}tc"))
    row = next(cell.iterancestors(f"{W}tr"))
    first = next(children(next(row.iterancestors(f"{W}tbl")), f"{W}tr"), row)
    cells, names = list(children(row, f"{W}tc")), list(children(first, f"{W}tc"))
    at = cells.index(cell) if cell in cells else 0
    column = all_words(names[at]) if at and first is not row and len(names) == len(cells) else ""
    return "".join(((all_words(cells[0]) if at else "") + column).split())


def is_layout(rows: list[etree._Element]) -> bool:
    """Tell whether a table only lays out the page: its cells hold tables, or as much as pages do."""
    cells = [cell for row in rows for cell in children(row, f"{W}tc")]
    nested = sum(any(True for _ in children(cell, f"{W}tbl")) for cell in cells)
    return 2 * nested >= len(cells) > 0 or sum(len(all_words(cell)) for cell in cells) > _LONG_CELL * len(cells)
