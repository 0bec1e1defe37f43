"""What was written: Report → Section → Paragraph → Sentence, and the Quote cut from it.

All values are frozen. Every ``start`` and ``end`` counts code points of ``Report.text`` (the clean text that
``cunwen reports show`` prints), half-open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Sentence:
    """The text between two of 。！？； (or line ends), its closing mark included.

    ``report.text[start:end] == text``; never empty, no blank at either end.
    ``headings`` is what the sentence stands under, outermost first: article title, 一、…, （一）…, 1.…, and the lead
    sentence of its paragraph or enumeration item (一是…。) when that lead works as a heading.
    """

    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that were written as one block. ``number`` counts from 1 through the whole report."""

    number: int
    start: int
    end: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Paragraphs under one heading; ``heading`` is empty before the first one.

    ``level`` is 0 for an article, 1 for 一、, 2 for （一）, 3 for 1. and the like. ``article`` is the title of the
    article the section belongs to when a file holds several, else the report's title.
    """

    heading: str
    level: int
    article: str
    start: int
    end: int
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Firing:
    """One cleaning step that changed something: its name, how often, and what it took out (at most a few examples)."""

    step: str
    count: int
    examples: tuple[str, ...]


class Cut(NamedTuple):
    """A piece that was left out of the text, in full, and the step that did: ``navigation``, ``advertising`` …

    Readers cut as well as cleaning. The Chinese name of each step stands in ``bot/data/messages.yaml`` as
    ``cleaning.STEP``.
    """

    step: str
    piece: str


class Table(NamedTuple):
    """A table that became sentences: its title, how many cells with words it has, and how many stand in the text."""

    title: str
    cells_in: int
    cells_out: int


class Found(NamedTuple):
    """What the file itself says of the report: ``name`` is a field of the report (place, level, year, date).

    ``text[start:end]`` of the clean text says it; both are -1 when it stands elsewhere: in the file's name, or, as
    ``where`` says, in a line that was ``cut`` or among what a web ``page`` says of itself to machines.
    """

    name: str
    value: str
    start: int = -1
    end: int = -1
    where: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a file gave and what was left out; printed by ``cunwen reports check``.

    ``encoding`` is empty where the format says that itself; ``pages`` is 0 where the format knows none. ``cuts`` are
    all pieces in full, those of the reader before those of cleaning: with the clean text they make up the source.
    """

    encoding: str
    characters_in: int
    characters_out: int
    firings: tuple[Firing, ...] = ()
    warnings: tuple[str, ...] = ()
    format: str = ""
    pages: int = 0
    tables: tuple[Table, ...] = ()
    cuts: tuple[Cut, ...] = ()


class Extent(NamedTuple):
    """How much a report holds."""

    characters: int
    paragraphs: int
    sentences: int


@dataclass(frozen=True)
class Report:
    """One file, cleaned and cut. ``name`` is the file's name and unique in a corpus.

    ``title`` comes from ``reports.yaml``, else from the text, else from the file's name. ``place``, ``level`` and
    ``date`` come from ``reports.yaml``, else from the text; ``found`` says which were found there, and where. ``year``
    is the one the report tells of. ``source`` comes from ``reports.yaml`` only. What nothing says is empty. ``date`` is
    ``2023``, ``2023-12`` or ``2023-12-31``. ``digest`` is the SHA-256 of the file.
    ``pages`` holds the offset at which each page begins, in order; it is empty when the format knows no pages.
    """

    name: str
    title: str
    text: str
    sections: tuple[Section, ...]
    receipt: Receipt
    digest: str
    place: str = ""
    level: str = ""
    date: str = ""
    source: str = ""
    pages: tuple[int, ...] = ()
    year: str = ""
    found: tuple[Found, ...] = ()

    if not TYPE_CHECKING:  # else any attribute would pass

        def __getattr__(self, name: str) -> Any:
            """Make the sections of a report that was kept (``corpus/codec.py``) when they are first asked for."""
            if name == "sections" and (make := self.__dict__.get("unmade")):
                self.__dict__["sections"] = made = make(self.text)
                return made
            raise AttributeError(f"a report has no {name}", name=name, obj=self)

    @property
    def characters(self) -> int:
        """How long its text is."""
        return len(self.text)

    @property
    def extent(self) -> Extent:
        """How much it holds; what it takes to know it is made."""
        sentences = sum(len(paragraph.sentences) for paragraph in self.paragraphs)
        return Extent(len(self.text), len(self.paragraphs), sentences)

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Every paragraph, in the order of the text."""
        return tuple(paragraph for section in self.sections for paragraph in section.paragraphs)

    @cached_property
    def _paragraph_starts(self) -> tuple[int, ...]:
        return tuple(paragraph.start for paragraph in self.paragraphs)

    @cached_property
    def _section_starts(self) -> tuple[int, ...]:
        return tuple(section.start for section in self.sections)

    def paragraph_at(self, offset: int) -> Paragraph:
        """Return the paragraph that holds *offset* (the nearest before it between two paragraphs)."""
        return self.paragraphs[max(0, bisect_right(self._paragraph_starts, offset) - 1)]

    def page_at(self, offset: int) -> int | None:
        """Return the number of the page, from 1, that holds *offset*; None when the report has no pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None

    def section_at(self, offset: int) -> Section:
        """Return the section that holds *offset*."""
        return self.sections[max(0, bisect_right(self._section_starts, offset) - 1)]


