"""Damaged Word and Excel files: each is read or refused with a reason, whatever is broken in it."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from docx.document import Document as Word
from openpyxl import Workbook

from corpus import ReportError
from corpus.readers import Raw, Source, read
from tests.corpus.office import numbering, paragraph, part, word, workbook

STYLES = (
    '<w:style w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/></w:style>'
    '<w:style w:styleId="Normal"><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
)
FILES_EACH = 100
SEED = 4


def sample_word() -> bytes:
    def build(document: Word) -> None:
        document.add_heading("柳溪镇2023年工作总结", 0)
        document.add_heading("产业", 1)
        document.add_paragraph("新建大棚5座。", style="List Number")
        table = document.add_table(rows=3, cols=3)
        for y, row in enumerate([["村名", "产业", "面积（亩）"], ["青里村", "羊肚菌", "140"], ["芜头村", "油桃", "20"]]):
            for x, text in enumerate(row):
                table.cell(y, x).text = text
        table.cell(1, 1).merge(table.cell(2, 1))

    return word(
        paragraph("一项", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
        '<w:p><w:r><w:t>种植140亩</w:t><w:footnoteReference w:id="2"/></w:r></w:p>',
        parts={
            "word/styles.xml": part("styles", STYLES),
            "word/numbering.xml": numbering(("chineseCounting", "%1、"), ("decimal", "%2.")),
            "word/footnotes.xml": part("footnotes", f'<w:footnote w:id="2">{paragraph("含复垦地。")}</w:footnote>'),
        },
        build=build,
    )


def sample_sheet() -> bytes:
    header = ["村名", "产业", "面积（亩）", "占比"]
    rows: list[list[Any]] = [["种植情况"], header, ["青里村", "羊肚菌", 140, 0.5], ["芜头村", "油桃", 20, 0.5]]

    def build(book: Workbook) -> None:
        book.worksheets[0].merge_cells("A1:D1")
        book.worksheets[0]["D3"].number_format = "0%"

    return workbook({"种植": rows, "养殖": [["肉牛30头。"]]}, build)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut *data* off, or change some of its bytes."""
    if chance.random() < 0.3:
        return data[: chance.randrange(len(data))]
    changed = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def twisted(data: bytes, chance: random.Random) -> bytes:
    """Change one or two parts within a package: figures, tags, pieces taken out or said again; or leave a part out."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    read = [name for name in parts if re.search(r"document|numbering|notes|styles|workbook|sheet|rels", name)]
    for name in chance.sample(read, chance.randint(1, 2)):
        text = parts[name].decode()
        for _ in range(chance.randint(1, 3)):
            text = chance.choice([_figure, _figure, _piece, _twice, _tag])(text, chance)
        parts[name] = text.encode()
    if chance.random() < 0.1:
        del parts[chance.choice(list(parts))]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return made.getvalue()


def _figure(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r'"\d+"', text))
    if not found:
        return text
    one = chance.choice(found)
    return f'{text[: one.start()]}"{chance.choice(["-1", "99999999999", "0", "x", "1e9", "3"])}"{text[one.end() :]}'


def _piece(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.randrange(40) :]


def _twice(text: str, chance: random.Random) -> str:
    found = [found.start() for found in re.finditer("<(?!/)", text)]
    start, end = sorted(chance.sample(found, 2)) if len(found) > 1 else (0, 0)
    return text[:end] + text[start:end] * chance.choice([1, 2, 20]) + text[end:] if end - start < 2000 else text


def _tag(text: str, chance: random.Random) -> str:
    names = re.findall(r"<(\w+:\w+|\w+)", text)
    return text.replace(chance.choice(names), chance.choice(names)) if names else text


def attempts(name: str, data: bytes, seed: int) -> Iterator[Raw]:
    chance = random.Random(seed)
    for _ in range(FILES_EACH):
        broken = chance.choice([damaged, twisted, twisted] if data.startswith(b"PK") else [damaged])(data, chance)
        try:
            yield read(Source(name, broken))
        except ReportError:
            continue


@pytest.mark.parametrize(("name", "data"), [("甲.docx", sample_word()), ("甲.xlsx", sample_sheet())], ids=["docx", "xlsx"])
def test_a_damaged_file_is_read_or_refused(name: str, data: bytes) -> None:
    raws = list(attempts(name, data, SEED))
    assert len(raws) > FILES_EACH / 10
    assert all(table.cells_in == table.cells_out for raw in raws for table in raw.tables)
    assert all(len(raw.text) < 100_000 for raw in raws)


def test_damaged_values_are_read_or_refused() -> None:
    data = '村名,产业,面积（亩）\n"青里村",羊肚菌,140\n芜头村,"油,桃",20\n'.encode()
    assert len(list(attempts("甲.csv", data, SEED))) > 10
