"""Fixtures of the tests of the measuring scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from answering.scoring import read_gold
from goldsets import GoldSet
from retrieval import Library


@pytest.fixture(scope="session")
def few(project: Path, demo: Library) -> GoldSet:
    """Four of the demo questions and a dialogue."""
    cases = project / "tests" / "cases"
    return GoldSet("few", (*read_gold(cases / "demo.jsonl")[:4], *read_gold(cases / "demo_dialogues.jsonl")[:1]), demo)
