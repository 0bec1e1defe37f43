"""Which words of a sentence belong together: a place governs what is said until the next place is named.

杨家村种植茭白30亩，芜头村种植荆三棱20亩 are two scopes; 江南村、银光村、联星村晋为四星级 is one with three places. A figure or a
crop is only then a village's when it stands in that village's scope.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from retrieval import Name, Query, Retriever, clauses

_MEMBER = re.compile(r"(?<=、)([一-鿿]{2,3}?)(?=([一-鿿]{2,6})(?:、|等|,|$))")
_BARE = re.compile(r"^(?:[一-鿿]{0,6}?(?:推动|打造|如|在|由|以及|和|与|及|将|力争|指导|完成|其中|建成|支持|依托))?$")
_TAIL = re.compile(r"^(?:等|和|与|及|以及|、|等地|等村)*$")


class Scope(NamedTuple):
    """The part ``start``–``end`` of a folded sentence that *places* govern; no places before the first one is named."""

    start: int
    end: int
    places: tuple[Name, ...] = ()

    def holds(self, offset: int) -> bool:
        """Whether *offset* lies in it."""
        return self.start <= offset < self.end


def scopes(text: str, query: Query, retriever: Retriever) -> tuple[Scope, ...]:
    """Cut folded *text* into scopes, in order, without gaps.

    query  lends its words: in 面铺窑、庄子红辣椒 the word before 红辣椒 is a place when its neighbours in the list are
    """
    known = retriever.gazetteer.places(text, retriever.segmenter)
    beside = _beside_places(text, known, query)
    return _governed(text, tuple(sorted({*known, *beside})) if beside else known)


@lru_cache(maxsize=2048)
def _governed(text: str, names: tuple[Name, ...]) -> tuple[Scope, ...]:
    found: list[Scope] = []
    for start, end in (piece for clause in clauses(text) for piece in _items(text, clause, names)):
        inside = tuple(name for name in names if start <= name.start < end)
        if any(name.village for name in inside) or any(name.village for scope in found for name in scope.places):
            inside = tuple(name for name in inside if name.village)  # the county in a village's sentence governs nothing
        if inside and found and found[-1].places and _is_bare(text, found[-1]):
            previous = found.pop()
            found.append(Scope(previous.start, end, (*previous.places, *inside)))
        elif inside or not found:
            found.append(Scope(start, end, inside))
        else:
            found[-1] = Scope(found[-1].start, end, found[-1].places)
    return tuple(found)


def _items(text: str, clause: tuple[int, int], names: Sequence[Name]) -> list[tuple[int, int]]:
    """Cut a clause at the 、 before each item that names a place, and before a further place in running text."""
    start, end = clause
    cuts = [start]
    for name in names:
        if start < name.start < end and (bar := text.rfind("、", start, name.start)) >= cuts[-1]:
            cuts.append(bar + 1)
    cuts = sorted(set(cuts))
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _is_bare(text: str, scope: Scope) -> bool:
    """Whether a scope holds names and nothing said of them yet, so that what follows is said of them too."""
    rest = text[scope.start : scope.end]
    for name in scope.places:
        rest = rest.replace(name.text, "|")
    before, _, after = rest.partition("|")
    if re.search(r"\|(?:[、和与及]|以及)$", rest):  # 前往宁都县、| the list goes on
        return True
    return bool(_BARE.match(before.strip("、,"))) and bool(_TAIL.match(after.replace("|", "").strip("、")))


def _beside_places(text: str, names: Sequence[Name], query: Query) -> list[Name]:
    """Find 庄子 in 水磨向日葵、庄子红辣椒、大窑村金丝皇菊: the short word before a word of the question, in a list of places."""
    found = []
    for match in _MEMBER.finditer(text) if "、" in text else ():
        start, end = match.span(1)
        taken = any(name.start < end and start < name.end for name in names)
        asked = any(len(unit.text) > 1 and text.startswith(unit.text, end) for unit in query.units)
        clause = next((c for c in clauses(text) if c[0] <= start < c[1]), (0, len(text)))
        beside = sum(clause[0] <= name.start < clause[1] for name in names)
        if asked and not taken and beside >= 2:
            found.append(Name(start, end, match[1], match[1]))
    return found
