"""Putting a report into the folder and taking it out, so that both can be undone and neither is ever half done.

A file is read before it is put in: what gives no report is refused with the reason, and the folder stays as it was.
Whatever stood there before is kept first (``versions.py``), each file is written whole or not at all (``writing.py``),
and a program that is killed in between leaves a folder in which either the old or the new file stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from corpus.catalog import NAME, Entry, read_catalog
from corpus.entries import checked, plan
from corpus.errors import (
    CannotShelve,
    FixedFolder,
    FolderNotFound,
    NothingKept,
    NotShelved,
    RefusedReport,
    ReportError,
    TooLarge,
)
from corpus.folder import DEMO, files
from corpus.making import make_report
from corpus.model import Problem, Report
from corpus.names import key, report_name
from corpus.readers import Source
from corpus.readers.archives import sources
from corpus.versions import VERSIONS, Version, digest, drop, keep, versions
from corpus.writing import changing, write

LARGEST = 20 * 2**20
"""Bytes of a file: what Telegram's Bot API gives out, and more than any report has."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """What became of a file.

    action   'added'; 'replaced', 'described' (only its entry changed), 'restored', each with what was before kept as
             version ``kept``; 'removed' with the file kept as ``kept``; 'same' or 'twin': nothing was changed, since the
             same bytes stand there under this name or, of a twin, under ``name``
    name     under which it stands, or stood
    digest   SHA-256 of the bytes that stand there now; empty when none do
    reports  what it gave; of an archive what each member gave, and in ``problems`` those that gave nothing
    kept     number of the version that undoes it, 0 where there was nothing before
    told     False when a title … was given for an archive: each of its reports has its own
    """

    action: str
    name: str
    digest: str = ""
    reports: tuple[Report, ...] = ()
    kept: int = 0
    problems: tuple[Problem, ...] = ()
    told: bool = True

    @property
    def changed(self) -> bool:
        """Whether the folder is another now."""
        return self.action not in ("same", "twin")


def check_folder(folder: Path) -> None:
    """Raise FixedFolder for the demo reports, FolderNotFound when *folder* is none."""
    if not folder.is_dir():
        raise FolderNotFound(folder)
    if folder.samefile(DEMO):
        raise FixedFolder(folder)


def check_size(name: str, size: int) -> None:
    """Raise TooLarge when a file of *size* bytes is not taken."""
    if size > LARGEST:
        raise TooLarge(Path(name), f"{size / 2**20:.1f} MB")


def shelved(folder: Path) -> list[str]:
    """Return the names of the files in *folder* that are meant as reports, sorted. Raises FolderNotFound."""
    return [path.name for path in files(folder)]


def standing(folder: Path, name: str) -> Path | None:
    """Return the file that stands under *name*, however its characters are composed. Raises FolderNotFound."""
    same = [path for path in files(folder) if key(path.name) == key(name)]
    return next((path for path in same if path.name == name), same[0] if same else None)


def add(folder: Path, source: Source, entry: Entry = Entry()) -> Shelved:  # noqa: B008  (frozen)
    """Put *source* into *folder* under its name; *entry* goes into reports.yaml, over what that says already.

    Raises    BadName, BadEntry, TooLarge; ReportError when it gives no report; FolderError, IntricateCatalog,
              CannotShelve. Nothing is changed then.
    """
    check_folder(folder)
    name, given = report_name(source.name), checked(entry)
    check_size(name, len(source.data))
    name = there.name if (there := standing(folder, name)) else name
    reports, problems = _read(Source(name, source.data), _described(folder, name, given))
    told = not any(given) or reports[0].name == name
    now = hashlib.sha256(source.data).hexdigest()
    done = partial(Shelved, name=name, digest=now, reports=reports, problems=problems, told=told)
    with _changing(folder):
        there = standing(folder, name)
        catalog = plan(folder, _described(folder, name, given)) if told else None
        same = there is not None and digest(there) == now
        if same and catalog is None:
            return done("same")
        if not same and (twin := _twin(folder, source.data, now)):
            return done("twin", name=twin.name)
        kept = keep(there, _said(folder, name)) if there else 0
        if not same:
            write(folder / name, source.data)
        _tell(folder, catalog)
    return done("described" if same else "replaced" if there else "added", kept=kept)


def done_before(folder: Path, done: Shelved, since: datetime) -> Shelved:
    """Return *done*; or where it found everything as it was to be, what has been done for that *since* then.

    A program that is killed before it could say what it did is asked again, and has to offer to undo it all the same.

    Raises    CannotShelve
    """
    if done.action != "same":
        return done
    kept = [version.number for version in kept_of(folder, done.name) if version.kept >= since]
    if kept:
        return replace(done, action="replaced", kept=kept[-1])
    there = standing(folder, done.name)
    added = there is not None and there.stat().st_mtime >= since.timestamp()
    return replace(done, action="added") if added else done


def remove(folder: Path, name: str) -> Shelved:
    """Take the file *name* and its entry out of *folder*, and keep both.

    Done again after it was cut short it does what is left to do.

    Raises    NotShelved when there is no such file; FixedFolder, FolderError, IntricateCatalog, CannotShelve
    """
    check_folder(folder)
    with _changing(folder):
        path = standing(folder, name)
        name = path.name if path else name
        said = _said(folder, name)
        if path is None and not said:
            raise NotShelved(folder / name)
        without = plan(folder, dict.fromkeys(said))
        kept = keep(path, said) if path else max((version.number for version in kept_of(folder, name)), default=0)
        if path:
            path.unlink()
        _tell(folder, without)
    return Shelved("removed", name, kept=kept)


def restore(folder: Path, name: str, number: int = 0) -> Shelved:
    """Put back the latest version kept of *name*, or the one of that *number*; what stands there now is kept instead.

    Raises    NothingKept; FixedFolder, FolderError, IntricateCatalog, CannotShelve
    """
    check_folder(folder)
    with _changing(folder):
        kept = [version for version in kept_of(folder, name) if number in (0, version.number)]
        if not kept:
            raise NothingKept(folder / name)
        version, data = kept[-1], kept[-1].path.read_bytes()
        there = standing(folder, name)
        path = there or folder / version.name
        now, then = _said(folder, path.name), _renamed(version.said, version.name, path.name)
        catalog = plan(folder, dict.fromkeys(now) | then)
        instead = keep(there, now) if there else 0
        write(path, data)
        _tell(folder, catalog)
        if version.path.exists():  # it may have gone to make room
            drop(version)
    try:
        reports, problems = _read(Source(path.name, data), then)
    except ReportError:  # it was no report before either
        reports, problems = (), ()
    return Shelved("restored", path.name, hashlib.sha256(data).hexdigest(), reports, instead, problems)


def kept_of(folder: Path, name: str = "") -> list[Version]:
    """Return the versions kept of *name*, or of every report, oldest first. Raises CannotShelve."""
    try:
        return [version for version in versions(folder) if not name or key(version.name) == key(name)]
    except OSError as error:
        raise CannotShelve(folder, error.strerror or type(error).__name__) from error


def _changing(folder: Path) -> AbstractContextManager[None]:
    return changing(folder, folder / VERSIONS / ".lock")


def _twin(folder: Path, data: bytes, now: str) -> Path | None:
    """Return another file of the same bytes; only those of the same size are read."""
    alike = (path for path in files(folder) if path.is_file() and path.stat().st_size == len(data))
    return next((path for path in alike if digest(path) == now), None)


def _said(folder: Path, name: str) -> dict[str, Entry]:
    """Return what reports.yaml says of the file *name* and, when it is an archive, of what is in it."""
    return {each: said for each, said in read_catalog(folder).items() if each == name or each.startswith(f"{name}/")}


def _described(folder: Path, name: str, given: Entry) -> dict[str, Entry]:
    """Return what is to be said of the file *name*: what *given* tells, laid over what reports.yaml says already."""
    said = _said(folder, name)
    if not any(given):
        return said
    return {**said, name: Entry(*(new or old for new, old in zip(given, said.get(name, Entry()), strict=True)))}


def _renamed(said: Mapping[str, Entry], name: str, now: str) -> dict[str, Entry]:
    return {now + each.removeprefix(name): entry for each, entry in said.items()}


def _tell(folder: Path, catalog: bytes | None) -> None:
    if catalog is not None:
        write(folder / NAME, catalog)


def _read(source: Source, said: Mapping[str, Entry]) -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    """Return the reports that *source* gives, and the members of an archive that give none.

    Raises    ReportError when there is no report at all
    """
    found = [each if isinstance(each, Problem) else _report(each, said) for each in sources(source)]
    reports = tuple(each for each in found if isinstance(each, Report))
    problems = tuple(each for each in found if isinstance(each, Problem))
    if not reports:
        whole = next((each for each in problems if each.name == source.name), None)
        raise _error(whole) if whole else RefusedReport(Path(source.name), "里面没有一份读得成的报告")
    return reports, problems


def _report(source: Source, said: Mapping[str, Entry]) -> Report | Problem:
    try:
        return make_report(source, said.get(source.name, Entry()))
    except ReportError as error:
        return Problem(source.name, type(error).__name__, error.detail)


def _error(problem: Problem) -> ReportError:
    """Return the error that *problem* was made of."""
    kinds = {kind.__name__: kind for kind in ReportError.__subclasses__()}
    return kinds[problem.code](Path(problem.name), problem.detail)
