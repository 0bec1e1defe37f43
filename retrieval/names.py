"""Place names in running text, found by their suffix and by what stands before it.

Reports name villages that no dictionary has (潘昶村, 杏坊村), so a name is what jieba leaves in single characters, or one
dictionary word that is no verb or quantity, before 村, 镇 and the like. Members of a list that ends in 等村, *个村 are
names without a suffix (荷陂、陈家等村). Works on folded text; offsets are the text's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from retrieval.lists import word_list
from retrieval.segment import Segmenter

_COMMON = 1000
"""How often jieba's dictionary counts a word that is no rare one, as names of places are."""
_LONGEST = 4
"""Characters in a village's name before its suffix."""

_COUNT = r"(?:\*+|[0-9]+|[一二三四五六七八九十两]+)"
_NUMERALS = frozenset("一二三四五六七八九十百千万")
_LISTED = re.compile(
    r"((?:[\u4e00-\u9fff]{1,5}|\*+)(?:、(?:[\u4e00-\u9fff]{1,5}|\*+))+)"
    rf"(?=(?:等{_COUNT}?个?|{_COUNT}个|[两二三四五六七八九])(?:行政)?(?:村|社区|乡镇|[乡镇](?!政府|党委)))"
)
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]+")
_MASKED = re.compile(r"\*+(?=(?:村|社区|镇|乡|县|区|市|省)(?![\u4e00-\u9fff]{0,1}级))")


class Name(NamedTuple):
    """A place name at ``start``–``end`` of a folded text; ``stem`` is the name without 村, 镇 ….

    >>> Name(0, 3, "青里村", "青里").stem
    '青里'
    """

    start: int
    end: int
    text: str
    stem: str

    @property
    def village(self) -> bool:
        """Whether it may be a village or a site: not a town, county, city or province by its name."""
        return not self.text.endswith(("镇", "乡", "县", "市", "省", "区", "街道")) or self.text.endswith(("社区", "景区"))


@cache
def _suffixes() -> tuple[str, ...]:
    return word_list("places.yaml", "suffixes")


@cache
def _suffix() -> re.Pattern[str]:
    return re.compile("|".join(_suffixes()))


@cache
def _common() -> frozenset[str]:
    return frozenset(word_list("places.yaml", "common"))


@cache
def _landforms() -> frozenset[str]:
    return frozenset(word_list("places.yaml", "landforms"))


@cache
def _directions() -> frozenset[str]:
    return frozenset(word_list("places.yaml", "directions"))


@cache
def _before() -> frozenset[str]:
    return frozenset(word_list("places.yaml", "before"))


def place_names(text: str, segmenter: Segmenter) -> list[Name]:
    """Return the place names of folded *text* in order, none inside another.

    >>> [n.text for n in place_names("青里村、*、荷陂、陈家等村种植,加强村级组织,力争潘昶村晋级", Segmenter())]
    ['青里村', '*', '荷陂', '陈家', '潘昶村']
    """
    names = [name for run in _IDEOGRAPHS.finditer(text) if _suffix().search(run[0]) for name in _in_run(run, segmenter)]
    names += [_masked(text, match) for match in (_MASKED.finditer(text) if "*" in text else ())]
    taken = {i for name in names for i in range(name.start, name.end)}
    for match in _LISTED.finditer(text) if "、" in text else ():
        for item in re.finditer(r"[^、]+", match[1]):
            start, end = match.start() + item.start(), match.start() + item.end()
            if item.start() == 0:
                start = _trim_front(text, segmenter.spans(text), start, end)
            named = end > start and not re.match(r"[0-9一二三四五六七八九十两几]", text[start:end])
            if named and text[start:end] not in _before() and taken.isdisjoint(range(start, end)):
                names.append(Name(start, end, text[start:end], text[start:end]))
    return _apart(sorted(names))


def _apart(names: Sequence[Name]) -> list[Name]:
    """Leave out a name that begins inside the one before it (镇 and 村 of 柳溪镇村)."""
    kept: list[Name] = []
    for name in names:
        if kept and name.start == kept[-1].start and kept[-1].text.endswith(("屯", "寨")):  # 刘官屯村
            kept[-1] = name
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def _in_run(run: re.Match[str], segmenter: Segmenter) -> Iterator[Name]:
    """Yield the names by suffix in a run of ideographs, by their offsets in the whole text."""
    spans = segmenter.spans(run[0])
    for i in range(len(spans)):
        if name := _suffixed(run[0], spans, i):
            yield Name(run.start() + name.start, run.start() + name.end, name.text, name.stem)


def _suffixed(text: str, spans: Sequence[tuple[int, int]], i: int) -> Name | None:
    """Return the name whose last word is ``spans[i]``, if that word ends in a suffix and something names it."""
    start, end = spans[i]
    word = text[start:end]
    if not word.endswith(_suffixes()) or (word in _common() and len(word) > 2):
        return None
    stem_end = end - next(len(s) for s in _suffixes() if word.endswith(s))
    if stem_end - start > 1 and word not in _common():
        named = _named(text, start, stem_end, end)
        return _named(text, start - 1, stem_end, end) if named and _goes_further(text, spans, i, word) else named
    if opening := _opens_with(text, spans, i):
        return opening
    if word in _common() and word not in ("山村", "新村", "社区", "景区", "行政村"):
        return None
    stem_start = _reach_back(text, spans, i, start)
    return _named(text, stem_start, stem_end, end) if stem_start < stem_end else None


