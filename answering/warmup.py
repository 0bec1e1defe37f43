"""Warming up: what the first questions would wait for, done before anybody asks.

Much of a question's time goes into its first look at a sentence: cutting it into words, finding its places and figures.
A few reports are soon read through; of many, each sentence is read when a question comes to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from answering.figures import find_figures
from answering.lexicon import entry
from answering.pipeline import answer
from answering.scope import scopes
from answering.spans.pieces import edges
from answering.spans.things import things
from corpus.ahead import read_ahead
from retrieval import Library, Passage, Query, Retriever

SENTENCES = 1000
"""So many are remembered (the least that any function on the way remembers); of more, none is read ahead."""
PAIRS = 20_000
"""Characters and pairs, the commonest of a corpus, whose words are unpacked."""
AT_ONCE = 1000
"""So many of them are unpacked in one step: some milliseconds."""


def warm_up(library: Library) -> None:
    """Do all that :func:`warming` does."""
    deque(warming(library), maxlen=0)


def warming(library: Library) -> Iterator[None]:
    """Read its files when they are not too large, unpack the words that *library* is written in, read its sentences when they are
    few, and answer one question of each kind; a step at a time, so that whoever asks meanwhile waits for one step."""
    yield from read_ahead(library.files)
    retriever = library.retriever
    pairs = list(retriever.document_counts.commonest(PAIRS))
    for start in range(0, len(pairs), AT_ONCE):
        retriever.segmenter.meet({*pairs[start : start + AT_ONCE]})
        yield
    if retriever.size <= SENTENCES:
        for group in retriever.groups:
            _read(group, retriever)
            yield
    for question in entry("warming.yaml", "questions"):
        answer(question, library)
        yield


def _read(group: Iterable[Passage], retriever: Retriever) -> None:
    """Read the sentences of a paragraph, as every question would that comes to it."""
    for passage in group:
        retriever.segmenter.spans(passage.text)
        scopes(passage.text, Query("", "", ()), retriever)
        find_figures(passage.text)
        things(passage.text)
        edges(passage.text, ())
