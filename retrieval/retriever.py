"""Question in, passages out: paragraphs by BM25, then their sentences by evidence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from corpus import Corpus
from corpus.loading import Kept
from retrieval.counts import Counts
from retrieval.engines import Engine
from retrieval.evidence import SYNONYM, Evidence, Match, Scale, Setting, match_unit
from retrieval.fold import fold
from retrieval.gazetteer import Gazetteer
from retrieval.groups import FoldedTexts, Groups
from retrieval.index import Index, cut
from retrieval.notes import make_note
from retrieval.part import Passage
from retrieval.query import Query, Unit, asks, beside_asking, light_words, parse_query
from retrieval.segment import Segmenter
from retrieval.spelling import Speller
from retrieval.thesaurus import Thesaurus, thesaurus
from retrieval.whereabouts import Whereabouts

T = TypeVar("T")
PARAGRAPHS = 8
"""Paragraphs the engine hands on."""
LIKELY = 0.55
"""Share of the best paragraph's score by the engine from which another one is looked at; one further behind hardly ever comes NEAR."""
NEAR = 0.65
"""Share of the best paragraph's score from which another one's sentences are weighed."""
BEST_SENTENCE = 0.5
"""What the idf mass in a paragraph's best sentence counts beside the engine's score."""
SYNONYM_WEIGHT = 0.25
"""What a synonym's terms count in the engine."""
UNKNOWN = 0.4
"""What a word that stands in no report weighs against a known one."""
LIGHT = 0.25
"""What a word weighs that says little, or only which report is meant: a passage need not repeat it."""
CARRIED = 0.4
"""What a word taken over from an earlier question weighs against one of this question."""
ASIDE = 0.25
"""What a word of the story before a question weighs that no sentence has beside what is asked."""
_REMEMBERED = 4096
"""Units whose weight is remembered, and questions that were read."""


@dataclass(frozen=True)
class Hit:
    """A passage found. ``score`` is its paragraph's BM25 against the best one's (0 … 1)."""

    passage: Passage
    score: float
    evidence: Evidence

    @property
    def strength(self) -> float:
        """How much of the question stands in it and around it."""
        return self.evidence.cover + self.evidence.context + 0.5 * self.score

    @property
    def terms(self) -> tuple[str, ...]:
        """The words of the passage that matched."""
        return tuple(dict.fromkeys(filter(None, self.evidence.found)))

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """How each unit stands in the sentence, in the query's order."""
        return tuple(map(Match, self.evidence.units, self.evidence.grades, self.evidence.found))


