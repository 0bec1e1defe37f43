"""Where it is: words, the BM25 engines, the retriever, and the Library snapshot."""

from retrieval.cues import expected
from retrieval.engines import Choice
from retrieval.evidence import ABOUT, MEASURES, Evidence, Match, clauses, match_unit
from retrieval.fold import fold
from retrieval.gazetteer import Gazetteer
from retrieval.library import Event, Library, open_library
from retrieval.lists import read_list, word_list
from retrieval.names import Name
from retrieval.part import Passage
from retrieval.query import Query, Unit, asks, light_words, stop_characters
from retrieval.retriever import Hit, Retriever
from retrieval.spelling import sound_of, sounds_alike

__all__ = [
    "ABOUT",
    "MEASURES",
    "Choice",
    "Event",
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
    "light_words",
    "match_unit",
    "open_library",
    "read_list",
    "sound_of",
    "sounds_alike",
    "stop_characters",
    "word_list",
]
