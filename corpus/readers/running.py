"""What is printed on page after page: running headers and footers, page numbers, watermarks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from corpus.readers.layout import Piece
from corpus.readers.pdfium import Rule
from corpus.readers.raw import Cut

_MARGIN = 0.13
"""Share of a page's height at its top, and at its bottom, where headers and footers stand."""
_ROWS = 3
_NEAR = 4
"""Points by which the place of what is repeated may differ."""
_LARGE = 1.8
_NEARLY_ALL = 0.8
_ENDS = ("。", "；", "！", "？")
"""What no header ends in: the same sentence with another figure on each page is text."""
_DASH = r"[-–—－―~·•.\s]"
_ROMAN = r"[ivxlcIVXLCⅠ-Ⅻⅰ-ⅻ]{1,7}"
_CHINESE = "[〇零一二三四五六七八九十百]{1,5}"
_MARKED = re.compile(
    rf"{_DASH}*[-–—－―~·•]{_DASH}*(?:\d{{1,4}}|{_ROMAN}|{_CHINESE}){_DASH}*[-–—－―~·•]{_DASH}*"
    rf"|第?\s*(?:\d{{1,4}}|{_CHINESE})\s*页\s*[,，/／|]?\s*[（(]?\s*(?:(?:共|总)\s*(?:\d{{1,4}}|{_CHINESE})\s*页)?\s*[）)]?"
    rf"|\d{{1,4}}\s*[/／]\s*\d{{1,4}}|(?:[Pp]age|PAGE|P\.?)\s*\d{{1,4}}(?:\s*(?:of|/)\s*\d{{1,4}})?"
)
_BARE = re.compile(rf"(\d{{1,4}})|{_ROMAN}")


class Sheet(NamedTuple):
    """What stands on one page: its edges, what is written on it, and what is written across it at another angle."""

    frame: Rule
    pieces: tuple[Piece, ...]
    aside: tuple[Piece, ...] = ()


def parted(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[list[Cut]]]:
    """Return the sheets without what is printed on page after page, and what was left out of each."""
    body = median([piece.size for sheet in sheets for piece in sheet.pieces] or [10.0])
    kept, cuts = [], []
    places = _places(sheets)
    paged = _paged(sheets)
    stamps = _stamps(sheets)
    for number, sheet in enumerate(sheets):
        marks = _watermarks(sheet, stamps, len(sheets), body)
        sheet = sheet._replace(
            pieces=tuple(p for p in sheet.pieces if p not in marks), aside=tuple(p for p in sheet.aside if p not in marks)
        )
        running = list(_outer(sheet, number, places, paged, body))
        gone = {piece for piece, _ in running}
        kept.append(sheet._replace(pieces=tuple(p for p in sheet.pieces if p not in gone)))
        cuts.append([Cut(step, p.text) for p, step in running] + [Cut("watermark", p.text) for p in marks])
    return kept, cuts


def _key(piece: Piece) -> str:
    """Return what does not change from page to page: the text without its figures and blanks."""
    return re.sub(r"\s", "", re.sub(r"\d+", "#", piece.text))


Places = dict[str, list[tuple[int, float]]]
"""On which pages, and how far from the top, each text stands in the margins."""


def _places(sheets: Sequence[Sheet]) -> Places:
    places: Places = {}
    for number, sheet in enumerate(sheets):
        for piece in sheet.pieces:
            if _in_margin(sheet, piece) and not piece.text.rstrip().endswith(_ENDS):
                places.setdefault(_key(piece), []).append((number, piece.top - sheet.frame.top))
    return places


def _in_margin(sheet: Sheet, piece: Piece) -> bool:
    height = sheet.frame.bottom - sheet.frame.top
    middle = (piece.top + piece.bottom) / 2 - sheet.frame.top
    return piece.table < 0 and not _MARGIN * height < middle < (1 - _MARGIN) * height


