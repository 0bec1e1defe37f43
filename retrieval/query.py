"""What a question asks about: its content words, each with weight and synonyms, without the words that only ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from retrieval.fold import fold
from retrieval.lists import word_list
from retrieval.segment import Segmenter
from retrieval.thesaurus import Thesaurus


class Unit(NamedTuple):
    """One content word or phrase at ``start`` of the folded question, and what may stand for it.

    ``carried`` when it was taken over from an earlier question: it says what is spoken of, not what is asked.
    ``aside`` when it belongs to the story before the question and stands nowhere beside what is asked.
    """

    text: str
    start: int
    synonyms: tuple[str, ...] = ()
    carried: bool = False
    aside: bool = False

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Query:
    """A folded question and its units in order. ``content`` is the question with what only asks blanked out."""

    text: str
    content: str
    units: tuple[Unit, ...]


@cache
def _asking() -> re.Pattern[str]:
    """Find the multi-character phrases that only ask, the longest from each place: 是什么 and 什么地方 of 是什么地方."""
    phrases = {fold(p) for key in ("function", "question") for p in word_list("stopwords.yaml", key) if len(p) > 1}
    return re.compile(f"(?=({'|'.join(map(re.escape, sorted(phrases, key=lambda p: (-len(p), p))))}))")


@cache
def stop_characters() -> frozenset[str]:
    """Return the single characters that only ask or only join."""
    return frozenset(p for key in ("function", "question") for p in word_list("stopwords.yaml", key) if len(p) == 1)


_ASKS = re.compile(r"多少|几|什么|啥|谁|哪|怎|为何|如何|是否|吗|呢")


def asks(text: str) -> bool:
    """Whether folded *text* holds a word that asks."""
    return bool(_ASKS.search(text))


def beside_asking(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each word of folded *text* that asks, with the character before and behind it: 放几部."""
    return [(max(0, match.start() - 1), match.end() + 1) for match in _ASKS.finditer(text)]


@cache
def light_words() -> frozenset[str]:
    """Return the words that say a little."""
    return frozenset(word_list("stopwords.yaml", "light"))


def parse_query(question: str, segmenter: Segmenter, thesaurus: Thesaurus) -> Query:
    """Read *question* into its content units.

    >>> from retrieval.thesaurus import Thesaurus
    >>> q = parse_query("请问哪个村种了羊肚菌呢？", Segmenter(["羊肚菌"]), Thesaurus({"种": ("种植",)}))
    >>> [(u.text, u.synonyms) for u in q.units]
    [('村', ()), ('种', ('种植',)), ('羊肚菌', ())]
    """
    text = fold(question)
    words = list(segmenter.spans(text))
    blanked = _blank_asking(text, words, thesaurus, segmenter)
    units = tuple(_units(blanked, list(segmenter.spans(blanked)), thesaurus))
    return Query(text, blanked, units)


def _blank_asking(text: str, words: list[tuple[int, int]], thesaurus: Thesaurus, segmenter: Segmenter) -> str:
    """Replace the phrases that only ask by blanks; one that begins or ends inside a learned word stays."""
    inside = {i for a, b in words if text[a:b] in segmenter.learned for i in range(a + 1, b)}
    kept = list(text)
    for match in _asking().finditer(text):
        start, end = match.span(1)
        if start not in inside and end not in inside:
            kept[start:end] = " " * (end - start)
    return "".join(kept)


def _units(text: str, words: list[tuple[int, int]], thesaurus: Thesaurus) -> Iterator[Unit]:
    """Yield thesaurus phrases (the longest that ends where a word ends) and, between them, words."""
    i = 0
    while i < len(words):
        start, end = words[i]
        phrase_ends = [
            (j, b)
            for j, (a, b) in enumerate(words[i : i + 6], i)
            if b - start <= thesaurus.longest and text[start:b] in thesaurus.groups
        ]
        if phrase_ends:
            i, end = phrase_ends[-1]
        word = text[start:end]
        if word not in stop_characters():
            yield Unit(word, start, thesaurus.synonyms(word))
        i += 1
