"""Quoting: a sentence, its neighbours that answer nearly as well, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from answering import quoting
from answering.pipeline import follow
from answering.quoting import LONGEST, NEARLY, WIDER, all_quotes, run, sentence_quote
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


@pytest.fixture
def unfilled(monkeypatch: pytest.MonkeyPatch) -> None:
    """No quote is short: only what answers nearly as well is quoted with a sentence."""
    monkeypatch.setattr(quoting, "SHORT", 0)


@pytest.mark.usefixtures("unfilled")
def test_a_neighbour_that_answers_nearly_as_well_is_quoted_too(village: Library) -> None:
    way = follow("青坪村香菇每斤卖多少钱", village)
    assert way.best is not None
    near = [replace(choice, score=way.best.score - NEARLY) for choice in way.choices if choice is not way.best]
    quote = run(way.best, [way.best, *near], village.retriever)
    assert quote.holds(sentence_quote(way.best))
    assert quote.text == TOLD.split("\n", maxsplit=1)[0]
    assert len(quote.text) <= LONGEST


@pytest.mark.usefixtures("unfilled")
def test_one_that_answers_worse_is_not(village: Library) -> None:
    way = follow("青坪村香菇每斤卖多少钱", village)
    assert way.best is not None
    far = [replace(choice, score=way.best.score - NEARLY - 0.1) for choice in way.choices if choice is not way.best]
    assert run(way.best, [way.best, *far], village.retriever) == sentence_quote(way.best)


@pytest.mark.usefixtures("unfilled")
def test_nor_one_that_speaks_of_another_place(village: Library) -> None:
    way = follow("青坪村香菇每斤卖多少钱", village)
    assert way.best is not None
    more = way.best.features["foreign"] + 1
    other = [replace(c, score=way.best.score, features=c.features | {"foreign": more}) for c in way.choices if c is not way.best]
    assert run(way.best, [way.best, *other], village.retriever) == sentence_quote(way.best)


def test_nothing_is_quoted_twice_and_the_conversation_remembers_the_sentence(village: Library) -> None:
    way = follow("哪个村的羊肚菌有人来收", village)
    assert way.best is not None
    found = all_quotes([way.best], (), way.choices, village.retriever)
    assert not any(one.holds(other) for i, one in enumerate(found) for other in found[i + 1 :])
    turn, sentence = way.answer.turn, sentence_quote(way.best)
    assert (turn.start, turn.end) == (sentence.start, sentence.end)


READ_TOGETHER = (
    "石坎村今年头一回试种羊肚菌；由镇农技站派人指导。请来的师傅姓周。收下的鲜货当天就运走。村里算过账，比种玉米划算得多，明年打算再扩一些。\n"
    "杜坪村试种天麻。葛藤村试种黄精，面积还不大，等来年看行情再说，先把路修好，再把水引来，然后才谈得上扩种和加工这些后面的事情。\n"
)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder: Path = tmp_path_factory.mktemp("short")
    (folder / "试种.txt").write_text(READ_TOGETHER, encoding="utf-8")
    return open_library(folder)


def quoted(question: str, library: Library, wider: int = 1) -> str:
    best = follow(question, library).best
    assert best is not None
    return run(best, [best], library.retriever, wider).text


def test_a_short_quote_is_read_with_what_follows_it(short: Library) -> None:
    assert "请来的师傅姓周。收下的鲜货当天就运走。" in quoted("请来的师傅姓什么", short)


def test_the_parts_of_one_sentence_come_before_what_follows(short: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quoting, "SHORT", 20)
    assert quoted("石坎村由谁派人指导", short) == READ_TOGETHER[: READ_TOGETHER.index("。") + 1]


def test_no_quote_runs_on_to_another_village(short: Library) -> None:
    assert quoted("杜坪村试种什么", short) == "杜坪村试种天麻。"


def test_a_further_quote_is_read_with_more_around_it(short: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quoting, "SHORT", 15)
    assert len(quoted("请来的师傅姓什么", short, WIDER)) > len(quoted("请来的师傅姓什么", short))
