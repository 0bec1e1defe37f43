"""Choosing: of all spans in all passages found, the one that answers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from answering.bounds import keeps_bounds
from answering.constraints import asks_plainly_for_a_plan, asks_superlative
from answering.cutting import Sheet
from answering.cutting import weighed as cuts_weighed
from answering.features import SPAN_FEATURES, Features, Reading, sentence_features, span_features, typed, weighed
from answering.figures import find_figures
from answering.lexicon import asking
from answering.model import Kind, Turn
from answering.question import Question
from answering.respective import respective
from answering.scope import Scope
from answering.spans import Span, find_spans, names_column, pairs, sentence_span
from answering.spans.span import cut as cut_words
from answering.spans.span import stripped
from retrieval import Hit, Retriever, match_unit

SENTENCES = 8
"""Sentences, best first, whose spans are looked at."""
MANY = 24
"""The same when every answer is wanted."""
FEWEST = 3
"""Sentences that may answer however far they lie behind."""
BEHIND = 4.0
"""Points that a sentence may lie behind the best one and still be one of them."""
CLOSE = 3.0
"""Points that a sentence may lie behind the best one and still answer better: what a good span adds over a poor one."""
ALIKE = 0.85
"""Share of what the best sentence holds of the question that one further behind must hold to be another place that answers."""


HELD = frozenset({"figure", "date"})
"""Rules whose span may be cut longer or shorter, but not given up for another one: which figure is meant is decided."""


WHOLE = frozenset({"figure", "organisation", "person", "list"})
"""Rules whose span is not clipped."""


@dataclass(frozen=True)
class Choice:
    """A span of a passage that could answer; ``score`` is the weighted sum of ``features``.

    ``fitness`` is what the weights of ``answering/cutting.py`` give its span, 0 for one that was not cut by them.
    """

    hit: Hit
    span: Span
    scope: Scope
    scopes: tuple[Scope, ...]
    features: Features
    score: float
    reading: Reading = field(repr=False, compare=False)
    fitness: float = 0.0
    rivals: tuple[tuple[Span, float], ...] = field(default=(), repr=False, compare=False)

    @property
    def texts(self) -> tuple[str, ...]:
        """The parts of the span as the report writes them."""
        return tuple(self.hit.passage.sentence.text[a:b] for a, b in self.span.parts)


def choose(
    question: Question, hits: Sequence[Hit], retriever: Retriever, leans_on: Turn | None = None
) -> list[Choice]:
    """Return the best choice of each of the best sentences, best first, ties by report and place; the first well cut.

    leans_on  the turn the question goes on from: passages where it was answered are preferred
    """
    choices = ranked(question, hits, retriever, leans_on)
    return [*(cut(question, choice, retriever) for choice in choices[:1]), *choices[1:]]


def ranked(
    question: Question, hits: Sequence[Hit], retriever: Retriever, leans_on: Turn | None = None
) -> list[Choice]:
    """Return the choices with the spans that were found by their type.

    leans_on  the turn the question goes on from: passages where it was answered are preferred
    """
    dates = sorted({hit.passage.report.date for hit in hits} - {""})
    measured = [(hit, features, weighed(features)) for hit in hits for features in [sentence_features(question, hit, dates, leans_on)]]
    measured.sort(key=lambda sentence: (-sentence[2], _where(sentence[0])))
    least = -math.inf if question.many or not measured else measured[0][2] - BEHIND
    near = [sentence for i, sentence in enumerate(measured) if i < FEWEST or sentence[2] >= least]
    near = near[: MANY if question.many else SENTENCES]
    choices = [
        best_of(question, hit, retriever, features) if _may_answer(question, near[0], (hit, features, score))
        else _unread(question, hit, retriever, features)
        for hit, features, score in near
    ]  # fmt: skip
    scoped = asks_superlative(question.query.text)  # what is most elsewhere is not most here
    return sorted(choices, key=lambda c: (scoped and c.features["foreign"] >= 1, -c.score, _where(c.hit)))


_Sentence = tuple[Hit, Features, float]


def _may_answer(question: Question, best: _Sentence, other: _Sentence) -> bool:
    """Whether the spans of a sentence are looked at: it is close to the best one, holds about as much of the question as that
    one, goes on where that one only announces, or the sentences decide together."""
    close = other[2] >= best[2] - CLOSE or other[1]["cover"] >= ALIKE * best[1]["cover"]
    together = question.kind in (Kind.COMPARE, Kind.YES_NO) or asks_superlative(question.query.text)
    other_time = asks_plainly_for_a_plan(question.query.text)  # what came of it may say more of what is asked
    return close or together or other_time or best[0].passage.heading


def _unread(question: Question, hit: Hit, retriever: Retriever, features: Features) -> Choice:
    """Return a sentence that lies too far behind to answer, as a whole: it may be quoted beside the answer."""
    reading = Reading(question, hit, retriever)
    span = sentence_span(reading.text)
    own = dict.fromkeys(SPAN_FEATURES, 0.0) | {"fit": span.fit, "typed": typed(question, span)}
    return Choice(hit, span, Scope(0, len(reading.text)), (), features | own, weighed(features | own), reading)


def cut(question: Question, choice: Choice, retriever: Retriever) -> Choice:
    """Return *choice* with the span of its sentence that reads best as the answer (``answering/cutting.py``).

    What ranks the sentence and what may refuse it, its features and the rule of its span, stays.
    """
    asked_at, reading = question.asked_at, choice.reading
    if question.kind in (Kind.COMPARE, Kind.YES_NO) or asked_at[0] == asked_at[1] or choice.span.rule in ("place's", "cell", "weekday"):
        return choice
    row = pairs(reading.text)
    scored = cuts_weighed(sheet(choice, retriever), _keeping(choice.span))
    for fitness, span in sorted(scored, key=lambda pair: (-pair[0], pair[1].start, pair[1].end)):
        scope = _scope(reading, span)
        leads = reading.text[span.start : span.end] in cut_words("front") or (question.target == "place" and _is_figure(reading, span))
        wrong = leads or _repeats(reading, span) or _misplaced(reading, span, scope)
        wrong = wrong or _crosses(reading, span, scope) or names_column(row, span)
        if span == choice.span or not wrong:
            whole = _who(span, reading.text) if question.kind is Kind.WHO else span
            clean = stripped(whole._replace(rule=choice.span.rule), reading.text)
            return replace(choice, span=clean, scope=scope, fitness=fitness)
    return choice


def _is_figure(reading: Reading, span: Span) -> bool:
    """Whether *span* is one figure and nothing else."""
    return any((figure.start, figure.end) == (span.start, span.end) for figure in find_figures(reading.text))


_PRONOUN = re.compile("[他她]们?")


def _who(span: Span, text: str) -> Span:
    """Return the pronoun alone that *span* begins with, where it does: what it does is no part of who."""
    said = _PRONOUN.match(text, span.start, span.end)
    return span._replace(parts=(said.span(),)) if said else span


def _keeping(found: Span) -> Callable[[Span], bool]:
    """Return what says whether a piece neither leaves the figure that was *found* nor clips what was found whole: a name, a list,
    a figure."""
    start, end, held, whole = found.start, found.end, found.rule in HELD, found.rule in WHOLE

    def keeps(piece: Span) -> bool:
        first, last = piece.start, piece.end
        elsewhere = last <= start or end <= first
        clipped = start <= first and last <= end and (first, last) != (start, end)
        return not ((held and elsewhere) or (whole and clipped))

    return keeps if held or whole else lambda piece: True


def sheet(choice: Choice, retriever: Retriever) -> Sheet:
    """Lay out the sentence of *choice* for cutting."""
    return Sheet.of(choice.reading, choice.rivals, choice.span, retriever.segmenter.spans(choice.reading.text))


def _where(hit: Hit) -> tuple[str, int]:
    return hit.passage.report.name, hit.passage.sentence.start


def best_of(question: Question, hit: Hit, retriever: Retriever, features: Features) -> Choice:
    """Return the span found by its type that the rules think best, *features* being those of the sentence."""
    reading, score = Reading(question, hit, retriever), weighed(features)
    spans = _spans(reading, retriever, score) or [_whole(reading, score)]
    best = max(spans, key=lambda one: (one.score, -one.span.start, -one.span.end))
    return _choice(reading, best, features, tuple([(one.span, one.score) for one in spans]))


def beside(question: Question, choice: Choice, retriever: Retriever) -> list[Choice]:
    """Return every choice of the sentence that *choice* stands in, itself among them."""
    reading, features = Reading(question, choice.hit, retriever), choice.features
    return [_choice(reading, one, features) for one in _spans(reading, retriever, weighed(features))]


class _Measured(NamedTuple):
    """A span as it is measured, and what its sentence and it score together."""

    span: Span
    scope: Scope
    features: Features
    score: float


def _spans(reading: Reading, retriever: Retriever, score: float) -> list[_Measured]:
    """Return the spans of the sentence, which itself scores *score*, that were found by their type and stand where they may."""
    found = find_spans(reading.question, reading.text, reading.scopes, retriever)
    placed = [(span, _scope(reading, span)) for span in found if not _repeats(reading, span)]
    return [_measured(reading, span, scope, score) for span, scope in placed if not _misplaced(reading, span, scope)]


def _measured(reading: Reading, span: Span, scope: Scope, score: float) -> _Measured:
    own = span_features(reading, span, scope)
    return _Measured(span, scope, own, weighed(own, score))


def _whole(reading: Reading, score: float) -> _Measured:
    span = sentence_span(reading.text)
    return _measured(reading, span, _scope(reading, span), score)


def _choice(reading: Reading, one: _Measured, features: Features, rivals: tuple[tuple[Span, float], ...] = ()) -> Choice:
    """Return *one* as a choice; *features* are those of its sentence."""
    span, scope, own, score = one
    return Choice(reading.hit, span, scope, reading.scopes, features | own, score, reading, rivals=rivals)


def _scope(reading: Reading, span: Span) -> Scope:
    return next((s for s in reading.scopes if s.holds(span.start)), Scope(0, len(reading.text)))


def _repeats(reading: Reading, span: Span) -> bool:
    """Whether the question itself already says what the span says, or a figure was the answer to the one before."""
    sentence = reading.hit.passage.sentence
    texts = [sentence.text[a:b] for a, b in span.parts]
    said = reading.question.said
    answered = bool(said) and (reading.hit.passage.report.name, sentence.start, texts[0]) in said
    if answered and span.rule == "figure" and sentence.text.count(texts[0]) == 1:
        return True
    if reading.question.kind is Kind.COMPARE:
        return False
    asked = reading.question.query.text
    return all(reading.text[a:b] in asked for a, b in span.parts) or (span.rule == "figure" and _said_roughly(asked, texts[0]))


_ROUGHLY = re.compile(r"([0-9]+)([万千百亿]?)(?:多|来|余|出头)")
_WRITTEN = re.compile(r"([0-9]+)(?:\.[0-9]+)?([万千百亿]?)")


def _said_roughly(asked: str, figure: str) -> bool:
    """Whether folded *asked* says the figure in round numbers: 22万多 for 22.8万元."""
    return any(match.groups() in _ROUGHLY.findall(asked) for match in [_WRITTEN.match(figure)] if match)


def _crosses(reading: Reading, span: Span, scope: Scope) -> bool:
    """Whether a piece runs on into what is said of another place than the question's."""
    asked = {name.stem for name in reading.question.places}
    beyond = [s for s in reading.scopes if scope.end <= s.start < span.end and s.places]
    return bool(asked) and span.rule == "piece" and any(not _governs(other, asked) for other in beyond)


