"""Automatic numbers of Word: 一、（一） 1. ① as they are shown, since they stand nowhere in the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 8
_BULLET = "•"
_ROMAN = {1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_ONES = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """Return a number up to 9999 as it is counted: 十二, 一百零五.

    >>> chinese(7), chinese(12), chinese(20), chinese(105), chinese(110), chinese(0)
    ('七', '十二', '二十', '一百零五', '一百一十', '〇')
    """
    if not 0 < number < 10_000:
        return "〇" if number == 0 else str(number)
    told = ""
    for value, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            told += _ONES[digit] + name
        elif told and number and not told.endswith("零"):
            told += "零"
    return told.removeprefix("一") if told.startswith("一十") else told


def _roman(number: int) -> str:
    told = ""
    for value, sign in _ROMAN.items():
        told += sign * (min(number, 9999) // value)
        number %= value
    return told


def _letters(number: int) -> str:
    """Return A … Z, then AA, BB … as Word counts."""
    return chr(65 + (number - 1) % 26) * min(9, (number - 1) // 26 + 1) if number > 0 else "0"


def _from(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if 0 < number <= len(characters) else str(number)


def _series(first: str, count: int) -> Callable[[int], str]:
    return _from("".join(chr(ord(first) + i) for i in range(count)))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "koreanCounting": chinese,
    "ideographDigital": lambda number: "".join(_ONES[int(digit)] for digit in str(number)),
    "taiwaneseDigital": lambda number: "".join(_ONES[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_ONES[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number).translate(_LEGAL),
    "ideographTraditional": _from("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _from("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": _series("①", 20),
    "decimalEnclosedCircleChinese": _series("①", 20),
    "decimalEnclosedParen": _series("⑴", 20),
    "decimalEnclosedFullstop": _series("⒈", 20),
    "ideographEnclosedCircle": _series("㊀", 10),
    "bullet": lambda number: _BULLET,
    "none": lambda number: "",
}
"""How each of Word's formats writes a number; the others count 1, 2, 3."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts, the pattern it is shown in (``（%2）``), and where it begins."""

    form: str = "decimal"
    pattern: str = ""
    start: int = 1
    style: str = ""
    legal: bool = False
    glued: bool = False


@dataclass(slots=True)
class Numbers:
    """The lists of a document; counts on with each paragraph that asks for its number."""

    lists: dict[str, tuple[str, dict[int, Level], frozenset[int]]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, number: str, style: str) -> int:
        """Return the level of list *number* that paragraphs of *style* stand on."""
        levels = self.lists.get(number, ("", {}, frozenset()))[1]
        return next((depth for depth, level in levels.items() if level.style == style), 0)

    def next(self, number: str, depth: int) -> str:
        """Return what is shown before the next paragraph of list *number* at *depth*; empty for none."""
        if number not in self.lists or not 0 <= depth <= _DEEPEST:
            return ""
        abstract, levels, anew = self.lists[number]
        level = levels.get(depth, Level(pattern=f"%{depth + 1}."))
        counts = self._counts.setdefault(abstract, {})
        if depth not in counts or (depth in anew and (number, depth) not in self._begun):
            counts[depth] = level.start
        else:
            counts[depth] += 1
        self._begun.add((number, depth))
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        return _shown(levels, level, counts)


def _shown(levels: dict[int, Level], level: Level, counts: dict[int, int]) -> str:
    if level.form == "bullet":
        return f"{_BULLET} "

    def figure(found: re.Match[str]) -> str:
        depth = int(found[1]) - 1
        form = "decimal" if level.legal else levels.get(depth, Level()).form
        return _FORMATS.get(form, str)(counts.get(depth, levels.get(depth, Level()).start))

    told = re.sub(r"%([1-9])", figure, level.pattern).strip()
    return f"{told} " if told and told[-1].isalnum() and not level.glued else told


def _value(element: etree._Element | None, name: str) -> str:
    child = element.find(f"{W}{name}") if element is not None else None
    return (child.get(f"{W}val") or "") if child is not None else ""


def _whole(told: str, default: int) -> int:
    return int(told) if re.fullmatch(r"\d{1,6}", told) else default


def _level(element: etree._Element) -> Level:
    return Level(
        _value(element, "numFmt") or "decimal",
        _value(element, "lvlText"),
        _whole(_value(element, "start"), 0),
        _value(element, "pStyle"),
        element.find(f"{W}isLgl") is not None,
        _value(element, "suff") == "nothing",
    )


def read_numbers(root: etree._Element) -> Numbers:
    """Read ``numbering.xml``."""
    abstracts = {
        element.get(f"{W}abstractNumId", ""): {
            _whole(level.get(f"{W}ilvl", ""), 0): _level(level) for level in element.iterfind(f"{W}lvl")
        }
        for element in root.iterfind(f"{W}abstractNum")
    }
    lists = {}
    for element in root.iterfind(f"{W}num"):
        abstract = _value(element, "abstractNumId")
        levels = dict(abstracts.get(abstract, {}))
        anew = set()
        for change in element.iterfind(f"{W}lvlOverride"):
            depth = _whole(change.get(f"{W}ilvl", ""), 0)
            own = change.find(f"{W}lvl")
            level = _level(own) if own is not None else levels.get(depth, Level(pattern=f"%{depth + 1}."))
            start = _value(change, "startOverride")
            levels[depth] = Level(
                level.form, level.pattern, _whole(start, level.start), level.style, level.legal, level.glued
            )
            anew |= {depth} if start else set()
        lists[element.get(f"{W}numId", "")] = (abstract, levels, frozenset(anew))
    return Numbers(lists)
