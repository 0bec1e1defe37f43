"""One engine at one size in a process of its own, so that memory and time are its own; the result as JSON.

    python bench/trial.py build|ask ENGINE CORPUS INDEX [--seconds 20] [--processor]

CORPUS is a folder that bench/scale.py has prepared: reports/, words.txt (the words of each paragraph, a line each) and
questions.jsonl. INDEX is the engine's folder.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from corpora import written
from peers import PEERS, TOP

if TYPE_CHECKING:
    from retrieval.part import Group
    from retrieval.segment import Segmenter

ADDED = 3
"""Reports that are added to the others, one after the other; the median is told."""
T = TypeVar("T")
Clock = Callable[[], float]
OURS = "cunwen"
EVERY = 15.0
"""Seconds between two lines that say how far a building has come."""
LEAST = 20
"""Queries that are measured however long they take."""


class Question(NamedTuple):
    """A question, its words, the number of the paragraph that answers it, -1 when none does, and whether every size is asked it."""

    text: str
    words: list[str]
    paragraph: int
    everywhere: bool = False


def words_of(corpus: Path) -> Iterator[list[str]]:
    """Yield the words of each paragraph."""
    with (corpus / "words.txt").open(encoding="utf-8") as lines:
        yield from map(str.split, lines)


def questions_of(corpus: Path) -> list[Question]:
    """Return the questions that are asked, in their order."""
    lines = (corpus / "questions.jsonl").read_text("utf-8").splitlines()
    return [Question(*json.loads(line)) for line in lines]


def build(engine: str, corpus: Path, index: Path, clock: Clock) -> dict[str, float]:
    """Build the index; the peers are given words, ours reads the reports and cuts them by itself."""
    index.mkdir(parents=True)
    took, _ = timed(lambda: _ours(corpus, index) if engine == OURS else PEERS[engine].build(words_of(corpus), index), clock)
    disk = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    return {"build_s": took, "disk_mb": disk / 1e6}


def ask(engine: str, corpus: Path, index: Path, seconds: float, clock: Clock) -> dict[str, Any]:
    """Open the index and ask every question once, as far as *seconds* last."""
    asked = questions_of(corpus)
    if engine == OURS:
        return _ask_ours(corpus, index, asked, seconds, clock)
    took, search = timed(lambda: PEERS[engine].opened(index), clock)
    search(asked[0].words)
    times, found = measured((partial(search, question.words) for question in asked), seconds, clock)
    return {"open_s": took, "memory_mb": resident(), **spread("query", times), **found_of(asked, found)}


def _ours(corpus: Path, index: Path, before: Any = None, *, soon: bool = False) -> Any:
    from retrieval import open_library

    return open_library(corpus / "reports", _Told(), data=index, before=before, soon=soon)


class _Told:
    """Says on standard error how far a long building has come."""

    def __init__(self) -> None:
        self._due = time.monotonic() + EVERY

    def __call__(self, done: int, total: int, name: str, characters: int) -> None:
        if time.monotonic() > self._due:
            self._due = time.monotonic() + EVERY
            print(f"  {OURS}: {name} {done}/{total}", file=sys.stderr, flush=True)


def _ask_ours(corpus: Path, index: Path, asked: Sequence[Question], seconds: float, clock: Clock) -> dict[str, Any]:
    """Ask the engine alone for the same words as the peers, and then for whole answers."""
    from answering import answer, warm_up
    from answering.scoring import read_gold, score
    from corpus.garbage import settled

    took, library = timed(lambda: _ours(corpus, index), clock)
    retriever = library.retriever
    warm_up(library)  # as the bot does when it has started
    settled()
    words = (dict.fromkeys(question.words, 1.0) for question in asked)
    times, found = measured((partial(retriever.engine.search, terms, TOP) for terms in words), seconds, clock)
    golds = {gold.question: gold for (gold,) in read_gold(corpus / "gold.jsonl")}
    whole, answers = measured((partial(answer, question.text, library) for question in asked), seconds, clock)
    card = score([golds[question.text] for question in asked[: len(answers)]], answers)
    everywhere = [mark.good for question, mark in zip(asked, card.marks, strict=False) if question.everywhere]
    numbers = [[number for number, _ in hits] for hits in found]
    seen = sorted({number for some in numbers for number in some})
    memory = resident()
    added = _added(corpus, index, library, clock)
    return {
        "open_s": took, "memory_mb": memory, **spread("query", times), **spread("answer", whole), **found_of(asked, numbers),
        "asked": len(answers), "everywhere": sum(everywhere) / max(1, len(everywhere)), "score": card.figures()["score"],
        "terms": statistics.mean(len(terms_of(retriever.groups[number], retriever.segmenter)) for number in seen),
        "wrong": [mark.gold.question for mark in card.misses], "added_s": added,
    }  # fmt: skip


def _added(corpus: Path, index: Path, library: Any, clock: Clock) -> float:
    """Return the seconds until a report that is added to the others answers; all is as before then."""
    from answering import answer

    number = sum(1 for _ in (corpus / "reports").iterdir())
    times, reports = [], written(range(number, number + ADDED))
    try:
        for report in reports:
            (corpus / "reports" / report.name).write_text(report.text, encoding="utf-8")
            took, following = timed(partial(_ours, corpus, index, library, soon=True), clock)
            answering, _ = timed(partial(answer, f"{following.corpus.reports[-1].place}有多少人", following), clock)
            assert following.corpus.reports[-1].name == report.name
            times.append(took + answering)
            library = _ours(corpus, index, following)  # what was put off
    finally:
        for report in reports:
            (corpus / "reports" / report.name).unlink(missing_ok=True)
        _ours(corpus, index, library)
    return statistics.median(times)


def terms_of(group: Group, segmenter: Segmenter) -> set[str]:
    """Return the different terms that a paragraph is indexed as."""
    return set(segmenter.terms(f"{group[0].around} {''.join(passage.text for passage in group)}"))


def timed(work: Callable[[], T], clock: Clock = time.perf_counter) -> tuple[float, T]:
    """Return the seconds that *work* takes, and what it gives."""
    begun = clock()
    made = work()
    return clock() - begun, made


def measured(works: Iterable[Callable[[], T]], seconds: float, clock: Clock) -> tuple[list[float], list[T]]:
    """Do *works* until *seconds* are over, LEAST of them at least; return the milliseconds of each, and what it gave."""
    times: list[float] = []
    made: list[T] = []
    for work in works:
        took, result = timed(work, clock)
        times.append(took * 1000)
        made.append(result)
        if sum(times) > seconds * 1000 and len(times) >= LEAST:
            break
    return times, made


def spread(name: str, times: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    ordered = sorted(times)
    return {f"{name}_p50": statistics.median(ordered), f"{name}_p95": ordered[int(len(ordered) * 0.95)]}


def found_of(asked: Sequence[Question], found: Sequence[Sequence[int]]) -> dict[str, float]:
    """Return the share of questions whose paragraph is found first, and among the TOP."""
    pairs = [(question.paragraph, numbers) for question, numbers in zip(asked, found, strict=False) if question.paragraph >= 0]
    first = sum(list(numbers[:1]) == [wanted] for wanted, numbers in pairs)
    return {"first": first / len(pairs), "among": sum(wanted in numbers for wanted, numbers in pairs) / len(pairs)}


def processor() -> float:
    """Return the seconds of processor time that this process has used, all its threads and the processes it has ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def resident() -> float:
    """Return the megabytes of memory that this process and those it started hold, pages of mapped files among them."""
    import psutil

    process = psutil.Process()
    return sum(each.memory_info().rss for each in (process, *process.children(recursive=True))) / 1e6


def main() -> None:
    """Read the options, measure, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("build", "ask"))
    parser.add_argument("engine", choices=(OURS, *PEERS))
    parser.add_argument("corpus", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--processor", action="store_true", help="count the time of the processor")
    options = parser.parse_args()
    clock = processor if options.processor else time.perf_counter
    if options.step == "build":
        told: dict[str, Any] = dict(build(options.engine, options.corpus, options.index, clock))
    else:
        told = ask(options.engine, options.corpus, options.index, options.seconds, clock)
        told["clock"] = "processor" if options.processor else "wall"
    json.dump(told, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
