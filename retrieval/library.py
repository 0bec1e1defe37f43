"""One frozen snapshot of everything that questions are answered from: the corpus and its index.

A reload builds the next Library beside the running one and swaps one reference; a question that has begun is answered
out of the snapshot it began with. What did not change is taken over from the library before, or from the data folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

import corpus
from corpus import Corpus
from corpus.cache import FILE, Cache, Damaged, Unavailable, set_aside, stamp_of
from corpus.codec import unpack
from corpus.crew import Crew
from corpus.errors import EngineError, EngineUnavailable
from corpus.fetched import Fetched, Stacks
from corpus.folder import files
from corpus.garbage import uncollected
from corpus.loading import Kept, Loaded, Progress, load
from corpus.soffice import find_office
from retrieval.engines import AUTO, Choice, Engine, Layout, RankBM25, open_engine
from retrieval.engines.choice import set_aside as aside
from retrieval.gazetteer import Gazetteer
from retrieval.index import Cut, Cutter, Index, cut, cut_report
from retrieval.notes import make_note
from retrieval.part import Fetching
from retrieval.retriever import Retriever
from retrieval.segment import Segmenter
from retrieval.snapshot import keys_in, pack_index, unpack_index

T = TypeVar("T")

_KEPT, _WRITTEN = 4, 3
"""Bytes for one character of a report as it is kept, and of a text file."""
_TOGETHER = 16
"""Reports that one process cuts into words at a time."""
_DRIFT = 100
"""The index is kept anew when one report in so many has changed since."""


class Event(NamedTuple):
    """What became of the data folder, where, and the fact: ``CacheDamaged``, ``CacheUnavailable``; ``EngineDamaged`` when
    the engine's index was made anew, ``EngineReplaced`` when the reports are searched in memory instead."""

    code: str
    path: Path
    detail: str


@dataclass(frozen=True)
class Library:
    """The reports and where everything is in them."""

    corpus: Corpus
    retriever: Retriever
    index: Index = field(default_factory=Index, repr=False, compare=False)
    kept: tuple[Kept, ...] = field(default=(), repr=False, compare=False)

    @classmethod
    def of(cls, corpus: Corpus) -> Library:
        """Index *corpus* with the default engine."""
        return cls(corpus, Retriever.over(corpus))

    @property
    def files(self) -> list[Path]:
        """The files that answers are read out of, none where all is in memory."""
        stacks = {item.report.stacks.path for item in self.kept if isinstance(item.report, Fetched)}
        return [*sorted(stacks), *self.retriever.engine.files]

    def limited(self, names: Collection[str]) -> Library:
        """Return the library of the reports called *names* alone, as if no other had ever been read.

        Nothing of another report is in it: no passage, no name that was learned, no count, no file that could not be read.
        The index is made out of this one, so only what the others had taught is worked out again.
        """
        reports = tuple(report for report in self.corpus.reports if report.name in names)
        told = "\n".join([self.corpus.fingerprint, *(report.name for report in reports)])
        some = Corpus(reports, (), hashlib.sha256(told.encode()).hexdigest())
        if not self.kept:
            return Library.of(some)
        kept = tuple(item for item in self.kept if item.report.name in names)
        in_memory = self.index if isinstance(self.index.engine, RankBM25) else Index()
        index = in_memory.updated(kept, cut)
        return Library(some, Retriever.of(index), index, kept)


def open_library(
    folder: Path,
    progress: Progress | None = None,
    *,
    data: Path | None = None,
    before: Library | None = None,
    tell: Callable[[Event], None] = lambda event: None,
    crew: Crew | None = None,
    engine: Choice = Choice(),  # noqa: B008  (frozen)
    soon: bool = False,
) -> Library:
    """Read and index *folder*, as far as that has not been done before.

    folder    a folder of reports, with or without a ``reports.yaml``
    progress  called as (done, total, file name, characters so far) while files are read
    data      where to keep what was read; nothing is kept without it, nor when it cannot be written
    before    the library of the same folder that is in service
    tell      called when the data folder was damaged or cannot be written; the library is whole all the same
    engine    what finds paragraphs
    soon      whether to put off what can wait until new reports are in service; then ``index.late`` asks for another call
    Raises    corpus.FolderError when the folder as a whole gives no corpus, corpus.EngineError when the engine that was
              asked for by name cannot be used
    """
    seat = _Seat(engine, folder, data, tell)
    with crew or Crew() as busy:

        def opened(cache: Cache | None) -> Library:
            kept = before.kept if before else ()
            stacks = seat.stacks(before, cache)
            taken = [item for item in kept if isinstance(item.report, Fetched) == (stacks is not None)]
            loaded = load(folder, progress, crew=busy, cache=cache, noter=make_note, before=taken, stacks=stacks)
            with uncollected():
                return _indexed(loaded, before, busy, cache, seat._replace(progress=progress), soon)

        return _with_cache(opened, folder, data, tell)


