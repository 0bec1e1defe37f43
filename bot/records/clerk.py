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
    """Something to do; ``told`` is set to what came of it, None for a note that nobody waits for."""

    work: Callable[[], Any]
    told: asyncio.Future[Any] | None = None


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
        told: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._take(Task(work, told))
        return await told

    def note(self, work: Callable[[], object]) -> None:
        """Do *work* without waiting for it; notes that come together are one transaction."""
        self._take(Task(work))

    def close(self) -> None:
        """Finish what was begun, and what was noted since."""
        self._thread.shutdown(wait=True)
        tasks, self._tasks = self._tasks, []
        for error in (each.error for each in self._done(tasks) if each.error is not None):
            missed(error)

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
        for noted, together in groupby(tasks, key=lambda task: task.told is None):
            some = list(together)
            yield from self._noted(some) if noted else map(_tried, some)

    def _noted(self, notes: Sequence[Task]) -> list[Done]:
        """Do *notes* in one transaction; when that fails, one by one, so that each fails for itself."""
        if len(notes) > 1:
            try:
                with self._db.atomic():
                    return [Done(note, note.work()) for note in notes]
            except Exception as error:
                log.warning("notes that came together are written one by one: %s", type(error).__name__)
        return [_tried(note) for note in notes]


def missed(error: BaseException) -> None:
    """Say in the log what kept something from being noted."""
    log.error("something could not be noted: %s", type(error).__name__ if isinstance(error, StoreError) else where(error))


def _tried(task: Task) -> Done:
    try:
        return Done(task, task.work())
    except BaseException as error:
        return Done(task, error=error)
