"""Bytes become text: one strict way to find the encoding of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.readers import mojibake
from corpus.readers.plausible import SURE, commonness, known, reads_as_chinese


class NoText(ValueError):
    """The bytes are no text; the message says in Chinese what they are and where that shows."""


_MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_BINARY = {
    b"%PDF": "PDF 文件",
    b"PK\x03\x04": "Word、Excel 或压缩文件",
    b"\xd0\xcf\x11\xe0": "旧版 Word、Excel 文件",
    b"\xff\xd8\xff": "图片",
    b"\x89PNG": "图片",
    b"GIF8": "图片",
    b"{\\rtf": "RTF 文件",
}
_BIG5 = ("cp950", "big5hkscs")
"""BIG5 as Windows writes it, and with what Hong Kong adds."""
_MOST_HALVES = 50
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_NONSENSE = re.compile("[\ue000-\uf8ff\ufffd-\uffff\U000f0000-\U0010ffff]")
_UNUSUAL = re.compile(
    "[^\t\n\v\f\r -~\xa0·×°\u2010-\u2027\u2030-\u203b\u2460-\u249b\u25a0-\u25cf\u3000-\u3029㐀-䶿一-鿿豈-﫿！-～￥]"
)
_ASIAN = re.compile("[\u3000-\u30ff㐀-䶿一-鿿豈-﫿가-힣！-～]")
_LOOKS_LIKE = {
    "shift_jis": "Shift-JIS",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "euc_kr": "EUC-KR",
    "cp949": "EUC-KR",
    "johab": "韩文",
    "utf_32": "UTF-32",
}


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of *data* and its encoding, as Python names it.

    A byte order mark decides. Without one UTF-8, UTF-16, GB18030 and BIG5 are tried, each strictly, and what they give
    must look like text. All but UTF-8 turn almost any bytes into characters, so there it must read as Chinese; of GB18030
    and BIG5 the one that reads better is right.

    Raises    NoText when none of them fits, or the text was garbled before it was saved

    >>> decode("青里村".encode("gb18030")), decode("青里村種植羊肚菌".encode("big5"))
    (('青里村', 'gb18030'), ('青里村種植羊肚菌', 'big5'))
    """
    for magic, what in _BINARY.items():
        if data.startswith(magic):
            raise NoText(f"第 1 字节起：是{what}，不是文本")
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _marked(data, len(mark), encoding), encoding
    text = _strictly(data, "utf-8")
    if text is not None and b"\0" not in data and not _is_accident(data, text):
        return _sound(text, "utf-8"), "utf-8"
    readings = [reading for reading in _readings(data) if not _fault(reading[0]) and _is_chinese(reading[0])]
    if not readings:
        raise NoText(_reason(data))
    text, encoding = max(readings, key=lambda reading: commonness(reading[0])[0])
    return _sound(text, encoding), encoding


def decode_as(data: bytes, encoding: str) -> str:
    """Return the text of *data* in the encoding that the file itself names.

    Raises    NoText when it is not written in it, or gives no text
    """
    text = _strictly(data, encoding)
    if text is None:
        raise NoText(f"第 1 字节起：不是 {encoding.upper()}")
    return _sound(text, encoding)


