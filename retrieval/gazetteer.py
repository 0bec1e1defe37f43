"""Names learned from the corpus: its places, its quoted titles, its crops.

jieba cuts them apart (羊肚/菌, 潘/昶/村); only the writing shows them, so the rules are the genre's: a village's name
stands before 村, a crop between 种植 and a figure, a project between quotation marks, names beside names in a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import add, attrgetter

import msgspec

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
_FIRM = re.compile(r"(?:(?![的与和由在将把])[一-鿿]){2,14}?有限(?:责任)?公司")
"""What makes a place's name the beginning of a firm's: 青里禾本农业有限公司."""
_MEMBER = re.compile(r"[一-鿿]{2,3}")
"""A member of a list that may be a place without its suffix."""
_REMEMBERED = 4096
"""Sentences whose places are remembered."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """What one folded text says of names, whatever stands in the others.

    names   a place's stem → the longest name it is written with, in the order they are first written
    lists   the members of each list (…、…、…) that may name a place
    """

    names: dict[str, str]
    lists: tuple[tuple[str, ...], ...]
    products: tuple[str, ...]
    quoted: tuple[str, ...]


@dataclass(frozen=True)
class Gazetteer:
    """The names of one corpus, folded.

    stems     a place's name without its suffix → the name (青里 → 青里村)
    titles    what is grown or quoted; products: what is grown with a figure
    """

    stems: dict[str, str]
    titles: frozenset[str]
    products: frozenset[str] = frozenset()
    _seen: dict[str, tuple[Name, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def learn(cls, texts: Iterable[str], segmenter: Segmenter) -> Gazetteer:
        """Learn from folded *texts*.

        >>> g = Gazetteer.learn(["青里村、联星村种植螺丝菜30亩,水泉、青里、联星三处民宿,走“菌粮轮作”路"], Segmenter())
        >>> sorted(g.stems), sorted(g.titles)
        (['水泉', '联星', '青里'], ['菌粮轮作', '螺丝菜'])
        """
        return cls.of([mentions(text, segmenter) for text in texts])

    @classmethod
    def of(cls, mentioned: Sequence[Mentions]) -> Gazetteer:
        """Put together what the texts of a corpus mention, in their order."""
        stems = _longest(mentioned)
        longest = max(map(len, stems), default=0)
        for said in filter(attrgetter("lists"), mentioned):
            stems |= {stem: stem for stem in _beside_known(said.lists, stems, max(3, longest))}
        products = frozenset(word for said in mentioned for word in said.products)
        quoted = frozenset(word for said in mentioned for word in said.quoted)
        return cls(dict(sorted(stems.items())), products | quoted, products)

    def also(self, mentioned: Sequence[Mentions]) -> Gazetteer | None:
        """Return the names of the same texts and of others, which mention this; None where all texts have to be gone through.

        What is quoted or grown is only more. A place may be written otherwise, or make a place of what stands beside it.
        """
        for said in mentioned:
            if any(name != (known := self.stems.get(stem, "")) and len(name) >= len(known) for stem, name in said.names.items()):
                return None
            if any(_beside_known(said.lists, self.stems, self._most)):
                return None
        return self._with(self.stems, mentioned)

    def roughly(self, mentioned: Sequence[Mentions]) -> Gazetteer:
        """Return the names of the same texts and of others, but for places that only lists of known ones give away."""
        # where two are as long, the name of before: another one would have every report that holds either cut anew
        stems = self.stems | {stem: max(self.stems.get(stem, ""), name, key=len) for stem, name in _longest(mentioned).items()}
        return self._with(stems, mentioned)

    def _with(self, stems: dict[str, str], mentioned: Sequence[Mentions]) -> Gazetteer:
        """Return these names with *stems* for places, and with what is quoted or grown in other texts."""
        products = self.products.union(*(said.products for said in mentioned))
        titles = self.titles.union(products, *(said.quoted for said in mentioned))
        if (stems, titles, products) == (self.stems, self.titles, self.products):
            return self
        return Gazetteer(dict(sorted(stems.items())), titles, products)

    @cached_property
    def _most(self) -> int:
        return max(3, *map(len, self.stems), 0)

    def packed(self) -> bytes:
        """Return the names as bytes: always the same for the same names."""
        return self._packed

    @cached_property
    def _packed(self) -> bytes:
        return msgspec.msgpack.encode((self.stems, sorted(self.titles), sorted(self.products)))

    @classmethod
    def unpack(cls, packed: bytes) -> Gazetteer:
        """Return the names that were packed, none for no bytes. Raises msgspec.MsgspecError when these are none."""
        if not packed:
            return cls({}, frozenset())
        stems, titles, products = msgspec.msgpack.decode(packed, type=tuple[dict[str, str], list[str], list[str]])
        return cls(stems, frozenset(titles), frozenset(products))

    @cached_property
    def words(self) -> frozenset[str]:
        """Everything learned, as words for a segmenter."""
        return frozenset(self.stems) | frozenset(self.stems.values()) | self.titles

    @cached_property
    def written(self) -> frozenset[str]:
        """The names of the places as they are written."""
        return frozenset(self.stems.values())

    def products_in(self, text: str) -> list[str]:
        """Return the crops that stand in folded *text*, sorted; takes the time that the text needs, however many there are."""
        return sorted(_standing(text, self.products, self._products_lengths))

    def names_in(self, text: str) -> set[str]:
        """Return the titles, crops and places, with and without suffix, that stand in folded *text*."""
        return _standing(text, self.words, self._words_lengths)

    @cached_property
    def _products_lengths(self) -> list[int]:
        return sorted(set(map(len, self.products)))

    @cached_property
    def _words_lengths(self) -> list[int]:
        return sorted(set(map(len, self.words)))

    def is_bare(self, word: str) -> bool:
        """Whether folded *word* is a stem that names a place also without its suffix: no everyday word."""
        return word in self.stems and Segmenter.frequency(word) < COMMON

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """How long the stems are, the longest first, by the two characters that each begins with."""
        lengths: dict[str, set[int]] = {}
        for stem in self.stems:
            lengths.setdefault(stem[:2], set()).add(len(stem))
        return {opening: sorted(found, reverse=True) for opening, found in lengths.items()}

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
        bare = [span for span in self._stems_in(text) if taken.isdisjoint(range(*span)) and not _FIRM.match(text, span[1])]
        return sorted([*names, *(Name(start, end, text[start:end], text[start:end]) for start, end in bare)])

    def _stems_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where known stems stand, from left to right, the longest at each place, none inside another."""
        free, known = 0, self._lengths
        for start in [at for at, opening in enumerate(map(add, text, text[1:])) if opening in known]:
            for length in known[text[start : start + 2]] if start >= free else ():
                if self.is_bare(stem := text[start : start + length]):
                    free = start + len(stem)
                    yield start, free
                    break


