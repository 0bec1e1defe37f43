"""Python's collector of cycles, kept from looking through what is being made in bulk and will all be kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 20_000
"""Objects made before the newest are looked through for garbage, once :func:`settled`."""


def settled() -> None:
    """Take all that is there for what stays: looking through the reports again and again would take time of every question."""
    gc.freeze()
    gc.set_threshold(OBJECTS)


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