def open_corpus(
    folder: Path,
    progress: Progress | None = None,
    *,
    data: Path | None = None,
    tell: Callable[[Event], None] = lambda event: None,
) -> Corpus:
    """Read *folder* and index nothing; parameters and errors are those of :func:`open_library`."""
    with Crew() as crew:

        def opened(cache: Cache | None) -> Corpus:
            return load(folder, progress, crew=crew, cache=cache, noter=make_note).corpus

        return _with_cache(opened, folder, data, tell)


def _with_cache(work: Callable[[Cache | None], T], folder: Path, data: Path | None, tell: Callable[[Event], None]) -> T:
    """Return what *work* makes with the cache in *data*: a damaged one is set aside, and without one it does without."""
    for _ in range(2 if data else 0):
        path = Path(data or "") / FILE
        try:
            with closing(Cache(path, folder, _stamp())) as cache:
                made = work(cache)
                if cache.trouble:
                    tell(Event("CacheUnavailable", path, cache.trouble))
                return made
        except Unavailable as error:
            tell(Event("CacheUnavailable", path, str(error)))
            break
        except (Damaged, msgspec.MsgspecError) as error:
            try:
                tell(Event("CacheDamaged", set_aside(path), str(error)))
            except OSError as refused:
                tell(Event("CacheUnavailable", path, refused.strerror or type(refused).__name__))
                break
    return work(None)


class _Seat(NamedTuple):
    """Where an engine is to be opened, and whom to tell when it cannot be."""

    choice: Choice
    folder: Path
    data: Path | None
    tell: Callable[[Event], None]
    progress: Progress | None = None

    def told(self, done: int, total: int) -> None:
        """Say how far indexing has come, when there is much of it."""
        if self.progress and total > _TOGETHER:
            self.progress(done, total, "建立索引", 0)

    def stacks(self, before: Library | None, cache: Cache | None) -> Stacks | None:
        """Return where reports are to be fetched from, those of *before* if any; None when all are to be in memory.

        Which it is must be known before they are read: by what is kept of them, at first by the size of their files.
        """
        if cache is None or self.data is None:
            return None
        characters = cache.bytes_kept() // _KEPT or sum(path.stat().st_size for path in files(self.folder)) // _WRITTEN
        if self.choice.kind(characters, self.data) == "rank_bm25":
            return None
        fetched = (item.report for item in (before.kept if before else ()) if isinstance(item.report, Fetched))
        return next((report.stacks for report in fetched), None) or Stacks(self.data / FILE)

    def engine(self, loaded: Loaded, former: Engine) -> Engine:
        """Return the engine for what was read: *former* where it is of the kind."""
        kind = self.choice.kind(sum(report.characters for report in loaded.corpus.reports), self.data)
        return former if former.kind == kind else self._opened(kind)

    def _opened(self, kind: str) -> Engine:
        try:
            return open_engine(kind, self.folder, self.data, _stamp(), self.choice.milvus)
        except EngineUnavailable as error:
            if kind != "tantivy" or (moved := aside(error.path)) is None:
                raise
            self.tell(Event("EngineDamaged", moved, error.detail))
            return open_engine(kind, self.folder, self.data, _stamp())


def _updated(former: Index, loaded: Loaded, cutter: Cutter, seat: _Seat, soon: bool) -> Index:
    """Return the index of what was read. Where ``auto`` took an engine that cannot be used, all is in memory."""
    try:
        engine = seat.engine(loaded, former.engine)
        former = former if engine is former.engine else replace(former, engine=engine)
        return former.updated(loaded.kept, cutter, seat.told, soon=soon)
    except EngineError as error:
        if seat.choice.name != AUTO:
            raise
        seat.tell(Event("EngineReplaced", error.path, error.detail))
        return replace(former, engine=RankBM25(layout=Layout())).updated(loaded.kept, cutter, seat.told)


