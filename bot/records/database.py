"""The one SQLite file of the data folder, and how its tables came about.

Write-ahead logging, so that a reader never waits and a killed process loses nothing it committed. A power failure may
cost the last commits, never the file, but not what was written ``durably``: that is on the disk before the call returns.
What is deleted is overwritten (``secure_delete``): /forget means gone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

from bot.errors import StoreDamaged, StoreUnavailable, store_errors

FILE = "cunwen.db"
migrations = Migrations("cunwen")


@migrations()
def m001_turns(db: Database) -> None:
    """One row a question that was answered (or refused), identified by the message that asked it."""
    db.execute(
        """create table turns (
            id integer primary key,
            user integer not null,      -- who asked: the person, or the chat somebody writes as
            chat integer not null,
            topic integer not null,     -- 0 outside of forum topics
            message integer not null,   -- the question's message id
            sent integer not null,      -- when it was sent, seconds since 1970
            reply integer,              -- message id of the bot's answer
            asked text not null,
            answer text,
            reason text,                -- why there was no answer
            turn text not null,         -- answering.Turn as JSON
            page integer not null default 0,
            unique (chat, message)
        )"""
    )
    db.execute("create index turns_of_speaker on turns (user, chat, topic, id)")
    db.execute("create index turns_by_reply on turns (chat, reply)")


@migrations()
def m002_inbox(db: Database) -> None:
    """Updates fetched from Telegram. The body goes when one is handled; the id stays to know a second delivery."""
    db.execute(
        """create table inbox (
            update_id integer primary key,
            digest text not null,
            body text,
            tries integer not null default 0,
            due integer not null default 0,
            fetched integer not null
        )"""
    )


@migrations()
def m003_secrets(db: Database) -> None:
    """Keys made on this machine, such as the one that signs buttons."""
    db.execute("create table secrets (name text primary key, value blob not null)")


@migrations()
def m004_replied(db: Database) -> None:
    """Which of the bot's messages a question replied to: it was asked after what that message answered."""
    db.execute("alter table turns add column replied integer")


@migrations()
def m005_chats(db: Database) -> None:
    """What holds in a chat, which number a group had before it became a supergroup, and what deep links stand for."""
    db.execute(
        """create table chats (
            chat integer primary key,
            questions integer not null,
            quiet text not null,        -- JSON: minutes since midnight, from and to
            reports text not null,      -- JSON: names, null for all
            locked integer not null,
            gone integer not null,
            greeted integer not null
        )"""
    )
    db.execute("create table moves (old integer primary key, new integer not null)")
    db.execute(
        """create table links (
            token text primary key,
            kind text not null,
            body text not null,
            user integer not null,      -- 0 for anybody
            expires integer not null
        )"""
    )


@migrations()
def m006_votes(db: Database) -> None:
    """Who found which answer good (1) or bad (-1). A vote goes and moves with the question whose answer it is on."""
    db.execute(
        """create table votes (
            user integer not null,      -- who voted, perhaps somebody else than who asked
            chat integer not null,
            message integer not null,   -- the question's message id, as in turns
            value integer not null,
            voted integer not null,     -- when, seconds since 1970
            primary key (user, chat, message)
        )"""
    )
    db.execute("create index votes_on_answer on votes (chat, message)")
    db.execute(
        """create trigger votes_go after delete on turns begin
            delete from votes where chat = old.chat and message = old.message;
        end"""
    )
    db.execute(
        """create trigger votes_move after update of chat on turns begin
            update or replace votes set chat = new.chat where chat = old.chat and message = old.message;
        end"""
    )


@migrations()
def m007_subscriptions(db: Database) -> None:
    """Questions whose answer somebody wants to be told of when it changes, with the answer they know."""
    db.execute(
        """create table subscriptions (
            id integer primary key,
            user integer not null,
            chat integer not null,
            topic integer not null,
            message integer not null,   -- the message that subscribed: in a group the news reply to it
            sent integer not null,      -- when, seconds since 1970
            question text not null,     -- complete, as it was understood
            asked text not null,        -- what leads to its answer: the same or, where that leads elsewhere,
            turns text not null,        -- as typed, after these turns (answering.Turn as JSON)
            answer text,                -- what the subscriber knows: the answer (null when there was none),
            quote text,                 -- the sentence it stands in
            title text,                 -- and the report that said so
            digest text not null,       -- of answer and quote
            fingerprint text not null,  -- of the reports that they were compared with last
            checked integer not null,   -- when that was
            told integer,               -- message id of the last news (or of the confirmation), that can be replied to
            unique (user, chat, topic, question)
        )"""
    )
    db.execute("create index subscriptions_by_fingerprint on subscriptions (fingerprint)")


def open_database(folder: Path) -> Database:
    """Open (or create) the database of *folder* and bring its tables up to date.

    Returns  a Database that may be used from any one thread at a time
    Raises   StoreError: StoreDamaged, StoreReadOnly, StoreFull or StoreUnavailable
    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(path, error.strerror or "") from error
    with store_errors(path):
        connection = sqlite3.connect(path, timeout=10, check_same_thread=False, isolation_level=None)
        try:
            _prepare(connection, path)
            db = Database(connection)
            migrations.apply(db)
        except BaseException:
            connection.close()
            raise
    return db


@contextmanager
def durably(db: Database) -> Iterator[Database]:
    """A transaction that survives a power failure: its commit, and all before it, wait for the disk."""
    db.execute("pragma synchronous = full")
    try:
        with db.atomic():
            yield db
    finally:
        db.execute("pragma synchronous = normal")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = normal")
    connection.execute("pragma secure_delete = on")
    if (verdict := connection.execute("pragma quick_check(1)").fetchone()[0]) != "ok":
        raise StoreDamaged(path, str(verdict))
