"""Answers given lately, kept in memory, and what they look like: the same question over the same reports has the same answer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar, cast

from answering import Answer, Turn
from answering.pipeline import answer_meant, meant
from retrieval import Library

ANSWERS = 1000
"""Answers kept; the one longest unused goes first."""
T = TypeVar("T")


class Latest(Generic[T]):
    """Keeps so many of what was put in or looked at last. May be used from several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        """Return what is kept under *key*."""
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, value: T) -> T:
        """Keep *value* and return it."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return value

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()


class Recall:
    """Answers, by what was asked, what it was completed to, and of which reports. May be used from several threads."""

    def __init__(self, size: int = ANSWERS) -> None:
        self._answers: Latest[Answer] = Latest(size)
        self._asked: Latest[bool] = Latest(size)
        self._made: Latest[tuple[Answer, object]] = Latest(size)

    def known(self, question: str, library: Library, turns: Sequence[Turn]) -> Answer | None:
        """Return the answer to *question* after *turns* if it was given before; takes no time.

        What was never asked is not even completed here, which takes its time once.
        """
        reports = library.corpus.fingerprint
        if not self._asked.get((reports, question)):
            return None
        return self._answers.get((reports, question, meant(question, turns, library)))

    def answer(self, question: str, library: Library, turns: Sequence[Turn]) -> Answer:
        """Answer *question* as answering.answer does, and remember it."""
        reports = library.corpus.fingerprint
        completed = meant(question, turns, library)
        key = (reports, question, completed)
        found = self._answers.get(key) or self._answers.put(key, answer_meant(question, completed, library))
        self._asked.put((reports, question), True)
        return found

    async def once(self, answer: Answer, what: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return what *make* makes of *answer*, made once while it is remembered.

        It is kept together with the answer, so that no other takes the id that it is found by: to hash all of an answer
        and the reports it quotes takes longer than most of what is made of it.
        """
        key = (id(answer), what)
        found = self._made.get(key) or self._made.put(key, (answer, await make()))
        return cast(T, found[1])

    def forget(self) -> None:
        """Drop everything: somebody wants their questions gone."""
        for each in (self._answers, self._asked, self._made):
            each.clear()
