"""Earlier versions of a folder's reports, so that putting in, replacing and taking out can be undone.

They lie in ``.versions`` within the folder of reports, not in a data folder: there they are on the same disk, go where
the reports go, and are the same for every program that works on the folder. Each is a small folder of reports of its
own: ``.versions/000012/青里村.txt``, beside a reports.yaml when it had an entry.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from corpus.catalog import NAME, Entry, read_catalog
from corpus.entries import plan
from corpus.names import key
from corpus.writing import UNFINISHED, copy, settle, write

VERSIONS = ".versions"
EACH, ALL = 5, 100
"""Versions kept of one report, and of all; older ones are dropped."""


class Version(NamedTuple):
    """What a report was. Numbers grow over the whole folder, so the highest is the latest."""

    number: int
    path: Path
    kept: datetime

    @property
    def name(self) -> str:
        """Under which it stood in the folder of reports."""
        return self.path.name

    @property
    def said(self) -> dict[str, Entry]:
        """What reports.yaml said of it, by the names of its reports: an archive may have several."""
        return read_catalog(self.path.parent)


def versions(folder: Path) -> list[Version]:
    """Return the versions kept of the reports in *folder*, oldest first.

    Raises    OSError
    """
    found = []
    for number, place in sorted(_numbered(folder / VERSIONS).items()):
        files = [path for path in place.iterdir() if path.name != NAME] if place.is_dir() else []
        if len(files) == 1:
            kept = datetime.fromtimestamp(place.stat().st_mtime).astimezone()
            found.append(Version(number, files[0], kept))
    return found


def keep(path: Path, said: Mapping[str, Entry]) -> int:
    """Keep the file *path* as it is, with what reports.yaml *said* of it; return the version's number.

    Raises    OSError; nothing is kept then
    """
    home = path.parent / VERSIONS
    unfinished = home / f"{UNFINISHED}version"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        copy(path, unfinished / path.name)
        if catalog := plan(unfinished, said):
            write(unfinished / NAME, catalog)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    number = 1 + max(_numbered(home), default=0)
    unfinished.rename(home / f"{number:06}")
    settle(home)
    _prune(path.parent, path.name)
    return number


def drop(version: Version) -> None:
    """Forget a version: out of sight first, then off the disk."""
    place = version.path.parent
    gone = place.with_name(f"{UNFINISHED}version")
    shutil.rmtree(gone, ignore_errors=True)
    place.rename(gone)
    shutil.rmtree(gone)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, as ``Report.digest`` has it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _numbered(home: Path) -> dict[int, Path]:
    inside = home.iterdir() if home.is_dir() else ()
    return {int(place.name): place for place in inside if place.name.isdecimal()}


def _prune(folder: Path, name: str) -> None:
    every = versions(folder)
    same = [version for version in every if key(version.name) == key(name)]
    for version in {*same[:-EACH], *every[:-ALL]}:
        drop(version)
