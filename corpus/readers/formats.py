"""Which format a source is in, by its first bytes; among texts, by its name."""

from __future__ import annotations

from pathlib import Path

from corpus.readers.raw import Source

TEXTS = {".txt": "txt", ".md": "md", ".markdown": "md"}
"""Formats that only the name tells apart."""
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM", b"II*\0", b"MM\0*")


def format_of(source: Source) -> str:
    """Return the format of *source*; empty when it is none that is known.

    A PDF may begin behind a few bytes that are none of it.

    >>> format_of(Source("青里村.txt", "青里村".encode()))
    'txt'
    """
    if b"%PDF-" in source.data[:1024]:
        return "pdf"
    if source.data.startswith(_PICTURES) or (source.data[:4] == b"RIFF" and source.data[8:12] == b"WEBP"):
        return "image"
    return TEXTS.get(Path(source.name).suffix.lower(), "")
