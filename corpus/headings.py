"""Headings: numbered ones, on a line of their own or within running text, and unnumbered lines that work as one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from corpus.lists import read_list
from corpus.marks import CLOSE, END, begins_block, ends_sentence

LONGEST = 50
"""Characters of the longest sentence that can be a heading."""


class Heading(NamedTuple):
    """A heading at ``text[start:end]``.

    ``depth`` orders the kinds: a heading stands under those before it that are less deep.
    ``label`` is the heading without its closing mark; ``level`` is what ``Section.level`` shows. ``end == start`` when
    the label is only a part of the first sentence.
    """

    start: int
    end: int
    label: str
    level: int
    depth: int


class _Kind(NamedTuple):
    pattern: re.Pattern[str]
    level: int
    depth: int


_DIGITS = "一二三四五六七八九十百"
_KINDS = (
    _Kind(re.compile(r"(#{1,6})[^\S\n]+(?=\S)"), 1, 1),
    _Kind(re.compile(rf"第([{_DIGITS}\d]{{1,4}})(?:章|编|篇|部分)"), 1, 10),
    _Kind(re.compile(rf"([{_DIGITS}]{{1,4}})、(?![{_DIGITS}]+[、组村队社级期])"), 1, 20),
    _Kind(re.compile(rf"[（(]([{_DIGITS}]{{1,4}})[）)]、?"), 2, 30),
    _Kind(re.compile(rf"第([{_DIGITS}]{{1,3}})(?:[，,、：:]|是)"), 1, 35),
    _Kind(re.compile(r"(\d{1,2})(?:[、．]|\.(?!\d))"), 3, 40),
    _Kind(re.compile(r"[（(](\d{1,2})[）)]"), 3, 50),
    _Kind(re.compile(r"([①-⑳])"), 3, 60),
    _Kind(re.compile(rf"([{_DIGITS}]{{1,3}})是(?!否)"), 3, 65),
)
_MARKDOWN, _LISTS, _ITEM = 1, 40, 65
"""Depths: Markdown's #; from here on a number may as well count the items of a list; 一是."""
_INLINE = re.compile(rf"(?<=[{END}{re.escape(CLOSE)}])(?=[{_DIGITS}\d（(①-⑳第])")
_NUMBER = re.compile(rf"[#第（(①-⑳\d{_DIGITS}]")
_YEAR = re.compile(r"\d{2,4}[—\-至到]?\d{0,4}年")
_FIGURE = re.compile(r"[\d*＊][余多]?(?:[%％亩个户人名元万亿件次场期家条处座株头棚栋米吨斤岁批届余]|公里|平方)")

_COLUMN = r"(?:[^，。：；（）()]|（[^（）]*）|\([^()]*\)){1,40}"
_PAIR = re.compile(rf"(?:^|[，】]){_COLUMN}：(?=[^，：])")
_ROW = re.compile(rf"(?:【[^】]*】)?(?:{_COLUMN}，)?{_COLUMN}：.*[。！？；]$")
_CAPTION = re.compile(r"(?:续|附)?表\s*[\d一二三四五六七八九十]+(?:[^\d一二三四五六七八九十].{0,58})?$(?<![。！？；，：])")


@cache
def words(name: str) -> tuple[str, ...]:
    """Return a word list of ``data/headings.yaml``."""
    return tuple(read_list("headings.yaml")[name])


def has_figure(text: str) -> bool:
    """Tell whether a text counts or measures something; years and names behind asterisks do not.

    >>> has_figure("种植***亩"), has_figure("打造*镇人才基地"), has_figure("2023年工作")
    (True, False, False)
    """
    return _FIGURE.search(_YEAR.sub("", text)) is not None


def label(text: str) -> str:
    """Return a heading without its closing mark and the # of Markdown.

    >>> label("（一）抓产业。")
    '（一）抓产业'
    """
    return re.sub(r"^#{1,6}\s+", "", text.strip()).rstrip(f"{END}：: ")


def numbered_headings(text: str) -> Iterator[Heading]:
    """Yield the numbered headings of *text*, in order.

    At the beginning of a line every number may open a heading. Within running text it must stand behind the end of a
    sentence and count on from the heading of its kind before it: such text has lost its line breaks.
    """
    counted: dict[int, int] = {}
    lines = list(re.finditer(r"[^\n]+", text))
    for index, line in enumerate(lines):
        neighbours = [other[0] for other in lines[max(0, index - 1) : index + 2] if other is not line]
        for offset in [0, *(found.end() for found in _INLINE.finditer(line[0]))]:
            if _NUMBER.match(line[0], offset) and (heading := _heading_at(line[0], offset, neighbours, counted)):
                yield heading._replace(start=heading.start + line.start(), end=heading.end + line.start())


