"""The pages of /gaps: what no report answers, then the answers that were voted down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Protocol

from bot.records.gaps import Gap
from bot.wording.markup import shorten
from bot.wording.messages import message
from bot.wording.notices import SHOWN, lines
from bot.wording.replies import Button, Reply

A_PAGE = 8
"""Questions on one page."""
WORDINGS = 2
"""Other wordings of a question that are shown."""


class Disliked(Protocol):
    """A question whose answer was voted down."""

    @property
    def question(self) -> str:
        """As it was understood."""

    @property
    def answer(self) -> str:
        """The last one that was voted down."""

    @property
    def count(self) -> int:
        """How many voted."""

    @property
    def last(self) -> int:
        """When, in seconds since 1970."""


Page = tuple[str, tuple[tuple[int, Gap | Disliked], ...]]
"""The code of its heading, and what is on it with its number."""


def pages(gaps: Sequence[Gap], disliked: Sequence[Disliked]) -> list[Page]:
    """Divide both into pages; numbers begin anew with the second."""
    return [*_divided("gaps.title", gaps), *_divided("gaps.disliked", disliked)]


def _divided(title: str, found: Sequence[Gap | Disliked]) -> Iterator[Page]:
    numbered = tuple(enumerate(found, 1))
    for start in range(0, len(numbered), A_PAGE):
        yield title, numbered[start : start + A_PAGE]


def shown(
    pages: Sequence[Page], number: int, mark: Callable[[int], str], answered: Callable[[str], bool] = lambda _: False
) -> Reply:
    """Return page *number* (from 0; the last one when there are not so many any more).

    mark      callback data for a page
    answered  whether a question has an answer by now
    """
    if not pages:
        return lines([message("gaps.none")])
    number = min(number, len(pages) - 1)
    title, entries = pages[number]
    told = [line for n, entry in entries for line in (_missed(n, entry, answered) if isinstance(entry, Gap) else _bad(n, entry))]
    heading = message(title) + (message("gaps.page", page=number + 1, pages=len(pages)) if len(pages) > 1 else "")
    buttons = []
    if number:
        buttons.append(Button(message("gaps.back"), mark(number - 1)))
    if number + 1 < len(pages):
        buttons.append(Button(message("gaps.next"), mark(number + 1)))
    reply = lines([heading, *told])
    return Reply(reply.runs, tuple(buttons))


def _missed(number: int, gap: Gap, answered: Callable[[str], bool]) -> Iterator[str]:
    line = message("gaps.line", number=number, question=shorten(gap.question, SHOWN), count=gap.count)
    yield line + (message("gaps.closed") if answered(gap.question) else "")
    yield message("gaps.facts", askers=gap.askers, last=_day(gap.last))
    if gap.others:
        others = message("gaps.or").join(shorten(other, SHOWN // 2) for other in gap.others[:WORDINGS])
        yield message("gaps.others", others=others)


def _bad(number: int, entry: Disliked) -> Iterator[str]:
    yield message("gaps.bad", number=number, question=shorten(entry.question, SHOWN), count=entry.count)
    yield message("gaps.answer", answer=shorten(entry.answer, SHOWN), last=_day(entry.last))


def _day(seconds: int) -> str:
    day = date.fromtimestamp(seconds)
    return f"{day.year}年{day.month}月{day.day}日"
