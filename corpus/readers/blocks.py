"""A web page as the lines somebody sees: blocks of text, each with where it stands and how much of it is links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from corpus.readers.grid import Cell
from corpus.readers.raw import Table
from corpus.readers.tables import table_lines
from corpus.readers.web import words

_INVISIBLE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_VEILED = re.compile(r"visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_SIMPLE = re.compile(r"\s*(?:\w+)?([.#])([\w-]+)\s*")
_BLOCKS, _SILENT, _CONTROLS = (frozenset(words(name).split()) for name in ("blocks", "silent", "controls"))
_BREAK = "\v"
"""Stands for <br> until a line is put together."""
_WIDE = r"[^\x00-\u2e7f]"
_LONG_CELL = 300
_MOST_VEILED = 100


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item or table as it is seen.

    text     one line, or several of a table or of what was written so
    element  the innermost element it stands in
    linked   how many of its characters are links
    control  whether it is a button or a list to choose from
    hidden   whether a browser does not show it
    table    what became of its cells when it is a table
    broken   whether only <br> parts it from the block before
    """

    text: str
    element: etree._Element
    linked: int = 0
    control: bool = False
    hidden: bool = False
    table: Table | None = None
    broken: bool = False


def blocks(root: etree._Element) -> list[Block]:
    """Return what is written in *root*, in order. Every word that a browser shows stands in one block."""
    return _Walk(_hidden_names(root), _veiled(root)).blocks(root)


class _Walk:
    """A walk through a page, or through a cell of it, that puts lines together."""

    def __init__(self, names: frozenset[str], veiled: frozenset[etree._Element]) -> None:
        self._names = names
        self._veiled = veiled
        self._found: list[Block] = []
        self._pieces: list[str] = []
        self._linked = 0
        self._mark = ""
        self._broken = False
        self._links = self._kept = 0
        self._items: dict[etree._Element, int] = {}

    def blocks(self, root: etree._Element) -> list[Block]:
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if not self._start(element):
                    walk.skip_subtree()
            elif event == "end":
                self._end(element)
            if event != "start" and element is not root:
                self._add(element.tail)
        self._flush(root)
        return self._found

    def _start(self, element: etree._Element) -> bool:
        """Begin an element; tell whether what is in it is to be walked through."""
        tag = element.tag
        if tag in _SILENT:
            return False
        if tag in _CONTROLS or element in self._veiled or is_hidden(element, self._names):
            self._flush(self._around(element))
            if text := collapsed(_words(element)):
                self._found.append(Block(text, element, control=tag in _CONTROLS, hidden=tag not in _CONTROLS))
            return False
        if tag == "table" and (told := self._table(element)):
            self._flush(self._around(element))
            self._found.append(told)
            return False
        self._links += _is_link(element)
        self._kept += tag == "pre"
        if _is_block(element):
            self._flush(self._around(element))
            self._broken = False
            self._mark = self._number(element) or self._mark
        elif tag == "br":
            self._flush(self._around(element))
            self._broken = True
        self._add(element.text)
        return True

    def _end(self, element: etree._Element) -> None:
        if element.tag in _SILENT or element.tag in _CONTROLS:
            return
        if _is_block(element):
            self._flush(element)
            self._mark, self._broken = "", False
        self._links = max(0, self._links - _is_link(element))
        self._kept = max(0, self._kept - (element.tag == "pre"))

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text.replace("\r\n", "\n").replace("\n", _BREAK) if self._kept else text)
            self._linked += len("".join(text.split())) if self._links else 0

    @staticmethod
    def _around(element: etree._Element) -> etree._Element | None:
        """Return the block that an element stands in."""
        parent = element.getparent()
        while parent is not None and not _is_block(parent):
            parent = parent.getparent()
        return parent

    def _flush(self, element: etree._Element | None) -> None:
        """End a line; a number stays for the first line with words of its item."""
        if self._pieces and (text := collapsed("".join(self._pieces))) and element is not None:
            self._found.append(Block(self._mark + text, element, self._linked, broken=self._broken))
            self._mark, self._broken = "", False
        self._pieces, self._linked = [], 0

    def _number(self, element: etree._Element) -> str:
        """Return the number that a browser puts before an item of a numbered list."""
        parent = element.getparent()
        if element.tag != "li" or parent is None or parent.tag != "ol":
            return ""
        before = self._items.get(parent, _whole(parent, "start", 1) - 1)
        self._items[parent] = _whole(element, "value", before + 1)
        return f"{self._items[parent]}. "

    def _table(self, element: etree._Element) -> Block | None:
        """Return a table as a block, or None when it only lays out the page."""
        if next(element.iterdescendants("table", "h1", "h2", "h3", "ul", "ol", "form"), None) is not None:
            return None
        rows: list[list[Cell]] = []
        linked = 0
        for row in element.iterdescendants("tr"):
            rows.append([])
            for cell in row.iterchildren("td", "th"):
                inside = [] if is_hidden(cell, self._names) else _Walk(self._names, self._veiled).blocks(cell)
                if any(block.hidden or block.control for block in inside):
                    return None
                linked += sum(block.linked for block in inside)
                text = "\n".join(block.text for block in inside)
                rows[-1].append(Cell(text, _whole(cell, "colspan", 1), _whole(cell, "rowspan", 1)))
        written = [cell.text for row in rows for cell in row if cell.text]
        wide = sum(sum(bool(cell.text) for cell in row) > 1 for row in rows)
        if wide < 2 or max(map(len, written)) > _LONG_CELL or 2 * linked > sum(map(len, written)):
            return None
        lines, table = table_lines(_caption(element), rows)
        return Block("\n".join(lines), element, linked, table=table)


