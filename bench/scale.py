#!/usr/bin/env python3
"""Measure cunwen and other engines side by side from a thousand paragraphs to a million.

    python bench/scale.py [--largest 100000] [--rounds 3] [--engines cunwen,tantivy] [--work DIR] [--processor] [--write]

Makes the corpora (bench/corpora.py), cuts them into words once, builds each engine's index, and asks each the same queries:
the ten best of an OR over the words of a question. Every engine runs in a process of its own, one after the other, in turn
in each round; the medians of the rounds are printed as a table, with the ratio to plain rank-bm25 and what grows how fast.
Ours is also asked for whole answers, and says how many are right. An engine that is not installed, or would take too long
at a size, is left out, which is said. --processor counts the processor's time of a query instead of the clock's, of all
threads, for a machine that has other work. --work keeps corpora and indexes for the next time; --write puts table and curves into
the READMEs and docs/. Exit code 1 when a whole answer's time grows faster than the paragraphs to the power of GROWTH.

Peers: pip install 'cunwen[bench]'.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import corpora
from bot.cli.common import Progress
from peers import PEERS
from trial import OURS, timed
from zipf import slope

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1000, 10_000, 100_000, 1_000_000)
ASKED = 200
"""Questions at most: those that every size is asked, and others."""
GROWTH = 0.25
"""Power of the paragraphs that the time of a whole answer may grow with."""
AGAIN = 20.0
"""Seconds; an index that is built sooner is built in every round."""
FEW = 10_000
"""Paragraphs that are not worth a second process."""
CURVES = "docs/scale.png"
MARKS = re.compile(r"(<!-- scale: bench/scale\.py --write -->\n).*?(<!-- /scale -->)", re.DOTALL)
WORDS = {
    "en": {
        "paragraphs": "paragraphs", "engine": "engine", "build_s": "index, s", "disk_mb": "on disk, MB", "open_s": "open, s",
        "memory_mb": "memory, MB", "query_p50": "query p50, ms", "query_p95": "p95", "times": "rank-bm25 ÷ it", "first": "found first",
        "answer_p50": "whole answer p50, ms", "answer_p95": "p95", "score": "right", "everywhere": "right of the same 60",
        "asked": "questions",
    },
    "zh": {
        "paragraphs": "段落数", "engine": "引擎", "build_s": "建索引，秒", "disk_mb": "磁盘，MB", "open_s": "打开，秒",
        "memory_mb": "内存，MB", "query_p50": "检索 p50，毫秒", "query_p95": "p95", "times": "rank-bm25 ÷ 它", "first": "排第一",
        "answer_p50": "完整回答 p50，毫秒", "answer_p95": "p95", "score": "答对", "everywhere": "相同 60 问答对", "asked": "问题数",
    },
}  # fmt: skip
WRITTEN = {"README.md": ("en", True), "README.zh-CN.md": ("zh", True), "docs/scale.md": ("en", False), "docs/scale.zh-CN.md": ("zh", False)}
"""Where the tables go: language, and whether only the short one."""


class Row(NamedTuple):
    """What was measured of one engine at one size, medians of the rounds."""

    engine: str
    size: int
    figures: Mapping[str, Any]


def prepare(folder: Path, size: int, jobs: int) -> float:
    """Write the corpus of *size* paragraphs, its words and the questions, unless it is there; return the seconds of cutting."""
    if not (folder / "questions.jsonl").exists():
        shutil.rmtree(folder, ignore_errors=True)
        corpora.write(folder, size, jobs=jobs)
        took, _ = timed(lambda: _cut(folder, jobs))
        (folder / "cut.txt").write_text(str(took), encoding="utf-8")
        _choose(folder)
    return float((folder / "cut.txt").read_text("utf-8"))


def _cut(folder: Path, jobs: int) -> None:
    """Cut every paragraph into jieba's words, as every peer is given them."""
    paths = sorted((folder / "reports").iterdir())
    with (folder / "words.txt").open("w", encoding="utf-8") as file:
        if jobs == 1:
            file.writelines(map(_words_of, paths))
        else:
            with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
                file.writelines(pool.map(_words_of, paths, chunksize=20))


