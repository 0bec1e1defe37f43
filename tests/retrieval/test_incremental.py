"""What was read before is taken over, and the library is the one that the same files give from scratch."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answering import answer
from corpus.cache import FILE
from corpus.fetched import Fetched
from retrieval import Choice, Library, open_library
from retrieval.segment import grams

QUESTIONS = ("哪个村种植羊肚菌", "青里村种了多少亩", "谁负责", "有哪些村种植百合", "羊肚菌", "柳坪村", "增收多少万元", "批杷节")
SENTENCES = (
    "青里村种植羊肚菌30亩，增收12万元。",
    "柳坪村、荷陂、青里三处民宿开业。",
    "石磨村种植百合50亩、油桃20亩。",
    "枇杷节由武雪锋负责。",
    "荷陂村推行“菌粮轮作”。",
    "菌粮轮作使村民增收。",
    "杏坊村、潘昶村种植蓝雪菊20亩。",
    "今年蓝雪菊丰收，百合也好。",
    "一、主要做法",
    "修了路，通了水，石磨种上了树。",
)
NAMES = ("甲.txt", "乙.txt", "丙.md", "丁.txt")

texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5).map("\n".join)
edits = st.lists(st.tuples(st.sampled_from(NAMES), st.one_of(texts, st.none(), st.sampled_from(NAMES))), min_size=1, max_size=4)


def told(library: Library) -> dict[str, Any]:
    """Return everything that answers depend on, in a form that can be compared, whatever the engine, fetched or held."""
    retriever = library.retriever
    engine = retriever.engine
    parts = [[*grams(text), *retriever.segmenter.long_words(text)] for part in library.index.parts for text in part.documents()]
    terms = {term for part in parts for term in part}
    return {
        "fingerprint": library.corpus.fingerprint,
        "reports": [report.whole if isinstance(report, Fetched) else report for report in library.corpus.reports],
        "problems": library.corpus.problems,
        "passages": [[passage[1:] for passage in group] for group in retriever.groups],
        "one by one": [retriever.groups[number] == group for number, group in enumerate(retriever.groups)],
        "texts": [list(retriever.groups.texts(number)) == [p.text for p in group] for number, group in enumerate(retriever.groups)],
        "regions": retriever.regions,
        "folded": list(retriever.folded.items()),
        "learned": (retriever.segmenter.learned, retriever.gazetteer.stems, retriever.gazetteer.titles, retriever.gazetteer.products),
        "counts": (Counter(retriever.document_counts), retriever.size),
        "scores": {term: engine.search({term: 1.0}, 99) for term in terms},
        "hits": [[(h.passage.text, h.score, h.evidence) for h in retriever.search(retriever.query(q))] for q in QUESTIONS],
        "answers": [{**answer(question, library).as_dict(), "elapsed_ms": 0} for question in QUESTIONS],
    }


def edit(folder: Path, name: str, change: str | None) -> None:
    """Write a text, remove the file, or rename it."""
    path = folder / name
    if change is None:
        path.unlink(missing_ok=True)
    elif change in NAMES:
        if path.exists():
            path.rename(folder / change)
    else:
        path.write_text(change, encoding="utf-8")


@pytest.mark.parametrize("engine", ["rank_bm25", "tantivy"])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=texts, rounds=st.lists(st.tuples(edits, st.sampled_from(["at once", "put off", "left"])), min_size=1, max_size=3))
def test_a_library_that_grew_is_the_one_from_scratch(
    tmp_path_factory: pytest.TempPathFactory, engine: str, start: str, rounds: list[tuple[list[tuple[str, str | None]], str]]
) -> None:
    """After any edits: the one in service updated, and the one opened from the data folder, are what a first load gives.

    With tantivy no text is held, what changed is found by the index, and all is the same, also when what can wait was put off,
    and when the next edits come before it was done.
    """
    home = tmp_path_factory.mktemp("home")
    folder = home / "reports"
    folder.mkdir()
    (folder / "底.txt").write_text(start, encoding="utf-8")
    chosen = Choice(engine)
    running = open_library(folder, data=home / "data", engine=chosen)
    for changes, rest in rounds:
        for name, change in changes:
            edit(folder, name, change)
        running = open_library(folder, data=home / "data", before=running, engine=chosen, soon=rest != "at once")
        if rest == "left":
            continue
        while running.index.late:
            running = open_library(folder, data=home / "data", before=running, engine=chosen)
        scratch = told(open_library(folder))
        assert told(running) == scratch
        assert told(open_library(folder, data=home / "data", engine=chosen)) == scratch
    assert told(open_library(folder, data=home / "data", before=running, engine=chosen)) == told(open_library(folder))
    check = sqlite3.connect(home / "data" / FILE).execute("pragma integrity_check").fetchone()
    assert check == ("ok",)


class Home:
    """A folder of reports searched on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._data = folder / "reports", folder / "data"
        self.folder.mkdir()

    def write(self, name: str, text: str) -> None:
        """Put a report into the folder."""
        (self.folder / name).write_text(text, encoding="utf-8")

    def open(self, before: Library | None = None, *, soon: bool = False) -> Library:
        """Open the library, or what comes after the one *before*."""
        return open_library(self.folder, data=self._data, before=before, engine=Choice("tantivy"), soon=soon)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Nothing is in it yet."""
    return Home(tmp_path)


def test_new_reports_are_in_service_before_what_they_taught_is_learned_by_others(home: Home) -> None:
    """They answer at once; a start that finds it so, or the next load, makes the library the one from scratch."""
    home.write("甲.txt", "今年蓝雪菊丰收。\n柳坪村种植百合50亩。")
    before = home.open()
    home.write("乙.txt", "荷陂村推行“菌粮轮作”，种植蓝雪菊20亩。")
    early = home.open(before, soon=True)
    assert early.index.late
    assert answer("哪个村种植蓝雪菊", early).answer == "荷陂村"
    assert answer("哪个村种植百合", early).answer == "柳坪村"
    scratch = told(open_library(home.folder))
    assert told(early)["scores"] != scratch["scores"], "what the other report holds is not cut with the new name yet"
    assert told(home.open()) == scratch


def test_nothing_is_put_off_in_memory(home: Home) -> None:
    home.write("甲.txt", "菌粮轮作使村民增收。")
    before = open_library(home.folder)
    home.write("乙.txt", "荷陂村推行“菌粮轮作”。")
    assert not open_library(home.folder, before=before, soon=True).index.late


def test_names_that_came_and_went_before_others_learned_them_leave_nothing(home: Home) -> None:
    """Two reports come, one of which teaches the other a name; before that is worked through, it goes again."""
    home.write("甲.txt", "柳坪村种植百合50亩。")
    before = home.open()
    home.write("乙.txt", "荷陂村种植蓝雪菊20亩。")
    home.write("丙.txt", "今年蓝雪菊丰收。")
    early = home.open(before, soon=True)
    assert early.index.late
    edit(home.folder, "乙.txt", None)
    after = home.open(early, soon=True)
    assert not after.index.late
    assert told(after) == told(open_library(home.folder))
