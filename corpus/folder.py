"""A folder of files becomes a Corpus."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from corpus.errors import EmptyFolder, FolderNotFound
from corpus.model import Corpus, Paragraph, Receipt, Report, Section, Sentence

DEMO = Path(__file__).parent / "reports"
"""The demo reports that ship with the package."""

Progress = Callable[[int, int, str], None]


def load_folder(folder: Path, progress: Progress | None = None) -> Corpus:
    """Read every report of *folder*."""
    if not folder.is_dir():
        raise FolderNotFound(folder)
    reports = []
    for path in sorted(folder.glob("*.txt")):
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
        text = re.sub(r"\n\s*\d{1,3}、", "", text)
        paragraphs = []
        for number, line in enumerate(re.finditer(r"[^\n]+", text), 1):
            sentences = tuple(
                Sentence(line.start() + m.start(), line.start() + m.end(), m[0])
                for m in re.finditer(r"\S[^。！？；]*[。！？；]?", line[0])
            )
            if sentences:
                paragraphs.append(Paragraph(number, line.start(), line.end(), sentences))
        section = Section("", 0, path.stem, 0, len(text), tuple(paragraphs))
        receipt = Receipt("utf-8", len(text), len(text))
        reports.append(Report(path.name, path.stem, text, (section,), receipt, hashlib.sha256(data).hexdigest()))
    if not reports:
        raise EmptyFolder(folder)
    return Corpus(tuple(reports), (), hashlib.sha256("".join(r.digest for r in reports).encode()).hexdigest())
