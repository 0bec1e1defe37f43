"""The terms of each paragraph as numbers, report after report in one file: what an inverted index cannot tell (a forward index).

A paragraph is read from it in a tenth of the time that a store of documents takes to unpack one, and nothing of it stays
in memory. The file is only appended to. Whoever keeps the index says how much of the file counts, in the same commit; so
what a killed process had appended is as if it had never been, and whoever opened the file before goes on reading it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np

from corpus.errors import EngineUnavailable

NUMBER = "<u4"
BYTES = 4
"""Of a number."""
_COPIED = 1 << 20
"""Bytes at once."""


class Forward:
    """One such file, open for reading. Places and lengths in it count numbers; threads may share it."""

    def __init__(self, path: Path, end: int) -> None:
        """Open *path*, of which the first *end* numbers count.

        Raises  EngineUnavailable when it is not there, or shorter
        """
        self.path = path
        self.end = end
        self._seeking = threading.Lock()
        self._file: BinaryIO | None = None
        try:
            self._file = path.open("rb", buffering=0)
            size = os.fstat(self._file.fileno()).st_size
        except OSError as error:
            raise EngineUnavailable(path.parent, f"{path.name}: {error.strerror}") from error
        if size < end * BYTES:
            raise EngineUnavailable(path.parent, f"{path.name}: {size} < {end * BYTES}")

    @classmethod
    def new(cls, folder: Path) -> Forward:
        """Make an empty file in *folder* with a name that none there has. Raises EngineUnavailable."""
        taken = [int(path.stem.rpartition("-")[2]) for path in _files(folder)]
        path = folder / f"terms-{max(taken, default=0) + 1}.u32"
        try:
            path.touch(exist_ok=False)
        except OSError as error:
            raise EngineUnavailable(folder, f"{path.name}: {error.strerror}") from error
        return cls(path, 0)

    def read(self, places: Iterable[tuple[int, int]]) -> bytes:
        """Return the numbers that stand at each (place, length), one after the other. Raises EngineUnavailable."""
        wanted = [(place * BYTES, length * BYTES) for place, length in places]
        try:
            found = b"".join([self._part(start, length) for start, length in wanted])
        except OSError as error:
            raise EngineUnavailable(self.path.parent, f"{self.path.name}: {error.strerror}") from error
        if len(found) != sum([length for _, length in wanted]):
            raise EngineUnavailable(self.path.parent, f"{self.path.name}: {len(found)}")
        return found

    def _part(self, start: int, length: int) -> bytes:
        """Return *length* bytes from *start* on; less at the end of the file."""
        assert self._file is not None
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), length, start)
        with self._seeking:  # Windows
            self._file.seek(start)
            return self._file.read(length)

    @contextmanager
    def appending(self) -> Iterator[Appending]:
        """Append behind what counts; when that ends well, all of it is on the disk. Raises OSError."""
        with self.path.open("r+b") as file:
            file.truncate(self.end * BYTES)
            file.seek(self.end * BYTES)
            yield Appending(file, self.end)
            file.flush()
            os.fsync(file.fileno())

    def remove_others(self) -> None:
        """Remove the other files like this one in its folder, as far as the system lets."""
        for path in _files(self.path.parent):
            if path != self.path:
                with suppress(OSError):  # Windows keeps what is open
                    path.unlink()

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()


class Appending:
    """What is being appended; ``end`` is where the next number will stand."""

    def __init__(self, file: BinaryIO, end: int) -> None:
        self._file = file
        self.end = end

    def add(self, numbers: Sequence[int]) -> None:
        """Append *numbers*, each below 2³²."""
        self._file.write(np.array(numbers, NUMBER).tobytes())
        self.end += len(numbers)

    def copy(self, source: Forward, place: int, length: int) -> None:
        """Append what stands in *source*."""
        for start in range(place, place + length, _COPIED // BYTES):
            self._file.write(source.read([(start, min(_COPIED // BYTES, place + length - start))]))
        self.end += length


def _files(folder: Path) -> list[Path]:
    """Return such files, also those of a version that wrote numbers of another size."""
    return [path for path in folder.glob("terms-*.u[0-9]*") if path.stem.rpartition("-")[2].isdecimal()]
