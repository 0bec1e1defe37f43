"""Imports without what is not needed, and versions without what reads them."""

from __future__ import annotations

import importlib
import sys
from importlib import metadata
from pathlib import Path

import pytest

from corpus.installed import version
from corpus.lean import without


def test_a_hidden_module_is_not_found_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot be imported meanwhile, also after an error; one that was imported before stays what it is."""
    (tmp_path / "heavy_one.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError), without("heavy_one", "json"):
        importlib.import_module("heavy_one")
    assert "heavy_one" not in sys.modules
    assert sys.modules["json"] is importlib.import_module("json")
    assert importlib.import_module("heavy_one").__name__ == "heavy_one"


@pytest.mark.parametrize("library", ["jieba", "opencc", "msgspec", "lxml", "openpyxl", "numpy", "python-telegram-bot", "pytest_asyncio"])
def test_versions_are_those_of_the_metadata(library: str) -> None:
    """Read off the name of its folder, however the name is written."""
    assert version(library) == metadata.version(library)


def test_what_is_not_installed_has_no_version() -> None:
    assert version("no-such-library") == ""
