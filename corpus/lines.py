"""The cleaning steps that look at lines: sentences broken over several, and empty lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.edits import Edit
from corpus.marks import begins_block, columns, ends_sentence, glue, runs_on

_COMMA = re.compile(r"[，,、（(“《]$")
_PARAGRAPH = 60
"""Columns; a line that is longer and breaks off is no title."""


def broken_lines(text: str) -> Iterator[Edit]:
    r"""Join a sentence that a line break cut: the line is long or ends in a comma, ends no sentence, and what follows
    is no heading, no item and no longer line (a title stands before longer lines).

    Lines of about the same width are joined only when the last of them ends a sentence; a list without marks stays.

    >>> from corpus.edits import apply
    >>> apply(broken_lines, "今年以来,镇党委深入六个辖区村、一个社\n区开展调研,增补干部八名。\n二、问题")
    '今年以来,镇党委深入六个辖区村、一个社区开展调研,增补干部八名。\n二、问题'
    >>> apply(broken_lines, "强基固本，凝心聚力\n近年来，镇党委深入开展调研。")
    '强基固本，凝心聚力\n近年来，镇党委深入开展调研。'
    """
    position = 0
    waiting: list[Edit] = []
    running = False
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        position += len(line) + 1
        sure = _breaks_off(line, following)
        if sure or _is_wrapped(line, following, running):
            waiting.append(Edit(position - 1, position, glue(line + following, len(line), len(line))))
            running = True
            if sure:
                yield from waiting
                waiting = []
            continue
        if running and ends_sentence(line):
            yield from waiting
        waiting, running = [], False


def _breaks_off(line: str, following: str) -> bool:
    """Tell whether *line* breaks off beyond doubt: a comma at its end, or a paragraph without an end."""
    if not line or not following or begins_block(following) or _parts_figure(line, following):
        return False
    return bool(_COMMA.search(line)) or (columns(line) >= _PARAGRAPH and runs_on(line))


def _is_wrapped(line: str, following: str, running: bool) -> bool:
    """Tell whether *line* may be one of several lines of the same width that a paragraph was broken into."""
    if not line or not following or begins_block(following) or _parts_figure(line, following) or ends_sentence(line):
        return False
    least = 30 if begins_block(line) else 15
    return columns(line) >= least and (running or runs_on(line)) and columns(following) <= 1.15 * columns(line) + 1


def _parts_figure(line: str, following: str) -> bool:
    """Tell whether joining could make one figure of two."""
    return line[-1].isdigit() and following[0].isdigit()


def empty_lines(text: str) -> Iterator[Edit]:
    r"""Leave one empty line of several, and none at the ends of the text.

    >>> from corpus.edits import apply
    >>> apply(empty_lines, "\n甲\n\n\n\n乙\n\n丙\n")
    '甲\n\n乙\n\n丙'
    """
    for found in re.finditer(r"\A\s++|(?<=\S)\s++\Z|\n{3,}", text):
        yield Edit(*found.span(), "\n\n" if found.start() > 0 and found.end() < len(text) else "")
