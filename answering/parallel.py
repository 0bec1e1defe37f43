"""What a question names side by side: 2022年 and 2023年 in 水泉村2022年和2023年收入哪个高.

Two neighbours of 和 are taken as alike when they begin or end alike and are about as long; failing that, by whole words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from answering.figures import find_figures
from retrieval import Retriever

LONGEST = 12
"""Characters of an item."""
_JOIN = re.compile(r"以及|还有|还是|[和与跟同及、]")
_STOP = re.compile(r"[,;:、。?]")


@dataclass(frozen=True, slots=True)
class Parallel:
    """``before`` + each of ``items`` + ``behind`` is what is said of each."""

    before: str
    items: tuple[str, ...]
    behind: str

    @property
    def each(self) -> tuple[str, ...]:
        """The words for each item by itself."""
        return tuple(f"{self.before}{item}{self.behind}" for item in self.items)


def parallel(text: str, retriever: Retriever, *, whole: bool = False) -> Parallel | None:
    """Return the items that folded *text* names side by side, None when it names but one.

    What joins must be a word of its own (not 与 in 参与). The last that joins decides. Unlike items are taken in full,
    from comma to comma, when *whole*.
    """
    starts = dict(retriever.segmenter.spans(text))
    joins = [m for m in _JOIN.finditer(text) if m[0] == "、" or starts.get(m.start()) == m.end()]
    if not joins:
        return None
    at, end = joins[-1].span()
    pair = _pair(text[:at], text[end:], retriever)
    if pair is None and whole:
        pair = len(_STOP.split(text[:at])[-1]), len(_STOP.split(text[end:])[0])
    if pair is None:
        return None
    start, stop = _whole_figures(text, at - pair[0], end + pair[1])
    items = [text[start:at], text[end:stop]]
    for join in reversed(joins[:-1]):  # 甲、乙和丙
        if join.end() != start or not (length := _as_long(text[: join.start()], items[0], retriever)):
            break
        start = join.start() - length
        items.insert(0, text[start : join.start()])
    return Parallel(text[:start], tuple(items), text[stop:])


def _pair(left: str, right: str, retriever: Retriever) -> tuple[int, int] | None:
    """Return how many characters before and behind what joins are the items."""
    left, right = _STOP.split(left)[-1][-LONGEST:], _STOP.split(right)[0][:LONGEST]
    graded = [
        (_alike(left[-i:], right[:j]), -i - j, i, j)
        for i in range(2, len(left) + 1) for j in range(2, len(right) + 1) if left[-i:] != right[:j]
    ]
    best = max(graded, default=(0.0, 0, 0, 0))
    if best[0] >= 1:
        return best[2], best[3]
    words = list(retriever.segmenter.words(right))
    whole = len(right.strip()) if len(right) <= 6 else len(words[0]) if words else 0
    length = _as_long(left, right[:whole], retriever) if whole > 1 else 0
    return (length, whole) if length else None


def _alike(one: str, other: str) -> float:
    """Return how many characters two items share at both ends, less half of what one is longer."""
    room = min(len(one), len(other))
    front = next((i for i in range(room) if one[i] != other[i]), room)
    back = next((i for i in range(room - front) if one[-1 - i] != other[-1 - i]), room - front)
    return front + back - 0.5 * abs(len(one) - len(other))


def _as_long(left: str, item: str, retriever: Retriever) -> int:
    """Return the length of the end of *left*, in whole words, that is most like *item*; 0 when it has none."""
    left = re.split(r"[,;:、。?的]", left)[-1]
    begins = [start for start, _ in retriever.segmenter.spans(left) if len(left) - start >= 2]
    lengths = [len(left) - start for start in begins if not re.search(r"年|[村镇乡县]$", left[start : start + 5]) or "年" in item]
    return min(lengths or [len(left) - s for s in begins], key=lambda n: (abs(n - len(item)), n), default=0)


def _whole_figures(text: str, start: int, stop: int) -> tuple[int, int]:
    """Let items begin and end where figures do: 70至79岁, 80岁以上."""
    for figure in find_figures(text):
        if figure.start < start < figure.end:
            start = figure.start
        if figure.start < stop < figure.end:
            stop = figure.end
    return start, stop
