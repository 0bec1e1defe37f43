"""How strongly one passage speaks to a query: the features that rank sentences, each a pure function of text.

Source of the shape: topic words stand all over a paragraph and say nothing about which sentence answers; the words beside
the question word do. So coverage is weighted by rarity inside the paragraph and by nearness to the question word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True)
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
    units, grades, found   the query's units, how well each stands in the sentence, and by which word
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
    units: tuple[Unit, ...]
    grades: tuple[float, ...]
    found: tuple[str, ...]

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """How each unit stands in the sentence, in the query's order."""
        return tuple(map(Match, self.units, self.grades, self.found))


_NOTHING = Evidence(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (), (), ())


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

Grades = NDArray[np.float64]
"""How well each unit (column) stands in each sentence (row), 0 … 1."""
_Forms = list[tuple[str, float]]
"""What may stand for a unit in one paragraph, with its grade, the best first."""


class Scale:
    """Weighs passages against one query."""

    def __init__(self, query: Query, asking_at: int, idf: Mapping[Unit, float]) -> None:
        """Prepare *query*, asked at offset *asking_at* of its folded text, with the *idf* of each of its units."""
        self._units = query.units
        weights = np.array([idf[unit] for unit in query.units])
        self._shares = weights / (weights.sum() or 1.0)
        self._grams = _grams(query, asking_at)

    def weigh(self, setting: Setting) -> list[Evidence]:
        """Return the evidence of each sentence of a paragraph, in order."""
        if not setting.sentences:
            return []
        if not self._units:
            return [_NOTHING] * len(setting.sentences)
        forms = [list(_forms(unit, "".join(setting.sentences))) for unit in self._units]
        grades, found = _graded(setting.sentences, forms)
        about = np.array([match_unit(unit, setting.subject).grade >= ABOUT for unit in self._units])
        predicate = self._shares * ~about
        near, rest = self._nearness(setting.sentences, setting.subject)
        columns = {
            "cover": grades @ self._shares, "words": (grades > 0).mean(1), "clause": self._clauses(setting.sentences, grades, forms),
            "near": near, "subject": self._told(about), "predicate": grades @ predicate / (predicate.sum() or 1.0), "rest": rest,
            "beside": bool(grades.any(0) @ predicate) * (grades @ predicate == 0), "context": self._context(setting, grades),
            "opening": self._lacking(grades, grades[:1]), "following": self._lacking(grades[:-1], grades[1:]),
            "report": self._told(np.array([unit.text in setting.report for unit in self._units]) & ~grades.any(0)),
        }
        rows = zip(*(np.resize(column, len(grades)).tolist() for column in columns.values()), strict=True)
        names = tuple(columns)
        return [
            Evidence(**dict(zip(names, row, strict=True)), units=self._units, grades=tuple(own), found=tuple(words))
            for row, own, words in zip(rows, grades.tolist(), found, strict=True)
        ]

    def _told(self, held: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the share of the query's idf mass that is *held*."""
        return np.array([held @ self._shares])

    def _lacking(self, own: Grades, other: Grades) -> NDArray[np.float64]:
        """Return the share of what each sentence lacks and the *other* one holds; 0 for a sentence that has no other."""
        shares = ((own == 0) & (other > 0)) @ self._shares
        return np.append(shares, 0.0) if len(other) == len(own) else shares

    def _clauses(self, sentences: Sequence[str], grades: Grades, forms: Sequence[_Forms]) -> NDArray[np.float64]:
        """Return the coverage of each sentence's best comma-part; what stands in the part before counts half."""
        best = grades @ self._shares
        for i, text in enumerate(sentences):
            present = np.flatnonzero(grades[i]).tolist()
            if len(present) > 1 and "," in text:
                parts = [text[start:end] for start, end in clauses(text)]
                held, _ = _graded(parts, [forms[unit] for unit in present])
                held[1:] = np.maximum(held[1:], 0.5 * held[:-1])
                best[i] = (held @ self._shares[present]).max()
        return best

    def _context(self, setting: Setting, grades: Grades) -> NDArray[np.float64]:
        """Return the share of what a sentence lacks that stands around it (.8), before (.6) or in the paragraph (.4)."""
        around = {place: [match_unit(unit, place).grade for unit in self._units] for place in dict.fromkeys(setting.surrounds)}
        held = grades > 0
        before = np.zeros_like(held)
        before[1:] |= held[:-1]
        before[2:] |= held[:-2]
        told = np.where(before, 0.6, 0.4 * held.any(0))
        told = np.maximum(0.8 * np.array([around[place] for place in setting.surrounds]), told)
        return np.asarray(((1 - grades) * told) @ self._shares)

    def _nearness(self, sentences: Sequence[str], topic: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return ``near`` and ``rest`` of each sentence.

        A character weighs its nearness to the question word times ln((n+1)/(m+.5)): n sentences, m of them hold it.
        """
        holds = np.array([[gram in text for text in sentences] for gram, _ in self._grams], dtype=float).reshape(-1, len(sentences))
        weights = np.array([nearness for _, nearness in self._grams])
        weights *= np.log((len(sentences) + 1) / (holds.sum(1) + 0.5))
        new = weights * np.array([gram not in topic for gram, _ in self._grams])
        return weights @ holds / (weights.sum() or 1.0), new @ holds / (new.sum() or 1.0)


ABOUT = 0.5
"""Grade from which a unit counts as what a paragraph is about."""


def _grams(query: Query, asking_at: int) -> list[tuple[str, float]]:
    """Return the content's characters with their nearness to the question word."""
    content = query.content
    return [(c, 1 / (1 + abs(i - asking_at) / 5)) for i, c in enumerate(content) if c.isalnum()]


def _forms(unit: Unit, paragraph: str) -> Iterator[tuple[str, float]]:
    """Yield what may stand for *unit* in folded *paragraph*, the best first: itself, its synonyms, its pieces."""
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


def _graded(texts: Sequence[str], forms: Sequence[_Forms]) -> tuple[Grades, list[list[str]]]:
    """Return for each of *texts* the grade of the best of each unit's *forms* that stands in it, and which one that is."""
    grades = np.zeros((len(texts), len(forms)))
    found = [[""] * len(forms) for _ in texts]
    for i, form in enumerate(forms):
        for word, grade in reversed(form):
            for n, text in enumerate(texts):
                if word in text and (not word.isdigit() or _whole_number(word, text)):
                    grades[n, i], found[n][i] = grade, word
    return grades, found
