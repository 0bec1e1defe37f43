"""Quoting: a sentence, its neighbours that answer nearly as well, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from answering.pipeline import follow
from answering.quoting import LONGEST, NEARLY, all_quotes, run, sentence_quote
from retrieval import Library, open_library

TOLD = (
    "青坪村去年修了三条产业路。青坪村的香菇卖到了广东。合作社负责人李明介绍，香菇每斤卖12元。\n"
    "另有一段说别的事情。月牙村的羊肚菌也有人来收。\n"
)


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder: Path = tmp_path_factory.mktemp("quoting")
    (folder / "青坪村.txt").write_text(TOLD, encoding="utf-8")
    return open_library(folder)


def test_a_neighbour_that_answers_nearly_as_well_is_quoted_too(village: Library) -> None:
    way = follow("青坪村香菇每斤卖多少钱", village)
    assert way.best is not None
    near = [replace(choice, score=way.best.score - NEARLY) for choice in way.choices if choice is not way.best]
    quote = run(way.best, [way.best, *near])
    assert quote.holds(sentence_quote(way.best))
    assert quote.text == TOLD.split("\n", maxsplit=1)[0]
    assert len(quote.text) <= LONGEST


def test_one_that_answers_worse_is_not(village: Library) -> None:
    way = follow("青坪村香菇每斤卖多少钱", village)
    assert way.best is not None
    far = [replace(choice, score=way.best.score - NEARLY - 0.1) for choice in way.choices if choice is not way.best]
    assert run(way.best, [way.best, *far]) == sentence_quote(way.best)


def test_nor_one_that_speaks_of_another_place(village: Library) -> None:
    way = follow("青坪村香菇每斤卖多少钱", village)
    assert way.best is not None
    more = way.best.features["foreign"] + 1
    other = [replace(c, score=way.best.score, features=c.features | {"foreign": more}) for c in way.choices if c is not way.best]
    assert run(way.best, [way.best, *other]) == sentence_quote(way.best)


def test_nothing_is_quoted_twice_and_the_conversation_remembers_the_sentence(village: Library) -> None:
    way = follow("哪个村的羊肚菌有人来收", village)
    assert way.best is not None
    found = all_quotes([way.best], (), way.choices)
    assert not any(one.holds(other) for i, one in enumerate(found) for other in found[i + 1 :])
    turn, sentence = way.answer.turn, sentence_quote(way.best)
    assert (turn.start, turn.end) == (sentence.start, sentence.end)
