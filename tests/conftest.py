"""Fixtures that many tests share."""

from __future__ import annotations

import gc
import io
import os
import platform
import sqlite3
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import settings

from answering import Answer, answer
from answering.scoring import read_gold
from bot.settings import VARIABLES
from corpus import DEMO
from retrieval import Library, open_library
from tests.terminal import Command, Ran

os.environ.setdefault("XDG_CACHE_HOME", str(Path.home() / ".cache"))
"""Processes with a home of their own are given it too: what loads slowly is made once, not at every start."""

settings.register_profile("thorough", deadline=None, max_examples=100)  # no test depends on timing
settings.register_profile("unhurried", settings.get_profile("thorough"), max_examples=50)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "unhurried"))

PACKAGES = ("python-telegram-bot", "rank-bm25", "jieba", "sqlite-utils", "click", "hypothesis")


def pytest_report_header() -> str:
    """Name the versions that a failure may depend on."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect no garbage among the tests that are being collected, nor look through all of them later on."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def project() -> Path:
    """The checkout's root."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def demo() -> Library:
    """The demo reports, opened once: a Library is frozen, so tests may share it."""
    return open_library(DEMO)


@pytest.fixture(scope="session")
def demo_answers(project: Path, demo: Library) -> list[Answer]:
    """The answers to all gold questions over the demo reports."""
    gold = read_gold(project / "tests" / "cases" / "demo.jsonl")
    return [answer(question.question, demo) for (question,) in gold]


@pytest.fixture
def cunwen(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Run a command in this process, in an empty working directory, with a data folder of its own and *stdin*."""
    from bot.__main__ import main

    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CUNWEN_DATA", str(tmp_path / "data"))

    def run(*arguments: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return run
