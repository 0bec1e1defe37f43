"""Which blocks of a web page are its text, and which stand around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from lxml import etree

from corpus.readers.blocks import Block
from corpus.readers.plausible import HAN
from corpus.readers.web import words

_AROUND_TAGS = frozenset(("nav", "footer", "aside"))
_AROUND_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary"))
_MAIN_TAGS = frozenset(("article", "main"))
_PROSE = re.compile(rf"[。！？；]|[{HAN}]{{4,}}，[{HAN}]{{4,}}")
_DATE = re.compile(r"\d{4}\s*(?:年|-|/|\.)\s*\d{1,2}")
_ATTACHED = re.compile(r"附\s*件|\.(?:docx?|xlsx?|pdf|wps|zip|rar|pptx?)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_TOO_SMALL = frozenset(("p", "ul", "ol", "dl", "tbody", "tr", "td", "span", "li", "h1"))
_TEASER = 4
"""Blocks, at most, of a link with what introduces it."""
_FARTHEST = 3
"""Elements that a title may stand outside of the text's."""
_SHORTEST = 15
_LONGEST_LINE = 200
_SHARE = 0.8
"""Of the page's sentences; what holds so many holds the text."""
_TOO_MUCH = 0.25
"""Of the page's sentences; what holds so many is not left out for its name."""


@cache
def _lines() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in words("lines")), re.IGNORECASE)


def main_text(found: Sequence[Block], title: str) -> Iterator[tuple[Block, str]]:
    """Yield every block with the step that leaves it out, empty for those that are kept.

    The text stands in the innermost element that holds nearly all sentences. Links and lines of the site within it go;
    what is outside goes unless it is the title, its date, or sentences that no navigation holds.

    title     of the page, as the browser's window shows it
    """
    if not found:
        return
    teasers = _teasers(found)
    prose = [_is_prose(block) and block.element not in teasers for block in found]
    weight = _weights(found, prose)
    most = max(weight.values())
    around = {element for element in weight if weight[element] <= _TOO_MUCH * most and _is_around(element)}
    marked = _standing_in(found, around)
    top = next((i for i, block in enumerate(found) if _is_title(block, title, marked[i])), len(found))
    main = _main(weight, most)
    if top == len(found):
        main = _with_title(main, [block for block, left in zip(found, marked, strict=True) if not left])
    inside = _standing_in(found, {main})
    first = next((i for i in range(len(found)) if inside[i] and prose[i]), len(found))
    for i, block in enumerate(found):
        if block.hidden:
            yield block, "hidden"
        elif block.control or _is_site_line(block.text):
            yield block, "site_lines"
        elif i == top or (top < i < first and not marked[i] and _is_date_line(block.text)):
            yield block, ""
        elif marked[i] or (_is_linked(block) and not (inside[i] and _ATTACHED.search(block.text))):
            yield block, "navigation"
        else:
            yield block, "" if inside[i] or prose[i] else "navigation"


def _teasers(found: Sequence[Block]) -> set[etree._Element]:
    """Return the elements of texts that introduce other pages: each beside a link, little else with them, and not alone."""
    beside: dict[etree._Element, list[Block]] = {}
    for block in found:
        for element in (block.element, block.element.getparent()):
            if element is not None:
                beside.setdefault(element, []).append(block)
    holders = {
        element
        for element, blocks in beside.items()
        if 1 < len(blocks) <= _TEASER and any(map(_is_linked, blocks)) and any(map(_is_prose, blocks))
    }
    return {block.element for element in holders for block in beside[element]} if len(holders) > 1 else set()


def _weights(found: Sequence[Block], prose: Sequence[bool]) -> dict[etree._Element, int]:
    """Return how much running text each element holds, the outer elements before those in them."""
    own: Counter[etree._Element] = Counter()
    for block, counts in zip(found, prose, strict=True):
        own[block.element] += len(block.text) * counts
    depth: dict[etree._Element, int] = {}
    for element in own:
        _depth(element, depth)
    weight = dict.fromkeys(sorted(depth, key=depth.__getitem__), 0)
    for element in reversed(weight):
        weight[element] += own[element]
        if (parent := element.getparent()) is not None:
            weight[parent] += weight[element]
    return weight


