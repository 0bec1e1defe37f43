"""The thread of the database: what comes together is done together, in order, and each is told what came of it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from functools import partial
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.records.clerk import Clerk
from bot.records.store import Store


@pytest.fixture
def db() -> Database:
    return Database(sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None))


async def test_what_comes_while_it_is_at_work_is_done_in_order_and_told_to_each(db: Database) -> None:
    clerk, gate, done = Clerk(db), threading.Event(), list[int]()

    def noted(number: int) -> int:
        done.append(number)
        return number

    first = asyncio.create_task(clerk.do(gate.wait))
    await asyncio.sleep(0)
    asked = [asyncio.create_task(clerk.do(partial(noted, n))) for n in range(5)]
    await asyncio.sleep(0)
    clerk.note(partial(noted, 5))
    last = asyncio.create_task(clerk.do(lambda: list(done)))
    gate.set()
    assert await last == [0, 1, 2, 3, 4, 5]
    assert await asyncio.gather(first, *asked) == [True, 0, 1, 2, 3, 4]
    clerk.close()


async def test_one_that_fails_and_one_that_nobody_waits_for_any_more_keep_nobody(db: Database) -> None:
    clerk = Clerk(db)
    failing, left = asyncio.create_task(clerk.do(lambda: 1 // 0)), asyncio.create_task(clerk.do(int))
    fine = asyncio.create_task(clerk.do(lambda: 7))
    await asyncio.sleep(0)
    left.cancel()
    assert await fine == 7
    with pytest.raises(ZeroDivisionError):
        await failing
    clerk.close()


async def test_notes_that_come_together_are_one_transaction(db: Database) -> None:
    db.execute("create table t (n integer)")
    clerk, inside = Clerk(db), list[bool]()

    def noted() -> None:
        db.execute("insert into t values (1)")
        inside.append(db.conn.in_transaction)

    for _ in range(3):
        clerk.note(noted)
    assert await clerk.read(lambda: len(inside)) == 3
    assert await clerk.do(lambda: db.execute("select count(*) from t").fetchone()[0]) == 3
    assert inside == [True] * 3
    clerk.close()


def test_what_was_noted_last_is_written_when_the_store_closes(tmp_path: Path) -> None:
    """The event loop has ended by then."""
    store = Store(tmp_path)

    async def noted() -> None:
        store.inbox.keep(1, "一")
        store.later(store.inbox.done, 1)

    asyncio.run(noted())
    store.close()
    again = Store(tmp_path)
    assert again.inbox.count() == 0
    again.close()
