"""Word: everything that is shown becomes text, in order and once; everything else stands among the cuts."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import EmptyReport, UnreadableReport
from corpus.readers import Cut, Source, read
from tests.corpus.office import (
    END,
    NUMBERED,
    begin,
    item,
    numbering,
    paragraph,
    part,
    read_word,
    run,
    table,
    text_box,
    with_parts,
    word,
)

SHOWN = '<w:vanish w:val="0"/>'
TOC = r"TOC \o"


def test_automatic_numbers_are_written_out() -> None:
    """The number is not in the text of the file, yet people ask for 第二点."""
    levels = numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("bullet", "\uf0b7"))
    told = read_word(
        item("产业"), item("茶叶", 1), item("新建大棚", 2), item("5个村修路", 2), item("油桃", 1), item("采摘", 2),
        item("清淤", 3), item("问题"), item("另起", 0, 2), parts={"word/numbering.xml": levels},
    )  # fmt: skip
    assert told.text.splitlines() == [
        "一、产业", "（一）茶叶", "1.新建大棚", "2. 5个村修路", "（二）油桃", "1.采摘", "• 清淤", "二、问题", "一、另起",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "pattern", "shown"),
    [
        ("decimalEnclosedCircle", "%1", ["①甲", "②甲"]),
        ("decimal", "第%1章", ["第1章 甲", "第2章 甲"]),
        ("upperLetter", "%1)", ["A)甲", "B)甲"]),
        ("lowerRoman", "%1.", ["i.甲", "ii.甲"]),
        ("ideographTraditional", "%1、", ["甲、甲", "乙、甲"]),
        ("chineseLegalSimplified", "%1、", ["壹、甲", "贰、甲"]),
        ("none", "", ["甲", "甲"]),
    ],
)
def test_each_way_to_count(form: str, pattern: str, shown: list[str]) -> None:
    told = read_word(item("甲"), item("甲"), parts={"word/numbering.xml": numbering((form, pattern))}).text.splitlines()
    assert [line.replace(" ", "") for line in told] == [line.replace(" ", "") for line in shown]


def test_headings_show_as_such() -> None:
    """Those that need it get the # of Markdown; numbered ones and those that read like headings stay as written."""

    def build(document: Word) -> None:
        document.add_heading("产业", 1)
        document.add_heading("茶叶", 2)
        document.add_paragraph("种了茶。")
        document.add_heading("问题", 1)
        document.add_paragraph("缺水。")

    assert read_word(build=build).text.splitlines() == ["## 产业", "### 茶叶", "种了茶。", "## 问题", "缺水。"]


def test_numbered_headings_stay_as_written() -> None:
    def build(document: Word) -> None:
        document.add_heading("柳溪镇工作总结", 1)
        document.add_heading("一、产业", 2)
        document.add_paragraph("种了茶。")

    assert read_word(build=build).text.splitlines() == ["柳溪镇工作总结", "一、产业", "种了茶。"]


def test_tracked_changes_and_hidden_words_go_to_the_cuts() -> None:
    told = read_word(
        f'<w:p>{run("种植")}<w:del w:author="a"><w:r><w:delText>200亩</w:delText></w:r></w:del>'
        f'<w:ins w:author="a">{run("140亩")}</w:ins>{run("内部掌握", "<w:vanish/>")}{run("。", SHOWN)}</w:p>',
    )
    assert told.text == "种植140亩。"
    assert told.cuts == (Cut("deleted", "200亩"), Cut("hidden", "内部掌握"))


def test_a_deleted_paragraph_mark_joins_what_it_parted() -> None:
    deleted = '<w:rPr><w:del w:author="a"/></w:rPr>'
    assert read_word(paragraph("青里村种植", deleted), paragraph("羊肚菌。")).text == "青里村种植羊肚菌。"


