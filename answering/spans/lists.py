"""Members of a list, in order and complete."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from answering.figures import parse_number
from answering.lexicon import any_of, pattern
from answering.question import Question
from answering.spans.span import NOUN, Span, cut


class _List(NamedTuple):
    """How a list is written: a mark it has, its pattern, that of its members (none: cut at 、), how well such a list fits."""

    mark: re.Pattern[str]
    form: re.Pattern[str]
    member: re.Pattern[str] | None
    fit: float


_LISTS = tuple(
    _List(re.compile(mark), re.compile(form), re.compile(member) if member else None, fit)
    for mark, form, member, fit in (
        ("“", r"“[^”]+”(?:[、和与及]?“[^”]+”)+", r"“([^”]+)”", 0.85),
        ("[“(]", r"[“(]([^”()]*、[^”()]*)[”)]", "", 0.9),
        ("、", r"[^,。;:、“”()\s]+(?:、[^,。;:、“”()\s]+)+", "", 0.85),
        ("[—–-]", r"[一-鿿]{1,6}(?:[—–-][一-鿿]{1,6})+", r"[一-鿿]+", 0.85),
        (r"\+", rf"{NOUN}{{1,8}}(?:\+{NOUN}{{1,8}})+", r"[^+]+", 0.75),
    )
)


_COUNTED = re.compile(r"等?([0-9]+|[两二三四五六七八九十]+)(?:大|个|种|类|项|条|家|处|块|座|方面)")


def lists(question: Question, text: str) -> Iterator[Span]:
    """Yield coordinations joined by 、, runs of quoted names, chains by + and —; best beside the noun asked for."""
    for mark, form, member, fit in _LISTS:
        for match in form.finditer(text) if mark.search(text) else ():
            start, end = match.span(1) if match.lastindex else match.span()
            end = _closed(text, start, end) if mark.pattern == "、" else end
            parts = _matches(member, text, start, end) if member else members(text, start, end)
            yield Span(parts, fit + _suits(question, text, parts), "list")


_DATED = re.compile("[0-9*]+[年月日]")
_CLOSED = re.compile(r"([^、]{2,}?)等?([0-9]+|[两二三四五六七八九十]+)(?:大|个|种|类|项|条|家|处|块|座|名)[一-鿿]{2}")


def _closed(text: str, start: int, end: int) -> int:
    """Return where a list ends that is counted before another one begins: 甲局、乙院、丙行|三家单位帮扶东村、西村."""
    at = start
    for number, piece in enumerate(text[start:end].split("、")[:-1], 1):
        closed = _CLOSED.match(piece)
        if closed and number > 1 and parse_number(closed[2]) == number:
            return at + closed.end(1)
        at += len(piece) + 1
    return end


def _suits(question: Question, text: str, parts: Sequence[tuple[int, int]]) -> float:
    """Return what speaks for a list: the noun asked for beside it, members of the kind asked for, alike in form.

    A member that the question itself names speaks against it: who built it with whom is not answered by a list it is in.
    """
    items = [text[a:b] for a, b in parts]
    suits = 0.15 if question.head and question.head in text[max(0, parts[0][0] - 8) : parts[-1][1] + 10] else 0.0
    kinds = {"person": "roles", "agent": "roles", "organisation": "organisations"}
    if question.target in kinds:
        of_kind = sum(bool(_ending(kinds[question.target]).search(item)) for item in items)
        suits += 0.5 * of_kind / len(items) - 0.25
    if len(items) > 2 and (len({item[-1:] for item in items}) == 1 or len({item[:1] for item in items}) == 1):
        suits += 0.15
    closed = _COUNTED.match(text, parts[-1][1])
    if closed and parse_number(closed[1]) == len(parts):  # 党建区、时政区、便民服务区三个功能区
        suits += 0.3
    if question.target != "time" and 2 * sum(bool(_DATED.match(item)) for item in items) >= len(items):
        suits -= 1.0  # 4月动工、10月1日启用
    named = [unit.text for unit in question.query.units if len(unit.text) > 2]
    if not question.excluded and any(word in item for word in named for item in items):
        suits -= 0.4
    return suits


@cache
def _ending(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern(kind).pattern})$")


def _matches(member: re.Pattern[str], text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    found = member.finditer(text[start:end])
    return tuple((start + m.start(m.lastindex or 0), start + m.end(m.lastindex or 0)) for m in found)


def members(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the members of the list at ``start``–``end``, the verb before the first and what closes the last cut off.

    >>> text = "完成山野听溪、在水一方和后会有溪等3个露营地"
    >>> [text[a:b] for a, b in members(text, 0, len(text))]
    ['山野听溪', '在水一方', '后会有溪']
    """
    pieces = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^、]+", text[start:end])]
    if not pieces:
        return ((start, end),)
    first, last = pieces[0], pieces[-1]
    lead = _lead().match(text[slice(*first)]) if len(pieces) > 1 else None
    if lead:
        pieces[0] = (first[0] + lead.end(), first[1])
    close = _close().search(text[slice(*last)])
    if close and close.start() > 0:
        pieces[-1] = (pieces[-1][0], last[0] + close.start())
    a, b = pieces[-1]
    middle = re.search(r"(?<=[一-鿿]{2})[和与及](?=[一-鿿]{2})", text[a:b]) if len(pieces) > 1 else None
    if middle:
        pieces[-1:] = [(a, a + middle.start()), (a + middle.end(), b)]
    return tuple(pieces)


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(rf"^.*?(?:{any_of(cut('lead'))})(?=[^、]{{2}})")


@cache
def _close() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(cut('close'))})$")
