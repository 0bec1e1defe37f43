"""Several places: which further choices answer as well, and which of them tell it differently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answering.choose import ALIKE, Choice, beside
from answering.figures import Figure, find_figures
from answering.model import Kind, Place, Stance
from answering.question import Question
from answering.refusal import confidence, lacks_product
from answering.spans import pairs
from corpus import Quote
from retrieval import Retriever, Unit, clauses, fold, match_unit

SURE = 0.6
"""Confidence from which a further place is said to answer: what only might is none."""
JOINED = frozenset({"place", "head", "cell"})
"""Rules whose spans from several places make one list."""
ANYTHING = frozenset({Kind.WHERE, Kind.WHEN})
"""Kinds whose spans are of a type that many a sentence holds: only the same words are the same answer."""
WORDED = frozenset({"sentence", "clause", "behind", "before", "said", "quoted", "copula", "means", "list"})
"""Rules whose spans only count as the same answer where they are the same words."""
ALONE = frozenset({Kind.YES_NO, Kind.WHY_HOW, Kind.COMPARE})
"""Kinds that one place answers: what decides or explains is not counted."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年)")


def originals(choices: Sequence[Choice]) -> list[Choice]:
    """Return *choices* but those of copies: a report that says word for word what a better one says is no further place."""
    first: dict[tuple[str, int], str] = {}
    return [c for c in choices if first.setdefault(_stands(c), c.hit.passage.report.name) == c.hit.passage.report.name]


def _stands(choice: Choice) -> tuple[str, int]:
    """Return the text of a choice's report, and where its sentence begins in it."""
    return choice.hit.passage.report.text, choice.hit.passage.sentence.start


def joined(question: Question, choices: Sequence[Choice], best: Choice, retriever: Retriever) -> list[Choice]:
    """Return the choices whose parts make the answer: *best*, and where all are asked for every other that answers."""
    if not question.many or question.wanted or question.kind in ALONE or best.span.rule not in JOINED:
        return [best]
    found = [best, *(c for c in choices if c is not best and _answers(question, best, c, retriever))]
    return [_widened(question, choice, retriever) for choice in found]


def _widened(question: Question, choice: Choice, retriever: Retriever) -> Choice:
    """Return *choice* with the parts of the other spans of its sentence that answer as well, in order."""
    alike = [c for c in beside(question, choice, retriever) if _alike(question, choice, c, retriever)]
    parts: list[tuple[int, int]] = list(choice.span.parts)
    for part in (part for other in alike for part in other.span.parts):
        if all(part[1] <= a or b <= part[0] for a, b in parts):
            parts.append(part)
    return replace(choice, span=choice.span._replace(parts=tuple(sorted(parts))))


def _alike(question: Question, best: Choice, choice: Choice, retriever: Retriever) -> bool:
    """Whether *choice* was cut by the same rule, holds whatever *best* holds of the question, and nothing more is amiss.

    A place's name is said of all that follows it; anything else, and the next place of a sentence, has the words of the
    question beside it (油桃320亩).
    """
    if choice.span.rule != best.span.rule or choice.span.fit < best.span.fit - 0.1:
        return False
    if any(choice.features[name] > best.features[name] + slack for name, slack in _AMISS):
        return False
    readings = (_governed,) if best.span.rule == "place" and choice.hit is not best.hit else (_governed, _own)
    units = _asked_about(question, retriever)
    if best.span.rule == "cell":
        texts = best.reading.text, choice.reading.text
        return _column(best) == _column(choice) and (not units or _holds_as_much(units, *texts, retriever))
    return bool(units) and all(_holds_as_much(units, words(best), words(choice), retriever) for words in readings)


def _column(choice: Choice) -> str:
    """Return the name of the column that a cell stands in."""
    return next((choice.reading.text[slice(*name)] for name, cell in pairs(choice.reading.text) if cell[0] == choice.span.start), "")


def _holds_as_much(units: Sequence[Unit], best: str, text: str, retriever: Retriever) -> bool:
    """Whether *text* holds the weightiest unit as well as *best* does, and of all they hold nearly as much."""
    held = [(retriever.weight(unit), match_unit(unit, best).grade, match_unit(unit, text).grade) for unit in units]
    _, of_best, of_text = max(held)
    mass = sum(weight * grade for weight, grade, _ in held)
    return mass > 0 and of_text >= of_best and sum(w * min(of, grade) for w, of, grade in held) >= ALIKE * mass


_AMISS = (("foreign", 0.15), ("contrary", 0.0), ("twin", 0.0))
"""What speaks against a choice, and how much more of it is no matter: a year in its report's title only."""


def _asked_about(question: Question, retriever: Retriever) -> list[Unit]:
    """Return the units that say what is asked of a place: no place or year, no word that asks (村 in 哪些村), no odd character."""
    start = question.asked_at[0]
    end = start if question.kind is Kind.HOW_MUCH else max(question.asked_at[1], start + len(question.head) + 2)
    stems = [name.stem for name in question.places]
    return [
        unit
        for unit in question.query.units
        if (len(unit.text) > 1 or unit.synonyms)
        and not start <= unit.start < end
        and not any(stem in unit.text for stem in stems)
        and not retriever.is_region(unit.text)
        and not unit.text.isdigit()
    ]


