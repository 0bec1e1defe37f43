"""A small report in every format that is read, made by the format's own library where that is installed."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

TITLE = "砚池镇2023年产业发展情况报告"
PARAGRAPHS = (
    "一、主要做法",
    "今年以来，砚池镇新建蔬菜大棚120座，带动460户农户增收。柳湾村流转土地300亩种植羊肚菌，村集体增收18万元。",
    "二、存在问题",
    "部分村缺少冷库，采收期鲜菜损耗达到15%。技术人员不足，全镇只有3名农技员。",
)
ROWS = (("村名", "产业", "面积（亩）"), ("柳湾村", "羊肚菌", "300"), ("松岭村", "黄桃", "150"))
TEXT = "\n".join((TITLE, *PARAGRAPHS))
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE}</title><style>.x{{display:none}}</style></head><body>
<div class="nav"><a href="/">首页</a><a href="/a">政务公开</a></div><div class="content"><h1>{TITLE}</h1>
{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}<p class="x">隐藏</p><ol><li>大棚</li><li>冷库</li></ol>
<table>{"".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)}</table></div>
<div class="footer">版权所有</div></body></html>"""


def csv_file() -> bytes:
    """Return the table as Excel writes it in China."""
    out = io.StringIO()
    csv.writer(out).writerows(ROWS)
    return out.getvalue().encode("gb18030")


def archive() -> bytes:
    """Return a text, a page and an archive in an archive."""
    inner = _packed({"内/柳湾村.txt": TEXT.encode("gb18030")})
    return _packed({"砚池镇.txt": TEXT.encode(), "网页/砚池镇.html": PAGE.encode(), "旧.zip": inner})


def _packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def web_archive(page: str = PAGE) -> bytes:
    """Return *page* as browsers save it in one file."""
    message = EmailMessage()
    message["Subject"] = "report"
    message.set_content(TITLE)
    message.add_related(page.encode(), maintype="text", subtype="html", params={"charset": "utf-8"})
    return message.as_bytes()


def word() -> bytes:
    """Return the report with headings, a list and a table."""
    from docx import Document

    document = Document()
    document.add_heading(TITLE, 0)
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph, style="List Number" if len(paragraph) < 10 else None)
    table = document.add_table(len(ROWS), 3)
    for y, row in enumerate(ROWS):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    return _saved(document.save)


def sheet() -> bytes:
    """Return the table with a merged title."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    page.append([TITLE])
    page.merge_cells("A1:C1")
    for row in ROWS:
        page.append([float(cell) if cell.isdecimal() else cell for cell in row])
    return _saved(book.save)


def pdf() -> bytes:
    """Return the report on two pages."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number, lines in enumerate(((TITLE, *PARAGRAPHS), PARAGRAPHS), 1):
        canvas.setFont("STSong-Light", 11)
        for line, text in enumerate(lines):
            canvas.drawString(72, 760 - 24 * line, text[:40])
        canvas.drawString(290, 40, f"- {number} -")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture() -> bytes:
    """Return a small picture without words."""
    from PIL import Image

    return _saved(lambda out: Image.new("L", (120, 40), 255).save(out, "PNG"))


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "utf-8.txt": lambda: TEXT.encode(),
    "gb18030.txt": lambda: TEXT.encode("gb18030"),
    "utf-16.txt": lambda: TEXT.encode("utf-16"),
    "big5.txt": lambda: "青里村種植羊肚菌，村集體增收三十萬元，群眾都說好。\n".encode("big5") * 9,
    "report.md": lambda: f"# {TITLE}\n\n{TEXT}\n\n| 村 | 亩 |\n| --- | --- |\n| 柳湾村 | 300 |\n".encode(),
    "report.html": lambda: PAGE.encode(),
    "gbk.html": lambda: PAGE.replace("utf-8", "gbk").encode("gb18030"),
    "report.mht": web_archive,
    "report.csv": csv_file,
    "report.zip": archive,
    "report.docx": word,
    "report.xlsx": sheet,
    "report.pdf": pdf,
    "picture.png": picture,
}
"""How to make a sample, by its name. Each raises ModuleNotFoundError when its library is not installed."""
