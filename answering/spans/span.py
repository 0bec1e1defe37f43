"""The Span, and where it is cut free of the words around it (``data/cuts.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from answering.lexicon import any_of
from retrieval import Retriever, fold, read_list, word_list

NOUN = r"[\u4e00-\u9fffa-z0-9*+·-]"
"""A character of a name."""


class Span(NamedTuple):
    """A candidate: ``parts`` are (start, end) offsets in the folded sentence, in order.

    ``fit`` says how well its type fits, about 0 … 1; ``rule`` names the extractor that found it.
    """

    parts: tuple[tuple[int, int], ...]
    fit: float
    rule: str

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.parts[-1][1]


def stripped(span: Span, text: str) -> Span:
    """Return *span* without blanks at the ends of its parts.

    >>> stripped(Span(((1, 6),), 1.0, "agent"), "与 农科院 合作").parts
    ((2, 5),)
    """
    parts = []
    for start, end in span.parts:
        piece = text[start:end]
        parts.append((start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())) if piece.strip() else (start, end))
    return span._replace(parts=tuple(parts))


def occurrences(word: str, text: str) -> Iterator[int]:
    """Yield each offset of *text* at which *word* begins."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def sentence_span(text: str) -> Span:
    """Return the whole sentence without its closing mark."""
    end = len(text.rstrip("。;!?；！？,"))
    return Span(((0, max(1, end)),), 0.1, "sentence")


def cut(key: str) -> tuple[str, ...]:
    """Return one list of ``data/cuts.yaml``."""
    return word_list("cuts.yaml", key, "answering")


@cache
def marks() -> dict[str, str]:
    """Return each mark that an answer may stand behind and its class: 是 → copula, 位于 → at."""
    found = read_list("cuts.yaml", "answering")["marks"]
    return {fold(str(word)): group for group, words in found.items() for word in words}


@cache
def _front() -> re.Pattern[str]:
    # 和 joins two names, but stands within one behind 县 and one character more: 河湾县天和食品厂;
    # 经 leads to a name, but not in 经济
    return re.compile(rf"^.*(?:{any_of(cut('front'))}|(?<![县市省区镇乡村][一-鿿])和|经(?![济营理验贸典开]))(?=.{{2}})")


def front(text: str) -> int:
    """Return how many characters at the front of *text* are no part of the name it ends in.

    >>> front("携手中国人保"), front("河湾县天和食品厂")
    (2, 0)
    """
    match = _front().match(text)
    return match.end() if match else 0


def on_words(text: str, start: int, end: int, retriever: Retriever) -> tuple[int, int] | None:
    """Move *start* to where a word begins; None when *end* cuts a word in two (各支|部) or nothing is left."""
    words = list(retriever.segmenter.spans(text))
    if any(a < end < b for a, b in words):
        return None
    start = next((b for a, b in words if a < start < b), start)
    return (start, end) if start < end else None


PAIRED = re.compile("[“”《》「」()]")
"""A bracket that has to be closed, or opened."""
_COUNT = re.compile(r"(?:\*+|[0-9.]+)(?:余|多)?(?:亩|个|万元|元|人|户|家|栋|次|名)?$")


def balanced(text: str, start: int, end: int) -> bool:
    """Whether each bracket that opens in ``text[start:end]`` closes there and the other way round."""
    piece = text[start:end]
    return not PAIRED.search(piece) or all(piece.count(one) == piece.count(other) for one, other in ("“”", "《》", "「」", "()"))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop function words and marks at both ends of ``text[start:end]``, and a figure at its end.

    >>> text = "的螺丝菜140亩,"
    >>> text[slice(*trimmed(text, 0, len(text)))]
    '螺丝菜'
    """
    while start < end and text[start] in "了的着过在到为是有、和与及地,:":
        start += 1
    while end > start and text[end - 1] in "、,":
        end -= 1
    tail = _COUNT.search(text[start:end])
    if tail and tail.start() >= 2:
        end = start + tail.start()
    while end > start and text[end - 1] in "的了等、,“(《":
        end -= 1
    while start < end and text[start] in "”)》":
        start += 1
    return start, end
