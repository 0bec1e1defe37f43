"""One thread for the database, so that the event loop never waits for the disk.

To wake a thread and to be woken by it takes longer than most of what is asked of it. So what comes while it is at work
waits, and is handed over together when it has told what it did: a quiet bot is served at once, a busy one in batches.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from sqlite_utils import Database

from bot.errors import StoreError
from bot.logs import where

log = logging.getLogger(__name__)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do; ``told`` is set to what came of it, None for a note that nobody waits for.

    ``alone``  whether it is no part of a transaction with others; what is may be done twice
    """

    work: Callable[[], Any]
    told: asyncio.Future[Any] | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A task and what came of it."""

    task: Task
    result: Any = None
    error: BaseException | None = None


class Clerk:
    """Does tasks one after the other, in the order they came. Used from the event loop."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._thread = ThreadPoolExecutor(1, "sqlite")
        self._tasks: list[Task] = []
        self._at_work = False
        self.lost: Callable[[BaseException], None] = missed
        """Called with the error of a note that could not be written."""

    async def do(self, work: Callable[[], R]) -> R:
        """Return what *work* returns, or raise what it raises."""
        return await self._told(work, alone=True)

    async def read(self, work: Callable[[], R]) -> R:
        """The same for *work* that changes nothing."""
        return await self._told(work, alone=False)

    def note(self, work: Callable[[], object]) -> None:
        """Do *work* without waiting for it. Notes that come together, or with something to read, are one transaction."""
        self._take(Task(work))

    def close(self) -> None:
        """Finish what was begun, and what was noted since."""
        self._thread.shutdown(wait=True)
        tasks, self._tasks = self._tasks, []
        for error in (each.error for each in self._done(tasks) if each.error is not None):
            missed(error)

    async def _told(self, work: Callable[[], R], *, alone: bool) -> R:
        told: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._take(Task(work, told, alone))
        return await told

    def _take(self, task: Task) -> None:
        self._tasks.append(task)
        if not self._at_work:
            self._at_work = True
            asyncio.get_running_loop().call_soon(self._hand_over)

    def _hand_over(self) -> None:
        tasks, self._tasks = self._tasks, []
        self._at_work = bool(tasks)
        if tasks:
            self._thread.submit(self._work, tasks, asyncio.get_running_loop())

    def _work(self, tasks: Sequence[Task], loop: asyncio.AbstractEventLoop) -> None:
        done = list(self._done(tasks))
        loop.call_soon_threadsafe(self._tell, done)

    def _tell(self, done: Sequence[Done]) -> None:
        self._hand_over()
        for each in done:
            told = each.task.told
            if told is None:
                if each.error is not None:
                    self.lost(each.error)
            elif told.cancelled():
                continue
            elif each.error is not None:
                told.set_exception(each.error)
            else:
                told.set_result(each.result)

    def _done(self, tasks: Sequence[Task]) -> Iterator[Done]:
        for alone, beside in groupby(tasks, key=lambda task: task.alone):
            some = tuple(beside)
            yield from map(_tried, some) if alone else self._together(some)

    def _together(self, tasks: Sequence[Task]) -> list[Done]:
        """Do *tasks* in one transaction; when that fails, one by one, so that each fails for itself."""
        if len(tasks) > 1:
            try:
                with self._db.atomic():
                    return [Done(task, task.work()) for task in tasks]
            except Exception as error:
                log.warning("what came together is done one by one: %s", type(error).__name__)
        return [_tried(task) for task in tasks]


def missed(error: BaseException) -> None:
    """Say in the log what kept something from being noted."""
    log.error("something could not be noted: %s", type(error).__name__ if isinstance(error, StoreError) else where(error))


def _tried(task: Task) -> Done:
    try:
        return Done(task, task.work())
    except BaseException as error:
        return Done(task, error=error)
