"""How strongly one passage speaks to a query: the features that rank sentences, each a pure function of text.

Source of the shape: topic words stand all over a paragraph and say nothing about which sentence answers; the words beside
the question word do. So coverage is weighted by rarity inside the paragraph and by nearness to the question word.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.query import Query, Unit

SYNONYM = 0.75
"""What a synonym counts against the word itself."""
PART = 0.6
"""What characters of a word count against the word itself, times their share."""
_CLAUSE = re.compile(r"(?:[^,:]|(?<=[0-9])[,:](?=[0-9]))*+[,:]?")  # 1,900米 and 8:30 are not cut


@dataclass(frozen=True, slots=True)
class Match:
    """How a unit stands in a text: grade 0 … 1, and the words that matched (the unit, a synonym, or a part)."""

    unit: Unit
    grade: float
    word: str


def match_unit(unit: Unit, text: str) -> Match:
    """Grade *unit* in folded *text*: itself 1, a synonym SYNONYM, else the share of its characters times PART.

    >>> match_unit(Unit("挣", 0, ("增收",)), "人均增收1万元").word
    '增收'
    """
    if unit.text in text and (not unit.text.isdigit() or _whole_number(unit.text, text)):
        return Match(unit, 1.0, unit.text)
    if unit.text.isdigit():
        return Match(unit, 0.0, "")
    for synonym in unit.synonyms:
        if synonym in text:
            return Match(unit, SYNONYM, synonym)
    share, word = _longest_part(unit.text, text)
    return Match(unit, PART * share, word)


def _whole_number(number: str, text: str) -> bool:
    """Whether *number* stands in *text* by itself, not within a longer one (10 in 1100)."""
    return re.search(rf"(?<![0-9.]){number}(?![0-9])", text) is not None


def _longest_part(word: str, text: str) -> tuple[float, str]:
    """Return the longest piece (two characters or more) of *word* in *text* and its share of the word."""
    for length in range(len(word) - 1, 1, -1):
        for start in range(len(word) - length + 1):
            piece = word[start : start + length]
            if piece in text:
                return length / len(word), piece
    return 0.0, ""


def clauses(sentence: str) -> list[tuple[int, int]]:
    """Return the comma-parts of folded *sentence* as (start, end), the comma included."""
    return [m.span() for m in _CLAUSE.finditer(sentence) if m[0]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one passage. Shares are of the query's idf mass, 0 … 1, where nothing else is said.

    cover      of the units in the sentence          words      the same by number of units
    clause     in its best comma-part (half, in the one before it)
    near       of characters, by rarity in the paragraph and nearness to the question word
    subject    of the units that are what the paragraph is about: its opening words, its headings, its report
    predicate  of the other units, the share in the sentence
    rest       ``near`` of the characters that the subject lacks
    beside     1 when other sentences of the paragraph hold such a unit and this one none
    context    of the units the sentence lacks, in its headings, the sentences before, the paragraph
    opening    of those, in the paragraph's first sentence           following  in the next one
    report     of the units the paragraph lacks, anywhere in the report
    """

    cover: float
    words: float
    clause: float
    near: float
    subject: float
    predicate: float
    rest: float
    beside: float
    context: float
    opening: float
    following: float
    report: float
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A paragraph as it is weighed: its ``sentences`` and what ``surrounds`` each of them (headings, region), folded;
    ``report`` is the folded text of the report."""

    sentences: tuple[str, ...]
    surrounds: tuple[str, ...]
    report: str

    @property
    def subject(self) -> str:
        """What the paragraph is about: the words up to the first comma or copula, and what surrounds it."""
        return f"{_SUBJECT_ENDS.split(self.sentences[0], maxsplit=1)[0][:30]} {self.surrounds[0]}"


_SUBJECT_ENDS = re.compile(r"[,。;]|是|为")

_Forms = list[tuple[str, float]]
"""What may stand for a unit in one paragraph, with its grade, the best first."""


class Scale:
    """Weighs passages against one query."""

    def __init__(self, query: Query, asking_at: int, idf: Mapping[Unit, float]) -> None:
        """Prepare *query*, asked at offset *asking_at* of its folded text, with the *idf* of each of its units."""
        self._units = query.units
        self._idf = [idf[unit] for unit in query.units]
        self._mass = sum(self._idf) or 1.0
        self._grams = _grams(query, asking_at)

    def weigh(self, setting: Setting) -> list[Evidence]:
        """Return the evidence of each sentence of a paragraph, in order."""
        if not setting.sentences:
            return []
        forms = _forms_in("".join(setting.sentences), self._units)
        matches = [_matched(self._units, forms, text) for text in setting.sentences]
        grades = [[match.grade for match in found] for found in matches]
        topic = setting.subject
        about = [match_unit(unit, topic).grade >= ABOUT for unit in self._units]
        held = [max(column) > 0 for column in zip(*grades, strict=True)]
        report = self._share([not h and unit.text in setting.report for h, unit in zip(held, self._units, strict=True)])
        near, rest = self._nearness(setting.sentences, topic)
        predicate = [idf * (not a) for idf, a in zip(self._idf, about, strict=True)]
        told = any(h and not a for h, a in zip(held, about, strict=True))
        around: dict[str, list[float]] = {}
        evidence = []
        for i, text in enumerate(setting.sentences):
            own = grades[i]
            if setting.surrounds[i] not in around:
                around[setting.surrounds[i]] = [match_unit(unit, setting.surrounds[i]).grade for unit in self._units]
            said = sum([idf * grade for idf, grade in zip(predicate, own, strict=True)])
            evidence.append(Evidence(
                cover=self._share(own), words=sum(grade > 0 for grade in own) / (len(own) or 1),
                clause=self._clause(text, own, forms), near=near[i], subject=self._share(about),
                predicate=said / (sum(predicate) or 1.0), rest=rest[i], beside=float(told and not said),
                context=self._context(own, around[setting.surrounds[i]], grades[max(0, i - 2) : i], held),
                opening=self._lacking(own, grades[0]), following=self._lacking(own, grades[i + 1]) if i + 1 < len(grades) else 0.0,
                report=report, matches=matches[i],
            ))
        return evidence

    def _share(self, grades: Sequence[float]) -> float:
        """Return the share of the query's idf mass that *grades* hold."""
        return sum([idf * grade for idf, grade in zip(self._idf, grades, strict=True)]) / self._mass

    def _lacking(self, own: Sequence[float], other: Sequence[float]) -> float:
        """Return the share of what a sentence lacks and the *other* holds."""
        return self._share([not grade and there > 0 for grade, there in zip(own, other, strict=True)])

    def _clause(self, text: str, own: Sequence[float], forms: Sequence[_Forms]) -> float:
        """Return the coverage of the best comma-part of *text*; what stands in the part before counts half."""
        present = [(idf, form) for idf, grade, form in zip(self._idf, own, forms, strict=True) if grade]
        if len(present) < 2 or "," not in text:
            return self._share(own)
        best, before = 0.0, [0.0] * len(present)
        for start, end in clauses(text):
            part = text[start:end]
            grades = [_graded(form, part)[1] for _, form in present]
            found = sum([idf * max(g, 0.5 * b) for (idf, _), g, b in zip(present, grades, before, strict=True)])
            best, before = max(best, found), grades
        return best / self._mass

    def _context(
        self, own: Sequence[float], around: Sequence[float], before: Sequence[Sequence[float]], held: Sequence[bool]
    ) -> float:
        """Return the share of what a sentence lacks that stands around it (.8), before (.6) or in the paragraph (.4)."""
        found = 0.0
        for i, (idf, grade) in enumerate(zip(self._idf, own, strict=True)):
            if grade < 1:
                told = 0.6 if any(sentence[i] for sentence in before) else 0.4 if held[i] else 0.0
                found += idf * (1 - grade) * max(0.8 * around[i], told)
        return found / self._mass

    def _nearness(self, sentences: Sequence[str], topic: str) -> tuple[list[float], list[float]]:
        """Return ``near`` and ``rest`` of each sentence.

        A character weighs its nearness to the question word times ln((n+1)/(m+.5)): n sentences, m of them hold it.
        """
        size = len(sentences)
        near, rest, total, total_rest = [0.0] * size, [0.0] * size, 0.0, 0.0
        for gram, nearness in self._grams:
            holding = [i for i, text in enumerate(sentences) if gram in text]
            weight = nearness * math.log((size + 1) / (len(holding) + 0.5))
            new = gram not in topic
            total, total_rest = total + weight, total_rest + weight * new
            for i in holding:
                near[i] += weight
                rest[i] += weight * new
        return [n / (total or 1.0) for n in near], [r / (total_rest or 1.0) for r in rest]


