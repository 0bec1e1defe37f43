"""Yes or no, and which is more: only where a sentence decides it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from answering import Answer, Kind, answer
from answering.choose import choose
from answering.question import read_question
from answering.verdict import decide
from retrieval import Library
from tests.retrieval.small import library_of

Told = Callable[[str, str], Answer]
wrong = pytest.mark.xfail(strict=True)
"""What is not right yet: such a case must fail, so that an improvement is noticed."""


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Library]:
    """Open a report of its own for a few sentences, each text once."""
    return cache(lambda text: library_of(tmp_path_factory.mktemp("report"), text))


@pytest.fixture
def told(of: Callable[[str], Library]) -> Told:
    """Answer a question from a few sentences."""
    return lambda text, question: answer(question, of(text))


BUILT = "杏花村建成冷库2座。月牙村没有建成冷库。石磨村尚未通公交。棠垭村不断扩大种植面积。"
CROPS = "杏花村种植油桃，月牙村种植百合。"
FIRST = "南垭村开通数字广播，为全县首个。"
STALLS = "白鹭村取消了河边烧烤摊点。"
PLANNED = "杏花村计划2024年建成冷库。"
LEVEL = "杏花村油桃面积与上年持平。月牙村百合面积比上年增加。"
TARGET = "杏花村村集体收入62万元。下一步，力争杏花村村集体收入突破75万元。"
HELD_AT = "采摘节在杏花村举办，接待游客3200人次。月牙村种植百合。"
GAP = "各村收入差距较大。"
WORKSHOP = "非遗工坊已经开放，对村民无偿教学。"
MEETING = "缺席过半，村民大会无法表决。"


@pytest.mark.parametrize(
    ("text", "question", "verdict"),
    [
        pytest.param(BUILT, "杏花村建成冷库了吗", "是", id="said"),
        pytest.param(BUILT, "月牙村建成冷库了吗", "否", id="denied by 没有"),
        pytest.param(BUILT, "月牙村建成冷库没有", "否", id="没有 at the end only asks"),
        pytest.param(BUILT, "石磨村通公交了吗", "否", id="denied by 尚未"),
        pytest.param(BUILT, "石磨村是不是还没通公交", "是", id="denied, and asked so"),
        pytest.param(BUILT, "棠垭村扩大种植面积了吗", "是", id="不断 denies nothing"),
        pytest.param(BUILT, "棠垭村的种植面积是否扩大", "是", id="是否 only asks"),
        pytest.param(CROPS, "杏花村种植油桃吗", "是", id="its own crop"),
        pytest.param(CROPS, "月牙村种植的是百合吗", "是", id="the other one's own crop"),
        pytest.param(CROPS, "月牙村种植油桃吗", "否", id="another village's crop"),
        pytest.param(FIRST, "南垭村之前全县有开通数字广播的吗", "否", id="the first had none before it"),
        pytest.param(FIRST, "南垭村是全县首个开通数字广播的吗", "是", id="the first was the first"),
        pytest.param(STALLS, "白鹭村还能摆烧烤摊点吗", "否", id="what was ended does not go on"),
        pytest.param(STALLS, "白鹭村取消烧烤摊点了吗", "是", id="what was ended was ended"),
        pytest.param(PLANNED, "杏花村建成冷库了吗", "否", id="planned is not done"),
        pytest.param(PLANNED, "杏花村计划建冷库吗", "是", id="planned, and asked so"),
        pytest.param(LEVEL, "杏花村油桃面积增加了吗", "否", id="level is no growth"),
        pytest.param(LEVEL, "月牙村百合面积增加了吗", "是", id="growth is"),
        pytest.param(TARGET, "杏花村村集体收入达到75万元了吗", "否", id="less than asked, the aim is no fact"),
        pytest.param(TARGET, "杏花村村集体收入超过60万元了吗", "是", id="more than asked"),
        pytest.param(TARGET, "杏花村村集体收入是62万元吗", "是", id="just as much"),
        pytest.param(TARGET, "杏花村村集体收入是60万元吗", "否", id="not just as much"),
        pytest.param(HELD_AT, "采摘节是在月牙村举办的吗", "否", id="at another place"),
        pytest.param(HELD_AT, "采摘节是在杏花村举办的吗", "是", id="at that place"),
        pytest.param(GAP, "各村收入都差不多吧", "否", id="the opposite is said"),
        pytest.param(MEETING, "村民大会能不能表决", "否", id="denied by 无法"),
        pytest.param(WORKSHOP, "非遗工坊开放了吗", "是", id="非遗 denies nothing"),
        pytest.param(WORKSHOP, "工坊是无偿教学吗", "是", id="无偿 denies nothing"),
    ],
)
def test_yes_or_no(told: Told, text: str, question: str, verdict: str) -> None:
    """One sentence decides, and is quoted."""
    said = told(text, question)
    assert (said.kind, said.answer, said.parts) == (Kind.YES_NO, verdict, (verdict,))
    assert said.quotes


@pytest.mark.parametrize("question", ["有没有火车站", "海棠村建成冷库了吗"])
def test_what_no_sentence_says_is_neither(told: Told, question: str) -> None:
    """No report, no verdict."""
    assert not told(BUILT, question).found


INCOME = "杏花村收入152万元，棠垭村收入21.5万元。"
SCALES = "杏花村收入1.2亿元，棠垭村收入9000万元。"
AREAS = "油桃种植350亩。百合种植90亩。"
OFTEN = "村务每月公示一次，账目每季度公示一次。"
SHARES = "打工收入占七成，种地收入占三成。"
YEARS = "2022年种植油桃320亩，2023年种植油桃350亩。"


@pytest.mark.parametrize(
    ("text", "question", "winner"),
    [
        pytest.param(INCOME, "杏花村和棠垭村谁收入高", "杏花村", id="the higher"),
        pytest.param(INCOME, "杏花村和棠垭村谁收入低", "棠垭村", id="the lower"),
        pytest.param(INCOME, "棠垭村和杏花村哪个村收入多", "杏花村", id="the order of asking does not matter"),
        pytest.param(SCALES, "杏花村和棠垭村谁收入高", "杏花村", id="亿 is more than 万"),
        pytest.param(AREAS, "油桃和百合哪个种得多", "油桃", id="figures in two sentences"),
        pytest.param(AREAS, "油桃和百合哪个种得少", "百合", id="the less of two sentences"),
        pytest.param(OFTEN, "村务和账目哪个公示得勤", "村务", id="the more often"),
        pytest.param(SHARES, "靠打工的多还是靠种地的多", "打工", id="shares"),
        pytest.param(YEARS, "2022年和2023年哪年种的油桃多", "2023年", id="years"),
    ],
)
def test_which_is_more(told: Told, text: str, question: str, winner: str) -> None:
    """Like figures of both are compared; the answer is the winner's own words."""
    assert told(text, question).answer == winner


