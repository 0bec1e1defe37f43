"""Words that may stand for one another: what people say when they ask, what reports write (``data/thesaurus.yaml``)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate

import msgspec

from corpus.copies import fast_copy
from corpus.installed import version
from retrieval.fold import fold
from retrieval.lists import digest_of, read_list


@dataclass(frozen=True)
class Thesaurus:
    """Groups of words, folded."""

    groups: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, groups: Iterable[Iterable[object]]) -> Thesaurus:
        """Take *groups* as the data writes them: words that may stand for one another.

        A single character leads to words but is not looked for itself (种 to 种植, 种植 never to the 种 of 品种), unless
        ``data/characters.yaml`` says that reports write it alone: 桃.

        >>> Thesaurus.of([["增收", "挣"], ["收入", "挣"]]).synonyms("挣")
        ('增收', '收入')
        """
        found: dict[str, dict[str, None]] = {}
        alone = frozenset(read_list("characters.yaml")["alone"])
        folded = fold("\n".join("\t".join(map(str, group)) for group in groups))  # one text: folded in a tenth of the time
        for members in (line.split("\t") for line in folded.split("\n") if line):
            sought = dict.fromkeys(word for word in members if len(word) > 1 or word in alone)
            for word in members:
                found.setdefault(word, {}).update(sought)
        return cls({word: tuple(other for other in others if other != word) for word, others in found.items()})

    def synonyms(self, word: str) -> tuple[str, ...]:
        """Return the other words of every group that *word* is in, in the data's order.

        >>> Thesaurus({"挣": ("增收", "收入")}).synonyms("挣")
        ('增收', '收入')
        """
        return self.groups.get(word, ())

    @cached_property
    def longest(self) -> int:
        """Characters in the longest entry."""
        return max(map(len, self.groups), default=0)


@cache
def thesaurus() -> Thesaurus:
    """Return the thesaurus that ships with the package; a copy of it that loads fast is kept."""
    stamp = f"{digest_of('thesaurus.yaml')} {digest_of('characters.yaml')} opencc {version('opencc')}"
    packed = fast_copy("thesaurus", stamp, lambda: _pack(Thesaurus.of(read_list("thesaurus.yaml")).groups))
    return Thesaurus(_Kept(*msgspec.msgpack.decode(packed, type=tuple[list[str], bytes, bytes])))


class _Kept(Mapping[str, tuple[str, ...]]):
    """The groups as they are kept: each word once, and for each the numbers of the others, made words when asked for."""

    def __init__(self, words: list[str], ends: bytes, others: bytes) -> None:
        self._words = words
        self._rows = {word: row for row, word in enumerate(words)}
        self._ends, self._others = array("I", ends), array("H", others)

    def __getitem__(self, word: str) -> tuple[str, ...]:
        row = self._rows[word]
        return tuple(self._words[other] for other in self._others[self._ends[row] : self._ends[row + 1]])

    def __contains__(self, word: object) -> bool:
        return word in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _pack(groups: Mapping[str, tuple[str, ...]]) -> bytes:
    rows = {word: row for row, word in enumerate(groups)}
    ends = array("I", accumulate(map(len, groups.values()), initial=0))
    others = array("H", (rows[other] for several in groups.values() for other in several))
    return msgspec.msgpack.encode((list(groups), ends.tobytes(), others.tobytes()))
