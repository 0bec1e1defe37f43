"""Words that may stand for one another: what people say when they ask, what reports write (``data/thesaurus.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from retrieval.fold import fold
from retrieval.lists import read_list


@dataclass(frozen=True)
class Thesaurus:
    """Groups of words, folded."""

    groups: dict[str, tuple[str, ...]]

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
    """Read the thesaurus that ships with the package, once."""
    return Thesaurus.of(read_list("thesaurus.yaml"))
