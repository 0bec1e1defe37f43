"""Bounds that a question sets: what is said of the answer keeps them."""

from __future__ import annotations

import pytest

from answering import answer
from answering.bounds import keeps_bounds
from answering.question import read_question
from retrieval import Library


@pytest.mark.parametrize(
    ("question", "said", "kept"),
    [
        ("哪些村的集体收入超过100万元", "高望村为38万元", False),
        ("哪些村的集体收入超过100万元", "联星村集体经济突破100万元", True),
        ("哪些村的集体收入超过30万元", "高望村为38万元", True),
        ("哪些村的集体收入不足20万元", "高望村为38万元", False),
        ("哪些村的集体收入不足20万元", "上坪村为15.6万元", True),
        ("哪些村种了100亩以上", "青里村种植羊肚菌80亩", False),
        ("哪些村收入超过1亿元", "全村收入9860万元", False),
        ("哪些村的集体收入超过100万元", "高望村种植茭白38亩", True),
        ("哪些村种了羊肚菌", "青里村种植羊肚菌80亩", True),
    ],
)
def test_a_like_figure_keeps_the_bound(demo: Library, question: str, said: str, kept: bool) -> None:
    assert keeps_bounds(read_question(question, demo.retriever), said) is kept


def test_what_is_beyond_the_bound_answers_nothing(demo: Library) -> None:
    assert "通昌村" in answer("哪些村集体收入在30万元以上", demo).parts
    assert not answer("青禾镇哪些村的集体收入超过100万元", demo).found


def test_a_village_is_no_answer_to_which_town_and_a_pronoun_stands_alone(demo: Library) -> None:
    assert answer("哪个镇组建了产业联盟", demo).answer == "沙枣镇"
    assert answer("谁把育苗技术教给农户", demo).answer == "他"
