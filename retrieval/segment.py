"""Text to words and terms, as jieba cuts them.

The dictionary is jieba's own, the genre's (``data/userdict.txt``) and the words learned from the corpus. ``HMM=False``,
so that every word is a dictionary word and a question is cut as the report was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from math import inf, log
from operator import add

from retrieval.dictionary import Dictionary, load_dictionary
from retrieval.fold import fold

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:\.[0-9]+)?")
"""What is compared: ideographs, and Latin words or numbers. All else separates."""

_REMEMBERED = 4096
"""Texts whose words are remembered."""
_PAIRS = 1 << 16
"""Pairs that are remembered, where they begin no word."""
_LEARNED_FREQUENCY = 5000
"""High enough that a learned word is kept whole against its parts; jieba's counts run to 883,634 (的)."""


@cache
def _dictionary() -> Dictionary:
    return load_dictionary()


@cache
def _genre() -> dict[str, list[str]]:
    """Return the words of the genre, folded, by their first two characters."""
    lines = (files("retrieval") / "data" / "userdict.txt").read_text("utf-8").splitlines()
    return _by_beginning(fold(line.split()[0]) for line in lines if line.strip() and not line.startswith("#"))


@cache
def _unknown() -> float:
    """Return ln of the share of a word that is counted once, of all counts without the learned words: so a word learned changes
    how a text is cut only where it stands in it."""
    return -log(_dictionary().total + _LEARNED_FREQUENCY * sum(map(len, _genre().values())))


def _beginning(pair: str) -> dict[str, int]:
    """Return jieba's and the genre's entries that begin with *pair*; of one character its own."""
    entries = _dictionary().beginning(pair) if len(pair) > 1 else {pair: _dictionary().count(pair)}
    return _with(entries, words) if (words := _genre().get(pair)) else entries


def _frame(word: str, at: int) -> str:
    """Return two characters of *word* that are left when the first or second is another: which one, *at* says."""
    return word[0] + word[2] if (at, len(word)) == (1, 3) else word[-2:]


def _frames_of(words: Iterable[str]) -> Set[str]:
    return {_frame(word, at) for word in words if len(word) > 2 for at in (0, 1)}


