"""Names learned from the corpus: its places, its quoted titles, its crops.

jieba cuts them apart (羊肚/菌, 潘/昶/村); only the writing shows them, so the rules are the genre's: a village's name
stands before 村, a crop between 种植 and a figure, a project between quotation marks, names beside names in a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from retrieval.lists import word_list
from retrieval.names import Name, place_names
from retrieval.segment import Segmenter

_PRODUCT = re.compile(r"(?:种植|养殖|栽种|栽培|试种|、)([一-鿿]{2,4})(?=(?:[0-9]+|\*+)(?:余|多)?万?(?:亩|棚|株|只|头|羽|栋|箱))")
_QUOTED = re.compile(r"[“\"《「]([一-鿿]{2,8})[”\"》」]")
_LIST = re.compile(r"[^，,。；;：:、\s]+(?:、[^，,。；;：:、\s]+){2,}")


COMMON = 1000
"""How often jieba's dictionary counts a word from which, without its suffix, it is a word and no place: 不同 of 不同镇."""
_FEATURE = re.compile(r"[河湖江溪沟](?![一-鿿])")
"""What makes a place's name the beginning of another one: 厦村 of 厦村河."""
_REMEMBERED = 4096
"""Sentences whose places are remembered."""


@dataclass(frozen=True)
class Gazetteer:
    """The names of one corpus, folded.

    stems     a place's name without its suffix → the name (青里 → 青里村)
    titles    what is grown or quoted; products: what is grown with a figure
    common    stems that are everyday words and name a place only with their suffix
    """

    stems: dict[str, str]
    titles: frozenset[str]
    products: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    _seen: dict[str, tuple[Name, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def learn(cls, texts: Iterable[str], segmenter: Segmenter) -> Gazetteer:
        """Learn from folded *texts*.

        >>> g = Gazetteer.learn(["青里村、联星村种植螺丝菜30亩,水泉、青里、联星三处民宿,走“菌粮轮作”路"], Segmenter())
        >>> sorted(g.stems), sorted(g.titles)
        (['水泉', '联星', '青里'], ['菌粮轮作', '螺丝菜'])
        """
        texts = list(texts)
        stems: dict[str, str] = {}
        for text in texts:
            for name in place_names(text, segmenter):
                if name.stem.strip("*") and len(name.stem) > 1:
                    stems[name.stem] = max(stems.get(name.stem, ""), name.text, key=len)
        for text in texts:
            stems |= {stem: stem for stem in _beside_known(text, stems) if stem not in stems}
        no_products = frozenset(word_list("places.yaml", "not_products"))
        products = frozenset(word for text in texts for word in _PRODUCT.findall(text)) - no_products
        quoted = frozenset(word for text in texts for word in _QUOTED.findall(text))
        common = frozenset(stem for stem in stems if segmenter.frequency(stem) >= COMMON)
        return cls(dict(sorted(stems.items())), products | quoted, products, common)

    @cached_property
    def words(self) -> frozenset[str]:
        """Everything learned, as words for a segmenter."""
        return frozenset(self.stems) | frozenset(self.stems.values()) | self.titles

    @cached_property
    def _bare(self) -> frozenset[str]:
        """The stems that name a place also without their suffix."""
        return frozenset(self.stems.keys() - self.common)

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted(set(map(len, self._bare)), reverse=True)

    def places(self, text: str, segmenter: Segmenter) -> tuple[Name, ...]:
        """Return the places named in folded *text*, in order: by suffix, by mask, by list, and by a known stem."""
        if text not in self._seen:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[text] = tuple(self._find(text, segmenter))
        return self._seen[text]

    def _find(self, text: str, segmenter: Segmenter) -> list[Name]:
        names = [name for name in place_names(text, segmenter) if not _FEATURE.match(text, name.end)]
        taken = {i for name in names for i in range(name.start, name.end)}
        bare = [span for span in self._stems_in(text) if taken.isdisjoint(range(*span))]
        return sorted([*names, *(Name(start, end, text[start:end], text[start:end]) for start, end in bare)])

    def _stems_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where known stems stand, from left to right, the longest at each place, none inside another."""
        free = 0
        for start in range(len(text)):
            for length in self._lengths if start >= free else ():
                if (stem := text[start : start + length]) in self._bare:
                    free = start + len(stem)
                    yield start, free
                    break


def _beside_known(text: str, stems: dict[str, str]) -> Iterable[str]:
    """Yield short members of lists at least two of whose members are known places."""
    for match in _LIST.finditer(text):
        *items, last = match[0].split("、")
        if sum(item in stems for item in items) + any(last[:end] in stems for end in range(1, len(last) + 1)) >= 2:
            yield from (item for item in items if re.fullmatch(r"[一-鿿]{2,3}", item))
