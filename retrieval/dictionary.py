"""jieba's dictionary, by the first two characters of its words: half a million entries of which a text needs a few thousand.

jieba loads all of them at the start, which takes longer than everything else that a question needs, and holds them in
seventy megabytes. Here those that begin with a pair of characters are decoded when the pair is first met.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import msgspec

from corpus.copies import fast_copy
from corpus.lean import without

with without("pkg_resources"):  # for its data files, which are files like others
    import jieba

__all__ = ["Dictionary", "jieba", "load_dictionary"]


class _First(NamedTuple):
    """The entries that begin with one character.

    often    how often it is counted itself
    seconds  the characters that stand second, each once
    ends     where the words that begin with each of them end in ``words``, as a map from a word to its count
    """

    often: int
    seconds: str
    ends: memoryview
    words: memoryview


_NONE = _First(0, "", memoryview(b""), memoryview(b""))
_FIRST = msgspec.msgpack.Decoder(_First)
_WORDS = msgspec.msgpack.Decoder(dict[str, int])


@dataclass(frozen=True)
class Dictionary:
    """jieba's entries (words, and their beginnings with count 0), and the sum of all counts."""

    total: int
    _packed: Mapping[str, msgspec.Raw]
    _firsts: dict[str, _First] = field(default_factory=dict, init=False, repr=False)

    def count(self, character: str) -> int:
        """Return the count of one character."""
        return self._first(character).often

    def beginning(self, pair: str) -> dict[str, int]:
        """Return the entries that begin with these two characters, with their counts, in a dictionary of the caller's own."""
        first = self._first(pair[0])
        at = first.seconds.find(pair[1])
        return _WORDS.decode(first.words[first.ends[at] : first.ends[at + 1]]) if at >= 0 else {}

    def _first(self, character: str) -> _First:
        """Return the entries of a character, most of them still packed."""
        if (first := self._firsts.get(character)) is None:
            packed = self._packed.get(character)
            often, seconds, ends, words = _FIRST.decode(packed) if packed is not None else _NONE
            first = self._firsts[character] = _First(often, seconds, ends.cast("I"), words)
        return first


def load_dictionary() -> Dictionary:
    """Return the dictionary that comes with jieba; a copy of it that loads fast is kept."""
    source = Path(jieba.__file__).parent / "dict.txt"
    stamp = f"words by pairs {sys.byteorder} {jieba.__version__} {source.stat().st_size}"
    packed = fast_copy("dictionary", stamp, lambda: _pack(source))
    return Dictionary(*msgspec.msgpack.decode(packed, type=tuple[int, dict[str, msgspec.Raw]]))


def _pack(source: Path) -> bytes:
    with source.open("rb") as file:
        entries, total = jieba.Tokenizer().gen_pfdict(file)
    words: dict[str, list[str]] = {}
    for word in entries:
        words.setdefault(word[0], []).append(word)
    return msgspec.msgpack.encode((total, {first: _packed(entries[first], some, entries) for first, some in words.items()}))


def _packed(often: int, words: Iterable[str], counts: Mapping[str, int]) -> _First:
    seconds: dict[str, dict[str, int]] = {}
    for word in words:
        if len(word) > 1:
            seconds.setdefault(word[1], {})[word] = counts[word]
    packed = [msgspec.msgpack.encode(entries) for entries in seconds.values()]
    ends = array("I", accumulate(map(len, packed), initial=0))
    return _First(often, "".join(seconds), memoryview(ends).cast("B"), memoryview(b"".join(packed)))