def _misplaced(reading: Reading, span: Span, scope: Scope) -> bool:
    """Whether the span stands in the scope of another place than the question's, or of figures beyond its bounds.

    A figure must have a word of the question in its own comma-part or the one before. Also when the question's place
    governs the span but another word asked about stands under another place only: in 联星村种螺丝菜140亩，通昌村种
    巨菌草100亩 nothing is said of 螺丝菜 in 通昌村.
    """
    question = reading.question
    if span.rule == "list" and _of_others(reading, span):
        return True
    if not keeps_bounds(question, reading.text[scope.start : scope.end]):
        return True
    if span.rule == "figure" and (not reading.touched(span) or _of_another_member(reading, span, scope)):
        return True
    if (question.excluded and _of_excluded(reading, span)) or _beside_what_is_asked(reading, span, scope):
        return True
    if question.regional or span.rule in ("place", "modifier", "list", "clause"):
        return False
    asked = {name.stem for name in question.places if name.stem not in reading.hit.passage.region}
    if not scope.places or not asked:
        return False
    if not _governs(scope, asked):
        return True
    if "其中" in reading.text[: scope.places[0].start]:  # what all of it counts stands before
        return False
    own = reading.text[scope.start : scope.end]
    elsewhere = "".join(reading.text[s.start : s.end] for s in reading.scopes if s.places and not _governs(s, asked))
    shared = "".join(reading.text[s.start : s.end] for s in reading.scopes if not s.places)
    measures = asking()["attributes"].get(question.dimension, ())  # 收入最高的甲村152万元,最低的乙村21万元: of both
    return any(
        len(unit.text) > 1 and not unit.text.isdigit() and unit.text in elsewhere and not unit.text.endswith(tuple(measures))
        and unit.text not in shared and not match_unit(unit, own).grade
        for unit in question.query.units
    )


