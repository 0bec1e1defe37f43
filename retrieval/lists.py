"""The word lists of this package and of those right of it."""

from __future__ import annotations

from typing import Any

from corpus import lists


def read_list(name: str, package: str = "retrieval") -> Any:
    """Return what the YAML file *name* of *package*'s data folder holds. Callers must not change it."""
    return lists.read_list(name, package)


def word_list(name: str, key: str, package: str = "retrieval") -> tuple[str, ...]:
    """Return the words under *key* of a YAML file of word lists, in order."""
    return tuple(str(word) for word in read_list(name, package)[key])
