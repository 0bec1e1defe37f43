"""How much of a chat and of a person may wait, so that nobody takes the room of the others."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from telegram import Update

ROOM = 1000
"""Updates in work at once. Beyond it nothing more is fetched: Telegram keeps the rest for a day."""
EACH = 100
"""Updates of one chat that may wait, and of one person wherever they were sent."""
MEMBER = 20
"""Updates of one person in one group: it is answered 20 times a minute at most."""
QUIET = 60.0
"""Seconds between two notices to the same chat or person."""


class Crowd:
    """Counts what waits. Only what comes faster than it can be answered ever waits, so nobody else meets a limit."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """clock  counts seconds"""
        self._clock = clock
        self._waiting: Counter[Hashable] = Counter()
        self._told: dict[Hashable, float] = {}

    def full(self, update: Update) -> Hashable | None:
        """Return whose room is used up, so that *update* cannot wait; None when it may."""
        return next((key for key, most in _counted(update) if self._waiting[key] >= most), None)

    def to_tell(self, key: Hashable) -> bool:
        """Say whether *key* is to be told now that it has no room: once, and again only after a while of quiet."""
        now = self._clock()
        self._told = {each: at for each, at in self._told.items() if now - at < QUIET}
        told = key in self._told
        self._told[key] = now
        return not told

    @contextmanager
    def waiting(self, update: Update) -> Iterator[None]:
        """Count *update* until it is handled."""
        keys = [key for key, _ in _counted(update)]
        self._waiting.update(keys)
        try:
            yield
        finally:
            self._waiting.subtract(keys)
            for key in keys:
                if not self._waiting[key]:
                    del self._waiting[key]


def chat_of(update: Update) -> int:
    """Return the chat that *update* belongs to; of an inline query, which has none, a number of its person's own.

    So what somebody types elsewhere does not wait for what they asked in private.
    """
    if update.inline_query is not None:
        return ~update.inline_query.from_user.id
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0


def _counted(update: Update) -> list[tuple[Hashable, int]]:
    """Return what *update* counts for, and how many of each may wait at most."""
    chat, sender = chat_of(update), update.effective_sender
    person = sender.id if sender is not None else chat
    if person == chat:
        return [(chat, EACH)]
    return [((chat, person), MEMBER), (person, EACH), (chat, EACH)]
