"""What was read of the reports, kept in SQLite (``library.db`` of the data folder) so that it is read once.

Everything in it can be made again from the reports, so it is never worth an error: what another version wrote is
forgotten, a damaged file is set aside, and where nothing can be written nothing is kept. Write-ahead logging, and one
transaction for what belongs together: a process killed at any moment leaves what it had finished.
sqlite3 itself and not sqlite-utils, which takes longer to import than a short question takes to be answered.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from corpus.installed import version

FILE = "library.db"
_PATIENCE = 10.0
"""Seconds to wait for another process that writes."""
_AT_ONCE = 500
"""Keys in one query."""
_UNUSED = 86_400
"""Seconds that a report is kept which none in service needs: another program may still answer out of it."""
_LIBRARIES = ("jieba", "opencc", "msgspec", "pypdfium2", "lxml", "openpyxl", "onnxruntime", "rapidocr")
"""What a report is made with besides this code; another version of one may make another report."""
_TABLES = """
create table stamp (value text not null);
create table files (             -- each file as it was when it was last read
    folder text, name text,
    stat text not null,             -- size, times of change and inode; empty when it had only just changed
    digest text not null,           -- of its bytes
    sources blob not null,          -- what it held
    sum integer not null,
    primary key (folder, name)) without rowid;
create table served (            -- the version of each report that is in service
    folder text, name text,
    file text not null,             -- the file it is of
    key text not null,
    failing integer not null,       -- since when newer versions give no report, seconds since 1970; 0: they do
    sum integer not null,
    primary key (folder, name)) without rowid;
create table reports (          -- of each its head, the sketch of its text, what was noted of it, and what it is in itself
    key text primary key,
    unused integer not null,        -- since when none in service needs it, seconds since 1970; 0: one does
    head blob not null, sketch blob not null, note blob not null, head_sum integer not null,
    sum integer not null, report blob not null);
