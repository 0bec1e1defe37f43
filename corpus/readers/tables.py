"""Tables become sentences: one line a row, ``表头：值`` for each cell, so that every cell can be quoted with what it is of.

A figure takes along the unit that its header tells (种植面积（亩）：140亩). A merged cell is told in every row it spans,
a merged figure once for all of them: it belongs to none alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.marks import END, begins_block
from corpus.readers.grid import Cell, Grid, Row, Shape, cells, is_figure, lay_out, shape, words
from corpus.readers.raw import Table
from corpus.readers.units import header_unit, is_measured, is_unit, table_unit, with_unit

__all__ = ["Cell", "table_lines"]

_TOLD_ONCE = 60
"""Characters; a longer merged cell is told in the first row it spans only."""
_LONGEST_LABEL = 30
_PERIOD = re.compile(r"\d年(?:度|末|底)?$|季度$|\d月$|半年$")


def table_lines(
    title: str, rows: Sequence[Sequence[str | Cell]], *, unit: str = "", heads: int = 0
) -> tuple[list[str], Table]:
    """Return *rows* as lines of text, and how many cells went in and out.

    title  the caption, which becomes the first line; empty when there is none
    rows   the cells that begin in each row; a merged one is a ``Cell`` with its span, as in HTML
    unit   of all figures, where a line above the table tells it; else looked for in the title and the rows above the header
    heads  rows that the format marks as header; 0 lets them be found

    >>> lines, table = table_lines("表1 各村产业", [["村名", "产业", "种植面积（亩）"], ["青里村", "羊肚菌", "140"]])
    >>> lines
    ['表1 各村产业', '村名：青里村，产业：羊肚菌，种植面积（亩）：140亩。']
    >>> table
    Table(title='表1 各村产业', cells_in=6, cells_out=6)
    """
    grid = lay_out(rows)
    form = shape(grid, heads)
    lines = [title] if title else []
    above = [cell.text for cell in cells(grid[: form.head])]
    lines += [line for text in above if (line := _joined(text)) != title]
    unit = unit or next(filter(None, map(table_unit, [title, *above])), "")
    body = grid[form.head : form.end]
    if not body or len(body[0]) == 1 or (len(body) == 1 and not form.pairs):
        lines += [line for cell in cells(body) for line in cell.text.splitlines() if line.strip()]
    elif form.pairs:
        lines += _form_lines(body)
    else:
        lines += _row_lines(grid, form, unit)
    lines += [_sentence([_value(cell) for cell in cells([row])]) for row in grid[form.end :]]
    lines = [line for line in lines if line.strip()]
    lines += _untold(grid, lines)
    found = cells(grid)
    return lines, Table(title or (above[0] if above else ""), len(found), sum(_is_told(cell, _bare(lines)) for cell in found))


class _Column(NamedTuple):
    """The name of a column, all levels of its header joined, and the unit it tells."""

    name: str
    unit: str


def _columns(grid: Grid, form: Shape) -> list[_Column]:
    columns = []
    for x in range(len(grid[0])):
        levels = [_joined(cell.text) for cell in cells([tuple(row[x] for row in grid[form.head : form.body])])]
        name = ""
        for level in dict.fromkeys(levels):
            name += (" " if (name[-1:] + level[:1]).isalnum() and (name[-1:] + level[:1]).isascii() and name else "") + level
        columns.append(_Column(name, next(filter(None, map(header_unit, reversed(levels))), "")))
    return columns


def _row_lines(grid: Grid, form: Shape, unit: str) -> Iterator[str]:
    """Yield a sentence for each row of the body, under the name of its group where single cells part the rows."""
    columns = _columns(grid, form)
    header = [cell.text for row in grid[form.head : form.body] for cell in row]
    told: set[int] = set()
    group = ""
    for y in range(form.body, form.end):
        row = grid[y]
        written = cells([row])
        if len(written) == 1 and row[0].text and len(row) > 2 and not row[0].text.startswith(words("totals")):
            if group and group == _group_of(grid, y - 1):
                yield _sentence([group])
            group = _group_of(grid, y)
            continue
        if [cell.text for cell in row] == header[-len(row) :]:
            continue  # the header again, at the top of a further page
        parts = [f"【{group}】"] if group else []
        yield _sentence(parts + list(_parts(grid, form, y, columns, unit, told)))
        yield from _shared(grid, form, y, columns, unit, group)
        told |= {id(cell) for cell in written}
    if group and group == _group_of(grid, form.end - 1):
        yield _sentence([group])


def _group_of(grid: Grid, y: int) -> str:
    """Return the only cell of a row; empty when there are more."""
    written = cells([grid[y]])
    return _joined(written[0].text) if len(written) == 1 else ""


def _parts(
    grid: Grid, form: Shape, y: int, columns: list[_Column], unit: str, told: set[int]
) -> Iterator[str]:
    """Yield what the cells of row *y* say, each with the name of its column; shared figures are told elsewhere."""
    row = grid[y]
    for cell, spanned in _runs(row):
        again = id(cell) in told and len(cell.text) > _TOLD_ONCE
        if cell.text and not again and not _is_shared(grid, form, y, cell):
            yield _part(row, cell, [columns[x] for x in spanned], unit)


def _part(row: Row, cell: Cell, columns: list[_Column], unit: str) -> str:
    name = "、".join(dict.fromkeys(column.name for column in columns if column.name))
    value = with_unit(_value(cell), _unit(row, cell, columns, unit))
    bare = not name or (cell is row[0] and cell.text in words("totals"))
    return value if bare else _pair(name, value)


def _pair(name: str, value: str) -> str:
    return f"{name}{'' if name[-1] in '：:' else '：'}{value}"


def _unit(row: Row, cell: Cell, columns: list[_Column], unit: str) -> str:
    """Return the unit of a figure: its column's, that of a column 单位 or of the row's name, or the whole table's."""
    own = next((column.unit for column in columns if column.unit), "")
    if own or not is_figure(cell.text):
        return own
    beside = next((other.text for other in row if is_unit(other.text)), "")
    named = header_unit(row[0].text) if cell is not row[0] else ""
    name = row[0].text if _PERIOD.search(columns[0].name) else columns[0].name
    return beside or named or (unit if cell is not row[0] and name and unit and is_measured(name, unit) else "")


