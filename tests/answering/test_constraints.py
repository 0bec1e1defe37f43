"""What a question holds fixed: year, plan or fact, which of near-twins."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from answering import answer
from answering.constraints import is_other_twin, years_of
from retrieval import Library, open_library
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
        ("自2021年3月起治理,2023年完工", {"2023"}),
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


YEARS = {
    "溪口镇2022年工作总结及2023年工作计划.txt": """溪口镇2022年工作总结及2023年工作计划

一、2022年工作情况
财政收入完成2180万元，较上年减收64万元。投资734万元硬化通组公路18.6公里。

二、2023年工作计划
财政收入力争完成2400万元，村集体经济总收入目标为550万元。拟投资1600万元在石板村建设药材园，力争6月底前开工。拟选派12名年轻干部到村任职。
""",
    "溪口镇2023年工作总结及2024年工作打算.txt": """溪口镇2023年工作总结及2024年工作打算

一、2023年工作情况
预计全年实现农业总产值3.4亿元。财政收入完成2265万元，为年初预算的94%。
石板村试种天麻96亩，村集体收入82万元。全镇村集体收入合计528万元。
石板村药材园8月9日开工建设，比原计划推迟一个多月，目前完成投资1120万元。
自2021年3月起治理黑水沟，概算投资780万元，截至12月底完成投资612万元。
河道保洁经费由去年的42万元增加到今年的55万元，保洁员月补助由900元调整为1100元。
选派10名年轻干部到村任职。农村居民人均可支配收入达到18030元，人均年增收1200元。
应收卫生费22.8万元，实收13.5万元。

二、2024年工作打算
财政收入力争2350万元。
""",
}


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A township's reports of two years: what the first one plans is what the second one tells the outcome of."""
    folder = tmp_path_factory.mktemp("years")
    for name, text in YEARS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return open_library(folder)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        pytest.param("溪口镇2022年实际硬化了多少公里通组公路", "18.6公里", id="a title with a plan is of what was done as well"),
        pytest.param("溪口镇2023年财政收入完成了多少", "2265万元", id="the outcome"),
        pytest.param("溪口镇给2023年定的财政收入是多少", "2400万元", id="what was set"),
        pytest.param("溪口镇希望2024年财政收入达到多少", "2350万元", id="what is hoped for"),
        pytest.param("溪口镇2023年农业总产值实际做到了多少", "3.4亿元", id="an estimate at the end of the year is no plan"),
        pytest.param("石板村药材园已经投进去多少钱", "1120万元", id="a plan that it is behind plans nothing"),
        pytest.param("石板村药材园当初打算投多少钱", "1600万元", id="what was meant"),
        pytest.param("石板村药材园什么时候开工的", "8月9日", id="when it was"),
        pytest.param("我在准备会议材料，想核对一下：溪口镇2023年派了几名年轻干部", "10名", id="what the asker prepares is no plan"),
        pytest.param("溪口镇2023年村集体收入总共多少", "528万元", id="the whole, not one village's"),
        pytest.param("黑水沟治理2023年已经花出去多少", "612万元", id="a year since when is not when"),
        pytest.param("溪口镇2023年河道保洁经费有多少", "55万元", id="how much it has become"),
        pytest.param("溪口镇2023年农民人均可支配收入多少", "18030元", id="each one's, as high as it is"),
        pytest.param("溪口镇应该收22万多的卫生费，真收上来多少钱", "13.5万元", id="what the question says roughly is no answer"),
    ],
)
def test_what_was_planned_and_what_came_of_it(two_years: Library, question: str, figure: str) -> None:
    assert answer(question, two_years).answer == figure


def test_what_is_not_so_is_answered_by_a_denial_only(told: Told) -> None:
    """不种什么 is not answered by what is grown."""
    assert told("杏花村种植油桃。", "杏花村不种什么") is None
