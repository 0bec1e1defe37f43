"""Scans made for the tests: lines of text as pictures, and pages that hold only such a picture."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.pdfs import WIDTH

FONTS = Path(__file__).parent / "fonts"
LINES = (
    "　　竹溪村在后山试种黄精三百二十亩，请来农科所的专家",
    "驻村指导，当年带动六十五户农户增收，户均八千四百元。",
    "　　石桥村修通了通往茶园的水泥路。",
)


@cache
def _font(latin: bool) -> ImageFont.FreeTypeFont:
    """Droid Sans Fallback, cut down to this file's characters (see fonts/README.md); it has no Latin letters."""
    latin_font = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    return ImageFont.truetype(latin_font if latin else FONTS / "DroidSansFallback-subset.ttf", 32)


def drawn(lines: tuple[str, ...] = LINES) -> Image.Image:
    """Return a picture of lines of text, as a scanner of 200 dots an inch gives it."""
    picture = Image.new("L", (1000, 60 + 60 * len(lines)), 255)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        x = 60.0
        for character in line:
            font = _font(character.isascii())
            if character != "　":
                draw.text((x, 40 + 60 * number), character, font=font, fill=0)
            x += 32 if not character.isascii() else font.getlength(character)
    return picture


def saved(picture: Image.Image, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()


def scanned(canvas: Canvas, lines: tuple[str, ...] = LINES) -> None:
    """Put the picture over a page, a small one."""
    picture = drawn(lines)
    canvas.setPageSize((WIDTH, 160))
    canvas.drawImage(ImageReader(picture), 60, 10, WIDTH - 120, (WIDTH - 120) * picture.height / picture.width)
