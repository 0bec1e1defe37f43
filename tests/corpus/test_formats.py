"""What a source is shows in its content; a name that says otherwise is told, not believed."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus import EmptyReport, RefusedReport, UndecodableReport, UnknownFormat, UnreadableReport
from corpus.readers import Source, read
from corpus.readers.formats import format_of, surprise
from tests.corpus.office import stream

TEXT = "青里村种植羊肚菌三百亩，村集体增收十八万元。"
BMP = b"BM" + (70).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little") + (40).to_bytes(4, "little") + bytes(52)


def packed(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name in names:
            package.writestr(name, TEXT)
    return data.getvalue()


CONTENTS = {
    "docx": packed("[Content_Types].xml", "word/document.xml"),
    "xlsx": packed("[Content_Types].xml", "xl/workbook.xml"),
    "ppt": packed("ppt/presentation.xml"),
    "ofd": packed("OFD.xml", "Doc_0/Document.xml"),
    "zip": packed("青里村.txt"),
    "odt": packed("mimetype").replace(TEXT.encode(), b"application/vnd.oasis.opendocument.text".ljust(len(TEXT.encode()))),
    "doc": stream("WordDocument"),
    "xls": stream("Workbook"),
    "encrypted": stream("EncryptedPackage"),
    "rtf": b"{\\rtf1\\ansi}",
    "pdf": b"%PDF-1.7\n1 0 obj",
    "html": f"<!-- saved from url=(0014)about:internet -->\n<!DOCTYPE html><html><body>{TEXT}".encode(),
    "mht": b"From: <Saved by Blink>\r\nSubject: =?utf-8?Q?a?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n",
    "image": b"\x89PNG\r\n\x1a\n" + bytes(16),
    "rar": b"Rar!\x1a\x07\x01\0",
}


@pytest.mark.parametrize("name", ["甲.txt", "甲.doc", "甲.docx", "甲.pdf", "甲", "甲.dat", "汇编.zip/甲.html"])
@pytest.mark.parametrize("kind", CONTENTS)
def test_the_content_decides_whatever_the_name(kind: str, name: str) -> None:
    assert format_of(Source(name, CONTENTS[kind])) == kind


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0", b"II*\0", b"MM\0*", BMP, b"RIFF\0\0\0\0WEBPVP8 "])
def test_every_kind_of_picture_is_one(data: bytes) -> None:
    assert format_of(Source("甲.txt", data)) == "image"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("甲.txt", "txt"), ("甲.TXT", "txt"), ("甲.md", "md"), ("甲.csv", "csv"), ("甲.tsv", "csv"), ("甲.htm", "html"), ("甲.xyz", "")],
)
def test_texts_are_told_apart_by_name(name: str, kind: str) -> None:
    for encoding in ("utf-8", "gb18030", "utf-16"):
        assert format_of(Source(name, TEXT.encode(encoding))) == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("%PDF 是一种格式，PK 是两个字母。".encode(), "txt"),
        (("BM 公司、II* 型号、{\\rtf 是什么").encode(), "txt"),
        ("报告写道：<html>不是正文。".encode(), "txt"),
        (b"X-Mail: junk\n%PDF-1.4\n1 0 obj\nendobj", "pdf"),
        (b"\xef\xbb\xbf%PDF-1.4", "pdf"),
        ("<html><body>甲".encode("utf-16"), "html"),
        (b"<table><tr><td>a</td><td>b</td></tr></table>", "html"),
        (b"PK\x03\x04 cut off word/document.xml", "docx"),
        (packed("[Content_Types].xml", "customXml/item1.xml"), "zip"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', "xls"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>', "doc"),
    ],
)
def test_marks_count_only_where_they_mean_something(data: bytes, kind: str) -> None:
    assert format_of(Source("甲.txt", data)) == kind


def test_a_word_file_that_lost_its_text_is_no_archive() -> None:
    assert format_of(Source("甲.docx", packed("[Content_Types].xml", "docProps/app.xml"))) == "docx"


def test_word_streams_in_a_wps_file_are_wps() -> None:
    assert format_of(Source("甲.wps", CONTENTS["doc"])) == "wps"


@pytest.mark.parametrize("name", ["甲.doc", "甲.docx", "甲.wps"])
def test_a_text_with_a_grand_name_is_read_as_text_and_said_so(name: str) -> None:
    raw = read(Source(name, TEXT.encode("gb18030")))
    assert (raw.text, raw.format) == (TEXT, "txt")
    assert len(raw.warnings) == 1
    assert "内容却是文本" in raw.warnings[0]


def test_a_web_page_with_the_name_of_a_word_file_says_so() -> None:
    raw = read(Source("甲.doc", f"<html><body><p>{TEXT}</p></body></html>".encode("gb18030")))
    assert (raw.text, raw.format) == (TEXT, "html")
    assert raw.warnings == ("文件名写的是旧版 Word 文档（.doc），内容却是网页，已按内容读取",)


def test_a_name_that_fits_says_nothing() -> None:
    assert surprise(Source("甲.docx", b""), "docx") == ""
    assert surprise(Source("甲.wps", b""), "doc") == ""
    assert read(Source("甲.txt", TEXT.encode())).warnings == ()


def test_what_no_reader_knows_is_named() -> None:
    with pytest.raises(UnknownFormat) as caught:
        read(Source("甲.ofd", CONTENTS["ofd"]))
    assert caught.value.detail == "OFD 版式文件"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        *((name, b"\0\1\2\3" * 9) for name in ("甲.docx", "甲.pdf", "甲.doc", "甲.zip")),
        ("甲.pdf", b"1 0 obj\n<< /Type /Page >>\nendobj\n"),
        ("甲.rtf", b"\\par green village \\par }"),
        ("甲.mht", b"PGh0bWw+PGJvZHk+\n"),
    ],
)
def test_bytes_that_are_nothing_of_the_kind_are_damaged(name: str, data: bytes) -> None:
    """What is left of a PDF or a web archive without its beginning is no text that anybody wrote."""
    with pytest.raises(UnreadableReport, match="可能已损坏"):
        read(Source(name, data))


@pytest.mark.parametrize("name", ["甲.docx", "甲.pdf", "甲.html", "甲.txt", "甲.xyz"])
def test_an_empty_file_is_empty_whatever_its_name(name: str) -> None:
    with pytest.raises(EmptyReport):
        read(Source(name, b""))


@pytest.mark.parametrize("name", ["甲.docx", "甲.xlsx", "甲.doc"])
def test_a_file_with_a_password_says_so(name: str) -> None:
    with pytest.raises(RefusedReport, match="密码"):
        read(Source(name, CONTENTS["encrypted"]))


def test_a_picture_cut_off_within_its_mark_is_no_text() -> None:
    with pytest.raises(UndecodableReport):
        read(Source("甲.txt", b"\x89PNG\r\n"))
