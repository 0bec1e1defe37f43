"""A folder of files becomes a Corpus; what was read before is taken from the cache."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from corpus.cache import Cache, Head, Known, Packed, Served, Unavailable
from corpus.catalog import NAME, Entry, read_catalog
from corpus.codec import pack, pack_head, unpack
from corpus.crew import Crew
from corpus.errors import EmptyFolder, ReportError, UndecodableReport, UnreadableReport
from corpus.fetched import Fetched, Stacks
from corpus.folder import files
from corpus.garbage import uncollected
from corpus.model import Corpus, Problem, Report
from corpus.twins import Sketched, sketch, twins

if TYPE_CHECKING:
    from corpus.readers import Source

Progress = Callable[[int, int, str, int], None]
"""Called after each file as (done, total, file name, characters so far)."""
Noter = Callable[[Report], bytes]
"""Works out of a report what is to be kept beside it; a function of a module, for other processes to import."""

SAME, ALIKE = "SameReport", "AlikeReport"
"""Codes of the remarks on reports that say what another does."""
_SETTLED = 2_000_000_000
"""Nanoseconds: a file changed later than so long ago may change again without its time showing it."""
_UNSAID = Entry()
_KEPT_EVERY = 1.0
"""Seconds after which what was read is kept, so that an interrupted load need not begin anew."""


class Kept(NamedTuple):
    """A report, what identifies it (the same key, the same report), what was noted of it, and the sketch of its text."""

    key: str
    report: Report
    note: bytes
    sketch: bytes = b""


class Held(NamedTuple):
    """What a file holds: a report's name, the digest of its bytes (empty when there were none), and its fault if any."""

    name: str
    digest: str
    code: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Loaded:
    """A corpus and its reports as they are kept, in the same order."""

    corpus: Corpus
    kept: tuple[Kept, ...]


def load_folder(folder: Path, progress: Progress | None = None) -> Corpus:
    """Read every report of *folder*.

    Files whose name begins with a dot, reports.yaml and folders within are no reports. A file that gives none becomes a
    problem of the corpus and hides no other.

    Raises    FolderNotFound, BrokenCatalog, or EmptyFolder when no file gave a report
    """
    with Crew() as crew:
        return load(folder, progress, crew=crew).corpus


def load(
    folder: Path,
    progress: Progress | None = None,
    *,
    crew: Crew,
    cache: Cache | None = None,
    noter: Noter | None = None,
    before: Iterable[Kept] = (),
    stacks: Stacks | None = None,
) -> Loaded:
    """Read what changed in *folder* since it was last read.

    A file that gives no report any more keeps its last good version in service and is named in the problems.

    cache     what was read before and will be; nothing is without it
    before    reports that are in memory, to be taken over as they are
    stacks    fetches reports out of the cache when they are asked for; with it none is held
    Raises    as :func:`load_folder`; cache.Unavailable when there are stacks and the cache cannot be written
    """
    reading = _Reading(folder, cache, {kept.key: kept for kept in before}, noter or _nothing, stacks)
    reading.read(crew, progress)
    return reading.finish()