EQUAL = "杏花村收入30万元，棠垭村收入30万元。"
HIDDEN = "杏花村收入**万元，棠垭村收入30万元。"
BOTH_HIDDEN = "杏花村收入**万元，棠垭村收入**万元。"
ONE_ONLY = "杏花村收入30万元，棠垭村还没有收入统计。"
UNLIKE = "油桃种植350亩，百合销售90万元。"


@pytest.mark.parametrize("text", [EQUAL, HIDDEN, BOTH_HIDDEN, ONE_ONLY])
def test_equal_or_hidden_figures_decide_nothing(of: Callable[[str], Library], told: Told, text: str) -> None:
    """Neither side is named the winner."""
    retriever = of(text).retriever
    question = read_question("杏花村和棠垭村谁收入高", retriever)
    choices = choose(question, retriever.search(question.query, question.asked_at[0]), retriever)
    assert decide(question, choices, retriever) is None
    assert not {"杏花村", "棠垭村"} & set(told(text, "杏花村和棠垭村谁收入高").parts)


def test_unlike_figures_decide_nothing(told: Told) -> None:
    """亩 and 万元 cannot be compared."""
    assert not {"油桃", "百合"} & set(told(UNLIKE, "油桃和百合哪个种得多").parts)


def test_both_figures_of_a_comparison_are_quoted(told: Told) -> None:
    """Who doubts the winner sees the other one's figure too."""
    quoted = "".join(quote.text for quote in told(AREAS, "油桃和百合哪个种得多").quotes)
    assert "350亩" in quoted
    assert "90亩" in quoted