ABOUT = 0.5
"""Grade from which a unit counts as what a paragraph is about."""


def _grams(query: Query, asking_at: int) -> list[tuple[str, float]]:
    """Return the content's characters with their nearness to the question word."""
    content = query.content
    return [(c, 1 / (1 + abs(i - asking_at) / 5)) for i, c in enumerate(content) if c.isalnum()]


def _forms_in(paragraph: str, units: Sequence[Unit]) -> list[_Forms]:
    """Return for each unit what may stand for it in folded *paragraph*: itself, its synonyms, its pieces."""
    return [list(_forms(unit, paragraph)) for unit in units]


def _forms(unit: Unit, paragraph: str) -> Iterator[tuple[str, float]]:
    word = unit.text
    if word in paragraph:
        yield word, 1.0
    if word.isdigit():
        return
    yield from ((synonym, SYNONYM) for synonym in unit.synonyms if synonym in paragraph)
    for length in range(len(word) - 1, 1, -1):
        for start in range(len(word) - length + 1):
            if word[start : start + length] in paragraph:
                yield word[start : start + length], PART * length / len(word)


def _graded(forms: _Forms, text: str) -> tuple[str, float]:
    """Return the best of *forms* that stands in folded *text*, and its grade."""
    for word, grade in forms:
        if word in text and (not word.isdigit() or _whole_number(word, text)):
            return word, grade
    return "", 0.0


def _matched(units: Sequence[Unit], forms: Sequence[_Forms], text: str) -> tuple[Match, ...]:
    found = [_graded(form, text) for form in forms]
    return tuple([Match(unit, grade, word) for unit, (word, grade) in zip(units, found, strict=True)])