class _Reading:
    """One load of one folder."""

    def __init__(self, folder: Path, cache: Cache | None, have: dict[str, Kept], noter: Noter, stacks: Stacks | None) -> None:
        self._folder = folder
        self._stacks = stacks
        self._cache = cache
        self._have = have
        self._noter = noter
        self._keeper = _Keeper(cache)
        self._keys: dict[Held, str] = {}
        self._paths = files(folder)
        self._catalog = read_catalog(folder)
        self._looks = {path.name: _look(path) for path in self._paths}
        self._known = cache.files() if cache else {}
        self._held = {name: msgspec.msgpack.decode(known.sources, type=list[Held]) for name, known in self._known.items()}
        self._fetch(self._key(held) for sources in self._held.values() for held in sources if not held.code)

    def _fetch(self, keys: Iterable[str]) -> None:
        """Have the reports of those *keys* that are kept."""
        wanted = dict.fromkeys(key for key in keys if key not in self._have) if self._cache else {}
        with uncollected():
            if self._cache and self._stacks:
                self._have |= {key: _headed(key, head, self._stacks) for key, head in self._cache.heads(wanted).items()}
            elif self._cache:
                self._have |= {key: _unpacked(key, packed) for key, packed in self._cache.reports(wanted).items()}

    def _key(self, held: Held) -> str:
        if held not in self._keys:
            self._keys[held] = key_of(held, self._catalog.get(held.name, _UNSAID))
        return self._keys[held]

    def _is_same(self, path: Path) -> bool:
        """Whether a file is what it was, by its times or else by its bytes, and all it held is at hand."""
        known, look = self._known.get(path.name), self._looks[path.name]
        if known is None or not all(held.code or self._key(held) in self._have for held in self._held[path.name]):
            return False
        if look.stat and look.stat == known.stat:
            return True
        if _digest(path) != known.digest:
            return False
        self._keeper.add({path.name: known._replace(stat=look.stat)} if look.stat else {}, {})
        return True

    def read(self, crew: Crew, progress: Progress | None) -> None:
        """Read every file that changed, keeping what was read as it comes."""
        changed = [path for path in self._paths if not self._is_same(path)]
        total, done, characters = len(self._paths), len(self._paths) - len(changed), 0
        if progress and done:
            progress(done, total, "", characters)
        try:
            for result in crew.run(_read, [(self._looks[path.name].size, self._job(path)) for path in changed], _lost):
                self._held[result.file] = [outcome.held for outcome in result.outcomes]
                fresh = {self._key(outcome.held): outcome.packed for outcome in result.outcomes if outcome.packed}
                self._have |= {key: self._made(key, packed) for key, packed in fresh.items()}
                self._keeper.add(self._remembered(result), fresh)
                done, characters = done + 1, characters + result.characters
                if progress:
                    progress(done, total, result.file, characters)
        finally:
            self._keeper.flush()
        if self._stacks and self._cache and self._cache.trouble:
            raise Unavailable(self._cache.trouble)

    def _made(self, key: str, packed: Packed) -> Kept:
        return _headed(key, Head(packed.head, packed.sketch, packed.note), self._stacks) if self._stacks else _unpacked(key, packed)

    def _job(self, path: Path) -> _Job:
        keys = {self._key(held) for held in self._held.get(path.name, ())}
        entries = {name: entry for name, entry in self._catalog.items() if name.startswith(path.name)}
        return _Job(path, entries, keys & self._have.keys(), self._noter)

    def _remembered(self, result: _Result) -> dict[str, Known]:
        """Return what to keep of a file; nothing when the system would not give its bytes: that may pass."""
        held = msgspec.msgpack.encode([outcome.held for outcome in result.outcomes])
        return {result.file: Known(self._looks[result.file].stat, result.digest, held)} if result.digest else {}

    def finish(self) -> Loaded:
        """Put together what is in service: each file's reports, the last good version of one that gives none now."""
        served = self._cache.served() if self._cache else {}
        self._fetch(version.key for version in served.values())
        following: dict[str, Served] = {}
        given = {held.name for name in self._looks for held in self._held[name]} | self._looks.keys()
        problems = [_missing(name) for name in self._catalog.keys() - given]
        for path in self._paths:
            for held in self._held[path.name]:
                if not held.code:
                    following[held.name] = Served(path.name, self._key(held))
                    continue
                last = {
                    name: version._replace(failing=version.failing or int(time.time()))
                    for name, version in served.items()
                    if version.key in self._have and (name == held.name or version.file == path.name == held.name)
                }
                following |= last
                since = min((version.failing for version in last.values()), default=0)
                problems.append(Problem(held.name, held.code, held.detail, _moment(since)))
        kept = tuple(self._have[version.key] for _, version in sorted(following.items()))
        problems.sort(key=lambda problem: problem.name)
        reports = tuple(item.report for item in kept)
        if not reports:
            raise EmptyFolder(self._folder, problems=tuple(problems))
        if self._cache:
            self._cache.serve(following, served, self._known.keys() - self._looks.keys())
        fingerprint = _fingerprint(self._folder, reports, problems)
        return Loaded(Corpus(reports, tuple(problems), fingerprint, _remarks(kept)), kept)


class _Look(NamedTuple):
    """A file as the system sees it: its size, and what changes when it does (empty when that cannot be relied on)."""

    size: int
    stat: str


class _Job(NamedTuple):
    """One file to read: what the catalog says of it, and the keys of what need not be read again."""

    path: Path
    entries: dict[str, Entry]
    have: frozenset[str] | set[str]
    noter: Noter


class _Outcome(NamedTuple):
    """One source and the report it gave; None when it gave none, or it is had already."""

    held: Held
    packed: Packed | None = None


class _Result(NamedTuple):
    """What became of one file; the digest of its bytes is empty when there were none."""

    file: str
    digest: str
    outcomes: list[_Outcome]
    characters: int = 0


