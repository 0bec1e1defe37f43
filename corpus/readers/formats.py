"""Which format a source is in, by its first bytes; among texts, by its name."""

from __future__ import annotations

from pathlib import Path

from corpus.readers.raw import Source

TEXTS = {".txt": "txt", ".md": "md", ".markdown": "md", ".docx": "docx", ".xlsx": "xlsx", ".csv": "csv"}
"""Formats that only the name tells apart."""


def format_of(source: Source) -> str:
    """Return the format of *source*; empty when it is none that is known.

    >>> format_of(Source("青里村.txt", "青里村".encode()))
    'txt'
    """
    return TEXTS.get(Path(source.name).suffix.lower(), "")
