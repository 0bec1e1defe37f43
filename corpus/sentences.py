"""Where sentences end."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from corpus.marks import CLOSE, END, PAIRS

_MARKS = re.compile(rf"[{END}]+")
_LATIN_MARK = re.compile(r"(?<=[A-Za-z0-9/=])[!?;]+(?=[A-Za-z0-9/=&])")
_QUOTES = '“‘「『"'
_GOES_ON = "的地得之等为是成这那、，,和与及或并也就"
_SHELTER = 80
"""Characters; a longer quotation is cut at the sentences in it."""


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of ``text[start:end]`` as spans of *text*, without blanks at either end.

    A sentence ends with 。！？； and the quotation marks and brackets that close behind it, and at a line end. It goes
    on when the mark stands within brackets, or within a quotation that is a part of the clause.

    >>> line = "他说：“干！”大家就干；会议（两天；含参观）结束。"
    >>> [line[a:b] for a, b in sentence_spans(line, 0, len(line))]
    ['他说：“干！”', '大家就干；', '会议（两天；含参观）结束。']
    """
    begin = start
    for line in re.finditer(r"[^\n]+", text[start:end]):
        for cut in [*_cuts(line[0]), len(line[0])]:
            left, right = begin, start + line.start() + cut
            piece = text[left:right]
            if piece.strip():
                yield left + len(piece) - len(piece.lstrip()), right - len(piece) + len(piece.rstrip())
            begin = right


def _cuts(line: str) -> Iterator[int]:
    """Yield the offsets at which a sentence of *line* ends."""
    shelters = deque(_shelters(line))
    begin = 0
    for marks in _MARKS.finditer(line):
        while shelters and shelters[0][1] < marks.start():
            shelters.popleft()
        inside = bool(shelters) and shelters[0][0] < marks.start()
        cut = _end_in_quotation(line, begin, marks.end(), shelters[0]) if inside else _past_closing(line, marks.end())
        if cut and cut > begin and not _LATIN_MARK.match(line, marks.start()) and line[cut : cut + 1] not in set(END):
            yield cut
            begin = cut


def _past_closing(line: str, position: int) -> int:
    while position < len(line) and line[position] in CLOSE:
        position += 1
    return position


def _end_in_quotation(line: str, begin: int, position: int, pair: tuple[int, int]) -> int | None:
    """Return where the sentence ends whose mark stands at the end of a quotation; None when the clause goes on."""
    opening, closing = pair
    after = _past_closing(line, position)
    if line[position : position + 1] == '"':
        after = position + 1
    if after <= closing:
        return None
    following = line[after : after + 1]
    whole = opening == begin or line[opening - 1] in "：:，,"
    if not following or (whole and following not in _GOES_ON and (line[opening] in _QUOTES or opening == begin)):
        return after
    return None


def _shelters(line: str) -> list[tuple[int, int]]:
    """Return the pairs of quotation marks and brackets within which no sentence ends, outermost and in order."""
    waiting: list[int] = []
    pairs: list[tuple[int, int]] = []
    for position, character in enumerate(line):
        if (character == '"' and (not waiting or line[waiting[-1]] != '"')) or character in PAIRS:
            waiting.append(position)
        elif waiting and character == PAIRS.get(line[waiting[-1]], '"'):
            pairs.append((waiting.pop(), position))
    outermost: list[tuple[int, int]] = []
    for opening, closing in sorted(pairs):
        if closing - opening <= _SHELTER and (not outermost or opening > outermost[-1][1]):
            outermost.append((opening, closing))
    return outermost
