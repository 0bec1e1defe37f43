"""Stored rows as a CSV file that Excel opens: Chinese headings, readable times, nothing that is run as a formula.

Excel takes a file for UTF-8 by its first three bytes, and reads a cell that begins with = + - or @ as a formula, so that
a question could fetch a page or start a program on the machine of whoever opens the file. Such a cell gets a ' before it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.wording.messages import message, sentences

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
CHINA = timezone(timedelta(hours=8))
TIMES = {"sent", "checked", "voted"}
"""Columns that count seconds since 1970."""
FOR_PROGRAMS = {"turn", "turns", "digest", "fingerprint", "token"}
"""Columns that only the JSON has."""


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Return *rows* of bot.records.personal as a table with one line a row and every column that any of them has."""
    flat = [_flat(row) for row in rows]
    columns = list(dict.fromkeys(name for row in flat for name in row))
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(_named("columns", name) for name in columns)
    writer.writerows([_cell(name, row.get(name)) for name in columns] for row in flat)
    return BOM + table.getvalue()


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    """Return *rows* as a JSON list, for programs."""
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Put what a turn adds to its row in its place: the question made complete, the report that answered."""
    turn = row.get("turn")
    added = {"understood": turn.get("understood"), "report": turn.get("report")} if isinstance(turn, dict) else {}
    return {**{name: value for name, value in row.items() if name not in FOR_PROGRAMS}, **added}


def _cell(name: str, value: Any) -> Any:
    if name == "table":
        return _named("tables", str(value))
    if name == "reason" and value in sentences():
        return message(value)
    if name in TIMES and isinstance(value, int):
        return datetime.fromtimestamp(value, CHINA).strftime("%Y-%m-%d %H:%M:%S")
    return harmless(value) if isinstance(value, str) else value


def harmless(text: str) -> str:
    """Return *text* so that no spreadsheet takes it for a formula.

    >>> harmless("=HYPERLINK(A1)"), harmless("羊肚菌")
    ("'=HYPERLINK(A1)", '羊肚菌')
    """
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _named(section: str, name: str) -> str:
    """Return what a column or table is called in Chinese; its own name where it has none."""
    return message(code) if (code := f"{section}.{name}") in sentences() else name
