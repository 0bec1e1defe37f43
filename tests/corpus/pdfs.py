"""PDF files for tests: pages set by reportlab, and files written by hand for what reportlab does right."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595, 842
LEFT, RIGHT = 90, 505
SIZE = 12
STEP = 22
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

Draw = Callable[[Canvas], None]
"""Draws one page."""


def written(pages: Iterable[Draw], password: str | None = None, owner: str = "") -> bytes:
    """Return a PDF of *pages*."""
    out = io.BytesIO()
    lock = StandardEncryption(password, ownerPassword=owner or None, canPrint=0) if password is not None else None
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), encrypt=lock)
    for draw in pages:
        canvas.setFont(FONT, SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def wrapped(text: str, width: float, size: float = SIZE, indent: int = 2) -> list[str]:
    """Break a paragraph into lines as a word processor does: set in, no mark at a line's beginning."""
    lines, line = [], "　" * indent
    for character in text:
        if pdfmetrics.stringWidth(line + character, FONT, size) > width and character not in "，。；：、）”":
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def put(canvas: Canvas, lines: Sequence[str], x: float = LEFT, top: float = 100, size: float = SIZE) -> float:
    """Draw lines from *top* downwards, full-width blanks as a gap; return where the next one goes."""
    canvas.setFont(FONT, size)
    for line in lines:
        text = line.lstrip("　")
        canvas.drawString(x + size * (len(line) - len(text)), HEIGHT - top, text)
        top += STEP
    return top


def paragraph(canvas: Canvas, text: str, top: float = 100, x: float = LEFT, right: float = RIGHT) -> float:
    """Draw a paragraph; return where the next one goes."""
    return put(canvas, wrapped(text, right - x), x, top)


def centred(canvas: Canvas, text: str, top: float, size: float = SIZE) -> None:
    """Draw a line in the middle of the page."""
    canvas.setFont(FONT, size)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - top, text)


def table(canvas: Canvas, rows: Sequence[Sequence[str]], widths: Sequence[float], top: float = 200, x: float = LEFT) -> None:
    """Draw a table with a line around every cell."""
    canvas.setFont(FONT, 10)
    for number, row in enumerate(rows):
        at = x
        for text, width in zip(row, widths, strict=True):
            canvas.rect(at, HEIGHT - top - 24 * (number + 1), width, 24)
            canvas.drawString(at + 4, HEIGHT - top - 24 * (number + 1) + 8, text)
            at += width


def objects(pieces: Sequence[bytes]) -> bytes:
    """Return a PDF of these objects, numbered from 1, the first of them its root."""
    out, offsets = b"%PDF-1.4\n", []
    for number, piece in enumerate(pieces, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, piece)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(pieces) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(pieces) + 1) + entries + end


def stream(data: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)


def by_hand(text: str, *, mapped: bool = True, upright: bool = False, means: dict[str, str] | None = None) -> bytes:
    """Return a PDF of one page that writes *text* by glyph numbers of a font that is not in the file.

    mapped   whether the font tells what each glyph means (ToUnicode)
    upright  whether the text runs downwards; ``\\n`` begins the next column to the left, or the next line
    means    what the font says of a character instead of the truth
    """
    codes = {character: 100 + number for number, character in enumerate(dict.fromkeys(text.replace("\n", "")))}
    rows = []
    for number, line in enumerate(text.split("\n")):
        x, y = (480 - 30 * number, 760) if upright else (LEFT, 740 - STEP * number)
        glyphs = b"".join(b"%04X" % codes[character] for character in line)
        rows.append(b"1 0 0 1 %d %d Tm <%s> Tj" % (x, y, glyphs))
    told = {code: (means or {}).get(character, character) for character, code in codes.items()}
    entries = b" ".join(b"<%04X><%s>" % (code, meant.encode("utf-16-be").hex().encode()) for code, meant in told.items())
    names = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        b"1 begincodespacerange <0000><FFFF> endcodespacerange %d beginbfchar %s endbfchar endcmap end end"
    ) % (len(told), entries)
    return objects(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            stream(b"BT /F1 12 Tf " + b" ".join(rows) + b" ET"),
            b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-%s/DescendantFonts[6 0 R]%s>>"
            % (b"V" if upright else b"H", b"/ToUnicode 7 0 R" if mapped else b""),
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/DW 1000/FontDescriptor 8 0 R"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
            stream(names),
            b"<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0"
            b"/Ascent 880/Descent -120/CapHeight 700/StemV 80>>",
        ]
    )
