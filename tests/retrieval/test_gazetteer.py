"""The names of one corpus: learned from how reports write, found again where they stand without a suffix."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Gazetteer, Library, fold
from retrieval.gazetteer import mentions
from retrieval.segment import Segmenter
from tests.corpus.strategies import any_of

SEGMENTER = Segmenter()
TEXTS = [
    "杏花村、月牙村种植油桃,石磨村种植蓝雪菊30亩。",
    "*村养殖湖羊***只,杏花村走“果旅融合”路子。",
    "杏花、月牙、棠垭、石磨连成一条线路。",
    "全村动员,乡村振兴,各村上报。",
]
LEARNED = Gazetteer.learn(TEXTS, SEGMENTER)


@pytest.mark.parametrize(("stem", "name"), [("杏花", "杏花村"), ("月牙", "月牙村"), ("石磨", "石磨村")])
def test_a_stem_leads_to_the_name(stem: str, name: str) -> None:
    """杏花 in a question is 杏花村."""
    assert LEARNED.stems[stem] == name


def test_a_name_beside_known_names_is_one_too() -> None:
    """棠垭 stands in a list of villages, and nowhere with its suffix."""
    assert "棠垭" in LEARNED.stems


def test_crops_and_projects_are_learned() -> None:
    """What is grown on so many 亩, and what stands in quotation marks."""
    assert {"蓝雪菊", "湖羊", "果旅融合"} <= LEARNED.titles


def test_no_mask_and_no_common_word_is_learned() -> None:
    """*村, 全村 and 乡村 name no place."""
    assert {"*", "全", "乡", "各"} & LEARNED.stems.keys() == set()
    assert not {"*村", "全村", "乡村", "各村"} & LEARNED.words


def test_words_are_names_stems_and_titles() -> None:
    """A segmenter is taught all of them."""
    assert {"杏花", "杏花村", "棠垭", "蓝雪菊", "果旅融合"} <= LEARNED.words


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("杏花的油桃", ["杏花"]),
        ("棠垭有多少户", ["棠垭"]),
        ("杏花村和棠垭", ["杏花村", "棠垭"]),
        ("南垭村", ["南垭村"]),
        ("到*村收购", ["*村"]),
        ("油桃丰收", []),
        ("", []),
    ],
)
def test_places_in_a_text(text: str, names: list[str]) -> None:
    """By suffix, by mask, and by a known stem; a name never learned is found by its suffix."""
    segmenter = Segmenter(LEARNED.words)
    assert [name.text for name in LEARNED.places(text, segmenter)] == names


@given(st.lists(any_of("杏花|杏花村|月牙|石磨村|棠垭|、|,|种植|*村|的|等村|百合"), max_size=12))
def test_places_stand_in_order_and_apart(pieces: list[str]) -> None:
    """Each is the text at its place, none inside another, and asking again gives the same."""
    text = "".join(pieces)
    names = LEARNED.places(text, SEGMENTER)
    assert [name for name in names if name.text != text[name.start : name.end]] == []
    assert [(a.text, b.text) for a, b in pairwise(names) if a.end > b.start] == []
    assert LEARNED.places(text, SEGMENTER) == names


def test_the_order_of_reading_does_not_matter() -> None:
    """The same reports teach the same names."""
    again = Gazetteer.learn(reversed(TEXTS), SEGMENTER)
    assert (again.stems, again.titles) == (LEARNED.stems, LEARNED.titles)


@given(st.lists(any_of("杏花|杏花村|杏花镇|月牙|石磨村|棠垭|、|,|种植|百合|30亩|“果旅融合”|“菌粮”"), max_size=12), st.integers(0, 4))
def test_what_more_texts_add_is_what_all_together_teach(pieces: list[str], at: int) -> None:
    """Wherever among the others they stand; or it is said that all have to be gone through."""
    before, more = [mentions(each, SEGMENTER) for each in TEXTS], mentions("".join(pieces), SEGMENTER)
    added = Gazetteer.of(before).also([more])
    assert added is None or added.packed() == Gazetteer.of([*before[:at], more, *before[at:]]).packed()


def test_more_of_the_same_needs_no_going_through() -> None:
    """New crops and titles of known places do not; a new place does, since a list beside it may name others."""
    more = [mentions("杏花村、月牙村种植蓝莓30亩,推行“党建引领”。", SEGMENTER)]
    assert (added := LEARNED.also(more)) is not None
    assert added.titles - LEARNED.titles == {"蓝莓", "党建引领"}
    assert LEARNED.also([mentions(TEXTS[0], SEGMENTER)]) is LEARNED
    assert LEARNED.also([mentions("面铺村种植油桃。", SEGMENTER)]) is None


def test_new_places_are_known_roughly_before_all_texts_are_gone_through() -> None:
    """By their own names; not yet what stands beside them in lists."""
    more = mentions("面铺村种植油桃30亩,杏花镇推行“党建引领”。面铺、沙湾、杏花、水边丰收。", SEGMENTER)
    rough, exact = LEARNED.roughly([more]), Gazetteer.of([*(mentions(each, SEGMENTER) for each in TEXTS), more])
    assert rough.stems == {**LEARNED.stems, "面铺": "面铺村"}
    assert exact.stems.keys() - rough.stems.keys() == {"沙湾"}
    assert (rough.titles, rough.products) == (exact.titles, exact.products)


def test_nothing_is_learned_from_nothing() -> None:
    empty = Gazetteer.learn([], SEGMENTER)
    assert (empty.stems, empty.titles, empty.words) == ({}, frozenset(), frozenset())
    assert empty.places("油桃丰收", SEGMENTER) == ()


@pytest.mark.parametrize("place", ["青里", "联星", "潘昶", "荷陂", "面铺窑", "后溪", "沙枣", "河湾"])
def test_places_of_the_demo_reports_are_known(demo: Library, place: str) -> None:
    """Villages that no dictionary has, towns and the county."""
    assert place in demo.retriever.gazetteer.stems


@pytest.mark.parametrize("word", ["羊肚菌", "槟榔芋", "荆三棱", "螺丝菜", "榕树下讲习所"])
def test_crops_and_projects_of_the_demo_reports_are_words(demo: Library, word: str) -> None:
    """Jieba cuts them apart by itself."""
    assert word in demo.retriever.gazetteer.words


@pytest.mark.xfail(strict=True, reason="a town and its village side by side, or a verb before a list, become one name")
def test_every_place_of_the_demo_reports_is_a_place(demo: Library) -> None:
    """Nothing that stands before a name is learned as part of it."""
    wrong = {"以桐江村", "鼓励水泉", "沟乡后岔村", "源县青禾镇", "镇潘昶村"}
    assert not wrong & {fold(name) for name in demo.retriever.gazetteer.stems.values()}
