"""Slips of the input method: 武雪峰 for 武雪锋, 批杷 for 枇杷. A pair of characters that no report holds is read as the pair
that sounds alike, shares one of its characters, and does stand in a report; where none does, as the only one that looks
alike (早莓 for 草莓). A name of three characters and more may have one such slip, or two characters in each other's place.

Only what the reports lack is touched, so a question that is spelt right is never changed. Sounds are without tone, and
what southern speakers type alike counts as alike (zh/z, in/ing, n/l).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import cache
from itertools import pairwise
from operator import add

import msgspec

from corpus.copies import fast_copy
from corpus.installed import version
from retrieval.counts import Counts
from retrieval.lists import read_list
from retrieval.query import stop_characters
from retrieval.segment import Segmenter

_IDEOGRAPHS = re.compile(r"[一-鿿]+")
_SUFFIXES = frozenset("村镇乡")
"""A place's name ends before these: 镇补 of 枇杷镇补干部 is no slip for 增补."""
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


COMMON = 200
"""A pair that jieba's dictionary counts this often is a word people mean."""


def sound_of(character: str) -> str:
    """Return the sound of one ideograph without its tone, the character itself when it has none; alike sounds are one."""
    return _sounds().get(character, character)


@cache
def _sounds() -> dict[str, str]:
    """Return the sound of each ideograph; a copy of what pypinyin says is kept, which is all of it that is needed."""
    packed = fast_copy("sounds", f"{_ALIKE} pypinyin {version('pypinyin')}", lambda: msgspec.msgpack.encode(_grouped()))
    grouped = msgspec.msgpack.decode(packed, type=dict[str, str])
    return {character: sound for sound, written in grouped.items() for character in written}


def _grouped() -> dict[str, str]:
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # single characters are enough and load ten times faster
    from pypinyin import lazy_pinyin

    found: dict[str, list[str]] = {}
    for code in range(0x3400, 0xA000):
        if (sound := lazy_pinyin(chr(code))[0]) != chr(code):
            found.setdefault(_plain(sound), []).append(chr(code))
    return {sound: "".join(written) for sound, written in found.items()}


def _plain(sound: str) -> str:
    """Return *sound* as southern speakers say it."""
    for written, alike in _ALIKE:
        sound = sound.replace(written, alike)
    return "l" + sound[1:] if sound.startswith("n") and len(sound) > 1 else sound


@cache
def _shapes() -> dict[str, frozenset[str]]:
    """Return for each character of ``data/characters.yaml`` those that look like it."""
    alike: dict[str, frozenset[str]] = {}
    for shapes in read_list("characters.yaml")["shapes"]:
        for character in shapes:
            alike[character] = alike.get(character, frozenset()) | frozenset(shapes) - {character}
    return alike


def sounds_alike(one: str, other: str) -> bool:
    """Whether two ideographs sound alike, tone aside.

    >>> sounds_alike("锋", "峰"), sounds_alike("锋", "林")
    (True, False)
    """
    return sound_of(one) == sound_of(other)


