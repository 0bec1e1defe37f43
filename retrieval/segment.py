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
        self._tokenizer.FREQ = entries.copy()
        self._tokenizer.total = total
        self._tokenizer.initialized = True
        self._seen: dict[str, tuple[tuple[int, int], ...]] = {}
        self.learned = frozenset(fold(word) for word in learned)
        for word in sorted(self.learned):
            self._tokenizer.add_word(word, _LEARNED_FREQUENCY)

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
        """Return what is indexed: character bigrams, characters, words of three or more, words inside words, numbers.

        A word of two characters is its own bigram and counts once.

        >>> Segmenter(["羊肚菌"]).terms("种羊肚菌30亩")
        ['种羊', '羊肚', '肚菌', '种', '羊', '肚', '菌', '羊肚菌', '30', '亩']
        """
        terms = []
        for run in _RUN.finditer(text):
            if run[0].isascii() or len(run[0]) == 1:
                terms.append(run[0])
                continue
            terms.extend(run[0][i : i + 2] for i in range(len(run[0]) - 1))
            terms.extend(run[0])
            terms.extend(word for word in self._tokenizer.cut_for_search(run[0], HMM=False) if len(word) > 2)
        return terms
