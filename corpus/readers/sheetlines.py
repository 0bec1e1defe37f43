"""The rows of a sheet as blocks: titles, tables parted by empty rows, notes."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.marks import ends_sentence
from corpus.readers.grid import Cell, lay_out, shape
from corpus.readers.raw import Table
from corpus.readers.tables import table_lines
from corpus.readers.units import table_unit

_LONGEST_TITLE = 60

Rows = list[list[Cell]]
"""The cells that begin in each row; an empty row is an empty list."""


def sheet_lines(rows: Rows) -> tuple[list[str], list[Table]]:
    """Return the lines of a sheet: tables parted by empty rows, titles above them and notes below."""
    lines: list[str] = []
    tables: list[Table] = []
    for block in _blocks(rows):
        title, unit = _title(lines)
        found, table = table_lines("", block, unit=unit)
        grid = lay_out(block)
        if len(grid) > 1 and len(grid[0]) > 1:
            tables.append(table._replace(title=table.title or title))
        lines += found
    return lines, tables


def _title(lines: list[str]) -> tuple[str, str]:
    """Return the title that the last lines are, and the unit they tell for the table below."""
    above = [line for line in lines[-2:] if reads_as_title(line)]
    unit = next(filter(None, map(table_unit, reversed(above))), "")
    return next((line for line in reversed(above) if not (table_unit(line) and len(line) <= 12)), ""), unit


def reads_as_title(line: str) -> bool:
    """Tell whether a line may be the title of what stands below it."""
    return len(line) <= _LONGEST_TITLE and not ends_sentence(line)


def _blocks(rows: Rows) -> Iterator[Rows]:
    """Yield the runs of rows between empty ones; a run without a header of its own goes on with the one before."""
    blocks: list[Rows] = []
    new = True
    for row in rows:
        if not any(cell.text.strip() for cell in row) and not any(cell.down > 1 for cell in row):
            new = True
        elif new:
            blocks.append([row])
            new = False
        else:
            blocks[-1].append(row)
    joined: list[Rows] = []
    for block in blocks:
        if joined and len(joined[-1]) > 1 and _goes_on(joined[-1], block):
            joined[-1] += block
        else:
            joined.append(block)
    yield from joined


def _goes_on(before: Rows, block: Rows) -> bool:
    """Tell whether a block is the rest of the table before it: as many columns, and no header."""
    above, below = lay_out(before), lay_out(block)
    if not above or not below or len(below[0]) < 2 or len(above[0]) != len(below[0]):
        return False
    form, rest = shape(above), shape(below)
    return form.body > form.head and rest.body == rest.head == 0 and not rest.pairs
