"""Everything the bot keeps in SQLite, used from one thread so that the event loop never waits for the disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.errors import StoreError
from bot.logs import where
from bot.records.database import FILE, open_database
from bot.records.groups import Groups
from bot.records.history import History
from bot.records.inbox import Inbox
from bot.records.links import Links
from bot.records.personal import Personal
from bot.records.subscriptions import Subscriptions
from bot.records.votes import Votes
from bot.wire.buttons import Signer, signing_key

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
Note = Callable[[], object]
"""Something to be written down, that nobody waits for."""


class Store:
    """Everything that is kept in the SQLite file of one data folder, and the key that signs buttons."""

    def __init__(self, folder: Path) -> None:
        """Open the folder's database; raises StoreError."""
        path = folder / FILE
        self._db = open_database(folder)
        self._thread = ThreadPoolExecutor(1, "sqlite")
        self._notes: list[Note] = []
        self.history = History(self._db, path)
        self.inbox = Inbox(self._db, path)
        self.personal = Personal(self._db, path)
        self.subscriptions = Subscriptions(self._db, path)
        self.groups = Groups(self._db, path)
        self.links = Links(self._db, path)
        self.votes = Votes(self._db, path)
        self.signer = Signer(signing_key(self._db, path))

    async def do(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a method of one of them in the database's thread."""
        notes, self._notes = self._notes, []

        def run() -> R:
            self._note(notes)
            return work(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    def later(self, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """The same without waiting: it is done before whatever is asked for after it, and before the store closes.

        What comes together is one commit. A StoreError is logged: what cannot be noted keeps nobody from an answer.
        """
        if not self._notes:
            asyncio.get_running_loop().call_soon(self._hand_over)
        self._notes.append(lambda: work(*args, **kwargs))

    def _hand_over(self) -> None:
        notes, self._notes = self._notes, []
        if notes:
            self._thread.submit(self._note, notes)

    def _note(self, notes: Sequence[Note]) -> None:
        """Run *notes* in one transaction; when that fails, one by one, so that each fails for itself."""
        if len(notes) > 1:
            try:
                with self._db.atomic():
                    for note in notes:
                        note()
            except Exception as error:
                log.warning("notes that came together are written one by one: %s", type(error).__name__)
            else:
                return
        for note in notes:
            try:
                note()
            except Exception as error:
                log.error("something could not be noted: %s", type(error).__name__ if isinstance(error, StoreError) else where(error))

    def close(self) -> None:
        """Finish what was begun and close the file."""
        self._hand_over()
        self._thread.shutdown(wait=True)
        self._db.close()
