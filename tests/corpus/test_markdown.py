"""Markdown: tables become sentences, everything else stays as written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers import Raw, Source, read

TABLE = "| 村名 | 产业 | 面积 |\n| --- | :-: | ---: |\n| 青里村 | 羊肚菌 | 140 |\n| 芜头村 | 油桃 | 20 |\n"


def markdown(text: str) -> Raw:
    return read(Source("甲.md", text.encode()))


def test_a_table_is_told_row_by_row_with_its_title_and_unit() -> None:
    told = markdown(f"# 总结\n\n种了茶。\n\n### 表1 种植情况（单位：亩）\n\n{TABLE}\n以上。\n")
    assert told.format == "md"
    assert told.text.splitlines() == [
        "# 总结", "", "种了茶。", "", "### 表1 种植情况（单位：亩）", "",
        "村名：青里村，产业：羊肚菌，面积：140亩。", "村名：芜头村，产业：油桃，面积：20亩。", "", "以上。",
    ]  # fmt: skip
    assert [tuple(table) for table in told.tables] == [("表1 种植情况（单位：亩）", 9, 9)]


def test_rows_without_bars_at_their_ends_and_of_other_lengths() -> None:
    told = markdown("村名 | 产业\n--- | ---\n青里村 | 茶\\|桑 | 多出来的\n芜头村|\n").text
    assert told.splitlines()[0].startswith("村名：青里村，产业：茶|桑")
    assert "多出来的" in told
    assert "芜头村" in told


@pytest.mark.parametrize("text", ["甲|乙\n丙|丁", "标题\n---\n正文。", "甲|乙\n---\n丙", "**万元**|", "| --- | --- |"])
def test_what_is_no_table_stays_as_written(text: str) -> None:
    assert markdown(text).text == text


@given(st.lists(st.lists(st.text("甲乙丙1|\\-: ", max_size=4), min_size=1, max_size=4), max_size=5))
def test_every_word_of_a_table_is_told(rows: list[list[str]]) -> None:
    body = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    told = markdown(f"| 村 | 业 |\n| - | - |\n{body}完。").text
    assert set(re.findall(r"\w", body)) <= set(told)
