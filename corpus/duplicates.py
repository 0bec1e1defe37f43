"""The cleaning step that takes out what was pasted twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.edits import Edit
from corpus.marks import begins_block, ends_sentence

_LONG = 30
"""Characters; a shorter paragraph may be said twice: a salutation, a heading, a row of a table."""


def duplicates(text: str) -> Iterator[Edit]:
    r"""Take out paragraphs that stand above word for word, with the headings that were pasted along with them.

    >>> from corpus.edits import apply
    >>> road = "青里村今年修通了进村公路三公里，解决了村民出行难的问题，又种植羊肚菌一百二十亩，增收明显。\n"
    >>> apply(duplicates, "一、成效\n" + road + "二、问题\n缺水。\n一、成效\n" + road + "三、打算\n引水。").count("修通")
    1
    """
    lines = list(re.finditer(r"[^\n]+", text))
    for index in sorted(_repeated([line[0] for line in lines])):
        yield Edit(lines[index].start(), lines[index + 1].start() if index + 1 < len(lines) else len(text))


def _repeated(lines: Sequence[str]) -> set[int]:
    """Return the paragraphs that are pasted copies: right below the first, or with the same line above or below it.

    The same words under another heading are said again rather than pasted, and stay.
    """
    first: dict[str, int] = {}
    gone: set[int] = set()
    for index, line in enumerate(lines):
        if len(line) < _LONG or not ends_sentence(line):
            continue
        above = first.setdefault(line, index)
        if above != index and (lines[index - 1] == line or _alike(lines, above, index)):
            gone.add(index)
            gone |= _headings(lines, above, index)
    return gone


def _alike(lines: Sequence[str], above: int, index: int) -> bool:
    before = above > 0 and lines[above - 1] == lines[index - 1]
    return before or (index + 1 < len(lines) and lines[above + 1] == lines[index + 1])


def _headings(lines: Sequence[str], above: int, index: int) -> set[int]:
    """Return the short lines before *index* that stand before *above* too, if nothing is left below them."""
    following = lines[index + 1] if index + 1 < len(lines) else ""
    if following and not begins_block(following) and following != lines[above + 1]:
        return set()
    alike: set[int] = set()
    while above > 0 and index - 1 > above and lines[index - 1] == lines[above - 1] and len(lines[index - 1]) < _LONG:
        above, index = above - 1, index - 1
        if ends_sentence(lines[index]):
            break
        alike.add(index)
    return alike
