"""A question asked anew with a word that the refusal offered."""

from __future__ import annotations

import pytest

from answering import answer
from answering.rephrase import asked_with, rephrased
from retrieval import Library


@pytest.mark.parametrize(
    ("question", "term", "asked"),
    [
        ("下湾村种了多少亩火龙果", "茭白", "下湾村种了多少亩茭白"),  # a crop for the one missing name
        ("火星村有多少亩羊肚菌", "联星村", "联星村有多少亩羊肚菌"),  # shares a character
        ("青坡镇的村长叫什么", "党员", "青坡镇 党员"),  # nothing in common: asked of the place
        ("火星探测器是谁造的", "党员", "党员"),
    ],
)
def test_the_word_takes_the_place_of_what_is_missing(demo: Library, question: str, term: str, asked: str) -> None:
    found = rephrased(answer(question, demo), term, demo.retriever)
    assert found[0] == asked
    assert found[-1] == term


def test_a_year_takes_the_place_of_a_year(demo: Library) -> None:
    """Also where the question has no 年 behind it."""
    refusal = answer("沙枣镇1999年村集体总收入多少", demo)
    assert not refusal.found
    assert "1999" in refusal.missing
    assert rephrased(refusal, "2022年", demo.retriever)[0] == "沙枣镇2022年村集体总收入多少"


def test_the_first_that_has_an_answer_is_taken(demo: Library) -> None:
    """The exchanged question, else the word by itself: pressing the button finds something."""
    refusal = answer("下湾村种了多少亩火龙果", demo)
    assert asked_with(refusal, "茭白", demo).answer == "210亩"
    assert asked_with(refusal, "水果玉米", demo).question == "水果玉米"


def test_every_word_that_is_offered_leads_somewhere(demo: Library) -> None:
    """Over refusals of each reason: a word offered is a word of the reports, so asking for it finds it."""
    questions = ("火星村有多少亩羊肚菌", "沙枣镇2021年村集体收入多少", "青坡镇的村长叫什么", "青禾镇2023年最后完成了多少亩茭白")
    for refusal in (answer(question, demo) for question in questions):
        assert refusal.nearest
        for term in refusal.nearest:
            assert asked_with(refusal, term, demo).found, term
