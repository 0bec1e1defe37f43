"""Where a word stands: the index finds the paragraphs that hold all of its terms, the text decides.

No text is looked through that does not hold the terms, however many there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.engines import Engine
from retrieval.part import Group, Passage

LOOKED_AT = 100
"""Paragraphs that are looked at for one word, the best by the engine."""
FIRST = 4
"""Paragraphs that are looked at first where one is enough."""
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]+")
_WRITTEN = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")
_WHOLE = re.compile(r"(?<=[^a-z0-9.])[a-z0-9]+(?:\.[0-9]+)?(?=[^a-z0-9.])")


class Whereabouts:
    """Finds the paragraphs and sentences that hold a folded word."""

    def __init__(self, engine: Engine, groups: Sequence[Group]) -> None:
        """Search with *engine*, which knows *groups* by their position."""
        self._engine = engine
        self._groups = groups

    def paragraphs(self, word: str, *, likely_first: bool = False) -> Iterator[Group]:
        """Yield paragraphs that hold all terms of *word*, themselves or in what surrounds them, in the corpus's order.

        Only the best LOOKED_AT of them; those last where it takes a number at its edge to go on (30亩 of 130亩).

        likely_first  whether the few that most likely hold *word* come before all others: for whom one is enough
        """
        found: set[int] = set()
        for terms in terms_of(word):
            for number in self._holding(terms, (FIRST, LOOKED_AT) if likely_first else (LOOKED_AT,)):
                if number not in found:
                    found.add(number)
                    yield self._groups[number]

    def _holding(self, terms: Sequence[str], portions: Sequence[int]) -> Iterator[int]:
        """Yield the paragraphs that hold all *terms*, in order; of more than LOOKED_AT the best, which takes scoring them, so
        many at a time as *portions* say."""
        if (all_of_them := self._engine.holding(terms, LOOKED_AT)) is not None:
            yield from all_of_them
            return
        for most in portions:
            yield from sorted(number for number, _ in self._engine.search(dict.fromkeys(terms, 1.0), most, required=terms))

    def passages(self, word: str) -> Iterator[Passage]:
        """Yield the sentences that hold *word*, of those paragraphs."""
        return (passage for group in self.paragraphs(word) for passage in group if word in passage.text)

    def sentence(self, word: str) -> str:
        """Return the first such sentence, empty when there is none."""
        return next((passage.text for passage in self.passages(word)), "")

    def stands(self, word: str) -> bool:
        """Whether a report writes *word*: in a sentence, a heading, or what says which report it is."""
        likely = self.paragraphs(word, likely_first=True)
        return any(word in text for group in likely for passage in group for text in (passage.text, passage.around))


def terms_of(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the sets of terms to look for folded *word* with: what lacks one of the last set cannot hold it.

    A number at its edge is taken for a whole one first; as the text may go on there, it is left out of the next set.
    A word that gives no term stands nowhere that the index knows.

    >>> terms_of("种羊肚30亩")
    (('30', '种羊', '羊肚', '亩'),)
    >>> terms_of("0亩羊肚")
    (('亩羊', '羊肚', '0'), ('亩羊', '羊肚'))
    """
    runs = _IDEOGRAPHS.findall(word)
    sure = {pair for run in runs for pair in map("".join, pairwise(run))} | {run for run in runs if len(run) == 1}
    sure.update(_WHOLE.findall(word))
    strict = sure.union(_WRITTEN.findall(word))
    sets = [strict] if strict == sure else [strict, sure]
    return tuple(tuple(sorted(terms, key=lambda term: (-len(term), term))) for terms in sets if terms)