@dataclass(frozen=True)
class Retriever:
    """The index of one corpus. ``groups`` holds the passages of each paragraph the engine knows, by its position."""

    segmenter: Segmenter
    gazetteer: Gazetteer
    thesaurus: Thesaurus
    groups: Groups
    folded: Mapping[str, str]
    regions: frozenset[str]
    engine: Engine
    whereabouts: Whereabouts
    document_counts: Counts
    size: int
    speller: Speller
    _idfs: dict[str, float] = field(default_factory=dict, init=False, repr=False, compare=False)
    _weights: dict[Unit, float] = field(default_factory=dict, init=False, repr=False, compare=False)
    _readings: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def over(cls, corpus: Corpus) -> Retriever:
        """Learn the corpus's words and index its paragraphs."""
        kept = [Kept(report.name, report, make_note(report)) for report in corpus.reports]
        return cls.of(Index().updated(kept, cut))

    @classmethod
    def of(cls, index: Index) -> Retriever:
        """Search in *index*; what is worked out at the first question that needs it costs nothing here."""
        engine, groups = index.engine, Groups(index.parts)
        whereabouts = Whereabouts(engine, groups)
        return cls(
            index.segmenter,
            index.gazetteer,
            thesaurus(),
            groups,
            FoldedTexts(index.parts),
            frozenset(region for part in index.parts for region in part.regions if region),
            engine,
            whereabouts,
            index.counts,
            sum(part.sentences for part in index.parts),
            Speller(index.counts, whereabouts.sentence),
        )

    def query(self, question: str) -> Query:
        """Read *question* with this corpus's words; slips are put right, synonyms that no report holds left out."""
        text = fold(question)
        self.document_counts.meet(text)
        if self._stands(text.strip()):  # a piece of a report asks for itself, also where its words only ask
            return Query(text, text, tuple(Unit(text[a:b], a) for a, b in self.segmenter.spans(text)))
        query = parse_query(question, self.segmenter, self.thesaurus)
        everyday = [*((unit.start, unit.end) for unit in query.units if unit.synonyms), *beside_asking(query.text)]
        respelt = self.speller.respell(query.text, query.content, self.segmenter, everyday)
        if respelt != query.text:
            query = parse_query(respelt, self.segmenter, self.thesaurus)
        return replace(query, units=tuple([unit._replace(synonyms=self._written(unit.synonyms)) for unit in self._joined(query)]))

    def _written(self, synonyms: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of *synonyms* that a report may write; the same words are asked with again and again."""

        def known() -> tuple[str, ...]:
            self.document_counts.meet("\n".join(synonyms))
            return tuple(filter(self.knows, synonyms))

        return self.remembered(("written", synonyms), known) if synonyms else ()

    def set_aside(self, query: Query, asked_from: int) -> Query:
        """Return *query* with the words before offset *asked_from* set aside that no sentence found by the rest holds.

        People tell a story before they ask. What of it stands beside what they ask is kept, and every place and number.
        """
        story = [unit for unit in query.units if unit.end <= asked_from and not unit.carried]
        asked = [unit for unit in query.units if unit.start >= asked_from and len(unit.text) > 1]
        if not story or not asked:
            return query
        beside = self._beside(query, asked_from, asked)
        named = {i for name in self.gazetteer.places(query.text, self.segmenter) for i in range(name.start, name.end)}
        left = {
            unit for unit in story
            if unit.start not in named and not unit.text.isascii()
            and not any(match_unit(unit, text).grade >= SYNONYM for text in beside)
        }
        content = list(query.content)
        for unit in left:
            content[unit.start : unit.end] = " " * len(unit.text)
        units = tuple(unit._replace(aside=True) if unit in left else unit for unit in query.units)
        return replace(query, content="".join(content), units=units)

    def _beside(self, query: Query, asked_from: int, asked: Sequence[Unit]) -> list[str]:
        """Return the sentences that hold one of the units *asked*, of the paragraphs best found by what is asked alone."""
        rest = replace(query, content=" " * asked_from + query.content[asked_from:], units=tuple(asked))
        found = (passage.text for number, _ in self.engine.search(self._terms(rest), PARAGRAPHS) for passage in self.groups[number])
        return [text for text in found if any(match_unit(unit, text).grade >= SYNONYM for unit in asked)]

    def _stands(self, text: str) -> bool:
        """Whether folded *text* of two characters and more stands in a report as it is and asks nothing."""
        return len(text) > 1 and bool(re.fullmatch(r"[一-鿿a-z0-9]+", text)) and not asks(text) and self.writes(text)

    def _joined(self, query: Query) -> Iterator[Unit]:
        """Yield the units; ideographs left single that stand in a report side by side (武雪锋) are one."""
        run: list[Unit] = []
        for unit in query.units:
            beside = bool(run) and run[-1].end == unit.start and bool(self.document_counts[run[-1].text + unit.text])
            if run and not (_is_loose(unit) and beside):
                yield from _join(run)
                run = []
            if _is_loose(unit):
                run.append(unit)
            else:
                yield unit
        yield from _join(run)

    def idf(self, word: str) -> float:
        """Return how rare *word* is among the sentences: ln(1 + (N - n + .5)/(n + .5)), n of its rarest bigram."""
        if (idf := self._idfs.get(word)) is None:
            if len(self._idfs) >= _REMEMBERED:
                self._idfs.clear()
            n = min(map(self.document_counts.__getitem__, _grams(word)))
            idf = self._idfs[word] = math.log(1 + (self.size - n + 0.5) / (n + 0.5))
        return idf

    def knows(self, word: str) -> bool:
        """Whether every bigram of folded *word* stands in some sentence."""
        return all(map(self.document_counts.__getitem__, _grams(word))) if word else False

    def writes(self, word: str) -> bool:
        """Whether a report writes folded *word*."""
        return self.knows(word) and self.remembered(("writes", word), lambda: self.whereabouts.stands(word))

    def standing(self, word: str) -> Iterator[Passage]:
        """Yield the sentences that hold folded *word*, in the corpus's order; where very many do, some of them."""
        return self.whereabouts.passages(word)

    def remembered(self, key: object, read: Callable[[], T]) -> T:
        """Return what *read* gives for *key*, remembered for this corpus: a conversation's last questions are read with each one."""
        if (reading := self._readings.get(key)) is None:
            if len(self._readings) >= _REMEMBERED:
                self._readings.clear()
            reading = self._readings[key] = read()
        return reading

    def weight(self, unit: Unit) -> float:
        """Return what :meth:`_weight` says, remembered for this corpus."""
        if (weight := self._weights.get(unit)) is None:  # not looked up twice: another thread may clear it in between
            if len(self._weights) >= _REMEMBERED:
                self._weights.clear()
            weight = self._weight(unit) * (CARRIED if unit.carried else 1.0) * (ASIDE if unit.aside else 1.0)
            self._weights[unit] = weight
        return weight

    def _weight(self, unit: Unit) -> float:
        """Return what *unit* weighs in a question: its idf.

        Less for a single character, which says little; for what no report writes nor has a word for, since people ask
        in words of their own (暑假, 娃); and for what says little (总共) or only which report is meant (a title's town).
        """
        if len(unit.text) > 1 and (unit.text in light_words() or self.is_region(unit.text)):
            return self.idf(unit.text) * LIGHT * (1.0 if self.knows(unit.text) else UNKNOWN)
        share = 1.0 if len(unit.text) > 1 else 0.5
        if self.knows(unit.text):
            return self.idf(unit.text) * share
        return min(map(self.idf, unit.synonyms), default=self.idf(unit.text) * UNKNOWN) * share

    def is_region(self, word: str) -> bool:
        """Whether *word* is a place or a year that says which report is meant."""
        names = self.gazetteer
        named = word.isdigit() or names.is_bare(word) or word in names.written
        return named and self.remembered(("region", word), lambda: word in self.told_regions)

    @cached_property
    def told_regions(self) -> str:
        """What says which report each is, a line each."""
        return "\n".join(sorted(self.regions))

    def search(self, query: Query, asking_at: int | None = None) -> list[Hit]:
        """Return the hits of the best paragraphs, strongest first, ties by report and place.

        query      from :meth:`query`
        asking_at  offset of the question word in the folded question, default its end
        Returns    only passages that share a content word, or a synonym of one, with the question
        """
        found = self._paragraphs(self._terms(query))
        weights = {unit: self.weight(unit) for unit in query.units}
        scale = Scale(query, len(query.text) if asking_at is None else asking_at, weights)
        hits = [hit for number, score in found for hit in self._hits(scale, number, score / found[0][1])]
        self._readings.update({("writes", word): True for word in {word for hit in hits for word in hit.evidence.found}})
        return sorted(hits, key=lambda hit: (-hit.strength, hit.passage.report.name, hit.passage.sentence.start))

    def _paragraphs(self, terms: Mapping[str, float]) -> list[tuple[int, float]]:
        """Return (number, score) of the best paragraphs: the engine's score and half of what the best sentence holds."""
        found: list[tuple[int, float]] = []
        idf = {term: weight * self.idf(term) for term, weight in terms.items()}
        ranked = self.engine.search(terms, PARAGRAPHS)
        for number, score in ranked:
            if score < LIKELY * ranked[0][1]:
                break
            texts = self.groups.texts(number)
            whole = "".join(texts)
            present = [(term, value) for term, value in idf.items() if term in whole]
            best = max([sum([value for term, value in present if term in text]) for text in texts], default=0.0)
            found.append((number, score + BEST_SENTENCE * best))
        found.sort(key=lambda pair: (-pair[1], pair[0]))
        return [pair for pair in found if pair[1] >= NEAR * found[0][1]]

    def _terms(self, query: Query) -> dict[str, float]:
        """Return what the engine is asked for: the content's terms, its words and numbers twice, and their synonyms'."""
        terms = dict.fromkeys(self.segmenter.terms(query.content), 1.0)
        for start, end in self.segmenter.spans(query.content):
            if (word := query.content[start:end]) in terms and len(word) > 1:
                terms[word] = 2.0
        for unit in query.units:
            for term in self._synonym_terms(unit.synonyms):
                terms.setdefault(term, SYNONYM_WEIGHT)
        return terms

    def _synonym_terms(self, synonyms: tuple[str, ...]) -> list[str]:
        """Return the terms of *synonyms* in order; the same words are asked with again and again."""
        if not synonyms:
            return []
        return self.remembered(("terms", synonyms), lambda: [term for word in synonyms for term in self.segmenter.terms(word)])

    def _hits(self, scale: Scale, number: int, score: float) -> Iterator[Hit]:
        """Yield the passages of one paragraph that share a content word."""
        group = self.groups[number]
        if group:
            setting = Setting(tuple(p.text for p in group), tuple(p.around for p in group), self.folded[group[0].report.name])
            for passage, evidence in zip(group, scale.weigh(setting), strict=True):
                if evidence.cover:
                    yield Hit(passage, score, evidence)


def _is_loose(unit: Unit) -> bool:
    """Whether a unit is one ideograph that may be part of a name: no suffix of a place, nothing with a synonym."""
    return len(unit.text) == 1 and not unit.text.isascii() and not unit.synonyms and unit.text not in "村镇乡县市区省年月日人"


def _join(run: list[Unit]) -> list[Unit]:
    return [Unit("".join(unit.text for unit in run), run[0].start)] if 2 <= len(run) <= 4 else run


def _grams(word: str) -> list[str]:
    return [word] if len(word) == 1 else [word[i : i + 2] for i in range(len(word) - 1)]
