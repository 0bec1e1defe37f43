"""Answers given lately, kept in memory: the same question over the same reports has the same answer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence

from answering import Answer, Turn, answer
from retrieval import Library

ANSWERS = 1000
"""Answers kept; the one longest unused goes first."""


class Recall:
    """Answers of one library at a time, of whichever was asked last. May be used from several threads."""

    def __init__(self, size: int = ANSWERS) -> None:
        self._size = size
        self._known: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, question: str, library: Library, turns: Sequence[Turn]) -> Answer | None:
        """Return the answer to *question* after *turns* if it was given before; takes no time."""
        return self._get((library.corpus.fingerprint, question, tuple(turns)))

    def answer(self, question: str, library: Library, turns: Sequence[Turn]) -> Answer:
        """Answer *question* as answering.answer does, and remember it."""
        reports = library.corpus.fingerprint

        def once(key: Hashable, find: Callable[[], Answer]) -> Answer:
            return self._get((reports, key)) or self._put((reports, key), find())

        return self._put((reports, question, tuple(turns)), answer(question, library, turns, once=once))

    def forget(self) -> None:
        """Drop everything: somebody wants their questions gone."""
        with self._lock:
            self._known.clear()

    def _get(self, key: Hashable) -> Answer | None:
        with self._lock:
            if (found := self._known.get(key)) is not None:
                self._known.move_to_end(key)
            return found

    def _put(self, key: Hashable, found: Answer) -> Answer:
        with self._lock:
            self._known[key] = found
            if len(self._known) > self._size:
                self._known.popitem(last=False)
        return found
