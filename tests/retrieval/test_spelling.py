"""Slips of the input method are put right; a text spelt right is never changed."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Library
from retrieval.segment import Segmenter
from retrieval.spelling import Speller

WRITTEN = [
    "武雪锋推广羊肚菌", "枇杷节在青里村举办", "银光村种植螺丝菜", "石磨村种植蓝雪菊", "杭白菊", "槟榔芋", "教室", "黄精", "三级",
]  # fmt: skip
SPELLER = Speller(Counter(pair for sentence in WRITTEN for pair in {*map("".join, pairwise(sentence))}), WRITTEN)
SEGMENTER = Segmenter()


wrong = pytest.mark.xfail(strict=True)
"""What is not right yet: such a case must fail, so that an improvement is noticed."""


def respelt(text: str) -> str:
    return SPELLER.respell(text, text, SEGMENTER)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("批杷", "枇杷"),
        ("武雪峰", "武雪锋"),
        ("青理村", "青里村"),
        ("螺蛳菜", "螺丝菜"),
        ("杭白局", "杭白菊"),
        ("四磨村", "石磨村"),  # s and sh
        ("南雪菊", "蓝雪菊"),  # n and l
        ("英光村", "银光村"),  # ing and in
        ("枇杷节在青理村", "枇杷节在青里村"),
        pytest.param("羊肚君", "羊肚菌", marks=wrong),  # a slip behind a word of two characters
        pytest.param("槟榔玉", "槟榔芋", marks=wrong),
        pytest.param("轻里村", "青里村", marks=wrong),  # a slip beside a character that also asks
    ],
)
def test_a_slip_is_put_right(typed: str, meant: str) -> None:
    """A pair that no report holds is read as the one that sounds alike."""
    assert respelt(typed) == meant


@pytest.mark.parametrize("written", WRITTEN)
def test_what_is_written_so_stays(written: str) -> None:
    assert respelt(written) == written


@pytest.mark.parametrize(
    "typed",
    ["皮爬", "油桃", "冷库有几座", "abc", "12.5%", "", "😀", pytest.param("武", id="one character")],
)
def test_what_sounds_like_nothing_known_stays(typed: str) -> None:
    """A slip shares one of its two characters with what was meant; two strange ones are another word."""
    assert respelt(typed) == typed


@pytest.mark.parametrize("typed", ["教师", "黄金", "上级"])
def test_a_word_spelt_right_stays_though_no_report_holds_it(typed: str) -> None:
    """教师 is no slip for 教室: a question about teachers is not to be answered with classrooms."""
    assert respelt(typed) == typed


def test_the_commonest_of_two_is_meant() -> None:
    """Of two names that sound alike the one that more sentences hold."""
    assert Speller({"棠垭": 3, "棠芽": 1}).respell("棠牙村", "棠牙村", SEGMENTER) == "棠垭村"
    assert Speller({"棠垭": 1, "棠芽": 3}).respell("棠牙村", "棠牙村", SEGMENTER) == "棠芽村"


@given(st.one_of(st.text(), st.text(st.sampled_from("枇批杷把青轻理里村羊肚君菌的 ，ａ8"), max_size=12)))
def test_the_length_stays(text: str) -> None:
    """Offsets of a question survive its spelling."""
    assert len(respelt(text)) == len(text)


@given(st.text(st.sampled_from("枇批杷把青轻理里村羊肚君菌"), min_size=1, max_size=10), st.data())
def test_what_only_asks_is_left_alone(text: str, data: st.DataObject) -> None:
    """Only the content of a question is put right."""
    asks = data.draw(st.sets(st.integers(0, len(text) - 1)))
    content = "".join(" " if i in asks else character for i, character in enumerate(text))
    told = SPELLER.respell(text, content, SEGMENTER)
    assert [i for i in asks if told[i] != text[i]] == []


@given(st.data())
def test_no_piece_of_a_report_is_changed(demo: Library, sentences: tuple[str, ...], data: st.DataObject) -> None:
    """Who asks with the report's own words asks with them unchanged."""
    sentence = data.draw(st.sampled_from(sentences))
    start = data.draw(st.integers(0, len(sentence) - 1))
    piece = sentence[start : data.draw(st.integers(start + 1, len(sentence)))]
    assert demo.retriever.query(piece).text == piece
