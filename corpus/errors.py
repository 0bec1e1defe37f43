"""Why a folder or a file gives no report.

CorpusError
├── FolderError            the folder as a whole
│   ├── FolderNotFound     it is not there, or is no folder
│   ├── EmptyFolder        it holds no file that could be read as a report
│   └── BrokenCatalog      its reports.yaml is no valid YAML or not of the form described
├── ShelvingError          a file cannot be put into the folder, or taken out of it
│   ├── FixedFolder        the demo reports are part of the program
│   ├── BadName            no report can be called so
│   ├── BadEntry           a title, place … that reports.yaml cannot hold
│   ├── TooLarge           it has more bytes than are taken
│   ├── NotShelved         the folder has no report of that name
│   ├── NothingKept        no earlier version of that name is kept
│   ├── IntricateCatalog   reports.yaml is written in a way that is not edited by program
│   └── CannotShelve       the operating system would not write
├── ReportError            one file of it
│   ├── UnknownFormat      no reader knows the file's type
│   ├── EmptyReport        nothing is left after cleaning
│   ├── UndecodableReport  its bytes are no text in UTF-8, UTF-16, GB18030 or BIG5
│   ├── UnreadableReport   the operating system would not open it, or it is damaged
│   └── RefusedReport      what it is or holds is not read here; the detail says what to do
└── EngineError            the search engine that was asked for cannot be used (retrieval/engines/)
    ├── EngineMissing      its package is not installed
    ├── EngineBusy         another program writes its index and does not finish
    └── EngineUnavailable  it does not answer, or refuses what it is asked

A ReportError becomes a ``Problem`` of the corpus: one bad file never hides the others.
The Chinese sentence for each lives in ``bot/data/messages.yaml``.
"""

from __future__ import annotations

from pathlib import Path

from corpus.model import Problem


class CorpusError(Exception):
    """Base of all; ``path`` is the file or folder, ``detail`` the fact to show beside the sentence."""

    def __init__(self, path: Path, detail: str = "") -> None:
        super().__init__(f"{path.name}: {detail}" if detail else path.name)
        self.path = path
        self.detail = detail


class FolderError(CorpusError):
    """The folder as a whole gives no corpus."""


class FolderNotFound(FolderError):
    """It is not there, or is no folder."""


class EmptyFolder(FolderError):
    """It holds no file that could be read as a report; ``problems`` says of each file why."""

    def __init__(self, path: Path, detail: str = "", problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(path, detail)
        self.problems = problems


class BrokenCatalog(FolderError):
    """Its reports.yaml is no valid YAML, or not of the form described in ``corpus/catalog.py``."""


class ShelvingError(CorpusError):
    """A file cannot be put into the folder, or taken out of it; nothing has been changed."""


class FixedFolder(ShelvingError):
    """The demo reports are part of the program."""


class BadName(ShelvingError):
    """No report can be called so."""


class BadEntry(ShelvingError):
    """A title, place … that reports.yaml cannot hold."""


class TooLarge(ShelvingError):
    """It has more bytes than are taken."""


class NotShelved(ShelvingError):
    """The folder has no report of that name."""


class NothingKept(ShelvingError):
    """No earlier version of that name is kept."""


class IntricateCatalog(ShelvingError):
    """reports.yaml is written in a way that is not edited by program."""


class CannotShelve(ShelvingError):
    """The operating system would not write."""


class ReportError(CorpusError):
    """One file gives no report."""


class UnknownFormat(ReportError):
    """No reader knows the file's type."""


class EmptyReport(ReportError):
    """Nothing is left after cleaning."""


class UndecodableReport(ReportError):
    """Its bytes are no text in UTF-8, UTF-16, GB18030 or BIG5, or were garbled before."""


class UnreadableReport(ReportError):
    """The operating system would not open it, or it is damaged."""


class RefusedReport(ReportError):
    """What it is or holds is not read here: a password, a program that is missing, an archive out of all proportion."""


class EngineError(CorpusError):
    """The search engine that was asked for cannot be used; ``path`` is where its index is."""


class EngineMissing(EngineError):
    """Its package is not installed; ``detail`` says what to install."""


class EngineBusy(EngineError):
    """Another program writes its index and does not finish."""


class EngineUnavailable(EngineError):
    """It does not answer, or refuses what it is asked."""