class Speller:
    """Knows the characters of one corpus by their sound, and its pairs."""

    def __init__(self, pairs: Counts, sentence_with: Callable[[str], str]) -> None:
        """Take the corpus's *pairs* with the number of sentences that hold each, and what finds a folded sentence with a pair."""
        self._pairs = pairs
        self._sentence_with = sentence_with
        self._by_sound: dict[str, list[str]] | None = None
        self._alike: dict[str, frozenset[str]] = {}

    def respell(self, text: str, content: str, segmenter: Segmenter, everyday: Iterable[tuple[int, int]] = ()) -> str:
        """Return folded *text* with the slips in its *content* (same length, blanks where it only asks) put right.

        everyday  (start, end) of words that people use and no report need hold: no slips

        >>> speller = Speller(Counts.of(["枇杷节"]), lambda pair: "枇杷节")
        >>> speller.respell("批杷", "批杷", Segmenter())
        '枇杷'
        """
        kept = {at for start, end in everyday for at in range(start, end - 1)}
        written = list(self._named(text, segmenter, kept))
        for at in _joints(content, segmenter):
            pair = "".join(written[at : at + 2])
            if at not in kept and self._is_slip(pair, segmenter) and (meant := self._meant(pair, segmenter)):
                written[at : at + 2] = meant
        return "".join(written)

    def _is_slip(self, pair: str, segmenter: Segmenter) -> bool:
        return pair not in self._pairs and segmenter.frequency(pair) < COMMON

    def _named(self, text: str, segmenter: Segmenter, kept: Set[int]) -> str:
        """Return *text* with the names of the corpus put right in it."""
        absent = self._absent(text)
        slips = {at for at in absent if at not in kept and self._is_slip(text[at : at + 2], segmenter)}
        for length in range(3, 6) if slips else ():
            for at in range(len(text) - length + 1):
                window = text[at : at + length]
                if slips.isdisjoint(range(at, at + length - 1)) or not _IDEOGRAPHS.fullmatch(window):
                    continue
                if len(names := self._names(window, [i - at for i in absent if at <= i < at + length - 1], segmenter)) == 1:
                    text = text[:at] + names.pop() + text[at + length :]
                    absent = self._absent(text)
        return text

    def _absent(self, text: str) -> list[int]:
        """Return where the pairs of *text* begin that stand in no sentence."""
        return [at for at, pair in enumerate(map(add, text, text[1:])) if pair not in self._pairs]

    def _names(self, window: str, absent: Sequence[int], segmenter: Segmenter) -> set[str]:
        """Return the names learned that differ from *window* in one character alike, else in the order of neighbours.

        Every pair of the name stands in a report, so the character is one of each pair of *window* that stands in none, which
        begin at *absent*.
        """
        changed = range(max(absent, default=0), min(absent, default=len(window) - 2) + 2)
        close = {
            name
            for i in changed
            if segmenter.may_differ(window, i)
            for before, after in [(window[:i], window[i + 1 :])]
            for other in self._like(window[i])
            if (name := before + other + after) in segmenter.learned and self._stands(name)
        }
        return close or {name for name in _swapped(window, segmenter) if name in segmenter.learned}

    def _stands(self, name: str) -> bool:
        """Whether every pair of *name* stands in some sentence."""
        return all(pair in self._pairs for pair in map("".join, pairwise(name)))

    def _like(self, character: str) -> frozenset[str]:
        """Return the characters that sound or look like *character*, itself among them; of a sound those of the corpus."""
        if (alike := self._alike.get(character)) is None:
            sounding = self._sounds_of().get(sound_of(character), ())
            alike = self._alike[character] = frozenset([character, *sounding, *_shapes().get(character, ())])
        return alike

    def _meant(self, pair: str, segmenter: Segmenter) -> str:
        """Return the commonest pair that sounds like *pair* and shares a character with it, else the only one that looks
        like it, else nothing."""
        close = [k for k in self._sounding(pair) if self._belongs(k, segmenter)]
        if close:
            return max(close, key=lambda known: (self._pairs[known], known))
        first, second = (_shapes().get(character, ()) for character in pair)
        looking = [shape + pair[1] for shape in first] + [pair[0] + shape for shape in second]
        known = [pair for pair in looking if pair in self._pairs and self._is_word(pair, segmenter)]
        return known[0] if len(known) == 1 else ""

    def _sounding(self, pair: str) -> list[str]:
        """Return the corpus's pairs of ideographs that begin or end as *pair* does and sound like it."""
        known = self._sounds_of()
        firsts, seconds = (known.get(sound_of(character), ()) for character in pair)
        return [k for k in (*(pair[0] + s for s in seconds), *(f + pair[1] for f in firsts)) if k in self._pairs]

    def _sounds_of(self) -> dict[str, list[str]]:
        """Return the corpus's ideographs by their sound."""
        if (known := self._by_sound) is None:
            known = {}
            for character in filter(_IDEOGRAPHS.fullmatch, self._pairs.characters):
                known.setdefault(sound_of(character), []).append(character)
            self._by_sound = known  # whole, as others may ask meanwhile
        return known

    def _is_word(self, pair: str, segmenter: Segmenter) -> bool:
        """Whether *pair* stands within one word."""
        sentence = self._sentence_with(pair)
        at = sentence.find(pair)
        return any(a <= at and at + 2 <= b for a, b in segmenter.spans(sentence))

    def _belongs(self, pair: str, segmenter: Segmenter) -> bool:
        """Whether *pair* is written together: in one word, or as two single characters; not 贫上 of 扶贫上."""
        sentence = self._sentence_with(pair)
        at = sentence.find(pair)
        words = [(a, b) for a, b in segmenter.spans(sentence) if a < at + 2 and at < b]
        return len(words) == 1 or all(b - a == 1 for a, b in words)


def _swapped(window: str, segmenter: Segmenter) -> Iterator[str]:
    """Yield *window* with two neighbours exchanged, as far as a name learned begins like that."""
    for i in range(len(window) - 1):
        beginning = window[1::-1] if i == 0 else window[0] + window[2] if i == 1 else window[:2]
        if segmenter.begins(beginning):
            yield window[:i] + window[i + 1] + window[i] + window[i + 2 :]


def _joints(content: str, segmenter: Segmenter) -> Iterable[int]:
    """Yield where two ideographs of *content* belong to one word, or to two words of a single character."""
    words = list(segmenter.spans(content))
    for i, (start, end) in enumerate(words):
        if end - start < 3 or not segmenter.frequency(content[start:end]):  # 保险公司 is spelt right, 险公 is no slip
            yield from (at for at in range(start, end - 1) if not content[at].isascii())
        following = words[i + 1] if i + 1 < len(words) else (0, 0)
        pair = content[start : end + 1]
        if following == (end, end + 1) and len(pair) == 2 and not pair.isascii() and not (stop_characters() | _SUFFIXES) & {*pair}:
            yield start
