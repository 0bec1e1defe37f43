"""What a refusal says: words no report writes, words not written together, and what the reports hold instead."""

from __future__ import annotations

import pytest

from answering import Answer, Reason, answer
from retrieval import Library
from tests.answering.conftest import Ask

REFUSED = (
    "双桥乡2019年接待游客多少人次", "梧桐村种了什么", "北垭村种了多少亩油桃", "杏花村种了多少亩火龙果", "月牙村种了多少亩油桃",
    "哪个村种植火龙果", "火星探测器什么时候发射", "月牙村有多少学校",
)  # fmt: skip


@pytest.mark.parametrize("question", REFUSED)
def test_nearest_words_are_the_reports_own_and_new(question: str, ask: Ask, library: Library) -> None:
    """At most five, each in a report, none in the question, none of one character."""
    said = ask(question)
    assert said.answer is None
    assert len(said.nearest) <= 5
    assert [w for w in said.nearest if not any(w in report.text for report in library.corpus.reports)] == []
    assert [w for w in said.nearest if w in question or len(w) < 2] == []
    assert [w for w in said.missing if any(w in report.text for report in library.corpus.reports)] == []
    assert [w for w in said.apart if not any(w in report.text for report in library.corpus.reports)] == []


def test_an_unknown_crop_is_no_other_crop(ask: Ask) -> None:
    """How much is grown of what no report writes is not how much is grown of something else; the crops there are named."""
    said = ask("杏花村种了多少亩火龙果")
    assert (said.answer, said.reason, said.missing) == (None, Reason.NAME_MISSING, ("火龙果",))
    assert "油桃" in said.nearest
    assert ask("哪个村种植火龙果").answer is None


def test_an_unknown_village_is_answered_with_those_of_like_name(ask: Ask) -> None:
    said = ask("北垭村种了什么")
    assert said.reason is Reason.NAME_MISSING
    assert {"棠垭村", "南垭村"} & set(said.nearest)


def test_of_a_known_place_what_is_told_of_it_is_offered(ask: Ask) -> None:
    said = ask("月牙村有多少学校")
    assert said.answer is None
    assert "百合" in "".join(said.nearest)


def test_words_that_stand_apart_are_named(demo: Library) -> None:
    """Both are known, and no report has them together."""
    said = answer("石坪镇种了草莓吗", demo)
    assert (said.answer, said.missing) == (None, ())
    assert set(said.apart) == {"石坪镇", "草莓"}


@pytest.mark.parametrize(
    ("question", "told"),
    [("石坪镇有多少个村", "15个"), ("沙枣镇有几个村", "12个"), ("后溪村有什么特产", "红菇")],
)
def test_what_a_report_does_say_is_not_refused(question: str, told: str, demo: Library) -> None:
    """The report's title names the place; what is told of a place need not be called its speciality."""
    assert answer(question, demo).answer == told


def test_a_place_that_is_said_of_something_else_is_no_answer(demo: Library) -> None:
    """The sentence goes on to another festival, whose name holds a village."""
    assert answer("枇杷文化节在哪里办", demo).answer is None


def test_a_found_answer_has_nothing_missing(demo_answers: list[Answer]) -> None:
    assert [said.question for said in demo_answers if said.found and (said.missing or said.apart or said.nearest)] == []
