"""Why the bot cannot start or cannot keep its records.

BotError
├── StartError              the bot does not start, or has to stop
│   ├── NoToken             TELEGRAM_BOT_TOKEN is empty
│   ├── WrongToken          Telegram refuses the token
│   ├── NoWebhookSecret     a webhook URL is set without its secret
│   ├── CannotListen        the webhook's address is taken or not this machine's
│   ├── AlreadyRunning      another bot holds the lock of the data folder
│   ├── TwoPollers          another program fetches the same bot's messages (409)
│   └── PollingDied         updates are not fetched any more, without an error
└── StoreError              the SQLite file cannot be used; ``path`` says which
    ├── StoreDamaged        it is no database, or its pages are broken
    ├── StoreReadOnly       it cannot be written
    ├── StoreFull           the disk is full, or takes no more of this user
    ├── StoreUnavailable    it cannot be opened, or is locked
    └── BackupBroken        a copy of it is not whole

The Chinese sentence for each lives in ``bot/data/messages.yaml`` under its class name.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.system import why_sqlite


class BotError(Exception):
    """Base of all; ``facts`` fill the sentence."""

    def __init__(self, **facts: object) -> None:
        super().__init__(type(self).__name__)
        self.facts = facts


class StartError(BotError):
    """The bot does not start, or has to stop."""


class NoToken(StartError):
    """TELEGRAM_BOT_TOKEN is empty."""


class WrongToken(StartError):
    """Telegram refuses the token."""


class NoWebhookSecret(StartError):
    """A webhook URL is set without its secret."""


class SocksProxy(StartError):
    """The environment names a proxy that is spoken to in another way than HTTP."""


class CannotListen(StartError):
    """The webhook's address is taken or not this machine's."""


class AlreadyRunning(StartError):
    """Another bot holds the lock of the data folder."""


class TwoPollers(StartError):
    """Another program fetches the same bot's messages."""


class PollingDied(StartError):
    """Updates are not fetched any more, and no error said so."""


class StoreError(BotError):
    """The SQLite file cannot be used."""

    def __init__(self, path: Path, detail: str = "") -> None:
        super().__init__(path=path, detail=detail)
        self.path = path


class StoreDamaged(StoreError):
    """It is no database, or its pages are broken."""


class StoreReadOnly(StoreError):
    """It cannot be written."""


class StoreFull(StoreError):
    """The disk is full."""


class StoreUnavailable(StoreError):
    """It cannot be opened, or is locked."""


class BackupBroken(StoreError):
    """A copy of it is not whole."""


_BY_CODE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_NOTADB: StoreDamaged,
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    sqlite3.SQLITE_PERM: StoreReadOnly,
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_IOERR_WRITE: StoreFull,  # a quota, or a limit to the size of files
    sqlite3.SQLITE_IOERR_SHMSIZE: StoreFull,
    sqlite3.SQLITE_IOERR_SHMOPEN: StoreFull,
    sqlite3.SQLITE_IOERR_FSYNC: StoreFull,
}


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Translate SQLite's errors over *path* into ours, by result code (or its low byte, which the rest refines)."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0)
        kind = _BY_CODE.get(code) or _BY_CODE.get(code & 0xFF, StoreUnavailable)
        raise kind(path, why_sqlite(error)) from error
