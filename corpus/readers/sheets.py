"""Spreadsheets: .xlsx and .csv, every sheet as the tables it holds, each value as it is shown."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel

from corpus.errors import UndecodableReport, UnreadableReport
from corpus.readers.encoding import NoText, decode
from corpus.readers.number_formats import CHINESE_DATES, shown
from corpus.readers.package import Package
from corpus.readers.raw import Cut, Raw, Source, Table
from corpus.readers.sheetlines import Rows, reads_as_title, sheet_lines
from corpus.readers.tables import Cell

if TYPE_CHECKING:
    from openpyxl.cell import Cell as Slot
    from openpyxl.worksheet.worksheet import Worksheet

MOST_CELLS = 200_000
"""Cells of a file; a warning says when there are more."""
MOST_BYTES = 40_000_000
"""Bytes of the sheets of a file, unpacked; openpyxl takes ten times as much memory."""
MOST_MERGED = 500_000
"""Cells in merged areas; openpyxl makes an object of each."""

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_UNCOUNTED = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?: [^>]*)?/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
_UNNAMED = re.compile(r"(?:sheet|工作表|表|chart)\s*\d*", re.I)
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SPARSEST = 50
"""Slots to a written cell."""


def read(source: Source) -> Raw:
    """Read *source* as a workbook or, when it is text, as values parted by commas or the like.

    Raises    UnreadableReport when it is damaged, too large or a trap; UndecodableReport when it is text in no encoding
    """
    if source.data.startswith(b"PK"):
        return _Workbook(Package(source)).raw(source)
    return _read_csv(source)


# text


def _read_csv(source: Source) -> Raw:
    try:
        text, encoding = decode(source.data)
    except NoText as error:
        raise UndecodableReport(Path(source.name), str(error)) from error
    text = text.removeprefix("\ufeff")
    told = re.match(r"sep=(.)\r?\n", text)
    text = text[told.end() :] if told else text
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else _delimiter(text)))
    except csv.Error as error:
        raise UnreadableReport(Path(source.name), f"不是完整的 CSV：{error}") from error
    lines, tables = sheet_lines([[Cell(value) for value in row] for row in rows])
    return Raw(source.data, "\n".join(lines), "csv", encoding, tables=tuple(tables))


def _delimiter(text: str) -> str:
    """Return what parts the values: as the sniffer says, else the mark that most lines hold."""
    sample = text[:4096].rpartition("\n")[0] or text[:4096]
    try:
        return csv.Sniffer().sniff(sample, ",\t;|").delimiter
    except csv.Error:
        lines = [line for line in sample.splitlines() if line.strip()]
        return max(",\t;|，", key=lambda mark: sum(mark in line for line in lines))


# workbooks


class _Workbook:
    """One walk through a workbook."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.lines: list[str] = []
        self.tables: list[Table] = []
        self.cuts: list[Cut] = []
        self.left = MOST_CELLS
        self.passed_over = 0
        self.uncounted = 0

    def raw(self, source: Source) -> Raw:
        try:
            self._check()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of parts that openpyxl does not keep: charts, validations
                book = load_workbook(io.BytesIO(source.data), data_only=True)
                if not book.worksheets:
                    raise self.package.error("里面没有工作表，或已损坏；请用 Excel 或 WPS 重新存一份")
                named = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible" and _holds(sheet)]
                for sheet in book.worksheets:
                    self._sheet(sheet, len(named) > 1)
        except UnreadableReport:
            raise
        except Exception as error:  # a damaged workbook fails in openpyxl in any way there is
            raise self.package.error("表格文件已损坏，打不开；请用 Excel 或 WPS 重新存一份") from error
        self._drawings()
        text = "\n".join(self.lines)
        return Raw(
            source.data, text, "xlsx", tables=tuple(self.tables), cuts=tuple(self.cuts), warnings=tuple(self._warned())
        )

    def _check(self) -> None:
        """Refuse what openpyxl would take too much time or memory for, and any entity."""
        size = merged = 0
        for name in self.package.names("xl"):
            if not name.endswith(".xml") or "/drawings/" in name:
                continue
            data = self.package.checked(name)
            if "/worksheets/" in name or "sharedStrings" in name:
                size += len(data)
                merged += sum(_area(found) for found in _MERGED.finditer(data))
                self.uncounted += len(_UNCOUNTED.findall(data))
        if size > MOST_BYTES:
            raise self.package.error(f"表格太大（解开后 {size // 1_000_000} MB），请拆成几份")
        if merged > MOST_MERGED:
            raise self.package.error(f"合并的单元格多达 {merged} 个，请只合并有内容的部分")

    def _warned(self) -> Iterator[str]:
        if self.passed_over:
            yield f"单元格太多，只读了前 {MOST_CELLS} 个，另有 {self.passed_over} 个没有读，请拆成几份"
        if self.uncounted:
            yield f"有 {self.uncounted} 个公式没有存下结果，没有读；请在 Excel 或 WPS 里打开，再存一次"

    def _sheet(self, sheet: Worksheet, named: bool) -> None:
        slots = self._slots(sheet)
        if sheet.sheet_state != "visible":
            self._cut("hidden", [sheet.title, *slots.values()])
            return
        lines, tables = sheet_lines(_rows(sheet, self._visible(sheet, slots)))
        name = sheet.title.strip()
        if lines and not _UNNAMED.fullmatch(name):
            if named:
                self.lines.append(f"## {name}")
            elif reads_as_title(lines[0]):
                self._cut("sheet_name", [name])
            else:
                self.lines.append(name)
        self.lines += lines
        self.tables += tables
        edges = (getattr(both, side, None) for both in (sheet.oddHeader, sheet.oddFooter) for side in ("left", "center", "right"))
        self._cut("running_header", [str(edge.text) for edge in edges if edge is not None and edge.text])

    def _slots(self, sheet: Worksheet) -> dict[tuple[int, int], str]:
        """Return the written cells by row and column, as they are shown, as many as may still be read."""
        slots = {}
        for place in sorted(sheet._cells):  # what is stored; the sheet's own extent may be billions of cells
            cell = sheet._cells[place]
            if cell.value in (None, ""):
                continue
            if not self.left:
                self.passed_over += 1
                continue
            self.left -= 1
            slots[place] = _shown(cell)
            if cell.comment is not None and cell.comment.text:
                self._cut("comment", [cell.comment.text])
        return slots

    def _visible(self, sheet: Worksheet, slots: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
        """Return the cells in rows and columns that are shown; the others go to the cuts."""
        columns = [d for d in sheet.column_dimensions.values() if d.hidden]
        hidden = {
            (y, x)
            for y, x in slots
            if (y in sheet.row_dimensions and sheet.row_dimensions[y].hidden)
            or any((d.min or 0) <= x <= (d.max or 0) for d in columns)
        }
        self._cut("hidden", [slots[place] for place in sorted(hidden)])
        return {place: text for place, text in slots.items() if place not in hidden}

    def _drawings(self) -> None:
        """Add the words of text boxes, which float above the sheets."""
        for name in self.package.names("xl/drawings"):
            if name.endswith(".xml") and "/_rels/" not in name:
                try:
                    paragraphs = self.package.xml(name).iter(f"{_DRAWN}p")
                except UnreadableReport:
                    continue
                texts = ["".join(t.text or "" for t in paragraph.iter(f"{_DRAWN}t")) for paragraph in paragraphs]
                self.lines += [text for text in texts if text.strip()]

    def _cut(self, step: str, texts: Sequence[str]) -> None:
        text = "\n".join(texts)
        if text.strip():
            self.cuts.append(Cut(step, text))


def _area(found: re.Match[bytes]) -> int:
    left, right = (column_index_from_string(found[group].decode()) for group in (1, 3))
    return (abs(right - left) + 1) * (abs(int(found[4]) - int(found[2])) + 1)


def _holds(sheet: Worksheet) -> bool:
    return any(cell.value not in (None, "") for cell in sheet._cells.values())


def _shown(cell: Slot) -> str:
    """Return the value of a cell as it is shown."""
    value = cell.value
    form = CHINESE_DATES.get(cell._style.numFmtId)  # type: ignore[attr-defined]  # the stubs leave it out
    if form and isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return shown(from_excel(value), form)
        except (ValueError, OverflowError):
            return shown(value, "General")
    return shown(value, form or cell.number_format or "General")


def _rows(sheet: Worksheet, slots: dict[tuple[int, int], str]) -> Rows:
    """Return the cells that begin in each row, from the first written one to the last; empty rows stay, as empty lists.

    A row that is hidden is not there: what stands above it and below it stands together.
    """
    if not slots:
        return []
    ys, xs = sorted({y for y, _ in slots}), sorted({x for _, x in slots})
    if len(ys) * len(xs) > _SPARSEST * len(slots) + 10_000:
        return [[Cell(slots[place])] for place in sorted(slots)]  # words strewn over a sheet are no table
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    covered = set()
    rows: Rows = []
    unseen = {y for y, row in sheet.row_dimensions.items() if row.hidden}
    last = ys[0]
    for y in ys:
        if any(between not in unseen for between in range(last + 1, y)):
            rows.append([])
        last = y
        row = []
        for x in xs:
            if (y, x) in covered:
                continue
            area = merged.get((y, x))
            inside_y = [other for other in ys if y <= other <= area.max_row] if area else [y]
            inside_x = [other for other in xs if x <= other <= area.max_col] if area else [x]
            covered |= {(b, a) for b in inside_y for a in inside_x}
            row.append(Cell(slots.get((y, x), ""), len(inside_x), len(inside_y)))
        rows.append(row)
    return rows
