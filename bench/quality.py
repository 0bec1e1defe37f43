#!/usr/bin/env python3
"""Measure cunwen beside the afternoon version (bench/afternoon.py) in one run, and print a Markdown table.

    python bench/quality.py [NAME=GOLD:REPORTS …] [--traditional] [--write]

Without sets, the demo questions and dialogues that ship are asked. --traditional asks cunwen the same questions in
traditional characters as well, as OpenCC's s2t writes them. --write puts the table in the place of the one between the
marks in both READMEs, so name every set that is to be there.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import opencc

from afternoon import Afternoon
from answering.scoring import Scorecard
from bot.cli.common import Progress
from corpus import DEMO
from goldsets import GoldSet, open_set, respond_from

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
DEFAULT = (f"demo={CASES / 'demo.jsonl'}:{DEMO}", f"demo dialogues={CASES / 'demo_dialogues.jsonl'}:{DEMO}")

FIGURES = ("score", "answered", "answer", "quote@1", "quote@3", "refused")
VERSIONS = ("afternoon", "cunwen", "traditional")
READMES = {
    "README.md": {
        "set": "gold questions", "version": "version", "afternoon": "BM25 alone", "cunwen": "cunwen",
        "traditional": "cunwen, asked in traditional characters",
    },
    "README.zh-CN.md": {
        "set": "标准问题", "version": "版本", "afternoon": "只用 BM25", "cunwen": "村问", "traditional": "村问，用繁体字问",
    },
}  # fmt: skip
"""The words of the table in each README's language."""
BEGIN, END = "<!-- measured: bench/quality.py --write -->", "<!-- /measured -->"


@dataclass(frozen=True)
class Measured:
    """How one version did on one set."""

    set: str
    questions: int
    version: str
    card: Scorecard


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def traditional(text: str) -> str:
    """Return *text* in traditional characters."""
    return str(_converter().convert(text))


def measure(gold: GoldSet, versions: Sequence[str], told: Callable[[], None] = lambda: None) -> Iterator[Measured]:
    """Yield how each of *versions* does on a set, in their order; *told* is called after each conversation."""
    for version in versions:
        asked = gold.rewritten(traditional) if version == "traditional" else gold
        respond = Afternoon(gold.library.corpus).answers if version == "afternoon" else respond_from(gold.library)
        yield Measured(gold.name, gold.questions, version, asked.scored(respond, told))


def markdown(rows: Sequence[Measured], words: dict[str, str]) -> str:
    """Return the table in the language of *words*; milliseconds are those of an answer."""
    heads = [words["set"], words["version"], *FIGURES, "p50 ms", "p95 ms"]
    lines = [heads, ["---"] * len(heads)]
    for row in rows:
        figures = row.card.figures()
        shares = ["–" if figures[name] is None else f"{figures[name]:.2f}" for name in FIGURES]
        times = [f"{figures[name]:.1f}" for name in ("p50", "p95")]
        lines.append([f"{row.set}, {row.questions}", words[row.version], *shares, *times])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def placed(readme: str, table: str) -> str:
    """Return the text of a README with *table* between the marks.

    Raises  ValueError when the marks are not there, once each and in order
    """
    pattern = re.compile(rf"({re.escape(BEGIN)}\n).*?({re.escape(END)})", re.DOTALL)
    written, count = pattern.subn(lambda match: f"{match[1]}\n{table}\n\n{match[2]}", readme)
    if count != 1:
        raise ValueError(f"the marks {BEGIN} … {END} are wanted once, and are there {count} times")
    return written


def write(rows: Sequence[Measured], folder: Path) -> None:
    """Put the table into both READMEs of *folder*: both, or neither when one has no marks."""
    written = {
        folder / name: placed((folder / name).read_text("utf-8"), markdown(rows, words)) for name, words in READMES.items()
    }
    for path, text in written.items():
        path.write_text(text, "utf-8")


def measured(sets: Sequence[GoldSet], versions: Sequence[str]) -> list[Measured]:
    """Measure every version on every set, saying on a terminal how far it has come."""
    total = sum(len(gold.conversations) for gold in sets) * len(versions)
    with Progress("quality") as progress:
        done = iter(range(1, total + 1))
        return [row for gold in sets for row in measure(gold, versions, lambda: progress(next(done), total, ""))]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", metavar="NAME=GOLD:REPORTS")
    parser.add_argument("--traditional", action="store_true", help="the same in traditional characters as well")
    parser.add_argument("--write", action="store_true", help="put the table into both READMEs")
    parser.add_argument("--limit", type=int, help="at most so many conversations of each set")
    options = parser.parse_args(arguments)
    try:
        sets = [open_set(source, options.limit) for source in options.sources or DEFAULT]
    except argparse.ArgumentTypeError as error:
        parser.error(str(error))
    rows = measured(sets, VERSIONS if options.traditional else VERSIONS[:2])
    print(markdown(rows, READMES["README.md"]))
    if options.write:
        write(rows, ROOT)


if __name__ == "__main__":
    main()
