"""tantivy: an index on disk for what is too large to be held in memory.

A report's paragraphs are known by its key and their place in it, so that one more report touches no other. Beside them
stands one document that says which reports there are; it is written in the same commit, so a process killed at any
moment leaves the index as the last commit left it. A searcher goes on seeing what it was opened on, whoever writes.

tantivy's own BM25 has k1 = 1.2 and b = 0.75 for good, keeps lengths roughly, and counts what was deleted until segments
are merged. It only finds candidates here; :mod:`retrieval.engines.weights` gives them the reference's scores. What that
takes, the terms of each paragraph as numbers, stands in a file beside the index (:mod:`retrieval.engines.forward`).
"""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from corpus.errors import EngineBusy, EngineUnavailable
from retrieval.engines.forward import BYTES, NUMBER, Appending, Forward
from retrieval.engines.protocol import Among, Fresh, Layout, Shape, Terms
from retrieval.engines.weights import Candidates, Numbers, best, candidates_for

if TYPE_CHECKING:
    import tantivy

PATIENCE = 10.0
"""Seconds to wait for another writer."""
_MEMORY = 64_000_000
"""Bytes a writing thread fills before it writes a segment."""
_THREADS = 1
_PARAGRAPH, _MANIFEST = 1, 0
_HEAD = 1
"""Numbers that stand before the terms of a paragraph: one that says whose they are."""
_LEAST = 1 << 17
"""Numbers of reports that are gone, up to which it is not worth to write the others anew; from there, when they are the half."""
_FEW = 5_000
"""Paragraphs that are soon gone through: a question whose every term stands in no more of them finds by all of its terms."""
_TELLING = 0.7
"""Share of a question's weight, by the rarity of its terms, that finds where one of them stands in more: the rarest terms, which
say most and take least time. The others count in the score all the same."""
_WHOLE = 5_000
"""Paragraphs that hold all required terms and are put in order at once; of more, report by report."""


class _Manifest(msgspec.Struct, frozen=True, array_like=True):
    """What the index holds: who wrote it, the names its paragraphs were cut with, the reports, how many terms each has and
    where they stand in which file, of which so many numbers count."""

    stamp: str
    file: str
    names: bytes = b""
    shapes: tuple[Shape, ...] = ()
    lengths: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    end: int = 0


