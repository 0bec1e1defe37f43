"""Markdown: as plain text, its tables told as sentences. Everything else stays as written: ``**`` may hide a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.readers import plain
from corpus.readers.raw import Raw, Source, Table
from corpus.readers.sheetlines import reads_as_title
from corpus.readers.tables import table_lines
from corpus.readers.units import table_unit

_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?\s*")
"""The line below the header of a table: ``| --- | :-: |``."""
_BAR = re.compile(r"(?<!\\)\|")


def read(source: Source) -> Raw:
    """Read *source* as text, and the tables in it.

    Raises    UndecodableReport when its bytes are no text
    """
    raw = plain.read(source)
    tables: list[Table] = []
    text = "\n".join(_lines(raw.text.split("\n"), tables))
    return replace(raw, text=text if tables else raw.text, format="md", tables=tuple(tables))


def _lines(written: list[str], tables: list[Table]) -> Iterator[str]:
    """Yield the lines of a text, those of a table told; note each in *tables*."""
    above, at = "", 0
    while at < len(written):
        line = written[at]
        rows = _table(written, at)
        if rows:
            title = above.lstrip("# ") if reads_as_title(above) else ""
            told, table = table_lines("", rows, unit=table_unit(title), heads=1)
            tables.append(table._replace(title=title or table.title))
            yield from told
            at += len(rows) + 1
        else:
            yield line
            at += 1
        above = line if line.strip() and not rows else above


def _table(written: list[str], at: int) -> list[list[str]]:
    """Return the rows of the table that begins on a line, its header first; empty when none does."""
    if at + 1 >= len(written) or not _RULE.fullmatch(written[at + 1]):
        return []
    head = _cells(written[at])
    if len(head) < 2 or len(head) != len(_cells(written[at + 1])):
        return []
    rows = [head]
    for line in written[at + 2 :]:
        if not _BAR.search(line):
            break
        rows.append(_cells(line))
    return rows


def _cells(line: str) -> list[str]:
    r"""Return the cells of a row.

    >>> _cells(r"| 青里村 | 茶\|桑 | 140 |")
    ['青里村', '茶|桑', '140']
    """
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(inner)]