create index reports_unused on reports (unused) where unused != 0;
create table cuts (learned text, key text, value blob not null, sum integer not null, primary key (learned, key));
create table indexes (folder text, name text, value blob not null, sum integer not null, primary key (folder, name));
create table indexed (folder text, key text, primary key (folder, key)) without rowid;
"""
_NAMES = ("stamp", "files", "served", "reports", "cuts", "indexes", "indexed")


class Damaged(Exception):
    """The file is no database, or what it holds is not what was written."""


class Unavailable(Exception):
    """The data folder cannot be written."""


class Known(NamedTuple):
    """A file as it was when it was last read."""

    stat: str
    digest: str
    sources: bytes


class Head(NamedTuple):
    """What is wanted of a report before its text is, the sketch of its text, and what was noted of it, as bytes."""

    head: bytes
    sketch: bytes
    note: bytes


class Packed(NamedTuple):
    """A report, what was noted of it, the sketch of its text, and its head, as bytes."""

    report: bytes
    note: bytes
    sketch: bytes
    head: bytes


class Served(NamedTuple):
    """Which version of a report is in service: the file it is of, its key, since when newer ones fail (0: they do not)."""

    file: str
    key: str
    failing: int = 0


class Cache:
    """One connection to the file, for one load of one folder of reports.

    trouble  why nothing more is kept, once writing has failed (the disk is full, another version writes); else empty
    Every method raises Damaged when the file turns out to be, and Unavailable when it cannot be read now.
    """

    def __init__(self, path: Path, folder: Path, stamp: str) -> None:
        """Open (or make) the file *path* for the reports of *folder*; forget what another *stamp* wrote.

        Raises  Unavailable when the folder cannot be written, Damaged
        """
        self.trouble = ""
        self._folder = str(folder.resolve())
        self._stamp = stamp
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(error.strerror or type(error).__name__) from error
        with _errors():
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self) -> None:
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = normal")
        if not self._is_current():
            with self._transaction():
                for name in _NAMES:
                    self._connection.execute(f"drop table if exists {name}")
                for statement in _TABLES.split(";\n"):
                    self._connection.execute(statement)
                self._connection.execute("insert into stamp values (?)", [self._stamp])

    def _is_current(self) -> bool:
        """Whether this version wrote the file."""
        tables = self._connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        if not {name for (name,) in tables} >= {*_NAMES}:
            return False
        return self._connection.execute("select value from stamp").fetchall() == [(self._stamp,)]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Write what is written within all together, or nothing of it."""
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:  # a full disk has ended it already
                self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def _write(self, *work: tuple[str, Iterable[tuple[object, ...]]]) -> None:
        """Run each statement with its rows, all together or none; what cannot be written is not kept."""
        if self.trouble:
            return
        try:
            with _errors(), self._transaction():
                if not self._is_current():
                    raise Unavailable("another version uses it")
                for statement, rows in work:
                    self._connection.executemany(statement, rows)
        except Unavailable as error:
            self.trouble = str(error)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def files(self) -> dict[str, Known]:
        """Return the folder's files as they were when they were last read, by name."""
        rows = self._rows("select name, stat, digest, sources, sum from files where folder = ?", self._folder)
        return {name: Known(*_checked(check, *rest)) for name, *rest, check in rows}

    def served(self) -> dict[str, Served]:
        """Return which version of each report of the folder is in service, by the report's name."""
        rows = self._rows("select name, file, key, failing, sum from served where folder = ?", self._folder)
        return {name: Served(*_checked(check, *rest)) for name, *rest, check in rows}

    def reports(self, keys: Iterable[str]) -> dict[str, Packed]:
        """Return those *keys* that are kept."""
        found: dict[str, Packed] = {}
        for some in _several(keys):
            query = f"select key, report, sum, head, sketch, note, head_sum from reports where key in ({_marks(some)})"
            for key, report, check, *rest, head_check in self._rows(query, *some):
                head, sketch, note = _checked(head_check, *rest)
                (whole,) = _checked(check, report)
                found[key] = Packed(whole, note, sketch, head)
        return found

    def heads(self, keys: Iterable[str]) -> dict[str, Head]:
        """Return the heads of those *keys* that are kept."""
        found: dict[str, Head] = {}
        for some in _several(keys):
            query = f"select key, head, sketch, note, head_sum from reports where key in ({_marks(some)})"
            found |= {key: Head(*_checked(check, *head)) for key, *head, check in self._rows(query, *some)}
        return found

    def bytes_kept(self) -> int:
        """Return how many bytes the folder's reports in service take here."""
        query = "select sum(length(report)) from reports where key in (select key from served where folder = ?)"
        return int(self._rows(query, self._folder)[0][0] or 0)

    def keep(self, files: Mapping[str, Known], reports: Mapping[str, Packed]) -> None:
        """Keep files that were read and the reports they gave."""
        self._write(
            ("insert or replace into files values (?, ?, ?, ?, ?, ?)", ((self._folder, n, *k, _sum(*k)) for n, k in files.items())),
            ("insert or replace into reports values (?, 0, ?, ?, ?, ?, ?, ?)", (_report(key, each) for key, each in reports.items())),
        )

    def serve(self, served: Mapping[str, Served], before: Mapping[str, Served], gone: Collection[str]) -> None:
        """Take down which versions are in service, where those *before* were; forget files that are *gone* and what is of
        no use any more."""
        left = ((self._folder, name) for name in before.keys() - served.keys())
        new = ((self._folder, name, *version, _sum(*version)) for name, version in served.items() if before.get(name) != version)
        used = "(key in (select key from served) or key in (select key from indexed))"
        now = int(time.time())
        if gone or before != served:
            self._write(
                ("delete from files where folder = ? and name = ?", ((self._folder, name) for name in gone)),
                ("delete from served where folder = ? and name = ?", left),
                ("insert or replace into served values (?, ?, ?, ?, ?, ?)", new),
                (f"update reports set unused = 0 where unused != 0 and {used}", [()]),
                (f"update reports set unused = ? where unused = 0 and not {used}", [(now,)]),
                ("delete from reports where unused != 0 and unused <= ?", [(now - _UNUSED,)]),
            )

    def cut(self, learned: str, key: str) -> bytes | None:
        """Return what the report *key* was cut into with the names *learned*, None when that is not kept."""
        rows = self._rows("select value, sum from cuts where learned = ? and key = ?", learned, key)
        return _checked(rows[0][1], rows[0][0])[0] if rows else None

    def cut_keys(self, learned: str) -> frozenset[str]:
        """Return the keys of the reports whose cuts :meth:`cut` gives."""
        return frozenset(key for (key,) in self._rows("select key from cuts where learned = ?", learned))

    def cuts(self, learned: str) -> dict[str, bytes]:
        """Return what was cut with the names *learned* since the index was last kept, by the report's key."""
        rows = self._rows("select key, value, sum from cuts where learned = ?", learned)
        return {key: _checked(check, value)[0] for key, value, check in rows}

    def keep_cuts(self, learned: str, cuts: Mapping[str, bytes]) -> None:
        """Keep what was cut until the index is kept."""
        rows = ((learned, key, value, _sum(value)) for key, value in cuts.items())
        self._write(("insert or replace into cuts values (?, ?, ?, ?)", rows))

    def indexed(self) -> frozenset[str]:
        """Return the keys of the reports in the index that is kept."""
        return frozenset(key for (key,) in self._rows("select key from indexed where folder = ?", self._folder))

    def index(self) -> dict[str, bytes]:
        """Return the folder's index in pieces by name; none when there is none."""
        rows = self._rows("select name, value, sum from indexes where folder = ?", self._folder)
        return {name: _checked(check, value)[0] for name, value, check in rows}

    def keep_index(self, pieces: Mapping[str, bytes], keys: Iterable[str]) -> None:
        """Keep the folder's index and the *keys* of the reports in it."""
        ours = [(self._folder,)]
        rows = ((self._folder, name, value, _sum(value)) for name, value in pieces.items())
        self._write(
            ("delete from indexes where folder = ?", ours),
            ("delete from indexed where folder = ?", ours),
            ("insert into indexes values (?, ?, ?, ?)", rows),
            ("insert into indexed values (?, ?)", ((self._folder, key) for key in keys)),
            ("delete from cuts", [()]),
        )

    def _rows(self, query: str, *values: str) -> list[tuple]:  # type: ignore[type-arg]
        with _errors():
            return self._connection.execute(query, values).fetchall()


