"""What the confidence threshold buys: how many answers are right, and how many that could be are given.

    python bench/calibrate.py tests/cases/demo.jsonl:corpus/reports …

Each source is GOLD:REPORTS. Every question is answered once without a threshold and once with one that nothing reaches;
what is answered even then (a comparison that figures decide) is given whatever the threshold. For each threshold, any
other answer counts as given when its confidence reaches it. Printed are, over all sources together:

precision   of the answers given, the share that should be answered and is right
recall      of the questions that have an answer, the share that is given
refused     of the questions that have none, the share that is refused
answered    the share of all questions that is given an answer

``--write`` puts the line of the threshold in use between the calibration marks of both READMEs. The threshold itself is
``threshold`` in answering/data/weights.yaml; dialogues are passed over.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from answering import Answer, answer
from answering.features import weights
from answering.scoring import NONE, Gold, answer_right, read_gold
from retrieval import Library, open_library

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(1, 13))
MARKED = re.compile(r"(?<=<!-- calibration -->\n).*?(?=\n<!-- /calibration -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Case:
    """One question: whether it has an answer, and the confidence (None: refused whatever the threshold) and rightness of ours."""

    answerable: bool
    confidence: float | None
    right: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What one threshold gives; shares are None where there is nothing to take them of."""

    threshold: float
    precision: float | None
    recall: float | None
    refused: float | None
    answered: float | None

    def __str__(self) -> str:
        shares = (self.precision, self.recall, self.refused, self.answered)
        return f"{self.threshold:9.2f}" + "".join(f"{'-' if s is None else format(s, '.3f'):>11}" for s in shares)


def case_of(gold: Gold, said: Answer) -> Case:
    """Return how *said* came out against *gold*."""
    answerable = gold.kind != NONE
    right = answerable and said.found and answer_right(gold, said)
    return Case(answerable, said.confidence if said.found else None, right)


def row(cases: Sequence[Case], threshold: float) -> Row:
    """Count what *threshold* gives.

    >>> row([Case(True, 0.9, True), Case(True, 0.3, False), Case(False, 0.2, False), Case(False, None, False)], 0.25)
    Row(threshold=0.25, precision=0.5, recall=1.0, refused=1.0, answered=0.5)
    """
    given = [case.confidence is not None and case.confidence >= threshold for case in cases]
    return Row(
        threshold,
        precision=_share(case.right for case, is_given in zip(cases, given, strict=True) if is_given),
        recall=_share(is_given for case, is_given in zip(cases, given, strict=True) if case.answerable),
        refused=_share(not is_given for case, is_given in zip(cases, given, strict=True) if not case.answerable),
        answered=_share(given),
    )


def _share(flags: Iterable[bool]) -> float | None:
    values = list(flags)
    return round(sum(values) / len(values), 4) if values else None


def measured(source: str) -> list[Case]:
    """Answer the questions of one GOLD:REPORTS without a threshold, and see which of them no threshold refuses."""
    gold, _, reports = source.partition(":")
    library = open_library(Path(reports))
    asked = [golds[0] for golds in read_gold(Path(gold)) if len(golds) == 1]
    return [replace(case, confidence=1.0) if is_decided(one, library) else case for one in asked for case in [_freely(one, library)]]


def _freely(gold: Gold, library: Library) -> Case:
    with threshold(0.0):
        return case_of(gold, answer(gold.question, library))


def is_decided(gold: Gold, library: Library) -> bool:
    """Whether the answer is given whatever the threshold."""
    with threshold(2.0):
        return answer(gold.question, library).found


@contextmanager
def threshold(value: float) -> Iterator[None]:
    """Answer with another threshold; it is read anew by every question, in this process only."""
    in_use = weights()["threshold"]
    weights()["threshold"] = value
    try:
        yield
    finally:
        weights()["threshold"] = in_use


def written(text: str, now: Row, questions: int) -> str:
    """Return a README's *text* with the line of the threshold in use between its marks; the text as it is without marks."""
    cells = (now.threshold, questions, now.precision, now.recall, now.refused, now.answered)
    line = " | ".join("-" if cell is None else f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in cells)

    def replaced(match: re.Match[str]) -> str:
        head = match[0].strip().splitlines()[:2]
        return "\n".join(["", *head, f"| {line} |", ""])

    return MARKED.sub(replaced, text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+", metavar="GOLD:REPORTS")
    parser.add_argument("--write", action="store_true", help="write the line of the threshold in use into the READMEs")
    options = parser.parse_args()
    in_use = weights()["threshold"]
    cases = [case for source in options.sources for case in measured(source)]
    now = row(cases, in_use)
    print(f"threshold  precision     recall    refused   answered   ({len(cases)} questions)")
    for each in sorted((*(row(cases, t) for t in THRESHOLDS if t != in_use), now), key=lambda r: r.threshold):
        print(f"{each}{'   in use' if each is now else ''}")
    if options.write:
        for name in READMES:
            path = ROOT / name
            path.write_text(written(path.read_text("utf-8"), now, len(cases)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
