"""The library that questions are answered from, and how the next one takes its place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus import Difference, Problem, difference
from retrieval import open_library

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Change:
    """What a reload changed, and the files it could not read."""

    difference: Difference
    problems: tuple[Problem, ...]
    reports: int
    paragraphs: int


class Shelf:
    """Holds one reference to the running Library; whoever took it keeps answering from it while the next is built."""

    def __init__(self, folder: Path) -> None:
        """Open the library of *folder*; raises corpus.FolderError."""
        self._folder = folder
        self._lock = asyncio.Lock()
        self.library = open_library(folder)

    @property
    def reloading(self) -> bool:
        """Whether a reload is under way."""
        return self._lock.locked()

    async def reload(self, progress: Progress | None = None) -> Change:
        """Build the next library in a thread and swap the reference; on any error the old one stays.

        progress  called in that thread as (done, total, file name)
        Raises  corpus.FolderError when the folder gives no corpus any more
        """
        async with self._lock:
            following = await asyncio.to_thread(open_library, self._folder, progress)
            before, self.library = self.library, following
        corpus = following.corpus
        paragraphs = sum(len(report.paragraphs) for report in corpus.reports)
        return Change(difference(before.corpus, corpus), corpus.problems, len(corpus.reports), paragraphs)