def _report(key: str, packed: Packed) -> tuple[object, ...]:
    """Return the row of a report."""
    head = packed.head, packed.sketch, packed.note
    return (key, *head, _sum(*head), _sum(packed.report), packed.report)


def _several(keys: Iterable[str]) -> Iterator[tuple[str, ...]]:
    remaining = iter(keys)
    while some := tuple(islice(remaining, _AT_ONCE)):
        yield some


def _marks(values: Collection[str]) -> str:
    return ",".join("?" * len(values))


def set_aside(path: Path) -> Path:
    """Move a damaged file and what belongs to it out of the way, its log first; return where it is now."""
    aside = path.with_name(f"{path.stem}.damaged-{time.strftime('%Y%m%d-%H%M%S')}{path.suffix}")
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    return aside


def stamp_of(*folders: Path, programs: Iterable[object] = ()) -> str:
    """Return what names the code and the word lists in *folders* and what they use: another stamp, another result."""
    found = (path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".yaml", ".txt"))
    kept = hashlib.sha256(" ".join([*map(version, _LIBRARIES), *map(str, programs)]).encode())
    for path in sorted(path for path in found if "reports" not in path.parts[-2:-1]):
        kept.update(path.name.encode() + b"\0" + path.read_bytes())
    return kept.hexdigest()


@contextmanager
def _errors() -> Iterator[None]:
    """Tell a file that is damaged from one that cannot be written now."""
    try:
        yield
    except sqlite3.OperationalError as error:  # locked, read-only, disk full, not opened
        raise (Damaged if "decode" in str(error) else Unavailable)(str(error)) from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise Damaged(str(error)) from error


def _sum(*values: Any) -> int:
    """Return a checksum of what a row holds: SQLite itself has none."""
    check = 0
    for value in values:
        check = zlib.crc32(value if isinstance(value, bytes) else f"{value!r}\0".encode(), check)
    return check


def _checked(check: int, *values: Any) -> tuple[Any, ...]:
    if _sum(*values) != check:
        raise Damaged("checksum")
    return values