def _standing(text: str, words: frozenset[str], lengths: Iterable[int]) -> set[str]:
    """Return those of *words*, which have one of the *lengths*, that stand in *text*."""
    pieces = {text[start : start + length] for length in lengths for start in range(len(text) - length + 1)}
    return pieces & words


def mentions(text: str, segmenter: Segmenter) -> Mentions:
    """Return what folded *text* mentions."""
    names: dict[str, str] = {}
    for name in place_names(text, segmenter):
        if name.stem.strip("*") and len(name.stem) > 1:
            names[name.stem] = max(names.get(name.stem, ""), name.text, key=len)
    lists = [tuple(match[0].split("、")) for match in _LIST.finditer(text)]
    products = dict.fromkeys(_PRODUCT.findall(text))
    common = word_list("places.yaml", "not_products")
    return Mentions(
        names,
        tuple(items for items in lists if any(map(_MEMBER.fullmatch, items[:-1]))),
        tuple(word for word in products if word not in common),
        tuple(dict.fromkeys(_QUOTED.findall(text))),
    )


def _longest(mentioned: Iterable[Mentions]) -> dict[str, str]:
    """Return the longest name that any text writes each stem with, of several the first."""
    stems: dict[str, str] = {}
    for said in mentioned:
        for stem, name in said.names.items():
            if stem not in stems or len(name) > len(stems[stem]):
                stems[stem] = name
    return stems


def _beside_known(lists: Iterable[tuple[str, ...]], stems: Mapping[str, str], longest: int) -> Iterator[str]:
    """Yield short members, not known yet, of lists at least two of whose members are known places, whose stems have 2 to
    *longest*."""
    known_as = stems.__contains__
    for each in lists:
        items, last = each[:-1], each[-1]
        known = sum(map(known_as, items))
        if known in (0, len(items)):  # as in most
            continue
        if known > 1 or any(last[:length] in stems for length in range(2, min(len(last), longest) + 1)):
            yield from (item for item in items if item not in stems and _MEMBER.fullmatch(item))
