"""Work spread over processes when there is much of it, done here when there is little."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import parent_process
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

J = TypeVar("J")
R = TypeVar("R")

MUCH = 400_000
"""Bytes of work; below, starting the processes takes longer than they save."""
_AHEAD = 3
"""Jobs handed to each process before the first is done: what is in flight stays in memory."""


class Crew:
    """Processes that are started when first needed and stay for the next work; a context manager."""

    def __init__(self, processes: int | None = None, much: int = MUCH) -> None:
        """Work in so many *processes*, default one a core, from *much* bytes on."""
        self._processes = processes if processes is not None else _cores()
        self._much = much
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def run(self, work: Callable[[J], R], jobs: Sequence[tuple[int, J]], lost: Callable[[J], R]) -> Iterator[R]:
        """Yield the results of *work*: in the order of *jobs* when done here, else as they come, the largest begun first.

        work  a function of a module, for other processes to import
        jobs  each with its size in bytes
        lost  gives the result of a job that ended the process that did it
        """
        if self.helps([size for size, _ in jobs]) and self._starts():
            yield from self._spread(work, [job for _, job in sorted(jobs, key=lambda pair: -pair[0])], lost)
        else:
            yield from (work(job) for _, job in jobs)

    def helps(self, sizes: Sequence[int]) -> bool:
        """Whether jobs of these sizes in bytes are done sooner by several processes."""
        return self._processes > 1 and len(sizes) > 1 and sum(sizes) >= self._much

    def _spread(self, work: Callable[[J], R], jobs: Sequence[J], lost: Callable[[J], R]) -> Iterator[R]:
        from concurrent.futures import FIRST_COMPLETED, wait
        from concurrent.futures.process import BrokenProcessPool

        waiting = list(reversed(jobs))
        flying: dict[Future[R], J] = {}
        try:
            while waiting or flying:
                while waiting and len(flying) < self._processes * _AHEAD:
                    begun = self._submitted(work, waiting[-1])
                    flying[begun] = waiting.pop()
                for done in wait(flying, return_when=FIRST_COMPLETED).done:
                    result = done.result()
                    del flying[done]
                    yield result
        except BrokenProcessPool:
            yield from self._one_by_one(work, (*flying.values(), *reversed(waiting)), lost)

    def _one_by_one(self, work: Callable[[J], R], jobs: Iterable[J], lost: Callable[[J], R]) -> Iterator[R]:
        """Go on after a process was ended: whichever job ends one alone is the culprit."""
        from concurrent.futures.process import BrokenProcessPool

        self._pool = None
        for job in jobs:
            try:
                result = self._submitted(work, job).result()
            except BrokenProcessPool:
                self._pool = None
                result = lost(job)
            yield result

    def _starts(self) -> bool:
        """Whether processes can be started here: there may be no more of them."""
        from concurrent.futures.process import BrokenProcessPool

        try:
            self._submitted(_process, None).result()
        except (BrokenProcessPool, OSError):
            self._pool = None
            return False
        return True

    def _submitted(self, work: Callable[[J], R], job: J) -> Future[R]:
        with _main_unseen():
            return self._started().submit(work, job)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            self._pool = ProcessPoolExecutor(self._processes, get_context("spawn"), _begin)
        return self._pool


@contextmanager
def _main_unseen() -> Iterator[None]:
    """Start processes that neither import the program they are started from nor are ended by Ctrl-C while they begin.

    What they do stands in modules, and a script that does not guard its main part would begin anew in each of them.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # inherited: Ctrl-C is for the one that started them
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        sys.modules["__main__"] = main


def _process(_: None) -> int:
    return os.getpid()


def _begin() -> None:
    """A process of the crew leaves Ctrl-C to the one that started it, and ends with it however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