def test_text_boxes_are_read_once_and_after_their_paragraph() -> None:
    """Word writes each box twice, for itself and for older programs."""
    told = read_word(
        f'<w:p>{run("见右图。")}{text_box("荷陂村建成冷库2座。")}</w:p>',
        paragraph("下一段。"),
    )
    assert told.text.splitlines() == ["见右图。", "荷陂村建成冷库2座。", "下一段。"]


def test_notes_stand_behind_the_paragraph() -> None:
    notes = part(
        "footnotes",
        f'<w:footnote w:id="-1" w:type="separator">{paragraph("线")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("含复垦的30亩。")}</w:footnote><w:footnote w:id="3">{paragraph("无人提到。")}</w:footnote>',
    )
    ends = part("endnotes", f'<w:endnote w:id="2">{paragraph("据农业办。")}</w:endnote>')
    told = read_word(
        f'<w:p>{run("种植140亩")}<w:r><w:footnoteReference w:id="2"/></w:r>{run("，增收")}<w:r><w:endnoteReference w:id="2"/></w:r>'
        f'{run("30万元。")}</w:p>',
        paragraph("下一段。"),
        parts={"word/footnotes.xml": notes, "word/endnotes.xml": ends},
    )
    assert told.text.splitlines() == ["种植140亩，增收30万元。", "注1：含复垦的30亩。", "尾注1：据农业办。", "下一段。"]
    assert Cut("deleted", "无人提到。") in told.cuts


def test_contents_comments_headers_and_footers_go_to_the_cuts() -> None:
    def build(document: Word) -> None:
        document.sections[0].header.paragraphs[0].text = "内部资料 注意保存"
        document.sections[0].footer.paragraphs[0].text = "第 1 页"

    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    told = read_word(
        f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{paragraph('目录')}{paragraph('一、产业 1')}</w:sdtContent></w:sdt>",
        f"<w:p>{begin(TOC)}{run('二、问题')}</w:p>",
        f"<w:p>{begin('PAGEREF a')}{run('12')}{END}</w:p>",
        f"<w:p>{END}{run('正文')}</w:p>",
        f"<w:p>{begin('HYPERLINK a')}{run('种植140亩')}{END}{run('。')}</w:p>",
        parts={"word/comments.xml": part("comments", f'<w:comment w:id="1">{paragraph("数字待核")}</w:comment>')},
        build=build,
    )
    assert told.text.splitlines() == ["正文", "种植140亩。"]
    assert {cut.step for cut in told.cuts} == {"contents", "running_header", "comment"}
    pieces = "".join(cut.piece for cut in told.cuts)
    assert all(words in pieces for words in ["目录\n一、产业 1", "二、问题", "内部资料 注意保存", "第 1 页", "数字待核"])


def test_a_field_that_never_ends_hides_nothing() -> None:
    assert read_word(f"<w:p>{begin('TOC')}{run('一、产业')}</w:p>", paragraph("种茶。")).text == "一、产业\n种茶。"


def test_signs_and_wrappings() -> None:
    told = read_word(
        f'<w:p>{run("甲")}<w:r><w:tab/><w:noBreakHyphen/><w:softHyphen/><w:sym w:font="Wingdings" w:char="F0FE"/>'
        f'<w:br/></w:r><w:smartTag>{run("乙")}</w:smartTag><w:hyperlink>{run("丙")}</w:hyperlink>'
        f'<w:sdt><w:sdtContent>{run("丁")}</w:sdtContent></w:sdt><w:r><w:ruby><w:rt>{run("wù")}</w:rt>'
        f'<w:rubyBase>{run("戊")}</w:rubyBase></w:ruby></w:r></w:p>',
        f"<w:sdt><w:sdtContent>{paragraph('己')}</w:sdtContent></w:sdt>",
    )
    assert told.text == "甲\t-☑\n乙丙丁戊\n己"
    assert told.cuts == (Cut("reading", "wù"),)


