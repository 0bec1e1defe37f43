"""Scans and pictures: their text is recognised, said to be so, and found by asking."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from answering import answer
from corpus import RefusedReport, UnreadableReport
from corpus.readers import Source, image, ocr, pdf
from corpus.readers.ocr import Seen
from retrieval import open_library
from tests.corpus.pdfs import centred, paragraph, written
from tests.corpus.scans import drawn, saved, scanned

FACT = "竹溪村在后山试种黄精三百二十亩，请来农科所的专家驻村指导，当年带动六十五户农户增收，户均八千四百元。"
TYPED = "云岭镇今年的重点工作是修路和种茶，各村都定了自己的计划。"

recognises = pytest.mark.skipif(not ocr.installed(), reason="the extra cunwen[ocr] is not installed")


def typed(canvas: Canvas) -> None:
    """A page of text."""
    paragraph(canvas, TYPED)
    centred(canvas, "— 1 —", 800)


@recognises
def test_a_picture_becomes_paragraphs_and_is_found_by_asking(tmp_path: Path) -> None:
    (tmp_path / "竹溪村简报.png").write_bytes(saved(drawn()))
    library = open_library(tmp_path)
    (report,) = library.corpus.reports
    assert report.text.split("\n") == [FACT, "石桥村修通了通往茶园的水泥路。"]
    assert any("识别所得，可能有误" in warning for warning in report.receipt.warnings)
    found = answer("哪个村试种黄精", library)
    assert found.answer == "竹溪村"
    assert found.quotes[0].text == FACT
    assert found.quotes[0].page is None


@recognises
def test_a_scanned_page_among_typed_ones_is_recognised_with_its_page(tmp_path: Path) -> None:
    (tmp_path / "云岭镇.pdf").write_bytes(written([typed, scanned]))
    library = open_library(tmp_path)
    (report,) = library.corpus.reports
    assert report.text.split("\n")[:2] == [TYPED, FACT]
    assert "第 2 页的文字是识别所得，可能有误，请对照原件" in report.receipt.warnings
    found = answer("黄精种了多少亩", library)
    assert found.answer == "三百二十亩"
    assert found.quotes[0].text == FACT
    assert found.quotes[0].page == 2


def test_without_the_extra_the_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (image, pdf):
        monkeypatch.setattr(module, "installed", lambda: False)
    for module, data in ((image, saved(drawn())), (pdf, written([scanned]))):
        with pytest.raises(RefusedReport, match=r"pip install 'cunwen\[ocr\]'"):
            module.read_here(Source("图", data))


def test_without_the_extra_typed_pages_are_read_and_the_others_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "installed", lambda: False)
    found = pdf.read_here(Source("混合.pdf", written([typed, scanned])))
    assert found.text == TYPED
    assert found.warnings == ("第 2 页是扫描的图片，没有文字，没有读入；要识别请安装：pip install 'cunwen[ocr]'",)


def test_a_picture_that_would_unpack_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "installed", lambda: True)
    small = saved(Image.new("1", (8, 8)))
    for side in (8_000, 50_000):
        head = b"IHDR" + struct.pack(">II", side, side) + small[24:29]
        bomb = small[:12] + head + struct.pack(">I", zlib.crc32(head)) + small[33:]
        with pytest.raises(RefusedReport, match="图片太大"):
            image.read_here(Source("大.png", bomb))


def test_a_broken_picture_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "installed", lambda: True)
    for data in (saved(drawn())[:200], b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0", b"II*\0abc", b"RIFF0000WEBP"):
        with pytest.raises(UnreadableReport, match="图片已损坏"):
            image.read_here(Source("坏.png", data))


def test_doubtful_lines_are_counted_and_hopeless_ones_left_out() -> None:
    seen = [Seen("竹溪村", 0, 90, 0, 30, 0.99), Seen("黄情", 0, 60, 40, 70, 0.6), Seen("口口", 0, 60, 80, 110, 0.2)]
    assert [piece.text for piece in ocr.as_pieces(seen, 1.0)] == ["竹溪村", "黄情"]
    told = ocr.told({3: seen})
    assert [tuple(cut) for cut in told.cuts] == [("unrecognised", "口口")]
    assert told.warnings == (
        "第 3 页的文字是识别所得，可能有误，请对照原件",
        "识别出的 3 行里有 1 行把握不大，如“黄情”",
    )


def test_a_long_picture_is_cut_between_lines() -> None:
    tall = Image.new("L", (100, 450), 255)
    draw = ImageDraw.Draw(tall)
    for top in range(0, 450, 20):
        draw.rectangle((0, top, 50, top + 14), fill=0)
    edges = ocr._cuts(tall)
    assert edges[0][0] == 0
    assert edges[-1][1] == 450
    assert all(top % 20 >= 15 for top, _ in edges[1:])
