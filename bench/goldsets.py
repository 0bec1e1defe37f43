"""Gold questions with the reports they are asked of: what every measurement here runs over."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from answering import Answer, warm_up
from answering.scoring import Gold, GoldError, Scorecard, read_gold, score
from bot.cli.ask import answers
from bot.cli.conversations import Conversation
from corpus import CorpusError
from corpus.garbage import settled
from retrieval import Library, open_library

Respond = Callable[[Sequence[str]], Iterable[Answer]]
"""Answers the questions of one conversation, in order."""


@dataclass(frozen=True)
class GoldSet:
    """Conversations whose answers are known, one of length 1 for a single question, and what they are asked of."""

    name: str
    conversations: tuple[tuple[Gold, ...], ...]
    library: Library

    @property
    def questions(self) -> int:
        """How many questions there are in all."""
        return sum(map(len, self.conversations))

    def rewritten(self, rewrite: Callable[[str], str]) -> GoldSet:
        """Return the same set with every question put as *rewrite* returns it."""
        conversations = (tuple(replace(gold, question=rewrite(gold.question)) for gold in golds) for golds in self.conversations)
        return replace(self, conversations=tuple(conversations))

    def scored(self, respond: Respond, told: Callable[[], None] = lambda: None) -> Scorecard:
        """Score what *respond* answers, calling *told* after each conversation."""
        given: list[Answer] = []
        for golds in self.conversations:
            given += respond([gold.question for gold in golds])
            told()
        return score([gold for golds in self.conversations for gold in golds], given)


def respond_from(library: Library) -> Respond:
    """Return what answers from *library* as ``cunwen ask --batch`` does, each turn knowing those before it."""
    return lambda questions: answers(Conversation(tuple(questions)), library)


def open_set(source: str, limit: int | None = None) -> GoldSet:
    """Open ``[NAME=]GOLD:REPORTS``, a gold file and a folder of reports; without a name the file's.

    limit   how many conversations are taken, the first ones; all of them when None
    Raises  argparse.ArgumentTypeError saying what is wrong with *source*
    """
    name, equals, rest = source.partition("=")
    gold, colon, reports = (rest if equals else source).rpartition(":")
    if not colon:
        raise argparse.ArgumentTypeError(f"{source!r} is not [NAME=]GOLD:REPORTS")
    try:
        conversations, library = read_gold(Path(gold))[:limit], open_library(Path(reports))
    except (OSError, GoldError, CorpusError) as error:
        raise argparse.ArgumentTypeError(f"{source!r}: {error}") from error
    warm_up(library)  # as the bot does when it has started
    settled()
    return GoldSet(name if equals else Path(gold).stem, conversations, library)
