"""Follow-up questions: what leans on the history is completed from it."""

from __future__ import annotations

from collections.abc import Sequence

from answering.model import Turn
from retrieval import Library


def complete(asked: str, turns: Sequence[Turn], library: Library) -> str:
    """Return *asked* as a question that stands by itself."""
    return asked