def _heading_at(line: str, offset: int, neighbours: Sequence[str], counted: dict[int, int]) -> Heading | None:
    for kind in _KINDS:
        number = kind.pattern.match(line, offset)
        if number is None:
            continue
        value = _value(number[1])
        if offset and (kind.depth in (_MARKDOWN, _ITEM) or value != counted.get(kind.depth, 0) + 1):
            return None
        span = _heading_span(line, offset, number.end(), kind, neighbours)
        if span is None:
            return None
        for depth in [depth for depth in counted if depth > kind.depth]:
            del counted[depth]
        counted[kind.depth] = value
        end, named = span
        if kind.depth == _MARKDOWN:  # Markdown: # is a title, ## a section
            return Heading(offset, end, label(line[offset:named]), min(value - 1, 3), value - 1)
        return Heading(offset, end, label(line[offset:named]), kind.level, kind.depth)
    return None


def _heading_span(line: str, start: int, begin: int, kind: _Kind, neighbours: Sequence[str]) -> tuple[int, int] | None:
    """Return where a numbered heading ends, as a sentence and as a label; None when the number counts items of a list.

    A sentence that is long or tells something is no heading; its first clause names the section and stays a part of it.
    """
    mark = re.compile(rf"[{END}]+[{re.escape(CLOSE)}]*").search(line, begin)
    end = mark.end() if mark else len(line)
    alone = start == 0 and end == len(line)
    listed = alone and any(kind.pattern.match(other) for other in neighbours)
    if not line[begin:end].strip() or (kind.depth == _ITEM and not alone) or (start and end == len(line)):
        return None
    if kind.depth >= _LISTS and (listed or has_figure(line[begin:end])):
        return None
    tells = mark and not alone and (has_figure(line[begin:end]) or "：" in line[begin : end - 1])
    if end - begin <= LONGEST and not tells:
        return end, end
    clause = re.compile(r"[，,：:]").search(line, begin + 3, min(end, begin + 30))
    return (start, clause.start()) if clause and kind.depth < _LISTS else None


def _value(number: str) -> int:
    """Return the value of a number up to 99 in any of the ways headings are numbered.

    >>> _value("十二"), _value("二十"), _value("7"), _value("③")
    (12, 20, 7, 3)
    """
    if number.isascii():
        return int(number) if number.isdigit() else len(number)
    if number in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳".index(number) + 1
    tens, ten, ones = number.rpartition("十")
    return (_DIGITS.find(tens or "一") + 1) * 10 * bool(ten) + _DIGITS.find(ones) * bool(ones) + bool(ones)


def can_be_title(line: str) -> bool:
    """Tell whether a line by itself reads like a title: short, a few words, no number before it and no mark behind."""
    return (
        4 <= len(line) <= 40
        and not ends_sentence(line)
        and not begins_block(line)
        and not has_figure(line)
        and re.search(r"[，,、；：:=|]", line[-1:] + line[:1]) is None
        and len(re.findall(r"[，,、；]", line)) <= 2
        and re.search("[一-鿿]{3}", line) is not None
    )


def is_title(line: str, following: str) -> bool:
    """Tell whether *line* is a title without a number: short, no end mark, and longer text below it.

    >>> is_title("党建领航 振兴乡村", "近年来，镇党委始终把政治建设摆在首位，旗帜鲜明讲政治，全镇面貌焕然一新。")
    True
    """
    return (len(following) >= max(30, 2 * len(line)) or begins_block(following)) and can_be_title(line)


def is_row(line: str, pairs: int = 1) -> bool:
    """Tell whether a line is a row of a table: at least so many ``表头：值`` stand in it, from its beginning on.

    >>> is_row("村名：青里村，面积（亩）：140亩。", 2), is_row("合计，面积（亩）：140亩。"), is_row("镇长说：干，就要干好。", 2)
    (True, True, False)
    """
    return len(_PAIR.findall(line)) >= pairs and _ROW.match(line) is not None


def is_caption(line: str, following: str) -> bool:
    """Tell whether *line* is the title of a table whose first row is *following*.

    >>> is_caption("表1 各村种植情况（单位：亩）", "村名：青里村，早稻：140亩。"), is_caption("各村情况", "共9个村。")
    (True, False)
    """
    return is_row(following, 1 if _CAPTION.match(line) else 2) and (can_be_title(line) or _CAPTION.match(line) is not None)


def is_lead(sentence: str) -> bool:
    """Tell whether the first sentence of a paragraph works as the heading of the rest.

    >>> is_lead("以服务为导向，推动强村富民。"), is_lead("农业要强，全靠基层党组织。"), is_lead("提升亩产30斤。")
    (True, False, False)
    """
    begins = sentence.startswith(words("lead_words")) or re.match(r"以.{2,12}为", sentence) is not None
    tells = any(word in sentence for word in words("telling_words"))
    return begins and not tells and len(sentence) <= 45 and sentence[-1] in "。！" and not has_figure(sentence)


def is_brief_lead(sentence: str) -> bool:
    """Tell whether a sentence is so brief that it can only be a heading: no clause, no figure, nobody told of.

    >>> is_brief_lead("招商引资添活力。"), is_brief_lead("新建大棚5个。")
    (True, False)
    """
    brief = 5 <= len(sentence) <= 18 and sentence[-1] == "。" and not re.search(r"[，,、：；“”\d*]", sentence)
    return brief and not any(word in sentence for word in words("telling_words"))
