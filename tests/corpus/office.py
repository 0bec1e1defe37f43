"""Office files made for the tests: python-docx and openpyxl write them, and parts can be changed in the package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.oxml import parse_xml
from openpyxl import Workbook

from corpus.readers import Raw, Source, read

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = f"""xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" """


def add_xml(document: Word, *blocks: str) -> None:
    """Append blocks written in WordprocessingML to the body."""
    for block in blocks:
        head, mark, rest = block.partition(" " if " " in block.partition(">")[0] else ">")
        document.element.body.insert(len(document.element.body) - 1, parse_xml(f"{head} {_SPACES}{mark}{rest}"))


def paragraph(text: str, properties: str = "") -> str:
    """Return a paragraph with one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """Return a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


NUMBERED = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr>'
END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def item(text: str, depth: int = 0, number: int = 1) -> str:
    """Return a paragraph that Word numbers by itself, as list *number* of ``numbering``."""
    return paragraph(text, NUMBERED.format(depth, number))


def begin(code: str) -> str:
    """Return the beginning of a field; what it shows and ``END`` follow."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def text_box(text: str) -> str:
    """Return a run with a text box, written twice as Word does: for itself and for older programs."""
    box = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def table(document: Word, rows: Sequence[Sequence[str]]) -> None:
    """Add a table."""
    made = document.add_table(rows=len(rows), cols=len(rows[0]))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            made.cell(y, x).text = text


def word(*blocks: str, parts: Mapping[str, str] | None = None, build: Callable[[Word], object] | None = None) -> bytes:
    """Return a .docx: what *build* adds with python-docx, then *blocks*; *parts* are added to the package or replaced."""
    document = Document()
    if build:
        build(document)
    add_xml(document, *blocks)
    file = io.BytesIO()
    document.save(file)
    return with_parts(file.getvalue(), parts or {})


def numbering(*levels: tuple[str, str]) -> str:
    """Return a numbering.xml whose list 1 has these levels, each a format and a pattern; list 2 begins anew."""
    told = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for i, (form, pattern) in enumerate(levels)
    )
    return (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{told}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>'
    )


def part(tag: str, inside: str) -> str:
    """Return a part of a package: ``footnotes``, ``comments`` …"""
    return f"<w:{tag} {_SPACES}>{inside}</w:{tag}>"


def with_parts(package: bytes, parts: Mapping[str, str]) -> bytes:
    """Return *package* with some of its parts replaced or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, text in parts.items():
            after.writestr(name, text)
    return made.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], build: Callable[[Workbook], object] | None = None) -> bytes:
    """Return an .xlsx with the rows of each sheet; *build* changes it before it is saved."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if build:
        build(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read_word(*blocks: str, parts: Mapping[str, str] | None = None, build: Callable[[Word], object] | None = None) -> Raw:
    """Make a .docx and read it."""
    return read(Source("甲.docx", word(*blocks, parts=parts, build=build)))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")


def stream(name: str) -> bytes:
    """Return the head of a file of the old Office, or of an encrypted one, that holds a stream of this name."""
    return OLE + "Root Entry".encode("utf-16-le").ljust(128, b"\0") + name.encode("utf-16-le").ljust(128, b"\0")