def collapsed(text: str) -> str:
    """Return a line as a browser shows it; a line end of the source between two ideographs is nothing."""
    text = re.sub(rf"(?<={_WIDE})[ \t\f]*[\r\n][ \t\r\n\f]*(?={_WIDE})", "", text)
    lines = (re.sub(r"[ \t\r\n\f]+", " ", part).strip(" ") for part in text.split(_BREAK))
    return "\n".join(part for part in lines if part.strip())


def _caption(table: etree._Element) -> str:
    caption = next(table.iterchildren("caption"), None)
    return collapsed(_words(caption)) if caption is not None else ""


def _words(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _is_block(element: etree._Element) -> bool:
    return element.tag in _BLOCKS or "display:block" in element.get("style", "").replace(" ", "").lower()


def _is_link(element: etree._Element) -> bool:
    return element.tag == "a" and bool(element.get("href"))


def _whole(element: etree._Element, name: str, otherwise: int) -> int:
    """Return an attribute that is a whole number, within reason."""
    value = element.get(name, "").strip()
    return int(value) if value.isdecimal() and len(value) < 5 else otherwise


def is_hidden(element: etree._Element, names: frozenset[str]) -> bool:
    """Tell whether an element is not shown, by itself or by one of the hidden *names*: ``.class``, ``#id``."""
    style = element.get("style", "")
    if element.get("hidden") is not None or (style and _INVISIBLE.search(style)):
        return True
    if not names:
        return False
    return not names.isdisjoint({*(f".{name}" for name in element.get("class", "").split()), f"#{element.get('id')}"})


def _hidden_names(root: etree._Element) -> frozenset[str]:
    """Return the classes and ids that a style sheet of the page hides."""
    names = set()
    for sheet in root.iter("style"):
        for rule in (sheet.text or "").split("}"):
            selectors, _, style = rule.rpartition("{")
            if _INVISIBLE.search(style):
                simple = (_SIMPLE.fullmatch(selector) for selector in selectors.split(","))
                names |= {found[1] + found[2] for found in simple if found}
    return frozenset(names)


def _veiled(root: etree._Element) -> frozenset[etree._Element]:
    """Return the elements that are invisible but hold little: WeChat veils its whole text until a script has run."""
    veiled = [element for element in root.iter(etree.Element) if _VEILED.search(element.get("style", ""))]
    whole = _length(root) if veiled else 0
    return frozenset(element for element in veiled[:_MOST_VEILED] if 2 * _length(element) < whole)


def _length(element: etree._Element) -> int:
    return sum(len(text) for text in element.itertext(with_tail=False) if not text.isspace())