@dataclass(frozen=True, eq=False)
class Tantivy:
    """See :class:`retrieval.engines.Engine`; made by :func:`open_tantivy`."""

    kind = "tantivy"
    path: Path
    layout: Layout
    names: bytes
    _lengths: tuple[int, ...]
    _places: tuple[int, ...]
    _forward: Forward
    _stamp: str
    _index: tantivy.Index
    _searcher: tantivy.Searcher
    _held: dict[str, int] = field(default_factory=dict)

    @property
    def files(self) -> list[Path]:
        """See :class:`retrieval.engines.Engine`."""
        return sorted(self.path.iterdir())

    def search(
        self, terms: Mapping[str, float], k: int, *, required: Collection[str] = (), among: Among | None = None
    ) -> list[tuple[int, float]]:
        """See :class:`retrieval.engines.Engine`."""
        sought = {term: weight for term, weight in terms.items() if weight > 0}
        if k < 1 or not (sought or (required and not terms)):
            return []
        if not terms:
            return [(number, 0.0) for number in self._holding(required, among, k)]
        held = {term: self._count(term) for term in sought}
        query = self._all_of([self._any_of(self._telling(sought, held)), *map(self._term, sorted(required)), *self._within(among)])
        hits = [at for _, at in self._searcher.search(query, candidates_for(k), count=False).hits]
        if not hits:
            return []
        return best(self._candidates(hits, sorted(sought)), sought, held, self.layout.size, self._average, k)

    def holding(self, required: Collection[str], most: int) -> list[int] | None:
        """See :class:`retrieval.engines.Engine`."""
        found: Any = self._searcher.search(self._all_of([*map(self._term, sorted(required))]), most + 1, count=False)
        return sorted(self._numbers_of([at for _, at in found.hits])) if len(found.hits) <= most else None

    def updated(self, layout: Layout, fresh: Fresh, names: bytes) -> Tantivy:
        """See :class:`retrieval.engines.Engine`: one commit, or nothing of it.

        Raises  EngineBusy when another process goes on writing, or has written since this was opened
        """
        if layout == self.layout and names == self.names and not fresh:
            return self
        with _writing(self.path, self._index) as writer:
            self._index.reload()
            if _manifest(self._index.searcher(), self._index.schema) != self._manifest():
                raise EngineBusy(self.path, "另一个程序刚刚更新过它")
            following = self._written(writer, layout, fresh, names)
            writer.delete_documents_by_query(self._term_of("kind", _MANIFEST))
            writer.add_document(_document(kind=_MANIFEST, kept=msgspec.msgpack.encode(following._manifest())))
            writer.commit()
            following._forward.remove_others()
        self._index.reload()
        return replace(following, _searcher=self._index.searcher(), _held={})

    def _manifest(self) -> _Manifest:
        return _Manifest(
            self._stamp, self._forward.path.name, self.names, self.layout.shapes, self._lengths, self._places, self._forward.end
        )

    def _written(self, writer: tantivy.IndexWriter, layout: Layout, fresh: Fresh, names: bytes) -> Tantivy:
        """Take out what is gone and put in what is *fresh*; return the index as it will be when that is committed."""
        gone = self.layout.at.keys() - layout.at.keys() | fresh.keys()
        # by query: delete_documents_by_term of tantivy 0.27 takes a whole number for a signed one and deletes nothing
        writer.delete_documents_by_query(self._set("report", map(_number, gone)))
        lengths = dict(zip(self.layout.at, self._lengths, strict=True))
        forward, places = self._without_gaps([shape for shape in layout.shapes if shape.key not in fresh], lengths)
        with forward.appending() as adding:
            for shape in layout.shapes:
                if shape.key in fresh:
                    places[shape.key] = base = adding.end
                    lengths[shape.key] = sum(_add(writer, adding, shape, i, terms, base) for i, terms in enumerate(fresh[shape.key]))
        in_order = [shape.key for shape in layout.shapes]
        return replace(
            self, layout=layout, names=names, _lengths=tuple(map(lengths.__getitem__, in_order)),
            _places=tuple(map(places.__getitem__, in_order)), _forward=Forward(forward.path, adding.end),
        )

    def _without_gaps(self, kept: Sequence[Shape], lengths: Mapping[str, int]) -> tuple[Forward, dict[str, int]]:
        """Return the file of terms, and where in it those of each report begin: a new one with those *kept* alone where the
        terms of the others have become the most of it."""
        places = dict(zip(self.layout.at, self._places, strict=True))
        sizes = {shape.key: lengths[shape.key] + _HEAD * shape.paragraphs for shape in kept}
        left = sum(sizes.values())
        if self._forward.end - left <= max(left, _LEAST):
            return self._forward, places
        forward = Forward.new(self.path)
        with forward.appending() as adding:
            for key, size in sizes.items():
                place = adding.end
                adding.copy(self._forward, places[key], size)
                places[key] = place
        return Forward(forward.path, adding.end), places

    def _candidates(self, hits: list[tantivy.DocAddress], terms: list[str]) -> Candidates:
        """Return what scoring by sorted *terms* needs to know of paragraphs."""
        fields = [self._values(name, hits) for name in ("report", "paragraph", "place", "length")]
        spans = [(self._at[report][1] + place, _HEAD + length) for report, _, place, length in zip(*fields, strict=True)]
        whole = np.frombuffer(self._forward.read(spans), NUMBER)
        sizes = np.array(fields[-1])
        ends = np.cumsum(sizes + _HEAD)
        if whole[ends - sizes - _HEAD].tolist() != list(map(_head, *fields[:2])):
            raise EngineUnavailable(self.path, self._forward.path.name)
        which, there = _matches([_number_of(term) for term in terms], whole)
        cells = which * len(hits) + ends.searchsorted(there, "right")
        often = np.bincount(cells, minlength=len(terms) * len(hits)).reshape(len(terms), len(hits))
        return Candidates(np.array(self._numbers(*fields[:2])), sizes, often)

    def _numbers(self, reports: list[int], paragraphs: list[int]) -> list[int]:
        return [self._at[report][0] + paragraph for report, paragraph in zip(reports, paragraphs, strict=True)]

    def _numbers_of(self, hits: list[tantivy.DocAddress]) -> list[int]:
        return self._numbers(self._values("report", hits), self._values("paragraph", hits))

    def _values(self, name: str, hits: list[tantivy.DocAddress]) -> list[int]:
        values: list[Any] = self._searcher.fast_field_values(name, hits)
        return values

    @cached_property
    def _whole(self) -> bool:
        """Whether nothing was deleted since segments were merged, so that tantivy counts what there is."""
        return self._searcher.doc_freq("kind", _PARAGRAPH) == self.layout.size

    @cached_property
    def _average(self) -> float:
        """How many terms a paragraph has."""
        return sum(self._lengths) / max(1, self.layout.size)

    @cached_property
    def _at(self) -> dict[int, tuple[int, int]]:
        """The number of each report's first paragraph and where its terms stand, by what the index calls the report."""
        return dict(zip(map(_number, self.layout.at), zip(self.layout.starts, self._places, strict=False), strict=True))

    def _holding(self, required: Collection[str], among: Among | None, k: int) -> list[int]:
        """Return the first *k* paragraphs that hold all *required* terms."""
        needed = [*map(self._term, sorted(required)), self._term_of("kind", _PARAGRAPH)]
        found: Any = self._searcher.search(self._all_of([*needed, *self._within(among)]), max(k, _WHOLE))
        if found.count <= max(k, _WHOLE):
            return sorted(self._numbers_of([at for _, at in found.hits]))[:k]
        numbers: list[int] = []
        for shape in self.layout.chosen(among or Among()):
            report = self._set("report", [_number(shape.key)])
            hits = self._searcher.search(self._all_of([*needed, report]), shape.paragraphs + 1, count=False).hits
            numbers += sorted(self._numbers_of([at for _, at in hits]))
            if len(numbers) >= k:
                break
        return numbers[:k]

    def _count(self, term: str) -> int:
        """Return how many paragraphs hold *term*; remembered."""
        if term not in self._held:
            found: Any = None if self._whole else self._searcher.search(self._term(term), 1)
            self._held[term] = self._searcher.doc_freq("terms", term) if self._whole else found.count
        return self._held[term]

    def _within(self, among: Among | None) -> list[tantivy.Query]:
        import tantivy

        if among is None:
            return []
        wanted: list[tuple[str, Any]] = []
        if among.reports is not None:
            wanted.append(("report", [_number(key) for key in sorted(among.reports)]))
        if among.years is not None:
            wanted.append(("year", sorted(among.years)))
        return [self._set(*each) if each[1] else tantivy.Query.empty_query() for each in wanted]

    def _telling(self, sought: Mapping[str, float], held: Mapping[str, int]) -> Mapping[str, float]:
        """Return the terms to find by: all, or where one is common those that say the most."""
        if max(held.values()) <= _FEW:
            return sought
        worth = {term: weight * math.log((self.layout.size + 1) / held[term]) for term, weight in sought.items() if held[term]}
        telling, left = {}, _TELLING * sum(worth.values())
        for term in sorted(sorted(worth), key=worth.__getitem__, reverse=True):
            telling[term] = sought[term]
            if (left := left - worth[term]) <= 0:
                break
        return telling

    def _any_of(self, terms: Mapping[str, float]) -> tantivy.Query:
        from tantivy import Occur, Query

        sought = ((self._term(term), weight) for term, weight in sorted(terms.items()))
        return Query.boolean_query([(Occur.Should, term if weight == 1 else Query.boost_query(term, weight)) for term, weight in sought])

    @staticmethod
    def _all_of(queries: list[tantivy.Query]) -> tantivy.Query:
        from tantivy import Occur, Query

        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])

    def _term(self, term: str) -> tantivy.Query:
        from tantivy import Query

        return Query.term_query(self._index.schema, "terms", term, "freq")

    def _term_of(self, name: str, value: int) -> tantivy.Query:
        return self._set(name, [value])

    def _set(self, name: str, values: Any) -> tantivy.Query:
        from tantivy import Query

        return Query.const_score_query(Query.term_set_query(self._index.schema, name, list(values)), 0.0)


