"""Reading a question into its content words, in place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Library, Query, fold
from retrieval.query import parse_query
from retrieval.segment import Segmenter
from retrieval.thesaurus import Thesaurus
from tests.corpus.strategies import any_of

SEGMENTER = Segmenter(["羊肚菌", "棠垭村", "那里坪"])
THESAURUS = Thesaurus({"挣": ("增收",), "增收": ("挣",), "村集体收入": ("集体进账",), "收入": ("进账",)})

pieces = any_of("请问|哪个村|种|羊肚菌|棠垭村|那里坪|是什么|多少|挣|了|呢|？|，| |80亩|３０％|東關寨|谢谢|有没有|它|的")
questions = st.one_of(st.text(), st.lists(pieces, max_size=12).map("".join))


def read(question: str) -> Query:
    return parse_query(question, SEGMENTER, THESAURUS)


def words(question: str) -> list[str]:
    """The content words of *question*."""
    return [unit.text for unit in read(question).units]


@given(questions)
def test_a_unit_is_the_question_at_its_place(question: str) -> None:
    """Offsets count in the folded question, and so in the question as typed."""
    query = read(question)
    assert query.text == fold(question)
    for unit in query.units:
        assert unit.text == query.text[unit.start : unit.end]
        assert unit.text.strip()


@given(questions)
def test_units_stand_in_order_and_apart(question: str) -> None:
    """No character of a question is counted for two words."""
    places = [i for unit in read(question).units for i in range(unit.start, unit.end)]
    assert places == sorted(set(places))


@given(questions)
def test_content_is_the_question_with_blanks(question: str) -> None:
    """What only asks is blanked, character for character; units stand in what is left."""
    query = read(question)
    assert len(query.content) == len(query.text)
    assert {c for c, t in zip(query.content, query.text, strict=True) if c != t} <= {" "}
    assert [unit for unit in query.units if query.content[unit.start : unit.end] != unit.text] == []


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("请问哪个村种羊肚菌呢？", ["村", "种", "羊肚菌"]),
        ("您好，麻烦问一下棠垭村的羊肚菌怎么样，谢谢", ["棠垭村", "羊肚菌"]),
        ("羊肚菌是什么", ["羊肚菌"]),
        ("什么是羊肚菌啊", ["羊肚菌"]),
        ("帮我查一下棠垭村", ["棠垭村"]),
        ("棠垭村在哪里？", ["棠垭村"]),
        ("羊肚菌 亩", ["羊肚菌", "亩"]),
    ],
)
def test_what_only_asks_is_dropped(question: str, content: list[str]) -> None:
    """Politeness and question words never drown the word that matters."""
    assert words(question) == content


@pytest.mark.parametrize(
    "question", ["", " ", "？！", "😀👍", "是什么", "请问一下", "谁", "多少", "怎么办呢", "那它呢"]
)
def test_a_question_without_content_has_no_units(question: str) -> None:
    assert words(question) == []


def test_a_learned_word_is_not_broken_by_what_it_holds() -> None:
    """那里 asks, but 那里坪 is a village."""
    assert words("那里坪的羊肚菌有多少") == ["那里坪", "羊肚菌"]


def test_synonyms_are_given_with_their_word() -> None:
    """What people say brings along what reports write."""
    assert {unit.text: unit.synonyms for unit in read("羊肚菌挣多少").units} == {"羊肚菌": (), "挣": ("增收",)}


def test_the_longest_phrase_of_the_thesaurus_wins() -> None:
    """村集体收入 has synonyms of its own, other than those of 收入."""
    assert [(unit.text, unit.synonyms) for unit in read("村集体收入").units] == [("村集体收入", ("集体进账",))]


def test_synonyms_that_no_report_holds_are_left_out(demo: Library) -> None:
    """The retriever keeps only the synonyms it could find."""
    units = demo.retriever.query("土豆一亩能挣多少钱").units
    kept = [synonym for unit in units for synonym in unit.synonyms]
    assert kept
    assert [synonym for synonym in kept if not demo.retriever.knows(synonym)] == []


def test_a_name_left_in_single_characters_is_one_unit(demo: Library) -> None:
    """The demo reports name 武雪锋; no dictionary does."""
    assert "武雪锋" in [unit.text for unit in demo.retriever.query("武雪锋是什么人").units]
