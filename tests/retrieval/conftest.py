"""Fixtures of the retrieval tests."""

from __future__ import annotations

import pytest

from retrieval import Library


@pytest.fixture(scope="session")
def sentences(demo: Library) -> tuple[str, ...]:
    """Every sentence of the demo reports, folded."""
    return tuple(passage.text for group in demo.retriever.groups for passage in group)
