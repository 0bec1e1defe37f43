"""A question asked anew with a word that a refusal offered: in the place of the missing one, or by itself."""

from __future__ import annotations

import re

from answering.model import Answer, Reason
from answering.pipeline import answer
from answering.question import read_question
from retrieval import Library, Retriever, fold

_YEAR = re.compile(r"(?:19|20)[0-9]{2}年?")


def asked_with(refusal: Answer, term: str, library: Library) -> Answer:
    """Return the answer to the first of :func:`rephrased` that has one, else the refusal of the last."""
    for question in rephrased(refusal, term, library.retriever):
        result = answer(question, library)
        if result.found:
            break
    return result


def rephrased(refusal: Answer, term: str, retriever: Retriever) -> tuple[str, ...]:
    """Return how *term* may be asked for, the closest to the refused question first; the last is the term alone.

    A word of its kind that no report writes gives way to it; else it is asked of the question's place.
    """
    text = fold(refusal.understood).strip()
    given_way = _gives_way(refusal, term, text, retriever)
    exchanged = re.sub(re.escape(given_way) + ("年?" if term.endswith("年") else ""), term, text) if given_way else ""
    stems = [name.text for name in read_question(text, retriever).places if name.stem not in term]
    of_place = " ".join([*stems, term]) if stems else ""
    return tuple(dict.fromkeys(question for question in (exchanged, of_place, term) if question))


def _gives_way(refusal: Answer, term: str, text: str, retriever: Retriever) -> str:
    """Return the missing word that *term* takes the place of, '' when there is none of its kind.

    A year for a year, a word for one it shares a character with, a crop for the one name that is missing.
    """
    written = [word for word in map(fold, refusal.missing) if word in text]
    years = [word for word in written if _YEAR.fullmatch(word)]
    if _YEAR.fullmatch(term):
        return years[0] if years else ""
    named = [word for word in written if word not in years]
    alike = max(named, key=lambda word: len(set(word) & set(term)), default="")
    grown = len(named) == 1 and refusal.reason is Reason.NAME_MISSING and term in retriever.gazetteer.products
    return alike if set(alike) & set(term) or grown else ""
