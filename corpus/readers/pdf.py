"""PDF: text in the order it is read, the pages it stands on, and the tables that lines make up.

PDFium draws and reads (Apache-2.0 and BSD): of the libraries that carry no AGPL it keeps the order of Chinese pages and
takes a tenth of the time of those written in Python. A page that is a picture, or whose fonts do not tell their
characters, is recognised where ``cunwen[ocr]`` is installed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import RefusedReport, ReportError, UnreadableReport
from corpus.readers import pdfium
from corpus.readers.apart import run, tick
from corpus.readers.encoding import NoText, decode
from corpus.readers.grid import Cell
from corpus.readers.layout import Line, Piece, lines, pieces
from corpus.readers.ocr import INSTALL, Seen, as_pieces, installed, named, recognised, told
from corpus.readers.paragraphs import compose
from corpus.readers.pdfium import Glyph, Page, Rule
from corpus.readers.raw import Cut, Raw, Source, Table
from corpus.readers.ruled import Ruled, tables
from corpus.readers.running import Sheet, parted
from corpus.readers.shapes import unshaped
from corpus.readers.tables import table_lines

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MAX_PAGES = 3_000
MAX_CHARACTERS = 5_000_000
_GARBLED = 0.2
_SCANNED = 0.3
"""Share of a page that pictures cover when it is a scan."""
_DRAWN = 100
"""Pieces drawn on a page without a word: its text was turned into outlines."""
MAX_RECOGNISED = 300
"""Pages; each takes seconds."""
_SCALE = 200 / 72
"""Pixels a point of a page that is recognised."""
MAX_PIXELS = 20_000_000

Rows = list[list[Cell]]


@dataclass
class _Taken:
    """What was gathered page by page."""

    sheets: list[Sheet]
    tables: list[list[Rows]]
    cuts: list[Cut]
    warnings: list[str]


def read(source: Source) -> Raw:
    """Read *source* as PDF, in a process of its own.

    Raises    as ``read_here``; UnreadableReport also when that process hangs or dies over it
    """
    return run(read_here, source)


def read_here(source: Source) -> Raw:
    """Read *source* as PDF.

    Raises    UnreadableReport when it is broken; RefusedReport when it asks for a password, is too large, or has no text that
              can be read here
    """
    path = Path(source.name)
    try:
        with pdfium.opened(source.data) as document:
            taken = _take(document, path)
    except pdfium.Encrypted as error:
        raise RefusedReport(path, "加了密，要密码才能打开；请去掉密码另存一份") from error
    except ReportError:
        raise
    except Exception as error:  # PDFium's errors, and what broken files make of numbers, boxes and trees
        raise UnreadableReport(path, f"PDF 文件已损坏（{type(error).__name__}）；请用阅读器打开，另存或打印成新的 PDF") from error
    return _composed(source, taken)


def _take(document: PdfDocument, path: Path) -> _Taken:
    """Read the pages one by one."""
    count = len(document)
    if not 0 < count <= MAX_PAGES:
        raise RefusedReport(path, f"有 {count} 页，最多读 {MAX_PAGES} 页；请拆成几个文件" if count else "PDF 里一页也没有")
    taken = _Taken([], [], [], [])
    blind: dict[str, list[int]] = {}
    pictured: list[int] = []
    characters = 0
    for number in range(count):
        tick()
        page = pdfium.page_at(document, number)
        characters += len(page.glyphs)
        if characters > MAX_CHARACTERS:
            raise RefusedReport(path, f"超过 {MAX_CHARACTERS} 字；请拆成几个文件")
        sheet, rows = _sheet(page)
        if why := _unread(page):
            sheet, rows = sheet._replace(pieces=()), []
            blind.setdefault(why, []).append(number + 1)
        elif page.pictures > _SCANNED / 2:
            pictured.append(number + 1)
        taken.sheets.append(sheet)
        taken.tables.append(rows)
    if blind and not installed() and not any(sheet.pieces for sheet in taken.sheets):
        raise RefusedReport(path, f"{'；'.join(blind)}。要识别图上的文字请安装：{INSTALL}")
    if blind and not installed():
        taken.warnings += [f"{named(numbers)}{why}，没有读入；要识别请安装：{INSTALL}" for why, numbers in blind.items()]
    elif blind:
        _recognise(document, sorted(number for numbers in blind.values() for number in numbers), taken, path)
    if pictured:
        taken.warnings.append(f"{named(pictured)}有大图，图里的文字没有读入")
    return taken


def _recognise(document: PdfDocument, numbers: Sequence[int], taken: _Taken, path: Path) -> None:
    """Put what is recognised on pages, counted from 1, in the place of what could not be read."""
    if len(numbers) > MAX_RECOGNISED:
        raise RefusedReport(path, f"有 {len(numbers)} 页要识别，一份文件最多识别 {MAX_RECOGNISED} 页；请拆成几个文件")
    found: dict[int, list[Seen]] = {}
    for number in numbers:
        tick()
        frame = taken.sheets[number - 1].frame
        width, height = frame.x1 - frame.x0, frame.bottom - frame.top
        scale = min(_SCALE, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
        found[number] = recognised(pdfium.picture_of(document, number - 1, scale))
        edges = Rule(0, 0, width, height)
        taken.sheets[number - 1] = Sheet(edges, tuple(as_pieces(found[number], scale)))
    more = told(found)
    taken.cuts += more.cuts
    taken.warnings += more.warnings


def _unread(page: Page) -> str:
    """Return why the text of a page is none; empty when it is, or when there is nothing on the page."""
    glyphs = (*page.glyphs, *page.aside)
    if not glyphs:
        return "是扫描的图片，没有文字" if page.pictures >= _SCANNED or page.drawn >= _DRAWN else ""
    strange = sum(not glyph.mapped or "\ue000" <= glyph.text <= "\uf8ff" for glyph in glyphs)
    if strange > max(1, _GARBLED * len(glyphs)):
        return "字体没有附文字对照表，取出的是乱码"
    try:
        decode(b"\xef\xbb\xbf" + "".join(glyph.text for glyph in glyphs if glyph.mapped).encode())
    except NoText:
        return "字体的文字对照表不对，取出的是乱码"
    return ""


def _sheet(page: Page) -> tuple[Sheet, list[Rows]]:
    """Return what is written on a page, tables apart, and the tables."""
    grids = tables(page.rules)
    rows: list[Rows] = []
    free: list[Glyph] = []
    held: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in page.glyphs:
        place = _cell(grids, glyph)
        (held.setdefault(place, []) if place else free).append(glyph)
    found = pieces(free)
    for number, grid in enumerate(grids):
        if any(table == number for table, _ in held):
            found.append(Piece("", grid.x0, grid.x1, grid.top, grid.bottom, 10.0, table=len(rows)))
            rows.append(_rows(grid, {box: glyphs for (table, box), glyphs in held.items() if table == number}))
    return Sheet(page.frame, tuple(found), tuple(pieces(page.aside))), rows


def _cell(grids: Sequence[Ruled], glyph: Glyph) -> tuple[int, int] | None:
    """Return the table and the cell in which the middle of a glyph lies."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    for number, grid in enumerate(grids):
        if grid.x0 <= x <= grid.x1 and grid.top <= y <= grid.bottom:
            for index, box in enumerate(grid.boxes):
                if box.x0 <= x <= box.x1 and box.top <= y <= box.bottom:
                    return number, index
    return None


