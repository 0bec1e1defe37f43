"""Fast copies of what loads slowly (jieba's dictionary, word lists in YAML), in the user's cache folder.

A copy belongs to the stamp it was made with, so a change of what it is made of makes it anew, as does a file that is not
whole. Without a writable cache folder everything is made each time.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from pathlib import Path

_MAGIC = "cunwen copy 1"


def fast_copy(name: str, stamp: str, make: Callable[[], bytes]) -> bytes:
    """Return the bytes that *make* returns: those kept under *name* if they were made with this *stamp*, else new ones."""
    kept = _read(name, stamp)
    if kept is None:
        kept = make()
        _write(name, _header(stamp, kept) + kept)
    return kept


def _folder() -> Path:
    """Return the folder of the copies; raises RuntimeError for a user without a home."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cunwen"


def _header(stamp: str, body: bytes) -> bytes:
    return f"{_MAGIC} {stamp} {zlib.crc32(body)}\n".encode()


def _read(name: str, stamp: str) -> bytes | None:
    """Return what was kept, None when there is nothing, or not the whole of it, or of another stamp."""
    try:
        header, _, body = (_folder() / name).read_bytes().partition(b"\n")
    except (OSError, RuntimeError):
        return None
    return body if header + b"\n" == _header(stamp, body) else None


def _write(name: str, whole: bytes) -> None:
    """Keep it for the next start, whole or not at all; a folder that cannot be written only costs time."""
    try:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{name}.{os.getpid()}"
        part.write_bytes(whole)
        part.replace(folder / name)
    except (OSError, RuntimeError):
        return