def _of_another_member(reading: Reading, span: Span, scope: Scope) -> bool:
    """Whether a figure is not the one that the sentence gives the question's village: another member's, or the sum of all
    (580座 of 改厕580座,其中柿园村136座), where the village has its own of that unit."""
    named = [name for name in reading.question.places if name.stem in reading.text]
    shared = respective(reading.text) if named else {}
    own = {place for place, item in shared.items() if any(name.stem in item for name in named)}
    if own:
        return (span.start, span.end) not in own and span.start < max(end for _, end in shared)
    stems = {name.stem for name in named if name.village}
    if not stems:
        return False
    governed = [s for s in reading.scopes if _governs(s, stems) and any(m in reading.text[: s.places[0].start] for m in ("其中", "分别"))]
    inside = {(f.start, f.end) for f in find_figures(reading.text) if any(s.holds(f.start) for s in governed)}
    return not scope.places and _alike(reading.text, span, inside)


def _alike(text: str, span: Span, places: Collection[tuple[int, int]]) -> bool:
    """Whether the figure at *span* has the unit of one of those at *places*."""
    units = {(f.start, f.end): f.unit.lstrip("万亿") for f in find_figures(text)}
    return bool(places) and units.get((span.start, span.end)) in {units.get(place) for place in places}


def _beside_what_is_asked(reading: Reading, span: Span, scope: Scope) -> bool:
    """Whether the comma-parts of *span* hold the question's place alone, and another one said of it holds what is asked of it.

    高望村集中流转田块,种植茭白 tells what it grows in the second.
    """
    if span.rule not in ("behind", "before", "clause", "place's") or not reading.question.places:
        return False
    names = "".join(name.text for name in reading.question.places)
    asked = [i for i, unit in enumerate(reading.question.query.units) if unit.text not in names]
    first, last = reading.part_at(span.start), reading.part_at(span.end - 1)
    told = [any(grades[i] for i in asked) for grades in reading.grades]
    of_it = [scope.start <= start < scope.end for start, _ in reading.parts]
    others = (told[n] and of_it[n] for n in range(len(told)) if not first <= n <= last)
    return not any(told[first : last + 1]) and any(others)


def _of_excluded(reading: Reading, span: Span) -> bool:
    """Whether *span* is said of what the question leaves out (扩种 in 除了扩种还要建什么) while another comma-part is not."""
    units, excluded = reading.question.query.units, reading.question.excluded
    left_out = [unit.text in excluded for unit in units]
    held = [any(grade and out for grade, out in zip(grades, left_out, strict=True)) for grades in reading.grades]
    own = {i for i, grades in enumerate(reading.grades) if not held[i] and any(grades)}
    return any(held) and bool(own) and held[reading.part_at(span.start)] and span.rule not in ("list", "place")


def _of_others(reading: Reading, span: Span) -> bool:
    """Whether members of a list belong to other villages than the one asked about: 善山村的橄榄、王坑村的地瓜干."""
    asked = {name.stem for name in reading.question.places if name.village}
    belonging = [name for scope in reading.scopes for name in scope.places if reading.text.startswith("的", name.end)]
    return bool(asked) and any(
        a <= name.start < b and name.village and name.stem not in asked for name in belonging for a, b in span.parts
    )


def _governs(scope: Scope, stems: set[str]) -> bool:
    return any(stem in name.stem or name.stem in stem for stem in stems for name in scope.places)
