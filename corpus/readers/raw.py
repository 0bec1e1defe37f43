"""What goes into a reader and what comes out: a source of bytes, and all that is written in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Source(NamedTuple):
    """A file as bytes, with the name its report will have (``汇编.zip/青里村.docx`` for a member of an archive)."""

    name: str
    data: bytes


class Cut(NamedTuple):
    """A piece that a reader left out of the text, in full, and the step that did: ``navigation``, ``running_header`` …

    The Chinese name of each step stands in ``bot/data/messages.yaml`` as ``cleaning.STEP``.
    """

    step: str
    piece: str


class Table(NamedTuple):
    """A table that became sentences: its title, how many cells with words it has, and how many stand in the text."""

    title: str
    cells_in: int
    cells_out: int


@dataclass(frozen=True, slots=True)
class Raw:
    """Everything that is written in a source.

    data      the bytes
    text      the words in reading order, a line a paragraph; line ends as they were, ``cleaning`` writes them all as one
    format    of what kind the source is by its content: ``txt``, ``docx``, ``pdf`` …
    encoding  what the text was written in; empty where the format says that itself
    pages     offset in ``text`` at which each page begins; empty when the format knows no pages
    tables    what became of each table
    cuts      what was left out and why: with ``text`` it makes up all that the source says
    warnings  what an administrator should look at, in Chinese
    """

    data: bytes
    text: str
    format: str
    encoding: str = ""
    pages: tuple[int, ...] = ()
    tables: tuple[Table, ...] = ()
    cuts: tuple[Cut, ...] = ()
    warnings: tuple[str, ...] = ()
