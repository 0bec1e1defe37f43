"""Bounds that a question sets: 超过100万元, 50亩以上, 不到三成. What is said of the answer must keep them."""

from __future__ import annotations

import re

from answering.figures import Figure, find_figures
from answering.model import Kind
from answering.question import Question

_MORE = re.compile(r"(?:超过?|逾|高[于过]|大于|多[于过]|突破|不[低少]于|至少|达到?|上了?)$|^(?:以上|往上)")
_LESS = re.compile(r"(?:不超过|不足|不到|至多|最多|没到|低于|少于|小于|不满)$|^(?:以下|以内|之内)")


def keeps_bounds(question: Question, said: str) -> bool:
    """Whether a figure of what is *said* keeps the bound that the question sets; so it does where there is no bound, and
    where no figure of its unit is said."""
    if question.kind not in (Kind.WHICH_PLACE, Kind.WHO, Kind.LIST, Kind.WHAT):
        return True
    asked = question.query.text
    own = max((unit.end for unit in question.query.units if unit.carried), default=0)  # what was asked before binds no more
    bounds = ((figure, _way(asked, figure)) for figure in find_figures(asked) if figure.start >= own)
    return all(_keeps(said, figure, way) for figure, way in bounds if way)


def _way(text: str, figure: Figure) -> int:
    """Return 1 for a figure that is the least that may be, -1 for the most, 0 for neither."""
    at = text.find(figure.number, figure.start, figure.end)
    before, behind = text[:at], text[at + len(figure.number) :].lstrip("余多万亿").removeprefix(figure.unit.lstrip("万亿"))
    if _LESS.search(before) or _LESS.match(behind):
        return -1
    return 1 if _MORE.search(before) or _MORE.match(behind) else 0


def _keeps(text: str, bound: Figure, way: int) -> bool:
    """Whether a figure of the bound's unit is as large, or as small, or none is said: 突破100万元 is more than 100万元."""
    like = [f.size for f in find_figures(text) if f.size is not None and f.unit.lstrip("万亿") == bound.unit.lstrip("万亿")]
    return not like or bound.size is None or any(way * (size - bound.size) >= 0 for size in like)
