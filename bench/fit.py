#!/usr/bin/env python3
"""Fit the ranking's weights to questions with known answers, and say by cross-validation what that is worth.

    python bench/fit.py GOLD:REPORTS[:WEIGHT[:LIMIT]] … [--write]

For each answerable question the passages found are measured (answering/features.py); a softmax over them is fitted so
that the passages that hold the evidence come first (conditional logit, McFadden 1973, with an L2 penalty). The weights
of the span's own features stay: what they add up to is one more measurement, and the others are scaled so that it counts
once. Prints quote@1 of the weights in use, of the fitted ones, and the mean over five folds; --write puts the fitted ones
into answering/data/weights.yaml.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answering import choose as choosing
from answering.features import Features, weights
from answering.question import read_question
from answering.scoring import Gold, quote_right, read_gold
from corpus import Quote
from retrieval import MEASURES, Library, open_library

FITTED = ("bm25", *MEASURES, "heading", "position", "length", "foreign", "cue")
OF_PASSAGE = (*FITTED, "recent", "nearby")
WEIGHTS = Path(__file__).parent.parent / "answering" / "data" / "weights.yaml"


@dataclass(frozen=True)
class Example:
    """One question: a row of features a passage, which rows are right, what it counts, and its set."""

    rows: np.ndarray
    right: np.ndarray
    weight: float
    name: str


def examples(source: str, names: list[str]) -> list[Example]:
    """Measure the passages found for the questions of one GOLD:REPORTS[:WEIGHT[:LIMIT]]."""
    gold, reports, *rest = source.split(":")
    weight, limit = float(rest[0]) if rest else 1.0, int(rest[1]) if len(rest) > 1 else None
    library = open_library(Path(reports))
    asked = [golds[0] for golds in read_gold(Path(gold)) if len(golds) == 1 and golds[0].kind != "none"][:limit]
    found = (_example(one, library, weight, Path(gold).stem, names) for one in asked)
    return [example for example in found if example is not None and 0 < example.right.sum() < len(example.right)]


def _example(gold: Gold, library: Library, weight: float, name: str, names: list[str]) -> Example | None:
    question = read_question(gold.question, library.retriever)
    if not question.query.units:
        return None
    hits = library.retriever.search(question.query, question.asked_at[0])
    choices = choosing.choose(question, hits, library.retriever)
    if not choices:
        return None
    rows = np.array([[*(choice.features[n] for n in names), _of_span(choice.features)] for choice in choices])
    spots = ((c.hit.passage.report, c.hit.passage.sentence) for c in choices)
    right = np.array([quote_right(gold, Quote(report, s.start, s.end)) for report, s in spots])
    return Example(rows, right, weight, name)


def _of_span(features: Features) -> float:
    """Return what the span's own features add up to."""
    return sum(weights()[name] * value for name, value in features.items() if name not in OF_PASSAGE)


def fit(data: list[Example], ridge: float, steps: int = 500, rate: float = 0.05) -> np.ndarray:
    """Return the weights of the largest penalised likelihood, by Adam, on features scaled to unit deviation."""
    deviation = np.concatenate([example.rows for example in data]).std(0) + 1e-9
    shape = len(data), max(len(example.rows) for example in data)
    rows, right, absent = np.zeros((*shape, len(deviation))), np.zeros(shape), np.full(shape, -1e9)
    for i, example in enumerate(data):
        size = len(example.rows)
        rows[i, :size], right[i, :size], absent[i, :size] = example.rows / deviation, example.right, 0.0
    counts = np.array([example.weight for example in data])
    counts /= counts.sum()
    w, m, v = (np.zeros(len(deviation)) for _ in range(3))
    for step in range(1, steps + 1):
        p = _softmax(rows @ w + absent)
        q = p * right
        q /= np.maximum(q.sum(1, keepdims=True), 1e-12)
        grad = np.einsum("ij,ijk->k", (p - q) * counts[:, None], rows) + 2 * ridge * w
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        w -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return np.asarray(w / deviation)


def _softmax(scores: np.ndarray) -> np.ndarray:
    p = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(p / p.sum(1, keepdims=True))


def first_right(data: list[Example], w: np.ndarray) -> dict[str, float]:
    """Return the share of questions of each set whose first passage is right."""
    flags: dict[str, list[bool]] = {}
    for example in data:
        flags.setdefault(example.name, []).append(bool(example.right[int(np.argmax(example.rows @ w))]))
    return {name: round(float(np.mean(of)), 3) for name, of in flags.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--ridge", type=float, default=0.0002, help="weight of the L2 penalty")
    options = parser.parse_args()
    names = list(FITTED)
    choosing.SENTENCES = 30
    data = [example for source in options.sources for example in examples(source, names)]
    start = np.array([*(weights()[name] for name in names), 1.0])
    fitted = fit(data, options.ridge)
    fitted /= fitted[-1]
    folds = []
    for k in range(5):
        w = fit([e for i, e in enumerate(data) if i % 5 != k], options.ridge)
        folds.append(first_right([e for i, e in enumerate(data) if i % 5 == k], w))
    print("in use ", first_right(data, start))
    print("fitted ", first_right(data, fitted))
    print("5 folds", {name: round(float(np.mean([fold[name] for fold in folds])), 3) for name in folds[0]})
    for name, old, new in zip((*names, "span"), start, fitted, strict=True):
        print(f"{name:10} {old:7.2f} → {new:7.2f}")
    if options.write:
        text = WEIGHTS.read_text("utf-8")
        for name, new in zip(names, fitted[:-1], strict=True):
            text = re.sub(rf"^{name}: .*$", f"{name}: {new:.2f}", text, flags=re.MULTILINE)
        WEIGHTS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
