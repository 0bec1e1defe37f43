"""The house stands: corpus ← retrieval ← answering ← bot, and imports point to the left only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("corpus", "retrieval", "answering", "bot")
MODULES = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Return every module that *path* names in an import, wherever in the file; a relative one made absolute."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join((*above, *filter(None, [node.module])))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_left(path: Path) -> None:
    """A module imports its own layer and those to its left, never one to its right."""
    layer = path.relative_to(ROOT).parts[0]
    right = set(LAYERS[LAYERS.index(layer) + 1 :])
    assert [name for name in imported(path) if name.split(".")[0] in right] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_product_does_not_import_its_tests(path: Path) -> None:
    """Nothing that is installed needs what is not."""
    scripts = {script.stem for script in (ROOT / "bench").glob("*.py")}
    assert not {name.split(".")[0] for name in imported(path)} & {"tests", "bench", "pytest", "hypothesis", *scripts}


def test_telegram_stays_in_the_bot() -> None:
    """Only the bot knows of Telegram: the other three can be used without it."""
    outside = [path for path in MODULES if path.relative_to(ROOT).parts[0] != "bot"]
    assert [p for p in outside if any(name.split(".")[0] == "telegram" for name in imported(p))] == []


def test_every_package_is_installed() -> None:
    """Each folder with modules is named in pyproject.toml, so that an installed copy has it too."""
    import tomllib

    named = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    assert sorted(named) == sorted({".".join(path.relative_to(ROOT).parent.parts) for path in MODULES})
