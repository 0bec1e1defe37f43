"""What a report says of itself: the place it is from, that place's level, its year and its date.

Rules of the genre: the title names place and year, the last lines who signs and when, the first sentence who is told of.
The word lists are ``data/metadata.yaml``. What ``reports.yaml`` declares goes before all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from corpus.lists import read_list
from corpus.marks import HAN, ends_sentence
from corpus.model import Found

_YEAR = r"(?:(?:19|20)\d\d|[二一][〇○零OＯ九][〇○零一二三四五六七八九OＯ]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_BLANK = r"[^\S\n]*+"
_DATE = (
    rf"(?P<year>{_YEAR}){_BLANK}(?:年{_BLANK}(?P<month>{_MONTH}){_BLANK}月(?:{_BLANK}(?P<day>{_DAY}){_BLANK}[日号])?"
    rf"|[-./](?P<month2>{_MONTH})(?:[-./](?P<day2>{_DAY}))?)"
)
_DATED = re.compile(
    rf"(?P<by>[^\n，,。；：:]{{0,40}}?[^\n\d，,。；：:]|(?:发布|印发|成文|报告|填报)?(?:时间|日期)[:：])?{_BLANK}[（(]?{_DATE}[）)]?(?:印发|于\S{{2,6}})?"
)
_PUT_UP = re.compile(rf"(?:发布|发文|发表|刊发|更新|录入)(?:时间|日期|于)?{_BLANK}[:：]?{_BLANK}{_DATE}(?!\d)")
"""Below the title of a web page: 发布时间：2023-05-06."""
_SOURCE = re.compile(r"(?:来源|信息源|供稿|作者|编辑)\s*[:：]")
"""With these a line's date is the page's, whatever stands before it: 2023-05-06 10:20　来源：县政府网."""
_TO = r"[—－~～至到-]{1,2}(?P<last>(?:19|20)\d\d)"
_TITLE_YEAR = re.compile(rf"(?<!\d)(?P<year>{_YEAR})(?:(?=年)|{_TO}(?=年))")
_MASK = r"[*＊×xXｘＸ某]{1,4}"
_WRITTEN = re.compile(rf"(?<!\d){_DATE}(?!\d)")
_LINE = 100
"""Characters of a line that only says when and by whom a page was put up."""
_HEAD, _TAIL = 5, 4
"""Lines at either end of a text among which its date stands."""
_DIGITS = {**{d: i for i, d in enumerate("〇一二三四五六七八九")}, "○": 0, "零": 0, "O": 0, "Ｏ": 0}


class _Said(NamedTuple):
    """Words and where they stand in the clean text, -1 for those that stand outside of it."""

    text: str
    start: int = -1

    def found(self, name: str, value: str, start: int, end: int) -> Found:
        """Return what ``self.text[start:end]`` says."""
        return Found(name, value, *((self.start + start, self.start + end) if self.start >= 0 else ()))


class Page(NamedTuple):
    """What a web page says beside its text: when it was put up, as it says to machines; the lines that were cut."""

    published: str = ""
    cuts: tuple[str, ...] = ()


def find_metadata(
    text: str, title: str, at: int = -1, names: tuple[str, ...] = (), page: Page = Page()  # noqa: B008  (frozen)
) -> tuple[Found, ...]:
    """Return what *text* says of its place, level, year and date, each at most once.

    title  of the report, which stands at offset *at* of the text (-1 where it does not)
    names  of the file, tried where the title says nothing
    page   tried where nobody signs

    >>> text = "沙枣镇2023年工作总结\\n今年以来，全镇修路三公里。\\n沙枣镇人民政府\\n2024年1月5日"
    >>> [(found.name, found.value, found.start) for found in find_metadata(text, "沙枣镇2023年工作总结", 0)]
    [('place', '沙枣镇', 0), ('level', '镇', 0), ('year', '2023', 3), ('date', '2024-01-05', 35)]
    """
    titles = [_Said(title, at), *map(_Said, names)]
    signed = list(_signatures(text))
    year = next((found for said in titles for found in _years(said)), None)
    date = next((found for _, found in signed), None)
    if date and not year:
        year = Found("year", date.value[:4], date.start, date.end)
    date = date or next(_put_up(text, page), None)
    if year and not date:
        date = year._replace(name="date")
    place = next((found for said in [*titles, *(by for by, _ in signed)] for found in _places(said)), ())
    return tuple(found for found in (*(place or _opening(text)), year, date) if found)


def _years(said: _Said) -> Iterator[Found]:
    for found in _TITLE_YEAR.finditer(said.text):
        yield said.found("year", found["last"] or _number(found["year"], digits=4), *found.span("last" if found["last"] else "year"))


def _signatures(text: str) -> Iterator[tuple[_Said, Found]]:
    """Yield who signs and when: lines at the end, or else at the head, that hold a date and no sentence."""
    lines = list(re.finditer(r"[^\n]+", text))
    for group in (reversed(lines[-_TAIL:]), lines[1:_HEAD]):
        for line in group:
            if dated := _DATED.fullmatch(line[0].strip()):
                by = _Said(dated["by"] or "", line.start())
                index = lines.index(line)
                if not by.text and index:
                    by = _Said(lines[index - 1][0], lines[index - 1].start())
                start = line.start() + dated.start("year")
                yield by, Found("date", _date(dated), start, line.start() + dated.end())


def _put_up(text: str, page: Page) -> Iterator[Found]:
    """Yield when a page was put up: by a line below its title, by the only such line that was cut, by its head."""
    for line in list(re.finditer(r"[^\n]+", text))[:_HEAD]:
        dated = _PUT_UP.search(line[0]) or (_SOURCE.search(line[0]) and _WRITTEN.search(line[0]))
        if dated and len(line[0]) < _LINE and not ends_sentence(line[0]):
            yield Found("date", _date(dated), line.start() + dated.start("year"), line.start() + dated.end())
    cut = {_date(dated) for piece in page.cuts if len(piece) < _LINE and (dated := _PUT_UP.search(piece))}
    if len(cut) == 1:
        yield Found("date", cut.pop(), where="cut")
    if dated := _WRITTEN.match(page.published.strip()):
        yield Found("date", _date(dated), where="page")


def _date(found: re.Match[str]) -> str:
    month, day = found["month"] or found["month2"], found["day"] or found["day2"]
    parts = [_number(found["year"], digits=4), _number(month), *([_number(day)] if day else [])]
    return "-".join(parts)


def _number(text: str, digits: int = 2) -> str:
    """Return a year, month or day in figures.

    >>> _number("二〇二三", 4), _number("十二"), _number("二十"), _number("三十一"), _number("7")
    ('2023', '12', '20', '31', '07')
    """
    if text.isdigit() and text.isascii():
        return text.zfill(digits)
    if digits == 4:
        return "".join(str(_DIGITS.get(character, character)) for character in text)
    tens, ten, ones = text.rpartition("十")
    return str((_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)).zfill(2)


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = read_list("metadata.yaml")
    return found


@cache
def _levels() -> dict[str, str]:
    return {suffix: level for units in _words()["units"].values() for suffix, level in units.items()}


@cache
def _unit() -> str:
    """Return the pattern of a chain of units, the larger before the smaller: 河湾县沙枣镇水泉村."""
    not_after = "|".join(_words()["not_after"])
    parts = []
    for units, least, most in zip(_words()["units"].values(), (2, 2, 1, 2, 2), (5, 5, 5, 4, 5), strict=True):
        suffixes = "|".join(sorted(units, key=len, reverse=True))
        parts.append(rf"(?:(?:[{HAN}]{{{least},{most}}}?|{_MASK})(?:{suffixes})(?!{not_after}))?")
    return rf"(?P<place>(?=\S{{2}}){''.join(parts)})"


@cache
def _title_place() -> re.Pattern[str]:
    before = "|".join(_words()["before"])
    return re.compile(rf"(?:{before}|{_YEAR}年(?:度|上半年|下半年)?|[“《\"\s])*{_unit()}")


@cache
def _opening_place() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[来年][，,])){_unit()}(?={'|'.join(_words()['told_of'])})", re.M)


@cache
def _bare_level() -> re.Pattern[str]:
    suffixes = "|".join(sorted(_levels(), key=len, reverse=True))
    return re.compile(rf"(?:{_MASK})?(?P<level>{suffixes})(?=在|党|委|政府|人民政府|202)")


def _places(said: _Said) -> Iterator[tuple[Found, ...]]:
    """Yield the place that *said* begins with, and its level; the level alone where the name is hidden."""
    found = _title_place().match(said.text)
    if found and (told := _told(said, found)):
        yield told
    elif level := _bare_level().match(said.text):
        yield (said.found("level", _levels()[level["level"]], *level.span()),)


def _opening(text: str) -> tuple[Found, ...]:
    """Return the place that the first sentence begins with, or goes on with after 今年以来，."""
    said = _Said("\n".join(text.split("\n")[:_HEAD])[:300], 0)
    return next((told for found in _opening_place().finditer(said.text) if (told := _told(said, found))), ())


def _told(said: _Said, found: re.Match[str]) -> tuple[Found, ...]:
    place, (start, end) = found["place"], found.span("place")
    suffix = next((suffix for suffix in sorted(_levels(), key=len, reverse=True) if place.endswith(suffix)), "")
    if not suffix:
        return ()
    level = said.found("level", _levels()[suffix], start, end)
    if re.search(_MASK, place):
        return (level,)
    return (said.found("place", place, start, end), level) if _is_name(place, suffix) else ()


def _is_name(place: str, suffix: str) -> bool:
    name, words = place.removesuffix(suffix), _words()["no_names"]
    return bool(name) and not name.startswith(tuple(words["begin"])) and not name.endswith(tuple(words["end"]))
