"""Where it is: words, the BM25 engines, the retriever, and the Library snapshot."""

from retrieval.library import Library, open_library
from retrieval.retriever import Hit, Passage, Retriever

__all__ = ["Hit", "Library", "Passage", "Retriever", "open_library"]
