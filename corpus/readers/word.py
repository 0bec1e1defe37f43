"""Word: .docx with its numbers, lists, tables, boxes and notes; what is deleted, hidden or told beside goes to the cuts.

The XML is read itself, since the numbers of headings, text boxes, notes and tracked changes stand outside what
libraries show as the paragraphs of a document, and a document with one broken relation still has its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml
from lxml import etree

from corpus.errors import UnreadableReport
from corpus.headings import is_title
from corpus.marks import begins_block, ends_sentence
from corpus.readers.numbering import Numbers, read_numbers
from corpus.readers.package import Package
from corpus.readers.raw import Cut, Raw, Source, Table
from corpus.readers.styles import Style, Styles, W, is_on, number, own_style, value
from corpus.readers.tables import Cell, table_lines
from corpus.readers.units import table_unit

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_V = "{urn:schemas-microsoft-com:vml}"

_DRAWINGS = {f"{W}drawing", f"{W}pict", f"{W}object"}
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_CAPTION = re.compile(r"(?:续|附)?表\s*[\d一二三四五六七八九十]|.{2,}(?:表|情况|名单|目录|台账|清单|统计|明细|汇总)(?:[（(].*[）)])?$")
_LONGEST_CAPTION = 60
_LONG_CELL = 400
"""Characters; cells that hold this much on average are a page's layout."""


class _Line(NamedTuple):
    """A line of the text; ``outline`` is 0 for the highest heading, None for text."""

    text: str
    outline: int | None = None


class _Field(NamedTuple):
    """A field that has begun: what it shows, once its code has ended."""

    code: list[str]
    shows: list[bool]


