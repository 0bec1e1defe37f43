"""Answers that were given lately: the same again, and nothing of reports that were replaced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import bot.recall
from answering import Answer, answer
from bot.recall import Recall
from retrieval import Library, open_library
from tests.bot.conftest import QUESTION


def test_the_same_question_after_the_same_turns_is_worked_out_once(library: Library) -> None:
    """A follow-up is another question after other turns."""
    recall, first = Recall(), answer(QUESTION, library)
    turns = [answer("哪个村种植螺丝菜", library).turn]
    assert recall.known(QUESTION, library, ()) is None
    given = recall.answer(QUESTION, library, ())
    assert (given.answer, given.quotes) == (first.answer, first.quotes)
    assert recall.known(QUESTION, library, ()) is given
    assert recall.answer(QUESTION, library, turns).quotes == given.quotes
    assert recall.answer("那种了多少亩", library, turns).answer != recall.answer("那种了多少亩", library, [first.turn]).answer


def test_other_reports_have_other_answers_and_a_wish_to_be_forgotten_leaves_nothing(library: Library, folder: Path) -> None:
    recall = Recall()
    recall.answer(QUESTION, library, ())
    (folder / "新.txt").write_text("新镇总结\n新村种植油茶三百亩。\n", encoding="utf-8")
    other = open_library(folder)
    assert recall.known(QUESTION, other, ()) is None
    recall.answer(QUESTION, other, ())
    recall.forget()
    assert recall.known(QUESTION, library, ()) is None
    assert recall.known(QUESTION, other, ()) is None


def test_the_longest_unused_goes_first(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.recall, "answer_meant", lambda question, *_, **__: answer("？", library))
    recall = Recall(2)
    kept: list[Answer] = [recall.answer(question, library, ()) for question in ("甲", "乙")]
    assert recall.known("甲", library, ()) is kept[0]
    recall.answer("丙", library, ())
    assert recall.known("乙", library, ()) is None
    assert recall.known("甲", library, ()) is kept[0]


async def test_what_is_made_of_an_answer_is_made_once(library: Library) -> None:
    """Of that answer itself, and once for each thing that is made of it."""
    recall, made = Recall(), list[str]()

    async def make() -> int:
        made.append("一")
        return len(made)

    first = recall.answer(QUESTION, library, ())
    assert [await recall.once(first, "甲", make), await recall.once(first, "甲", make)] == [1, 1]
    assert await recall.once(first, "乙", make) == 2
    assert await recall.once(replace(first), "甲", make) == 3
    recall.forget()
    assert await recall.once(first, "甲", make) == 4


def test_a_question_is_known_after_other_turns_that_it_does_not_lean_on(library: Library) -> None:
    recall, thanked, named = Recall(), [answer("谢谢", library).turn], [answer("哪个村种植螺丝菜", library).turn]
    given = recall.answer(QUESTION, library, ())
    assert recall.known(QUESTION, library, thanked) is given
    recall.answer("那种了多少亩", library, named)
    assert recall.known("那种了多少亩", library, ()) is None
