"""The library that questions are answered from, and how the next one takes its place."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from pathlib import Path

from bot.logs import where
from corpus import Difference, Problem, difference
from corpus.loading import Progress
from retrieval import Choice, Event, Library, open_library

log = logging.getLogger(__name__)

VIEWS = 16
"""Limited libraries kept in memory at once."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a reload changed, the files it could not read, and reports that say what another does."""

    difference: Difference
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    reports: int
    paragraphs: int


class Shelf:
    """Holds one reference to the running Library; whoever took it keeps answering from it while the next is built.

    ``since`` is when it took its place, in seconds since 1970.
    """

    def __init__(self, folder: Path, data: Path | None = None, engine: Choice = Choice()) -> None:  # noqa: B008  (frozen)
        """Open the library of *folder*, with what is kept in *data*; raises corpus.FolderError, corpus.EngineError."""
        self._engine = engine
        self._folder = folder
        self._data = data
        self._lock = asyncio.Lock()
        self.changed = asyncio.Event()  # set when another library is in service
        self._views: dict[str, Library] = {}
        self._viewing = asyncio.Lock()
        self._settling: asyncio.Task[None] | None = None
        self.library = self._open(None)
        self.since = time.time()

    @property
    def reloading(self) -> bool:
        """Whether a reload is under way."""
        return self._lock.locked()

    async def reload(self, progress: Progress | None = None) -> Change:
        """Build the next library in a thread and swap the reference; on any error the old one stays.

        progress  called in that thread as (done, total, file name, characters so far)
        Raises  corpus.FolderError when the folder gives no corpus any more
        """
        async with self._lock:
            following = await asyncio.to_thread(self._open, self.library, progress, soon=True)
            before, self.library, self.since = self.library, following, time.time()
        self.changed.set()
        if following.index.late:
            self._settling = asyncio.create_task(self._settle())
        corpus = following.corpus
        paragraphs = sum(part.paragraphs for part in following.index.parts)
        return Change(difference(before.corpus, corpus), corpus.problems, corpus.remarks, len(corpus.reports), paragraphs)

    async def _settle(self) -> None:
        """Do what was put off when the library in service was built: its answers get no worse meanwhile."""
        async with self._lock:
            if self.library.index.late:
                try:
                    self.library = await asyncio.to_thread(self._open, self.library)
                except Exception as error:  # the next reload does it, or the next start
                    log.warning("what a reload put off could not be done: %s", where(error))

    def close(self) -> None:
        """Leave what was put off to the next start."""
        if self._settling is not None:
            self._settling.cancel()

    async def view(self, names: frozenset[str] | None) -> Library:
        """Return the running library limited to the reports called *names*; all of it for None.

        Views are kept until the next reload, the last VIEWS of them; a question that has begun keeps its own.
        """
        library = self.library
        if names is None or names.issuperset(report.name for report in library.corpus.reports):
            return library
        some = sorted(names.intersection(report.name for report in library.corpus.reports))
        label = "\n".join([library.corpus.fingerprint, *some])
        async with self._viewing:
            if (found := self._views.get(label)) is None:
                found = await asyncio.to_thread(library.limited, frozenset(some))
            current = library.corpus.fingerprint
            fresh = [(key, view) for key, view in self._views.items() if key != label and key.startswith(current)]
            self._views = {**dict(fresh[1 - VIEWS :]), label: found}
        return found

    def _open(self, before: Library | None, progress: Progress | None = None, *, soon: bool = False) -> Library:
        return open_library(self._folder, progress, data=self._data, before=before, tell=_log, engine=self._engine, soon=soon)


def _log(event: Event) -> None:
    log.warning("%s: %s (%s)", event.code, event.path.name, event.detail)
