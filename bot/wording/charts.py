"""Like figures as a picture: sorted bars with the report's own words and figures beside them, as PNG.

Needs the extra ``cunwen[charts]``, Pillow and a font with Chinese characters; without it there is no picture. The same
input gives the same bytes: no date, no name and no font of the machine goes in.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from answering.bars import Bars
from bot.wording.markup import seen, short
from bot.wording.messages import message
from corpus import Quote

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, MARGIN = 1000, 40
TITLE, TEXT, SMALL = 38, 32, 22
"""Sizes of the font in pixels: a phone shows the picture at a third of its width."""
ROW, BAR = 64, 40
"""Pixels from one bar to the next, and of a bar."""
LABELS = 320
"""Pixels that the longest label may take."""
NAMED = 60
"""UTF-16 units of a report's title."""
LINES = 400
"""UTF-16 units of a title or of what stands under the bars."""
BACKGROUND, INK, GREY, OWN, OTHER = "#ffffff", "#1f2328", "#6e7781", "#2f6fdd", "#a9c4f5"
FACE = "Noto Sans CJK SC"


@cache
def face() -> tuple[str, int] | None:
    """Return the font's file and the number of its simplified Chinese face, None without the extra."""
    try:
        import noto_cjk_sans_otc
        from PIL import ImageFont
    except ImportError:
        return None
    path = str(noto_cjk_sans_otc.FONT_PATH)
    for number in range(16):
        try:
            if ImageFont.truetype(path, TEXT, number).getname()[0] == FACE:
                return path, number
        except OSError:
            break
    return None


@cache
def font(size: int) -> FreeTypeFont:
    """Return the font in a size; ask :func:`face` first whether there is one."""
    from PIL import ImageFont

    found = face()
    assert found is not None
    return ImageFont.truetype(found[0], size, found[1], layout_engine=ImageFont.Layout.BASIC)


def drawn(bars: Bars, own: Sequence[str] = ()) -> bytes:
    """Return the PNG: title, one bar a figure, and where the figures stand.

    own  what the answer is: bars with such a label or figure are darker
    """
    from PIL import Image, ImageDraw

    heads = _wrapped(bars.title, font(TITLE), WIDTH - 2 * MARGIN)[:2]
    notes = [line for note in _notes(bars) for line in _wrapped(note, font(SMALL), WIDTH - 2 * MARGIN)]
    top = MARGIN + len(heads) * (TITLE + 14) + 12
    height = top + len(bars.bars) * ROW + 16 + len(notes) * (SMALL + 12) + MARGIN // 2
    image = Image.new("RGB", (WIDTH, height), BACKGROUND)
    draw = ImageDraw.Draw(image)
    for row, head in enumerate(heads):
        draw.text((MARGIN, MARGIN - 8 + row * (TITLE + 14)), head, INK, font(TITLE))
    _bars(draw, bars, top, own)
    for row, note in enumerate(notes):
        draw.text((MARGIN, top + len(bars.bars) * ROW + 16 + row * (SMALL + 12)), note, GREY, font(SMALL))
    out = io.BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def _bars(draw: ImageDraw, bars: Bars, top: int, own: Sequence[str]) -> None:
    labels = [_cut(bar.label, font(TEXT), LABELS) for bar in bars.bars]
    values = [_cut(bar.metric.text, font(TEXT), LABELS) for bar in bars.bars]
    left = MARGIN + round(max(map(font(TEXT).getlength, labels))) + 20
    room = WIDTH - MARGIN - left - round(max(map(font(TEXT).getlength, values))) - 16
    largest = max(bar.size for bar in bars.bars) or 1.0
    for row, (bar, label, value) in enumerate(zip(bars.bars, labels, values, strict=True)):
        middle, length = top + row * ROW + ROW // 2, max(4, round(room * bar.size / largest))
        named = any(text in (bar.label, bar.metric.text) or bar.label in text or text in bar.label for text in own)
        draw.text((left - 20, middle), label, INK, font(TEXT), anchor="rm")
        draw.rectangle((left, middle - BAR // 2, left + length, middle + BAR // 2), OWN if named else OTHER)
        draw.text((left + length + 16, middle), value, INK, font(TEXT), anchor="lm")


def _notes(bars: Bars) -> list[str]:
    """Return what is not in the picture, and the reports with their paragraphs."""
    notes = [message("chart.hidden", count=bars.hidden)] if bars.hidden else []
    notes += [message("chart.more", count=bars.more)] if bars.more else []
    places: dict[str, list[Quote]] = {}
    for sentence in bars.sentences:
        places.setdefault(short(sentence.report.title, NAMED), []).append(sentence)
    told = [f"《{title}》{_paragraphs(sentences)}" for title, sentences in places.items()]
    return [*notes, message("chart.source", places="；".join(told))]


def _paragraphs(sentences: Sequence[Quote]) -> str:
    numbers = dict.fromkeys(sentence.paragraph.number for sentence in sentences)
    return message("answer.paragraph", number="、".join(map(str, numbers)))


def _cut(text: str, type_: FreeTypeFont, room: int) -> str:
    """Return *text* in one line, shortened with … until it is at most *room* pixels wide."""
    text = seen(short(text, NAMED))
    if type_.getlength(text) <= room:
        return text
    while text and type_.getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"


def _wrapped(text: str, type_: FreeTypeFont, room: int) -> list[str]:
    """Break *text* into lines of at most *room* pixels."""
    lines = [""]
    for character in seen(short(text, LINES)):
        if type_.getlength(lines[-1] + character) > room:
            lines.append("")
        lines[-1] += character
    return lines
