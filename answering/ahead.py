"""Reading ahead: what a sentence is whatever is asked of it, worked out before anybody asks.

Much of a question's time goes into its first look at a sentence: cutting it into words, finding its places and figures.
A few reports are soon read through; of many, each sentence is read when a question comes to it.
"""

from __future__ import annotations

from answering.figures import find_figures
from answering.scope import scopes
from answering.spans.pieces import edges
from answering.spans.things import things
from retrieval import Library, Query

SENTENCES = 1000
"""So many are remembered (the least that any function on the way remembers); of more, none is read ahead."""


def read_ahead(library: Library) -> int:
    """Read every sentence of a small *library*; return how many were read: none of a large one."""
    retriever, nothing = library.retriever, Query("", "", ())
    if retriever.size > SENTENCES:
        return 0
    for passage in (passage for group in retriever.groups for passage in group):
        retriever.segmenter.spans(passage.text)
        scopes(passage.text, nothing, retriever)
        find_figures(passage.text)
        things(passage.text)
        edges(passage.text, ())
    return retriever.size
