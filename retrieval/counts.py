"""In how many sentences each character and each pair of characters stands: two arrays instead of a dictionary.

A million paragraphs have two million pairs, and a dictionary of so many strings takes 250 MB and a second to load.
Here a character or pair is one number; the numbers lie sorted beside their counts, as they are kept on the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int32]

_HALF = np.uint64(32)
_SECOND = 0xFFFFFFFF
"""Where the second character stands in a key, plus one; nothing there for a character alone."""
_AT_ONCE = 1 << 21
"""Keys that are put together at a time when many counts are summed."""
_REMEMBERED = 1 << 14
"""Grams whose count is remembered: a question asks for the same ones many times."""


@dataclass(frozen=True, eq=False)
class Counts(Mapping[str, int]):
    """Sentences by gram; 0 for a gram that stands in none, as for any other text.

    grams      their keys, ascending and distinct: first character << 32 | second character + 1
    sentences  in which each stands, 1 or more

    >>> counts = Counts.of(["青里村", "青里"])
    >>> counts["青里"], counts["里村"], counts["村里"], len(counts)
    (2, 1, 0, 5)
    """

    grams: Keys = field(default_factory=lambda: np.zeros(0, np.uint64))
    sentences: Numbers = field(default_factory=lambda: np.zeros(0, np.int32))
    _seen: dict[str, int] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, sentences: Iterable[str]) -> Counts:
        """Count the grams of *sentences*, each once a sentence."""
        listed = list(sentences)
        lengths = np.array([len(text) for text in listed], np.int64)
        codes = np.frombuffer("".join(listed).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
        within = np.repeat(np.arange(len(listed)), lengths)
        pairs = codes[:-1] << _HALF | (codes[1:] + np.uint64(1))
        beside = within[:-1] == within[1:]
        grams, which = np.unique(np.concatenate((codes << _HALF, pairs[beside])), return_inverse=True)
        once = np.unique(which * max(1, len(listed)) + np.concatenate((within, within[:-1][beside])))
        return cls(grams, np.bincount(once // max(1, len(listed)), minlength=len(grams)).astype(np.int32))

    @classmethod
    def sum(cls, several: Iterable[Counts]) -> Counts:
        """Return the counts of all sentences that *several* count, as many together as memory is well spent on."""
        whole, waiting, size = cls(), list[Counts](), 0
        for counts in several:
            waiting.append(counts)
            size += len(counts)
            if size > max(_AT_ONCE, len(whole)):
                whole, waiting, size = _together([whole, *waiting]), [], 0
        return _together([whole, *waiting])

    def __add__(self, other: Counts) -> Counts:
        return self._changed(other, 1)

    def __sub__(self, other: Counts) -> Counts:
        """Take off what *other* counts, all of which must be counted here; a gram that is left in no sentence goes."""
        return self._changed(other, -1)

    def _changed(self, other: Counts, sign: int) -> Counts:
        if not len(other):
            return self
        at = np.searchsorted(self.grams, other.grams)
        known = at < len(self.grams)
        known[known] = self.grams[at[known]] == other.grams[known]
        numbers = self.sentences.copy()
        numbers[at[known]] += sign * other.sentences[known]
        keys = np.insert(self.grams, at[~known], other.grams[~known])
        numbers = np.insert(numbers, at[~known], sign * other.sentences[~known])
        held = numbers != 0
        return Counts(keys, numbers) if held.all() else Counts(keys[held], numbers[held])

    def __getitem__(self, gram: str) -> int:
        if (number := self._seen.get(gram)) is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            number = self._seen[gram] = self._find(gram)
        return number

    def meet(self, text: str) -> None:
        """Look up all grams of *text* together, as they will be asked for: in the time of two."""
        grams = [gram for gram in {*text, *map("".join, pairwise(text))} if gram not in self._seen]
        if not grams:
            return
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        keys = np.array([_key(gram) for gram in grams], np.uint64)
        at = np.minimum(self.grams.searchsorted(keys), len(self.grams) - 1)
        numbers = np.where(self.grams[at] == keys, self.sentences[at], 0) if len(self.grams) else np.zeros(len(grams), int)
        self._seen.update(zip(grams, numbers.tolist(), strict=True))

    def commonest(self, most: int) -> set[str]:
        """Return the grams, *most* of them, that stand in the most sentences."""
        at = np.argpartition(self.sentences, -most)[-most:] if most < len(self) else range(len(self))
        return set(map(_gram, self.grams[at].tolist()))

    def _find(self, gram: str) -> int:
        if not 1 <= len(gram) <= 2:
            return 0
        key = np.uint64(_key(gram))
        at = int(self.grams.searchsorted(key))
        return int(self.sentences[at]) if at < len(self.grams) and self.grams[at] == key else 0

    def __contains__(self, gram: object) -> bool:
        return isinstance(gram, str) and self[gram] > 0

    def __iter__(self) -> Iterator[str]:
        return map(_gram, self.grams.tolist())

    def __len__(self) -> int:
        return len(self.grams)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Counts):
            return NotImplemented
        return np.array_equal(self.grams, other.grams) and np.array_equal(self.sentences, other.sentences)

    __hash__ = None  # type: ignore[assignment]  # as of every other mapping

    @cached_property
    def characters(self) -> str:
        """The characters that stand in a sentence, ascending."""
        return "".join(map(chr, (self.grams[self.grams & np.uint64(_SECOND) == 0] >> _HALF).tolist()))


def _together(several: list[Counts]) -> Counts:
    keys = np.concatenate([counts.grams for counts in several])
    numbers = np.concatenate([counts.sentences for counts in several])
    order = np.argsort(keys, kind="stable")  # each is in order: takes linear time
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate((np.ones(min(1, len(keys)), bool), keys[1:] != keys[:-1])))
    return Counts(keys[starts], np.add.reduceat(numbers[order], starts) if len(starts) else numbers)


def _key(gram: str) -> int:
    return ord(gram[0]) << 32 | (ord(gram[1]) + 1 if len(gram) == 2 else 0)


def _gram(key: int) -> str:
    second = key & _SECOND
    return chr(key >> 32) + (chr(second - 1) if second else "")
