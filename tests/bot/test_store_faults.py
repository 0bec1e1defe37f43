"""A disk that is full, a database that cannot be written or is broken: a clear word, answers all the same, nothing lost."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.errors import StoreError, StoreReadOnly
from bot.records.database import FILE
from bot.records.store import Store
from tests.bot.conftest import QUESTION, Start
from tests.bot.telegram_server import TelegramServer, person


def questions(data: Path) -> list[str]:
    """What is recorded in *data*."""
    connection = sqlite3.connect(data / FILE)
    try:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        return [asked for (asked,) in connection.execute("select asked from turns order by id")]
    finally:
        connection.close()


async def test_a_full_disk_is_said_answers_go_on_and_nothing_stored_is_lost(
    telegram: TelegramServer, bot: Start, tmp_path: Path
) -> None:
    """The file may not grow; then there is room again."""
    process = await bot()
    await telegram.say(QUESTION)
    await telegram.reply()
    await telegram.wait(lambda: process.rows("select count(*) from turns") == [(1,)])
    full = (tmp_path / "data" / f"{FILE}-wal").stat().st_size
    unlimited = resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
    for n in range(3):
        await telegram.say(f"{QUESTION} {n}")
        assert "青里村" in (await telegram.reply(n=2 + n))["text"]
    await telegram.wait(lambda: "the records cannot be used" in process.log)
    assert "could not be written down: StoreFull" in process.log
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, unlimited)
    await telegram.say(f"{QUESTION} 又有了")
    await telegram.wait(lambda: process.rows("select count(*) from turns where asked like '%又有了'") == [(1,)])
    assert await process.stop() == 0
    assert "Traceback" not in process.log
    assert questions(tmp_path / "data")[0] == QUESTION


async def test_a_full_disk_at_the_start_is_one_clear_sentence(bot: Start, tmp_path: Path) -> None:
    data = tmp_path / "data"
    Store(data).close()
    before = (data / FILE).read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))  # what is started now has no room at all
    try:
        process = await bot(ready=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert await process.end() == 2
    assert "错误：磁盘满了" in process.log
    assert str(data) in process.log
    assert "Traceback" not in process.log
    assert (data / FILE).read_bytes() == before


def test_a_database_that_cannot_be_written_says_so_and_stays(tmp_path: Path) -> None:
    """Read-only by its own header, as root may write any file."""
    Store(tmp_path).close()
    with pytest.raises(StoreReadOnly) as told:
        readonly(tmp_path)
    assert told.value.path == tmp_path / FILE


def readonly(folder: Path) -> None:
    """Use a store whose database refuses to be written."""
    store = Store(folder)
    try:
        store._db.execute("pragma query_only = on")
        store.inbox.keep(1, "一")
    finally:
        store._db.execute("pragma query_only = off")
        store.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write any file")
async def test_a_read_only_database_at_the_start_is_one_clear_sentence(bot: Start, tmp_path: Path) -> None:
    data = tmp_path / "data"
    Store(data).close()
    (data / FILE).chmod(0o400)
    data.chmod(0o500)
    try:
        process = await bot(ready=False)
        assert await process.end() == 2
        assert "写不进去" in process.log
    finally:
        data.chmod(0o700)


async def test_a_database_that_breaks_while_running_is_said_and_answers_go_on(
    telegram: TelegramServer, bot: Start, tmp_path: Path
) -> None:
    """Its pages are overwritten under the running bot; at the next start it is named and left alone."""
    process = await bot()
    await telegram.say(QUESTION)
    await telegram.reply()
    await telegram.wait(lambda: process.rows("select count(*) from turns") == [(1,)])
    connection = sqlite3.connect(tmp_path / "data" / FILE)
    connection.execute("pragma wal_checkpoint(truncate)")
    path = tmp_path / "data" / FILE
    kept = tmp_path / "kept.db"
    shutil.copy(path, kept)
    with path.open("r+b") as file:
        file.write(b"\xa5" * path.stat().st_size)
    await telegram.say(QUESTION, sender=person(43))
    assert "青里村" in (await telegram.reply(43))["text"]
    connection.close()
    await process.stop()
    assert "Traceback" not in process.log
    again = await bot(ready=False)
    assert await again.end() == 2
    assert "已损坏" in again.log
    shutil.copy(kept, path)
    assert questions(tmp_path / "data") == [QUESTION]


async def test_notes_that_cannot_be_written_together_fail_one_by_one(tmp_path: Path) -> None:
    store = Store(tmp_path)
    done: list[int] = []
    lost: list[BaseException] = []
    store.clerk.lost = lost.append

    def broken() -> None:
        raise StoreError(tmp_path)

    for note in (lambda: done.append(1), broken, lambda: store.inbox.begin(1)):
        store.later(note)
    assert await store.do(store.inbox.keep, 1, "一")
    assert 1 in done
    assert [type(error) for error in lost] == [StoreError]
    store.close()
