"""What the file of a report may be called, and when two names are one.

A name comes from whoever sends the file. It becomes a file name in one folder and nothing else: no path, nothing
hidden, nothing that cannot be seen or that other systems cannot hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import category, normalize

from corpus.catalog import NAME
from corpus.errors import BadName

LONGEST = 255
"""Bytes of a file name in UTF-8, the limit of the usual file systems: some 85 ideographs."""
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Control characters, direction marks, half surrogates, private use, line and paragraph separators."""


def report_name(raw: str) -> str:
    """Return the name under which a file called *raw* is kept: composed characters (NFC), no blanks at the ends.

    Raises    BadName, with what is wrong in its detail
    >>> report_name(" 青里村2023.docx")
    '青里村2023.docx'
    """
    name = normalize("NFC", raw).strip()
    for wrong in _faults(name):
        raise BadName(Path(_visible(raw)), wrong)
    return name


def key(name: str) -> str:
    """Return what equal names have in common: those that differ in case or in how characters are composed are equal."""
    return normalize("NFC", normalize("NFC", name).casefold())


def _faults(name: str) -> Iterator[str]:
    if not name:
        yield "没有文件名"
    if name in (".", "..") or re.search(r"[/\\]", name):
        yield "名字里有路径"
    if hidden := next((character for character in name if category(character) in INVISIBLE), ""):
        yield f"名字里有看不见的字符 U+{ord(hidden):04X}"
    if name.startswith("."):
        yield "以点开头的是隐藏文件，不算报告"
    if name.startswith("~$"):
        yield "这是办公软件打开文件时的临时文件，不是报告"
    if key(name) == NAME:
        yield f"{NAME} 是报告目录的清单，不是报告"
    if DEVICES.fullmatch(name):
        yield "这个名字在 Windows 上不能用"
    if (size := len(name.encode("utf-8", "replace"))) > LONGEST:
        yield f"名字太长，有 {size} 个字节，最多 {LONGEST} 个（约 85 个汉字）"


def _visible(raw: str) -> str:
    """Return *raw* fit to be shown: one line, not too long, nothing that cannot be seen."""
    shown = "".join("�" if category(character) in INVISIBLE else character for character in raw)
    return (shown[:60] + "…" if len(shown) > 60 else shown) or "（无名）"
