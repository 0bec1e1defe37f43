"""What a figure measures, in the report's words: the words before it, or the noun it counts."""

from __future__ import annotations

import re
from functools import cache

from answering.lexicon import any_of
from retrieval import word_list

COUNTED = frozenset({"count", "people", "rank"})
"""Dimensions of the units that stand right before the noun they count: 12名大学生, 五星级党组织."""
_PART = re.compile(r"[^,。;:、!?()\s]+")
_BEHIND = re.compile(r"的?([一-鿿]{2,8}|[村镇户])")
_YEAR = r"(?:[0-9]{4}|\*+)年(?:[0-9*]+月)?(?:[初底末]|年末)?前?"

_COLUMN = re.compile(r"(?:^|(?<=[,。;】]))([^,。;:】]{2,40}?)(?:\([^()]*\))?:$")
"""The name of a column right before its cell, without the unit: 种植面积(亩):."""
_PERIOD = re.compile(r"[0-9*]{4}年?.{0,4}|.{0,2}[季月年]度?")
_FIRST = re.compile(r"(?:【[^】]*】)?(?:[^,。;:]{1,10}:)?([^,。;:()]{2,40})(?:\([^()]*\))?,")


def label(folded: str, left: int, start: int, end: int, dimensions: frozenset[str], unit: str) -> tuple[int, int] | None:
    """Return where what a figure is of stands in a folded sentence; None where the sentence does not say.

    left        where the words before the figure may begin: behind the figure before it
    start, end  where the figure stands
    >>> text = "2023年全镇共有党员846名,选派12名大学生"
    >>> [text[slice(*label(text, left, start, end, frozenset({"people"}), "名"))] for left, start, end in ((0, 11, 15), (15, 18, 21))]
    ['全镇共有党员', '大学生']
    """
    counts = bool(dimensions & COUNTED) and unit not in ("人", "人次", "户")
    behind = noun(folded, end) if counts else None
    return (
        behind or _before(folded, left, start) or (None if "time" in dimensions else _behind(folded, end))
        or _touching(folded, left, start)
    )


def carries_on(folded: str, left: int, start: int) -> bool:
    """Whether a figure is of what the one before it is of: 由18栋|增加到|24栋, 86户|372人."""
    return bool(left) and _same().fullmatch(folded[left:start]) is not None


def _before(folded: str, left: int, start: int) -> tuple[int, int] | None:
    """Return the words right before a figure without what only leads to it; before 为 alone, those of the part before."""
    if column := _COLUMN.search(folded, left, start):
        return _row(folded) if _PERIOD.fullmatch(column[1]) else column.span(1)
    pieces = [(left + m.start(), left + m.end()) for m in _PART.finditer(folded[left:start])]
    if not pieces or pieces[-1][1] != start:
        return None
    a, b = pieces[-1]
    if _tail().fullmatch(folded, a, b) and len(pieces) > 1 and folded[pieces[-2][1]] == ",":
        a, b = pieces[-2]
    if folded[a] == "的" and a == left:  # 100万元以上的村21个: what the figure before is of belongs to it
        a = max(folded.rfind(mark, 0, a) for mark in ",。;:、") + 1
    return _cut(folded, a, b)


def _row(folded: str) -> tuple[int, int] | None:
    """Return what a row of a table is about where its columns are years: its first cell, without the unit."""
    found = _FIRST.match(folded)
    return found.span(1) if found else None


def _touching(folded: str, left: int, start: int) -> tuple[int, int] | None:
    """Return whatever stands right before a figure, but for what joins them."""
    pieces = [(left + m.start(), left + m.end()) for m in _PART.finditer(folded[left:start])]
    if not pieces or pieces[-1][1] != start:
        return None
    tail = _tail().search(folded, *pieces[-1])
    a, b = pieces[-1][0], tail.start() if tail and tail.start() - pieces[-1][0] >= 2 else start
    return (a, b) if b - a >= 2 else None


def _cut(folded: str, start: int, end: int) -> tuple[int, int] | None:
    for verb in _verbs().finditer(folded, start, end):
        if end - verb.end() >= 2:
            start = verb.end()
    lead = _lead().match(folded, start, end)
    if lead and end - lead.end() >= 2:
        start = lead.end()
    tail = _tail().search(folded, start, end)
    if tail and tail.start() - start >= 2:
        end = tail.start()
    bare = re.fullmatch(rf"(?:{_lead().pattern}|{_tail().pattern})+", folded[start:end])
    return (start, end) if end - start >= 2 and not bare else None


def noun(folded: str, end: int) -> tuple[int, int] | None:
    """Return the noun right behind *end*, which a figure counts; None where a comma-part ends or a verb follows."""
    match = _counted().match(folded, end)
    return match.span() if match else None


def _behind(folded: str, end: int) -> tuple[int, int] | None:
    match = _BEHIND.match(folded, end)
    return match.span(1) if match else None


def _words(key: str) -> str:
    return any_of(word_list("labels.yaml", key, "answering"))


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(rf"(?:{_YEAR}|{_words('lead')})+")


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words('verbs')})(?![类性型者体权])")


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words('tail')})+$")


@cache
def _same() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words('same')})?")


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(rf"(?!{_words('stops')})[一-鿿]{{1,10}}?(?={_words('stops')}|[^一-鿿]|$)")
