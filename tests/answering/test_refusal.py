"""What a refusal says: words no report writes, words not written together, and what the reports hold instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from answering import Answer, Reason, answer
from retrieval import Library, open_library
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


@pytest.mark.parametrize(
    "question",
    [
        "月球基地花了多少钱", "火星基地建成了吗", "双鹿崖水库什么时候建的", "青里村和联星村哪个面积大", "谁负责枇杷产业",
        "河湾县一共有多少人口",
    ],
)  # fmt: skip
def test_of_something_else_nothing_is_said(question: str, demo: Library) -> None:
    """Another base, figures of one village only, who only works with them, visitors for inhabitants: none of them answers."""
    assert answer(question, demo).answer is None


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


@pytest.mark.parametrize(
    "question",
    [
        "杏花村种了多少亩葡萄",  # another crop
        "油桃的收购价是多少",  # what was earned or invested is no price
        pytest.param("月牙村为什么没有种茶叶", marks=pytest.mark.xfail(strict=True)),  # no cause is told
        "双桥乡的乡长是谁",  # nobody holds the office
        "2031年全县集体经济总收入是多少",  # no report writes the year
        "谁家养小龙虾养得最多",  # nothing is the most of what is not there
        "茶叶采摘节办了几届",  # 油桃采摘节 is another
        "𠮷野家",  # characters that stand apart
    ],
)  # fmt: skip
def test_what_lacks_the_decisive_word_is_refused(question: str, ask: Ask) -> None:
    assert ask(question).answer is None


@pytest.mark.parametrize(
    ("question", "told"),
    [("月牙村种了多少亩百合", "90亩"), ("首届油桃采摘节接待了多少人次", "3200人次"), ("棠垭村的鲜果运费为什么偏高", "山高路远"),
     ("老人每餐交多少钱", "2元"), ("改造食堂投入多少钱", "36万元"), ("杏花村党支部书记是谁", "罗秋生"), ("石林在哪里", "南垭村")],
)  # fmt: skip
def test_its_twin_is_answered(question: str, told: str, ask: Ask) -> None:
    assert told in (ask(question).answer or "")


GENERAL = """白鹿塔
白鹿塔位于江心洲上,由工匠出身的欧阳·木石设计,塔身高约38公分,最初用于观测水位。
该塔在明末清初的战争中烧毁。
"""


@pytest.mark.parametrize(
    ("question", "told"), [("白鹿塔是谁设计的", "欧阳·木石"), ("白鹿塔塔身高多少公分", "38公分")]
)
def test_a_form_that_no_rule_reads_is_told_in_the_sentences_words(question: str, told: str, tmp_path: Path) -> None:
    """All of the question stands there, or is what the paragraph is about: then the comma-part answers."""
    (tmp_path / "白鹿塔.txt").write_text(GENERAL, "utf-8")
    assert told in (answer(question, open_library(tmp_path)).answer or "")