def _indexed(loaded: Loaded, before: Library | None, crew: Crew, cache: Cache | None, seat: _Seat, soon: bool) -> Library:
    """Return the library of what was read; its index is kept when it differs much from the one that is."""
    fetched = any(isinstance(item.report, Fetched) for item in loaded.kept)
    same = before is not None and fetched == any(isinstance(part, Fetching) for part in before.index.parts)
    former = before.index if before and same else _kept_index(cache, loaded)
    index = _updated(former, loaded, _Cutter(crew, cache, seat.told), seat, soon)
    if before and index is former and loaded.corpus == before.corpus:
        return before
    drift = 0 if fetched else _DRIFT  # what is not in the index that is kept would be cut again at each start
    if cache and not index.late and len(cache.indexed() ^ {*index.keys}) * (drift or len(index.keys) + 1) > len(index.keys):
        cache.keep_index(pack_index(index), index.keys)
    return Library(loaded.corpus, Retriever.of(index), index, loaded.kept)


def _kept_index(cache: Cache | None, loaded: Loaded) -> Index:
    """Return the index that is kept, an empty one when there is none; raises Damaged when it is not whole."""
    pieces = cache.index() if cache else {}
    if cache is None or not pieces:
        return Index()
    reports = {item.key: item.report for item in loaded.kept}
    try:
        missing = [key for key in keys_in(pieces) if key not in reports]
        if (stacks := next((item.report.stacks for item in loaded.kept if isinstance(item.report, Fetched)), None)) is not None:
            reports |= {key: Fetched(key, head.head, stacks) for key, head in cache.heads(missing).items()}
        else:
            reports |= {key: unpack(packed.report) for key, packed in cache.reports(missing).items()}
        return unpack_index(pieces, reports)
    except (KeyError, ValueError) as error:
        raise Damaged(f"the index lacks {error}") from error


@dataclass(frozen=True)
class _Cutter:
    """Cuts reports into words, in several processes when they are many; what is done is kept until the index is."""

    crew: Crew
    cache: Cache | None
    told: Callable[[int, int], None]

    def __call__(self, kept: Sequence[Kept], gazetteer: Gazetteer, segmenter: Segmenter) -> Mapping[str, Cut]:
        sizes = [item.report.characters * 3 for item in kept]
        if not self.crew.helps(sizes):
            return cut(kept, gazetteer, segmenter)
        names = gazetteer.packed()
        learned = hashlib.sha256(names).hexdigest()
        fetching = any(isinstance(item.report, Fetched) for item in kept)
        done = self.cache.cuts(learned) if self.cache and not fetching else {}
        known = self.cache.cut_keys(learned) if self.cache and fetching else done.keys()
        left = [item for item in kept if item.key not in known]
        jobs = [(sum(i.report.characters for i in some), (names, some)) for some in _several(left)]
        done_before = len(kept) - len(left)
        for number, cuts in enumerate(self.crew.run(_cut, jobs, _cut), 1):
            self.told(min(len(kept), done_before + number * _TOGETHER), len(kept))
            if self.cache:
                self.cache.keep_cuts(learned, cuts)
            done |= cuts if not fetching or (self.cache and self.cache.trouble) else {}
        if fetching and self.cache:
            return _KeptCuts(self.cache, learned, [item.key for item in kept], done)
        return {item.key: msgspec.msgpack.decode(done[item.key], type=Cut) for item in kept}


class _KeptCuts(Mapping[str, Cut]):
    """What reports were cut into, read again where it was kept; ``more`` is what could not be."""

    def __init__(self, cache: Cache, learned: str, keys: Sequence[str], more: Mapping[str, bytes]) -> None:
        self._cache, self._learned, self._keys, self._more = cache, learned, dict.fromkeys(keys), more

    def __getitem__(self, key: str) -> Cut:
        if key not in self._keys or (packed := self._more.get(key) or self._cache.cut(self._learned, key)) is None:
            raise KeyError(key)
        return msgspec.msgpack.decode(packed, type=Cut)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def _several(kept: Sequence[Kept]) -> Iterator[list[Kept]]:
    remaining = iter(kept)
    while some := [item._replace(note=b"") for item in islice(remaining, _TOGETHER)]:
        yield some


def _cut(job: tuple[bytes, list[Kept]]) -> dict[str, bytes]:
    """Cut some reports, in whatever process."""
    gazetteer, segmenter = _tools(job[0])
    return {item.key: msgspec.msgpack.encode(cut_report(item, gazetteer, segmenter)) for item in job[1]}


@lru_cache(maxsize=1)
def _tools(packed: bytes) -> tuple[Gazetteer, Segmenter]:
    gazetteer = Gazetteer.unpack(packed)
    return gazetteer, Segmenter(gazetteer.words)


@lru_cache(maxsize=1)
def _stamp() -> str:
    """Name the code that reads and indexes."""
    return stamp_of(Path(corpus.__file__).parent, Path(__file__).parent, programs=[find_office() or ""])
