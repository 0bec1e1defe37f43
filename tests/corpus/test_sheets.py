"""Spreadsheets: every sheet, every value as it is shown, hidden ones among the cuts."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from corpus import UndecodableReport, UnreadableReport
from corpus.readers import Cut, Source, read, sheets
from corpus.readers.number_formats import shown
from tests.corpus.office import with_parts, workbook

ROWS: list[list[Any]] = [["村名", "产业", "面积（亩）"], ["青里村", "羊肚菌", 140], ["芜头村", "油桃", 20]]


def test_titles_units_and_notes_around_a_table() -> None:
    rows: list[list[Any]] = [["2023年种植情况"], [None, None, "单位：亩"], ["村名", "产业", "面积"], *ROWS[1:], [], ["注：含复垦地。"]]
    told = read(Source("甲.xlsx", workbook({"Sheet1": rows}, lambda book: book.worksheets[0].merge_cells("A1:C1"))))
    assert told.text.splitlines() == [
        "2023年种植情况",
        "单位：亩",
        "村名：青里村，产业：羊肚菌，面积：140亩。",
        "村名：芜头村，产业：油桃，面积：20亩。",
        "注：含复垦地。",
    ]
    assert [(t.title, t.cells_in, t.cells_out) for t in told.tables] == [("2023年种植情况", 11, 11)]


def test_each_sheet_stands_under_its_name() -> None:
    told = read(Source("甲.xlsx", workbook({"种植": ROWS, "Sheet2": [["说明"]], "养殖": [["肉牛存栏30头。"]]})))
    lines = [line for line in told.text.splitlines() if not line.startswith("村名")]
    assert lines == ["## 种植", "说明", "## 养殖", "肉牛存栏30头。"]


def test_several_tables_on_a_sheet_and_a_table_with_a_gap() -> None:
    second: list[list[Any]] = [["表2 养殖"], ["村名", "产业", "存栏（头）"], ["青里村", "肉牛", 30]]
    rows: list[list[Any]] = [["表1 种植"], *ROWS, [], ["荷陂村", "茶叶", 50], [], [], *second]
    told = read(Source("甲.xlsx", workbook({"Sheet": rows})))
    assert told.text.splitlines()[3:] == [
        "村名：荷陂村，产业：茶叶，面积（亩）：50亩。", "表2 养殖", "村名：青里村，产业：肉牛，存栏（头）：30头。",
    ]  # fmt: skip
    assert [table.title for table in told.tables] == ["表1 种植", "表2 养殖"]


def test_hidden_rows_columns_sheets_and_comments_go_to_the_cuts() -> None:
    def hide(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True
        sheet["A2"].comment = Comment("数字待核", "a")
        book.worksheets[1].sheet_state = "hidden"

    rows = [[*row, extra] for row, extra in zip(ROWS, ["经办人", "罗秋生", "白晓梅"], strict=True)]
    told = read(Source("甲.xlsx", workbook({"Sheet1": rows, "底稿": [["旧数180"]]}, hide)))
    assert told.text == "村名：青里村，产业：羊肚菌，面积（亩）：140亩。"
    assert told.cuts == (
        Cut("comment", "数字待核"),
        Cut("hidden", "经办人\n罗秋生\n芜头村\n油桃\n20\n白晓梅"),
        Cut("hidden", "底稿\n旧数180"),
    )


def test_a_hidden_row_parts_no_table() -> None:
    def hide(book: Workbook) -> None:
        book.worksheets[0].row_dimensions[2].hidden = True

    assert read(Source("甲.xlsx", workbook({"Sheet1": ROWS}, hide))).text == "村名：芜头村，产业：油桃，面积（亩）：20亩。"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (140, "General", "140"),
        (0.1 + 0.2, "General", "0.3"),
        (1e15, "General", "1000000000000000"),
        (0.625, "0.0%", "62.5%"),
        (0.8, "0%", "80%"),
        (1234567, "#,##0", "1,234,567"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        (-3, "0", "-3"),
        (0, '0;-0;"无"', "无"),
        (12.345, "0.0", "12.3"),
        (2.5, "0", "3"),
        (1.5, "0.##", "1.5"),
        (7, "000", "007"),
        (30, '0"万元"', "30万元"),
        (30, '"约"0\\亩', "约30亩"),
        (1200, "[$¥-804]#,##0", "¥1,200"),
        (1200, "¥#,##0;[Red]¥-#,##0", "¥1,200"),
        (450000, "0.0,", "450.0"),
        (0.5, "# ?/?", "0.5"),
        (1234567, "0.00E+00", "1234567"),
        (5, "@", "5"),
        (5, "[$" * 20_000, "5"),
        (True, "General", "TRUE"),
        ("甲", "General", "甲"),
        (None, "General", ""),
        (dt.date(2023, 6, 1), "yyyy-mm-dd", "2023-06-01"),
        (dt.datetime(2023, 6, 1), "mm-dd-yy", "2023-06-01"),
        (dt.datetime(2023, 6, 1, 9, 30), "yyyy-mm-dd h:mm", "2023-06-01 09:30"),
        (dt.datetime(2023, 6, 1), 'yyyy"年"m"月"d"日"', "2023年6月1日"),
        (dt.datetime(2023, 6, 1), "yyyy年m月", "2023年6月"),
        (dt.datetime(2023, 6, 1), "[$-804]m月d日 aaaa", "6月1日 星期四"),
        (dt.datetime(2023, 6, 1, 9, 5), "h时mm分", "9时05分"),
        (dt.time(9, 5), "h:mm", "09:05"),
        (dt.timedelta(hours=30, minutes=5), "[h]:mm", "30:05:00"),
    ],
)
def test_values_are_told_as_they_are_shown(value: object, form: str, text: str) -> None:
    assert shown(value, form) == text


def test_dates_in_the_formats_that_only_chinese_excel_knows() -> None:
    """Excel names 2023年6月1日 by a number alone (31); without knowing it, 45078 would be read."""
    data = workbook({"Sheet1": [["村名", "登记日期"], ["青里村", 45078]]})
    with zipfile.ZipFile(BytesIO(data)) as opened:
        styles = opened.read("xl/styles.xml").decode()
    styles = re.sub(r'(<cellXfs[^>]*><xf [^>]*?numFmtId=)"0"', r'\1"31"', styles)
    assert "2023年6月1日" in read(Source("甲.xlsx", with_parts(data, {"xl/styles.xml": styles}))).text


def test_a_formula_is_told_by_its_result_and_missed_when_it_has_none() -> None:
    data = workbook({"Sheet1": [*ROWS, ["合计", None, "=SUM(C2:C3)"]]})
    told = read(Source("甲.xlsx", data))
    assert ["公式没有存下结果" in warning for warning in told.warnings] == [True]
    with zipfile.ZipFile(BytesIO(data)) as opened:
        sheet = opened.read("xl/worksheets/sheet1.xml").decode()
    counted = re.sub(r"</f><v ?/>|</f><v></v>", "</f><v>160</v>", sheet)
    told = read(Source("甲.xlsx", with_parts(data, {"xl/worksheets/sheet1.xml": counted})))
    assert told.text.splitlines()[-1] == "合计，面积（亩）：160亩。"
    assert not told.warnings


def test_more_cells_than_are_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", 6)
    told = read(Source("甲.xlsx", workbook({"Sheet1": ROWS})))
    assert told.text == "村名：青里村，产业：羊肚菌，面积（亩）：140亩。"
    assert told.warnings == ("单元格太多，只读了前 6 个，另有 3 个没有读，请拆成几份",)


def test_a_few_words_at_the_ends_of_a_sheet_are_no_huge_table() -> None:
    def write(book: Workbook) -> None:
        book.worksheets[0]["XFD1048576"] = "角落里的话。"

    assert read(Source("甲.xlsx", workbook({"Sheet1": [["开头的话。"]]}, write))).text == "开头的话。\n角落里的话。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("村名,产业,面积（亩）\n青里村,羊肚菌,140\n", "utf-8-sig"),
        ("村名;产业;面积（亩）\r\n青里村;羊肚菌;140\r\n", "gb18030"),
        ("村名\t产业\t面积（亩）\n青里村\t羊肚菌\t140\n", "utf-16"),
        ('sep=;\n村名;产业;"面积\n（亩）"\n"青里村";羊肚菌;140', "utf-8"),
    ],
)
def test_values_parted_by_marks(text: str, encoding: str) -> None:
    told = read(Source("甲.csv", text.encode(encoding)))
    assert told.text == "村名：青里村，产业：羊肚菌，面积（亩）：140亩。"
    assert told.format == "csv"


@pytest.mark.parametrize("text", ["青里村种植羊肚菌。\n芜头村种植油桃。", "一行"])
def test_text_without_marks_stays_text(text: str) -> None:
    assert read(Source("甲.csv", text.encode())).text == text


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (workbook({"Sheet1": ROWS})[:-50], "不完整或已损坏"),
        (with_parts(workbook({"Sheet1": ROWS}), {SHEET: "<worksheet"}), "已损坏"),
        (with_parts(workbook({"Sheet1": ROWS}), {"xl/workbook.xml": "<a/>"}), "已损坏"),
        (with_parts(workbook({"Sheet1": ROWS}), {SHEET: '<!DOCTYPE a [<!ENTITY b "甲">]><worksheet/>'}), "声明了实体"),
        (with_parts(workbook({"Sheet1": ROWS}), {SHEET: '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'}), "合并的单元格"),
        (with_parts(workbook({"Sheet1": ROWS}), {SHEET: " " * 50_000_000}), "压缩炸弹"),
    ],
    ids=["truncated", "no xml", "no workbook", "entities", "merged", "bomb"],
)
def test_what_cannot_be_read_says_why(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableReport) as caught:
        read(Source("甲.xlsx", data))
    assert told in caught.value.detail


def test_bytes_that_are_no_text_are_no_csv() -> None:
    with pytest.raises(UndecodableReport) as caught:
        read(Source("甲.csv", b"\x00\x01\x02"))
    assert caught.value.path == Path("甲.csv")
