"""The same question in other words is known; another one is not taken for it."""

from __future__ import annotations

from itertools import combinations

import pytest

from answering.topic import topic
from retrieval import Library

SAME = (
    ("哪个村种了藏红花", "藏红花种植在什么地方", "请问藏红花是哪个村种植的？", "藏紅花種在哪裡", "种藏红花的村是哪个"),
    ("谁写了鲁滨孙漂流记", "鲁滨孙漂流记的作者是谁"),
    ("青里村书记是谁", "青里村的支部书记叫什么名字", "青里村支书是哪位"),
    ("2024年青里村收入多少", "青里村2024年的收入是多少"),
)


@pytest.mark.parametrize("wordings", SAME)
def test_the_same_in_other_words(demo: Library, wordings: tuple[str, ...]) -> None:
    topics = [topic(wording, demo.retriever) for wording in wordings]
    assert all(one.same(other) and other.same(one) for one, other in combinations(topics, 2))


def test_another_place_year_thing_or_person_is_another_question(demo: Library) -> None:
    others = [wordings[0] for wordings in SAME] + ["2023年青里村收入多少", "后溪村书记是谁", "哪个村种了人参", "青里村主任是谁"]
    topics = [topic(question, demo.retriever) for question in others]
    assert not [pair for pair in combinations(range(len(others)), 2) if topics[pair[0]].same(topics[pair[1]])]


def test_words_that_say_little_count_only_by_themselves(demo: Library) -> None:
    nothing, village = topic("是什么", demo.retriever), topic("哪个村", demo.retriever)
    assert nothing.terms == ()
    assert nothing.same(nothing)
    assert not nothing.same(village)
