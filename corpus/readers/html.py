"""Web pages: .html, and the single file (.mht) that browsers and Word save; the main text without what is around it."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from corpus.errors import RefusedReport, UndecodableReport, UnreadableReport
from corpus.readers.blocks import Block, blocks
from corpus.readers.encoding import NoText, decode, decode_as, mended
from corpus.readers.main_text import is_around, main_text
from corpus.readers.raw import Cut, Raw, Source
from corpus.readers.web import words

_DECLARED = re.compile(rb"<(?:meta\b[^>]{0,300}?charset\s*=\s*|\?xml[^>]{0,100}?encoding\s*=\s*)[\"']?\s*([\w.:-]{2,20})", re.I)
_CODECS = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "hz-gb-2312"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
}
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def read(source: Source) -> Raw:
    """Read *source* as a web page.

    Raises    UndecodableReport, UnreadableReport, or RefusedReport for a page whose text is in its frames
    """
    path = Path(source.name)
    data = _unpacked(path, source.data)
    try:
        text, encoding, warnings = page_text(data)
    except NoText as error:
        raise UndecodableReport(path, str(error)) from error
    root = _parse(path, text)
    if root is None:
        return Raw(source.data, "", "html", encoding)
    found = blocks(root)
    parted = list(main_text(found, _title(root)))
    kept = [block for block, step in parted if not step]
    if not kept:
        _refuse_frames(path, root)
    return Raw(
        source.data,
        _joined(kept),
        "html",
        encoding,
        tables=tuple(block.table for block in kept if block.table),
        cuts=tuple(Cut(step, block.text) for block, step in parted if step),
        warnings=(*warnings, *_cut_off(text)),
        published=_published(root),
    )


def _joined(kept: Sequence[Block]) -> str:
    """Return blocks as text: an empty line between two, which says that no sentence runs on; none where only <br> parts them."""
    text = "".join(("\n" if block.broken else "\n\n") + block.text for block in kept)
    return text.strip("\n")


def page_text(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Return the text of a page, its encoding, and a warning when it is another than the page says.

    What is valid UTF-8 is UTF-8, whatever the page says of itself: many say gb2312 and were converted since.

    Raises    NoText

    >>> page_text('<meta charset="gbk">青里村'.encode("gb18030"))
    ('<meta charset="gbk">青里村', 'gb18030', ())
    """
    declared = found[1].decode("ascii").lower() if (found := _DECLARED.search(data[:4096])) else ""
    codec = _CODECS.get(declared, "")
    try:
        if codec and _is_other(data, "utf-8"):
            return decode_as(data, codec), codec, ()
    except NoText:
        pass
    try:
        text, encoding = decode(data)
    except NoText as error:
        if not codec:
            raise
        return _mended(data, codec, error)
    lies = declared and codec != encoding and not data.isascii() and (codec, encoding) != ("big5hkscs", "big5")
    return text, encoding, (f"网页自称是 {declared} 编码，实际是 {encoding}",) if lies else ()


def _is_other(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return True
    return False


def _mended(data: bytes, codec: str, fault: NoText) -> tuple[str, str, tuple[str, ...]]:
    """Read a page in the encoding it names although some characters of it are cut in half."""
    try:
        text, halves = mended(data, codec)
    except NoText:
        raise fault from None
    if not halves:
        raise fault
    return text, codec, (f"网页里有 {halves} 个字只剩半个，成了 \ufffd",)


def _unpacked(path: Path, data: bytes) -> bytes:
    """Return the page within a .mht file, as UTF-8 when the file says its encoding; other bytes as they are."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf\r\n")
    if not re.match(rb"[\w-]+:", head) or b"mime-version:" not in head.lower():
        return data
    try:
        message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=email.policy.compat32)
        page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
        body = page.get_payload(decode=True) if page is not None else None
        charset = (page.get_content_charset() or "") if page is not None else ""
    except Exception as error:  # the package raises what it likes on damaged messages
        raise UnreadableReport(path, "单文件网页已损坏") from error
    if not isinstance(body, bytes):
        raise UnreadableReport(path, "单文件网页里没有网页")
    codec = _CODECS.get(charset.lower(), "utf-8")
    try:
        return body.decode(codec).encode("utf-8")
    except UnicodeError:
        return body


def _parse(path: Path, text: str) -> etree._Element | None:
    """Return the tree of a page; None when it has none.

    Raises    RefusedReport when it is nested deeper than the parser goes, which would lose the rest of the text
    """
    text = _DECLARATION.sub("", text.removeprefix("\ufeff"))
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_blank_text=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    if any("depth" in error.message for error in parser.error_log):
        raise RefusedReport(path, "网页的标签套了两千层以上，读不全，请用浏览器打开后复制正文另存")
    return root


def _title(root: etree._Element) -> str:
    """Return what the browser's window shows; WeChat writes it elsewhere."""
    shown = "".join("".join(map(str, element.itertext())) for element in root.iter("title"))
    told = (element.get("content", "") for element in root.iter("meta") if element.get("property") == "og:title")
    return shown.strip() or next(told, "")


def _published(root: etree._Element) -> str:
    """Return when the page was put up as its head says it to machines, else its first <time> that is not around the text."""
    named = {
        (element.get("property") or element.get("name") or element.get("itemprop") or "").lower(): element.get("content", "")
        for element in root.iter("meta")
    }
    told = [named[name] for name in words("published") if named.get(name)]
    times = (element for element in root.iter("time") if element.get("datetime") and not is_around(element))
    return next(iter(told), "") or next((element.get("datetime", "") for element in times), "")


def _cut_off(text: str) -> tuple[str, ...]:
    """Warn of a page that begins and does not end: a download that broke off."""
    whole = "<html" not in text[:4096].lower() or "</html" in text[-4096:].lower() or "</body" in text[-4096:].lower()
    return () if whole else ("网页没有写完（缺少 </html>），后面的内容可能丢了，请核对",)


def _refuse_frames(path: Path, root: etree._Element) -> None:
    names = [frame.get("src") or "" for frame in root.iter("frame", "iframe")]
    if names := [name for name in names if name and not name.startswith(("about:", "javascript:"))]:
        raise RefusedReport(path, f"这是框架网页，正文在另外的网页里（{'、'.join(names[:5])}），请把那些网页放进来")

