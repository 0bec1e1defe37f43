"""The characters that end, open and close in Chinese text, and the patterns built from them."""

from __future__ import annotations

import re

HAN = "〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
"""Ideographs, as the inside of a character class."""

END = "。！？；!?;"
"""Marks that end a sentence."""

CLOSE = "”’」』》〉）】〕)]"
OPEN = "“‘「『《〈（【〔(["
PAIRS = dict(zip(OPEN, CLOSE, strict=True))

_ASCII = re.compile(r"[\x21-\x7e]")
CLAUSE = re.compile(r"[，,。；;！？!?]")
_ENDED = re.compile(rf"(?:[{END}：:…]|\.{{3}})[{re.escape(CLOSE)}\"'\s]*$")
_OPENED = re.compile(r"[（《〈【“][^（）《》〈〉【】“”]{0,20}$")
_BLOCK = re.compile(
    r"\s*(?:[一二三四五六七八九十百]{1,4}(?:、|是|要)|[（(][一二三四五六七八九十百\d]{1,4}[）)]|\d{1,3}(?:[、)）]|[.．](?!\d))"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条款篇编，,、：:]|第[一二三四五六七八九十]部分|[①-⑳⑴-⒇]"
    r"|#{1,6}\s|[-•·●■◆▲★※+*]\s|\||附[件：:])"
)


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends where a sentence (or the colon before a list) does.

    >>> ends_sentence("共增补8名。”"), ends_sentence("包括："), ends_sentence("考察各村")
    (True, True, False)
    """
    return _ENDED.search(line[-12:]) is not None


def begins_block(line: str) -> bool:
    """Tell whether a line begins like a heading or an item of a list, so that nothing before it runs on into it.

    >>> begins_block("（二）抓产业"), begins_block("1.抓产业"), begins_block("1.5万元"), begins_block("*镇党委")
    (True, True, False, False)
    """
    return _BLOCK.match(line) is not None


def runs_on(line: str) -> bool:
    """Tell whether a line is running text that breaks off: no title, no short item, and no end; or a bracket is open.

    >>> runs_on("换届以来,考察各村"), runs_on("工作总结"), runs_on("换届以来,考察各村。"), runs_on("（四")
    (True, False, False, True)
    """
    return not ends_sentence(line) and (len(line) >= 40 or CLAUSE.search(line) or _OPENED.search(line)) is not None


def columns(line: str) -> float:
    """Return the width of a line in ideographs; two Latin letters count for one.

    >>> columns("茭白120亩")
    4.5
    """
    return len(line) - len(_ASCII.findall(line)) / 2


def glue(text: str, left: int, right: int) -> str:
    r"""Return what stands between the two ends of a cut: a blank between two Latin words, else nothing.

    >>> glue("Golden\nDelicious", 6, 7), glue("茭\n白", 1, 2)
    (' ', '')
    """
    ends = text[left - 1 : left] + text[right : right + 1]
    return " " if len(ends) == 2 and ends.isascii() and ends.isalpha() else ""
