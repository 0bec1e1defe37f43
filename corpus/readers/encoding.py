"""Bytes become text: one strict way to find the encoding of plain text."""

from __future__ import annotations

import re


class NoText(ValueError):
    """The bytes are no text; the message says in Chinese what they are and where that shows."""


_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_BINARY = {
    b"%PDF": "PDF 文件",
    b"PK\x03\x04": "Word、Excel 或压缩文件",
    b"\xd0\xcf\x11\xe0": "旧版 Word、Excel 文件",
    b"\xff\xd8\xff": "图片",
    b"\x89PNG": "图片",
    b"GIF8": "图片",
    b"{\\rtf": "RTF 文件",
}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_NONSENSE = re.compile("[\ue000-\uf8ff\ufffd-\uffff\U000f0000-\U0010ffff]")
_UNUSUAL = re.compile(
    "[^\t\n\v\f\r -~\xa0·×°\u2010-\u2027\u2030-\u203b\u2460-\u249b\u25a0-\u25cf\u3000-\u3029㐀-䶿一-鿿豈-﫿！-～￥]"
)
_HAN = re.compile("[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_COMMON = frozenset(
    bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)
)
"""The 3,755 ideographs of GB 2312's first level, which make up nearly all of any simplified text."""

_LOOKS_LIKE = {
    "big5": "Big5",
    "big5hkscs": "Big5",
    "shift_jis": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "euc_kr": "EUC-KR",
    "cp949": "EUC-KR",
    "utf_32": "UTF-32",
}


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of *data* and its encoding.

    A byte order mark decides. Without one UTF-8, UTF-16 and GB18030 are tried in this order, each strictly, and what
    they give must look like text; UTF-16 and GB18030 turn almost any bytes into characters, so there it must look like
    Chinese.

    Raises    NoText when none of them fits

    >>> decode("青里村".encode("gb18030"))
    ('青里村', 'gb18030')
    """
    for magic, what in _BINARY.items():
        if data.startswith(magic):
            raise NoText(f"第 1 字节起：是{what}，不是文本")
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _marked(data, len(mark), encoding), encoding
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _fault(text) and (encoding == "utf-8" or _is_chinese(text)):
            return text, encoding
    raise NoText(_reason(data))


def _marked(data: bytes, begin: int, encoding: str) -> str:
    """Decode what follows a byte order mark; nothing else than what the mark says is tried."""
    try:
        text = data[begin:].decode(encoding)
    except UnicodeDecodeError as error:
        raise NoText(f"第 {begin + error.start + 1} 字节：不是 {encoding.upper()}，而文件开头的标记说是") from error
    if fault := _fault(text):
        what, position = fault
        raise NoText(f"第 {begin + len(text[:position].encode(encoding)) + 1} 字节：{what}")
    return text


def _fault(text: str) -> tuple[str, int] | None:
    """Return why a decoded text is none, and at which character that shows first.

    A stray control character in a hundred is left for cleaning to take out.
    """
    controls = list(_CONTROL.finditer(text))
    if "\0" in text:
        return "有空字节，是二进制文件", text.index("\0")
    if len(controls) > max(1, len(text) // 100):
        return "控制字符太多，是二进制文件", controls[0].start()
    nonsense = list(_NONSENSE.finditer(text))
    if len(nonsense) * 20 > len(text):
        return "乱码太多，可能在别处转换编码时已经损坏", nonsense[0].start()
    if len(_HAN.findall(text)) >= 50 and _commonness(text) < 0.2:
        return "汉字几乎都是生僻字，可能在别处转换编码时已成乱码", 0
    return None


def _is_chinese(text: str) -> bool:
    """Tell whether a text is nearly all ideographs, common ones, and Latin letters, figures and their marks."""
    return 10 * len(_UNUSUAL.findall(text)) <= len(text) and _commonness(text) >= 0.5


def _commonness(text: str) -> float:
    """Return the share of common ideographs among those of *text*; 1 when it has none."""
    ideographs = _HAN.findall(text)
    return sum(character in _COMMON for character in ideographs) / len(ideographs) if ideographs else 1.0


def _reason(data: bytes) -> str:
    """Say what is wrong with bytes that no encoding fits, and where."""
    if b"\0" in data:
        return f"第 {data.index(0) + 1} 字节：有空字节，是二进制文件"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"第 {_first_fault(data, error.start) + 1} 字节：不是 UTF-8、UTF-16 或 GB18030{_guess(data)}"
    what, position = _fault(text) or ("不是文本", 0)
    return f"第 {len(text[:position].encode()) + 1} 字节：{what}"


def _first_fault(data: bytes, fault: int) -> int:
    """Return where the encoding that got furthest gave up."""
    try:
        data.decode("gb18030")
    except UnicodeDecodeError as error:
        return max(fault, error.start)
    return fault


def _guess(data: bytes) -> str:
    """Say which other encoding the bytes look like, when that is clear."""
    from charset_normalizer import from_bytes  # slow to import, and only needed here

    best = from_bytes(data[:4096]).best()
    name = _LOOKS_LIKE.get(best.encoding) if best else None
    return f"，像是 {name}" if name else ""
