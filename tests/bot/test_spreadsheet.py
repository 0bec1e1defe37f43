"""The CSV file: opened by Excel as it is meant, and nothing in it is run."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording.spreadsheet import BOM, as_csv, harmless


def read(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file by their headings."""
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def row(**fields: Any) -> dict[str, Any]:
    """A stored question."""
    turn = {"understood": "完整的", "report": "甲.txt"}
    stored = {"table": "turns", "user": 1, "chat": -100, "sent": 0, "asked": "问", "answer": None, "reason": "not_said"}
    return {**stored, "turn": turn, **fields}


def test_headings_times_and_reasons_are_chinese() -> None:
    (read_back,) = read(as_csv([row()]))
    assert read_back == {
        "类别": "提问", "用户编号": "1", "会话编号": "-100", "时间（北京时间）": "1970-01-01 08:00:00", "问题": "问", "答案": "",
        "没有答上的原因": "报告里有这些词，但没有说到所问的内容。", "完整的问题": "完整的", "出处": "甲.txt",
    }  # fmt: skip


def test_rows_of_several_tables_share_the_columns() -> None:
    """One that is not known here keeps its own names."""
    first, second = read(as_csv([row(), {"table": "later", "user": 2, "mood": "好"}]))
    assert first["mood"] == ""
    assert (second["类别"], second["用户编号"], second["mood"], second["问题"]) == ("later", "2", "好", "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "＠SUM", "－1"])
def test_no_cell_begins_a_formula(text: str) -> None:
    assert read(as_csv([row(asked=text)]))[0]["问题"] == f"'{text}"


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    """With its line ends, quotes and commas; but for the mark that makes it harmless."""
    storable = text.encode("utf-8", "ignore").decode().replace("\0", "")
    assert read(as_csv([row(asked=storable)]))[0]["问题"] == harmless(storable)
    assert harmless(storable).removeprefix("'") == storable.removeprefix("'")
