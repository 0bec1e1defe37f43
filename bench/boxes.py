#!/usr/bin/env python3
"""Make corpus/data/boxes.ttf, a font in which every ideograph is a box and every letter a stick; needs fonttools.

    python bench/boxes.py

PDFium leaves out text whose characters have no extent, as those of a font that is neither in the file nor on the machine.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

FONT = Path(__file__).parent.parent / "corpus" / "data" / "boxes.ttf"
CHINESE_JAPANESE_KOREAN = sum(1 << bit for bit in range(17, 22))
MANY_TO_ONE = 13


def box(width: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((50, -100))
    for corner in ((50, 850), (50 + width, 850), (50 + width, -100)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def charmap(platform: int, encoding: int) -> object:
    table = CmapSubtable.newSubtable(MANY_TO_ONE)
    table.platformID, table.platEncID, table.language = platform, encoding, 0
    table.reserved, table.length, table.nGroups = 0, 0, 2  # counted anew when it is written
    wide = (*range(0x2000, 0xD800), *range(0xE000, 0xFFFE), *range(0x20000, 0x30000))
    table.cmap = dict.fromkeys(range(0x21, 0x2000), "stick") | dict.fromkeys(wide, "box")
    return table


font = FontBuilder(1000, isTTF=True)
font.setupGlyphOrder([".notdef", "stick", "box"])
font.setupCharacterMap({})
font.setupGlyf({".notdef": box(100), "stick": box(100), "box": box(900)})
font.setupHorizontalMetrics({".notdef": (1000, 50), "stick": (500, 50), "box": (1000, 50)})
font.setupHorizontalHeader(ascent=880, descent=-120)
names = {"familyName": "ZZ Boxes", "styleName": "Regular", "fullName": "ZZ Boxes", "psName": "ZZBoxes"}
font.setupNameTable(names)  # the last by name: any other font comes first
font.setupOS2(sTypoAscender=880, sTypoDescender=-120, ulCodePageRange1=CHINESE_JAPANESE_KOREAN, xAvgCharWidth=1000)
font.setupPost()
font.font["cmap"].tables = [charmap(3, 10), charmap(0, 6)]
font.font.recalcTimestamp = False
font.font["head"].created = font.font["head"].modified = 0
font.save(FONT)
