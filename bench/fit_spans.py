#!/usr/bin/env python3
"""Fit the weights that cut an answer out of its sentence, and say by cross-validation what that is worth.

    python bench/fit_spans.py GOLD:REPORTS[:WEIGHT] … [--write]

For each answerable question the sentence that holds the evidence is taken as found, its candidates are measured
(answering/cutting.py), and a softmax over them is fitted so that those come first that the gold set calls right, the more
of them that is the gold answer the better. A weight is shared by all questions plus one for what is asked, both pulled
towards 0. Prints the share of right answers by the rules alone, as fitted, and over five folds; --write puts the weights
into answering/data/cutting.yaml.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answering import choose as choosing
from answering.cutting import Sheet, Traits, traits
from answering.model import Kind
from answering.question import Question, read_question
from answering.scoring import Gold, coverage, f1, plain, read_gold, shared, span_right
from retrieval import Hit, Library, Passage, Retriever, fold, open_library
from retrieval.evidence import Scale, Setting

WEIGHTS = Path(__file__).parent.parent / "answering" / "data" / "cutting.yaml"
SMALLEST = 0.02
"""A weight nearer to 0 is left out."""
Weights = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Example:
    """One question: the traits of each candidate, how right each is (0 … 1), which one the rules take, what it counts."""

    asked: str
    rows: Sequence[Traits]
    grades: Sequence[float]
    weight: float
    name: str


def examples(source: str) -> Iterator[Example]:
    """Measure the candidates for the questions of one GOLD:REPORTS[:WEIGHT]."""
    gold, reports, *rest = source.split(":")
    library = open_library(Path(reports))
    passages: dict[str, list[Passage]] = {}
    for group in library.retriever.groups:
        for passage in group:
            passages.setdefault(passage.report.name, []).append(passage)
    for (one, *more) in read_gold(Path(gold)):
        if not more and one.kind not in ("none", "yes_no") and not (one.every and len(one.evidence) > 1):
            example = _example(one, passages, library, float(rest[0]) if rest else 1.0, Path(gold).stem)
            if example and sum(example.grades) > 0:
                yield example


def _example(
    gold: Gold, passages: Mapping[str, Sequence[Passage]], library: Library, weight: float, name: str
) -> Example | None:
    question = read_question(gold.question, library.retriever)
    evidence = plain(fold(gold.evidence[0].text))
    found = max(passages[gold.evidence[0].report], key=lambda p: _likeness(plain(p.text), evidence), default=None)
    if found is None or not question.query.units or question.kind in (Kind.COMPARE, Kind.YES_NO):
        return None
    sheet = _sheet(question, found, library.retriever)
    source = found.sentence.text
    spans = list(sheet.spans())
    grades = [_grade(gold, [source[a:b] for a, b in span.parts]) for span in spans]
    return Example(sheet.asked, [traits(sheet, span) for span in spans], grades, weight, name)


def _likeness(text: str, evidence: str) -> float:
    held = text in evidence or evidence in text
    return min(len(text), len(evidence)) if held else coverage(text, evidence)


def _sheet(question: Question, passage: Passage, retriever: Retriever) -> Sheet:
    """Lay out the sentence of *passage* as if it alone had been found."""
    query = question.query
    scale = Scale(query, question.asked_at[0], {unit: retriever.weight(unit) for unit in query.units})
    (evidence,) = scale.weigh(Setting((passage.text,), (passage.around,), fold(passage.report.text)))
    return choosing.sheet(choosing.best_of(question, Hit(passage, 1.0, evidence), retriever, {}), retriever)


def _grade(gold: Gold, parts: Sequence[str]) -> float:
    """Return how right an answer is: 0 when the gold set calls it wrong, else by the characters in common."""
    said = "、".join(parts)
    wanted = ["、".join(gold.answers)] if gold.every else gold.answers
    return max([_alike(plain(span), plain(said)) for span in wanted if span_right(span, said)], default=0.0)


def _alike(one: str, other: str) -> float:
    common = shared(one, other)
    return f1(common / len(one), common / len(other)) ** 2 if common else 0.0


def fit(data: Sequence[Example], pull: float = 0.0015, own: float = 2.0, steps: int = 120, rate: float = 0.08) -> Weights:
    """Return the weights of the largest penalised likelihood, by Adam.

    pull  how strongly a weight is drawn to 0; *own* times as strongly the one that holds for one thing asked only
    """
    names = sorted({trait for example in data for row in example.rows for trait in row})
    asked = sorted({example.asked for example in data})
    data = sorted(data, key=lambda example: example.asked)
    x = np.zeros((sum(len(e.rows) for e in data), len(names)), dtype=np.float32)
    column = {name: i for i, name in enumerate(names)}
    for i, row in enumerate(row for e in data for row in e.rows):
        for trait, value in row.items():
            x[i, column[trait]] = value
    grade = np.concatenate([np.asarray(e.grades, dtype=np.float32) for e in data])
    sizes = [len(e.rows) for e in data]
    first, question = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(data)), sizes)
    total = [sum(len(e.rows) for e in data if e.asked == one) for one in asked]
    where = [slice(stop - size, stop) for size, stop in zip(total, np.cumsum(total), strict=True)]
    count = np.array([e.weight for e in data], dtype=np.float32)
    count /= count.sum()
    w = np.zeros((len(asked) + 1, len(names)))
    m, v = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, steps + 1):
        z = np.concatenate([x[rows] @ (w[k] + w[-1]).astype(np.float32) for k, rows in enumerate(where)])
        p = np.exp(z - np.maximum.reduceat(z, first)[question])
        p /= np.add.reduceat(p, first)[question]
        q = p * grade
        q /= np.maximum(np.add.reduceat(q, first), 1e-9)[question]
        d = (p - q) * count[question]
        own_grad = np.vstack([d[rows] @ x[rows] for rows in where])
        grad = np.vstack([own_grad, own_grad.sum(axis=0)]) + pull * w
        grad[:-1] += (own - 1) * pull * w[:-1]
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        w -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return {
        name: {k: round(float(w[i, j]), 2) for i, k in enumerate([*asked, "all"]) if abs(w[i, j]) >= SMALLEST}
        for j, name in enumerate(names)
    }


def right(data: Sequence[Example], weights: Weights) -> dict[str, float]:
    """Return for each set the share of questions whose best candidate is right."""
    marks: dict[str, list[bool]] = {}
    for e in data:
        known = {t: found.get("all", 0.0) + found.get(e.asked, 0.0) for t, found in weights.items()}
        scores = [sum(known.get(trait, 0.0) * value for trait, value in row.items()) for row in e.rows]
        marks.setdefault(e.name, []).append(e.grades[int(np.argmax(scores))] > 0)
    return {name: round(sum(found) / len(found), 3) for name, found in marks.items()}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+", metavar="GOLD:REPORTS[:WEIGHT]")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    data = [example for source in options.sources for example in examples(source)]
    fitted = fit(data)
    print("rules  ", right(data, {"chosen": {"all": 1.0}}))
    print("fitted ", right(data, fitted))
    folds = [right(data[k::5], fit([e for i, e in enumerate(data) if i % 5 != k])) for k in range(5)]
    print("5 folds", {name: round(float(np.mean([fold[name] for fold in folds])), 3) for name in folds[0]})
    if options.write:
        write(fitted)


def write(weights: Weights) -> None:
    """Put *weights* into ``answering/data/cutting.yaml``, one trait a line."""
    head = WEIGHTS.read_text("utf-8").split('"', 1)[0]
    lines = (f'"{t}": {{{", ".join(f"{k}: {v}" for k, v in sorted(found.items()))}}}\n' for t, found in sorted(weights.items()) if found)
    WEIGHTS.write_text(head + "".join(lines), "utf-8")


if __name__ == "__main__":
    main()
