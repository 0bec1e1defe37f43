"""Choosing: of all spans in all passages found, the one that answers, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from answering.model import Kind, Turn
from answering.question import Question
from answering.scope import Scope, scopes
from answering.spans import Span, find_spans, sentence_span
from retrieval import Hit, Name, Retriever, clauses, fold, match_unit, read_list

SENTENCES = 10
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
    scopes: tuple[Scope, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The parts of the span as the report writes them."""
        return tuple(self.hit.passage.sentence.text[a:b] for a, b in self.span.parts)


def choose(
    question: Question, hits: Sequence[Hit], retriever: Retriever, leans_on: Turn | None = None
) -> list[Choice]:
    """Return the best choice of each of the best sentences, best first.

    leans_on  the turn the question goes on from: passages where it was answered are preferred
    """
    scores = {id(hit): sentence_score(question, hit) + weights()["nearby"] * _nearby(hit, leans_on) for hit in hits}
    ranked = sorted(hits, key=lambda hit: (-scores[id(hit)], _where(hit)))
    choices = [_best(question, hit, retriever, scores[id(hit)]) for hit in ranked[:SENTENCES]]
    return sorted(choices, key=lambda choice: (-choice.score, _where(choice.hit)))


def _where(hit: Hit) -> tuple[str, int]:
    return hit.passage.report.name, hit.passage.sentence.start


def _nearby(hit: Hit, leans_on: Turn | None) -> float:
    """Return how near the passage stands to the last answer: 1 its sentence, less its paragraph, its report."""
    report, paragraph, sentence = hit.passage.report, hit.passage.paragraph, hit.passage.sentence
    if leans_on is None or leans_on.start is None or leans_on.report != report.name or leans_on.digest != report.digest:
        return 0.0
    if sentence.start == leans_on.start:
        return 1.0
    return 0.6 if paragraph.start <= leans_on.start < paragraph.end else 0.3


def sentence_score(question: Question, hit: Hit) -> float:
    """Return the weighted sum of a passage's evidence, less what contradicts the question."""
    w, e = weights(), hit.evidence
    score = (
        w["bm25"] * hit.score + w["cover"] * e.cover + w["clause"] * e.clause + w["near"] * e.near
        + w["near2"] * e.near2 + w["context"] * e.context
    )
    if _is_heading(hit.passage.text):
        score -= w["heading"]
    return score - w["foreign"] * foreign(question, hit)


def _is_heading(text: str) -> bool:
    """Whether a sentence only announces: short, without figure, or a line without an end mark."""
    return len(text) < 12 or (len(text) < 40 and text[-1] not in "。;!?" and "、" not in text and "," not in text)


def foreign(question: Question, hit: Hit) -> float:
    """Return how foreign the passage is to the places, years and numbers of the question: 0 holds all, 1 lacks one."""
    places = [_lacks_place(name, question, hit) for name in question.places]
    if question.kind is Kind.COMPARE:
        places = places and [min(places)]  # what is compared may stand in two sentences
    return max([*places, *(_lacks_number(number, hit) for number in question.numbers)], default=0.0)


def _lacks_place(name: Name, question: Question, hit: Hit) -> float:
    """Return 0 when the sentence or the report's title names the place, less than 1 when the text around does."""
    passage = hit.passage
    if name.stem in passage.text or name.stem in passage.region:
        return 0.0
    around = " ".join((*passage.sentence.headings, *(s.text for s in passage.paragraph.sentences)))
    if name.stem in fold(around):
        return 0.0 if question.regional else 0.5
    return 0.0 if question.regional and name.stem in fold(passage.report.text) else 1.0


_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年|[^0-9]|$)")


def _lacks_number(number: str, hit: Hit) -> float:
    """Return 0 when the number stands in the sentence; a year may also be the report's when the sentence names none."""
    passage = hit.passage
    if number in passage.text:
        return 0.0
    if not _YEAR.fullmatch(number):
        return 1.0 if number.startswith("第") else 0.6
    years = set(_YEAR.findall(passage.text)) or set(_YEAR.findall(passage.region))
    return 0.0 if number in years else 1.0 if years else 0.6


@dataclass(frozen=True)
class _Reading:
    """One passage read for one question: its scopes, and how the question's units stand in each comma-part."""

    question: Question
    hit: Hit
    text: str
    scopes: list[Scope]
    parts: list[tuple[int, int]]
    grades: list[list[float]]
    mass: list[float]

    @classmethod
    def of(cls, question: Question, hit: Hit, retriever: Retriever) -> _Reading:
        text, units = hit.passage.text, question.query.units
        parts = clauses(text)
        present = [match.unit if match.grade else None for match in hit.evidence.matches]
        grades = [[match_unit(unit, text[a:b]).grade if unit else 0.0 for unit in present] for a, b in parts]
        mass = [retriever.weight(unit) for unit in units]
        return cls(question, hit, text, scopes(text, question.query, retriever), parts, grades, mass)

    def local(self, span: Span, scope: Scope) -> float:
        """Return the share of the question's idf mass near *span*: its own comma-parts 1, its scope .85, the rest .55."""
        found = 0.0
        for i, mass in enumerate(self.mass):
            shares = [
                grade[i] * (1.0 if a < span.end and span.start < b else 0.85 if scope.start <= a < scope.end else 0.55)
                for (a, b), grade in zip(self.parts, self.grades, strict=True)
            ]
            found += mass * max(shares, default=0.0)
        return found / (sum(self.mass) or 1.0)


