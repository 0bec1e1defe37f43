"""Figures in a sentence: number, unit, what they are of, hidden or not.

Chinese and Arabic numerals, 余/多/约/以上, ranges, percentages; asterisks stand where a report hides digits. A Metric's
text is verbatim; ``value`` is in ``unit`` (30余万元 → 30.0 万元).
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from typing import NamedTuple

from answering import lexicon
from answering.labels import carries_on, label
from answering.model import Metric
from retrieval import fold

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ROMAN = {c: n for n, c in enumerate("ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ", 1)}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_CHINESE = "[零〇一二三四五六七八九十百千两]"


class Figure(NamedTuple):
    """A figure at ``start``–``end`` of a sentence (with 约 … 以上), ``number`` as written, ``unit`` folded.

    ``dimensions`` are the unit's: 亩 → {area}. ``ordinal`` marks 第六届, 2023年 is a date and no figure.
    """

    start: int
    end: int
    number: str
    unit: str
    dimensions: frozenset[str]
    ordinal: bool = False

    @property
    def masked(self) -> bool:
        """Whether the report hides the number."""
        return "*" in self.number

    @property
    def value(self) -> float | None:
        """The number, the first of a range; None when hidden."""
        return None if self.masked else parse_number(re.split(r"[-—–~至]", self.number)[0])

    @property
    def size(self) -> float | None:
        """The number in whole units, 万 and 亿 counted in; None when hidden."""
        return None if self.value is None else self.value * scale_of(self.unit)


def scale_of(unit: str) -> float:
    """Return what one of *unit* counts in whole units.

    >>> scale_of("万元"), scale_of("亩")
    (10000.0, 1.0)
    """
    return {"万": 1e4, "亿": 1e8}.get(unit[:1], 1.0)


@cache
def _pattern() -> re.Pattern[str]:
    units = lexicon.any_of([*lexicon.units(), *lexicon.words("roles")])
    # possessive, and never begun inside a number: a line of asterisks or digits is read once, not once a character
    number = rf"(?:\*++|[0-9]++(?:,[0-9]{{3}})*(?:\.[0-9]++)?|{_CHINESE}{{1,12}}+(?:万{_CHINESE}{{1,12}}+)?|[几数]{_CHINESE}{{1,4}}+"
    number += rf"|[{''.join(_ROMAN)}](?=[类级]))"
    inside = r"(?<![0-9*.零〇一二三四五六七八九十百千两])"
    return re.compile(
        rf"(?P<about>不超过|不低于|不少于|不足|不到|至少|最多|约|近|超过|超|逾|达到|达|共|总计)?(?P<ordinal>第)?"
        rf"{inside}(?P<number>{number}(?:[-—–~至]{number})?)(?P<more>余|多|来)?(?P<scale>[万亿])?(?:余|多)?"
        rf"(?P<unit>{units})(?P<bound>以上|以下|左右|以内|上下)?"
    )


_SHARE = re.compile(rf"百分之(?:{_CHINESE}+|[0-9]+(?:\.[0-9]+)?|\*+)")
_GREAT = re.compile(
    rf"(?<!{_CHINESE})(?<![第0-9*])([三四五六七八九十])(?:(大)(?=[一-鿿]{{2}})|(方)(?=共建|共同|联合|合作|协作|参与))"
)
"""A count before 大 (十大景点), and parties to one thing (四方共建); 二十大 is a congress."""
_IDIOM = re.compile(
    r"^(?:一(?:个|条|批|种|类|项|支|次|方面|体|起|步|面|片|名|位|户|块|家|座|年|日|天|回|部|所|场|道|路|线|届|头|门|套|台|本"
    r"|口|代|成|把|份|篇|段|县|月|队|张|户|周年|时间)|两(?:个|手|面|方面))$"
)


@lru_cache(maxsize=1024)  # one question reads a sentence for many spans
def find_figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of folded *text* in order; idioms such as 一批 and dates such as 2023年 are none.

    >>> [(f.number, f.unit) for f in find_figures("种植巨菌草100亩,增加30余万元,办了六届,一批人,2023年")]
    [('100', '亩'), ('30', '万元'), ('六', '届')]
    """
    found = []
    titled = {i for m in re.finditer(r"“[^”]{1,8}”", text) for i in range(*m.span())}  # “三项行动” is a name
    for match in _pattern().finditer(text):
        numbered = match["ordinal"] and match["unit"] in ("届", "期", "批", "轮")  # 第一届 is a number, 一批 is none
        part = match["unit"] == "个" and text.startswith(("部分", "部份"), match.end("unit"))  # 分为两个部分
        idiom = not numbered and not part and _IDIOM.match(match["number"] + match["unit"])
        if match.start() in titled or idiom or _is_date(match, text):
            continue
        bare = match["number"] in ("百", "千", "十")  # 千家万户
        if bare or (match["ordinal"] and match["unit"] in lexicon.words("roles")):  # 第一书记
            continue
        if match["unit"] == "分" and not _is_score(match, text):
            continue
        unit = (match["scale"] or "") + match["unit"]
        start = match.start("number") if match["about"] in ("共", "总计", "达", "达到") else match.start()
        dimensions = lexicon.units().get(unit) or lexicon.units().get(match["unit"]) or frozenset({"people"})
        found.append(Figure(start, match.end(), match["number"], unit, dimensions, bool(match["ordinal"])))
    found += [Figure(*m.span(), m[0][3:], "%", frozenset({"share"})) for m in _SHARE.finditer(text)]
    found += [Figure(*m.span(), m[1], m[2] or m[3], frozenset({"count"})) for m in _GREAT.finditer(text) if m.start() not in titled]
    return tuple(sorted(found, key=lambda f: f.start))


