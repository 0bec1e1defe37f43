#!/usr/bin/env python3
"""Ask the same gold questions with each search engine, and print a Markdown table of the scores.

    python bench/engines.py [NAME=GOLD:REPORTS …] [--engines rank_bm25,tantivy] [--own]

Without sets, the demo questions that ship are asked. "other" counts the answers that are not the reference's to the byte.
--own measures what tantivy's own BM25 (k1 = 1.2, b = 0.75) would do when its hits were taken as they are.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch

from answering import Answer
from answering.scoring import Scorecard
from corpus import DEMO
from goldsets import GoldSet, Respond, open_set, respond_from
from retrieval import Choice, Library, open_library
from retrieval.engines import ENGINES, Among
from retrieval.engines.tantivy import Tantivy

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
DEFAULT = (f"demo={CASES / 'demo.jsonl'}:{DEMO}",)
REFERENCE, OWN = "rank_bm25", "tantivy, own BM25"
FIGURES = ("answer", "quote@1", "quote@3", "score")


class Row(NamedTuple):
    """How one engine did on one set, and how many of its answers are not the reference's."""

    set: str
    questions: int
    engine: str
    card: Scorecard
    other: int


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", metavar="NAME=GOLD:REPORTS")
    parser.add_argument("--engines", default=",".join(ENGINES[1:]), help="names, separated by commas")
    parser.add_argument("--own", action="store_true", help="tantivy's own scores as well")
    parser.add_argument("--limit", type=int, help="at most so many conversations of each set")
    options = parser.parse_args(arguments)
    kinds = list(dict.fromkeys([REFERENCE, *options.engines.split(","), *([OWN] if options.own else [])]))
    rows = []
    for source in options.sources or DEFAULT:
        try:
            rows += measured(open_set(source, options.limit), Path(source.rpartition(":")[2]), kinds)
        except argparse.ArgumentTypeError as error:
            parser.error(str(error))
    print(markdown(rows))


def measured(gold: GoldSet, reports: Path, kinds: Sequence[str]) -> Iterator[Row]:
    """Yield how each engine of *kinds*, the reference first, does on a set."""
    meant: list[str] = []
    for kind in kinds:
        with TemporaryDirectory() as data, own_scores() if kind == OWN else patch.dict({}):
            library = open_library(reports, data=Path(data), engine=Choice("tantivy" if kind == OWN else kind))
            given: list[str] = []
            card = gold.scored(noted(library, given))
        meant = meant or given
        yield Row(gold.name, gold.questions, kind, card, sum(a != b for a, b in zip(given, meant, strict=True)))


def noted(library: Library, given: list[str]) -> Respond:
    """Return what answers from *library* and notes each answer, its time aside."""
    respond = respond_from(library)

    def answers(questions: Sequence[str]) -> Iterator[Answer]:
        for answer in respond(questions):
            given.append(json.dumps({**answer.as_dict(), "elapsed_ms": 0}, ensure_ascii=False))
            yield answer

    return answers


@contextmanager
def own_scores() -> Iterator[None]:
    """Take tantivy's hits as they are."""

    def search(
        self: Tantivy, terms: Mapping[str, float], k: int, *, required: Collection[str] = (), among: Among | None = None
    ) -> list[tuple[int, float]]:
        sought = {term: weight for term, weight in terms.items() if weight > 0}
        found = self._searcher.search(self._any_of(sought), k, count=False).hits if sought else []
        scored = zip(self._numbers([at for _, at in found]), (float(score) for score, _ in found), strict=True)
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))

    with patch.object(Tantivy, "search", search):
        yield


def markdown(rows: Sequence[Row]) -> str:
    """Return the table."""
    heads = ["set", "engine", *FIGURES, "other"]
    lines = [heads, ["---"] * len(heads)]
    for row in rows:
        figures = row.card.figures()
        shares = ["–" if figures[name] is None else f"{figures[name]:.3f}" for name in FIGURES]
        lines.append([f"{row.set}, {row.questions}", row.engine, *shares, str(row.other)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