def _rows(grid: Ruled, held: dict[int, list[Glyph]]) -> Rows:
    rows: Rows = [[] for _ in range(grid.rows)]
    for index, box in enumerate(grid.boxes):
        written = compose([_within(lines(pieces(held.get(index, []))), box.x0, box.x1)]).text
        rows[box.row].append(Cell(written, box.across, box.down))
    return rows


def _within(found: list[Line], left: float, right: float) -> list[Line]:
    """Give lines the edges of their cell, less the blank that every cell has."""
    inset = min((line.x0 - left for line in found), default=0.0)
    return [line._replace(left=left + inset, right=right - max(0.0, min(inset, line.size))) for line in found]


def _composed(source: Source, taken: _Taken) -> Raw:
    """Put the pages together: what runs over all of them left out, lines joined, tables told."""
    sheets, cuts = parted(taken.sheets)
    counted: list[Table] = []
    pages = []
    for sheet, rows in zip(sheets, taken.tables, strict=True):
        found = _told(lines(sheet.pieces), rows, counted)
        pages.append(found + [line for turned in _turned(sheet.aside) for line in turned])
    composed = compose(pages)
    shaped, starts, changed = _unshaped(composed.text, composed.pages)
    warnings = [*taken.warnings, *([f"有 {changed} 个部首、合字等异形字写成了通行字"] if changed else [])]
    return Raw(
        source.data, shaped, "pdf", "", starts, tuple(counted),
        (*taken.cuts, *(cut for page in cuts for cut in page), *composed.cuts), tuple(warnings),
    )  # fmt: skip


def _turned(aside: Sequence[Piece]) -> list[list[Line]]:
    """Return the lines that are written at another angle than the page, angle by angle."""
    angles = dict.fromkeys(piece.angle for piece in aside)
    return [lines([piece for piece in aside if piece.angle == angle]) for angle in angles]


def _told(found: Sequence[Line], rows: Sequence[Rows], counted: list[Table]) -> list[Line]:
    """Return lines with each table in its place as the lines that tell it; a title above it is taken into it."""
    out: list[Line] = []
    for line in found:
        if line.table < 0:
            out.append(line)
            continue
        title = out.pop().text if out and _is_title(out[-1], line) else ""
        sentences, table = table_lines(title, rows[line.table])
        counted.append(table)
        out += [line._replace(text=sentence) for sentence in sentences]
    return out


def _is_title(line: Line, table: Line) -> bool:
    """Tell whether a line names the table below it: near, short, and no sentence."""
    near = 0 <= table.top - line.bottom < 2.5 * line.size
    brief = len(line.text) <= 40 and not line.text.endswith(tuple("。；，：;,:"))
    centred = abs((line.x0 + line.x1) - (table.x0 + table.x1)) < 6 * line.size
    return line.table < 0 and near and brief and (centred or line.text.startswith(("表", "附表")))


def _unshaped(text: str, pages: Sequence[int]) -> tuple[str, tuple[int, ...], int]:
    """Fold shapes page by page, since a ligature becomes longer."""
    folded, starts, changed = "", [], 0
    for start, end in zip(pages, [*pages[1:], len(text)], strict=True):
        starts.append(len(folded))
        piece, count = unshaped(text[start:end])
        folded, changed = folded + piece, changed + count
    return folded, tuple(starts), changed
