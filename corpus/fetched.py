"""Reports of which only the head is held; text and sections are read out of ``library.db`` when they are asked for.

A question needs a few reports of many. The last ones that were read stay in memory.
"""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from corpus.codec import unpack, unpack_head
from corpus.model import Extent, Report

HELD = 4_000_000
"""Characters of reports in memory; a question reads some five reports."""


class Gone(Exception):
    """The text of a report that is in service is no longer kept, or is damaged."""


T = TypeVar("T")


class Recent(Generic[T]):
    """What was made last of reports, as much of it as comes of HELD characters, the last one always; threads may share it."""

    def __init__(self) -> None:
        self._made: OrderedDict[object, tuple[T, int]] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._made)

    def get(self, key: object) -> T | None:
        """Return what was made of the report *key*, None when it is not there any more."""
        with self._lock:
            if (found := self._made.get(key)) is None:
                return None
            self._made.move_to_end(key)
            return found[0]

    def put(self, key: object, made: T, characters: int) -> T:
        """Have *made* of a report of so many *characters* there; return it."""
        with self._lock:
            self._characters += characters - self._made.pop(key, (made, 0))[1]
            self._made[key] = made, characters
            while self._characters > HELD and len(self._made) > 1:
                _, (_, gone) = self._made.popitem(last=False)
                self._characters -= gone
        return made


class Stacks:
    """Reads reports of one ``library.db`` by their keys; many threads may."""

    def __init__(self, path: Path) -> None:
        """Read out of *path*, which need not be there yet."""
        self.path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._held = Recent[Report]()

    def report(self, key: str) -> Report:
        """Return the report *key*, whole. Raises Gone."""
        if (found := self._held.get(key)) is not None:
            return found
        made = unpack(self.packed(key))
        return self._held.put(key, made, len(made.text))

    def packed(self, key: str) -> bytes:
        """Return the report *key* as it is kept. Raises Gone."""
        try:
            with self._lock:
                if self._connection is None:
                    self._connection = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
                rows = self._connection.execute("select report, sum from reports where key = ?", [key]).fetchall()
        except sqlite3.Error as error:
            raise Gone(f"{self.path.name}: {error}") from error
        if not rows:
            raise Gone(f"{self.path.name}: {key}")
        report: bytes = rows[0][0]
        if zlib.crc32(report) != rows[0][1]:
            raise Gone(f"{self.path.name}: checksum of {key}")
        return report

    def close(self) -> None:
        """Close the file; it is opened again when need be."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def __del__(self) -> None:
        if self._connection is not None:
            self._connection.close()


class Fetched(Report):
    """A report that holds its head and fetches all else."""

    key: str
    stacks: Stacks

    def __init__(self, key: str, head: bytes, stacks: Stacks) -> None:
        """Make the report *key* with the *head* that ``pack_head`` gave."""
        fields = unpack_head(head)
        self.__dict__.update(fields, key=key, stacks=stacks, _extent=fields.pop("extent"))

    def __eq__(self, other: object) -> bool:
        return self.key == other.key if isinstance(other, Fetched) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.key)

    def __reduce__(self) -> tuple[Any, ...]:
        return unpack, (self.stacks.packed(self.key),)

    @property
    def characters(self) -> int:
        """See :class:`corpus.model.Report`."""
        return self.extent.characters

    @property
    def extent(self) -> Extent:
        """See :class:`corpus.model.Report`."""
        extent: Extent = self.__dict__["_extent"]
        return extent

    @property
    def whole(self) -> Report:
        """The report with all there is of it; not to be held for long."""
        return self.stacks.report(self.key)

    if not TYPE_CHECKING:
        text = property(lambda self: self.whole.text)
        sections = property(lambda self: self.whole.sections)
        receipt = property(lambda self: self.whole.receipt)
        pages = property(lambda self: self.whole.pages)
        found = property(lambda self: self.whole.found)
        paragraphs = property(lambda self: self.whole.paragraphs)
        _paragraph_starts = property(lambda self: self.whole._paragraph_starts)
        _section_starts = property(lambda self: self.whole._section_starts)
