"""How good answers are, measured against gold questions.

A gold question names the verbatim spans that answer it and the passages they stand in. What is counted:

Of the questions that have an answer, the share

answered   that was not refused
answer     whose short answer is right: ``answer_right``
quote@1    whose best quote is the evidence: ``quote_right``
quote@3    with the evidence among the best three quotes

and of the others

refused    the share that was indeed refused

Over all of them

score      the share that came out well: short answer and best quote right, or refused where that is right
verbatim   the share of quotes whose words stand in the file they name
p50, p95   milliseconds that an answer took, median and 95th percentile

Texts are compared without white space, quotation marks, case and the difference between full and half width.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answering.model import Answer
from corpus import Quote

NONE = "none"
"""The kind of a question that must be refused."""

WIDTHS = str.maketrans("０１２３４５６７８９％＋－～．，：；！？（）。“”‘’", "0123456789%+-~.,:;!?().\"\"''")
IGNORED = re.compile(r"[\s\"'「」『』《》<>]")
PAGE_NUMBER = re.compile(r"\n\s*\d{1,3}、")

GoodOf = tuple[int, int]
"""How many are good, of how many."""


class GoldError(Exception):
    """A line of a gold file is not of the form described.

    ``line`` counts from 1, 0 when the whole file is no UTF-8; ``field`` is what the line lacks, empty when it is no
    JSON object at all.
    """

    def __init__(self, path: Path, line: int, field: str = "") -> None:
        super().__init__(f"{path.name}:{line}: {field or 'no JSON object'}")
        self.path, self.line, self.field = path, line, field


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a gold answer stands: the report's file name and the words there."""

    report: str
    text: str


@dataclass(frozen=True, slots=True)
class Gold:
    """One question whose answer is known.

    ``answers`` are verbatim spans: one of them is wanted, or each of them when ``every`` is set; none when ``kind`` is
    ``none``. ``style`` is how it is asked (plain, colloquial, keywords, typo, traditional, long, dialogue).
    """

    id: str
    kind: str
    style: str
    question: str
    answers: tuple[str, ...]
    every: bool
    evidence: tuple[Evidence, ...]

    @property
    def report(self) -> str:
        """The file the answer stands in, empty for a question that must be refused."""
        return self.evidence[0].report if self.evidence else ""


