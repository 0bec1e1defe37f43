"""Why this answer: what the question was read as, which words matched, what was weighed, and what came next.

Nothing is answered here. An Explanation is read off the way that ``answer`` itself went (``pipeline.follow``), so the two
cannot disagree. What a feature or a rule is called in Chinese is data (``data/explain.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from answering.choose import Choice
from answering.features import weights
from answering.model import Answer, Kind, Turn
from answering.pipeline import Way, follow
from answering.question import Question, strip_politeness
from answering.refusal import confidence
from corpus import Quote
from retrieval import Hit, Library, Match, Retriever, fold, read_list

OTHERS = 3
"""Candidates beside the answer that are named."""


def label(section: str, code: str) -> str:
    """Return the Chinese words for *code* in a section of ``data/explain.yaml``, the code itself for want of them."""
    return str(read_list("explain.yaml", "answering")[section].get(code, code))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the question was read as; fields as in :class:`answering.question.Question`, places as they are written."""

    kind: Kind
    target: str
    dimension: str
    unit: str
    head: str
    many: bool
    wanted: int
    places: tuple[str, ...]
    unknown: tuple[str, ...]
    years: tuple[str, ...]
    numbers: tuple[str, ...]
    excluded: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A word that no report holds and that was read as one they do: 批杷, meant 枇杷."""

    written: str
    meant: str


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question and how the passage has it.

    share  of the question's weight, 0 … 1
    grade  0 the passage lacks it … 1 it stands there
    found  what stands there for it, '' when nothing does
    how    itself, synonym, part; around when only a heading, the title or its paragraph has it; else missing
    known  whether any report holds it or a synonym
    """

    text: str
    share: float
    grade: float
    found: str
    how: str
    known: bool


@dataclass(frozen=True, slots=True)
class Factor:
    """A feature of the ranking: what was measured and what it counts. The points of all add up to the score."""

    name: str
    value: float
    weight: float

    @property
    def points(self) -> float:
        """What it added to the score."""
        return self.value * self.weight


@dataclass(frozen=True)
class Candidate:
    """A span that answers or could have.

    parts    the words themselves, verbatim     quote   the sentence they stand in
    rule     what cut them out                  behind  how much the score is below the best one's
    factors  what counted, the largest first; their points add up to the score
    """

    parts: tuple[str, ...]
    quote: Quote
    rule: str
    score: float
    factors: tuple[Factor, ...]
    behind: float = 0.0

    def lost_by(self, best: Candidate) -> str:
        """Return the feature that this candidate lost most points by against *best*, '' when it lost none."""
        own, other = ({f.name: f.points for f in c.factors} for c in (self, best))
        name = max({**own, **other}, key=lambda n: (other.get(n, 0.0) - own.get(n, 0.0), n), default="")
        return name if other.get(name, 0.0) > own.get(name, 0.0) else ""


@dataclass(frozen=True, slots=True)
class Rank:
    """Where the best sentence and its paragraph came in the search, counted from 1, among how many that were found."""

    paragraph: int
    paragraphs: int
    sentence: int
    sentences: int


