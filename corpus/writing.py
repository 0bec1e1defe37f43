"""Writing files so that each is there whole or not at all, and one program at a time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import CannotShelve

UNFINISHED = ".writing-"
"""How the name of a file begins that is not written to its end yet."""
PATIENCE = 30.0
"""Seconds to wait for another program that is changing the same folder."""


def write(path: Path, data: bytes) -> None:
    """Put *data* into *path*: whoever opens it finds the old bytes or the new, also after the power failed.

    Raises    OSError; the old bytes are still there then
    """
    unfinished = path.parent / f"{UNFINISHED}{os.getpid()}"
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    settle(path.parent)


def copy(source: Path, target: Path) -> None:
    """Put the bytes of *source*, however many, into the new file *target* and bring them to the disk. Raises OSError."""
    with source.open("rb") as old, target.open("xb") as new:
        shutil.copyfileobj(old, new)
        new.flush()
        os.fsync(new.fileno())


def settle(folder: Path) -> None:
    """Bring the folder's list of names to the disk, where the system can do that."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(opened)
    except OSError:
        pass
    finally:
        os.close(opened)


@contextmanager
def changing(folder: Path, lock: Path) -> Iterator[None]:
    """Hold *lock* while *folder* is changed, and clear away what a killed program left unfinished.

    Raises    CannotShelve for every OSError within, and when another program holds the lock for too long
    """
    try:
        lock.parent.mkdir(exist_ok=True)
        with FileLock(lock, timeout=PATIENCE):
            for left in (*folder.glob(f"{UNFINISHED}*"), *lock.parent.glob(f"{UNFINISHED}*")):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            yield
    except Timeout as error:
        raise CannotShelve(folder, "另一个程序正在改动这个目录") from error
    except OSError as error:
        raise CannotShelve(folder, error.strerror or type(error).__name__) from error
