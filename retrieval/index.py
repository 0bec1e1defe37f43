"""The index of a corpus, made out of the index before it: only reports that changed are cut into words again.

What is learned from the whole corpus (its names) decides how a text is cut, but only where a name stands that was
learned or forgotten; those reports are cut again too. So the index is the one that the same reports give from scratch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from corpus.loading import Kept
from retrieval.counts import Counts
from retrieval.engines import Engine, Layout, RankBM25, Shape, Terms
from retrieval.fold import fold
from retrieval.gazetteer import Gazetteer
from retrieval.notes import read_note
from retrieval.part import Part, regions_of
from retrieval.segment import Segmenter, grams


class Cut(NamedTuple):
    """What cutting a report into words gives: the region of each section, the long words of each paragraph."""

    regions: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]


Cutter = Callable[[Sequence[Kept], Gazetteer, Segmenter], Mapping[str, Cut]]
"""Cuts reports with the names of their corpus; the result by key."""


@dataclass(frozen=True, eq=False)
class Index:
    """What is worked out of all reports together.

    engine  finds paragraphs, numbered through all parts, by their terms; one on disk may hold other reports than ``parts``
            when it was opened, or reports cut with other names: an update brings both together
    counts  in how many sentences a character or a pair of characters stands; none that stands in no sentence
    """

    parts: tuple[Part, ...] = ()
    gazetteer: Gazetteer = field(default_factory=lambda: Gazetteer({}, frozenset()))
    engine: Engine = field(default_factory=lambda: RankBM25(layout=Layout()))
    counts: Counts = field(default_factory=Counts)

    @cached_property
    def segmenter(self) -> Segmenter:
        """Cuts text with the words learned."""
        return Segmenter(self.gazetteer.words)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The reports' keys, in order."""
        return tuple(part.key for part in self.parts)

    def updated(self, kept: Sequence[Kept], cutter: Cutter) -> Index:
        """Return the index of the reports *kept*, taking over from this one whatever is the same."""
        names = self.gazetteer.packed()
        if tuple(item.key for item in kept) == self.keys == tuple(self.engine.layout.at) and self.engine.names == names:
            return self
        told = [read_note(item.note) for item in kept]
        gazetteer = Gazetteer.of([text for text, _ in told] + [title for _, title in told])
        words = _differing(self.gazetteer, gazetteer)
        segmenter = Segmenter(gazetteer.words) if words else self.segmenter
        known, shortest = {part.key: part for part in self.parts}, _shortest(words)
        other = _shortest(_differing(Gazetteer.unpack(self.engine.names), gazetteer)) if self.engine.names != names else shortest
        held = self.engine.layout.at

        def unlike(item: Kept) -> bool:
            """Whether a report is not in the engine as it is to be."""
            return item.key not in held or item.key not in known or known[item.key].holds(other)

        again = [item for item in kept if unlike(item) or known[item.key].holds(shortest)]
        cuts = cutter(again, gazetteer, segmenter)
        fresh = {i.key: Part.of(i.key, i.report, fold(i.report.text), cuts[i.key].regions) for i in again}
        parts = tuple(fresh.get(item.key) or known[item.key] for item in kept)
        layout = Layout(tuple(Shape(part.key, part.report.year, part.paragraphs) for part in parts))
        terms = {part.key: _terms(part, cuts[part.key]) for part in parts if part.key in cuts}
        engine = self.engine.updated(layout, terms, gazetteer.packed())
        following = Index(parts, gazetteer, engine, self._counted(parts))
        following.__dict__["segmenter"] = segmenter
        return following

    def _counted(self, parts: Sequence[Part]) -> Counts:
        """Return the counts of *parts*: what is gone taken off, what is new added."""
        before, after = {part.key for part in self.parts}, {part.key for part in parts}
        new = Counts.sum(part.grams() for part in parts if part.key not in before)
        gone = Counts.sum(part.grams() for part in self.parts if part.key not in after)
        return self.counts + new - gone


def cut(kept: Sequence[Kept], gazetteer: Gazetteer, segmenter: Segmenter) -> dict[str, Cut]:
    """Cut reports into words one after the other."""
    return {item.key: cut_report(item, gazetteer, segmenter) for item in kept}


def cut_report(item: Kept, gazetteer: Gazetteer, segmenter: Segmenter) -> Cut:
    """Cut one report into words with the names of its corpus."""
    regions = regions_of(item.report, gazetteer, segmenter)
    part = Part.of(item.key, item.report, fold(item.report.text), regions)
    return Cut(regions, tuple(tuple(segmenter.long_words(text)) for text in part.documents()))


def _differing(one: Gazetteer, other: Gazetteer) -> frozenset[str]:
    """Return the names that only one of two gazetteers has: a text that holds none is read alike with both."""
    return (one.words ^ other.words) | (one.stems.keys() ^ other.stems.keys())


def _shortest(words: frozenset[str]) -> list[str]:
    """Return those of *words* that have no other one in them: a text without them holds none of *words*."""
    inner = ({word[a:b] for a, b in combinations(range(len(word) + 1), 2)} - {word} for word in words)
    return [word for word, pieces in zip(words, inner, strict=True) if words.isdisjoint(pieces)]


def _terms(part: Part, cut: Cut) -> Iterator[Terms]:
    """Yield what each paragraph is indexed as."""
    return ([*grams(text), *words] for text, words in zip(part.documents(), cut.words, strict=True))