@dataclass(frozen=True)
class Explanation:
    """Why the answer is what it is.

    asked       None for a question that was not read (empty, too long)
    best        what answers; in a refusal the nearest passage, if there is any
    confidence  0 … 1; below ``threshold`` nothing is answered
    others      the next candidates that are no part of the answer, best first
    nowhere     words of the question that no report has
    elsewhere   words that the reports have, but not the passage
    """

    answer: Answer
    asked: Asked | None = None
    slips: tuple[Slip, ...] = ()
    terms: tuple[Term, ...] = ()
    best: Candidate | None = None
    rank: Rank | None = None
    confidence: float = 0.0
    threshold: float = 0.0
    others: tuple[Candidate, ...] = ()
    nowhere: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON of ``explain`` in ``answering/data/answer.schema.json``."""
        return {
            "understood": self.answer.understood,
            "asked": self.asked and {**asdict(self.asked), "kind": self.asked.kind.value},
            "slips": [asdict(slip) for slip in self.slips],
            "terms": [{**asdict(term), "share": round(term.share, 3), "grade": round(term.grade, 3)} for term in self.terms],
            "best": self.best and _as_dict(self.best),
            "rank": self.rank and asdict(self.rank),
            "confidence": round(self.confidence, 2),
            "threshold": self.threshold,
            "others": [_as_dict(other) for other in self.others],
            "nowhere": list(self.nowhere),
            "elsewhere": list(self.elsewhere),
            "nearest": list(self.answer.nearest),
        }


def _as_dict(candidate: Candidate) -> dict[str, Any]:
    quote = candidate.quote
    return {
        "parts": list(candidate.parts),
        "rule": candidate.rule,
        "rule_label": label("rules", candidate.rule),
        "report": quote.report.name,
        "paragraph": quote.paragraph.number,
        "start": quote.start,
        "end": quote.end,
        "score": round(candidate.score, 3),
        "behind": round(candidate.behind, 3),
        "features": [
            {"name": f.name, "label": label("features", f.name), "value": round(f.value, 3), "weight": f.weight,
             "points": round(f.points, 3)}
            for f in candidate.factors
        ],
    }  # fmt: skip


def explain(question: str, library: Library, turns: Sequence[Turn] = ()) -> Explanation:
    """Answer *question* as :func:`answering.answer` does and say why.

    turns    the conversation so far, oldest first
    Returns  an Explanation, whose ``answer`` is the answer; also of a refusal
    """
    return explained(follow(question, library, turns), library.retriever)


def explained(way: Way, retriever: Retriever) -> Explanation:
    """Read off *way* why it led where it did."""
    question, told = way.question, way.best or next(iter(way.choices), None)
    if question is None:
        return Explanation(way.answer)
    terms = _terms(question, told, retriever)
    missing = [term for term in terms if term.how == "missing" and len(term.text) > 1]
    return Explanation(
        way.answer,
        asked=_asked(question),
        slips=_slips(way.answer.understood, question),
        terms=terms,
        best=_best(way, told) if told else None,
        rank=_rank(told.hit, way.hits) if told else None,
        confidence=way.answer.confidence if way.answer.found else confidence(question, told, retriever) if told else 0.0,
        threshold=weights()["threshold"],
        others=_others(way, told) if told else (),
        nowhere=_whole([*question.unknown, *(term.text for term in missing if not term.known)]),
        elsewhere=_whole([term.text for term in missing if term.known]),
    )


_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def _asked(question: Question) -> Asked:
    return Asked(
        question.kind, question.target, question.dimension, question.unit, question.head, question.many, question.wanted,
        tuple(name.text for name in question.places), question.unknown,
        tuple(number for number in question.numbers if _YEAR.fullmatch(number)),
        tuple(number for number in question.numbers if not _YEAR.fullmatch(number)), question.excluded,
    )  # fmt: skip


def _slips(understood: str, question: Question) -> tuple[Slip, ...]:
    """Return the words that are written otherwise in the question than they were read; a respelling keeps the length."""
    written, meant = fold(strip_politeness(understood)), question.query.text
    if written == meant or len(written) != len(meant):
        return ()
    spans = [(unit.start, unit.end) for unit in question.query.units]
    return tuple(Slip(written[a:b], meant[a:b]) for a, b in spans if written[a:b] != meant[a:b])


def _terms(question: Question, choice: Choice | None, retriever: Retriever) -> tuple[Term, ...]:
    """Return the question's content words, the weightiest first."""
    units = question.query.units
    matches = choice.hit.matches if choice else tuple(Match(unit, 0.0, "") for unit in units)
    mass = sum(retriever.weight(match.unit) for match in matches) or 1.0
    around = _around(choice) if choice else ""
    terms = [_term(match, around, retriever, mass) for match in matches]
    return tuple(sorted(terms, key=lambda term: -term.share))


def _term(match: Match, around: str, retriever: Retriever, mass: float) -> Term:
    unit = match.unit
    how = "itself" if match.word == unit.text else "synonym" if match.word in unit.synonyms else "part"
    if not match.grade:
        how = "around" if unit.text in around else "missing"
    known = any(retriever.knows(word) for word in (unit.text, *unit.synonyms))
    return Term(unit.text, retriever.weight(unit) / mass, match.grade, match.word, how, known)


def _around(choice: Choice) -> str:
    """Return what stands around the sentence, folded: the title, the headings, its paragraph."""
    passage = choice.hit.passage
    return " ".join((passage.around, *(fold(sentence.text) for sentence in passage.paragraph.sentences)))


def _whole(words: Sequence[str]) -> tuple[str, ...]:
    """Return each word once, without those that are part of another (月亮 of 月亮村)."""
    return tuple(word for word in dict.fromkeys(words) if not any(word in other for other in words if other != word))


def _best(way: Way, told: Choice) -> Candidate:
    """Return the choice that answers; of a decision what it says, which need be no span of that choice."""
    found = _candidate(told, told)
    if not way.decided:
        return found
    yes_or_no = way.answer.kind is Kind.YES_NO
    return replace(found, parts=found.parts if yes_or_no else way.answer.parts, rule="decided" if yes_or_no else "compared")


def _candidate(choice: Choice, best: Choice) -> Candidate:
    """Return *choice* as a candidate."""
    sentence = choice.hit.passage.sentence
    factors = [Factor(name, value, weights()[name]) for name, value in choice.features.items() if value]
    return Candidate(
        choice.texts, Quote(choice.hit.passage.report, sentence.start, sentence.end),
        choice.span.rule, choice.score,
        tuple(sorted(factors, key=lambda factor: (-abs(factor.points), factor.name))), best.score - choice.score,
    )  # fmt: skip


def _others(way: Way, best: Choice) -> tuple[Candidate, ...]:
    """Return the next candidates by score: not what answers as well, nor what a comparison left behind with a higher score."""
    told = {way.answer.quotes[number] for number, _, _ in way.answer.spans}
    rest = [_candidate(choice, best) for choice in way.choices if choice.hit is not best.hit]
    others = [other for other in rest if not any(quote.holds(other.quote) for quote in told) and other.behind >= 0]
    return tuple(sorted(others, key=lambda other: other.behind)[:OTHERS])


def _rank(hit: Hit, hits: Sequence[Hit]) -> Rank:
    """Return where *hit* came among *hits*: its paragraph by score, its sentence in their order."""
    scores = {(h.passage.report.name, h.passage.paragraph.number): h.score for h in hits}
    return Rank(1 + sum(score > hit.score for score in scores.values()), len(scores), 1 + hits.index(hit), len(hits))
