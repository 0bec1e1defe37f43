"""Lines of pages become paragraphs: a line that fills its width runs on, over columns and pages too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.marks import begins_block, ends_sentence
from corpus.readers.layout import Line, leading
from corpus.readers.raw import Cut

_SAME_SIZE = 1.12
_INDENT = 0.9
"""Ems that a line is set in by, at the least, when a paragraph begins."""
_ROOM = 2.1
"""Ems at the end of a full line: a character that would not fit and one that a mark may not begin a line without."""
_LONG = 0.8
"""Share of the width that a line has, at the least, whose sentence goes on in the next one though it is not full."""
_CENTRED = 1.5
_WIDE_LEADING = 1.45
_LATIN_WORD = re.compile(r"[A-Za-z0-9]+")
_LETTER_HYPHEN = re.compile(r"[A-Za-z]-$")


class Composed(NamedTuple):
    """Running text, the offset at which each page begins, and the hyphens that only a line's end had put there."""

    text: str
    pages: tuple[int, ...]
    cuts: tuple[Cut, ...]


def compose(pages: Sequence[Sequence[Line]]) -> Composed:
    """Return the lines of all pages as one text, a line a paragraph."""
    pages = _widened(pages)
    indented = _indents(pages)
    body = _body_size(pages)
    text, starts, hyphens = "", [], 0
    last: tuple[int, Line] | None = None
    for number, lines in enumerate(pages):
        step = leading(lines)
        starts.append(0)
        for index, line in enumerate(lines):
            glue = "\n" if text else ""
            if last and _runs_on(last[1], line, step if last[0] == number else 0.0, indented, body):
                glue = _glue(text, last[1], line.text)
                if glue == "-":
                    text, glue, hyphens = text[:-1], "", hyphens + 1
            text += glue
            if index == 0:
                starts[-1] = len(text)
            text += line.text
            last = number, line
        if not lines:
            starts[-1] = len(text)
    return Composed(text, tuple(starts), (Cut("hyphen", "-"),) * hyphens)


def _glue(text: str, line: Line, following: str) -> str:
    """Return what joins two lines: a blank between Latin words, a hyphen where one is to go.

    A figure that a full line breaks off in goes on without a blank.
    """
    if text[-1:].isdigit() and following[:1].isdigit():
        return "" if line.x1 >= line.right - 0.7 * line.size else " "
    if _LETTER_HYPHEN.search(text) and following[:1].islower():
        return "-"
    ends = text[-1:] + following[:1]
    return " " if ends.isascii() and (ends.isalnum() or (ends[0] in ",.;:)%" and ends[1].isalnum())) else ""


def _runs_on(line: Line, following: Line, step: float, indented: bool, body: float) -> bool:
    """Tell whether *following* goes on with the sentence or the title of *line*.

    step      the usual distance of two lines; 0 when the two stand on different pages
    indented  whether paragraphs of the file begin set in
    body      size of the running text
    """
    size = line.size
    if line.table >= 0 or following.table >= 0 or line.angle != following.angle:
        return False
    if max(size, following.size) > _SAME_SIZE * min(size, following.size):
        return False
    if step and following.top > line.top and following.top - line.top > max(_WIDE_LEADING * step, 1.8 * size):
        return False
    if _is_centred(line) and _is_centred(following):
        return line.size > _SAME_SIZE * body and not ends_sentence(line.text) and following.top - line.top < 2.5 * size
    set_in = following.x0 - following.left > _INDENT * size
    if not _is_full(line, following):
        long = line.x1 - line.left >= _LONG * (line.right - line.left)
        figure = line.text[-1:].isdigit() and following.text[:1].isdigit()
        return long and not figure and not set_in and not ends_sentence(line.text) and not begins_block(following.text)
    if set_in:
        same = abs(following.x0 - line.x0) < 0.5 * size or begins_block(line.text)
        return same and not ends_sentence(line.text) and not begins_block(following.text)
    return not begins_block(following.text) or (indented and not ends_sentence(line.text))


def _is_full(line: Line, following: Line) -> bool:
    """Tell whether the first word of *following* would not have found room in *line*."""
    word = _LATIN_WORD.match(following.text)
    room = max(_ROOM, (len(word[0]) + 1) * 0.6) if word else _ROOM
    return line.x1 >= line.right - room * line.size


def _is_centred(line: Line) -> bool:
    before, behind = line.x0 - line.left, line.right - line.x1
    return before > 2 * line.size and abs(before - behind) <= _CENTRED * line.size


def _indents(pages: Sequence[Sequence[Line]]) -> bool:
    """Tell whether paragraphs begin set in by about two characters."""
    set_in = [
        other
        for lines in pages
        for line, other in pairwise(lines)
        if 1.5 <= (other.x0 - other.left) / other.size <= 2.6 and not _is_centred(other)
    ]
    return len(set_in) > 1


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    """Return the size that most characters have."""
    counted: dict[float, int] = {}
    for lines in pages:
        for line in lines:
            counted[round(line.size, 1)] = counted.get(round(line.size, 1), 0) + len(line.text)
    return max(counted, key=lambda size: counted[size], default=10.0)


def _widened(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Give columns of a few lines the edges of fuller ones that begin near or around them."""
    fuller: dict[tuple[float, float], int] = {}
    for lines in pages:
        for line in lines:
            fuller[line.left, line.right] = fuller.get((line.left, line.right), 0) + 1
    few = {edges: _wider(edges, fuller) for edges, count in fuller.items() if count < 4}
    return [[_with_edges(line, few.get((line.left, line.right))) for line in lines] for lines in pages]


def _with_edges(line: Line, edges: tuple[float, float] | None) -> Line:
    return line._replace(left=edges[0], right=edges[1]) if edges else line


def _wider(edges: tuple[float, float], fuller: dict[tuple[float, float], int]) -> tuple[float, float]:
    """Return the most usual edges that hold *edges*."""
    around = {e: n for e, n in fuller.items() if e[0] <= edges[0] + 2 and e[1] >= edges[1] - 2 and n >= fuller[edges]}
    return max(around, key=lambda e: around[e], default=edges)
