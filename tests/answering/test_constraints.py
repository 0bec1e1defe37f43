"""What a question holds fixed: year, plan or fact, which of near-twins."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from answering import answer
from answering.constraints import is_other_twin, years_of
from retrieval import Library
from tests.retrieval.small import library_of

Told = Callable[[str, str], str | None]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Answer a question from a few sentences, each text opened once."""
    opened: Callable[[str], Library] = cache(lambda text: library_of(tmp_path_factory.mktemp("report"), text))
    return lambda text, question: answer(question, opened(text)).answer


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2023年种植180亩,比2022年的130亩增加50亩", {"2023"}),
        ("比2022年有所增加", set()),
        ("2022年45栋,2023年68栋", {"2022", "2023"}),
        ("继2020年之后第二次", set()),
        ("编号12023年", set()),
    ],
)
def test_years_that_date_a_sentence(text: str, years: set[str]) -> None:
    """A year that something is compared with does not date it."""
    assert years_of(text) == years


def test_twins_of_one_group_exclude_each_other() -> None:
    """Who asks for one is not answered by another, but by a text that names both or neither."""
    group = ("市级", "县级")
    assert is_other_twin("市级几个", "县级3个", group)
    assert not is_other_twin("市级几个", "市级2个、县级3个", group)
    assert not is_other_twin("一共几个", "县级3个", group)
    assert not is_other_twin("市级几个", "3个", group)


CHANGE = "杏花村2023年收入63万元，比2022年的45万元增长40%。"
STARS = "全镇有五星级支部2个、四星级支部5个、三星级支部3个。"
CLASSES = "全年发展党员12名（其中35岁以下9名），召开大会6次。"
LOAN = "农商银行给合作社授信320万元，实际发放215万元。"
PLAN = "月牙村村集体收入为20万元。下一步，力争月牙村村集体收入达到35万元。"
DATES = "2023年4月，在全县培训会上介绍种桃经验，连续办了六届赛桃会，2023年10月油桃获得金奖。"


@pytest.mark.parametrize(
    ("text", "question", "figure"),
    [
        pytest.param(CHANGE, "杏花村2023年收入多少", "63万元", id="the year before the figure"),
        pytest.param(CHANGE, "杏花村2022年收入多少", "45万元", id="the year it is compared with"),
        pytest.param(STARS, "四星级支部有多少个", "5个", id="its own member of the list"),
        pytest.param(STARS, "三星级支部有多少个", "3个", id="the last member"),
        pytest.param(CLASSES, "发展的党员里35岁以下的有几名", "9名", id="the class by its bound"),
        pytest.param(LOAN, "农商银行授信多少", "320万元", id="granted"),
        pytest.param(LOAN, "农商银行实际发放了多少", "215万元", id="paid out"),
        pytest.param(PLAN, "月牙村村集体收入多少", "20万元", id="the fact"),
        pytest.param(PLAN, "月牙村村集体收入目标是多少", "35万元", id="the plan"),
        pytest.param(DATES, "什么时候在培训会上介绍经验", "2023年4月", id="a date holds until the next"),
        pytest.param(DATES, "油桃什么时候得的金奖", "2023年10月", id="the next date"),
    ],
)
def test_the_right_one_of_two(told: Told, text: str, question: str, figure: str) -> None:
    """Near-twins are kept apart."""
    assert told(text, question) == figure


def test_what_is_not_so_is_answered_by_a_denial_only(told: Told) -> None:
    """不种什么 is not answered by what is grown."""
    assert told("杏花村种植油桃。", "杏花村不种什么") is None
