"""Question in, passages out: only what shares a word, whatever stands in a report, the same every time."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus import DEMO, FolderError, load_folder
from retrieval import Hit, Library, Passage, fold, open_library
from retrieval.groups import Groups
from retrieval.retriever import LIKELY, PARAGRAPHS

QUESTIONS = [
    "哪个村种植羊肚菌",
    "土豆一亩能挣多少钱",
    "联星村2023年的集体收入",
    "東關寨在哪裡",
    "枇杷文化节办了几届",
    "村干部",
    "亩",
]
ASKING = ["请问", "哪个村", "多少亩", "是什么", "有没有", "，", " ", "？", "挣", "2023年", "海鲜", "abc"]

questions = st.one_of(st.text(max_size=30), st.lists(st.sampled_from([*QUESTIONS, *ASKING]), max_size=5).map("".join))


def passages(library: Library) -> list[Passage]:
    return [passage for group in library.retriever.groups for passage in group]


def find(library: Library, question: str) -> list[Hit]:
    return library.retriever.search(library.retriever.query(question))


def told(hits: list[Hit]) -> list[tuple[object, ...]]:
    """What of *hits* can be compared between two libraries."""
    return [(h.passage.report.name, h.passage.sentence.start, h.score, h.terms, h.evidence) for h in hits]


def test_a_passage_is_a_sentence_of_its_report(demo: Library) -> None:
    """Every sentence of the reports is a passage, folded and in place."""
    assert [p for p in passages(demo) if p.text != fold(p.report.text[p.sentence.start : p.sentence.end])] == []
    assert len(passages(demo)) == sum(len(p.sentences) for report in demo.corpus.reports for p in report.paragraphs)


@given(question=questions)
def test_only_passages_that_share_a_word(demo: Library, question: str) -> None:
    """Each hit names the words that matched, and they stand in it."""
    for hit in find(demo, question):
        assert hit.terms
        assert [term for term in hit.terms if term not in hit.passage.text] == []


@given(question=questions)
def test_a_match_is_a_word_of_the_question_or_stands_for_one(demo: Library, question: str) -> None:
    """The unit, one of its synonyms, or a piece of two characters and more of it."""
    units = demo.retriever.query(question).units
    for hit in find(demo, question):
        for term in hit.terms:
            assert any(term in (unit.text, *unit.synonyms) or (len(term) > 1 and term in unit.text) for unit in units)


@given(question=questions)
def test_scores_are_shares_and_no_passage_comes_twice(demo: Library, question: str) -> None:
    """A score is the paragraph's against the best one's."""
    hits = find(demo, question)
    assert [hit.score for hit in hits if not 0 < hit.score <= 1] == []
    places = [(hit.passage.report.name, hit.passage.sentence.start) for hit in hits]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("question", ["", "？", "😀", "是什么", "请问", "zzz"])
def test_nothing_is_found_for_nothing(demo: Library, question: str) -> None:
    assert find(demo, question) == []


@given(data=st.data())
def test_whatever_stands_in_a_report_is_found(demo: Library, sentences: tuple[str, ...], data: st.DataObject) -> None:
    """Ask with any two or more ideographs in a row, and a passage that holds them is among the hits (promise 8)."""
    runs = re.findall(r"[\u4e00-\u9fff]{2,}", data.draw(st.sampled_from(sentences)))
    assume(runs)
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 2))
    piece = run[start : data.draw(st.integers(start + 2, len(run)))]
    query = demo.retriever.query(piece)
    assume(query.units and query.content == piece)  # the next test is about words that also ask
    assert [hit for hit in find(demo, piece) if piece in hit.passage.text]


@pytest.mark.parametrize("piece", ["没有", "方面", "其中红"])
def test_whatever_stands_in_a_report_is_found_though_it_may_ask(demo: Library, piece: str) -> None:
    """Promise 8 makes no exception for words such as 没有."""
    assert [passage for passage in passages(demo) if piece in passage.text], "the case no longer stands in the reports"
    assert [hit for hit in find(demo, piece) if piece in hit.passage.text]


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("羊肚菌", "羊肚菌"),
        ("東關寨", "东关寨"),
        ("土豆", "洋芋"),
        ("批杷文化节", "枇杷文化节"),
        ("请问一下榕树下讲习所是什么呢谢谢", "榕树下讲习所"),
    ],
)
def test_the_best_passage_holds_what_was_meant(demo: Library, question: str, held: str) -> None:
    """Traditional characters, synonyms, slips and politeness lead to the same place."""
    assert held in find(demo, question)[0].passage.text


def test_a_paragraph_far_behind_is_not_looked_at(demo: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    retriever, looked_at = demo.retriever, list[int]()
    query = retriever.query("哪个村种植羊肚菌")
    ranked = retriever.engine.search(retriever._terms(query), PARAGRAPHS)
    texts = Groups.texts
    monkeypatch.setattr(Groups, "texts", lambda self, number: looked_at.append(number) or texts(self, number))  # type: ignore[func-returns-value]
    retriever.search(query)
    assert looked_at == [number for number, score in ranked if score >= LIKELY * ranked[0][1]]
    assert len(looked_at) < len(ranked)


def test_the_same_folder_gives_the_same_hits(demo: Library) -> None:
    """Two libraries of the same reports find the same, in the same order, with the same scores."""
    again = open_library(DEMO)
    assert again.corpus.fingerprint == demo.corpus.fingerprint
    assert [told(find(again, q)) for q in QUESTIONS] == [told(find(demo, q)) for q in QUESTIONS]


def test_a_library_is_a_snapshot(tmp_path: Path) -> None:
    """What changes in the folder changes nothing in the library that was opened before; the next one has it."""
    report = tmp_path / "甲.txt"
    report.write_text("杏花村种植油桃30亩。", encoding="utf-8")
    before = open_library(tmp_path)
    report.write_text("杏花村种植百合50亩。", encoding="utf-8")
    shutil.copy(report, tmp_path / "乙.txt")
    after = open_library(tmp_path)
    assert [hit.passage.text for hit in find(before, "油桃")] == ["杏花村种植油桃30亩。"]
    assert find(before, "百合") == find(after, "油桃") == []
    assert [hit.passage.report.name for hit in find(after, "百合")] == ["乙.txt", "甲.txt"]


def test_one_sentence_is_a_corpus(tmp_path: Path) -> None:
    """The smallest folder answers, though each word stands in all of its paragraphs."""
    (tmp_path / "甲.txt").write_text("杏花村种植油桃30亩。", encoding="utf-8")
    library = Library.of(load_folder(tmp_path))
    assert [hit.passage.text for hit in find(library, "油桃")] == ["杏花村种植油桃30亩。"]


def test_opening_tells_how_far_it_is(tmp_path: Path) -> None:
    """One call a file, in the order of their names."""
    for name in ("甲.txt", "乙.txt"):
        (tmp_path / name).write_text("杏花村种植油桃30亩。", encoding="utf-8")
    calls: list[tuple[int, int, str]] = []
    open_library(tmp_path, lambda done, total, name, _: calls.append((done, total, name)))
    assert calls == [(1, 2, "乙.txt"), (2, 2, "甲.txt")]


def test_a_folder_without_reports_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FolderError):
        open_library(tmp_path)
