"""The cleaning step that takes out what document sites add. The patterns are data: ``data/advertising.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from corpus.edits import Edit
from corpus.lists import read_list
from corpus.marks import HAN

# Addresses of public bodies belong to the report.
_URL = (
    r"(?![A-Za-z0-9./:-]*\.(?:gov|edu|mil)\.cn)(?:(?:https?://|www\.)[A-Za-z0-9][A-Za-z0-9./?=&%#:_~+-]*"
    r"|[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.(?:com|net|org|cn|cc|vip|top)(?:\.cn)?(?:/[A-Za-z0-9./?=&%#:_~+-]*)?)"
)
_BEGIN = r"(?:^|(?<=[。！？；!?;”）)])|(?<=\S)(?=[^\S\n]))[^\S\n]*+"
_FILE_TITLE = re.compile(
    r"《([^《》\n]{2,120}?)(?:\.(?:docx?|pdf|txt|wps|pptx?))?(?:[（(]\d+页[^）)]*[）)])?》\s*由会员分享"
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns in the order they are tried: anywhere, glued, whole line."""
    data = read_list("advertising.yaml")
    anywhere = [re.compile(pattern) for pattern in data["anywhere"]]
    glued = [re.compile(pattern.format(url=_URL, han=HAN, begin=_BEGIN), re.M) for pattern in data["glued"]]
    line = "|".join(pattern.format(url=_URL, han=HAN) for pattern in data["line"])
    return (*anywhere, *glued, re.compile(rf"^[^\S\n]*+(?:{line})[^\S\n]*+$", re.M | re.I))


def advertising(text: str) -> Iterator[Edit]:
    r"""Take out site lines, download lines and addresses, also where they are glued to a line of the report.

    An address or the word 下载 inside a sentence of the report stays.

    >>> from corpus.edits import apply
    >>> apply(advertising, "先后荣获称号。 某某汇 www.example.com\n一、成效")
    '先后荣获称号。\n一、成效'
    >>> apply(advertising, "登录www.example.com即可报名，下载安装应用***人次。")
    '登录www.example.com即可报名，下载安装应用***人次。'
    """
    found = (match for pattern in _patterns() for match in pattern.finditer(text) if match[0].strip())
    done = 0
    for match in sorted(found, key=lambda match: (match.start(), -match.end())):
        if match.start() >= done:
            start, end = _with_line_end(text, *match.span())
            yield Edit(max(start, done), end)
            done = end


def _with_line_end(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a cut: a line that goes altogether takes a line end with it, the last one that before it."""
    if start and text[start - 1] != "\n":
        return start, end
    if end == len(text):
        return max(0, start - 1), end
    return (start, end + 1) if text[end] == "\n" else (start, end)


def file_title(removed: Iterable[str]) -> str:
    """Return the title a site line gave the file, without its suffix, or an empty string.

    >>> file_title(["《2篇2024年村级工作发言.docx》由会员分享,可在线阅读"])
    '2篇2024年村级工作发言'
    """
    for piece in removed:
        if found := _FILE_TITLE.search(piece):
            return found[1]
    return ""
