"""The index of a corpus, made out of the index before it: only reports that changed are cut into words again.

What is learned from the whole corpus (its names) decides how a text is cut, but only where a name stands that was
learned or forgotten; those reports are cut again too. So the index is the one that the same reports give from scratch.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from corpus.fetched import Fetched
from corpus.loading import Kept
from retrieval.counts import Counts
from retrieval.engines import Engine, Layout, RankBM25, Shape, Terms
from retrieval.fold import fold
from retrieval.gazetteer import Gazetteer, Mentions
from retrieval.notes import read_note
from retrieval.part import Fetching, Part, regions_of
from retrieval.segment import Segmenter, grams
from retrieval.whereabouts import terms_of


class Cut(NamedTuple):
    """What cutting a report into words gives: the region of each section, the long words of each paragraph."""

    regions: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]


_TOGETHER = 4_000_000
"""Grams of several reports that are put together at a time."""
Cutter = Callable[[Sequence[Kept], Gazetteer, Segmenter], Mapping[str, Cut]]
"""Cuts reports with the names of their corpus; the result by key."""


@dataclass(frozen=True, eq=False)
class Index:
    """What is worked out of all reports together.

    engine  finds paragraphs, numbered through all parts, by their terms; one on disk may hold other reports than ``parts``
            when it was opened, or reports cut with other names: an update brings both together
    counts  in how many sentences a character or a pair of characters stands; none that stands in no sentence
    late    whether reports that hold names which new ones taught may still be cut as before, and the names are not quite those
            that all reports teach: the next update sees to both
    """

    parts: tuple[Part, ...] = ()
    gazetteer: Gazetteer = field(default_factory=lambda: Gazetteer({}, frozenset()))
    engine: Engine = field(default_factory=lambda: RankBM25(layout=Layout()))
    counts: Counts = field(default_factory=Counts)
    late: bool = False

    @cached_property
    def segmenter(self) -> Segmenter:
        """Cuts text with the words learned."""
        return Segmenter(self.gazetteer.words)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The reports' keys, in order."""
        return tuple(part.key for part in self.parts)

    def updated(
        self, kept: Sequence[Kept], cutter: Cutter, told: Callable[[int, int], None] = lambda done, total: None, *, soon: bool = False,
    ) -> Index:
        """Return the index of the reports *kept*, taking over from this one whatever is the same.

        told  called as (done, of all) for each report that is put into the engine
        soon  whether of many reports, which are fetched, only the new ones are cut; see ``late``
        """
        names = self.gazetteer.packed()
        same = tuple(item.key for item in kept) == self.keys == tuple(self.engine.layout.at) and self.engine.names == names
        if same and not self.late:
            return self
        # not twice: what was cut with names that are gone again would never be found
        late = soon and not self.late and bool(self.engine.names) and any(isinstance(part, Fetching) for part in self.parts)
        gazetteer = self._learned(kept, late)
        words = _differing(self.gazetteer, gazetteer)
        segmenter = self._taught(gazetteer) if words else self.segmenter
        known, held = {part.key: part for part in self.parts}, self.engine.layout.at
        touched = set() if late else self._holding(words)
        if self.engine.names != names and not late:
            touched |= self._holding(_differing(Gazetteer.unpack(self.engine.names), gazetteer))
        again = [item for item in kept if item.key in touched or item.key not in held or item.key not in known]
        cuts = cutter(again, gazetteer, segmenter)
        fresh = {item.key: _part(item, cuts[item.key].regions) for item in again}
        parts = tuple(fresh.get(item.key) or known[item.key] for item in kept)
        layout = Layout(tuple(Shape(part.key, part.report.year, part.paragraphs) for part in parts))
        new = _Tally(known.keys(), len(again), told)
        cut_with = self.engine.names if late else gazetteer.packed()
        engine = self.engine.updated(layout, {i.key: new.terms(fresh[i.key], cuts) for i in again}, cut_with)
        gone = known.keys() - fresh.keys() - {item.key for item in kept}
        counts = self.counts + new.total - Counts.sum(known[key].grams() for key in sorted(gone))
        following = Index(parts, gazetteer, engine, counts, late)
        following.__dict__["segmenter"] = segmenter
        return following

    def _learned(self, kept: Sequence[Kept], late: bool) -> Gazetteer:
        """Return the names of the reports *kept*; where they are those of before and more, the others need not be gone through.

        late  whether names will do that are not quite those; they are put right when this index is updated
        """
        before = {*self.keys}
        more = [item for item in kept if item.key not in before]
        if not self.late and len(kept) == len(before) + len(more) and (names := self.gazetteer.also(_mentioned(more))) is not None:
            return names
        return self.gazetteer.roughly(_mentioned(more)) if late else Gazetteer.of(_mentioned(kept))

    def _taught(self, gazetteer: Gazetteer) -> Segmenter:
        """Return what cuts with the words of *gazetteer*; where they are those of before and more, it has met what the other has."""
        before, now = self.gazetteer.words, gazetteer.words
        return self.segmenter.also(now - before) if before <= now else Segmenter(now)

    def _holding(self, words: frozenset[str]) -> set[str]:
        """Return the keys of the reports that hold any of *words*: by their texts, or by the engine where those are fetched."""
        shortest = _shortest(words)
        found = {part.key for part in self.parts if not isinstance(part, Fetching) and part.holds(shortest)}
        if any(isinstance(part, Fetching) for part in self.parts):
            layout = self.engine.layout
            for word in shortest:
                for terms in terms_of(word)[-1:]:
                    numbers = self.engine.search({}, layout.size, required=terms)
                    found.update(layout.shapes[layout.place(number)].key for number, _ in numbers)
        return found


def _mentioned(kept: Sequence[Kept]) -> list[Mentions]:
    """Return what the texts of reports mention, and then what their titles do."""
    noted = [read_note(item.note) for item in kept]
    return [text for text, _ in noted] + [title for _, title in noted]


def _part(item: Kept, regions: tuple[str, ...]) -> Part:
    if isinstance(item.report, Fetched):
        return Fetching(item.key, item.report, regions, item.report.extent.paragraphs, item.report.extent.sentences)
    return Part.of(item.key, item.report, fold(item.report.text), regions)


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


class _Tally:
    """Gives each report's terms to the engine, and counts its sentences while its passages are at hand."""

    def __init__(self, known: Collection[str], reports: int, told: Callable[[int, int], None]) -> None:
        """Count those that are not *known* already; *told* hears of each of the *reports*."""
        self._known, self._reports, self._told = known, reports, told
        self._waiting: list[Counts] = []
        self._size, self._done = 0, 0

    def terms(self, part: Part, cuts: Mapping[str, Cut]) -> Iterator[Terms]:
        """Yield what each paragraph of *part* is indexed as."""
        if part.key not in self._known:
            self._add(part.grams())
        for text, words in zip(part.documents(), cuts[part.key].words, strict=True):
            yield [*grams(text), *words]
        self._done += 1
        self._told(self._done, self._reports)

    def _add(self, counts: Counts) -> None:
        self._waiting.append(counts)
        self._size += len(counts)
        if self._size > _TOGETHER:
            self._waiting, self._size = [self.total], 0

    @property
    def total(self) -> Counts:
        """The counts of all of them."""
        return Counts.sum(self._waiting)