def open_tantivy(path: Path, stamp: str) -> Tantivy:
    """Open the index in the folder *path*, an empty one when there is none or another *stamp* wrote it.

    Raises  EngineUnavailable when it is damaged or cannot be written
    """
    import tantivy

    with _errors(path):
        path.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(_schema(), str(path))
        index.config_reader("manual")
        index.reload()
        searcher = index.searcher()
        found = _manifest(searcher, index.schema)
        if found is None or found.stamp != stamp:
            found = _emptied(path, index, stamp)
            index.reload()
            searcher = index.searcher()
    try:
        forward = Forward(path / found.file, found.end)
    except EngineUnavailable:
        index.reload()
        if _manifest(index.searcher(), index.schema) == found:
            raise
        return open_tantivy(path, stamp)  # another process has just written the file anew
    return Tantivy(path, Layout(found.shapes), found.names, found.lengths, found.places, forward, stamp, index, searcher)


def _schema() -> tantivy.Schema:
    import tantivy

    return (
        tantivy.SchemaBuilder()
        .add_unsigned_field("kind", indexed=True)
        .add_unsigned_field("report", indexed=True, fast=True)
        .add_unsigned_field("paragraph", fast=True)
        .add_unsigned_field("place", fast=True)
        .add_unsigned_field("length", fast=True)
        .add_text_field("year", tokenizer_name="raw", index_option="basic")
        .add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
        .add_bytes_field("kept", stored=True)
        .build()
    )


