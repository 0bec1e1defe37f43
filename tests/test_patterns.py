"""Patterns work on every Python that the project says it runs on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

POSSESSIVE = re.compile(r"\)(?:[*+?]|\{\{?[0-9,]+\}\}?)\+")
"""A group repeated without going back: (…)*+."""


@pytest.mark.parametrize("package", ["corpus", "retrieval", "answering", "bot"])
def test_no_group_is_repeated_possessively(project: Path, package: str) -> None:
    """Before Python 3.11.5 (Debian 12 has 3.11.2) such a group that holds a choice is gone round for ever."""
    files = [path for kind in ("*.py", "*.yaml") for path in (project / package).rglob(kind)]
    assert len(files) > 5
    assert {path.name: found for path in files if (found := POSSESSIVE.findall(path.read_text("utf-8")))} == {}


def test_such_a_group_is_seen() -> None:
    assert POSSESSIVE.findall(r"(?:a|b)*+c (?:,[0-9]{3})*+ (x){{1,3}}+ [0-9]++ (y)+ \*++") == [")*+", ")*+", "){{1,3}}+"]
