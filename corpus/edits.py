"""Changes to a text as values: where, and what is put there instead.

A cleaning step says what it would change rather than changing it, because the receipt must say what was taken out,
and an edit still knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``put``.

    ``put`` is blank when the piece is taken out, or has one character for each of the piece's when it is folded.
    """

    start: int
    end: int
    put: str = ""


Step = Callable[[str], Iterable[Edit]]
"""A cleaning step: the edits it asks for, in the order of the text, none overlapping. Pure."""


def rewrite(text: str, edits: Sequence[Edit]) -> str:
    """Carry out *edits*, which are ordered and do not overlap.

    >>> rewrite("甲乙丙", [Edit(1, 2)])
    '甲丙'
    """
    pieces: list[str] = []
    done = 0
    for start, end, put in edits:
        if start < done:
            raise ValueError(f"edits overlap at {start}")
        pieces += text[done:start], put
        done = end
    return "".join([*pieces, text[done:]])


def moved(offsets: Sequence[int], edits: Sequence[Edit]) -> tuple[int, ...]:
    """Return where *offsets*, which are ordered, lie after *edits* were carried out.

    One within a piece that is replaced keeps its distance from the piece's beginning as far as the new piece reaches.

    >>> moved([0, 1, 2, 3], [Edit(1, 2)])
    (0, 1, 1, 2)
    """
    found: list[int] = []
    waiting = iter([*edits, None])
    edit, shift = next(waiting), 0
    for offset in offsets:
        while edit and edit.end <= offset:
            shift += len(edit.put) - (edit.end - edit.start)
            edit = next(waiting)
        within = max(0, offset - edit.start - len(edit.put)) if edit else 0
        found.append(offset + shift - within)
    return tuple(found)


def apply(step: Step, text: str) -> str:
    """Return *text* after one step alone; the doctests of the steps use it."""
    return rewrite(text, list(step(text)))
