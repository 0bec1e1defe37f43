"""Word: .docx with its numbers, lists, tables, boxes and notes; what is deleted, hidden or told beside goes to the cuts.

The XML is read itself, since the numbers of headings, text boxes, notes and tracked changes stand outside what
libraries show as the paragraphs of a document, and a document with one broken relation still has its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from corpus.errors import UnreadableReport
from corpus.marks import ends_sentence
from corpus.readers.numbering import Numbers, read_numbers
from corpus.readers.outline import Line, marked, on_one_line
from corpus.readers.package import Package
from corpus.readers.raw import Cut, Raw, Source, Table
from corpus.readers.styles import Style, Styles, is_on, own_style, value
from corpus.readers.tables import table_lines
from corpus.readers.units import table_unit
from corpus.readers.wordtables import heads, is_layout, merged, place_of
from corpus.readers.wordxml import (
    MATH,
    MC,
    SIGNS,
    A,
    W,
    all_words,
    children,
    chosen,
    is_contents,
    is_toc,
    or_empty,
    outermost,
    paragraphs_of,
    symbol,
)

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_V = "{urn:schemas-microsoft-com:vml}"

_DRAWINGS = {f"{W}drawing", f"{W}pict", f"{W}object"}
_CAPTION = re.compile(r"(?:续|附)?表\s*[\d一二三四五六七八九十]|.{2,}(?:表|情况|名单|目录|台账|清单|统计|明细|汇总)(?:[（(].*[）)])?$")
_LONGEST_CAPTION = 60


class _Field(NamedTuple):
    """A field that has begun: what it shows, once its code has ended."""

    code: list[str]
    shows: list[bool]


def read(source: Source) -> Raw:
    """Read *source* as a Word document.

    Raises    UnreadableReport when it is damaged or a trap
    """
    package = Package(source)
    try:
        return _Reading(package).raw(source)
    except RecursionError as error:
        raise package.error("内容嵌套太深，像是压缩炸弹") from error


@dataclass
class _Reading:
    """One walk through a document."""

    package: Package
    lines: list[Line] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    styles: Styles = field(default_factory=Styles)
    numbers: Numbers = field(default_factory=Numbers)
    notes: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    fields: list[_Field] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    noted: list[tuple[str, str]] = field(default_factory=list)
    nested: list[etree._Element] = field(default_factory=list)
    depth: int = 0
    carried: str = ""
    pictures: int = 0

    def __post_init__(self) -> None:
        kinds = self.package.relations("").values()
        self.main = next((part for kind, part in kinds if kind == "officeDocument"), "")
        self.main = self.main if self.main in self.package else "word/document.xml"
        self.relations = self.package.relations(self.main)
        self.counted = {"footnote": 0, "endnote": 0}

    def raw(self, source: Source) -> Raw:
        root = self.package.xml(self.main)
        body = root.find(f"{W}body")
        if body is None:
            raise self.package.error("里面没有正文，不是 Word 文档")
        if (styles := self._part("styles")) is not None:
            self.styles = Styles(styles)
        if (numbers := self._part("numbering")) is not None:
            self.numbers = read_numbers(numbers)
        for kind in ("footnote", "endnote"):
            self._read_notes(kind)
        ends = [mark.get(f"{W}fldCharType") for mark in root.iter(f"{W}fldChar")]
        self.sound = ends.count("begin") == ends.count("end")
        self._blocks(body)
        self._flush()
        self._beside()
        text = "\n".join(marked(self.lines))
        return Raw(
            source.data, text, "docx", tables=tuple(self.tables), cuts=tuple(self.cuts), warnings=tuple(self._warned(root))
        )

    # parts beside the text

    def _part(self, kind: str) -> etree._Element | None:
        """Return the part of one kind, by its relation or its usual name; None with a warning when it is damaged."""
        told = [part for what, part in self.relations.values() if what == kind and part in self.package]
        name = told[0] if told else f"word/{kind}.xml"
        if name not in self.package:
            return None
        try:
            return self.package.xml(name)
        except UnreadableReport as error:
            self.warnings.append(error.detail.replace("；请重新存一份", "，没有读"))
            return None

    def _read_notes(self, kind: str) -> None:
        root = self._part(f"{kind}s")
        for note in root.iterfind(f"{W}{kind}") if root is not None else ():
            if note.get(f"{W}type") in (None, "normal"):
                self.notes[kind, note.get(f"{W}id", "")] = note

    def _beside(self) -> None:
        """Put what stands beside the text into the cuts: headers, footers, comments, notes that nothing refers to."""
        for note in self.notes.values():
            self._cut("deleted", all_words(note))
        if (comments := self._part("comments")) is not None:
            for comment in comments:
                self._cut("comment", all_words(comment))
        for kind in ("header", "footer"):
            for name in self.package.names("word"):
                if re.fullmatch(rf"/?word/{kind}\d*\.xml", name, re.I):
                    try:
                        self._cut("running_header", all_words(self.package.xml(name)))
                    except UnreadableReport as error:
                        self.warnings.append(error.detail.replace("；请重新存一份", "，没有读"))

    def _warned(self, root: etree._Element) -> Iterator[str]:
        yield from dict.fromkeys(self.warnings)
        if self.pictures:
            yield f"有 {self.pictures} 张图片，图里的文字没有读"
        if root.find(f".//{W}altChunk") is not None:
            yield "里面嵌有另一份文件，没有读；请把它的文字粘贴进来"

    def _cut(self, step: str, text: str) -> None:
        if text.strip():
            self.cuts.append(Cut(step, text))

    # blocks

    def _blocks(self, parent: etree._Element) -> None:
        """Read the paragraphs and tables within *parent*, in order."""
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag == f"{MC}AlternateContent":
                self._blocks(chosen(child))
            elif child.tag == f"{W}sdt" and is_contents(child):
                self._cut("contents", all_words(child))
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                self._blocks(child)
            elif child.tag in (f"{W}del", f"{W}moveFrom"):
                self._cut("deleted", all_words(child))

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = paragraph.find(f"{W}pPr")
        told = self.styles.chain(value(properties, "pStyle"))
        styles = [("", own_style(properties)), *told]
        hidden = next((style.hidden for _, style in told if style.hidden is not None), False)
        text = self.carried + self._inline(paragraph, "hidden" if hidden else "")
        self.carried = ""
        if is_on(properties.find(f"{W}rPr") if properties is not None else None, "del"):
            self.carried = text  # the mark at its end is deleted: the next paragraph runs on
        elif text.strip():
            outline = next((style.outline for _, style in styles if style.outline is not None), None)
            heading = outline is not None and outline < 9 and not self.depth and len(text) <= 100
            shown = _numbered(self._number(styles), text)
            self.lines.append(Line(on_one_line(shown), outline) if heading else Line(shown))
        self._after()

    def _number(self, styles: list[tuple[str, Style]]) -> str:
        """Return the automatic number before a paragraph, and count it."""
        for name, style in styles:
            if style.list is not None:
                own = next((other.depth for _, other in styles if other.depth is not None), None)
                depth = own if own is not None else self.numbers.level_of_style(style.list, name)
                return self.numbers.next(style.list, depth)
        return ""

    def _after(self) -> None:
        """Read the boxes that hang on the last paragraph, and, outside of tables, the notes to it."""
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self._blocks(box)
        if self.depth:
            return
        noted, self.noted = self.noted, []
        for kind, note in noted:
            element = self.notes.pop((kind, note), None)
            if element is not None:
                self.counted[kind] += 1
                name = f"{'尾注' if kind == 'endnote' else '注'}{self.counted[kind]}："
                self.lines.append(Line(name + on_one_line("\n".join(line.text for line in self._within(element)))))

    def _within(self, parent: etree._Element) -> list[Line]:
        """Return the lines of *parent* without adding them to the text."""
        before, self.lines = self.lines, []
        self.depth += 1
        try:
            self._blocks(parent)
            self._flush()
            return self.lines
        finally:
            self.lines = before
            self.depth -= 1

    def _flush(self) -> None:
        """Tell what a deleted paragraph mark left without a paragraph to run on into."""
        if self.carried.strip():
            self.lines.append(Line(self.carried))
        self.carried = ""

    # what a paragraph holds

    def _inline(self, parent: etree._Element, step: str) -> str:
        """Return the text within *parent*; what is not to be seen goes to the cuts.

        step  why the whole of it is left out; empty when it is kept
        """
        pieces: list[str] = []
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                pieces.append(self._run(child, step))
            elif tag in (f"{W}del", f"{W}moveFrom"):
                self._inline(child, "deleted")
            elif tag == f"{W}fldSimple":
                toc = self.sound and is_toc(child.get(f"{W}instr") or "")
                pieces.append(self._inline(child, "contents" if toc else step))
            elif tag == f"{W}sdt" and is_contents(child):
                self._inline(child, "contents")
            elif tag == f"{MC}AlternateContent":
                pieces.append(self._inline(chosen(child), step))
            elif tag in _DRAWINGS:
                self._drawing(child)
            elif tag == f"{MATH}t":
                pieces.append(self._kept(child.text or "", step))
            elif tag not in (f"{W}pPr", f"{W}sdtPr", f"{W}p", f"{W}tbl"):
                pieces.append(self._inline(child, step))
        return "".join(pieces)

    def _run(self, run: etree._Element, step: str) -> str:
        properties = run.find(f"{W}rPr")
        hidden = is_on(properties, "vanish")
        if hidden is None:
            told = self.styles.chain(value(properties, "rStyle"))
            hidden = next((style.hidden for _, style in told if style.hidden is not None), None)
        if hidden is not None and step in ("", "hidden"):
            step = "hidden" if hidden else ""
        return "".join(self._piece(child, step) for child in run)

    def _piece(self, child: etree._Element, step: str) -> str:
        """Return what one element of a run shows."""
        tag = child.tag
        if tag == f"{W}fldChar":
            self._field(child.get(f"{W}fldCharType") or "")
        elif tag == f"{W}instrText" and self.fields:
            self.fields[-1].code.append(child.text or "")
        elif tag in (f"{W}t", f"{W}delText"):
            return self._kept(child.text or "", step)
        elif tag in SIGNS:
            return self._kept(SIGNS[tag], step)
        elif tag == f"{W}sym":
            return self._kept(symbol(child), step)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference") and not step:
            self.noted.append((tag.removeprefix(W).removesuffix("Reference"), child.get(f"{W}id") or ""))
        elif tag in _DRAWINGS:
            self._drawing(child)
        elif tag == f"{MC}AlternateContent":
            return "".join(self._piece(inner, step) for inner in chosen(child))
        elif tag == f"{W}ruby":
            self._inline(or_empty(child.find(f"{W}rt")), "reading")
            return self._inline(or_empty(child.find(f"{W}rubyBase")), step)
        return ""

    def _kept(self, text: str, step: str) -> str:
        """Return *text*, or nothing when it goes to the cuts."""
        if not step and self.sound and any(f.shows and is_toc("".join(f.code)) for f in self.fields):
            step = "contents"
        if not step:
            return text
        if self.cuts and self.cuts[-1].step == step and text:
            self.cuts[-1] = Cut(step, self.cuts[-1].piece + text)
        elif text.strip():
            self.cuts.append(Cut(step, text))
        return ""

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(_Field([], []))
        elif kind == "separate" and self.fields:
            self.fields[-1].shows.append(True)
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _drawing(self, drawing: etree._Element) -> None:
        """Keep the boxes of a drawing for after the paragraph, and count its pictures."""
        boxes = list(outermost(drawing, f"{W}txbxContent"))
        self.boxes += boxes
        for diagram in drawing.iter(f"{_DIAGRAM}relIds"):
            _, part = self.relations.get(diagram.get(f"{_R}dm") or "", ("", ""))
            if part in self.package:
                self.boxes.append(paragraphs_of(self.package.xml(part)))
        if not boxes and any(True for _ in drawing.iter(f"{A}blip", f"{_V}imagedata")):
            self.pictures += 1

    # tables

    def _table(self, table: etree._Element, place: str = "") -> None:
        """Tell a table row by row; one that only lays out the page is read as its text.

        place  what the row and the column are called in whose cell a table stands that is part of another
        """
        rows = [row for row in children(table, f"{W}tr") if not self._cut_row(row)]
        width = max((len(list(children(row, f"{W}tc"))) for row in rows), default=0)
        if width <= 1 or is_layout(rows):
            for row in rows:
                for cell in children(row, f"{W}tc"):
                    self._blocks(cell)
            return
        if self.depth:
            self.nested.append(table)
            return
        told = merged(rows, lambda cell: "\n".join(line.text for line in self._within(cell)))
        title, unit = self._caption()
        lines, counted = table_lines("", told, unit=unit, heads=heads(rows))
        self.tables.append(counted._replace(title=title or counted.title))
        self.lines += [Line(f"【{place}】{line}" if place else line) for line in lines]
        nested, self.nested = self.nested, []
        for inner in nested:
            self._table(inner, place_of(inner))
        self._after()


    def _cut_row(self, row: etree._Element) -> bool:
        """Put a row that is deleted or hidden into the cuts; tell whether it was one."""
        properties = row.find(f"{W}trPr")
        step = "deleted" if is_on(properties, "del") else "hidden" if is_on(properties, "hidden") else ""
        if step:
            self._cut(step, all_words(row))
        return bool(step)

    def _caption(self) -> tuple[str, str]:
        """Return the caption that the last lines are, and the unit they tell for the whole table."""
        unit, above = "", [line.text for line in self.lines[-2:]]
        if above and len(above[-1]) <= 20 and (unit := table_unit(above[-1])) and not above[-1].startswith("表"):
            above.pop()
        caption = above[-1] if above else ""
        fits = len(caption) <= _LONGEST_CAPTION and not ends_sentence(caption) and _CAPTION.match(caption)
        return (caption, unit or table_unit(caption)) if fits else ("", unit)


def _numbered(told: str, text: str) -> str:
    """Put an automatic number before *text*, never so that it makes one figure with the text's own."""
    parted = told[-1:] in (".", "．") and text[:1].isdigit()
    return f"{told}{' ' if parted else ''}{text}" if told else text