def _depth(element: etree._Element, known: dict[etree._Element, int]) -> None:
    """Note how deep an element stands, and every element around it."""
    path = []
    above: etree._Element | None = element
    while above is not None and above not in known:
        path.append(above)
        above = above.getparent()
    depth = known[above] if above is not None else -1
    for number, inner in enumerate(reversed(path), 1):
        known[inner] = depth + number


def _standing_in(found: Sequence[Block], elements: set[etree._Element]) -> list[bool]:
    """Tell of each block whether it stands in one of *elements*."""
    known = dict.fromkeys(elements, True)
    told = []
    for block in found:
        path: list[etree._Element] = []
        above: etree._Element | None = block.element
        while above is not None and above not in known:
            path.append(above)
            above = above.getparent()
        within = above is not None and known[above]
        known |= dict.fromkeys(path, within)
        told.append(within)
    return told


def _main(weight: dict[etree._Element, int], most: int) -> etree._Element:
    """Return the element that holds the text: the last that is named so and holds half of it, or the deepest with most."""
    named = [element for element in weight if 2 * weight[element] >= most and _is_named_main(element)]
    if named:
        return named[-1] if most else named[0]
    holding = [element for element in weight if weight[element] >= _SHARE * most]
    while len(holding) > 1 and (not most or holding[-1].tag in _TOO_SMALL):
        holding.pop()
    return holding[-1]


def _with_title(main: etree._Element, found: Sequence[Block]) -> etree._Element:
    """Return *main*, or what holds it and no link besides: the title and date of the text, when nothing names them."""
    outside = [block for block in found if not (block.control or block.hidden or _is_site_line(block.text))]
    for _ in range(_FARTHEST):
        parent = main.getparent()
        within, wider = _standing_in(outside, {main}), _standing_in(outside, {parent if parent is not None else main})
        added = [block for block, here, there in zip(outside, within, wider, strict=True) if there and not here]
        if parent is None or any(map(_is_linked, added)):
            break
        main = parent
    return main


def _is_prose(block: Block) -> bool:
    """Tell whether a block holds sentences or a table, and is not made of links."""
    if block.hidden or block.control or _is_linked(block) or _is_site_line(block.text):
        return False
    return block.table is not None or (len(block.text) >= _SHORTEST and _PROSE.search(block.text) is not None)


def _is_site_line(text: str) -> bool:
    return len(text) <= _LONGEST_LINE and _lines().fullmatch(text.strip()) is not None


def _is_linked(block: Block) -> bool:
    return 2 * block.linked > len("".join(block.text.split()))


def _is_title(block: Block, title: str, marked: bool) -> bool:
    """Tell whether a block is the title: a first heading, or words of the window's title, which must know it in navigation."""
    if block.hidden or block.control or len(block.text) < 4:
        return False
    parent = block.element.getparent()
    heading = block.element.tag == "h1" or (parent is not None and parent.tag == "h1")
    shown = re.sub(r"\s", "", block.text)
    return (heading and not marked) or (len(shown) > 5 and not _is_linked(block) and shown in re.sub(r"\s", "", title))


def _is_date_line(text: str) -> bool:
    return len(text) < 80 and _DATE.search(text) is not None


def is_around(element: etree._Element) -> bool:
    """Tell whether an element stands in one that is named as standing around the text."""
    return any(map(_is_around, (element, *element.iterancestors())))


def _names(element: etree._Element) -> list[str]:
    return [*element.get("class", "").split(), element.get("id", "")]


def _is_named_main(element: etree._Element) -> bool:
    return (
        element.tag in _MAIN_TAGS
        or element.get("role") == "main"
        or element.get("itemprop") == "articleBody"
        or any(name in words("main") for name in _names(element))
    )


def _is_around(element: etree._Element) -> bool:
    if element.tag in ("html", "body"):
        return False
    if element.tag in _AROUND_TAGS or element.get("role") in _AROUND_ROLES:
        return True
    return any(word.lower() in words("around") for name in _names(element) for word in _WORD.findall(name))
