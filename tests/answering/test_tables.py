"""What stands in tables, boxes, notes and lists of office files is found by asking and quoted verbatim."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx.document import Document as Word
from openpyxl import Workbook

from answering import answer
from retrieval import Library, open_library
from tests.corpus.office import item, numbering, paragraph, part, run, table, text_box, word, workbook

LEVELS = numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"))
NOTES = part("footnotes", f'<w:footnote w:id="2">{paragraph("桥头冷库的验收由县商务局组织。")}</w:footnote>')


def report(document: Word) -> None:
    document.add_heading("云峡镇2023年工作总结", 0)
    document.add_paragraph("2023年，云峡镇把特色产业摆在前面，全镇辖7个村，各村种植情况见下表。")
    document.add_paragraph("表1 各村种植情况")
    table(
        document,
        [
            ["村名", "产业", "种植面积（亩）", "村集体增收（万元）", "负责人"],
            ["峡口村", "腊梅", "260", "18.5", "俞春泉"],
            ["桥头村", "雪菊", "95", "***", "蒲明月"],
            ["合计", "", "355", "", ""],
        ],
    )
    document.add_paragraph("以上产业由镇农业服务中心统一供苗。")
    document.add_paragraph("表2 主要指标")
    table(document, [["指标", "2022年", "2023年"], ["茶叶产量（吨）", "36", "41"], ["村集体总收入（万元）", "310", "388"]])
    document.add_paragraph("表3 项目安排")
    table(
        document,
        [
            ["项目名称", "责任单位", "完成时限", "总投资"],
            ["环湖步道", "镇旅游办", "2023年8月", "420万元"],
            ["烘干房", "镇农业服务中心", "2023年11月", ""],
        ],
    )
    document.tables[2].cell(1, 3).merge(document.tables[2].cell(2, 3))


def made_by_word() -> bytes:
    return word(
        item("项目建设"),
        f'<w:p>{run("桥头冷库已经建成")}<w:r><w:footnoteReference w:id="2"/></w:r>{run("，可存鲜果80吨。")}</w:p>',
        f"<w:p>{run('旅游情况见框内。')}{text_box('峡口村的首届腊梅节吸引游客4300人次。')}</w:p>",
        item("存在问题"),
        f'<w:p>{run("山区的")}<w:del w:author="a"><w:r><w:delText>电费</w:delText></w:r></w:del>{run("运费偏高。")}</w:p>',
        parts={"word/numbering.xml": LEVELS, "word/footnotes.xml": NOTES},
        build=report,
    )


def made_by_excel() -> bytes:
    def build(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("A4:A5")
        sheet["C4"].number_format = '#,##0"头"'
        sheet["D4"].number_format = "0.0%"
        sheet.column_dimensions["E"].hidden = True

    rows: list[list[object]] = [
        ["2023年云峡镇养殖情况"],
        [None, None, None, "单位：头"],
        ["村名", "品种", "年末存栏", "良种占比", "内部编号"],
        ["竹溪村", "湖羊", 1250, 0.635, "K77"],
        [None, "黑山猪", 340, 0.4, "K78"],
    ]
    return workbook({"养殖": rows, "渔业": [["村名", "水面（亩）"], ["月牙村", 88]]}, build)


CSV = "村名,网格员,联系电话\n月牙村,卓小满,0755-1234\n竹溪村,温如意,0755-5678\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A Word report, a workbook and a list of values."""
    folder: Path = tmp_path_factory.mktemp("office")
    (folder / "云峡镇2023年工作总结.docx").write_bytes(made_by_word())
    (folder / "养殖.xlsx").write_bytes(made_by_excel())
    (folder / "网格员名单.csv").write_bytes(CSV.encode("gb18030"))
    return open_library(folder)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("峡口村腊梅种植面积多少亩", "260亩"),
        ("哪个村种植雪菊", "桥头村"),
        ("桥头村的雪菊有多少亩", "95亩"),
        ("腊梅种了多少亩", "260亩"),
        ("桥头村种了什么", "雪菊"),
        ("桥头村集体增收多少", "***万元"),
        ("峡口村的负责人是谁", "俞春泉"),
        ("蒲明月负责哪个村", "桥头村"),
        ("各村种植面积合计多少亩", "355亩"),
        ("2022年茶叶产量是多少", "36吨"),
        ("2023年村集体总收入多少万元", "388万元"),
        ("环湖步道由哪个单位负责", "镇旅游办"),
        ("烘干房什么时候完成", "2023年11月"),
        ("环湖步道和烘干房的总投资是多少", "420万元"),
        ("谁统一供苗", "镇农业服务中心"),
        ("桥头冷库可存鲜果多少吨", "80吨"),
        ("桥头冷库的验收由谁组织", "县商务局"),
        ("腊梅节吸引了多少游客", "4300人次"),
        ("山区的什么费用偏高", "运费"),
        ("竹溪村湖羊存栏多少头", "1,250头"),
        ("竹溪村黑山猪存栏多少头", "340头"),
        ("湖羊的良种占比是多少", "63.5%"),
        ("月牙村的水面有多少亩", "88亩"),
        ("月牙村的网格员是谁", "卓小满"),
        ("温如意是哪个村的网格员", "竹溪村"),
    ],
)
def test_a_planted_fact_is_found(office: Library, question: str, said: str) -> None:
    told = answer(question, office)
    assert told.answer is not None
    assert said in told.answer
    assert all(quote.text == quote.report.text[quote.start : quote.end] for quote in told.quotes)
    assert said in told.quotes[0].text


@pytest.mark.parametrize("question", ["内部编号K77是什么", "山区的电费高不高"])
def test_what_was_hidden_or_deleted_is_not_found(office: Library, question: str) -> None:
    quotes = "".join(quote.text for quote in answer(question, office).quotes)
    assert "K77" not in quotes
    assert "电费" not in quotes


def test_a_row_stands_under_the_title_of_its_table_and_the_text_behind_under_the_section(office: Library) -> None:
    assert answer("峡口村腊梅种植面积多少亩", office).quotes[0].section.heading == "表1 各村种植情况"
    assert answer("谁统一供苗", office).quotes[0].section.heading != "表1 各村种植情况"
    assert answer("山区的什么费用偏高", office).quotes[0].section.heading == "二、存在问题"


def test_what_a_figure_of_a_table_is_of(office: Library) -> None:
    told = answer("峡口村腊梅种植面积多少亩", office)
    assert [(metric.text, metric.of) for metric in told.metrics] == [("260亩", "种植面积"), ("18.5万元", "村集体增收")]
    told = answer("2022年茶叶产量是多少", office)
    assert [(metric.text, metric.of) for metric in told.metrics] == [("36吨", "茶叶产量"), ("41吨", "茶叶产量")]


def test_every_cell_of_a_column_answers_where_all_are_asked_for(office: Library) -> None:
    assert set(answer("有哪些项目名称", office).parts) == {"环湖步道", "烘干房"}
