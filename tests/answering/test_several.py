"""Several questions in one, and what a question names side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.parallel import parallel
from answering.several import several
from retrieval import Library
from tests.answering.conftest import Ask
from tests.corpus.strategies import any_of


@pytest.mark.parametrize(
    ("text", "items"),
    [
        pytest.param("杏花村2022年和2023年", ("2022年", "2023年"), id="years"),
        pytest.param("杏花村和月牙村", ("杏花村", "月牙村"), id="villages"),
        pytest.param("收入最高和最低的村", ("最高", "最低"), id="a word before and behind"),
        pytest.param("70至79岁和80岁以上老人", ("70至79岁", "80岁以上"), id="figures are not cut"),
        pytest.param("油桃和百合", ("油桃", "百合"), id="unlike words"),
        pytest.param("杏花村、月牙村和石磨村", ("杏花村", "月牙村", "石磨村"), id="three"),
        pytest.param("参与合作社的农户", None, id="与 within a word joins nothing"),
    ],
)
def test_side_by_side(library: Library, text: str, items: tuple[str, ...] | None) -> None:
    """What stands on both sides of 和 is cut alike."""
    found = parallel(text, library.retriever)
    assert (found.items if found else None) == items


pieces = any_of("杏花村|月牙村|2022年|2023年|和|与|、|，|分别|各是|油桃|百合|350亩|多少|哪个|种了|参与|80岁以上")


@given(pieces=st.lists(pieces, max_size=12))
def test_each_question_is_made_of_the_words_asked(library: Library, pieces: list[str]) -> None:
    """No question is asked that the text does not hold, in whatever order the words come."""
    text = "".join(pieces).replace("，", ",")
    assert all(set(question) <= {*text, " "} for question in several(text, library.retriever))


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        pytest.param("杏花村2022年和2023年分别种了多少亩油桃", ["320亩", "350亩"], id="two years in two reports"),
        pytest.param("杏花村2023年和2022年分别种了多少亩油桃", ["350亩", "320亩"], id="in the order asked"),
        pytest.param("全镇收入最高和最低的村分别是哪个", ["杏花村", "棠垭村"], id="the highest and the lowest"),
        pytest.param("2023年村集体经济总收入的目标和实际完成各是多少", ["600万元", "640万元"], id="plan and fact"),
        pytest.param("首届油桃采摘节什么时候举办，接待了多少游客", ["9月18日", "3200人次"], id="one after the other"),
    ],
)
def test_each_is_answered(ask: Ask, question: str, parts: list[str]) -> None:
    """Every question gets its answer, in the order asked, each standing in a quote of its own place."""
    said = ask(question)
    assert list(said.parts) == parts
    assert [said.quotes[i].report.text[a:b] for i, a, b in said.spans] == parts


@pytest.mark.parametrize("question", ["哪些村种植油桃", "四强分别是什么", "杏花村和月牙村种了什么", "多少钱一斤"])
def test_one_question_is_one(library: Library, question: str) -> None:
    """和 alone makes no two questions, nor does 分别 alone."""
    assert several(question, library.retriever) == ()


def test_what_only_one_of_two_is_said_of_is_no_pair(ask: Ask) -> None:
    """When one of two has no answer, they are not answered as a pair."""
    assert len(ask("杏花村和火星村分别种了多少亩油桃").parts) < 2