def _document(kept: bytes | None = None, **numbers: int) -> tantivy.Document:
    import tantivy

    document = tantivy.Document()
    for name, number in numbers.items():
        document.add_unsigned(name, number)
    if kept is not None:
        document.add_bytes("kept", kept)
    return document


def _kept(searcher: tantivy.Searcher, at: tantivy.DocAddress) -> bytes:
    kept: bytes = searcher.doc(at).get_first("kept")  # type: ignore[assignment]
    return bytes(kept)


def _manifest(searcher: tantivy.Searcher, schema: tantivy.Schema) -> _Manifest | None:
    from tantivy import Query

    hits = searcher.search(Query.term_query(schema, "kind", _MANIFEST), 1, count=False).hits
    return msgspec.msgpack.decode(_kept(searcher, hits[0][1]), type=_Manifest) if hits else None


def _emptied(path: Path, index: tantivy.Index, stamp: str) -> _Manifest:
    with _writing(path, index) as writer:
        forward = Forward.new(path)
        manifest = _Manifest(stamp, forward.path.name)
        writer.delete_all_documents()
        writer.add_document(_document(kind=_MANIFEST, kept=msgspec.msgpack.encode(manifest)))
        writer.commit()
        forward.remove_others()
    return manifest


def _add(writer: tantivy.IndexWriter, adding: Appending, shape: Shape, paragraph: int, terms: Terms, base: int) -> int:
    """Put in a paragraph of a report whose terms begin at *base*; return how many terms it has."""
    report = _number(shape.key)
    document = _document(kind=_PARAGRAPH, report=report, paragraph=paragraph, place=adding.end - base, length=len(terms))
    document.add_text("year", shape.year)
    document.add_text("terms", " ".join(terms))
    writer.add_document(document)
    adding.add([_head(report, paragraph), *map(_number_of, terms)])
    return len(terms)


def _number(key: str, size: int = 8) -> int:
    """Return what the index calls the report *key*: a number of so many bytes."""
    return int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:size], "little")


def _head(report: int, paragraph: int) -> int:
    """Return what stands before the terms of a paragraph."""
    return (report + paragraph) % (1 << 8 * BYTES)


def _matches(asked: Sequence[int], whole: Numbers) -> tuple[Numbers, Numbers]:
    """Return which of *asked*, by its place among them, stands where in *whole*, in order; most of *whole* is none of them.

    Two bytes of a number say of nearly all the others that they are none.
    """
    sought = np.array(asked, NUMBER)
    likely = np.zeros(1 << 16, bool)
    likely[sought.view("<u2")[::2]] = True
    there = np.flatnonzero(likely.take(whole.view("<u2")[::2]))
    some, order = whole[there], np.argsort(sought)
    which = order[np.minimum(sought[order].searchsorted(some), len(sought) - 1)]
    same = sought[which] == some
    return which[same], there[same]


@lru_cache(maxsize=1 << 16)  # many paragraphs hold the same
def _number_of(term: str) -> int:
    """Return what stands for *term* in the file of terms.

    Two terms share a number once in 2³² pairs. A question of 40 terms that weighs 28 paragraphs of 300 terms each compares
    336,000: once in ten thousand questions a paragraph is given a term that it lacks.
    """
    return _number(term, BYTES)


_merging: dict[Path, threading.Thread] = {}
"""What goes on after a commit: small segments are made into larger ones, while the index is searched."""


@contextmanager
def _writing(path: Path, index: tantivy.Index) -> Iterator[tantivy.IndexWriter]:
    """Write alone; what was not committed is as if it had never been written."""
    if (busy := _merging.pop(path, None)) is not None:
        busy.join()
    writer = _writer(path, index)
    try:
        with _errors(path):
            yield writer
    except BaseException:
        writer.rollback()
        del writer
        raise
    _merging[path] = threading.Thread(target=writer.wait_merging_threads, name="tantivy merges")
    _merging[path].start()


def _writer(path: Path, index: tantivy.Index) -> tantivy.IndexWriter:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return index.writer(_MEMORY * _THREADS, _THREADS)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise EngineUnavailable(path, str(error)) from error
            if time.monotonic() > until:
                raise EngineBusy(path, f"另一个程序正在写它，等了 {PATIENCE:.0f} 秒") from error
        time.sleep(0.05)


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    """Tell what tantivy, or the system, would not do."""
    try:
        yield
    except (ValueError, OSError) as error:  # tantivy's own are all ValueErrors
        raise EngineUnavailable(path, str(error)) from error