def mended(data: bytes, encoding: str) -> tuple[str, int]:
    r"""Return a text in which some characters were cut in half, each as U+FFFD, and how many.

    Web pages cut the titles they list after so many bytes. Half a character does no harm where ASCII follows: what comes
    after it is read rightly.

    Raises    NoText when there are many, or one that would shift what follows

    >>> mended("青里村种植羊肚菌、茭白和槟榔芋三百".encode("gb18030")[:-1] + b" more...", "gb18030")
    ('青里村种植羊肚菌、茭白和槟榔芋三\ufffd more...', 1)
    """
    pieces: list[str] = []
    begin = 0
    while len(pieces) <= _MOST_HALVES:
        try:
            pieces.append(data[begin:].decode(encoding))
        except UnicodeDecodeError as error:
            fault = begin + error.start
            if encoding != "utf-8" and data[fault + 1 : fault + 2] > b"\x7f":
                break
            pieces.append(data[begin:fault].decode(encoding))
            begin += error.end if encoding == "utf-8" else error.start + 1
        else:
            return _sound("\ufffd".join(pieces), encoding), len(pieces) - 1
    raise NoText(f"第 {begin + 1} 字节：不是 {encoding.upper()}")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _readings(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what strict decoding without a mark gives, one for each encoding family; the first wins a tie."""
    for family in (("utf-16-le",), ("utf-16-be",), ("gb18030",), _BIG5):
        for encoding in family:
            if (text := _strictly(data, encoding)) is not None:
                yield text, "big5" if family == _BIG5 and _strictly(data, "big5") == text else encoding
                break


def _is_accident(data: bytes, text: str) -> bool:
    """Tell whether a few ideographs in GB18030 happen to be valid UTF-8, as those of 联通 are."""
    if text.isascii() or _ASIAN.search(text):
        return False
    other = _strictly(data, "gb18030")
    return other is not None and not _UNUSUAL.search(other) and commonness(other)[0] == 1


def _marked(data: bytes, begin: int, encoding: str) -> str:
    """Decode what follows a byte order mark; nothing else than what the mark says is tried."""
    try:
        text = data[begin:].decode(encoding)
    except UnicodeDecodeError as error:
        raise NoText(f"第 {begin + error.start + 1} 字节：不是 {encoding.upper()}，而文件开头的标记说是") from error
    return _sound(text, encoding, begin)


def _sound(text: str, encoding: str, begin: int = 0) -> str:
    """Return *text* when it is one; *begin* counts the bytes before it."""
    if fault := _garbled(text) or _fault(text):
        what, position = fault
        raise NoText(f"第 {begin + len(text[:position].encode(encoding, 'replace')) + 1} 字节{_line(text, position)}：{what}")
    return text


def _line(text: str, position: int) -> str:
    number = text.count("\n", 0, position) + 1
    return f"（第 {number} 行）" if number > 1 else ""


def _fault(text: str) -> tuple[str, int] | None:
    """Return why a decoded text is none, and at which character that shows first.

    A stray control character in a hundred is left for cleaning to take out.
    """
    if "\0" in text:
        return "有空字节，是二进制文件", text.index("\0")
    controls = list(_CONTROL.finditer(text))
    if len(controls) > max(1, len(text) // 100):
        return "控制字符太多，是二进制文件", controls[0].start()
    nonsense = list(_NONSENSE.finditer(text))
    if len(nonsense) * 20 > len(text):
        return "乱码太多，可能在别处转换编码时已经损坏", nonsense[0].start()
    return None


def _garbled(text: str) -> tuple[str, int] | None:
    """Return how a text was garbled before it was saved, and at which character that shows first."""
    if found := mojibake.find(text):
        return f"“{found.piece}”是乱码，原文像是“{found.meant}”：{found.how}，请换一份没有转坏的文件", found.start
    share, total = known(text)
    if total >= SURE and share < 0.2:
        return "汉字几乎都是生僻字，可能在别处转换编码时已成乱码", 0
    return None


def _is_chinese(text: str) -> bool:
    """Tell whether a text is nearly all ideographs, common ones, and Latin letters, figures and their marks."""
    return 10 * len(_UNUSUAL.findall(text)) <= len(text) and reads_as_chinese(text)


def _reason(data: bytes) -> str:
    """Say what is wrong with bytes that no encoding fits, and where."""
    if b"\0" in data:
        return f"第 {data.index(0) + 1} 字节：有空字节，是二进制文件"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _broken(data, error.start)
    what, position = _fault(text) or ("不是文本", 0)
    return f"第 {len(text[:position].encode()) + 1} 字节：{what}"


def _broken(data: bytes, fault: int) -> str:
    """Say where bytes that are no UTF-8 break off, and what they are instead."""
    text = data.decode("utf-8", "replace")
    before = data[:fault].decode("utf-8")
    holes = text.count("\ufffd")
    if len(_ASIAN.findall(text)) > 20 * holes:
        return f"第 {fault + 1} 字节{_line(before, fault)}：这里的 UTF-8 坏了（全文坏 {holes} 处），前面是“{before[-8:].strip()}”"
    place = _first_fault(data, fault)
    return f"第 {place + 1} 字节{_line(before, fault)}：不是 UTF-8、UTF-16、GB18030 或 Big5{_guess(data)}"


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
