"""The word lists of ``data/web.yaml``: what tells the text of a page from what stands around it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def words(name: str) -> Any:
    """Return one of the lists."""
    return yaml.safe_load((files("corpus") / "data" / "web.yaml").read_text(encoding="utf-8"))[name]
