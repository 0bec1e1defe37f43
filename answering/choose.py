"""Choosing: of all spans in all passages found, the one that answers, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from answering.model import Kind
from answering.question import Question
from answering.scope import Scope, scopes
from answering.spans import Span, find_spans, sentence_span
from retrieval import Hit, Retriever, clauses, match_unit, read_list

SENTENCES = 12
"""Sentences, best first, whose spans are looked at."""


@cache
def weights() -> dict[str, float]:
    """Return the weights of ``data/weights.yaml``."""
    found: Any = read_list("weights.yaml", "answering")
    return {str(name): float(value) for name, value in found.items()}


@dataclass(frozen=True)
class Choice:
    """A span of a passage that could answer.

    sentence  how strongly the passage speaks to the question
    local     share of the question's idf mass that stands in the span's own scope, else in the passage, else around it
    score     sentence, type and place of the span together: choices are compared by it
    """

    hit: Hit
    span: Span
    sentence: float
    local: float
    score: float
    scope: Scope

    @property
    def texts(self) -> tuple[str, ...]:
        """The parts of the span as the report writes them."""
        return tuple(self.hit.passage.sentence.text[a:b] for a, b in self.span.parts)


def choose(question: Question, hits: Sequence[Hit], retriever: Retriever) -> list[Choice]:
    """Return the best choice of each of the best sentences, best first; sentences without a fitting span come last."""
    ranked = sorted(hits, key=lambda hit: (-sentence_score(question, hit, retriever), _where(hit)))
    choices = [best for hit in ranked[:SENTENCES] if (best := _best(question, hit, retriever))]
    return sorted(choices, key=lambda choice: (-choice.score, _where(choice.hit)))


def _where(hit: Hit) -> tuple[str, int]:
    return hit.passage.report.name, hit.passage.sentence.start


def sentence_score(question: Question, hit: Hit, retriever: Retriever) -> float:
    """Return the weighted sum of a passage's evidence, less what contradicts the question."""
    w, e = weights(), hit.evidence
    score = (
        w["bm25"] * hit.score + w["cover"] * e.cover + w["clause"] * e.clause + w["near"] * e.near
        + w["near2"] * e.near2 + w["context"] * e.context
    )
    if len(hit.passage.text) < 12:
        score -= w["short"]
    return score - w["foreign"] * foreign(question, hit)


def foreign(question: Question, hit: Hit) -> float:
    """Return how foreign the passage is to the places and numbers of the question: 0 holds all, 1 lacks one.

    A place in the headings or the sentences before counts half; a place that only says which report is meant counts
    when the report holds it.
    """
    text = hit.passage.text
    worst = 0.0
    for name in question.places:
        if name.stem in text:
            continue
        around = " ".join((*hit.passage.sentence.headings, *(s.text for s in hit.passage.paragraph.sentences)))
        if question.regional:
            worst = max(worst, 0.0 if name.stem in hit.passage.report.text else 1.0)
        else:
            worst = max(worst, 0.5 if name.stem in around else 1.0)
    for number in question.numbers:
        if number not in text:
            worst = max(worst, 0.6)
    return worst


def _best(question: Question, hit: Hit, retriever: Retriever) -> Choice | None:
    text = hit.passage.text
    parts = scopes(text, question.query, retriever)
    base = sentence_score(question, hit, retriever)
    spans = [span for span in find_spans(question, text, parts, retriever) if not _repeats(question, text, span)]
    scored = [_choice(question, hit, retriever, span, parts, base) for span in spans]
    scored = [choice for choice in scored if not _misplaced(question, choice)]
    fallback = _choice(question, hit, retriever, sentence_span(text), parts, base)
    return max(scored, key=lambda c: (c.score, -c.span.start, -c.span.end), default=fallback)


def _repeats(question: Question, text: str, span: Span) -> bool:
    """Whether the question itself already says what the span says."""
    if question.kind is Kind.COMPARE:
        return False
    asked = question.query.text
    return all(text[a:b] in asked for a, b in span.parts)


def _misplaced(question: Question, choice: Choice) -> bool:
    """Whether the span stands in the scope of another place than the question's."""
    if question.regional or not question.places or choice.span.rule in ("place", "modifier", "list", "clause"):
        return False
    governing = {name.stem for name in choice.scope.places}
    asked = {name.stem for name in question.places}
    held = any(stem in choice.hit.passage.text for stem in asked)
    return bool(governing) and held and not any(a in g or g in a for a in asked for g in governing)


def _choice(question: Question, hit: Hit, retriever: Retriever, span: Span, parts: list[Scope], base: float) -> Choice:
    w = weights()
    text = hit.passage.text
    scope = next((s for s in parts if s.holds(span.start)), Scope(0, len(text)))
    local = _local(question, hit, retriever, span, scope)
    near = _touching(question, text, span)
    score = base + w["fit"] * span.fit + w["local"] * local + w["touching"] * near
    if question.many and len(span.parts) > 1:
        score += w["members"]
    return Choice(hit, span, base, local, score, scope)


def _local(question: Question, hit: Hit, retriever: Retriever, span: Span, scope: Scope) -> float:
    """Return the share of the question's idf mass found near the span; nearer counts more."""
    text = hit.passage.text
    own = [text[a:b] for a, b in clauses(text) if a < span.end and span.start < b]
    rings = [(1.0, "".join(own)), (0.85, text[scope.start : scope.end]), (0.55, text)]
    total = found = 0.0
    for unit in question.query.units:
        weight = retriever.idf(unit.text) * (1.0 if len(unit.text) > 1 else 0.5)
        total += weight
        found += weight * max(share * match_unit(unit, ring).grade for share, ring in rings)
    return found / total if total else 0.0


def _touching(question: Question, text: str, span: Span) -> float:
    """Return how near the closest word of the question stands, 1 (touching) … 0; rarer words would not change it."""
    best = 0.0
    for unit in question.query.units:
        for word in (unit.text, *unit.synonyms):
            at = text.find(word) if len(word) > 1 else -1
            while at >= 0:
                gap = max(0, span.start - at - len(word), at - span.end)
                best = max(best, 1 / (1 + gap / 4))
                at = text.find(word, at + 1)
    return best


def typed(choices: Iterable[Choice]) -> list[Choice]:
    """Return the choices whose span was found by its type, not for want of another."""
    return [choice for choice in choices if choice.span.rule not in ("sentence", "clause")]
