"""Questions that no report answers, the same one in other words told once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from answering.topic import Topic


@dataclass(frozen=True, slots=True)
class Missed:
    """One time that a question was refused: who asked (negative for a chat), what, made complete, and when (1970)."""

    user: int
    question: str
    sent: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that no report answers, in the words most used, and in which ``others``.

    ``count`` is how often it was asked, ``askers`` by how many, ``last`` when for the last time (seconds since 1970).
    """

    question: str
    others: tuple[str, ...]
    count: int
    askers: int
    last: int


def grouped(missed: Sequence[Missed], read: Callable[[str], Topic]) -> list[Gap]:
    """Put together what asks for the same, what most people miss first, then what was asked most, then last.

    read  what a question is about
    """
    asked: defaultdict[str, list[Missed]] = defaultdict(list)
    for one in missed:
        asked[one.question].append(one)
    gaps = [_gap([one for wording in group for one in asked[wording]]) for group in _alike(asked, read)]
    return sorted(gaps, key=lambda gap: (-gap.askers, -gap.count, -gap.last, gap.question))


def _alike(questions: Iterable[str], read: Callable[[str], Topic]) -> list[list[str]]:
    """Return the questions in groups; each is compared with the first of the groups that share a word with it."""
    groups: list[list[str]] = []
    topics: list[Topic] = []
    holding: defaultdict[str, list[int]] = defaultdict(list)
    for question in questions:
        topic = read(question)
        near = sorted({number for form in topic.forms for number in holding[form]})
        found = next((number for number in near if topics[number].same(topic)), None)
        if found is not None:
            groups[found].append(question)
            continue
        for form in topic.forms:
            holding[form].append(len(groups))
        groups.append([question])
        topics.append(topic)
    return groups


def _gap(missed: Sequence[Missed]) -> Gap:
    times, last = Counter(one.question for one in missed), max(one.sent for one in missed)
    question, *others = sorted(times, key=lambda wording: (-times[wording], len(wording), wording))
    return Gap(question, tuple(others), len(missed), len({one.user for one in missed}), last)
