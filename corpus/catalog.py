"""The file reports.yaml of a folder: what its reports are called, where and when they were written.

reports:
  - file: 青里村2023.txt      # the name of a file in this folder, or 汇编.zip/青里村.docx; the only key that must be there
    title: 青里村2023年工作总结
    place: 青里村
    level: 村
    date: 2023-12
    source: 村委会提供
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

import msgspec

from corpus.copies import fast_copy
from corpus.errors import BrokenCatalog

NAME = "reports.yaml"
DATE = re.compile(r"\d{4}(?:-(?:0?[1-9]|1[0-2])(?:-(?:0?[1-9]|[12]\d|3[01]))?)?", re.ASCII)
"""What a date may be: 2023, 2023-12 or 2023-12-31."""
KEYS = ("file", "title", "place", "level", "date", "source")


class Entry(NamedTuple):
    """What the catalog says of one file; empty where it says nothing."""

    title: str = ""
    place: str = ""
    level: str = ""
    date: str = ""
    source: str = ""


def read_catalog(folder: Path) -> dict[str, Entry]:
    """Return the entries of the folder's reports.yaml by file name; none when it has no such file.

    Every value is taken as it is written: a date stays ``2023-12`` and a year ``2023``.

    Raises    BrokenCatalog, with the line and what to do in its detail
    """
    path = folder / NAME
    try:
        data = path.read_bytes()
        packed = fast_copy("catalog", f"{' '.join(KEYS)} {hashlib.sha256(data).hexdigest()}", lambda: _packed(data))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BrokenCatalog(path, f"打不开：{error.strerror or type(error).__name__}") from error
    except ValueError as error:
        raise BrokenCatalog(path, str(error)) from error
    return msgspec.msgpack.decode(packed, type=dict[str, Entry])


def _packed(data: bytes) -> bytes:
    from corpus.listing import read_entries  # with all that reads YAML: few starts need it

    try:
        return msgspec.msgpack.encode(read_entries(data))
    except UnicodeEncodeError as error:
        raise ValueError("里面有半个字符（代理对的一半），请把那一处重新写一遍") from error
