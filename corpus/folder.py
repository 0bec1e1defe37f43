"""The files of a folder, and one of them read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus.catalog import NAME, Entry, read_catalog
from corpus.errors import FolderNotFound, ReportError
from corpus.model import Problem, Report

DEMO = Path(__file__).parent / "reports"
"""The demo reports that ship with the package."""


def files(folder: Path) -> list[Path]:
    """Return what may be reports in *folder*, by name: no folders, no hidden files, not reports.yaml, no lock of Word's.

    Raises    FolderNotFound when the system does not list it
    """
    try:
        with os.scandir(folder) as inside:
            names = {entry.name for entry in inside if _may_be_report(entry)}
        found = {path.name: path for path in folder.iterdir()}  # makes paths in a fifth of the time that joining takes
    except OSError as error:
        raise FolderNotFound(folder, error.strerror or type(error).__name__) from error
    return [found[name] for name in sorted(names & found.keys())]


def _may_be_report(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith((".", "~$")) and entry.name != NAME and not entry.is_dir()


def load_each(path: Path, catalog: Mapping[str, Entry]) -> Iterator[Report | Problem]:
    """Read one file: a report or a problem; of an archive, one for each of its members.

    catalog   what reports.yaml says of each, by the name of the report
    """
    from corpus.making import make_report
    from corpus.readers import open_source
    from corpus.readers.archives import sources

    try:
        for found in sources(open_source(path)):
            try:
                yield found if isinstance(found, Problem) else make_report(found, catalog.get(found.name, Entry()))
            except ReportError as error:
                yield Problem(found.name, type(error).__name__, error.detail)
    except ReportError as error:
        yield Problem(path.name, type(error).__name__, error.detail)


def load_file(path: Path, entry: Entry | None = None) -> Report:
    """Read one file as a report.

    entry     what reports.yaml says of it; looked up beside the file when not given
    Raises    UnknownFormat, UnreadableReport, UndecodableReport or EmptyReport; BrokenCatalog when it is looked up
    """
    from corpus.making import make_report
    from corpus.readers import open_source

    if entry is None:
        entry = read_catalog(path.parent).get(path.name, Entry())
    try:
        return make_report(open_source(path), entry)
    except ReportError as error:
        raise type(error)(path, error.detail) from error
