"""What was written: reports read, cleaned and cut into sections, paragraphs and sentences."""

from corpus.errors import (
    BrokenCatalog,
    CorpusError,
    EmptyFolder,
    EmptyReport,
    FolderError,
    FolderNotFound,
    ReportError,
    UndecodableReport,
    UnknownFormat,
    UnreadableReport,
)
from corpus.folder import DEMO, load_file
from corpus.loading import load_folder
from corpus.model import (
    Corpus,
    Difference,
    Firing,
    Paragraph,
    Problem,
    Quote,
    Receipt,
    Report,
    Section,
    Sentence,
    difference,
)

__all__ = [
    "DEMO",
    "BrokenCatalog",
    "Corpus",
    "CorpusError",
    "Difference",
    "EmptyFolder",
    "EmptyReport",
    "Firing",
    "FolderError",
    "FolderNotFound",
    "Paragraph",
    "Problem",
    "Quote",
    "Receipt",
    "Report",
    "ReportError",
    "Section",
    "Sentence",
    "UndecodableReport",
    "UnknownFormat",
    "UnreadableReport",
    "difference",
    "load_file",
    "load_folder",
]
