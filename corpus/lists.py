"""Word lists are YAML files in a package's ``data/`` folder; this reads them, once, and keeps what YAML takes long to parse."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from corpus.copies import fast_copy


@cache
def read_list(name: str, package: str = "corpus") -> Any:
    """Return what the YAML file *name* of *package*'s data folder holds. Callers must not change it."""
    written = (files(package) / "data" / name).read_bytes()
    parsed = fast_copy(f"{package}.{name}", hashlib.sha256(written).hexdigest(), lambda: _parsed(written))
    return msgspec.msgpack.decode(parsed)


def _parsed(written: bytes) -> bytes:
    import yaml  # only when it is needed: a copy is read in a fraction of the time that importing it takes

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is built in: ten times faster
    return msgspec.msgpack.encode(yaml.load(written, Loader=loader))
