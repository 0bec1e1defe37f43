"""Python's collector of cycles, kept from looking through what is being made in bulk and will all be kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Make objects without the collector going through all of them again and again; for work that makes no cycles.

    It holds for the whole process, also when two threads do so: the first to begin lets the collector go on at its end.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
