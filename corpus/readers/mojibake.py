"""Text that was once decoded in the wrong way and saved so: found by undoing it.

A statistic would condemn lists of rare names. A proof does not: the garbled characters, written as bytes in the encoding
they were read in, are valid in the right one and give everyday Chinese. No real text does that by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from corpus.readers.plausible import HALF, common, commonness, known


class Garbled(NamedTuple):
    """The first garbled piece of a text: where it begins, what it reads, what it should, and what went wrong."""

    start: int
    piece: str
    meant: str
    how: str


_SHOWN = 12
_UTF_8 = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}|\xef\xbc[\x80-\xbf]){3,}")
_TELLTALE = {
    "gb18030": re.compile("[㐀-鿿]"),
    "cp932": re.compile("[｡-ﾟ]"),
    "latin-1": re.compile("[ã-é][\u0080-¿€-™Œ-ž]"),
}
"""What a text shows when its UTF-8 was read in an encoding; without it the attempt is spared."""
_HIGH = re.compile(rb"[\xa1-\xfe]{8,}")
_LATIN = re.compile("[\u0080-ÿ€-™Œ-ž]{8}")
_LOST = re.compile("锟斤拷|ï¿½")
_CP1252 = {ord(bytes((byte,)).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"}
_NAMES = {"gb18030": " GBK ", "cp950": " Big5 ", "cp932": " Shift-JIS ", "latin-1": "西文"}
_SWAPS = (("gb18030", "cp950"), ("cp950", "gb18030"))


def find(text: str) -> Garbled | None:
    """Return the first piece of *text* that is provably garbled.

    >>> find("青里村\\n" + "农户增收三万元".encode().decode("gb18030", "ignore"))
    Garbled(start=4, piece='鍐滄埛澧炴敹涓変竾', meant='农户增收三万', how='UTF-8 的文字被当作 GBK 读过')
    >>> find("氢氦锂铍硼碳氮氧氟氖钠镁铝硅磷硫氯氩钾钙")
    """
    if text.isascii():
        return None
    found = [*_lost(text), *_misread_utf_8(text), *_misread_in_latin(text), *_swapped(text)]
    return min(found, default=None)


def _lost(text: str) -> Iterator[Garbled]:
    if found := _LOST.search(text):
        yield Garbled(found.start(), found[0], "�", "转换编码时丢了字，找不回来")


def _misread_utf_8(text: str) -> Iterator[Garbled]:
    """Yield the first piece that is UTF-8 once it is written in one of the encodings it may have been read in."""
    for encoding, telltale in _TELLTALE.items():
        if not telltale.search(text):
            continue
        data = _encode(text, encoding)
        for found in _UTF_8.finditer(data):
            meant = found[0].decode("utf-8", "replace")
            share, total = known(meant)
            if total > 2 and share >= 0.8:
                start, end = (len(data[:place].decode(encoding, "ignore")) for place in found.span())
                yield Garbled(start, text[start:end][:_SHOWN], meant[:_SHOWN], _how("UTF-8 ", _NAMES[encoding]))
                break


def _misread_in_latin(text: str) -> Iterator[Garbled]:
    data = _encode(text, "latin-1") if _LATIN.search(text) else b""
    for found in _HIGH.finditer(data):
        for encoding in ("gb18030", "cp950"):
            meant = found[0].decode(encoding, "replace")
            if _is_everyday(meant):
                piece = text[found.start() : found.end()]
                yield Garbled(found.start(), piece[:_SHOWN], meant[:_SHOWN], _how(_NAMES[encoding], _NAMES["latin-1"]))
                return


@cache
def _rare() -> re.Pattern[str]:
    """Match the line of a run of characters none of which is common."""
    return re.compile(rf"^.*?[^\x00-\u00ff\u3000-\u30ff{''.join(sorted(common()))}，：；！？（）]{{4}}.*", re.MULTILINE)


def _swapped(text: str) -> Iterator[Garbled]:
    """Yield the first line that reads as Chinese once one encoding is not taken for another."""
    for found in _rare().finditer(text):
        line = found[0].strip()
        if commonness(line)[0] >= HALF:
            continue
        for read, right in _SWAPS:
            meant = line.encode(read, "replace").decode(right, "replace")
            if _is_everyday(meant, 8):
                start = found.start() + found[0].index(line)
                yield Garbled(start, line[:_SHOWN], meant[:_SHOWN], _how(_NAMES[right], _NAMES[read]))
                return


def _encode(text: str, encoding: str) -> bytes:
    return (text.translate(_CP1252) if encoding == "latin-1" else text).encode(encoding, "replace")


def _is_everyday(text: str, least: int = 3) -> bool:
    """Tell whether a text is Chinese beyond chance: several different ideographs, and most of them common."""
    share, total = commonness(text)
    return total >= least and share >= HALF and 10 * total >= 6 * len(text) and len(set(text)) >= 3


def _how(right: str, read: str) -> str:
    return f"{right.lstrip()}的文字被当作{read}读过"