def _opens_with(text: str, spans: Sequence[tuple[int, int]], i: int) -> Name | None:
    """Return the name that a clause opens with though its end is a word of its own: 岭下乡, one character before 下乡."""
    start, end = spans[i]
    at = spans[i - 1][0] if i else start
    opens = at == start - 1 and text[at] not in _before() and not text[max(0, at - 1) : at].isalnum()
    return _named(text, at, end - 1, end) if opens and text[start:end] in ("下乡", "上乡", "下镇", "上镇", "下村", "上村") else None


def _goes_further(text: str, spans: Sequence[tuple[int, int]], i: int, word: str) -> bool:
    """Whether the character before a name that is one word belongs to it: 上龙坪村, and of townships any that opens: 黑石梁镇."""
    start = spans[i][0]
    if not i or spans[i - 1] != (start - 1, start) or not _opens(text, spans, i - 1):
        return False
    before = text[start - 1]
    return before in _directions() or (word.endswith(("镇", "乡", "县")) and before not in _before() and before not in _TO)


_TO = "赴访驻离经查抵沿邻临傍挨援"
"""Verbs of one character that lead to a township."""


def _opens(text: str, spans: Sequence[tuple[int, int]], i: int) -> bool:
    """Whether a run of ideographs begins with ``spans[i]``, or a word before it that is no part of a name."""
    return i == 0 or text[slice(*spans[i - 1])] in _before()


def _is_longer(text: str, spans: Sequence[tuple[int, int]], i: int, left: int) -> bool:
    """Whether a name goes on with the character before: a township's (马营子镇, 大沙沟镇), one that ends in what the land is like
    with a direction (外白沙村), and a village's with what is rare or the land is like (柘木桥村, 石门坎村)."""
    before, of_land = text[left - 1], text[spans[i][0] - 1] in _landforms()
    if not _opens(text, spans, i - 2):
        return False
    if of_land and before in _directions():
        return True
    if text[slice(*spans[i])] == "村" and before not in _before() and before not in _TO:
        return before in _landforms() or Segmenter.frequency(before) < 2 * _COMMON
    rare = Segmenter.frequency(text[left : spans[i][0]]) < _COMMON
    return text[slice(*spans[i])] in ("镇", "乡", "县") and before not in _before() and before not in _TO and (of_land or rare)


def _reach_back(text: str, spans: Sequence[tuple[int, int]], i: int, start: int) -> int:
    """Return where the name before ``spans[i]`` begins: one longer word, or single characters, touching each other, or a word
    or a numeral and what the land is like there (石桥|头, 三|河)."""
    at = start
    longest = 2 * _LONGEST if text[spans[i][0] : spans[i][1]] in ("嘎查", "苏木") else _LONGEST  # of another tongue
    for back, (left, right) in enumerate(reversed(spans[max(0, i - longest) : i])):
        word = text[left:right]
        whole = at == start and len(word) < _LONGEST
        if word in _NUMERALS and right == at and (text[at] in _landforms() or start - at > 1):  # 三河村, 平万潭村, 三棵樟村
            at = left
            continue
        ends = word in _suffixes() and not (at == start and word in ("屯", "寨"))  # 刘官屯村
        if right != at or word in _before() or word in _common() or ends or word.isascii():
            break
        if len(word) > 1:
            if whole and left and spans[max(0, i - 2)] == (left - 1, left) and _is_longer(text, spans, i, left):
                return left - 1
            place = back == 1 and len(word) == 2 and text[at] in _landforms() and _opens(text, spans, i - 2)
            return left if whole or place else at
        if start - left > longest:
            break
        at = left
    return at


def _trim_front(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """Return where a list's first member begins once the words that are no part of a name are dropped before it."""
    for left, right in spans:
        if left == start and right < end and text[left:right] in _before():
            start = right
    return start


def _masked(text: str, match: re.Match[str]) -> Name:
    end = match.end() + next(len(s) for s in _suffixes() if text.startswith(s, match.end()))
    return Name(match.start(), end, text[match.start() : end], match[0])


_COUNTED = re.compile(
    r"[一二三四五六七八九十百两几数多全各每]+个?|第[一二三四五六七八九十0-9]+大?|[前后近]?[一两二三四五六七八九十几]年"
)
"""What counts villages and names none: 两个村, 第三村, 前两年 of 前两年村集体保底分红."""


def _named(text: str, start: int, stem_end: int, end: int) -> Name | None:
    stem = text[start:stem_end]
    if text.startswith("地区", stem_end - 1):  # 香港地区
        stem = stem[:-1]
    counted = _COUNTED.fullmatch(stem)
    single = len(stem) < 2 and text[stem_end:end] in ("村", "社区")
    if stem in _before() or counted or stem in _suffixes() or single:
        return None
    return Name(start, end, text[start:end], stem)
