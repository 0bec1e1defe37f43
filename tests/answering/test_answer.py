"""Answers over a small corpus full of near-twins."""

from __future__ import annotations

from pathlib import Path

import pytest

from answering import MAX_QUESTION, Answer, Kind, Reason, Turn, answer
from corpus import load_folder
from retrieval import Library, open_library
from tests.answering.cases import Case, cases, check
from tests.answering.conftest import Ask, write_reports


@pytest.mark.parametrize("case", cases("answers.yaml"))
def test_case(case: Case, ask: Ask) -> None:
    """A question is answered, or refused, as its case says."""
    check(case, ask(case["question"]))


@pytest.mark.parametrize("case", [case for case in cases("answers.yaml") if not case.marks])
def test_an_answer_is_whole(case: Case, ask: Ask) -> None:
    """With an answer come its quotes, parts, total and kind; without one a reason, and never an answer."""
    said = ask(case["question"])
    assert said.question == said.understood == case["question"]
    assert said.found == (said.answer is not None) == (said.reason is None)
    assert said.found == bool(said.parts) == bool(said.total)
    assert 0 <= said.confidence <= 1
    assert said.elapsed_ms >= 0
    if said.found:
        assert said.quotes
        assert said.total >= len(said.parts)
        assert said.missing == ()
    else:
        assert (said.metrics, said.spans) == ((), ())


def test_a_part_stands_where_its_span_says(ask: Ask) -> None:
    """Spans are offsets in the report of the quote they name, inside it."""
    said = ask("哪些村种植油桃")
    texts = []
    for number, start, end in said.spans:
        quote = said.quotes[number]
        assert quote.start <= start < end <= quote.end
        texts.append(quote.report.text[start:end])
    assert list(dict.fromkeys(texts)) == list(said.parts)


def test_a_list_quotes_every_place(ask: Ask) -> None:
    """Each village of a list stands in one of the quotes: nothing is cut to the first few."""
    said = ask("哪些村种植油桃")
    assert [part for part in said.parts if not any(part in quote.text for quote in said.quotes)] == []
    assert said.answer == "、".join(said.parts)


@pytest.mark.xfail(strict=True, reason="only the best few sentences are looked at")
def test_a_list_is_not_cut_to_the_first_few(tmp_path: Path) -> None:
    """Twelve villages in twelve sentences are twelve parts."""
    names = ["东岭", "西岭", "南冲", "北冲", "上坝", "下坝", "大塘", "小塘", "新桥", "老桥", "前山", "后山"]
    text = "".join(f"{name}村种植油桃{10 + number}亩。\n" for number, name in enumerate(names))
    (tmp_path / "甲.txt").write_text(text, encoding="utf-8")
    said = answer("哪些村种植油桃", open_library(tmp_path))
    assert sorted(said.parts) == sorted(f"{name}村" for name in names)
    assert said.total == len(names)


def test_the_limit_of_a_question(ask: Ask) -> None:
    """A text of more than MAX_QUESTION characters is no question; one of exactly so many is."""
    assert ask("百" * (MAX_QUESTION + 1)).reason is Reason.LONG_QUESTION
    assert ask("百合" * 5000).reason is Reason.LONG_QUESTION
    assert ask("哪个村种植百合" + "？" * (MAX_QUESTION - 7)).answer == "月牙村"


def test_a_refusal_shows_the_nearest(ask: Ask, library: Library) -> None:
    """A year nobody reports on: the nearest passages and what is reported, and never an answer."""
    said = ask("双桥乡2019年接待游客多少人次")
    assert (said.answer, said.parts, said.total) == (None, (), 0)
    assert any("接待游客" in quote.text for quote in said.quotes)
    assert "2023年" in said.nearest
    assert [word for word in said.nearest if not any(word in r.text for r in library.corpus.reports)] == []


def test_nothing_missing_is_in_the_reports(ask: Ask, library: Library) -> None:
    """Words named as missing stand in no report."""
    said = ask("火星探测器什么时候发射")
    assert said.missing
    assert [w for w in said.missing for report in library.corpus.reports if w in report.text] == []


def test_figures_of_a_quote_come_with_what_they_measure(ask: Ask) -> None:
    """Near-twins in one sentence are told apart: 年度目标 and 实际完成."""
    said = ask("2023年柳溪镇村集体经济总收入实际完成多少")
    measured = {metric.text: metric.of for metric in said.metrics}
    assert measured["640万元"] == "实际完成"
    assert "目标" in measured["600万元"]


def test_a_turn_survives_json(ask: Ask) -> None:
    """What the history keeps of an answer can be stored and taken out again."""
    for question in ("哪些村种植油桃", "月牙村建成冷库了吗", "梧桐村种了什么", ""):
        turn = ask(question).turn
        assert Turn.from_dict(turn.as_dict()) == turn
    assert Turn.from_dict({**turn.as_dict(), "parts": ["百合", "油桃"]}).parts == ("百合", "油桃")


def test_a_turn_says_where_the_answer_stands(ask: Ask, library: Library) -> None:
    """Report, digest and offsets of the first quote; nothing of it for a refusal."""
    turn = ask("哪个村种植雪菊").turn
    (report,) = [report for report in library.corpus.reports if report.name == turn.report]
    assert turn.digest == report.digest
    assert "石磨村种植雪菊" in report.text[turn.start : turn.end]
    refused = ask("梧桐村种了什么").turn
    assert (refused.answer, refused.report, refused.digest, refused.start, refused.end) == (None,) * 5


def test_two_answers_are_equal_whatever_time_they_took(library: Library) -> None:
    assert answer("哪个村种植百合", library) == answer("哪个村种植百合", library)


def test_reports_in_another_encoding_answer_the_same(tmp_path: Path, ask: Ask) -> None:
    """GB18030 or UTF-8: the same text, the same answer."""
    for path in write_reports(tmp_path).iterdir():
        path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    other = Library.of(load_folder(tmp_path))
    for question in ("哪个村种植百合", "石磨村种植雪菊多少亩", "梧桐村种了什么"):
        said, again = ask(question), answer(question, other)
        assert (again.answer, again.reason, told(again)) == (said.answer, said.reason, told(said))


def told(said: Answer) -> list[tuple[str, str, int]]:
    return [(quote.report.name, quote.text, quote.start) for quote in said.quotes]


def test_one_sentence_answers(tmp_path: Path) -> None:
    """The smallest corpus there can be, its only sentence and its only figure."""
    (tmp_path / "甲.txt").write_text("杏花村种植油桃30亩。", encoding="utf-8")
    library = open_library(tmp_path)
    assert answer("哪个村种植油桃", library).answer == "杏花村"
    said = answer("杏花村油桃多少亩", library)
    assert (said.answer, said.kind, said.total) == ("30亩", Kind.HOW_MUCH, 1)
