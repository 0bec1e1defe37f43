"""A copy of the database while the bot goes on writing: one moment of it, checked, whole or not there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import BackupBroken, StoreUnavailable, store_errors
from bot.records.database import FILE

AT_ONCE = 256
"""Pages copied between two calls of *progress*."""

Progress = Callable[[int, int], None]


def back_up(folder: Path, target: Path, progress: Progress = lambda done, total: None) -> int:
    """Copy the database of the data *folder* to *target*, a new file that only its owner may read.

    progress  called as (pages copied, pages in all)
    Returns   the size of the copy in bytes
    Raises    FileExistsError when *target* is there, any other OSError when it cannot be written; StoreError when the
              database cannot be read, BackupBroken when the copy does not pass SQLite's integrity check
    """
    with TemporaryDirectory(dir=target.parent, prefix=".cunwen-") as beside:
        partial = Path(beside) / target.name
        partial.touch(0o600)
        _copy(folder / FILE, partial, progress)
        _check(partial)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        _put(partial, target)
    return target.stat().st_size


def _copy(source: Path, target: Path, progress: Progress) -> None:
    """Copy out of one read transaction, so that what is written meanwhile neither gets in nor makes it begin anew."""
    if not source.exists():
        raise StoreUnavailable(source, os.strerror(2))
    with store_errors(source), closing(_read_only(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.execute("begin")
        reading.execute("select count(*) from sqlite_master").fetchone()
        reading.backup(writing, pages=AT_ONCE, progress=lambda _, left, total: progress(total - left, total), sleep=0)
        writing.execute("pragma journal_mode = delete")  # the copy is one file


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10, isolation_level=None)


def _put(partial: Path, target: Path) -> None:
    """Give the copy its name; a link, unlike a rename, refuses to replace what appeared meanwhile."""
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, as on a memory stick
        if target.exists():
            raise FileExistsError(target) from None
        partial.rename(target)


def _check(copy: Path) -> None:
    with store_errors(copy), closing(_read_only(copy)) as opened:
        verdict = opened.execute("pragma integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise BackupBroken(copy, str(verdict))