def test_a_table_stands_in_its_place_with_its_caption_and_unit() -> None:
    def build(document: Word) -> None:
        document.add_paragraph("情况如下。")
        document.add_paragraph("表1 各村种植情况")
        document.add_paragraph("单位：亩")
        table(document, [["村名", "产业", "面积"], ["青里村", "羊肚菌", "140"], ["", "油桃", "20"]])
        document.tables[0].cell(1, 0).merge(document.tables[0].cell(2, 0))
        document.add_paragraph("以上。")

    told = read_word(build=build)
    assert told.text.splitlines()[1:] == [
        "表1 各村种植情况",
        "单位：亩",
        "村名：青里村，产业：羊肚菌，面积：140亩。",
        "村名：青里村，产业：油桃，面积：20亩。",
        "以上。",
    ]
    assert [(t.title, t.cells_in, t.cells_out) for t in told.tables] == [("表1 各村种植情况", 8, 8)]


def test_tables_within_tables_and_tables_for_layout() -> None:
    def build(document: Word) -> None:
        outer = document.add_table(rows=1, cols=2)
        outer.cell(0, 0).text = "左栏的话。"
        inner = outer.cell(0, 1).add_table(rows=2, cols=3)
        for y, row in enumerate([["村名", "产业", "面积（亩）"], ["青里村", "油桃", "20"]]):
            for x, text in enumerate(row):
                inner.cell(y, x).text = text

    told = read_word(build=build)
    assert told.text.splitlines() == ["左栏的话。", "村名：青里村，产业：油桃，面积（亩）：20亩。"]


def test_a_deleted_row_goes_to_the_cuts() -> None:
    def build(document: Word) -> None:
        table(document, [["村名", "产业", "面积"], ["青里村", "油桃", "20"], ["芜头村", "油桃", "30"]])
        row = document.tables[0].rows[2]._tr
        row.get_or_add_trPr().append(row.makeelement(qn("w:del"), {}))

    told = read_word(build=build)
    assert "芜头村" not in told.text
    assert told.cuts[0].step == "deleted"
    assert "芜头村" in told.cuts[0].piece


# damaged and dangerous files


def test_a_broken_relation_loses_nothing() -> None:
    package = word(paragraph("青里村种植羊肚菌。"))
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        relations = opened.read("word/_rels/document.xml.rels").decode().replace("styles.xml", "gone.xml")
    assert read(Source("甲.docx", with_parts(package, {"word/_rels/document.xml.rels": relations}))).text == "青里村种植羊肚菌。"
    assert read(Source("甲.docx", with_parts(package, {"word/_rels/document.xml.rels": "<broken"}))).text == "青里村种植羊肚菌。"


def test_a_damaged_part_beside_the_text_is_told() -> None:
    told = read_word(paragraph("青里村。"), parts={"word/numbering.xml": "<broken", "word/footnotes.xml": "<broken"})
    assert told.text == "青里村。"
    assert [warning for warning in told.warnings if "footnotes.xml" in warning]


BOMB = '<!DOCTYPE a [<!ENTITY b "青里村青里村">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04 truncated", "不完整或已损坏"),
        (word(paragraph("甲"))[:-200], "不完整或已损坏"),
        (with_parts(word(paragraph("甲")), {"word/document.xml": "<w:document"}), "不是完整的 XML"),
        (with_parts(word(paragraph("甲")), {"word/document.xml": BOMB}), "声明了实体"),
        (with_parts(word(paragraph("甲")), {"word/document.xml": "<a/>"}), "没有正文"),
        (with_parts(word(paragraph("甲")), {"word/media/a.bin": "\0" * 60_000_000}), "压缩炸弹"),
    ],
    ids=["no zip", "truncated", "no xml", "entities", "no body", "bomb"],
)
def test_what_cannot_be_read_says_why(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableReport) as caught:
        read(Source("甲.docx", data))
    assert told in caught.value.detail
    assert caught.value.path.name == "甲.docx"


# nothing is lost

