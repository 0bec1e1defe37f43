"""Importing a library without the other ones that it would use if they happen to be installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """Let what is imported within find none of *modules*; one that is imported already stays what it is.

    For what a library takes only where it is there (pkg_resources for its data files, pandas for data frames), which
    costs more to import than everything of ours.
    """
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: the documented way to forbid an import
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
