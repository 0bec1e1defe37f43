"""Figures that are given one each, in the order of a list before them: 甲村、乙村分别建设5200亩、4100亩."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from answering.figures import find_figures

_EACH = re.compile("分别|(?<=,)各(?=[一-鿿]{2,8}[0-9*])")
_JOINS = ("、", "和", "与", "及", ",")
_LIST = re.compile(r"[^,。;:、]{2,}(?:、[^,。;:、]{2,})+")
_LAST_TWO = re.compile(r"(?<=[一-鿿]{2})[和与及](?=[一-鿿]{2})")
_PAIR = re.compile(r"[一-鿿]{2,8}[和与][一-鿿]{2,8}(?=[,]|$)")


def _members(written: str) -> list[str]:
    """Return the members of a list, of which 和 may join the last two."""
    *first, last = written.split("、")
    joined = _LAST_TWO.split(last, maxsplit=1)
    return [*first, *joined]


@lru_cache(maxsize=1024)
def respective(text: str) -> dict[tuple[int, int], str]:
    """Return the place (start, end) of each figure that folded *text* gives to one member of a list, and which member that is.

    Only where 分别 says so, and there are as many figures as members.

    >>> respective("涉及苦水滩、双井子两个村,分别建设5200亩、4100亩")
    {(17, 22): '涉及苦水滩', (23, 28): '双井子两个村'}
    """
    if (marked := _EACH.search(text)) is None:
        return {}
    at = marked.start()
    behind = [figure for figure in find_figures(text) if figure.start > at]
    run = behind[:1]
    for figure, following in pairwise(behind):
        if text[figure.end : following.start] not in _JOINS:
            break
        run.append(following)
    lists = [_members(match[0]) for form in (_PAIR, _LIST) for match in form.finditer(text, 0, at)]
    members = next((items for items in reversed(lists) if len(items) == len(run)), [])
    return {(f.start, f.end): item for f, item in zip(run, members, strict=True)} if len(run) > 1 and members else {}
