"""Text to words and terms: the whole boundary to jieba.

The dictionary is jieba's own, the genre's (``data/userdict.txt``) and the words learned from the corpus. ``HMM=False``,
so that every word is a dictionary word and a question is cut as the report was.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

import jieba

from retrieval.dictionary import load_dictionary
from retrieval.fold import fold

jieba.setLogLevel(logging.WARNING)

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:\.[0-9]+)?")
"""What is compared: ideographs, and Latin words or numbers. All else separates."""

_REMEMBERED = 4096
"""Texts whose words are remembered."""
_LEARNED_FREQUENCY = 5000
"""High enough that a learned word is kept whole against its parts; jieba's counts run to 883,634 (的)."""


@cache
def _dictionary() -> tuple[dict[str, int], int]:
    """jieba's dictionary with the genre's words, loaded once: entries with counts, and the sum of all counts."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = load_dictionary()
    tokenizer.initialized = True
    for line in (files("retrieval") / "data" / "userdict.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            word, *_ = line.split()
            tokenizer.add_word(fold(word), _LEARNED_FREQUENCY)
    return tokenizer.FREQ, tokenizer.total


class Segmenter:
    """Cuts text with one corpus's own dictionary; two corpora never share learned words."""

    def __init__(self, learned: Iterable[str] = ()) -> None:
        """Take the words *learned* from a corpus into a dictionary of its own."""
        entries, total = _dictionary()
        self._tokenizer = jieba.Tokenizer()
        self.learned = frozenset(fold(word) for word in learned)
        self._tokenizer.FREQ = entries.copy() if self.learned else entries
        self._tokenizer.total = total
        self._tokenizer.initialized = True
        self._seen: dict[str, tuple[tuple[int, int], ...]] = {}
        # As add_word does, but for the total: so a word learned changes how a text is cut only where it stands in it.
        for word in self.learned:
            self._tokenizer.FREQ[word] = _LEARNED_FREQUENCY
            for end in range(1, len(word)):
                self._tokenizer.FREQ.setdefault(word[:end], 0)

    def words(self, text: str) -> list[str]:
        """Return the words of folded *text* in order, what is no word left out.

        >>> Segmenter(["羊肚菌"]).words("青里村种植羊肚菌，30亩")
        ['青', '里', '村', '种植', '羊肚菌', '30', '亩']
        """
        return [text[start:end] for start, end in self.spans(text)]

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the place (start, end) of each word of folded *text*; the last texts are remembered."""
        if text not in self._seen:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[text] = tuple(self._cut(text))
        return self._seen[text]

    def _cut(self, text: str) -> Iterator[tuple[int, int]]:
        for run in _RUN.finditer(text):
            at = run.start()
            if run[0].isascii():
                yield run.span()
            elif run[0] != text:  # a sentence and its comma-parts are cut but once
                yield from ((at + start, at + end) for start, end in self.spans(run[0]))
            else:
                for word in self._tokenizer.cut(text, HMM=False):
                    yield at, at + len(word)
                    at += len(word)

    def frequency(self, word: str) -> int:
        """Return how often jieba's dictionary counts folded *word*, 0 when it is none."""
        return int(_dictionary()[0].get(word) or 0)

    def terms(self, text: str) -> list[str]:
        """Return what is indexed of folded *text*: its :func:`grams` and its :meth:`long_words`.

        >>> Segmenter(["羊肚菌"]).terms("种羊肚菌30亩")
        ['种羊', '羊肚', '肚菌', '种', '羊', '肚', '菌', '30', '亩', '羊肚菌']
        """
        return [*grams(text), *self.long_words(text)]

    def long_words(self, text: str) -> list[str]:
        """Return the words of three and more ideographs and those inside them; shorter ones are grams already."""
        runs = (run[0] for run in _RUN.finditer(text) if len(run[0]) > 2 and not run[0].isascii())
        return [word for run in runs for word in self._tokenizer.cut_for_search(run, HMM=False) if len(word) > 2]


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