def _best(question: Question, hit: Hit, retriever: Retriever, base: float) -> Choice:
    reading = _Reading.of(question, hit, retriever)
    spans = [s for s in find_spans(question, reading.text, reading.scopes, retriever) if not _repeats(reading, s)]
    scored = [_choice(reading, span, base) for span in spans]
    scored = [choice for choice in scored if not _misplaced(reading, choice)]
    fallback = _choice(reading, sentence_span(reading.text), base)
    return max(scored, key=lambda c: (c.score, -c.span.start, -c.span.end), default=fallback)


def _repeats(reading: _Reading, span: Span) -> bool:
    """Whether the question itself already says what the span says."""
    if reading.question.kind is Kind.COMPARE:
        return False
    return all(reading.text[a:b] in reading.question.query.text for a, b in span.parts)


def _misplaced(reading: _Reading, choice: Choice) -> bool:
    """Whether the span stands in the scope of another place than the question's.

    Also when the question's place governs the span but another word asked about stands under another place only: in
    联星村种螺丝菜140亩，通昌村种巨菌草100亩 nothing is said of 螺丝菜 in 通昌村.
    """
    question = reading.question
    if question.regional or choice.span.rule in ("place", "modifier", "list", "clause"):
        return False
    asked = {name.stem for name in question.places if name.stem not in choice.hit.passage.region}
    if not choice.scope.places or not asked:
        return False
    if not _governs(choice.scope, asked):
        return True
    own = reading.text[choice.scope.start : choice.scope.end]
    elsewhere = "".join(reading.text[s.start : s.end] for s in reading.scopes if s.places and not _governs(s, asked))
    shared = "".join(reading.text[s.start : s.end] for s in reading.scopes if not s.places)
    return any(
        len(unit.text) > 2 and unit.text in elsewhere and not match_unit(unit, own).grade and unit.text not in shared
        for unit in question.query.units
    )


def _governs(scope: Scope, stems: set[str]) -> bool:
    return any(stem in name.stem or name.stem in stem for stem in stems for name in scope.places)


def _choice(reading: _Reading, span: Span, base: float) -> Choice:
    w = weights()
    scope = next((s for s in reading.scopes if s.holds(span.start)), Scope(0, len(reading.text)))
    local = reading.local(span, scope)
    score = base + w["fit"] * span.fit + w["local"] * local + w["touching"] * _touching(reading.hit, reading.text, span)
    score -= w["contrary"] * _contrary(reading, span)
    if reading.question.many and len(span.parts) > 1:
        score += w["members"] * (2 if len(span.parts) == reading.question.wanted else 1)
    return Choice(reading.hit, span, base, local, score, scope, tuple(reading.scopes))


_PLANNED = re.compile(r"目标|计划|力争|争取|拟|预计|打算|下一步|将(?!近)|到[0-9]{4}年|授信|确保")
_ASKS_PLAN = re.compile(r"目标|计划|力争|争取|拟|预计|打算|下一步|要(?:达|建|种|升|晋|办|完)|准备|想|将|明年|以后|争创|盘算|奔着|冲着")
_ASKS_DONE = re.compile(r"完成了|实际|最后|真正|已经|到底.*了|建成了|种了|实现了|收了|发放了|花了|拿了")


def _contrary(reading: _Reading, span: Span) -> float:
    """Return how far the span's own words contradict the question's: planned against done, another year."""
    asked = reading.question.query.text
    own = "".join(reading.text[a:b] for a, b in reading.parts if a < span.end and span.start < b)
    against = 0.0
    if _ASKS_DONE.search(asked) and not _ASKS_PLAN.search(asked) and _PLANNED.search(own):
        against += 0.5
    years = [number for number in reading.question.numbers if _YEAR.fullmatch(number)]
    said = [m for m in _YEAR.finditer(reading.text) if m.start() < span.end]
    if years and said and said[-1][0] not in years:
        against += 1.0
    return against


def _touching(hit: Hit, text: str, span: Span) -> float:
    """Return how near the closest matched word stands, 1 (touching) … 0."""
    best = 0.0
    for match in hit.evidence.matches:
        at = text.find(match.word) if len(match.word) > 1 else -1
        while at >= 0:
            gap = max(0, span.start - at - len(match.word), at - span.end)
            best = max(best, 1 / (1 + gap / 4))
            at = text.find(match.word, at + 1)
    return best


def typed(choices: Iterable[Choice]) -> list[Choice]:
    """Return the choices whose span was found by its type, not for want of another."""
    return [choice for choice in choices if choice.span.rule not in ("sentence", "clause")]
