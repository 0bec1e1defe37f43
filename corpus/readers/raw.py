"""What goes into a reader and what comes out: a source of bytes, and all that is written in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from corpus.model import Cut, Table

__all__ = ["Cut", "Raw", "Source", "Table"]


class Source(NamedTuple):
    """A file as bytes, with the name its report will have (``汇编.zip/青里村.docx`` for a member of an archive)."""

    name: str
    data: bytes


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
    published when a web page says that it was put up, in whatever form; empty where nothing says so
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
    published: str = ""
