"""Where it is: words, the BM25 engines, the retriever, and the Library snapshot."""

from retrieval.cues import expected
from retrieval.evidence import Evidence, Match, clauses, match_unit
from retrieval.fold import fold
from retrieval.gazetteer import Gazetteer
from retrieval.library import Library, open_library
from retrieval.lists import read_list, word_list
from retrieval.names import Name
from retrieval.query import Query, Unit, asks
from retrieval.retriever import Hit, Passage, Retriever

__all__ = [
    "Evidence",
    "Gazetteer",
    "Hit",
    "Library",
    "Match",
    "Name",
    "Passage",
    "Query",
    "Retriever",
    "Unit",
    "asks",
    "clauses",
    "expected",
    "fold",
    "match_unit",
    "open_library",
    "read_list",
    "word_list",
]
