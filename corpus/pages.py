"""The cleaning steps that take out page numbers and join the sentences they cut in two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from corpus.edits import Edit
from corpus.marks import HAN, begins_block, columns, ends_sentence, glue, runs_on

_NUMBERED = re.compile(r"^[^\S\n]*(\d{1,3})、[^\S\n]*", re.M)
_INNER_END = re.compile(r"[。！？!?]")
_SHORT_ITEM = 60
"""Characters; three numbered lines that are all shorter are a list, unless a sentence ends within one of them."""
_FOLLOWING = re.compile(r"\s*([^\n]{1,20})")

_CUT_NUMBER = re.compile(rf"[{HAN}]{{3}}\d{{1,4}}(?:\.\d*)?$")
_REST_OF_NUMBER = re.compile(rf"\.?\d{{1,4}}(?:\.\d+)?[{HAN}%]")

_PAGE = 200
"""Characters; the least that a numbered page holds."""
_FULL = 20
"""Columns; the least of a full line of a text that was broken at one width."""
_FEWEST = 3
"""Bare numbers that count pages."""

_N = r"(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,5})"
_DASH = r"[-–—－―─━~～·•∙・_=]"
_PAGE_LINE = re.compile(
    rf"""^[^\S\n]*+(?:
        {_DASH}++\ *+(?:\d{{1,4}}|[ivx]{{1,6}}|[IVX]{{1,6}})\ *+{_DASH}++          # — 3 —
        |\[\ *+\d{{1,4}}\ *+\]|【\ *+\d{{1,4}}\ *+】|〔\ *+\d{{1,4}}\ *+〕
        |{_DASH}*+\ *+第\ *+{_N}\ *+页(?:[^\S\n]*+[,，/／|｜、]?[^\S\n]*+[（(]?(?:共|总)\ *+{_N}\ *+页[）)]?)?\ *+{_DASH}*+
        |共\ *+{_N}\ *+页[^\S\n]*+[,，/／|｜、]?[^\S\n]*+第\ *+{_N}\ *+页
        |{_DASH}*+[^\S\n]*+(?P<page>\d{{1,3}})[^\S\n]*+(?:[/／]|of)[^\S\n]*+(?P<pages>\d{{1,3}})[^\S\n]*+{_DASH}*+
        |(?:[Pp]age|PAGE|[Pp]\.?)[^\S\n]*+\d{{1,4}}(?:[^\S\n]*+(?:of|/|／)[^\S\n]*+\d{{1,4}})?
        |(?P<bare>\d{{1,3}})
    )[^\S\n]*+$""",
    re.M | re.X,
)


def page_numbers(text: str) -> Iterator[Edit]:
    r"""Take out page numbers of the form ``2、`` that begin a line, and join what they cut in two.

    A run of numbers 1, 2, 3 … is judged as a whole: page numbers when half or more of the lines before them break off,
    a list otherwise. Then all of the run go, also where a page happens to end with a sentence.

    >>> from corpus.edits import apply
    >>> apply(page_numbers, "深入开展调研,考察各村\n2、干部工作情况")
    '深入开展调研,考察各村干部工作情况'
    >>> apply(page_numbers, "1、修路三公里。\n2、种茭白五十亩。") == "1、修路三公里。\n2、种茭白五十亩。"
    True
    """
    numbers = [_number(text, found) for found in _NUMBERED.finditer(text)]
    cut = [number for run in _runs(numbers) if _is_paging(text, run) for number in run]
    done = 0
    for number in sorted(cut, key=lambda number: number.start):
        first = number.value == 1 or not number.line
        start = max(done, number.start if first else number.line_end)
        done = number.end
        yield Edit(start, done, "" if first else glue(text, start, done))


class _Number(NamedTuple):
    """A number that begins a line, where it stands, and the line before it that is not empty."""

    value: int
    start: int
    end: int
    line: str
    line_end: int


def _number(text: str, found: re.Match[str]) -> _Number:
    return _Number(int(found[1]), found.start(), found.end(), *_line_before(text, found.start()))


def _line_before(text: str, start: int) -> tuple[str, int]:
    end = start
    while end and text[end - 1].isspace():
        end -= 1
    return text[text.rfind("\n", 0, end) + 1 : end], end


def _runs(numbers: list[_Number]) -> list[list[_Number]]:
    """Return the runs of numbers that count up by one; a list may stand between two numbers of a longer run."""
    runs: list[list[_Number]] = []
    waiting: dict[int, list[list[_Number]]] = {}
    for number in numbers:
        if waiting.get(number.value):
            run = waiting[number.value].pop()
        else:
            run = []
            runs.append(run)
        run.append(number)
        waiting.setdefault(number.value + 1, []).append(run)
    return runs


def _is_paging(text: str, run: list[_Number]) -> bool:
    """Tell page numbers from the numbers of a list, by whether the lines before them break off."""
    first = run[0].value
    lines = [number.line for number in run if number.value != 1 and number.line]
    if first > 1:
        # No list begins at 2, unless its 1、 stands within the line before.
        return bool(lines) and f"{first - 1}、" not in lines[0] and _half(not ends_sentence(line) for line in lines)
    if _same_length(lines):
        return True
    if not _half(runs_on(line) for line in lines):
        return False
    if any(_INNER_END.search(line) for line in lines if not ends_sentence(line)):
        return True
    last = _rest_of_line(text, run[-1].end)
    return ends_sentence(last) and (len(run) < 3 or max(map(len, [*lines, last])) >= _SHORT_ITEM)


def _half(votes: Iterable[bool]) -> bool:
    counted = list(votes)
    return any(counted) and 2 * sum(counted) >= len(counted)


def _same_length(lines: list[str]) -> bool:
    """Tell whether there are several lines and all about as long as a page: no list has such items."""
    lengths = [len(line) for line in lines]
    return len(lines) >= 3 and min(lengths) >= max(_PAGE, 0.9 * max(lengths))


def _rest_of_line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start:] if end < 0 else text[start:end]


def is_page_line(line: str) -> bool:
    """Tell whether a line may be a page number; a bare number may also be a figure.

    >>> [is_page_line(line) for line in ("- 3 -", "第3页 共12页", "3/12", "[3]", "·3·", "7", "3亩")]
    [True, True, True, True, True, True, False]
    """
    return _PAGE_LINE.fullmatch(line) is not None


def page_lines(text: str) -> Iterator[Edit]:
    r"""Take out lines that hold a page number only, and join the sentence that breaks off before them.

    A bare number is one when a sentence breaks off before it, or when pages are counted so; a column's figures stay.

    >>> from corpus.edits import apply
    >>> apply(page_lines, "共建成大棚,种植\n- 3 -\n茭白。\n第4页 共9页\n二、问题")
    '共建成大棚,种植茭白。\n二、问题'
    >>> apply(page_lines, "面积\n120\n3/2\n— 稿 —") == "面积\n120\n3/2\n— 稿 —"
    True
    """
    done = 0
    numbers = [found for found in _PAGE_LINE.finditer(text) if _is_in_range(found)]
    counted = _counted([found for found in numbers if found["bare"]])
    for found in numbers:
        if found.start() < done:
            continue
        line, end = _line_before(text, found.start())
        following = _FOLLOWING.match(text, found.end())
        breaks = bool(line) and (runs_on(line) or _is_wrapped(text, line, end))
        breaks = breaks or bool(not found["bare"] and following and _cuts_number(line, following[1]))
        if breaks and following and not begins_block(following[1]):
            start, done = max(done, end), following.start(1)
            yield Edit(start, done, glue(text, start, done))
        elif not found["bare"] or found.start() in counted:
            done = min(found.end() + 1, len(text))
            yield Edit(found.start(), done)


def _cuts_number(line: str, following: str) -> bool:
    """Tell whether a figure within a sentence breaks off: 收入1 and 28万元 are 128万元, cells of a table are not.

    >>> _cuts_number("卖茶收入1", "28万元。"), _cuts_number("青里村 120", "95亩"), _cuts_number("茶叶120", "95")
    (True, False, False)
    """
    return bool(_CUT_NUMBER.search(line) and _REST_OF_NUMBER.match(following))


def _is_wrapped(text: str, line: str, end: int) -> bool:
    """Tell whether the line that ends at *end* is one of several of the same width, and breaks off."""
    above, _ = _line_before(text, end - len(line))
    return columns(line) >= _FULL and abs(columns(line) - columns(above)) <= 1 and not ends_sentence(line)


def _is_in_range(found: re.Match[str]) -> bool:
    return not found["page"] or int(found["page"]) <= int(found["pages"])


def _counted(bare: list[re.Match[str]]) -> set[int]:
    """Return where the bare numbers start that count pages: three or more, each one more and a page below the last."""
    runs: list[list[re.Match[str]]] = []
    for number in bare:
        last = runs[-1][-1] if runs else None
        if last and int(number[0]) == int(last[0]) + 1 and number.start() - last.end() >= _PAGE:
            runs[-1].append(number)
        else:
            runs.append([number])
    return {number.start() for run in runs if len(run) >= _FEWEST for number in run}
