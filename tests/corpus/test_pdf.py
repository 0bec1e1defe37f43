"""PDF: every trap of layout, and that each fact planted in one is found by asking and quoted with its page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from answering import answer
from bot.wording.replies import answered, plain
from corpus import DEMO, RefusedReport, ReportError, load_file
from corpus.readers import Raw, Source, pdf, read
from retrieval import open_library
from tests.corpus.pdfs import (
    FONT,
    HEIGHT,
    LEFT,
    RIGHT,
    SIZE,
    WIDTH,
    Draw,
    by_hand,
    centred,
    paragraph,
    printed,
    put,
    table,
    wrapped,
    written,
)

OPENING = "今年以来，云岭镇党委围绕产业兴旺这条主线，先后召开专题会议十二次，逐村研究种什么、卖给谁、怎样带动农户的问题。"
FACT = "柳湾村引进黄花菜一百八十亩，与县里的合作社签订了三年的收购合同，村集体全年增收二十六万元。"
OTHER = "枫桥村把闲置的小学改成了山货加工车间，安排四十三名妇女在家门口务工，每人每月收入两千一百元。"


def raw(data: bytes) -> Raw:
    return read(Source("测试.pdf", data))


def fact(canvas: Canvas) -> None:
    """A page that holds one paragraph."""
    paragraph(canvas, FACT)


def test_lines_become_paragraphs() -> None:
    def page(canvas: Canvas) -> None:
        centred(canvas, "云岭镇2024年产业发展情况报告", 80, 18)
        paragraph(canvas, FACT, paragraph(canvas, OPENING, 130))

    assert raw(written([page])).text.split("\n") == ["云岭镇2024年产业发展情况报告", OPENING, FACT]


def test_a_paragraph_runs_on_over_a_page_break() -> None:
    lines = wrapped(OPENING + FACT, RIGHT - LEFT)

    def first(canvas: Canvas) -> None:
        put(canvas, lines[:2], top=700)
        centred(canvas, "— 1 —", 800)

    def second(canvas: Canvas) -> None:
        put(canvas, lines[2:], top=100)
        centred(canvas, "— 2 —", 800)

    found = raw(written([first, second]))
    assert found.text == OPENING + FACT
    assert found.pages == (0, len("".join(lines[:2]).strip("　")))
    assert [cut.step for cut in found.cuts] == ["page_number", "page_number"]


def test_columns_are_read_one_after_the_other() -> None:
    def page(canvas: Canvas) -> None:
        centred(canvas, "云岭镇2024年产业发展情况报告", 70, 18)
        paragraph(canvas, OPENING + OPENING, 110, 60, 280)
        paragraph(canvas, FACT + OTHER, 116, 320, 540)  # not level with the left column

    assert raw(written([page])).text.split("\n") == ["云岭镇2024年产业发展情况报告", OPENING * 2, FACT + OTHER]


@pytest.mark.parametrize("form", ["— {} —", "第{}页 共3页", "{}/3", "- {} -", "{}", "Page {} of 3", "· {} ·"])
def test_page_numbers_and_running_headers_are_left_out(form: str) -> None:
    def page(number: int, text: str) -> Draw:
        def draw(canvas: Canvas) -> None:
            centred(canvas, "云岭镇党政综合办公室编印", 50, 9)
            paragraph(canvas, text, 120)
            centred(canvas, form.format(number), 800, 10)

        return draw

    found = raw(written([page(1, OPENING), page(2, FACT), page(3, OTHER)]))
    assert found.text.split("\n") == [OPENING, FACT, OTHER]
    assert [cut.step for cut in found.cuts].count("running_header") == 3
    assert [cut.piece for cut in found.cuts if cut.step == "page_number"] == [form.format(n) for n in (1, 2, 3)]


def test_a_sentence_that_recurs_with_other_figures_is_no_running_header() -> None:
    def page(text: str) -> Draw:
        def draw(canvas: Canvas) -> None:
            put(canvas, [text], top=50)

        return draw

    told = [f"云岭镇202{number}年种植黄精{number}40亩。" for number in (1, 2)]
    found = raw(written(map(page, told)))
    assert found.text.split("\n") == told
    assert found.cuts == ()


def test_watermarks_are_left_out() -> None:
    def page(canvas: Canvas) -> None:
        paragraph(canvas, FACT, 120)
        canvas.saveState()
        canvas.translate(180, 350)
        canvas.rotate(45)
        put(canvas, ["内部资料请勿外传"], 0, HEIGHT, 40)
        canvas.restoreState()

    found = raw(written([page]))
    assert found.text == FACT
    assert [tuple(cut) for cut in found.cuts] == [("watermark", "内部资料请勿外传")]


def test_a_ruled_table_is_told_cell_by_cell() -> None:
    rows = [["村名", "作物", "面积（亩）"], ["柳湾村", "黄花菜", "180"], ["枫桥村", "香菇", "75"]]

    def page(canvas: Canvas) -> None:
        paragraph(canvas, OPENING, 80)
        centred(canvas, "表1 各村种植情况", 190)
        table(canvas, rows, [100, 120, 120])
        paragraph(canvas, FACT, 320)

    found = raw(written([page]))
    lines = found.text.split("\n")
    assert lines[0] == OPENING
    assert lines[1] == "表1 各村种植情况"
    assert "村名：柳湾村，作物：黄花菜，面积（亩）：180亩。" in lines
    assert lines[-1] == FACT
    (told,) = found.tables
    assert told.cells_in == told.cells_out == 9


@pytest.mark.parametrize("turn", [0, 90])
def test_text_that_is_set_character_by_character_is_whole(turn: int) -> None:
    """PDFium leaves out a single character of a font that is neither in the file nor on the machine."""

    def page(canvas: Canvas) -> None:
        canvas.translate(WIDTH * (turn > 0), 0)
        canvas.rotate(turn)
        for number, line in enumerate(wrapped(FACT, 400)):
            x = 80.0
            for character in line:
                canvas.drawString(x, 500 - 22 * number, character.strip("　"))
                x += canvas.stringWidth(character, FONT, SIZE)

    assert raw(written([page])).text == FACT


def test_a_rotated_page_is_read_upright() -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        for number, line in enumerate(wrapped(FACT, 500)):
            canvas.drawString(80 + 24 * (number == 0), 400 - 22 * number, line.strip("　"))

    assert raw(written([page])).text == FACT


def test_text_that_runs_downwards_is_read_from_the_right() -> None:
    columns = [FACT[at : at + 24] for at in range(0, len(FACT), 24)]
    assert raw(by_hand("\n".join(columns), upright=True)).text == FACT


def test_shapes_are_folded_and_declared() -> None:
    found = raw(by_hand("柳湾村⻓期种植⻩花菜⼀百亩", means={}))
    assert found.text == "柳湾村长期种植黄花菜一百亩"
    assert "有 3 个" in found.warnings[0]


def test_a_word_that_a_hyphen_parts_is_whole() -> None:
    found = raw(by_hand("The village of Liuwan plants two hundred mu of day-\nlily in the valley along the river bank."))
    assert "daylily" in found.text
    assert [tuple(cut) for cut in found.cuts] == [("hyphen", "-")]


def test_a_password_is_asked_for_and_an_empty_one_is_none() -> None:
    assert raw(written([fact], password="", owner="主人".encode().hex())).text == FACT
    with pytest.raises(RefusedReport, match="密码"):
        raw(written([fact], password="secret"))


def test_a_broken_table_of_contents_of_the_file_is_mended() -> None:
    whole = written([fact])
    broken = whole.replace(b"startxref", b"startxxxx")
    assert raw(broken).text == FACT


def test_fonts_without_meaning_are_never_read_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "installed", lambda: False)
    with pytest.raises(RefusedReport, match=r"pip install 'cunwen\[ocr\]'"):
        pdf.read_here(Source("测试.pdf", by_hand(FACT, mapped=False)))


def test_facts_are_found_by_asking_with_their_page(tmp_path: Path) -> None:
    def page(text: str, number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            centred(canvas, "云岭镇2024年产业发展情况报告", 60, 9)
            paragraph(canvas, OPENING, 120)
            paragraph(canvas, text, 240)
            centred(canvas, f"— {number} —", 800)

        return draw

    data = written([page(FACT, 1), page(OTHER, 2)])
    (tmp_path / "云岭镇2024.pdf").write_bytes(data)
    library = open_library(tmp_path)
    for question, told, number in (("哪个村引进黄花菜", "柳湾村", 1), ("山货加工车间安排多少名妇女务工", "四十三名", 2)):
        found = answer(question, library)
        quote = found.quotes[0]
        assert told in (found.answer or "")
        assert quote.text == (FACT, OTHER)[number - 1]
        assert quote.page == number
        assert found.as_dict()["quotes"][0]["page"] == number
        assert f"第 {number} 页" in plain(found)
        assert f"第 {number} 页" in answered(found).plain


def test_no_pdf_at_all_is_told() -> None:
    with pytest.raises(ReportError):
        raw(b"%PDF-1.7\nnothing")


ROWS = [["村名", "作物", "面积（亩）"], *([f"第{number}村", "黄精", str(number * 10)] for number in range(1, 9))]


def sentences(rows: list[list[str]]) -> list[str]:
    return [f"村名：{name}，作物：{crop}，面积（亩）：{area}亩。" for name, crop, area in rows]


@pytest.mark.parametrize("again", [[], ROWS[:1]], ids=["header once", "header again"])
def test_a_table_goes_on_over_a_page_break(again: list[list[str]]) -> None:
    def first(canvas: Canvas) -> None:
        centred(canvas, "表1 各村种植情况", 585)
        table(canvas, ROWS[:6], [100, 120, 120], 600)
        centred(canvas, "— 1 —", 810)

    def second(canvas: Canvas) -> None:
        table(canvas, [*again, *ROWS[6:]], [100, 120, 120], 70)
        paragraph(canvas, FACT, 300)
        centred(canvas, "— 2 —", 810)

    found = raw(written([first, second]))
    assert found.text.split("\n") == ["表1 各村种植情况", *sentences(ROWS[1:]), FACT]
    assert found.pages == (0, found.text.index("村名：第6村"))
    (told,) = found.tables
    assert told.cells_in == told.cells_out


def test_a_table_without_upright_lines_is_told_too() -> None:
    def page(canvas: Canvas) -> None:
        centred(canvas, "表2 各村种植情况", 185)
        for y in (200, 222, 222 + 22 * 4 + 10):
            canvas.line(LEFT, HEIGHT - y, RIGHT, HEIGHT - y)
        for number, row in enumerate(ROWS[:5]):
            for x, text in zip((100, 250, 400), row, strict=True):
                canvas.drawString(x, HEIGHT - 216 - 22 * number, text)
        paragraph(canvas, FACT, 400)

    assert raw(written([page])).text.split("\n") == ["表2 各村种植情况", *sentences(ROWS[1:5]), FACT]


def test_merged_cells_are_told_once_a_row() -> None:
    def cell(canvas: Canvas, x: float, top: float, width: float, height: float, text: str) -> None:
        canvas.rect(LEFT + x, HEIGHT - top - height, width, height)
        canvas.drawString(LEFT + x + 3, HEIGHT - top - height / 2 - 4, text)

    def page(canvas: Canvas) -> None:
        cell(canvas, 0, 200, 80, 48, "村名")
        cell(canvas, 80, 200, 160, 24, "收入（万元）")
        cell(canvas, 80, 224, 80, 24, "种植")
        cell(canvas, 160, 224, 80, 24, "务工")
        for number, row in enumerate((("柳湾村", "12", "14"), ("枫桥村", "8", "31"))):
            for column, text in enumerate(row):
                cell(canvas, 80 * column, 248 + 24 * number, 80, 24, text)

    found = raw(written([page]))
    assert found.text.split("\n") == [
        "村名：柳湾村，收入（万元）种植：12万元，收入（万元）务工：14万元。",
        "村名：枫桥村，收入（万元）种植：8万元，收入（万元）务工：31万元。",
    ]
    assert found.tables[0].cells_in == found.tables[0].cells_out == 10


def test_lists_forms_and_signatures_keep_their_lines() -> None:
    lines = ["柳湾村", "枫桥村", "石桥村", "竹溪村", "云岭镇人民政府", "2024年3月5日"]

    def page(canvas: Canvas) -> None:
        top = put(canvas, lines[:4], LEFT, 100)
        for name, value in (("项目名称：", "黄花菜种植基地建设项目"), ("实施单位：", "柳湾村股份经济合作社")):
            put(canvas, [name], LEFT, top)
            top = put(canvas, [value], LEFT + 120, top)
        put(canvas, lines[4:], 380, top + 30)

    assert raw(written([page])).text.split("\n") == [
        *lines[:4], "项目名称： 黄花菜种植基地建设项目", "实施单位： 柳湾村股份经济合作社", *lines[4:],
    ]  # fmt: skip


@pytest.mark.parametrize("path", sorted(DEMO.glob("*.txt")), ids=lambda path: path.stem)
def test_a_report_that_was_printed_is_the_same_report(path: Path) -> None:
    report = load_file(path)
    lines = [line for line in report.text.split("\n") if line and " " not in line]
    found = pdf.read_here(Source("打印.pdf", printed("\n".join(lines), "云岭镇党建工作材料")))
    assert found.text.split("\n") == lines
    assert {cut.step for cut in found.cuts} == {"running_header", "page_number"}


WORDS = st.text(st.sampled_from("云岭镇党委村民种植黄花菜十百亩的和在，。：（）12%"), min_size=1, max_size=90)


@settings(max_examples=30)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=3), st.booleans())
def test_every_character_is_read_or_listed_as_cut(pages: list[list[str]], narrow: bool) -> None:
    def draw(texts: list[str], number: int) -> Draw:
        def page(canvas: Canvas) -> None:
            top = 90.0
            for text in texts:
                top = paragraph(canvas, text, top, right=300 if narrow else RIGHT)
            centred(canvas, f"— {number} —", 800)

        return page

    data = written([draw(texts, number) for number, texts in enumerate(pages, 1)])
    found = pdf.read_here(Source("测试.pdf", data))
    told = Counter(found.text + "".join(cut.piece for cut in found.cuts))
    drawn = "".join(map("".join, pages)) + "".join(f"—{number}—" for number in range(1, len(pages) + 1))
    del told[" "], told["\n"]
    assert told == Counter(drawn)
    assert list(found.pages) == sorted(found.pages)
    assert len(found.pages) == len(pages)
