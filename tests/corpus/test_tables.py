"""Tables: cells in, cells out; each value told with what it is of and in the unit its header tells."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.grid import Cell, lay_out
from corpus.readers.tables import table_lines

TEXTS = st.one_of(
    st.sampled_from(
        [
            "", "", "村名", "产业", "面积（亩）", "合计", "140", "***", "2023年", "1,200.5", "青里村", "羊肚菌",
            "一、山区", "1.修路。\n2.种树", "单位：万元", "注：数据", "：", "，",
        ]
    ),
    st.text(max_size=12),
)
CELLS = st.one_of(TEXTS, st.builds(Cell, TEXTS, st.integers(0, 5), st.integers(0, 5)))
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=7)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(st.sampled_from(["", "表1 各村产业（单位：亩）"]), TABLES, st.integers(0, 3))
def test_cells_in_are_cells_out(title: str, rows: list[list[str | Cell]], heads: int) -> None:
    lines, table = table_lines(title, rows, heads=heads)
    told = squeezed("".join(lines))
    texts = [cell if isinstance(cell, str) else cell.text for row in rows for cell in row]
    assert all(squeezed(line) in told for text in texts for line in text.splitlines())
    assert table.cells_in == table.cells_out == sum(bool(text.strip()) for text in texts)
    assert all(line.strip() and "\n" not in line for line in lines)


@given(TABLES)
def test_a_grid_is_a_rectangle_in_which_every_cell_stands(rows: list[list[str | Cell]]) -> None:
    grid = lay_out(rows)
    assert len({len(row) for row in grid}) <= 1
    standing = [cell.text for cell in {id(cell): cell for row in grid for cell in row}.values() if cell.text]
    texts = [(cell if isinstance(cell, str) else cell.text).strip() for row in rows for cell in row]
    assert sorted(standing) == sorted(filter(None, texts))


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (  # the unit goes with the figure, hidden ones too; an empty cell says nothing
            [["村名", "产业", "种植面积（亩）"], ["青里村", "羊肚菌", "140"], ["芜头村", "", "***"], ["合计", "", "240"]],
            [
                "村名：青里村，产业：羊肚菌，种植面积（亩）：140亩。",
                "村名：芜头村，种植面积（亩）：***亩。",
                "合计，种植面积（亩）：240亩。",
            ],
        ),
        (  # two levels of header
            [[Cell("村名", down=2), Cell("产业", across=2), Cell("备注", down=2)], ["名称", "面积（亩）"], ["青里村", "油桃", "32", ""]],
            ["村名：青里村，产业名称：油桃，产业面积（亩）：32亩。", "备注。"],
        ),
        (  # rows named in the first column, with the unit there
            [["", "2022年", "2023年"], ["茶叶面积（亩）", "1800", "2100"], ["总收入（万元）", "450", "640"]],
            ["茶叶面积（亩），2022年：1800亩，2023年：2100亩。", "总收入（万元），2022年：450万元，2023年：640万元。"],
        ),
        (  # a column of units
            [["指标", "计量单位", "数值"], ["茶叶面积", "亩", "1800"]],
            ["指标：茶叶面积，计量单位：亩，数值：1800亩。"],
        ),
        (  # a word that spans rows is told in each of them, a figure once for all
            [["项目", "村", "投资（万元）"], [Cell("环线路", down=2), "青里村", Cell("500", down=2)], ["芜头村"]],
            [
                "项目：环线路，村：青里村。",
                "项目：环线路，村：青里村、芜头村，投资（万元）：500万元。",
                "项目：环线路，村：芜头村。",
            ],
        ),
        (  # a form of two columns
            [["项目名称", "羊肚菌基地"], ["建设地点", "青里村"], ["总投资（万元）", "500"]],
            ["项目名称：羊肚菌基地。", "建设地点：青里村。", "总投资（万元）：500万元。"],
        ),
        (  # a form of four
            [["姓名", "罗秋生", "性别", "女"], ["职务", "书记", "电话", "123456"]],
            ["姓名：罗秋生。", "性别：女。", "职务：书记。", "电话：123456。"],
        ),
        (  # title, unit and groups within the table, a note below it
            [
                [Cell("种植情况", across=3)],
                ["单位：亩", "", ""],
                ["村", "早稻", "户数"],
                [Cell("一、山区", across=3)],
                ["青里村", "12", "13"],
                [Cell("注：据统计。", across=3)],
            ],
            ["种植情况", "单位：亩", "【一、山区】村：青里村，早稻：12亩，户数：13户。", "注：据统计。"],
        ),
        ([["近年来，镇里修了路。"], ["各村种了树。"]], ["近年来，镇里修了路。", "各村种了树。"]),  # used for layout
        ([["茶叶面积", "1800亩"], ["油桃", "320亩"]], ["茶叶面积：1800亩。", "油桃：320亩。"]),
    ],
)
def test_a_row_is_a_sentence(rows: list[list[str | Cell]], lines: list[str]) -> None:
    assert table_lines("", rows)[0] == lines


def test_the_unit_told_for_a_table_holds_where_a_header_does_not_say_otherwise() -> None:
    rows = [["序号", "指标", "2023年", "占比（%）", "排名"], ["1", "总收入", "640", "62", "3"]]
    assert table_lines("表2 收入（单位：万元）", rows)[0] == [
        "表2 收入（单位：万元）",
        "序号：1，指标：总收入，2023年：640万元，占比（%）：62%，排名：3。",
    ]


def test_a_header_that_stands_again_on_the_next_page_is_told_once() -> None:
    header = ["村名", "产业", "面积（亩）"]
    rows = [header, ["青里村", "油桃", "3"], header, ["芜头村", "油桃", "4"]]
    assert len(table_lines("", rows)[0]) == 2
