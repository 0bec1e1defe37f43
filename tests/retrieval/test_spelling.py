"""Slips of the input method are put right; a text spelt right is never changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from retrieval import Library, fold, sound_of
from tests.retrieval.small import library_of

WRITTEN = [
    "武雪锋在青里村推广羊肚菌。",
    "枇杷节在银光村举办。",
    "银光村种植螺丝菜30亩。",
    "石磨村种植蓝雪菊20亩、杭白菊10亩、槟榔芋5亩。",
    "学校有教室12间，镇里评出三级河长，村里种植黄精8亩。",
]

wrong = pytest.mark.xfail(strict=True)
"""What is not right yet: such a case must fail, so that an improvement is noticed."""

Respell = Callable[[str], str]


@pytest.fixture(scope="module")
def respelt(tmp_path_factory: pytest.TempPathFactory) -> Respell:
    """Read a question with the words of WRITTEN."""
    retriever = library_of(tmp_path_factory.mktemp("written"), *WRITTEN).retriever
    return lambda typed: retriever.query(typed).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("批杷", "枇杷"),
        ("武雪峰", "武雪锋"),
        ("青理村", "青里村"),
        ("螺蛳菜", "螺丝菜"),
        ("杭白局", "杭白菊"),
        pytest.param("四磨村", "石磨村", id="s and sh"),
        pytest.param("南雪菊", "蓝雪菊", id="n and l"),
        pytest.param("英光村", "银光村", id="ing and in"),
        pytest.param("请问批杷节在哪里举办呀", "请问枇杷节在哪里举办呀", id="within a question"),
        pytest.param("羊肚君", "羊肚菌", id="behind a word of two characters", marks=wrong),
        pytest.param("槟榔玉", "槟榔芋", id="behind another word"),
        pytest.param("轻里村", "青里村", id="beside a character that also asks"),
        pytest.param("监雪菊", "蓝雪菊", id="alike in shape"),
        pytest.param("螺丝莱", "螺丝菜", id="the last of a name"),
        pytest.param("枇杷苦", "枇杷苦", id="no name"),
        pytest.param("里青村", "青里村", id="in each other's place"),
        pytest.param("银光付", "银光付", id="neither sound nor shape"),
    ],
)
def test_a_slip_is_put_right(respelt: Respell, typed: str, meant: str) -> None:
    """A pair that no report holds is read as the one that sounds alike."""
    assert respelt(typed) == meant


@pytest.mark.parametrize("written", WRITTEN)
def test_what_is_written_so_stays(respelt: Respell, written: str) -> None:
    assert respelt(written) == fold(written)


@pytest.mark.parametrize("typed", ["皮爬", "油桃", "冷库有几座", "abc", "12.5%", "", "😀", "武", "请问是什么"])
def test_what_sounds_like_nothing_known_stays(respelt: Respell, typed: str) -> None:
    """A slip shares one of its two characters with what was meant; two strange ones are another word."""
    assert respelt(typed) == typed


@pytest.mark.parametrize("typed", ["石磨村补干部", "保险公司", "帮村里", "讲得好", "钱袋子", "头名"])
def test_everyday_words_are_no_slips(respelt: Respell, typed: str) -> None:
    """What people say in their own words, or with a place before a verb, is left as it is."""
    assert respelt(typed) == typed


@pytest.mark.parametrize("typed", ["教师", "黄金", "上级"])
def test_a_word_spelt_right_stays_though_no_report_holds_it(respelt: Respell, typed: str) -> None:
    """教师 is no slip for 教室: a question about teachers is not to be answered with classrooms."""
    assert respelt(typed) == typed


@pytest.mark.parametrize(("often", "once"), [("棠垭", "棠芽"), ("棠芽", "棠垭")])
def test_the_commonest_of_two_is_meant(tmp_path: Path, often: str, once: str) -> None:
    """Of two names that sound alike the one that more sentences hold."""
    retriever = library_of(
        tmp_path, f"{often}村种桃。", f"{often}村种梨。", f"{often}村种茶。", f"{once}村种菜。"
    ).retriever
    assert retriever.query("棠牙村").text == f"{often}村"


@given(typed=st.one_of(st.text(), st.text(st.sampled_from("枇批杷把青轻理里村羊肚君菌的 ，ａ8"), max_size=12)))
def test_the_length_stays(demo: Library, typed: str) -> None:
    """Offsets of a question survive its spelling."""
    assert len(demo.retriever.query(typed).text) == len(typed)


@given(data=st.data())
def test_no_piece_of_a_report_is_changed(demo: Library, sentences: tuple[str, ...], data: st.DataObject) -> None:
    """Who asks with the report's own words asks with them unchanged."""
    sentence = data.draw(st.sampled_from(sentences))
    start = data.draw(st.integers(0, len(sentence) - 1))
    piece = sentence[start : data.draw(st.integers(start + 1, len(sentence)))]
    assert demo.retriever.query(piece).text == piece


@pytest.mark.parametrize("character", [*"村锋峰里理杷爬女绿乐率长中知吃是〇一龥㐀", "a", "，", "*"])
def test_sounds_are_pypinyins(character: str) -> None:
    """What is kept of its table says the same: zh is z, ng is n, n is l; what has no sound is itself."""
    sound = lazy_pinyin(character)[0]
    for written, alike in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n")):
        sound = sound.replace(written, alike)
    expected = "l" + sound[1:] if sound.startswith("n") and len(sound) > 1 else sound
    assert sound_of(character) == (expected if character != "〇" else "〇")
