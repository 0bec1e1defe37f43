"""Backups: of a database that is being written, checked, never over another file."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

import bot.records.backup
from answering import Answer, Kind
from bot.errors import BackupBroken, StoreDamaged, StoreUnavailable
from bot.records.backup import back_up
from bot.records.database import FILE
from bot.records.history import History, Speaker
from tests.terminal import Command

ME = Speaker(1, 1)


def fill(history: History, start: int, count: int) -> None:
    """Record *count* questions."""
    for n in range(start, start + count):
        history.record(ME, n, Answer(f"问{n}", "长" * 2000, Kind.WHAT, answer="答"))


def rows(path: Path) -> int:
    """Count the questions in a database, and check it."""
    with closing(sqlite3.connect(path)) as opened:
        assert opened.execute("pragma integrity_check").fetchone() == ("ok",)
        return int(opened.execute("select count(*) from turns").fetchone()[0])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with some questions."""
    history = History.open(tmp_path / "data")
    fill(history, 0, 50)
    history.close()
    return tmp_path / "data"


def test_a_copy_is_one_moment_of_a_database_that_is_being_written(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is written while it is made, it comes to its end, with what was there when it began."""
    monkeypatch.setattr(bot.records.backup, "AT_ONCE", 2)
    running, steps = History.open(data), list[tuple[int, int]]()

    def writing(done: int, total: int) -> None:
        fill(running, 1000 + 10 * len(steps), 5)
        steps.append((done, total))

    size = back_up(data, tmp_path / "copy.db", writing)
    assert rows(tmp_path / "copy.db") == 50
    assert running.count() == 50 + 5 * len(steps)
    assert len(steps) > 5
    assert steps[-1][0] == steps[-1][1]
    assert size == (tmp_path / "copy.db").stat().st_size
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    running.close()


def test_a_copy_serves_in_the_place_of_the_database(data: Path, tmp_path: Path) -> None:
    """As the documentation says: the side files go, the copy takes the name."""
    back_up(data, tmp_path / "copy.db")
    running = History.open(data)
    fill(running, 100, 3)
    running.close()
    for side in ("-wal", "-shm"):
        (data / f"{FILE}{side}").unlink(missing_ok=True)
    (tmp_path / "copy.db").replace(data / FILE)
    again = History.open(data)
    assert again.count() == 50
    again.close()


def test_a_backup_does_not_wait_for_who_writes(data: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(data / FILE)) as other:
        other.execute("begin immediate")
        other.execute("delete from turns")
        thread = threading.Thread(target=back_up, args=(data, tmp_path / "copy.db"))
        thread.start()
        thread.join(20)
        assert not thread.is_alive()
    assert rows(tmp_path / "copy.db") == 50


def test_a_copy_that_is_not_whole_does_not_stay(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(source: Path, target: Path, _: object) -> None:
        broken = bytearray((data / FILE).read_bytes())
        broken[8192 + 12 : 8192 + 2000] = b"\xa5" * 1988
        target.write_bytes(broken)

    monkeypatch.setattr(bot.records.backup, "_copy", half)
    with pytest.raises((BackupBroken, StoreDamaged)):
        back_up(data, tmp_path / "copy.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_nothing_is_overwritten_not_even_what_appears_meanwhile(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"

    def appears(*_: int) -> None:
        target.write_text("somebody else's")

    with pytest.raises(FileExistsError):
        back_up(data, target, appears)
    assert target.read_text() == "somebody else's"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "data"]


def test_a_disk_without_links_takes_a_backup_too(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unlinkable(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", unlinkable)
    back_up(data, tmp_path / "copy.db")
    assert rows(tmp_path / "copy.db") == 50
    with pytest.raises(FileExistsError):
        back_up(data, tmp_path / "copy.db")


def test_no_database_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        back_up(tmp_path, tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_where_how_much_and_what_is_in_the_way(
    cunwen: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = cunwen("backup", "copy.db", "--data", str(data))
    assert done.code == 0
    assert "已备份到 copy.db" in done.out
    again = cunwen("backup", "copy.db", "--data", str(data))
    assert again.code == 2
    assert "已经存在，没有覆盖" in again.err
    assert cunwen("backup", ".", "--data", str(data)).code == 0
    (dated,) = tmp_path.glob("cunwen-2*.db")
    assert rows(dated) == 50
    assert "没有这个文件或目录" in cunwen("backup", "no/where.db", "--data", str(data)).err
    none = cunwen("backup", "other.db", "--data", str(tmp_path / "none"))
    assert none.code == 2
    assert str(tmp_path / "none" / FILE) in none.err
    assert not (tmp_path / "none").exists()
