"""Which format a source is in, by its content; its name only tells apart what looks alike, as .txt and .md."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

from corpus.readers.raw import Source

TEXTS = {
    ".txt": "txt",
    ".md": "md",
    ".markdown": "md",
    ".csv": "csv",
    ".tsv": "csv",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
}
"""Formats that only the name tells apart."""

BINARIES = {
    ".docx": "docx",
    ".docm": "docx",
    ".doc": "doc",
    ".dot": "doc",
    ".wps": "wps",
    ".rtf": "rtf",
    ".pdf": "pdf",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".et": "xls",
    ".odt": "odt",
    ".ods": "ods",
    ".zip": "zip",
    ".mht": "mht",
    ".mhtml": "mht",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), "image"),
}
"""Formats whose content tells; the name only shows what was meant."""

NAMES = {
    "txt": "文本",
    "md": "Markdown 文本",
    "csv": "CSV 表格",
    "html": "网页",
    "mht": "单文件网页",
    "docx": "Word 文档（.docx）",
    "doc": "旧版 Word 文档（.doc）",
    "wps": "WPS 文档",
    "rtf": "RTF 文档",
    "pdf": "PDF",
    "xlsx": "Excel 表格（.xlsx）",
    "xls": "旧版 Excel 表格（.xls）",
    "odt": "OpenDocument 文档（.odt）",
    "ods": "OpenDocument 表格（.ods）",
    "epub": "EPUB 电子书",
    "zip": "压缩包（.zip）",
    "image": "图片",
    "ppt": "演示文稿",
    "ofd": "OFD 版式文件",
    "rar": "RAR 压缩包",
    "7z": "7z 压缩包",
    "gz": "gzip 压缩包",
    "encrypted": "有密码的 Office 文件",
}
"""What each format is called; those that no reader is registered for are told by this name."""

_RENAMED = {"doc": "txt", "docx": "txt", "wps": "txt", "xls": "csv", "xlsx": "csv"}
"""What a text is when it was given the name of another format; a broken PDF or web archive is a text that says nothing."""

_MAGIC = {
    b"{\\rtf": "rtf",
    b"\x89PNG\r\n\x1a\n": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\0": "image",
    b"MM\0*": "image",
    b"Rar!\x1a\x07": "rar",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b\x08": "gz",
}
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/epub+zip": "epub",
}
"""What the first member of a package says, which is stored as it is."""

_OLE = b"\xd0\xcf\x11\xe0"
_NEWER = {".docx": "docx", ".docm": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx"}
"""Their readers say what an OLE file of their name is that shows no stream."""
_STREAMS = {
    "EncryptedPackage": "encrypted",
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
    "MatOST": "wps",
}
"""Names of streams that say what an OLE file is, the telling ones first."""

_PARTS = {
    "word/document": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "ppt",
    "OFD.xml": "ofd",
}
MOST_ENTRIES = 50_000
"""Members of a package; with more it is not even looked through."""
_HEAD = 4096
_BLANK = b" \t\r\n\f\0"
_PROLOGUE = r"(?:\s|<\?xml[^>]{0,200}\?>|<!--(?:(?!-->).){0,2000}-->)*"
_HTML = re.compile(rf"{_PROLOGUE}<(?:!doctype\s+html|html|head|body|frameset)\b", re.IGNORECASE | re.DOTALL)
_FRAGMENT = re.compile(rf"{_PROLOGUE}<(?:meta|title|style|script|table|div|p|h[1-6]|center|font|span)\b", re.IGNORECASE | re.DOTALL)
_CLOSING = re.compile(r"</(?:p|div|td|tr|table|h[1-6]|title|span|font|a)\s*>", re.IGNORECASE)
_OFFICE_XML = re.compile(r"progid=\"(Word|Excel)\.|<w:wordDocument|<(?:ss:)?Workbook[^>]+office:spreadsheet")


def format_of(source: Source) -> str:
    """Return the format of *source*; empty when it is none that is known.

    >>> format_of(Source("青里村.txt", "青里村".encode())), format_of(Source("青里村.doc", b"<html><body>"))
    ('txt', 'html')
    """
    suffix = Path(source.name).suffix.lower()
    if found := _by_content(source.data, suffix):
        return found
    if suffix in TEXTS:
        return TEXTS[suffix]
    meant = BINARIES.get(suffix, "")
    return _RENAMED.get(meant, "") if _is_text(source.data) else ""


def surprise(source: Source, found: str) -> str:
    """Say in Chinese that a name means another format than the content is; empty when it means the same.

    >>> surprise(Source("青里村.doc", b""), "html")
    '文件名写的是旧版 Word 文档（.doc），内容却是网页，已按内容读取'
    """
    suffix = Path(source.name).suffix.lower()
    meant = BINARIES.get(suffix) or TEXTS.get(suffix, found)
    if meant == found or {meant, found} in ({"doc", "wps"}, {"html", "mht"}):
        return ""
    return f"文件名写的是{NAMES[meant]}，内容却是{NAMES[found]}，已按内容读取"


def _by_content(data: bytes, suffix: str) -> str:
    if data.startswith(_OLE):
        kind = _stream(data) or _NEWER.get(suffix, "")
        return "wps" if kind == "doc" and suffix == ".wps" else kind
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(data, suffix)
    if data[:2] == b"BM" and len(data) > 18 and data[14] in (12, 40, 52, 56, 64, 108, 124) and data[15:18] == b"\0\0\0":
        return "image"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image"
    return next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), "") or _pdf(data) or _markup(data, suffix)


def _stream(data: bytes) -> str:
    """Return what an OLE file is; an entry of its directory begins with the name, at a multiple of 128 bytes."""
    for name, kind in _STREAMS.items():
        entry = name.encode("utf-16-le") + b"\0\0"
        place = data.find(entry)
        while place >= 0:
            if place % 128 == 0:
                return kind
            place = data.find(entry, place + 1)
    return ""


def _package(data: bytes, suffix: str) -> str:
    """Return what a zip file is by its members; by its name when it is damaged and shows none."""
    if data.count(b"PK\1\2") > MOST_ENTRIES:
        return "zip"
    if data[30:38] == b"mimetype":
        return next((kind for mimetype, kind in _MIMETYPES.items() if data.startswith(mimetype, 38)), "zip")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = package.namelist()
    except Exception:  # zipfile raises what it likes on damaged files
        names = [part for part in (*_PARTS, "[Content_Types].xml") if part.encode() in data]
    for part, kind in _PARTS.items():
        if any(name.startswith(part) for name in names):
            return kind
    damaged = not names or "[Content_Types].xml" in names
    return BINARIES[suffix] if damaged and suffix in BINARIES else "zip"


def _pdf(data: bytes) -> str:
    """Tell a PDF: its mark stands at the beginning, or behind some junk of a mail or a download."""
    place = data[:1024].find(b"%PDF-")
    junk = data[: max(place, 0)].strip(_BLANK + b"\xef\xbb\xbf")
    return "pdf" if place >= 0 and (not junk or b"endobj" in data) else ""


def _markup(data: bytes, suffix: str) -> str:
    """Tell HTML, a web archive and Office's XML by how a text begins."""
    head = _head(data)
    if _OFFICE_XML.search(head):
        return "xls" if "Excel." in head or "spreadsheet" in head else "doc"
    if re.match(r"\s*{\\rtf", head):
        return "rtf"
    if re.match(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", head.lstrip("\ufeff\r\n"), re.IGNORECASE):
        return "mht" if re.search(r"multipart/related|text/html", head) else ""
    if _HTML.match(head):
        return "html"
    return "html" if suffix != ".md" and _FRAGMENT.match(head) and len(_CLOSING.findall(head)) > 2 else ""


def _head(data: bytes) -> str:
    """Return the beginning of what may be a text, its ASCII characters right whatever the encoding."""
    head = data[:_HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0<" in head[:64] or b"<\0" in head[:64]:
        return head.replace(b"\0", b"").decode("latin-1").removeprefix("ÿþ").removeprefix("þÿ")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _is_text(data: bytes) -> bool:
    """Tell whether bytes may be text: they have no null byte, or begin with the mark of UTF-16."""
    return b"\0" not in data[:_HEAD] or data[:2] in (b"\xff\xfe", b"\xfe\xff")
