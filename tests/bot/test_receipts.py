"""The receipt of a file: in short for a chat, in full for a terminal, and all of it as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from bot.wording.receipts import receipt_dict, receipt_lines, receipt_text
from corpus import Cut, Report, ReportError, Table
from corpus.catalog import Entry
from corpus.characters import FOLD
from corpus.making import make_report
from corpus.readers import Source
from tests.corpus.strategies import anything

DIRTY = """沙枣镇2023年工作总结
某某汇 www.example.com
一、成效
今年以来，镇里修路３公里,种植
- 1 -
茭白**亩。
点击下载全文
沙枣镇人民政府
2024年1月5日
"""


def made(text: str = DIRTY, entry: Entry | None = None) -> Report:
    return make_report(Source("沙枣镇.txt", text.encode("utf-8-sig")), entry or Entry())


def characters(text: str) -> Counter[str]:
    return Counter(character for character in text.translate(FOLD) if not character.isspace())


def test_the_short_form_says_what_a_chat_needs() -> None:
    assert receipt_lines(made()) == (
        "《沙枣镇2023年工作总结》（沙枣镇.txt）",
        "txt · 编码 utf-8 · 1 篇 2 节 5 段 5 句 · 57 字",
        "信息：地点 沙枣镇（文中）｜级别 镇（文中）｜年份 2023年（文中）｜日期 2024年1月5日（文中）",
        "清理掉 27 字：去除网站广告 2 处、去除页码行 1 处",
        "注意：有 1 处数字用星号隐去，回答时照原样引用",
        "注意：清理掉的文字占 37%，请核对",
    )


def test_what_reports_yaml_declares_is_not_marked_as_found() -> None:
    told = receipt_text(made(entry=Entry(place="河湾县沙枣镇", date="2023-12")))
    assert "信息：地点 河湾县沙枣镇｜级别 镇（文中）｜年份 2023年（文中）｜日期 2023年12月" in told


def test_the_long_form_says_how_much_each_step_cut() -> None:
    told = receipt_text(made())
    assert "清理：去除网站广告 2 处，删去 24 字，如 某某汇 www.example.com／点击下载全文" in told
    assert "清理：去除页码行 1 处，删去 3 字，如 3公里,种植⏎- 1 -⏎茭白**亩。" in told
    assert "清理：全角数字改半角 1 处，如 ３" in told


def test_cells_pages_and_what_the_reader_cut_are_told() -> None:
    """Also steps that no cleaning knows; a table that lost a cell is named."""
    report = made()
    receipt = replace(
        report.receipt, format="docx", encoding="", pages=12, cuts=(Cut("navigation", "首页"), *report.receipt.cuts),
        tables=(Table("种植", 6, 6), Table("养殖", 8, 7)),
    )  # fmt: skip
    report = replace(report, receipt=receipt)
    told = receipt_text(report)
    assert "格式：docx；12 页；" in told
    assert "表格：2 个，单元格 14 个，读入 13 个" in told
    assert "表格《养殖》有 8 个单元格，只读入 7 个" in told
    assert "《种植》" not in told
    assert " 1 处，删去 2 字，如 首页" in told
    assert "docx · 12 页 · " in receipt_lines(report)[1]
    assert receipt_dict(report)["tables"][1] == {"title": "养殖", "cells_in": 8, "cells_out": 7}


@given(anything)
def test_the_text_and_the_cuts_of_the_receipt_make_up_the_source(text: str) -> None:
    """Nothing is lost silently, whatever is thrown at it."""
    try:
        report = made(text)
    except ReportError:
        return
    told = receipt_dict(report)
    cut = sum((characters(cut["piece"]) for cut in told["cuts"]), Counter())
    assert characters(text) == characters(report.text) + cut
    assert all(cut["step"] and cut["piece"].strip() for cut in told["cuts"])
    assert receipt_lines(report)[0].startswith("《")
    assert receipt_text(report).startswith("沙枣镇.txt\n")


@pytest.mark.parametrize("name", ["format", "encoding", "pages", "articles", "sections", "paragraphs", "sentences", "warnings"])
def test_the_json_form_has_every_count(name: str) -> None:
    assert receipt_dict(made())[name] in ("txt", "utf-8", 0, 1, 2, 5, list(made().receipt.warnings))