def read(source: Source) -> Raw:
    """Read *source* as a Word document.

    Raises    UnreadableReport when it is damaged, protected by a password, or a trap
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
    lines: list[_Line] = field(default_factory=list)
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
        text = "\n".join(_marked(self.lines))
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
            self._cut("deleted", _words(note))
        if (comments := self._part("comments")) is not None:
            for comment in comments:
                self._cut("comment", _words(comment))
        for kind in ("header", "footer"):
            for name in self.package.names("word"):
                if re.fullmatch(rf"/?word/{kind}\d*\.xml", name, re.I):
                    try:
                        self._cut("running_header", _words(self.package.xml(name)))
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
            elif child.tag == f"{_MC}AlternateContent":
                self._blocks(_chosen(child))
            elif child.tag == f"{W}sdt" and _is_contents(child):
                self._cut("contents", _words(child))
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                self._blocks(child)
            elif child.tag in (f"{W}del", f"{W}moveFrom"):
                self._cut("deleted", _words(child))

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
            self.lines.append(_Line(_on_one_line(shown), outline) if heading else _Line(shown))
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
                self.lines.append(_Line(name + _on_one_line("\n".join(line.text for line in self._within(element)))))

    def _within(self, parent: etree._Element) -> list[_Line]:
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
            self.lines.append(_Line(self.carried))
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
                toc = self.sound and _is_toc(child.get(f"{W}instr") or "")
                pieces.append(self._inline(child, "contents" if toc else step))
            elif tag == f"{W}sdt" and _is_contents(child):
                self._inline(child, "contents")
            elif tag == f"{_MC}AlternateContent":
                pieces.append(self._inline(_chosen(child), step))
            elif tag in _DRAWINGS:
                self._drawing(child)
            elif tag == f"{_MATH}t":
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
        elif tag in _SIGNS:
            return self._kept(_SIGNS[tag], step)
        elif tag == f"{W}sym":
            return self._kept(_symbol(child), step)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference") and not step:
            self.noted.append((tag.removeprefix(W).removesuffix("Reference"), child.get(f"{W}id") or ""))
        elif tag in _DRAWINGS:
            self._drawing(child)
        elif tag == f"{_MC}AlternateContent":
            return "".join(self._piece(inner, step) for inner in _chosen(child))
        elif tag == f"{W}ruby":
            self._inline(_or_empty(child.find(f"{W}rt")), "reading")
            return self._inline(_or_empty(child.find(f"{W}rubyBase")), step)
        return ""

    def _kept(self, text: str, step: str) -> str:
        """Return *text*, or nothing when it goes to the cuts."""
        if not step and self.sound and any(f.shows and _is_toc("".join(f.code)) for f in self.fields):
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
        boxes = list(_outermost(drawing, f"{W}txbxContent"))
        self.boxes += boxes
        for diagram in drawing.iter(f"{_DIAGRAM}relIds"):
            _, part = self.relations.get(diagram.get(f"{_R}dm") or "", ("", ""))
            if part in self.package:
                self.boxes.append(_paragraphs(self.package.xml(part)))
        if not boxes and any(True for _ in drawing.iter(f"{_A}blip", f"{_V}imagedata")):
            self.pictures += 1

    # tables

    def _table(self, table: etree._Element) -> None:
        """Tell a table row by row; one that only lays out the page is read as its text."""
        rows = list(_children(table, f"{W}tr"))
        width = max((len(list(_children(row, f"{W}tc"))) for row in rows), default=0)
        if width <= 1 or _is_layout(rows):
            for row in rows:
                for cell in _children(row, f"{W}tc"):
                    self._blocks(cell)
            return
        if self.depth:
            self.nested.append(table)
            return
        told, heads = self._rows(rows)
        title, unit = self._caption()
        lines, counted = table_lines("", told, unit=unit, heads=heads)
        self.tables.append(counted._replace(title=title or counted.title))
        self.lines += [_Line(line) for line in lines]
        nested, self.nested = self.nested, []
        for inner in nested:
            self._table(inner)
        self._after()

    def _rows(self, rows: list[etree._Element]) -> tuple[list[list[str | Cell]], int]:
        """Return the cells that begin in each row, and how many rows are marked as header."""
        told: list[list[tuple[int, str, int, int]]] = []
        open_at: dict[int, tuple[int, int]] = {}
        heads = 0
        for row in rows:
            properties = row.find(f"{W}trPr")
            if is_on(properties, "del") or is_on(properties, "hidden"):
                self._cut("deleted" if is_on(properties, "del") else "hidden", _words(row))
                continue
            heads += bool(is_on(properties, "tblHeader")) and heads == len(told)
            x = min(number(value(properties, "gridBefore")) or 0, 100)
            cells = [(0, "", x, 1)] if x else []
            for cell in _children(row, f"{W}tc"):
                text = "\n".join(line.text for line in self._within(cell))
                across = min(max(1, number(value(cell, "tcPr/gridSpan")) or 1), 1000)
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                begun = open_at.get(x)
                if merge is not None and merge.get(f"{W}val") != "restart" and begun:
                    y, i = begun
                    at, above, wide, _ = told[y][i]
                    told[y][i] = (at, "\n".join(filter(None, (above, text))), wide, len(told) - y + 1)
                else:
                    open_at.pop(x, None)
                    if merge is not None:
                        open_at[x] = (len(told), len(cells))
                    cells.append((x, text, across, 1))
                x += across
            told.append(cells)
        return [[Cell(text, across, down) for _, text, across, down in line] for line in told], heads

    def _caption(self) -> tuple[str, str]:
        """Return the caption that the last lines are, and the unit they tell for the whole table."""
        unit, above = "", [line.text for line in self.lines[-2:]]
        if above and len(above[-1]) <= 20 and (unit := table_unit(above[-1])) and not above[-1].startswith("表"):
            above.pop()
        caption = above[-1] if above else ""
        fits = len(caption) <= _LONGEST_CAPTION and not ends_sentence(caption) and _CAPTION.match(caption)
        return (caption, unit or table_unit(caption)) if fits else ("", unit)


def _marked(lines: list[_Line]) -> list[str]:
    """Return the lines as text. Headings that do not show as such by themselves are marked with the # of Markdown.

    A first heading that is the only one of its level is the title.
    """
    found = [i for i, line in enumerate(lines) if line.outline is not None]
    if found and found[0] == 0 and len(found) > 1 and all(lines[i].outline != lines[0].outline for i in found[1:]):
        found = found[1:]
    plain = [i for i in found if not begins_block(lines[i].text)]
    following = [lines[i + 1].text if i + 1 < len(lines) else "" for i in found]
    alike = len({lines[i].outline for i in found}) == 1 and len(plain) == len(found)
    shown = alike and all(is_title(lines[i].text, after) for i, after in zip(found, following, strict=True))
    texts = [line.text for line in lines]
    if plain and not shown:
        highest = min(lines[i].outline or 0 for i in found)
        for i in found:
            depth = min(6, 2 + (lines[i].outline or 0) - highest)
            texts[i] = f"{'#' * depth} {texts[i]}"
    return texts


def _numbered(told: str, text: str) -> str:
    """Put an automatic number before *text*, never so that it makes one figure with the text's own."""
    parted = told[-1:] in (".", "．") and text[:1].isdigit()
    return f"{told}{' ' if parted else ''}{text}" if told else text


