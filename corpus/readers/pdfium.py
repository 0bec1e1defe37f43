"""The only place that speaks to PDFium: a file becomes pages of glyphs, rules and pictures, or of pixels.

Everything comes out in points, y downwards, turned by the angle its text is written at, so that text stands upright.
PDFium is not made for threads; ``opened`` lets one in at a time.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2.raw as api
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_GLYPHS = 200_000
"""A page."""
MAX_OBJECTS = 50_000
_DEPTH = 5
_TEXT, _PATH, _IMAGE, _FORM = api.FPDF_PAGEOBJ_TEXT, api.FPDF_PAGEOBJ_PATH, api.FPDF_PAGEOBJ_IMAGE, api.FPDF_PAGEOBJ_FORM
_FLAT = 0.01
_HYPHENS = (0x02, 0xFFFE)
"""What PDFium puts for a hyphen at a line's end."""
_SNAP = 3
"""Degrees; text that is turned by less stands upright."""

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
_LOCK = Lock()


class Encrypted(Exception):
    """The file asks for a password."""


class Glyph(NamedTuple):
    """A character where it stands, turned upright. ``mapped`` is false when the font does not tell which one it is.

    ``apart`` says that the file writes a blank before it.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    angle: int
    mapped: bool = True
    apart: bool = False


class Rule(NamedTuple):
    """A straight line that is drawn, upright or level, ends in order."""

    x0: float
    top: float
    x1: float
    bottom: float


class Page(NamedTuple):
    """What stands on a page; ``angle`` is what most of its text is turned by, and everything here turned back.

    frame     the edges of the page
    aside     glyphs written at another angle, each turned upright by its own
    pictures  share of the page that pictures cover, at most 1
    drawn     how many pieces are drawn on it, text apart
    """

    frame: Rule
    angle: int
    glyphs: tuple[Glyph, ...]
    aside: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    pictures: float
    drawn: int


@contextmanager
def opened(data: bytes) -> Iterator[PdfDocument]:
    """Open a file; an empty password is tried by PDFium itself.

    Raises    Encrypted, or whatever PDFium finds wrong
    """
    with _LOCK:
        try:
            document = PdfDocument(data)
        except PdfiumError as error:
            if getattr(error, "err_code", None) == api.FPDF_ERR_PASSWORD:
                raise Encrypted from error
            raise
        try:
            yield document
        finally:
            document.close()


def page_at(document: PdfDocument, number: int) -> Page:
    """Return page *number*, from 0."""
    page = document[number]
    try:
        glyphs = _glyphs(page)
        objects = list(_objects(page.raw, api.FPDFPage_CountObjects, api.FPDFPage_GetObject))
        angle = _main_angle(glyphs)
        pictures = sum(_area(o, m) for o, m, kind in objects if kind == _IMAGE)
        left, bottom, right, top = page.get_cropbox()
        return Page(
            _turned_rule((left, bottom), (right, top), angle),
            angle,
            tuple(glyph for glyph in glyphs if glyph.angle == angle),
            tuple(glyph for glyph in glyphs if glyph.angle != angle),
            tuple(_turned_rule(*ends, angle) for o, m, kind in objects if kind == _PATH for ends in _segments(o, m)),
            min(1.0, pictures / max(1.0, abs((right - left) * (top - bottom)))),
            sum(kind in (_PATH, _IMAGE) for _, _, kind in objects),
        )
    finally:
        page.close()


def picture_of(document: PdfDocument, number: int, scale: float) -> Image:
    """Return page *number*, from 0, as pixels; *scale* is pixels a point."""
    page = document[number]
    try:
        picture: Image = page.render(scale=scale, grayscale=True).to_pil().convert("RGB")
        return picture
    finally:
        page.close()


def _main_angle(glyphs: list[Glyph]) -> int:
    counted: dict[int, int] = {}
    for glyph in glyphs:
        counted[glyph.angle] = counted.get(glyph.angle, 0) + (glyph.angle % 90 == 0)
    return max(counted, key=lambda angle: (counted[angle], -abs(angle))) if counted else 0


def _glyphs(page: PdfPage) -> list[Glyph]:
    """Return the glyphs in the order of the file.

    PDFium leaves out text whose box it takes for flat, as that of a column is when no font of the system can show it.
    Then all is turned by a quarter and read again, and what runs upwards or downwards comes from there.
    """
    flat = False
    for index in range(min(api.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)):
        piece = api.FPDFPage_GetObject(page.raw, index)
        flat = flat or (api.FPDFPageObj_GetType(piece) == _TEXT and _is_flat(piece))
    found = _read(page, False)
    if not flat:
        return found
    for index in range(api.FPDFPage_CountObjects(page.raw)):
        api.FPDFPageObj_Transform(api.FPDFPage_GetObject(page.raw, index), 0, 1, -1, 0, 0, 0)
    again = _read(page, True)
    for index in range(api.FPDFPage_CountObjects(page.raw)):
        api.FPDFPageObj_Transform(api.FPDFPage_GetObject(page.raw, index), 0, -1, 1, 0, 0, 0)
    return again if len(again) > len(found) else found


def _is_flat(piece: Any) -> bool:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    api.FPDFPageObj_GetBounds(piece, left, bottom, right, top)
    return abs(right.value - left.value) < _FLAT <= abs(top.value - bottom.value)


def _read(page: PdfPage, turned: bool) -> list[Glyph]:
    """Read the text of a page; *turned* when all of it was turned by a quarter before."""
    text = page.get_textpage()
    try:
        return list(_each(text.raw, min(text.count_chars(), MAX_GLYPHS), turned))
    finally:
        text.close()


def _each(text: Any, count: int, turned: bool) -> Iterator[Glyph]:
    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), api.FS_RECTF(), api.FS_MATRIX()
    apart, high = False, 0
    for index in range(count):
        code = api.FPDFText_GetUnicode(text, index)
        if code not in _HYPHENS and api.FPDFText_IsGenerated(text, index) == 1:
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        character, mapped = _character(text, index, code)
        if character.isspace():
            apart = True
            continue
        api.FPDFText_GetCharOrigin(text, index, x, y)
        api.FPDFText_GetLooseCharBox(text, index, box)
        api.FPDFText_GetMatrix(text, index, matrix)
        turn = _turn(matrix.a, matrix.b, matrix.c, matrix.d, turned)
        size = api.FPDFText_GetFontSize(text, index) * turn.scale or 1.0
        origin, near, far = (x.value, y.value), (box.left, box.bottom), (box.right, box.top)
        if turned:
            origin, near, far = _back(origin), _back(near), _back(far)
        x0, baseline = _along(origin, turn)
        x1 = max(x0, _along(near, turn)[0], _along(far, turn)[0]) if turn.angle % 90 == 0 else x0 + size
        yield Glyph(
            character, x0, min(x1, x0 + 2 * size), baseline - 0.85 * size, baseline + 0.15 * size, size, turn.angle,
            mapped, apart,
        )  # fmt: skip
        apart = False


def _character(text: Any, index: int, code: int) -> tuple[str, bool]:
    if code in _HYPHENS:
        return "-", True
    mapped = code >= 0x20 and not 0xD800 <= code < 0xE000 and api.FPDFText_HasUnicodeMapError(text, index) != 1
    return (chr(code), True) if mapped else ("\ufffd", False)


class _Turn(NamedTuple):
    """How text is turned, in degrees from −179 to 180, and how its size is scaled."""

    angle: int
    cosine: float
    sine: float
    scale: float


@lru_cache(maxsize=1000)
def _turn(a: float, b: float, c: float, d: float, turned: bool) -> _Turn:
    """Return how a text matrix turns; *turned* when all was turned by a quarter before."""
    angle = math.degrees(math.atan2(b, a)) - 90 * turned
    quarter = round(angle / 90) * 90
    snapped = (quarter if abs(angle - quarter) <= _SNAP else round(angle)) % 360
    snapped -= 360 if snapped > 180 else 0
    return _Turn(snapped, *_unit(snapped), math.hypot(c, d))


def _unit(angle: int) -> Point:
    return round(math.cos(math.radians(angle)), 9), round(math.sin(math.radians(angle)), 9)


def _along(point: Point, turn: _Turn) -> Point:
    """Return where *point* lies when text is turned upright, y downwards."""
    x, y = point
    return x * turn.cosine + y * turn.sine, x * turn.sine - y * turn.cosine


def _back(point: Point) -> Point:
    """Undo a quarter turn."""
    return point[1], -point[0]


def _objects(parent: Any, count: Any, get: Any, outer: Matrix = (1, 0, 0, 1, 0, 0), depth: int = 0) -> Iterator[Any]:
    """Yield what is drawn, forms opened: the piece, its matrix to the page, its kind."""
    for index in range(min(count(parent), MAX_OBJECTS)):
        piece = get(parent, index)
        kind = api.FPDFPageObj_GetType(piece)
        own = api.FS_MATRIX()
        known = kind in (_PATH, _FORM) and api.FPDFPageObj_GetMatrix(piece, own)
        matrix = _times((own.a, own.b, own.c, own.d, own.e, own.f), outer) if known else outer
        if kind == _FORM and depth < _DEPTH:
            yield from _objects(piece, api.FPDFFormObj_CountObjects, api.FPDFFormObj_GetObject, matrix, depth + 1)
        else:
            yield piece, matrix, kind


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _area(piece: Any, matrix: Matrix) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    api.FPDFPageObj_GetBounds(piece, left, bottom, right, top)
    x0, y0 = _moved((left.value, bottom.value), matrix)
    x1, y1 = _moved((right.value, top.value), matrix)
    return abs(x1 - x0) * abs(y1 - y0)


def _moved(point: Point, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return point[0] * a + point[1] * c + e, point[0] * b + point[1] * d + f


def _segments(piece: Any, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
    """Yield the straight lines of a path that are level or upright."""
    x, y = ctypes.c_float(), ctypes.c_float()
    begun = at = (0.0, 0.0)
    for index in range(min(api.FPDFPath_CountSegments(piece), MAX_OBJECTS)):
        segment = api.FPDFPath_GetPathSegment(piece, index)
        kind = api.FPDFPathSegment_GetType(segment)
        api.FPDFPathSegment_GetPoint(segment, x, y)
        here = _moved((x.value, y.value), matrix)
        if kind == api.FPDF_SEGMENT_MOVETO:
            begun = here
        elif kind == api.FPDF_SEGMENT_LINETO and _is_straight(at, here):
            yield at, here
        at = here
        if api.FPDFPathSegment_GetClose(segment) and _is_straight(at, begun):
            yield at, begun


def _is_straight(one: Point, other: Point) -> bool:
    across, down = abs(one[0] - other[0]), abs(one[1] - other[1])
    return min(across, down) <= 0.5 < max(across, down)


def _turned_rule(one: Point, other: Point, angle: int) -> Rule:
    turn = _Turn(angle, *_unit(angle), 1.0)
    (x0, y0), (x1, y1) = _along(one, turn), _along(other, turn)
    return Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