def _words_of(path: Path) -> str:
    return "".join(" ".join(words(line)) + "\n" for line in path.read_text("utf-8").splitlines())


def words(text: str) -> list[str]:
    """Return jieba's words of *text* without marks."""
    import jieba

    jieba.setLogLevel("WARNING")
    return [word for word in jieba.lcut(text) if word.isalnum()]


def _choose(folder: Path) -> None:
    """Choose the questions that are asked: those of the first reports and others from everywhere, in an order of chance."""
    golds = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    everywhere, others = golds[: corpora.FIRST * corpora.FACTS], golds[corpora.FIRST * corpora.FACTS :]
    left = ASKED - len(everywhere)
    chosen = [*everywhere, *others[:: max(1, -(-len(others) // left))]]
    random.Random(0).shuffle(chosen)
    starts = {path.name: number * corpora.PARAGRAPHS for number, path in enumerate(sorted((folder / "reports").iterdir()))}
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        for gold in chosen:
            told = next(iter(gold["evidence"]), None)
            line = starts[told["report"]] + _line(folder / "reports" / told["report"], told["text"]) if told else -1
            file.write(json.dumps([gold["question"], words(gold["question"]), line], ensure_ascii=False) + "\n")


def _line(path: Path, text: str) -> int:
    return next(number for number, line in enumerate(path.read_text("utf-8").splitlines()) if text in line)


def missing(engine: str) -> list[str]:
    """Return what *engine* needs and is not installed."""
    return [name for name in (PEERS[engine].needs if engine in PEERS else ()) if find_spec(name) is None]


def engines_at(size: int, wanted: Sequence[str]) -> Iterator[str]:
    """Yield which of the *wanted* engines run at *size*, and say why others do not."""
    for engine in wanted:
        if lacks := missing(engine):
            print(f"{engine}: left out, not installed: {', '.join(lacks)} (pip install 'cunwen[bench]')", flush=True)
        elif engine in PEERS and size > PEERS[engine].most:
            print(f"{engine}: left out above {PEERS[engine].most} paragraphs, it would take too long", flush=True)
        else:
            yield engine


def run(step: str, engine: str, corpus: Path, index: Path, *more: str) -> dict[str, Any]:
    """Run bench/trial.py and return what it measured.

    Raises  subprocess.CalledProcessError when it fails; what it says goes to standard error
    """
    command = [sys.executable, str(ROOT / "bench" / "trial.py"), step, engine, str(corpus), str(index), *more]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
    measured: dict[str, Any] = json.loads(told.splitlines()[-1])
    return measured


def measure(work: Path, size: int, wanted: Sequence[str], rounds: int, more: Sequence[str], progress: Progress) -> list[Row]:
    """Measure the engines at one size; *more* options are for those who ask."""
    corpus = work / str(size)
    cut = prepare(corpus, size, (os.cpu_count() or 1) if size > FEW else 1)
    print(f"{size} paragraphs: cut into words in {cut:.1f} s, which the peers are given; ours cuts by itself", flush=True)
    engines = list(engines_at(size, wanted))
    trials: dict[str, list[dict[str, Any]]] = {engine: [] for engine in engines}
    steps = len(engines) * rounds
    for turn in range(rounds):
        for engine in engines if turn % 2 == 0 else engines[::-1]:
            progress(sum(map(len, trials.values())) + 1, steps, f"{engine}, {size}")
            index = corpus / "index" / engine.replace(" ", "-")
            built = _built(engine, corpus, index, again=turn > 0)
            trials[engine].append({**built, **run("ask", engine, corpus, index, *more)})
    return [Row(engine, size, median(trials[engine])) for engine in engines]


def _built(engine: str, corpus: Path, index: Path, *, again: bool) -> dict[str, Any]:
    """Build the index, unless that is done and took long."""
    kept = index.with_suffix(".json")
    if kept.exists():
        built: dict[str, Any] = json.loads(kept.read_text("utf-8"))
        if not again or built["build_s"] > AGAIN:
            return built
    shutil.rmtree(index, ignore_errors=True)
    built = run("build", engine, corpus, index)
    kept.write_text(json.dumps(built), encoding="utf-8")
    return built


def median(trials: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return of each figure the median, of anything else the last."""
    last = trials[-1]
    return {
        name: statistics.median(trial[name] for trial in trials) if isinstance(value, int | float) else value
        for name, value in last.items()
    }


def times(rows: Sequence[Row], row: Row) -> float | None:
    """Return how many times longer rank-bm25 takes at that size for a query."""
    plain = [other.figures["query_p50"] for other in rows if (other.engine, other.size) == ("rank-bm25", row.size)]
    return plain[0] / row.figures["query_p50"] if plain else None


ENGINE_COLUMNS = ("query_p50", "query_p95", "times", "first", "build_s", "open_s", "disk_mb", "memory_mb")
ANSWER_COLUMNS = ("answer_p50", "answer_p95", "asked", "score", "everywhere")


def long_tables(rows: Sequence[Row], names: Mapping[str, str]) -> str:
    """Return everything that was measured: a table of the engines, one of whole answers."""
    engines = [["paragraphs", "engine", *ENGINE_COLUMNS]]
    engines += [[f"{row.size:,}", row.engine, *(cell(rows, row, name) for name in ENGINE_COLUMNS)] for row in rows]
    whole = [["paragraphs", *ANSWER_COLUMNS]]
    whole += [[f"{row.size:,}", *(cell(rows, row, name) for name in ANSWER_COLUMNS)] for row in rows if row.engine == OURS]
    return "\n\n".join(markdown(lines, names) for lines in (engines, whole) if len(lines) > 1)


def short_table(rows: Sequence[Row], names: Mapping[str, str]) -> str:
    """Return the medians of a query by engine and size, and of a whole answer, its memory and how many are right."""
    sizes = sorted({row.size for row in rows})
    by = {(row.engine, row.size): row for row in rows}
    lines = [[names["paragraphs"], *(f"{size:,}" for size in sizes)]]
    shown = [(engine, "query_p50") for engine in dict.fromkeys(row.engine for row in rows)]
    shown += [(OURS, name) for name in ("answer_p50", "memory_mb", "everywhere")] if OURS in dict(shown) else []
    for engine, name in shown:
        cells = (cell(rows, by[engine, size], name) if (engine, size) in by else "–" for size in sizes)
        lines.append([f"{engine}: {names[name]}", *cells])
    return markdown(lines, {})


def markdown(lines: Sequence[Sequence[str]], names: Mapping[str, str]) -> str:
    """Return a table whose first line is its head."""
    head = [names.get(name, name) for name in lines[0]]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *lines[1:]))


def cell(rows: Sequence[Row], row: Row, name: str) -> str:
    """Return one figure as it is written."""
    value = times(rows, row) if name == "times" else row.figures.get(name)
    if value is None:
        return "–"
    if name in ("first", "score", "everywhere"):
        return f"{value:.0%}"
    return f"{value:,.0f}" if value >= 100 or name == "asked" else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def growth(rows: Sequence[Row], engine: str, name: str) -> float | None:
    """Return the power of the paragraphs that a figure grows with, None when it was measured at one size only."""
    points = [(row.size, row.figures[name]) for row in rows if row.engine == engine and row.figures.get(name)]
    return slope(points) if len({size for size, _ in points}) > 1 else None


def growths(rows: Sequence[Row]) -> str:
    """Return what grows how fast, as a table."""
    lines = [["grows as paragraphs to the power of", "query_p50", "build_s", "memory_mb", "answer_p50"]]
    for engine in dict.fromkeys(row.engine for row in rows):
        powers = [growth(rows, engine, name) for name in lines[0][1:]]
        lines.append([engine, *("–" if power is None else f"{power:.2f}" for power in powers)])
    return markdown(lines, WORDS["en"])


def placed(text: str, tables: str) -> str:
    """Return *text* with the tables between its marks.

    Raises  ValueError when the marks are not there once
    """
    made, count = MARKS.subn(lambda match: f"{match[1]}\n{tables}\n\n{match[2]}", text)
    if count != 1:
        raise ValueError(f"the marks <!-- scale … --> are wanted once, and are there {count} times")
    return made


def write(rows: Sequence[Row], folder: Path) -> None:
    """Put the tables into the files of *folder*: all of them, or none when one has no marks."""
    made = {}
    for name, (language, short) in WRITTEN.items():
        tables = (short_table if short else long_tables)(rows, WORDS[language])
        made[folder / name] = placed((folder / name).read_text("utf-8"), tables)
    for path, text in made.items():
        path.write_text(text, "utf-8")


def draw(rows: Sequence[Row], path: Path) -> None:
    """Draw time and memory against size."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(15, 5))
    curves = (("query_p50", "Ten best paragraphs, p50, ms"), ("build_s", "Making the index, s"), ("memory_mb", "Resident memory, MB"))
    engines = list(dict.fromkeys(row.engine for row in rows))
    for axis, (name, title) in zip(axes, curves, strict=True):
        for engine in engines:
            points = [(row.size, row.figures[name]) for row in rows if row.engine == engine]
            bold = {"linewidth": 3.0, "zorder": 3.0} if engine == OURS else {}
            axis.plot(*zip(*points, strict=True), marker="o", label=engine, **bold)
        axis.set(xscale="log", yscale="log", xlabel="Paragraphs", title=title)
        axis.grid(visible=True, which="major", alpha=0.3)
    answers = [(row.size, row.figures["answer_p50"]) for row in rows if row.engine == OURS]
    if answers:
        axes[0].plot(*zip(*answers, strict=True), marker="s", linestyle="--", color="black", label="cunwen, whole answer")
    axes[0].legend(fontsize=9)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def verdict(rows: Sequence[Row]) -> tuple[bool, str]:
    """Return whether the whole answer grows no faster than it may, and how it is said."""
    power = growth(rows, OURS, "answer_p50")
    if power is None:
        return True, "growth of a whole answer: measured at one size only"
    return power <= GROWTH, f"a whole answer takes time as paragraphs to the power of {power:.2f} (at most {GROWTH})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=lambda text: int(float(text)), default=100_000, help="paragraphs, up to 1000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20.0, help="for the queries of an engine in one round")
    parser.add_argument("--engines", default=",".join((OURS, *PEERS)), help="names, separated by commas")
    parser.add_argument("--work", type=Path, help="keep corpora and indexes in this folder")
    parser.add_argument("--processor", action="store_true", help="count the processor's time of a query")
    parser.add_argument("--write", action="store_true", help="put tables and curves into the READMEs and docs/")
    options = parser.parse_args(arguments)
    wanted, sizes = options.engines.split(","), [size for size in SIZES if size <= options.largest]
    if unknown := set(wanted) - {OURS, *PEERS}:
        parser.error(f"no such engine: {', '.join(sorted(unknown))}")
    if not sizes:
        parser.error(f"--largest is at least {SIZES[0]}")
    more = ["--seconds", str(options.seconds), *(["--processor"] if options.processor else [])]
    with tempfile.TemporaryDirectory() as scratch, Progress("scale") as progress:
        work = options.work or Path(scratch)
        rows = list(chain.from_iterable(
            measure(work, size, wanted, options.rounds, more, progress) for size in sizes
        ))  # fmt: skip
    good, told = verdict(rows)
    print(f"\n{long_tables(rows, WORDS['en'])}\n\n{growths(rows)}\n\n{told}")
    if options.write:
        write(rows, ROOT)
        draw(rows, ROOT / CURVES)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
