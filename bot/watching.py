"""Hears when the reports in a folder change, and waits until they have stopped changing."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from watchfiles import Change, awatch

log = logging.getLogger(__name__)

QUIET = 0.5
"""Seconds without a change after which what was being written is taken to be whole."""
HOW: dict[str, Any] = {"recursive": False, "debounce": 400, "step": 100, "rust_timeout": 5000, "yield_on_timeout": True}
"""Milliseconds: changes so close together are told together; without any, whether it is still the folder is looked at."""
AGAIN = 5.0
"""Seconds until a folder that could not be watched is tried again."""


async def follow(folder: Path, changed: Callable[[], Awaitable[None]]) -> None:
    """Call *changed* each time files of *folder* have changed and settled, until cancelled."""
    while True:
        watched = _inode(folder)
        try:
            async for changes in awatch(folder, watch_filter=_may_be_report, **HOW):
                if changes:
                    await _settled(folder)
                    await changed()
                elif _inode(folder) != watched:  # another folder has its name now
                    break
        except OSError as error:  # the folder is gone, or the system watches no more files
            log.warning("the reports cannot be watched: %s", error.strerror or type(error).__name__)
            await asyncio.sleep(AGAIN)
        if folder.is_dir():
            await changed()


def _inode(folder: Path) -> int:
    try:
        return folder.stat().st_ino
    except OSError:
        return 0


def _may_be_report(_: Change, path: str) -> bool:
    return not Path(path).name.startswith(".")


async def _settled(folder: Path) -> None:
    before = None
    while (now := _seen(folder)) != before:
        before = now
        await asyncio.sleep(QUIET)


def _seen(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of every file, by name; a file that vanishes meanwhile is none."""
    seen = {}
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            stat = path.stat()
        except OSError:
            continue
        seen[path.name] = stat.st_size, stat.st_mtime_ns
    return seen


class Watcher:
    """Follows a folder in a thread of its own, for a program without an event loop; a context manager."""

    def __init__(self, folder: Path, changed: Callable[[], Awaitable[None]]) -> None:
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(follow(folder, changed))
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(asyncio.gather(self._task, return_exceptions=True))
        finally:
            self._loop.close()

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()
