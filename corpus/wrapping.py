"""The cleaning step that puts a text together again which was broken into lines of one width."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.edits import Edit
from corpus.headings import can_be_title
from corpus.marks import CLAUSE, begins_block, columns, ends_sentence, glue

_NARROWEST, _WIDEST = 14, 60
"""Columns of the lines of such a text: a column is an ideograph or two Latin letters."""
_PLAY = 2.5
"""Columns that a full line may lack, since no mark begins a line and no Latin word is cut."""


_MOST_LONGER = 6
"""One line in so many may be longer: two that were put together where a page number stood."""


class _Line(NamedTuple):
    """A line that is not blank. ``apart`` tells whether a blank one stands before it."""

    start: int
    end: int
    text: str
    columns: float
    indented: bool
    apart: bool


def wrapped_lines(text: str) -> Iterator[Edit]:
    r"""Join the lines of a text that was broken at a fixed width, also where a figure or a word was cut.

    Where indents or empty lines show the paragraphs, what is between two of them is one; elsewhere full lines are
    joined up to the line that ends a sentence. A heading or an item of a list always begins a line of its own.

    >>> from corpus.edits import apply
    >>> print(apply(wrapped_lines, "　　今年以来，镇里开展调研，掌握了\n实际情况，选派了书记，种植茭白1\n20亩。"
    ...     "\n　　冷库建成之后，周边农户增收明显，\n村集体收入翻番。").replace("　", ""))
    今年以来，镇里开展调研，掌握了实际情况，选派了书记，种植茭白120亩。
    冷库建成之后，周边农户增收明显，村集体收入翻番。
    """
    lines = list(_lines(text))
    full = _full(lines)
    if full is None:
        return
    marked = _is_marked(lines, full)
    waiting: list[Edit] = []
    for line, following, third in zip(lines, lines[1:], [*lines[2:], None], strict=False):
        title = line is lines[0] and can_be_title(line.text) and not marked
        if line.columns >= full and not title and _goes_on(line, following, marked) and not (
            marked and _intrudes(following, third, full)
        ):
            waiting.append(Edit(line.end, following.start, glue(text, line.end, following.start)))
            continue
        if marked or ends_sentence(line.text):
            yield from waiting
        waiting = []
    if lines and (marked or ends_sentence(lines[-1].text)):
        yield from waiting


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines; where every one is followed by an empty one, these say nothing."""
    found = list(re.finditer(r"\S(?:[^\n]*\S)?", text))
    gaps = [text.count("\n", before.end(), after.start()) > 1 for before, after in pairwise(found)]
    spaced = all(gaps)
    for line, gap in zip(found, [False, *gaps], strict=False):
        before = text[text.rfind("\n", 0, line.start()) + 1 : line.start()]
        indent = len(before.replace("\t", "    ").replace("\u3000", "  ")) / 2
        yield _Line(*line.span(), line[0], indent + columns(line[0]), indent >= 1, gap and not spaced)


def _full(lines: Sequence[_Line]) -> float | None:
    """Return from how many columns on a line is full; None when the text was not broken at one width."""
    widths = sorted(line.columns for line in lines)
    for widest in sorted({width for width in widths if _NARROWEST <= width <= _WIDEST}, reverse=True):
        at, least = bisect_right(widths, widest), bisect_left(widths, widest - _PLAY)
        if _MOST_LONGER * (len(lines) - at) > len(lines):
            return None
        if at - least >= max(3, len(lines) / 4):
            full = [line for line in lines if widest - _PLAY <= line.columns <= widest]
            running = [line for line in full if not ends_sentence(line.text) and CLAUSE.search(line.text)]
            return widest - _PLAY if 2 * len(running) >= len(full) else None
    return None


def _is_marked(lines: Sequence[_Line], full: float) -> bool:
    """Tell whether indents or empty lines begin the paragraphs: what follows a short line that ends a sentence."""
    begun = [b.indented or b.apart for a, b in pairwise(lines) if a.columns < full and ends_sentence(a.text)]
    return bool(begun) and 5 * sum(begun) >= 4 * len(begun)


def _goes_on(line: _Line, following: _Line, marked: bool) -> bool:
    if following.apart or following.indented or begins_block(following.text):
        return False
    return marked or not ends_sentence(line.text)


def _intrudes(line: _Line, following: _Line | None, full: float) -> bool:
    """Tell whether a line stands within a paragraph and is no part of it: short, without an end, and text goes on."""
    goes_on = following is not None and not (following.indented or following.apart or begins_block(following.text))
    return goes_on and line.columns < full and not ends_sentence(line.text)
