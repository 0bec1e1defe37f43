#!/usr/bin/env python3
"""Measure cunwen and other engines side by side from a thousand paragraphs to a million.

    python bench/scale.py [--largest 100000] [--rounds 3] [--engines cunwen,tantivy] [--work DIR] [--processor] [--write]

Makes the corpora (bench/corpora.py), cuts them into words once, builds each engine's index, and asks each the same queries:
the ten best of an OR over the words of a question. Every engine runs in a process of its own, one after the other, in turn
in each round; the medians of the rounds are printed as a table, with the ratio to plain rank-bm25 and what grows how fast.
Ours is also asked for whole answers, and says how many are right. An engine that is not installed, or would take too long
at a size, is left out, which is said. --processor counts the processor's time instead of the clock's, of all threads and
processes, for a machine that has other work. --work keeps corpora and indexes for the next time; --write puts table and curves
into the READMEs and docs/. Exit code 1 when a whole answer's time grows faster than the paragraphs to the power of GROWTH.

Peers: pip install 'cunwen[bench]'.
"""

from __future__ import annotations

import argparse
import json
import os
import random
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
from typing import Any

import corpora
from bot.cli.common import Progress
from peers import PEERS
from tables import WORDS, Row, draw, growth, long_tables, write
from trial import OURS, timed

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


def prepare(folder: Path, size: int, jobs: int) -> float:
    """Write the corpus of *size* paragraphs, its words and the questions, unless it is there; return the seconds of cutting."""
    if not (folder / "questions.jsonl").exists():
        print(f"{size} paragraphs: written and cut into words, which takes a minute for each 100000 or more", flush=True)
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
            question = [gold["question"], words(gold["question"]), line, gold in everywhere]
            file.write(json.dumps(question, ensure_ascii=False) + "\n")


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
    """Measure the engines at one size; *more* are options of bench/trial.py."""
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
            built = _built(engine, corpus, index, more, again=turn > 0)
            trials[engine].append({**built, **run("ask", engine, corpus, index, *more)})
    return [Row(engine, size, {**median(trials[engine]), "rounds": rounds}) for engine in engines]


def _built(engine: str, corpus: Path, index: Path, more: Sequence[str], *, again: bool) -> dict[str, Any]:
    """Build the index, unless that is done and took long; ours is built in every run, as its code may be another."""
    kept = index.with_suffix(".json")
    if kept.exists() and (again or engine != OURS):
        built: dict[str, Any] = json.loads(kept.read_text("utf-8"))
        if not again or built["build_s"] > AGAIN:
            return built
    shutil.rmtree(index, ignore_errors=True)
    built = run("build", engine, corpus, index, *more)
    kept.write_text(json.dumps(built), encoding="utf-8")
    return built


def median(trials: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return of each figure the median, of anything else the last."""
    last = trials[-1]
    return {
        name: statistics.median(trial[name] for trial in trials) if isinstance(value, int | float) else value
        for name, value in last.items()
    }


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
    parser.add_argument("--smallest", type=lambda text: int(float(text)), default=SIZES[0], help="paragraphs, from 1000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20.0, help="for the queries of an engine in one round")
    parser.add_argument("--engines", default=",".join((OURS, *PEERS)), help="names, separated by commas")
    parser.add_argument("--work", type=Path, help="keep corpora and indexes in this folder")
    parser.add_argument("--processor", action="store_true", help="count the processor's time")
    parser.add_argument("--write", action="store_true", help="put tables and curves into the READMEs and docs/")
    options = parser.parse_args(arguments)
    wanted, sizes = options.engines.split(","), [size for size in SIZES if options.smallest <= size <= options.largest]
    if unknown := set(wanted) - {OURS, *PEERS}:
        parser.error(f"no such engine: {', '.join(sorted(unknown))}")
    if not sizes:
        parser.error(f"no size between --smallest and --largest; sizes are {', '.join(map(str, SIZES))}")
    more = ["--seconds", str(options.seconds), *(["--processor"] if options.processor else [])]
    with tempfile.TemporaryDirectory() as scratch, Progress("scale") as progress:
        work = options.work or Path(scratch)
        rows = list(chain.from_iterable(
            measure(work, size, wanted, options.rounds, more, progress) for size in sizes
        ))  # fmt: skip
    good, told = verdict(rows)
    print(f"\n{long_tables(rows, WORDS['en'])}\n\n{told}")
    if options.write:
        write(rows, ROOT)
        draw(rows, ROOT / CURVES)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