def _is_score(match: re.Match[str], text: str) -> bool:
    """Whether 分 counts points: 88.5分, not 十分, 3分之1, 4时30分."""
    if text[max(0, match.start() - 1) : match.start()] in ("时", "点"):
        return False
    return not re.match(_CHINESE, match["number"]) and text[match.end() : match.end() + 1] not in ("之", "别", "类", "为", "成")


def _is_date(match: re.Match[str], text: str) -> bool:
    unit = match["unit"]
    if unit in ("年", "年度") and (
        re.fullmatch(r"[0-9]{4}|\*{2,4}|[〇零一二三四五六七八九]{4}", match["number"]) or re.match(r"(?:\*+|[0-9]+)月", text[match.end() :])
    ):
        return True
    if unit in ("月", "月份", "日", "号"):
        return True
    return match["number"].isascii() and text[max(0, match.start() - 1) : match.start()] in ("“", '"') and unit == "+"


def spellings(figure: Figure) -> tuple[str, ...]:
    """Return how the same amount may be written: 八千 → 8000, 8千; 一百万 → 100万; 五星级 → 五星级, 5星级.

    >>> spellings(find_figures("一百万元")[0])
    ('100万元', '一百万元', '100万', '一百万')
    """
    if figure.value is None or figure.value == math.inf:  # four hundred nines
        return ()
    scale = figure.unit[0] if figure.unit[:1] in ("万", "亿") else ""
    unit = figure.unit.removeprefix(scale)
    plain = f"{figure.value:g}" if figure.value < 1e6 else str(int(figure.value))
    numbers = dict.fromkeys((plain + scale, figure.number + scale))
    units = dict.fromkeys((unit, "元" if unit in ("块", "块钱") else unit))
    return tuple(dict.fromkeys([n + u for n in numbers for u in units] + list(numbers)))


def parse_number(written: str) -> float | None:
    """Return the value of Arabic or Chinese digits, None for what is none.

    >>> parse_number("1,600"), parse_number("二十"), parse_number("一百零五"), parse_number("两")
    (1600.0, 20.0, 105.0, 2.0)
    """
    plain = written.replace(",", "")
    if "万" in plain:
        left, _, right = plain.partition("万")
        thousands, rest = parse_number(left), parse_number(right) if right else 0.0
        return None if thousands is None or rest is None else thousands * 10_000 + rest
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", plain):
        return float(plain)
    if plain in _ROMAN:  # Ⅳ类
        return float(_ROMAN[plain])
    total, digit = 0, None
    for character in plain:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _SCALES:
            total, digit = total + (1 if digit is None else digit) * _SCALES[character], 0
        else:
            return None
    return float(total + (digit or 0)) if plain else None


def metrics(sentence: str, offset: int = 0) -> tuple[Metric, ...]:
    """Return the figures of *sentence* with what each is of.

    offset  where the sentence starts in its report; a metric's start and end count from the report's start
    >>> [(m.text, m.value, m.of) for m in metrics("青里村可为村集体增收**万元，巨菌草100亩")]
    [('**万元', None, '青里村可为村集体增收'), ('100亩', 100.0, '巨菌草')]
    """
    folded = fold(sentence)
    figures = find_figures(folded)
    said: list[Metric] = []
    for i, figure in enumerate(figures):
        left = figures[i - 1].end if i else 0
        of = said[-1].of if carries_on(folded, left, figure.start) else _of(sentence, folded, left, figure)
        said.append(
            Metric(
                text=sentence[figure.start : figure.end], value=figure.value, unit=figure.unit, masked=figure.masked,
                of=of, start=offset + figure.start, end=offset + figure.end,
            )
        )
    return tuple(said)


def _of(sentence: str, folded: str, left: int, figure: Figure) -> str:
    place = label(folded, left, figure.start, figure.end, figure.dimensions, figure.unit)
    return sentence[slice(*place)] if place else ""