def _on_one_line(text: str) -> str:
    return "".join(line.strip() for line in text.split("\n"))


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the rows or cells of *parent*, also those within content controls and the like."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
            yield from _children(child, tag)
        elif child.tag == f"{_MC}AlternateContent":
            yield from _children(_chosen(child), tag)


def _outermost(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the elements of one kind that stand in no other of it, alternatives counted once."""
    for child in parent:
        if child.tag == tag:
            yield child
        else:
            yield from _outermost(_chosen(child) if child.tag == f"{_MC}AlternateContent" else child, tag)


def _chosen(alternate: etree._Element) -> etree._Element:
    """Return the alternative that is shown: the first that says something, or the last."""
    for choice in alternate:
        if _words(choice).strip():
            return choice
    return alternate[-1] if len(alternate) else alternate


def _or_empty(element: etree._Element | None) -> etree._Element:
    return element if element is not None else etree.Element("none")


def _is_layout(rows: list[etree._Element]) -> bool:
    """Tell whether a table only lays out the page: its cells hold tables, or as much as pages do."""
    cells = [cell for row in rows for cell in _children(row, f"{W}tc")]
    nested = sum(any(True for _ in _children(cell, f"{W}tbl")) for cell in cells)
    return 2 * nested >= len(cells) > 0 or sum(len(_words(cell)) for cell in cells) > _LONG_CELL * len(cells)


def _is_contents(control: etree._Element) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def _is_toc(code: str) -> bool:
    return code.strip().upper().split(" ")[0] == "TOC"


def _symbol(element: etree._Element) -> str:
    """Return a character of a symbol font as one of Unicode."""
    code = (element.get(f"{W}char") or "").upper()
    told = _symbols().get((element.get(f"{W}font") or "").lower(), {}).get(code[-2:])
    if told or not re.fullmatch(r"[0-9A-F]{4}", code) or re.match("D[89A-F]|F0", code):
        return told or "▪"
    return chr(int(code, 16))


@cache
def _symbols() -> dict[str, dict[str, str]]:
    data = (files("corpus") / "data" / "symbols.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(data))


def _paragraphs(diagram: etree._Element) -> etree._Element:
    """Return the texts of a diagram as paragraphs of Word."""
    box = etree.Element(f"{W}txbxContent")
    for paragraph in diagram.iter(f"{_A}p"):
        text = etree.SubElement(etree.SubElement(etree.SubElement(box, f"{W}p"), f"{W}r"), f"{W}t")
        text.text = "".join(piece.text or "" for piece in paragraph.iter(f"{_A}t"))
    return box


def _words(element: etree._Element) -> str:
    """Return all that is written within *element*, a line a paragraph, alternatives once."""
    pieces: list[str] = []
    _gather(element, pieces)
    return "".join(pieces).strip("\n")


def _gather(element: etree._Element, pieces: list[str]) -> None:
    for child in element:
        if child.tag in (f"{W}t", f"{W}delText", f"{_MATH}t", f"{_A}t"):
            pieces.append(child.text or "")
        elif child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        elif child.tag == f"{W}sym":
            pieces.append(_symbol(child))
        elif child.tag == f"{_MC}AlternateContent":
            _gather(_chosen(child), pieces)
        else:
            _gather(child, pieces)
            if child.tag == f"{W}p":
                pieces.append("\n")
