"""When not to answer, and what to say then: the words that are missing and the nearest the reports do hold."""

from __future__ import annotations

from collections.abc import Sequence

from answering.choose import Choice
from answering.features import TYPED, foreign, weights
from answering.model import Kind, Reason
from answering.question import Question
from retrieval import Match, Retriever, fold


def refuses(question: Question, choices: Sequence[Choice], retriever: Retriever) -> Reason | None:
    """Return why the best choice is no answer, None when it is one."""
    if not choices:
        return Reason.NOTHING_FOUND
    best = choices[0]
    content = [match for match in _content(question, best, retriever) if len(match.unit.text) > 1]
    if question.kind is Kind.WHO:  # who the office is must be said, not only what was spoken of before
        content = [match for match in content if not match.unit.carried and match.unit.text not in ("名字", "姓名")] or content
    if content and not any(match.grade for match in content):
        return Reason.NOTHING_FOUND
    if foreign(question, best.hit) >= 1:
        return Reason.NAME_MISSING
    if question.kind in TYPED and best.span.rule in ("sentence", "clause"):
        return Reason.NOT_SAID
    if best.features["contrary"] >= 0.5 or _lacks_product(best, retriever):
        return Reason.NOT_SAID
    if confidence(question, best, retriever) < weights()["threshold"]:
        return Reason.NOT_SAID
    return None


def _lacks_product(choice: Choice, retriever: Retriever) -> bool:
    """Whether the question names a crop that the reports know and the passage's paragraph does not hold."""
    matches = choice.hit.evidence.matches
    said = any(m.grade and not m.unit.carried and len(m.unit.text) > 1 for m in matches)  # then what was spoken of need not be
    lacking = [m.unit for m in matches if not m.grade and not (said and m.unit.carried)]
    crops = [unit.text for unit in lacking if unit.text in retriever.gazetteer.products]
    passage = choice.hit.passage
    around = "".join((*passage.sentence.headings, *(s.text for s in passage.paragraph.sentences))) if crops else ""
    return any(crop not in fold(around) for crop in crops)


def _content(question: Question, choice: Choice, retriever: Retriever) -> list[Match]:
    """Return how the question's units stand in the passage, but for those that ask in words of their own (多大地盘)."""
    start, end = question.asked_at
    return [
        match
        for match in choice.hit.evidence.matches
        if match.grade or not start <= match.unit.start < end or retriever.knows(match.unit.text)
    ]


def confidence(question: Question, choice: Choice, retriever: Retriever) -> float:
    """Return how sure the answer is, 0 … 1: what share of the question's words stands where the answer stands.

    A place is held or not (``foreign``) and says nothing about what is asked of it, so it does not count here.
    """
    named = {name.stem for name in question.places}
    covered = mass = 0.0
    for match in _content(question, choice, retriever):
        if not any(stem in match.unit.text for stem in named):
            weight = retriever.weight(match.unit)
            mass, covered = mass + weight, covered + weight * match.grade
    share = covered / mass if mass else 1.0
    share += 0.4 * choice.hit.evidence.context + 0.2 * choice.features["nearby"]
    return max(0.0, min(1.0, share * (1 - 0.5 * foreign(question, choice.hit))))


def missing_words(question: Question, choices: Sequence[Choice], retriever: Retriever) -> tuple[str, ...]:
    """Return the content words of the question that no report holds, or else the best passage lacks."""
    units = [unit.text for unit in question.query.units if len(unit.text) > 1]
    nowhere = [word for word in (*question.unknown, *units) if not retriever.knows(word)]
    if nowhere or not choices:
        return tuple(dict.fromkeys(nowhere))
    lacking = [m.unit.text for m in choices[0].hit.evidence.matches if not m.grade and len(m.unit.text) > 1]
    return tuple(dict.fromkeys(lacking))


def nearest_words(question: Question, choices: Sequence[Choice], retriever: Retriever) -> tuple[str, ...]:
    """Return up to five words of the nearest passages that the reports do hold."""
    found = [term for choice in choices[:3] for term in choice.hit.terms if len(term) > 1]
    return tuple(dict.fromkeys(found))[:5]
