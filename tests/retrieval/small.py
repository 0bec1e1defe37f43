"""Libraries of a few sentences."""

from __future__ import annotations

from pathlib import Path

from retrieval import Library, open_library


def library_of(folder: Path, *sentences: str) -> Library:
    """Write *sentences* into *folder*, a paragraph each, as one report, and open it."""
    (folder / "报告.txt").write_text("\n".join(sentences), encoding="utf-8")
    return open_library(folder)
