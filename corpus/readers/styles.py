"""Styles of Word: what a paragraph or a run takes over from the styles it is written in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off", "none")
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What counts of a style: the outline level of its paragraphs (0 is the highest), their list, whether it hides."""

    name: str = ""
    based: str = ""
    outline: int | None = None
    list: str | None = None
    depth: int | None = None
    hidden: bool | None = None


Styles = dict[str, Style]


def is_on(properties: etree._Element | None, name: str) -> bool | None:
    """Tell whether a switch such as ``vanish`` is on; None where nothing is said."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return None if found is None else (found.get(f"{W}val") or "1").lower() not in _OFF


def value(properties: etree._Element | None, path: str) -> str:
    """Return the value of the property at *path* (``numPr/numId``); empty where nothing is said."""
    found = properties.find("/".join(W + step for step in path.split("/"))) if properties is not None else None
    return (found.get(f"{W}val") or "") if found is not None else ""


def number(told: str) -> int | None:
    """Return a small number, None when *told* is none."""
    return int(told) if re.fullmatch(r"\d{1,9}", told) else None


def own_style(properties: etree._Element | None) -> Style:
    """Read what the properties of a paragraph say by themselves."""
    outline = number(value(properties, "outlineLvl"))
    return Style(
        outline=outline,
        list=value(properties, "numPr/numId") or None,
        depth=number(value(properties, "numPr/ilvl")),
    )


def read_styles(root: etree._Element) -> Styles:
    """Read ``styles.xml``: style id → style."""
    styles = {}
    for element in root.iterfind(f"{W}style"):
        own = own_style(element.find(f"{W}pPr"))
        name = value(element, "name")
        heading = _HEADING.fullmatch(name.strip())
        outline = own.outline if own.outline is not None or heading is None else int(heading[1]) - 1
        hidden = is_on(element.find(f"{W}rPr"), "vanish")
        styles[element.get(f"{W}styleId", "")] = Style(name, value(element, "basedOn"), outline, own.list, own.depth, hidden)
    return styles


def chain(styles: Styles, style: str) -> list[tuple[str, Style]]:
    """Return a style and those it is based on, nearest first."""
    found: list[tuple[str, Style]] = []
    while style in styles and len(found) < _LONGEST_CHAIN:
        found.append((style, styles[style]))
        style = styles[style].based
    return found
