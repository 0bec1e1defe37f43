"""Slips of the input method: 武雪峰 for 武雪锋, 批杷 for 枇杷. A pair of characters that no report holds is read as the pair
that sounds alike, shares one of its characters, and does stand in a report.

Only what the reports lack is touched, so a question that is spelt right is never changed. Sounds are without tone, and
what southern speakers type alike counts as alike (zh/z, in/ing, n/l).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from retrieval.query import stop_characters
from retrieval.segment import Segmenter

_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


COMMON = 200
"""A pair that jieba's dictionary counts this often is a word people mean."""


@cache
def _sound(character: str) -> str:
    """Return the sound of one ideograph, the character itself when it has none."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # single characters are enough and load ten times faster
    from pypinyin import lazy_pinyin

    sound = lazy_pinyin(character)[0]
    for written, alike in _ALIKE:
        sound = sound.replace(written, alike)
    return "l" + sound[1:] if sound.startswith("n") and len(sound) > 1 else sound


def sounds_alike(one: str, other: str) -> bool:
    """Whether two ideographs sound alike, tone aside.

    >>> sounds_alike("锋", "峰"), sounds_alike("锋", "林")
    (True, False)
    """
    return _sound(one) == _sound(other)


class Speller:
    """Knows the pairs of characters of one corpus by their sound."""

    def __init__(self, pairs: Mapping[str, int], sentences: Sequence[str]) -> None:
        """Take the corpus's *pairs* with the number of sentences that hold each, and the folded *sentences*.

        Keys of other lengths are passed over.
        """
        self._pairs = pairs
        self._sentences = sentences
        self._by_sound: dict[str, list[str]] | None = None

    def respell(self, text: str, content: str, segmenter: Segmenter) -> str:
        """Return folded *text* with the slips in its *content* (same length, blanks where it only asks) put right.

        >>> speller = Speller({"枇杷": 3, "杷节": 1}, ["枇杷节"])
        >>> speller.respell("批杷", "批杷", Segmenter())
        '枇杷'
        """
        written = list(text)
        for at in _joints(content, segmenter):
            pair = "".join(written[at : at + 2])
            if pair not in self._pairs and segmenter.frequency(pair) < COMMON and (meant := self._meant(pair, segmenter)):
                written[at : at + 2] = meant
        return "".join(written)

    def _meant(self, pair: str, segmenter: Segmenter) -> str:
        """Return the commonest pair that sounds like *pair* and shares a character with it, else nothing."""
        if self._by_sound is None:
            self._by_sound = {}
            for known in self._pairs:
                if len(known) == 2 and re.fullmatch(r"[一-鿿]{2}", known):
                    self._by_sound.setdefault(_sound(known[0]) + "'" + _sound(known[1]), []).append(known)
        alike = self._by_sound.get(_sound(pair[0]) + "'" + _sound(pair[1]), [])
        close = [k for k in alike if (k[0] == pair[0] or k[1] == pair[1]) and self._belongs(k, segmenter)]
        return max(close, key=lambda known: (self._pairs[known], known), default="")

    def _belongs(self, pair: str, segmenter: Segmenter) -> bool:
        """Whether *pair* is written together: in one word, or as two single characters; not 贫上 of 扶贫上."""
        sentence = next((text for text in self._sentences if pair in text), "")
        at = sentence.find(pair)
        words = [(a, b) for a, b in segmenter.spans(sentence) if a < at + 2 and at < b]
        return len(words) == 1 or all(b - a == 1 for a, b in words)


def _joints(content: str, segmenter: Segmenter) -> Iterable[int]:
    """Yield where two ideographs of *content* belong to one word, or to two words of a single character."""
    words = list(segmenter.spans(content))
    for i, (start, end) in enumerate(words):
        yield from (at for at in range(start, end - 1) if not content[at].isascii())
        following = words[i + 1] if i + 1 < len(words) else (0, 0)
        pair = content[start : end + 1]
        if following == (end, end + 1) and len(pair) == 2 and not pair.isascii() and not stop_characters() & {*pair}:
            yield start