WORDS = st.text("甲乙丙丁戊己庚辛一二三，。（）12", min_size=1, max_size=8)


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """Return what a paragraph may hold."""
    text = draw(WORDS)
    wrapped = [
        run(text),
        run(text, "<w:vanish/>"),
        f'<w:ins w:author="a">{run(text)}</w:ins>',
        f'<w:del w:author="a"><w:r><w:delText>{text}</w:delText></w:r></w:del>',
        f'<w:moveFrom w:author="a">{run(text)}</w:moveFrom>',
        f"<w:hyperlink>{run(text)}</w:hyperlink>",
        f"<w:sdt><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>",
        begin("TOC") + run(text) + END,
        begin("PAGE") + run(text) + END,
        f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph(text)}</w:txbxContent></v:textbox></w:pict></w:r>",
    ]
    return draw(st.sampled_from(wrapped))


PARAGRAPHS = st.builds(
    lambda inside, properties: f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inside)}</w:p>",
    st.lists(pieces(), max_size=4),
    st.sampled_from(["", "", '<w:rPr><w:del w:author="a"/></w:rPr>', '<w:outlineLvl w:val="1"/>', NUMBERED.format(0, 1)]),
)
TABLE_CELLS = st.builds(
    lambda inside, across, merge: f'<w:tc><w:tcPr><w:gridSpan w:val="{across}"/>{merge}</w:tcPr>{"".join(inside)}</w:tc>',
    st.lists(PARAGRAPHS, min_size=1, max_size=2),
    st.integers(0, 3),
    st.sampled_from(["", "", '<w:vMerge w:val="restart"/>', "<w:vMerge/>"]),
)
ROWS = st.builds(
    lambda cells, properties: f"<w:tr>{properties}{''.join(cells)}</w:tr>",
    st.lists(TABLE_CELLS, max_size=4),
    st.sampled_from(["", "", "<w:trPr><w:tblHeader/></w:trPr>", '<w:trPr><w:del w:author="a"/></w:trPr>']),
)
BLOCKS = st.one_of(PARAGRAPHS, st.lists(ROWS, max_size=4).map(lambda rows: f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"))


@given(st.lists(BLOCKS, min_size=1, max_size=5))
@settings(max_examples=40)
def test_every_word_stands_in_the_text_or_among_the_cuts(blocks: list[str]) -> None:
    body = part("document", f"<w:body>{''.join(blocks)}</w:body>")
    levels = numbering(("chineseCounting", "%1、"))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("word/document.xml", body)
        package.writestr("word/numbering.xml", levels)
    try:
        told = read(Source("甲.docx", data.getvalue()))
    except EmptyReport:
        return
    kept = "\n".join([told.text, *(cut.piece for cut in told.cuts)])
    assert all(text in kept for text in re.findall(r"<w:(?:t|delText)[^>]*>([^<]+)<", body))


def test_a_table_within_a_table_says_where_it_stands() -> None:
    """Its rows carry the row and the column of the cell that holds it: a figure is asked for by both."""
    document = Document()
    outer = document.add_table(rows=3, cols=3)
    for (y, x), words in {(0, 0): "村名", (0, 1): "民宿（家）", (0, 2): "年收入（万元）", (1, 0): "白沙村", (1, 1): "12",
                          (1, 2): "86", (2, 0): "枫林村", (2, 1): "9"}.items():  # fmt: skip
        outer.cell(y, x).text = words
    inner = outer.cell(2, 2).add_table(rows=2, cols=2)
    for (y, x), words in {(0, 0): "上半年", (0, 1): "下半年", (1, 0): "20", (1, 1): "31"}.items():
        inner.cell(y, x).text = words
    file = io.BytesIO()
    document.save(file)
    raw = read(Source("民宿.docx", file.getvalue()))
    assert "【枫林村年收入（万元）】上半年：20，下半年：31。" in raw.text
    assert all(table.cells_in == table.cells_out for table in raw.tables)
