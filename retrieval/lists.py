"""The word lists of this package and of those right of it."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import Any

from corpus import lists


def read_list(name: str, package: str = "retrieval") -> Any:
    """Return what the YAML file *name* of *package*'s data folder holds. Callers must not change it."""
    return lists.read_list(name, package)


def digest_of(name: str, package: str = "retrieval") -> str:
    """Return what changes when the file *name* of *package*'s data folder does."""
    return hashlib.sha256((files(package) / "data" / name).read_bytes()).hexdigest()


def word_list(name: str, key: str, package: str = "retrieval") -> tuple[str, ...]:
    """Return the words under *key* of a YAML file of word lists, in order."""
    return tuple(str(word) for word in read_list(name, package)[key])
