"""A question that a question needs: 联星村种得多还是通昌村 asks of each how much."""

from __future__ import annotations

from answering.choose import Choice, ranked
from answering.question import Question, read_question
from answering.refusal import refuses
from retrieval import Retriever


def inquire(text: str, retriever: Retriever) -> tuple[Question, Choice] | None:
    """Return the question that *text* is and its best choice; None when nothing answers it."""
    question = read_question(text, retriever)
    hits = retriever.search(question.query, question.asked_at[0])
    if question.unknown or not question.query.units or not hits:
        return None
    choices = ranked(question, hits, retriever)
    return None if refuses(question, choices, retriever) else (question, choices[0])
