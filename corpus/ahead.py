"""Files read ahead of the questions that need them.

After the machine has started, or has had other work, what stands on the disk is not in its memory any more. An answer out of
many reports reads some fifty places of large files, each of which would wait for the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

MOST = 512_000_000
"""Bytes that are read ahead; of more, none: that would take longer than it saves and push out what else the memory holds."""
_AT_ONCE = 1 << 20
"""Bytes read in one step: a millisecond or some."""


def read_ahead(files: Iterable[Path]) -> Iterator[None]:
    """Have the system read *files*, a step at a time; one that cannot be read is left to whoever needs it."""
    sizes = {file: _size(file) for file in files}
    piece = bytearray(_AT_ONCE)
    for file in sizes if sum(sizes.values()) <= MOST else ():
        with suppress(OSError), file.open("rb", buffering=0) as opened:
            while opened.readinto(piece):
                yield


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # an index has just been merged
        return 0
