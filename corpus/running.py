"""The cleaning steps for what an export repeats on every page: running titles and the breaks between pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.edits import Edit
from corpus.headings import has_figure
from corpus.marks import HAN, begins_block, ends_sentence, glue, runs_on
from corpus.pages import is_page_line

_LONGEST = 40
"""Characters of a running title."""
_APART = 20
"""Characters; the least that stands between two of them. Rows of a table stand closer."""
_LEAST = 3

_NUMBER = r"(?:第\s*)?(\d{1,3})(?:\s*页)?(?:\s*[/／,，]?\s*共?\s*\d{1,3}\s*页?)?"
_DASH = r"[-–—－―─~～·•|｜/\[\]【】]*"
_AHEAD = re.compile(rf"{_DASH}\s*{_NUMBER}\s*{_DASH}\s+(?=\D)")
_BEHIND = re.compile(rf"(?<=\D)(?:\s+{_DASH}|\s*{_DASH}(?=第)|\s*[-–—－―─~～·•|｜/\[【]+)\s*{_NUMBER}\s*{_DASH}$")
_WORDS = re.compile(rf"[{HAN}]{{2}}")
_NUMBERED = re.compile(r"[一二三四五六七八九十]+、")
_FEED = re.compile(r"(?<!\s)[^\S\f]*+\f\s*")
_NEAR = 20
"""Lines between the title of an article and its first number."""


class _Line(NamedTuple):
    """A line that is not blank; ``name`` is what it says without its page number."""

    start: int
    end: int
    text: str
    name: str
    page: int | None


def running_lines(text: str) -> Iterator[Edit]:
    r"""Take out running titles: short lines that recur with rising page numbers, within sentences, or at page ends.

    Headings that several articles have in common, and titles that begin several articles, stay.

    >>> from corpus.edits import apply
    >>> page = "今年以来，镇党委深入各村开展调研，掌握了第一手情况，为八个村选派了第一书记，修通了进\n沙枣镇总结\n村公路。\n"
    >>> apply(running_lines, "沙枣镇总结\n" + 2 * page).count("总结")
    1
    >>> apply(running_lines, 3 * ("一、成效\n" + page.replace("\n沙枣镇总结\n", ""))).count("一、成效")
    3
    """
    lines = list(_lines(text))
    texts = [index for index, line in enumerate(lines) if not is_page_line(line.text)]
    counted = {index for group in _groups(lines, texts) for index in _counting(lines, group)}
    texts = [index for index in texts if index not in counted]
    around = {b: (a, c) for a, b, c in zip([-1, *texts], texts, [*texts[1:], -1], strict=False)}
    repeated = {index for group in _groups(lines, texts) for index in _recurring(text, lines, group, around, counted)}
    for first, last in _runs(sorted(counted | repeated)):
        before = lines[first - 1] if first else None
        after = lines[last + 1] if last + 1 < len(lines) else None
        if before and after and _joins(before, after):
            yield Edit(before.end, after.start, glue(text, before.end, after.start))
        else:
            yield Edit(text.rfind("\n", 0, lines[first].start) + 1, text.find("\n", lines[last].end) + 1 or len(text))


def page_feeds(text: str) -> Iterator[Edit]:
    r"""Take out page feeds, and join the sentence that one cuts in two.

    >>> from corpus.edits import apply
    >>> apply(page_feeds, "共建成大棚,种植\n\f\n茭白。\n\f\n二、问题")
    '共建成大棚,种植茭白。\n二、问题'
    """
    for feed in _FEED.finditer(text):
        before, after = text[: feed.start()].rpartition("\n")[2], text[feed.end() : feed.end() + 20]
        joins = before and after and runs_on(before) and not begins_block(after)
        put = glue(text, *feed.span()) if joins else "\n"
        yield Edit(*feed.span(), put if before and after else "")


def _lines(text: str) -> Iterator[_Line]:
    for found in re.finditer(r"\S(?:[^\n]*\S)?", text):
        short = len(found[0]) <= _LONGEST + 20
        number = (_AHEAD.match(found[0]) or _BEHIND.search(found[0])) if short else None
        name = found[0][: number.start()] + found[0][number.end() :] if number else found[0]
        yield _Line(*found.span(), found[0], re.sub(r"\s+", "", name), int(number[1]) if number else None)


def _groups(lines: Sequence[_Line], texts: Sequence[int]) -> Iterator[list[int]]:
    """Yield the lines that say the same but for a page number, if it may be a running title."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index in texts:
        if len(lines[index].name) <= _LONGEST:
            groups[lines[index].name].append(index)
    for name, group in groups.items():
        if len(group) >= 2 and _can_run(name):
            yield group