def _is_shared(grid: Grid, form: Shape, y: int, cell: Cell) -> bool:
    """Tell whether a figure stands for several rows together."""
    rows = [z for z in range(form.body, form.end) if any(other is cell for other in grid[z])]
    return len(rows) > 1 and is_figure(cell.text)


def _shared(grid: Grid, form: Shape, y: int, columns: list[_Column], unit: str, group: str) -> Iterator[str]:
    """Yield a sentence for each figure that row *y* begins to share with rows below it, with the names of all of them."""
    for cell, spanned in _runs(grid[y]):
        rows = [z for z in range(form.body, form.end) if any(other is cell for other in grid[z])]
        if len(rows) < 2 or not is_figure(cell.text) or rows[0] != y:
            continue
        parts = [f"【{group}】"] if group else []
        for x in range(spanned[0]):
            names = [_joined(c.text) for c in cells((grid[z][x],) for z in rows)]
            if names and not any(is_figure(name) or len(name) > _LONGEST_LABEL for name in names):
                parts.append(f"{columns[x].name}：{'、'.join(names)}" if columns[x].name else "、".join(names))
        yield _sentence([*parts, _part(grid[y], cell, [columns[x] for x in spanned], unit)])


def _form_lines(body: Grid) -> Iterator[str]:
    """Yield ``名称：值`` for each pair of a form."""
    for row in body:
        parts = []
        runs = [cell for cell, _ in _runs(row) if cell.text]
        for name, told in zip(runs[::2], runs[1::2], strict=False):
            label = _joined(name.text)
            parts.append(_pair(label, with_unit(_value(told), header_unit(label.rstrip("：:")))))
        parts += [_value(runs[-1])] if len(runs) % 2 else []
        yield from (_sentence([part]) for part in parts)


def _runs(row: Row) -> list[tuple[Cell, list[int]]]:
    """Return the cells of a row, each with the columns it spans."""
    found: dict[int, tuple[Cell, list[int]]] = {}
    for x, cell in enumerate(row):
        found.setdefault(id(cell), (cell, []))[1].append(x)
    return list(found.values())


def _value(cell: Cell) -> str:
    """Return the words of a cell on one line; its own lines are parted by a comma where they have no mark."""
    lines = [line.strip() for line in cell.text.splitlines() if line.strip()]
    if len(lines) < 2:
        return "".join(lines)
    return "".join(a if a[-1] in f"{END}，,、：:" else f"{a}，" for a, _ in pairwise(lines)) + lines[-1]


def _joined(text: str) -> str:
    """Return the words of a header on one line; its lines were broken to fit."""
    return "".join(line.strip() for line in text.splitlines())


def _sentence(parts: Sequence[str]) -> str:
    """Return *parts* as one sentence; a number at its beginning is put in brackets, else it would be a heading's."""
    told = [part for part in parts if part]
    if told and begins_block(told[0]):
        told[0] = f"【{told[0]}】"
    line = ""
    for part in told:
        line += ("" if not line or line[-1] in f"{END}，,、】" else "，") + part
    return line if not line or line[-1] in END else f"{line}。"


def _bare(lines: Sequence[str]) -> str:
    return re.sub(r"\s+", "", "\n".join(lines))


def _is_told(cell: Cell, told: str) -> bool:
    """Tell whether every line of a cell stands in *told*, which has no blanks."""
    return all(re.sub(r"\s+", "", line) in told for line in cell.text.splitlines())


def _untold(grid: Grid, lines: Sequence[str]) -> list[str]:
    """Return a last line for what no row told: the names of columns that hold nothing."""
    told = _bare(lines)
    left = [_value(cell) for cell in cells(grid) if not _is_told(cell, told)]
    return [_sentence(["、".join(left)])] if left else []
