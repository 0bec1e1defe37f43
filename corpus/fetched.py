"""Reports of which only the head is held; text and sections are read out of ``library.db`` when they are asked for.

A question needs a few reports of many. The last ones that were read stay in memory.
"""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.codec import unpack, unpack_head
from corpus.model import Extent, Report

HELD = 96
"""Reports in memory; a question reads some ten."""


class Gone(Exception):
    """The text of a report that is in service is no longer kept, or is damaged."""


class Stacks:
    """Reads reports of one ``library.db`` by their keys; many threads may."""

    def __init__(self, path: Path) -> None:
        """Read out of *path*, which need not be there yet."""
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._held: OrderedDict[str, Report] = OrderedDict()

    def report(self, key: str) -> Report:
        """Return the report *key*, whole. Raises Gone."""
        with self._lock:
            if (found := self._held.get(key)) is not None:
                self._held.move_to_end(key)
                return found
        made = unpack(self.packed(key))
        with self._lock:
            self._held[key] = made
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return made

    def packed(self, key: str) -> bytes:
        """Return the report *key* as it is kept. Raises Gone."""
        try:
            with self._lock:
                if self._connection is None:
                    self._connection = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None)
                rows = self._connection.execute("select report, sum from reports where key = ?", [key]).fetchall()
        except sqlite3.Error as error:
            raise Gone(f"{self._path.name}: {error}") from error
        if not rows:
            raise Gone(f"{self._path.name}: {key}")
        report: bytes = rows[0][0]
        if zlib.crc32(report) != rows[0][1]:
            raise Gone(f"{self._path.name}: checksum of {key}")
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