@dataclass(frozen=True, slots=True)
class Mark:
    """How one answer came out. ``right``, ``first`` and ``third`` are False for a question that must be refused."""

    gold: Gold
    answer: Answer
    right: bool
    first: bool
    third: bool

    @property
    def good(self) -> bool:
        """Whether it counts 1 in the score."""
        return not self.answer.found if self.gold.kind == NONE else self.right and self.first


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All marks of a run, and of all quotes how many stand in their file: (verbatim, quotes)."""

    marks: tuple[Mark, ...]
    verbatim: GoodOf

    @property
    def misses(self) -> tuple[Mark, ...]:
        """The marks that are not good, in the order asked."""
        return tuple(mark for mark in self.marks if not mark.good)

    def by(self, name: str) -> dict[str, GoodOf]:
        """Return (good, all) for each value of the Gold field *name*, sorted: ``by("kind")["list"] == (7, 12)``."""
        groups: dict[str, list[bool]] = {}
        for mark in self.marks:
            groups.setdefault(getattr(mark.gold, name), []).append(mark.good)
        return {value: (sum(good), len(good)) for value, good in sorted(groups.items())}

    def figures(self) -> dict[str, Any]:
        """Return every figure by its name; a share is a fraction, None when there is nothing to take it of."""
        asked = [mark for mark in self.marks if mark.gold.kind != NONE]
        none = [mark for mark in self.marks if mark.gold.kind == NONE]
        return {
            "questions": len(self.marks),
            "score": _share(mark.good for mark in self.marks) or 0.0,
            "answered": _share(mark.answer.found for mark in asked),
            "answer": _share(mark.right for mark in asked),
            "quote@1": _share(mark.first for mark in asked),
            "quote@3": _share(mark.third for mark in asked),
            "refused": _share(mark.good for mark in none),
            "verbatim": round(self.verbatim[0] / self.verbatim[1], 4) if self.verbatim[1] else None,
            "p50": self._milliseconds(0.50),
            "p95": self._milliseconds(0.95),
        }

    def _milliseconds(self, rank: float) -> float | None:
        taken = sorted(round(mark.answer.elapsed_ms, 2) for mark in self.marks)
        return taken[int(len(taken) * rank)] if taken else None


def _share(flags: Iterable[bool]) -> float | None:
    values = list(flags)
    return round(sum(values) / len(values), 4) if values else None


def score(golds: Sequence[Gold], answers: Sequence[Answer], sources: Mapping[str, str] | None = None) -> Scorecard:
    """Mark each answer against its gold question.

    sources  text of each report by file name, as the file has it; a report that is not in it has no verbatim quote.
             None measures nothing there
    Raises   ValueError when there is not one answer a question
    """
    marks = tuple(_mark(gold, answer) for gold, answer in zip(golds, answers, strict=True))
    if sources is None:
        return Scorecard(marks, (0, 0))
    readings = {name: (plain(text), plain(PAGE_NUMBER.sub("", text))) for name, text in sources.items()}
    quotes = [quote for answer in answers for quote in answer.quotes]
    kept = sum(any(plain(q.text) in text for text in readings.get(q.report.name, ())) for q in quotes)
    return Scorecard(marks, (kept, len(quotes)))


def _mark(gold: Gold, answer: Answer) -> Mark:
    if gold.kind == NONE or not answer.found:
        return Mark(gold, answer, right=False, first=False, third=False)
    hits = [quote_right(gold, quote) for quote in answer.quotes[:3]]
    return Mark(gold, answer, right=answer_right(gold, answer), first=any(hits[:1]), third=any(hits))


def plain(text: str) -> str:
    """Return what is compared.

    >>> plain("种植 “羊肚菌” ８０亩，")
    '种植羊肚菌80亩,'
    """
    return IGNORED.sub("", text.translate(WIDTHS).lower())


def shared(one: str, other: str) -> int:
    """Count the characters two texts have in common, each as often as both have it."""
    return (Counter(one) & Counter(other)).total()


def coverage(one: str, other: str) -> float:
    """Return the characters in common as a fraction of the shorter text, 0 when either is empty."""
    return shared(one, other) / min(len(one), len(other)) if one and other else 0.0


def span_right(gold: str, span: str) -> bool:
    """Whether *span* is the gold span with little around it, most of it, or nearly the same characters."""
    gold, span = plain(gold), plain(span)
    if not gold or not span:
        return False
    if gold in span:
        return len(span) <= max(3 * len(gold), len(gold) + 12)
    if span in gold and len(span) / len(gold) >= 0.6:
        return True
    common = shared(gold, span)
    return common > 0 and f1(common / len(span), common / len(gold)) >= 0.8


def f1(p: float, r: float) -> float:
    """Return the harmonic mean of precision and recall, not both 0."""
    return 2 * p * r / (p + r)


def answer_right(gold: Gold, answer: Answer) -> bool:
    """Whether the short answer is right.

    A yes/no answer begins with the gold word; an explanation may stand in the first quote; a list names every part
    without drowning it; anything else is one of the gold spans.
    """
    said = answer.answer or ""
    if gold.kind == "yes_no":
        return plain(said).startswith(plain(gold.answers[0]))
    if gold.kind == "why_how":
        told = plain(said + "".join(quote.text for quote in answer.quotes[:1]))
        return any(coverage(plain(span), told) >= 0.8 for span in gold.answers)
    if gold.every:
        told = plain(f"{said}、{'、'.join(answer.parts)}")
        wanted = [plain(span) for span in gold.answers]
        room = 40 + 4 * sum(len(span) for span in wanted)
        return len(told) <= room and all(span in told for span in wanted)
    return any(span_right(span, part) for span in gold.answers for part in (said, *answer.parts[:1]))


def quote_right(gold: Gold, quote: Quote) -> bool:
    """Whether a quote is evidence: the right report, a gold span that the evidence has too, and its words."""
    text = plain(quote.text)
    return any(
        quote.report.name == evidence.report
        and _holds_answer(gold, text, plain(evidence.text))
        and coverage(text, plain(evidence.text)) >= 0.7
        for evidence in gold.evidence
    )


def _holds_answer(gold: Gold, text: str, evidence: str) -> bool:
    if gold.kind in ("yes_no", "why_how"):
        return True
    return any(plain(span) in text for span in gold.answers if plain(span) in evidence)


def read_gold(path: Path) -> tuple[tuple[Gold, ...], ...]:
    """Read a file of gold questions, one JSON object a line: conversations, a single question being one of length 1.

    Raises  GoldError with the line that is not of the form; OSError when the file cannot be opened
    """
    conversations = []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise GoldError(path, 0) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            conversations.append(gold_of(json.loads(line)))
        except KeyError as error:
            raise GoldError(path, number, str(error.args[0])) from error
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise GoldError(path, number) from error
    return tuple(conversations)


def gold_of(item: Mapping[str, Any]) -> tuple[Gold, ...]:
    """Return the questions of one gold record; the turns of a dialogue get their kind from their answers."""
    if "turns" not in item:
        return (_gold(item, item["id"], item["kind"], item["style"]),)
    return tuple(
        _gold(turn, turn.get("id", f"{item['id']}.{number}"), turn.get("kind", _turn_kind(turn)), "dialogue")
        for number, turn in enumerate(item["turns"], start=1)
    )


def _gold(item: Mapping[str, Any], id_: str, kind: str, style: str) -> Gold:
    return Gold(
        id=id_,
        kind=kind,
        style=item.get("style", style),
        question=item["question"],
        answers=tuple(item["answers"]),
        every=item.get("match") == "all",
        evidence=tuple(Evidence(e["report"], e["text"]) for e in item.get("evidence", ())),
    )


def _turn_kind(turn: Mapping[str, Any]) -> str:
    if not turn["answers"]:
        return NONE
    if turn["answers"] in (["是"], ["否"]):
        return "yes_no"
    return {"all": "list"}.get(turn.get("match", "any"), "what")