class _Keeper:
    """Keeps what was read, much at a time."""

    def __init__(self, cache: Cache | None) -> None:
        self._cache = cache
        self._files: dict[str, Known] = {}
        self._reports: dict[str, Packed] = {}
        self._due = time.monotonic() + _KEPT_EVERY

    def add(self, files: Mapping[str, Known], reports: Mapping[str, Packed]) -> None:
        self._files |= files
        self._reports |= reports
        if time.monotonic() > self._due:
            self.flush()

    def flush(self) -> None:
        if self._cache and self._files:
            self._cache.keep(self._files, self._reports)
        self._files, self._reports, self._due = {}, {}, time.monotonic() + _KEPT_EVERY


def key_of(held: Held, entry: Entry) -> str:
    """Return what identifies the report that a source gives: its name, its bytes, and what the catalog says of it."""
    return hashlib.sha256("\0".join((held.name, held.digest, *entry)).encode("utf-8", "surrogateescape")).hexdigest()


def _nothing(report: Report) -> bytes:
    """Note nothing."""
    return b""


def _look(path: Path) -> _Look:
    try:
        stat = path.stat()
    except OSError:
        return _Look(0, "")
    settled = time.time_ns() - max(stat.st_mtime_ns, stat.st_ctime_ns) > _SETTLED
    seen = f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"
    return _Look(stat.st_size, seen if settled else "")


def _read(job: _Job) -> _Result:
    """Read one file, in whatever process."""
    from corpus.readers import open_source  # here and below: most starts read nothing
    from corpus.readers.archives import sources

    digest = _digest(job.path)  # taken first: should the file change now, its digest will differ the next time
    try:
        opened = open_source(job.path)
    except ReportError as error:
        return _Result(job.path.name, "", [_Outcome(Held(job.path.name, "", type(error).__name__, error.detail))])
    outcomes, characters = [], 0
    for source in sources(opened):
        outcome, length = _outcome(source, job)
        outcomes.append(outcome)
        characters += length
    return _Result(job.path.name, digest, outcomes, characters)


def _lost(job: _Job) -> _Result:
    """Return the result for a file that ended the process that read it."""
    held = Held(job.path.name, "", UnreadableReport.__name__, "读它的进程中途退出了，可能太大或已损坏")
    return _Result(job.path.name, "", [_Outcome(held)])


def _digest(path: Path) -> str:
    """Return the digest of a file's bytes, empty when the system does not give them."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _outcome(source: Source | Problem, job: _Job) -> tuple[_Outcome, int]:
    """Return what became of one source, and the characters of its report."""
    if isinstance(source, Problem):
        return _Outcome(Held(source.name, "", source.code, source.detail)), 0
    held, entry = Held(source.name, hashlib.sha256(source.data).hexdigest()), job.entries.get(source.name, Entry())
    if key_of(held, entry) in job.have:
        return _Outcome(held), 0
    from corpus.making import make_report

    try:
        report = make_report(source, entry)
        return _Outcome(held, Packed(pack(report), job.noter(report), sketch(report.text), pack_head(report))), len(report.text)
    except ReportError as error:
        return _Outcome(held._replace(code=type(error).__name__, detail=error.detail)), 0
    except UnicodeEncodeError as error:
        detail = f"第 {error.start + 1} 个字是半个字符"
        return _Outcome(held._replace(code=UndecodableReport.__name__, detail=detail)), 0


def _unpacked(key: str, packed: Packed) -> Kept:
    return Kept(key, unpack(packed.report), packed.note, packed.sketch)


def _headed(key: str, head: Head, stacks: Stacks) -> Kept:
    return Kept(key, Fetched(key, head.head, stacks), head.note, head.sketch)


def _remarks(kept: Sequence[Kept]) -> tuple[Problem, ...]:
    """Name the reports that say what another does."""
    found = twins([Sketched(item.report.name, item.report.digest, item.sketch) for item in kept])
    return tuple(Problem(twin.name, SAME if twin.same else ALIKE, twin.other) for twin in found)


def _moment(since: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(since)) if since else ""


def _missing(name: str) -> Problem:
    return Problem(name, UnreadableReport.__name__, f"{NAME} 里写了它，文件夹里却没有；请补上文件或删去这一项")


def _fingerprint(folder: Path, reports: Sequence[Report], problems: Sequence[Problem]) -> str:
    catalog = folder / NAME
    told = [catalog.read_bytes().hex() if catalog.is_file() else ""]
    told += [f"{report.name}\0{report.digest}" for report in reports]
    told += [f"{problem.name}\0{problem.code}" for problem in problems]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
