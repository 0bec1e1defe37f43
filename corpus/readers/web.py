"""The word lists of ``data/web.yaml``: what tells the text of a page from what stands around it."""

from __future__ import annotations

from functools import cache
from typing import Any

from corpus.lists import read_list


@cache
def words(name: str) -> Any:
    """Return one of the lists."""
    return read_list("web.yaml")[name]
