"""Reading a question: kind, what it asks for, what it holds fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering import Kind
from answering.question import Question, read_question, strip_politeness
from retrieval import Library
from tests.answering.cases import Case, cases
from tests.corpus.strategies import any_of

CASES = cases("questions.yaml")
NOT_FIELDS = {"label", "comment", "question", "core", "expect"}

pieces = any_of(
    "请问|您好，|杏花村|梧桐村|油桃|种了|多少亩|多少|哪个|哪些村"
    "|谁|什么时候|在哪里|为什么|怎么|吗|？|，|第3期|2022年|三百万元|除了|还有|谢谢|是|的"
)
questions = st.one_of(st.text(max_size=40), st.lists(pieces, max_size=10).map("".join))


def shown(question: Question, field: str) -> Any:
    """Return a field as the cases write it: tuples as lists, places by their names."""
    value = getattr(question, field)
    if field == "places":
        return [name.text for name in value]
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", CASES)
def test_case(case: Case, read: Callable[[str], Question]) -> None:
    """A question is read as its case says."""
    question = read(case["question"])
    expected = {key: value for key, value in case.items() if key not in NOT_FIELDS}
    assert {key: shown(question, key) for key in expected} == expected
    if "core" in case:
        assert strip_politeness(case["question"]) == case["core"]


def test_every_kind_has_its_cases() -> None:
    """Four or more of each kind, those that are not right yet left out."""
    kinds = Counter(case.values[0].get("kind") for case in CASES if not case.marks)
    assert [kind for kind in Kind if kinds[kind] < 4] == []


@given(questions)
def test_politeness_is_taken_from_the_ends_only(question: str) -> None:
    """What is left is one piece of the question, and never nothing."""
    core = strip_politeness(question)
    assert core in question
    assert bool(core) == bool(question.strip())


@given(text=questions)
def test_offsets_count_in_the_question_read(library: Library, text: str) -> None:
    """The words that ask, the units and the places stand where they are said to stand."""
    question = read_question(text, library.retriever)
    start, end = question.asked_at
    assert 0 <= start <= end <= len(question.query.text)
    for unit in question.query.units:
        assert question.query.text[unit.start : unit.end] == unit.text
    for place in question.places:
        assert question.query.text[place.start : place.end] == place.text


@given(text=questions)
def test_a_place_is_known_or_unknown(library: Library, text: str) -> None:
    """No name of a question is taken for both."""
    question = read_question(text, library.retriever)
    assert not {name.text for name in question.places} & set(question.unknown)
