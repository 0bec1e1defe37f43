"""A process killed at any moment, or a file that was damaged, leaves a library that is whole and exact."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from corpus.cache import FILE
from retrieval import Event, Library, open_library
from tests.retrieval.test_incremental import told

KILLS = 15


def write_reports(folder: Path, chance: random.Random, count: int = 12) -> None:
    """Write so many small reports, most of them anew."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        village = chance.choice(("青里", "柳坪", "荷陂", "石磨", "杏坊", "潘昶"))
        lines = [f"{village}村工作总结", *(f"{village}村种植{chance.choice(('百合', '油桃', '蓝雪菊'))}{n}亩。" for n in range(5))]
        if chance.random() < 0.7:
            (folder / f"{number}.txt").write_text("\n".join(lines), encoding="utf-8")


def load(folder: Path, data: Path, calls: int | None = None) -> int:
    """Load as the bot does, keeping each file as it is read; return how many calls that takes.

    calls  after so many the process kills itself
    """
    made = 0

    def count(*_: object) -> None:
        nonlocal made
        made += 1
        if made == calls:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corpus.loading._KEPT_EVERY", 0.0)
        patch.setattr("retrieval.library._DRIFT", 10**9)
        sys.setprofile(count)
        try:
            open_library(folder, data=data)
        finally:
            sys.setprofile(None)
    return made


def killed(folder: Path, data: Path, calls: int) -> bool:
    """Load in a process of its own that dies after so many calls; return whether it came to that."""
    process = multiprocessing.get_context("fork").Process(target=load, args=(folder, data, calls))
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def whole(data: Path) -> bool:
    """Whether SQLite finds nothing wrong; there may be no file yet."""
    if not data.exists():
        return True
    with closing(sqlite3.connect(data / FILE)) as connection:
        verdict: str = connection.execute("pragma integrity_check").fetchone()[0]
    return verdict == "ok"


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the child only reads files and dies
def test_kill_nine_at_any_moment(tmp_path: Path) -> None:
    """Fifteen times files change and the load of them is killed; the file is whole each time, and so is the next load."""
    chance = random.Random(7)
    folder, data = tmp_path / "reports", tmp_path / "data"
    write_reports(folder, chance)
    load(folder, tmp_path / "warm")  # what is loaded once a process must not count
    calls = load(folder, tmp_path / "another")
    died = 0
    for number in range(KILLS):
        died += killed(folder, data, int(chance.random() * calls))
        assert whole(data)
        if number % 4 == 3:
            heard: list[Event] = []
            after = open_library(folder, data=data, tell=heard.append)
            assert (told(after), heard) == (told(open_library(folder)), [])
            write_reports(folder, chance)
    assert died > KILLS // 2


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_is_set_aside(tmp_path: Path, seed: int) -> None:
    """Bytes turned, or the end cut off, anywhere: what is answered is exact, and nothing is thrown away unasked."""
    chance = random.Random(seed)
    folder, data = tmp_path / "reports", tmp_path / "data"
    write_reports(folder, chance, count=6)
    load(folder, data)
    path = data / FILE
    content = bytearray(path.read_bytes())
    if seed % 2:
        for at in chance.sample(range(len(content)), 400):
            content[at] ^= 0xFF
    else:
        del content[chance.randrange(100, len(content)) :]
    path.write_bytes(content)
    heard: list[Event] = []
    library = open_library(folder, data=data, tell=heard.append)
    assert told(library) == told(open_library(folder))
    for event in heard:
        assert (event.code, event.path.read_bytes() == bytes(content)) == ("CacheDamaged", True)
    assert whole(data)
    assert told(open_library(folder, data=data)) == told(library)


def test_a_data_folder_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    folder, data = tmp_path / "reports", tmp_path / "data"
    write_reports(folder, random.Random(1), count=3)
    data.write_text("a file", encoding="utf-8")
    heard: list[Event] = []
    library = open_library(folder, data=data, tell=heard.append)
    assert [event.code for event in heard] == ["CacheUnavailable"]
    assert told(library) == told(open_library(folder))


def test_nothing_changed_gives_the_same_library(tmp_path: Path) -> None:
    """What is in service stays as it is, with all it has worked out."""
    folder, data = tmp_path / "reports", tmp_path / "data"
    write_reports(folder, random.Random(1), count=3)
    running = open_library(folder, data=data)
    assert open_library(folder, data=data, before=running) is running


def test_what_is_in_service_is_not_touched(tmp_path: Path) -> None:
    """The next library is built beside it."""
    folder = tmp_path / "reports"
    write_reports(folder, random.Random(1), count=5)
    running: Library = open_library(folder)
    before = told(running)
    next(folder.iterdir()).unlink()
    (folder / "新.txt").write_text("新荷湾村工作总结\n新荷湾村种植贡菊30亩，石磨村也好。\n", encoding="utf-8")
    following = open_library(folder, before=running)
    assert told(running) == before
    assert following.retriever.search(following.retriever.query("贡菊"))