def _governed(choice: Choice) -> str:
    """Return the part of the sentence that is said of the same places as the span."""
    return choice.hit.passage.text[choice.scope.start : choice.scope.end]


def _own(choice: Choice) -> str:
    """Return the comma-parts the span stands in."""
    text, span = choice.hit.passage.text, choice.span
    return "".join(text[a:b] for a, b in clauses(text) if a < span.end and span.start < b)


def _answers(question: Question, best: Choice, choice: Choice, retriever: Retriever, least: float = 0.0) -> bool:
    """Whether *choice* answers as surely as *best*, and with a confidence of *least*."""
    return (
        _alike(question, best, choice, retriever)
        and confidence(question, choice, retriever) >= max(least, ALIKE * confidence(question, best, retriever))
        and not lacks_product(choice, retriever)
    )


def places(
    question: Question, choices: Sequence[Choice], saying: Sequence[Choice], retriever: Retriever
) -> tuple[Place, ...]:
    """Return every place that answers, best first, those of one report together.

    saying  the choices that make the answer, best first; the further ones are found among *choices*
    """
    best = saying[0]
    if question.kind in ALONE:
        return (_place(best, Stance.ANSWER),)
    answering = {id(choice.hit) for choice in saying}
    further = [c for c in choices if id(c.hit) not in answering and _also(question, best, c, retriever)]
    if best.span.rule == "place":
        further = [*_siblings(question, saying, retriever), *(_widened(question, c, retriever) for c in further)]
    told = [_place(choice, Stance.ANSWER) for choice in saying]
    told += [_place(choice, _stance(best, choice, retriever)) for choice in further]
    order = list(dict.fromkeys(place.quote.report.name for place in told))
    return tuple(sorted(told, key=lambda place: (place.stance is not Stance.ANSWER, order.index(place.quote.report.name))))


def _siblings(question: Question, saying: Sequence[Choice], retriever: Retriever) -> list[Choice]:
    """Return the further parts of the answering sentences where only one was asked for."""
    found = []
    for choice in saying:
        parts = tuple(p for p in _widened(question, choice, retriever).span.parts if p not in choice.span.parts)
        found += [replace(choice, span=choice.span._replace(parts=parts))] if parts else []
    return found


def _also(question: Question, best: Choice, choice: Choice, retriever: Retriever) -> bool:
    """Whether *choice* answers as well as *best* and says the same, or the same kind of thing."""
    if not _answers(question, best, choice, retriever, SURE):
        return False
    if best.span.rule == "figure":
        return _commensurable(_figure(best), _figure(choice))
    hidden = any("*" in text for text in choice.texts)
    loose = question.kind in ANYTHING or best.span.rule in WORDED
    return _words(best) == _words(choice) or not (loose or hidden)


def _words(choice: Choice) -> str:
    return fold("、".join(choice.texts))


def _figure(choice: Choice) -> Figure | None:
    text = choice.hit.passage.text[choice.span.start : choice.span.end]
    return next(iter(find_figures(text)), None)


def _commensurable(one: Figure | None, other: Figure | None) -> bool:
    """Whether two figures measure in units of one dimension that can be set side by side (亩 and 万亩, not 个 and 期)."""
    if one is None or other is None:
        return False
    return one.unit.lstrip("万亿") == other.unit.lstrip("万亿") and one.dimensions == other.dimensions


def _stance(best: Choice, choice: Choice, retriever: Retriever) -> Stance:
    """Return whether *choice* gives another figure for the same indicator of the same place."""
    one, other = (figure.size if figure else None for figure in (_figure(best), _figure(choice)))
    known = best.span.rule == "figure" and one is not None and other is not None
    same_place = _subjects(best, retriever) & _subjects(choice, retriever)
    return Stance.DIFFERS if known and one != other and same_place else Stance.ALSO


def _subjects(choice: Choice, retriever: Retriever) -> set[str]:
    """Return the places that govern the span, or else those its report is about."""
    governing = {name.stem for name in choice.scope.places}
    report = choice.hit.passage.report
    about = retriever.gazetteer.places(fold(f"{report.title} {report.place}"), retriever.segmenter)
    return governing or {name.stem for name in about}


def _place(choice: Choice, stance: Stance) -> Place:
    sentence, span = choice.hit.passage.sentence, choice.span
    report = choice.hit.passage.report
    quote = Quote(report, sentence.start, sentence.end)
    years = _YEAR.findall(choice.hit.passage.text, 0, span.start) or _YEAR.findall(fold(report.title)) or [report.date]
    return Place(quote, "、".join(choice.texts), sentence.start + span.start, sentence.start + span.end, years[-1], stance)
