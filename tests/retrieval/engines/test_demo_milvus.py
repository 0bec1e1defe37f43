"""The demo reports searched through a Milvus file answer their gold questions as well as the reference does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answering import Answer, answer
from answering.scoring import read_gold
from corpus import DEMO
from retrieval import Choice, Library, open_library
from tests.retrieval.engines.conftest import shut_down


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The demo reports, in a Milvus file."""
    data = tmp_path_factory.mktemp("data")
    yield open_library(DEMO, data=data, engine=Choice("milvus"))
    shut_down(data)


def test_the_gold_questions_are_answered_as_by_the_reference(project: Path, library: Library, demo_answers: list[Answer]) -> None:
    """Of a hundred answers at most one is another; Milvus takes a constant for the mean length of a paragraph."""
    assert library.retriever.engine.kind == "milvus"
    gold = read_gold(project / "tests" / "cases" / "demo.jsonl")
    found = [answer(question.question, library) for (question,) in gold]
    other = [one.question for one, meant in zip(found, demo_answers, strict=True) if one.answer != meant.answer]
    assert len(other) * 100 <= len(gold), other
