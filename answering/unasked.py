"""Is an answer worth saying to people who asked each other and not us?

Somebody who asks the bot wants the best sentence there is. People who ask each other when lunch is do not: a few words in
common with a report are no reason to speak.
"""

from __future__ import annotations

from answering.model import Answer
from retrieval import Library, Retriever, fold, light_words

SURE = 0.5
"""Confidence from which an answer is said unasked; far above the one from which it is given to who asks."""
WORDS = 3
"""So many words of the reports, of two characters and more, make a question one about them; a place counts for two."""


def worth_saying(answer: Answer, library: Library) -> bool:
    """Return whether *answer*, to a question that was not for us, is sure and the question about the reports of *library*.

    It is about them when it names a crop or a title that they do, or holds three words that they write, or a place and one.
    """
    if not answer.found or answer.confidence < SURE:
        return False
    retriever, text = library.retriever, fold(answer.question)
    names = retriever.gazetteer
    named = names.names_in(text)
    if not named.isdisjoint(names.titles):  # crops are among them
        return True
    places = [name for name in named if name in names.stems or name in names.written]
    words = {word for word in _written(answer.question, retriever) if not any(word in place or place in word for place in places)}
    return len(words) + 2 * bool(places) >= WORDS


def _written(question: str, retriever: Retriever) -> set[str]:
    words = {unit.text for unit in retriever.query(question).units if len(unit.text) > 1}
    return {word for word in words - light_words() if not word.isdigit() and retriever.knows(word)}