@dataclass(frozen=True)
class Quote:
    """A slice of a report: the only way to quote, so nothing but the report's words can be quoted."""

    report: Report
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.report.text):
            raise ValueError(f"no slice {self.start}:{self.end} in {self.report.name}, {len(self.report.text)} long")

    @property
    def text(self) -> str:
        """The words, exactly as the clean text has them."""
        return self.report.text[self.start : self.end]

    def holds(self, other: Quote) -> bool:
        """Whether *other* is this slice or a part of it."""
        return self.report is other.report and self.start <= other.start and other.end <= self.end

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph the quote begins in."""
        return self.report.paragraph_at(self.start)

    @property
    def page(self) -> int | None:
        """The page the quote begins on, counted from 1; None when the report has no pages."""
        return self.report.page_at(self.start)

    @property
    def section(self) -> Section:
        """The section the quote begins in."""
        return self.report.section_at(self.start)


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not become a report. ``code`` is the error's class name; ``detail`` is for the message.

    ``since`` is set while an earlier version of it stays in service: when a newer one first failed (2026-11-22 08:05).
    """

    name: str
    code: str
    detail: str
    since: str = ""


@dataclass(frozen=True)
class Corpus:
    """All reports of a folder, ordered by name, and the files that gave none.

    ``remarks`` names reports that were read and deserve a look: ``SameReport`` and ``AlikeReport`` say what the report
    in their detail does. ``fingerprint`` is the same for the same files and the same ``reports.yaml``, and changes when either does.
    """

    reports: tuple[Report, ...]
    problems: tuple[Problem, ...]
    fingerprint: str
    remarks: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two corpora: names of reports, each sorted; of one renamed, its old name and its new."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.renamed)


def difference(old: Corpus, new: Corpus) -> Difference:
    """Compare two corpora by file name, file digest and metadata; the same bytes under another name were renamed."""
    before = {report.name: _identity(report) for report in old.reports}
    after = {report.name: _identity(report) for report in new.reports}
    added, removed = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    renamed = tuple(_pairs({name: before[name][0] for name in removed}, {name: after[name][0] for name in added}))
    return Difference(
        added=tuple(name for name in added if name not in {to for _, to in renamed}),
        changed=tuple(sorted(name for name in after.keys() & before.keys() if after[name] != before[name])),
        removed=tuple(name for name in removed if name not in {old for old, _ in renamed}),
        renamed=renamed,
    )


def _pairs(removed: dict[str, str], added: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (old, new) for names with the same digest, each name once."""
    left = dict(added)
    for name, digest in removed.items():
        to = next((new for new, other in left.items() if other == digest), None)
        if to is not None:
            del left[to]
            yield name, to


def _identity(report: Report) -> tuple[str, ...]:
    return (report.digest, report.title, report.place, report.level, report.date, report.source, report.year)
