"""What an element of WordprocessingML holds: pure functions of its XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from lxml import etree

from corpus.lists import read_list

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
"""Elements that show a character."""


def children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the rows or cells of *parent*, also those within content controls and the like."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
            yield from children(child, tag)
        elif child.tag == f"{MC}AlternateContent":
            yield from children(chosen(child), tag)


def outermost(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the elements of one kind that stand in no other of it, alternatives counted once."""
    for child in parent:
        if child.tag == tag:
            yield child
        else:
            yield from outermost(chosen(child) if child.tag == f"{MC}AlternateContent" else child, tag)


def chosen(alternate: etree._Element) -> etree._Element:
    """Return the alternative that is shown: the first that says something, or the last."""
    for choice in alternate:
        if all_words(choice).strip():
            return choice
    return alternate[-1] if len(alternate) else alternate


def or_empty(element: etree._Element | None) -> etree._Element:
    return element if element is not None else etree.Element("none")


def is_contents(control: etree._Element) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def is_toc(code: str) -> bool:
    return code.strip().upper().split(" ")[0] == "TOC"


def symbol(element: etree._Element) -> str:
    """Return a character of a symbol font as one of Unicode."""
    code = (element.get(f"{W}char") or "").upper()
    told = _symbols().get((element.get(f"{W}font") or "").lower(), {}).get(code[-2:])
    if told or not re.fullmatch(r"[0-9A-F]{4}", code) or re.match("D[89A-F]|F0", code):
        return told or "▪"
    return chr(int(code, 16))


@cache
def _symbols() -> dict[str, dict[str, str]]:
    return dict(read_list("symbols.yaml"))


def paragraphs_of(diagram: etree._Element) -> etree._Element:
    """Return the texts of a diagram as paragraphs of Word."""
    box = etree.Element(f"{W}txbxContent")
    for paragraph in diagram.iter(f"{A}p"):
        text = etree.SubElement(etree.SubElement(etree.SubElement(box, f"{W}p"), f"{W}r"), f"{W}t")
        text.text = "".join(piece.text or "" for piece in paragraph.iter(f"{A}t"))
    return box


def all_words(element: etree._Element) -> str:
    """Return all that is written within *element*, a line a paragraph, alternatives once."""
    pieces: list[str] = []
    _gather(element, pieces)
    return "".join(pieces).strip("\n")


def _gather(element: etree._Element, pieces: list[str]) -> None:
    for child in element:
        if child.tag in (f"{W}t", f"{W}delText", f"{MATH}t", f"{A}t"):
            pieces.append(child.text or "")
        elif child.tag in SIGNS:
            pieces.append(SIGNS[child.tag])
        elif child.tag == f"{W}sym":
            pieces.append(symbol(child))
        elif child.tag == f"{MC}AlternateContent":
            _gather(chosen(child), pieces)
        else:
            _gather(child, pieces)
            if child.tag == f"{W}p":
                pieces.append("\n")

