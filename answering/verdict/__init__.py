"""Questions that the text decides: yes or no, which is more, which is most."""

from __future__ import annotations

from collections.abc import Sequence

from answering.choose import Choice
from answering.model import Kind
from answering.question import Question
from answering.verdict.compare import compared
from answering.verdict.decision import Decision
from answering.verdict.polarity import affirmed
from answering.verdict.superlative import most
from retrieval import Retriever

__all__ = ["Decision", "decide"]


def decide(question: Question, choices: Sequence[Choice], retriever: Retriever) -> Decision | None:
    """Return what the sentences of *choices* decide; None when the question is of another kind or nothing decides it."""
    if question.kind is Kind.YES_NO:
        return affirmed(question, choices, retriever)
    decided = compared(question, choices, retriever) if question.kind is Kind.COMPARE else None
    return decided or most(question, choices, retriever)
