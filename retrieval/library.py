"""One frozen snapshot of everything that questions are answered from: the corpus and its index.

A reload builds the next Library beside the running one and swaps one reference; a question that has begun is answered
out of the snapshot it began with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus import Corpus, load_folder
from retrieval.retriever import Retriever


@dataclass(frozen=True)
class Library:
    """The reports and where everything is in them."""

    corpus: Corpus
    retriever: Retriever

    @classmethod
    def of(cls, corpus: Corpus) -> Library:
        """Index *corpus* with the default engine."""
        return cls(corpus, Retriever.over(corpus))


def open_library(folder: Path, progress: Callable[[int, int, str], None] | None = None) -> Library:
    """Read and index *folder*.

    folder    a folder of reports, with or without a ``reports.yaml``
    progress  called as (done, total, file name) while files are read
    Raises    corpus.FolderError when the folder as a whole gives no corpus
    """
    return Library.of(load_folder(folder, progress))
