"""Everything the bot keeps in SQLite, used from one thread so that the event loop never waits for the disk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.records.clerk import Clerk
from bot.records.database import FILE, open_database
from bot.records.groups import Groups
from bot.records.history import History
from bot.records.inbox import Inbox
from bot.records.links import Links
from bot.records.personal import Personal
from bot.records.subscriptions import Subscriptions
from bot.records.votes import Votes
from bot.wire.buttons import Signer, signing_key

P = ParamSpec("P")
R = TypeVar("R")


class Store:
    """Everything that is kept in the SQLite file of one data folder, and the key that signs buttons."""

    def __init__(self, folder: Path) -> None:
        """Open the folder's database; raises StoreError."""
        path = folder / FILE
        self._db = open_database(folder)
        self.clerk = Clerk(self._db)
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
        return await self.clerk.do(partial(work, *args, **kwargs))

    async def read(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for one that changes nothing: beside notes it costs no transaction of its own."""
        return await self.clerk.read(partial(work, *args, **kwargs))

    def later(self, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """The same without waiting: it is done before whatever is asked for after it, and before the store closes.

        What comes together is one commit. A StoreError is logged: what cannot be noted keeps nobody from an answer.
        """
        self.clerk.note(partial(work, *args, **kwargs))

    def close(self) -> None:
        """Finish what was begun and close the file."""
        self.clerk.close()
        self._db.close()
