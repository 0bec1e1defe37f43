"""Word lists are YAML files in a package's ``data/`` folder; this reads them, once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is built in: ten times faster


@cache
def read_list(name: str, package: str = "retrieval") -> Any:
    """Return what the YAML file *name* of *package*'s data folder holds. Callers must not change it."""
    return yaml.load((files(package) / "data" / name).read_text("utf-8"), Loader=_Loader)


def word_list(name: str, key: str, package: str = "retrieval") -> tuple[str, ...]:
    """Return the words under *key* of a YAML file of word lists, in order."""
    return tuple(str(word) for word in read_list(name, package)[key])
