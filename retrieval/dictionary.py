"""jieba's dictionary, loaded ten times faster than jieba loads it.

jieba keeps its half million entries as a marshalled dict, which takes most of a command's start. The same entries as one
text and one array of counts are split and zipped in a tenth of the time. The file lies in the user's cache folder and is
made anew when jieba's own dictionary changes; without a writable cache folder jieba's way is taken.
"""

from __future__ import annotations

import os
from array import array
from pathlib import Path

import jieba

_MAGIC = "cunwen dictionary 1"


def load_dictionary() -> tuple[dict[str, int], int]:
    """Return jieba's entries (words and their prefixes) with counts, and the sum of all counts."""
    source = Path(jieba.__file__).parent / "dict.txt"
    stamp = f"{_MAGIC} {jieba.__version__} {source.stat().st_size}"
    cached = _read(stamp)
    if cached is None:
        with source.open("rb") as file:
            cached = jieba.Tokenizer().gen_pfdict(file)
        _write(stamp, *cached)
    return cached


def _folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cunwen"


def _read(stamp: str) -> tuple[dict[str, int], int] | None:
    """Return the cached dictionary, None when there is none or it is not whole."""
    try:
        header, _, words = (_folder() / "words.txt").read_text("utf-8").partition("\n")
        counts = array("I")
        counts.frombytes((_folder() / "counts.bin").read_bytes())
        total, checksum = map(int, header.removeprefix(stamp).split())
    except (OSError, RuntimeError, ValueError):
        return None
    entries = dict(zip(words.split("\n"), counts, strict=False))
    return (entries, total) if len(entries) == len(counts) and sum(counts) == checksum else None


def _write(stamp: str, entries: dict[str, int], total: int) -> None:
    """Keep the dictionary for the next start; a folder that cannot be written only costs time."""
    try:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in (
            ("counts.bin", array("I", entries.values()).tobytes()),
            ("words.txt", "\n".join([f"{stamp} {total} {sum(entries.values())}", *entries]).encode("utf-8")),
        ):
            part = folder / f"{name}.{os.getpid()}"
            part.write_bytes(data)
            part.replace(folder / name)
    except (OSError, RuntimeError):
        return
