"""Everyday words lead to the sentence that says it in the reports' words."""

from __future__ import annotations

import pytest

from answering import answer
from retrieval import Library
from tests.answering.cases import Case, cases, check


@pytest.mark.parametrize("case", cases("wording.yaml"))
def test_case(demo: Library, case: Case) -> None:
    """Ask as people do, be quoted what the report writes."""
    said = answer(case["question"], demo)
    assert said.found, said.reason
    check(case, said)
