"""The index of a corpus, made out of the index before it: only reports that changed are cut into words again.

What is learned from the whole corpus (its names) decides how a text is cut, but only where a name stands that was
learned or forgotten; those reports are cut again too. So the index is the one that the same reports give from scratch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np

from corpus.loading import Kept
from retrieval.counts import Counts
from retrieval.fold import fold
from retrieval.gazetteer import Gazetteer
from retrieval.notes import read_note
from retrieval.part import Part, regions_of
from retrieval.postings import Patched, Postings
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

    postings  paragraphs by term, numbered through all parts
    counts    in how many sentences a character or a pair of characters stands; none that stands in no sentence
    """

    parts: tuple[Part, ...] = ()
    gazetteer: Gazetteer = field(default_factory=lambda: Gazetteer({}, frozenset()))
    postings: Postings | Patched = field(default_factory=Postings.empty)
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
        if tuple(item.key for item in kept) == self.keys:
            return self
        told = [read_note(item.note) for item in kept]
        gazetteer = Gazetteer.of([text for text, _ in told] + [title for _, title in told])
        words = _differing(self.gazetteer, gazetteer)
        segmenter = Segmenter(gazetteer.words) if words else self.segmenter
        known, shortest = {part.key: part for part in self.parts}, _shortest(words)
        again = [item for item in kept if item.key not in known or known[item.key].holds(shortest)]
        cuts = cutter(again, gazetteer, segmenter)
        fresh = {i.key: Part.of(i.key, i.report, fold(i.report.text), cuts[i.key].regions) for i in again}
        parts = tuple(fresh.get(item.key) or known[item.key] for item in kept)
        following = Index(parts, gazetteer, self._moved(parts, cuts), self._counted(parts))
        following.__dict__["segmenter"] = segmenter
        return following

    def _moved(self, parts: Sequence[Part], cuts: Mapping[str, Cut]) -> Postings | Patched:
        """Return the postings of *parts*: those in *cuts* anew, the others' where they are now."""
        old, new = _starts(self.parts), _starts(parts)
        places = np.full(len(self.postings.lengths), -1, np.int64)
        for part in parts:
            if part.key not in cuts:
                places[old[part.key] : old[part.key] + part.paragraphs] = new[part.key] + np.arange(part.paragraphs)
        fresh = (
            (new[part.key] + i, [*grams(text), *words])
            for part in parts
            if part.key in cuts
            for i, (text, words) in enumerate(zip(part.documents(), cuts[part.key].words, strict=True))
        )
        return self.postings.moved(places, fresh, sum(part.paragraphs for part in parts))

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


def _starts(parts: Sequence[Part]) -> dict[str, int]:
    """Return the number of each part's first paragraph, by its key."""
    starts, at = {}, 0
    for part in parts:
        starts[part.key] = at
        at += part.paragraphs
    return starts