def _paged(sheets: Sequence[Sheet]) -> set[int]:
    """Return by how much bare page numbers differ from the count of the pages: one difference on several pages."""
    counted: dict[int, set[int]] = {}
    for number, sheet in enumerate(sheets):
        for piece in sheet.pieces:
            if piece.text.isdecimal() and _in_margin(sheet, piece) and len(piece.text) <= 4:
                counted.setdefault(int(piece.text) - number, set()).add(number)
    return {difference for difference, pages in counted.items() if len(pages) > 1}


def _outer(
    sheet: Sheet, number: int, places: Places, paged: set[int], body: float
) -> Iterator[tuple[Piece, str]]:
    """Yield what the outermost rows of a page hold, each with its step, as long as every piece of a row is running."""
    margin = [piece for piece in sheet.pieces if _in_margin(sheet, piece)]
    middle = (sheet.frame.top + sheet.frame.bottom) / 2
    upper = [piece for piece in margin if piece.top < middle]
    lower = [piece for piece in margin if piece.top >= middle]
    for side, outward in ((upper, 1), (lower, -1)):
        for row in _by_row(side, outward)[:_ROWS]:
            alone = _is_alone(row, sheet)
            steps = [_step(piece, sheet, number, places, paged, body, alone) for piece in row]
            if not all(steps):
                break
            yield from zip(row, steps, strict=True)


def _by_row(found: Sequence[Piece], outward: int) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in sorted(found, key=lambda piece: outward * (piece.top + piece.bottom)):
        if rows and abs(rows[-1][0].bottom - piece.bottom) < piece.size / 2:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _is_alone(row: Sequence[Piece], sheet: Sheet) -> bool:
    """Tell whether a row of one piece stands well apart from all other words and hangs in the page's middle or corner."""
    (first, *more) = row
    others = [piece for piece in sheet.pieces if piece is not first]
    apart = 1.5 * first.size
    return not more and all(p.bottom < first.top - apart or p.top > first.bottom + apart for p in others)


def _step(
    piece: Piece, sheet: Sheet, number: int, places: Places, paged: set[int], body: float, alone: bool
) -> str:
    """Return why a piece in the margin is left out; empty when it stays."""
    if _MARKED.fullmatch(piece.text):
        return "page_number"
    bare = _BARE.fullmatch(piece.text)
    if bare and ((bare[1] and int(bare[1]) - number in paged) or (alone and (not bare[1] or int(bare[1]) < 1000))):
        return "page_number"
    if piece.size > 1.15 * body or not re.search(r"\w", piece.text):
        return ""
    pages = {n for n, top in places.get(_key(piece), ()) if abs(top - (piece.top - sheet.frame.top)) <= _NEAR}
    repeated = len(pages) > 1 and _key(piece).strip("#") != ""
    return "running_header" if repeated else ""


def _watermarks(sheet: Sheet, stamps: Counter[Stamp], pages: int, body: float) -> list[Piece]:
    """Return what is written across a page: askew and large or repeated, or over the words of page after page."""
    marks = [p for p in sheet.aside if p.angle % 90 and (stamps[p.text, p.angle] > 1 or p.size >= _LARGE * body)]
    everywhere = max(2, _NEARLY_ALL * pages)
    over = [p for p in sheet.pieces if p.table < 0 and stamps[_stamp(p)] >= everywhere and _overlaps(p, sheet.pieces)]
    return marks + over


Stamp = tuple[str | int, ...]
"""What is the same wherever a watermark is printed: its words and its angle, or its words and its place."""


def _stamp(piece: Piece) -> Stamp:
    return piece.text, round(piece.x0 / _NEAR), round(piece.top / _NEAR)


def _stamps(sheets: Sequence[Sheet]) -> Counter[Stamp]:
    """Count on how many pages each piece stands in the same place, and how often what is askew is written."""
    upright = Counter(stamp for sheet in sheets for stamp in {_stamp(piece) for piece in sheet.pieces})
    return upright + Counter((piece.text, piece.angle) for sheet in sheets for piece in sheet.aside)


def _overlaps(piece: Piece, others: Sequence[Piece]) -> bool:
    return any(
        min(piece.x1, other.x1) - max(piece.x0, other.x0) > 0.3 * other.size
        and min(piece.bottom, other.bottom) - max(piece.top, other.top) > 0.3 * other.size
        for other in others
        if other is not piece
    )
