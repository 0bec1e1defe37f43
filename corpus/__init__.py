"""What was written: reports read, cleaned and cut into sections, paragraphs and sentences."""

from corpus.errors import (
    BrokenCatalog,
    CorpusError,
    EmptyFolder,
    EmptyReport,
    FolderError,
    FolderNotFound,
    RefusedReport,
    ReportError,
    UndecodableReport,
    UnknownFormat,
    UnreadableReport,
)
from corpus.folder import DEMO, load_each, load_file
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
    "RefusedReport",
    "Report",
    "ReportError",
    "Section",
    "Sentence",
    "UndecodableReport",
    "UnknownFormat",
    "UnreadableReport",
    "difference",
    "load_each",
    "load_file",
    "load_folder",
]
