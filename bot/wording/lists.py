"""A list that is longer than a message should be: its parts in pages, each with the quote its first part stands in."""

from __future__ import annotations

from dataclasses import dataclass

from answering import Answer
from bot.wording.markup import short, units

PARTS = 12
"""Parts of one page."""
ROOM = 200
"""UTF-16 units of all parts of one page; one alone may be so long and is cut behind that."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list: the parts ``first`` to before ``last``, counted from 0; ``quote`` is where its first stands."""

    number: int
    first: int
    last: int
    quote: int

    def text(self, answer: Answer) -> str:
        """Return the parts of this page, joined by 、."""
        return "、".join(short(part, ROOM) for part in answer.parts[self.first : self.last])


def leaves(answer: Answer) -> tuple[Leaf, ...]:
    """Return the pages of the answer's list; one when all parts fit, none when it has no parts.

    >>> from answering import Answer, Kind
    >>> [(leaf.first, leaf.last) for leaf in leaves(Answer("", "", Kind.LIST, parts=tuple("村" * 20)))]
    [(0, 12), (12, 20)]
    """
    found: list[Leaf] = []
    first = room = 0
    for at, part in enumerate((*answer.parts, "")):
        room += min(units(part), ROOM) + 1
        if at > first and (at == len(answer.parts) or at - first == PARTS or room > ROOM):
            found.append(Leaf(len(found), first, at, _quote_of(answer, first)))
            first, room = at, units(part) + 1
    return tuple(found)


def leaf_of(answer: Answer, quote: int) -> Leaf | None:
    """Return the first page of the list with a part that stands in this quote, else the first; None for one page alone."""
    pages = leaves(answer)
    if len(pages) < 2:
        return None
    return next((leaf for leaf in pages if leaf.quote == quote), pages[0])


def _quote_of(answer: Answer, part: int) -> int:
    """Return the number of the quote that holds a part, the first quote for one that stands in none."""
    text = answer.parts[part]
    return next((n for n, start, end in answer.spans if answer.quotes[n].report.text[start:end] == text), 0)
