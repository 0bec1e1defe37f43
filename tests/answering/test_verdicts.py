"""What the demo reports decide: yes or no, more, most, both of two; questions written before any of it was tried."""

from __future__ import annotations

import pytest

from answering import answer
from corpus import DEMO
from retrieval import Library, open_library
from tests.answering.cases import Case, cases


@pytest.fixture(scope="module")
def demo() -> Library:
    """The demo reports, opened once."""
    return open_library(DEMO)


@pytest.mark.parametrize("case", cases("verdicts.yaml"))
def test_verdict(demo: Library, case: Case) -> None:
    """Each case names the ``answer`` (or the ``parts`` in order) and words that must stand in the ``quotes``.

    A yes or no has its words in the first quote; figures of a comparison may stand in two.
    """
    said = answer(case["question"], demo)
    told = said.answer, [quote.text for quote in said.quotes[:2]]
    if "parts" in case:
        assert list(said.parts) == case["parts"], told
    else:
        assert said.answer == case["answer"], told
    first = 1 if case.get("answer") in ("是", "否") else len(said.quotes)
    quoted = "\n".join(quote.text for quote in said.quotes[:first])
    assert [words for words in case.get("quotes", ()) if words not in quoted] == []