def _can_run(name: str) -> bool:
    return _WORDS.search(name) is not None and not (ends_sentence(name) or begins_block(name) or has_figure(name))


def _runs(indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of numbers that count up by one.

    >>> list(_runs([1, 2, 5]))
    [(1, 2), (5, 5)]
    """
    first = None
    for index, following in pairwise([*indexes, -1]):
        first = index if first is None else first
        if following != index + 1:
            yield first, index
            first = None


def _counting(lines: Sequence[_Line], group: Sequence[int]) -> list[int]:
    """Return the lines of one name that count the pages: three or more whose numbers rise; one is enough of the title."""
    numbered = [(page, index) for index in group if (page := lines[index].page) is not None]
    rising = all(a < b for (a, _), (b, _) in pairwise(numbered))
    enough = len(numbered) >= (1 if _is_title(lines, group) else _LEAST)
    return [index for _, index in numbered] if enough and rising and _apart(lines, group) else []


def _is_title(lines: Sequence[_Line], group: Sequence[int]) -> bool:
    """Tell whether the first line of the text, which has no number, says the same."""
    return group[0] == 0 and lines[0].page is None


def _apart(lines: Sequence[_Line], group: Sequence[int]) -> bool:
    """Tell whether pages may stand between the lines; the last one may be short."""
    close = sum(lines[b].start - lines[a].end < _APART for a, b in pairwise(group))
    return 3 * close <= len(group) - 1


def _recurring(
    text: str, lines: Sequence[_Line], group: Sequence[int], around: dict[int, tuple[int, int]], counted: set[int]
) -> list[int]:
    """Return which of the lines of one name are running titles: all but the one at the head of the text, or none."""
    later = [index for index in group if index]
    cutting = [index for index in later if _cuts_sentence(lines, *around[index])]
    if not _apart(lines, group) or len(later) < (1 if cutting and _is_title(lines, group) else 2):
        return []
    at_edge = [index for index in later if _is_at_page_end(text, lines, index, counted)]
    if 3 * len(cutting) >= len(later) or 3 * len(at_edge) >= 2 * len(later):
        return [index for index in later if index in at_edge or not _begins_article(lines, index)]
    return []


def _cuts_sentence(lines: Sequence[_Line], before: int, after: int) -> bool:
    return before >= 0 and after >= 0 and _joins(lines[before], lines[after])


def _joins(before: _Line, after: _Line) -> bool:
    return runs_on(before.text) and not begins_block(after.text) and not is_page_line(after.text)


def _is_at_page_end(text: str, lines: Sequence[_Line], index: int, counted: set[int]) -> bool:
    """Tell whether a page number or a page feed stands beside the line."""
    before = text[lines[index - 1].end : lines[index].start] if index else ""
    after = text[lines[index].end : lines[index + 1].start] if index + 1 < len(lines) else ""
    beside = [i for i in (index - 1, index + 1) if 0 <= i < len(lines)]
    return "\f" in before + after or any(i in counted or is_page_line(lines[i].text) for i in beside)


def _begins_article(lines: Sequence[_Line], index: int) -> bool:
    """Tell whether the numbering starts anew below the line."""
    numbers = (_NUMBERED.match(line.text) for line in lines[index + 1 : index + _NEAR])
    return next((number[0] for number in numbers if number), "") == "一、"