def _by_beginning(words: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in filter(None, words):
        found.setdefault(word[:2], []).append(word)
    return found


def _with(entries: dict[str, int], words: Iterable[str]) -> dict[str, int]:
    """Return *entries* with *words* added as jieba's add_word does, which knows a word by its beginnings."""
    for word in words:
        entries[word] = _LEARNED_FREQUENCY
        for end in range(2, len(word)):
            entries.setdefault(word[:end], 0)
    return entries


def _likeliest(run: str, shares: Mapping[str, float], unknown: float) -> list[tuple[int, int]]:
    """Return the place (start, end) of each word on the likeliest way through a *run* of ideographs: what jieba's ``cut`` without
    HMM gives, in half the steps.

    shares   ln of each word's share of all, 0 for what only begins words; unknown: of a character that is no word
    """
    length = len(run)
    best, ends = [0.0] * (length + 1), list(range(1, length + 1))  # from each offset on: how likely, and its first word's end
    for start in range(length - 1, -1, -1):
        most = -inf
        for end in range(start + 1, length + 1):
            if (share := shares.get(run[start:end])) is None:
                break
            if share and (likely := share + best[end]) >= most:  # of ways as likely the one with the longer word
                most, ends[start] = likely, end
        best[start] = most if most > -inf else unknown + best[start + 1]
    words, start = [], 0
    while start < length:
        words.append((start, ends[start]))
        start = ends[start]
    return words


class Segmenter:
    """Cuts text with one corpus's own dictionary; two corpora never share learned words."""

    def __init__(self, learned: Iterable[str] = ()) -> None:
        """Take the words *learned* from a corpus into a dictionary of its own."""
        self.learned = frozenset(fold("\n".join(learned)).split("\n")) - {""}
        self._own = _by_beginning(self.learned)
        self._met: set[str] = set()
        self._shares: dict[str, float] = {}
        self._seen: dict[str, tuple[tuple[int, int], ...]] = {}
        self._frames: Set[str] | None = None

    def also(self, words: Iterable[str]) -> Segmenter:
        """Return this segmenter with more *words* learned: it has met what this one has.

        >>> Segmenter(["羊肚菌"]).also(["螺丝菜"]).words("羊肚菌、螺丝菜")
        ['羊肚菌', '螺丝菜']
        """
        more = Segmenter(words)
        if self._frames is not None:
            more._frames = self._frames | _frames_of(more.learned)
        more.learned |= self.learned
        more._met = self._met - more._own.keys()  # first: another thread may cut, which puts entries in before it says so
        more._shares = dict(self._shares)
        more._own = self._own | {pair: [*self._own.get(pair, ()), *own] for pair, own in more._own.items()}
        return more

    def _meet(self, text: str) -> None:
        """Have the entries of *text*'s characters and those that begin with two of them."""
        self.meet({*text, *map(add, text, text[1:])})

    def meet(self, pieces: Set[str]) -> None:
        """Have the dictionary's entries that begin with these characters and pairs; a pair's in one step, as others cut."""
        for piece in pieces - self._met:
            entries = _beginning(piece)
            if own := self._own.get(piece):
                entries = _with(entries, own)
            self._shares |= {word: log(count) + _unknown() if count else 0.0 for word, count in entries.items()}
            if entries or len(self._met) < _PAIRS:
                self._met.add(piece)

    def words(self, text: str) -> list[str]:
        """Return the words of folded *text* in order, what is no word left out.

        >>> Segmenter(["羊肚菌"]).words("青里村种植羊肚菌，30亩")
        ['青', '里', '村', '种植', '羊肚菌', '30', '亩']
        """
        return [text[start:end] for start, end in self.spans(text)]

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the place (start, end) of each word of folded *text*; the last texts are remembered."""
        if (found := self._seen.get(text)) is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            found = self._seen[text] = tuple(self._cut(text))
        return found

    def _cut(self, text: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for match in _RUN.finditer(text):
            at, run = match.start(), match[0]
            if run.isascii():
                found.append(match.span())
            elif run != text:  # a sentence and its comma-parts are cut but once
                found += [(at + start, at + end) for start, end in self.spans(run)]
            else:
                self._meet(run)
                found += _likeliest(run, self._shares, _unknown())
        return found

    def begins(self, pair: str) -> bool:
        """Whether a learned word begins with these two characters."""
        return pair in self._own

    def may_differ(self, word: str, at: int) -> bool:
        """Whether a learned word may be *word*, of three characters and more, but for the one *at* it.

        >>> segmenter = Segmenter(["羊肚菌"])
        >>> [segmenter.may_differ("羊肠菌", at) for at in range(3)]
        [False, True, False]
        """
        if at > 1:
            return self.begins(word[:2])
        if self._frames is None:
            self._frames = _frames_of(self.learned)
        return _frame(word, at) in self._frames

    @staticmethod
    @lru_cache(maxsize=_REMEMBERED)
    def frequency(word: str) -> int:
        """Return how often jieba's dictionary counts folded *word*, 0 when it is none."""
        return _beginning(word[:2]).get(word, 0) if word else 0  # of one character: its own

    def terms(self, text: str) -> list[str]:
        """Return what is indexed of folded *text*: its :func:`grams` and its :meth:`long_words`.

        >>> Segmenter(["羊肚菌"]).terms("种羊肚菌30亩")
        ['种羊', '羊肚', '肚菌', '种', '羊', '肚', '菌', '30', '亩', '羊肚菌']
        """
        return [*grams(text), *self.long_words(text)]

    def long_words(self, text: str) -> list[str]:
        """Return the words of three and more ideographs and those inside them; shorter ones are grams already."""
        runs = [run[0] for run in _RUN.finditer(text) if len(run[0]) > 2 and not run[0].isascii()]
        self._meet("".join(runs))
        found: list[str] = []
        for run in filter(self._may_hold_long, runs):  # half of them hold none, which is seen sooner than cut
            for start, end in _likeliest(run, self._shares, _unknown()):
                if end - start > 3:
                    found += [run[at : at + 3] for at in range(start, end - 2) if self._shares.get(run[at : at + 3])]
                if end - start > 2:
                    found.append(run[start:end])
        return found

    def _may_hold_long(self, run: str) -> bool:
        """Whether a word of three and more characters, or the beginning of one, stands in a *run* that was met."""
        return any(run[at : at + 3] in self._shares for at in range(len(run) - 2))


def grams(text: str) -> list[str]:
    """Return the pairs of ideographs, the ideographs, and the numbers and Latin words of folded *text*.

    A word of two characters is its own pair and counts once.
    """
    found: list[str] = []
    for run in _RUN.findall(text):
        if run.isascii() or len(run) == 1:
            found.append(run)
        else:
            found += map("".join, pairwise(run))
            found += run
    return found
