"""The picture: a PNG of like figures, the same for the same input, with every character drawn."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PIL.ImageFont import FreeTypeFont

from answering import Answer, Metric, answer
from answering.bars import Bar, Bars
from bot.handlers.charting import chart_of
from bot.wording import charts
from bot.wording.charts import drawn, face, font
from corpus import Quote
from retrieval import Library, open_library
from tests.bot.telegram_server import check_photo
from tests.bot.test_replies import report

TEXT = "青里村种植羊肚菌120亩，松坪村85.5亩，石岭村1,060亩。"


def bars(*labels: str, title: str = "种植羊肚菌", size: float = 30.0) -> Bars:
    """One bar a label, the first the largest."""
    quote = Quote(report(TEXT), 0, len(TEXT))
    metrics = [Metric(f"{size / n:g}亩", size / n, "亩", False, "", 0, 1) for n in range(1, len(labels) + 1)]
    return Bars(title, tuple(Bar(label, metric, quote) for label, metric in zip(labels, metrics, strict=True)))


def image(png: bytes) -> Image.Image:
    """Open a picture."""
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_the_picture_has_a_bar_a_figure_as_long_as_it_is_large() -> None:
    """The answer's own is darker; widths are to scale."""
    png = drawn(bars("青里村", "松坪村", "石岭村"), own=["青里村"])
    check_photo(png)
    shown = image(png)
    assert shown.width == charts.WIDTH
    pixels = shown.load()
    assert pixels is not None
    lengths: list[tuple[int, bool]] = []
    for y in range(0, shown.height, 4):
        run = sum(pixels[x, y] in (_colour(charts.OWN), _colour(charts.OTHER)) for x in range(shown.width))
        if run > 50 and (not lengths or lengths[-1][0] != run):
            lengths.append((run, pixels[shown.width // 3, y] == _colour(charts.OWN)))
    assert [own for _, own in lengths] == [True, False, False]
    assert lengths[1][0] == pytest.approx(lengths[0][0] / 2, abs=3)
    assert lengths[2][0] == pytest.approx(lengths[0][0] / 3, abs=3)


def test_the_same_figures_give_the_same_bytes() -> None:
    assert drawn(bars("青里村", "松坪村", "石岭村")) == drawn(bars("青里村", "松坪村", "石岭村"))
    assert drawn(bars("青里村", "松坪村", "石岭村")) != drawn(bars("青里村", "松坪村", "竹坝村"))


def test_every_character_of_the_demo_reports_is_in_the_font(demo: Library) -> None:
    """Whatever becomes a label is drawn, not shown as an empty box."""
    characters = {c for of in demo.corpus.reports for c in f"{of.text}{of.title}《》；、：…*" if c.isprintable() and not c.isspace()}
    type_ = font(charts.TEXT)
    empty = _glyph(type_, "\U0010fffd")
    assert len(characters) > 1000
    assert [c for c in characters if _glyph(type_, c) == empty] == []


@pytest.mark.parametrize("label", ["很长的名字" * 40, "一行\n两行", "\u202e反了", "😀", "<b>&", "*" * 300, "", " "])
def test_any_label_can_be_drawn(label: str) -> None:
    made = drawn(bars(f"甲{label}", f"乙{label}", f"丙{label}", title=label * 5))
    check_photo(made)
    assert image(made).getcolors(1 << 16)


def test_figures_of_nothing_and_of_billions_can_be_drawn() -> None:
    for size in (0.0, 1e13):
        check_photo(drawn(bars("甲村", "乙村", "丙村", size=size)))


@pytest.fixture
def without_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the extra were not installed."""
    monkeypatch.setitem(sys.modules, "noto_cjk_sans_otc", None)
    face.cache_clear()
    yield
    face.cache_clear()


async def test_without_the_extra_there_is_no_picture(without_font: None, tmp_path: Path) -> None:
    (tmp_path / "一.txt").write_text(f"龙泉镇总结\n一、产业\n{TEXT}\n", encoding="utf-8")
    library = open_library(tmp_path)
    assert await chart_of(_answered(library), library) is None


async def test_a_picture_that_fails_is_no_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer goes out all the same, and the log says where it failed."""
    (tmp_path / "一.txt").write_text(f"龙泉镇总结\n一、产业\n{TEXT}\n", encoding="utf-8")
    library = open_library(tmp_path)
    assert await chart_of(_answered(library), library) is not None
    monkeypatch.setattr("bot.handlers.charting.drawn", lambda *_: 1 / 0)
    assert await chart_of(_answered(library), library) is None


def _answered(library: Library) -> Answer:
    return answer("青里村、松坪村和石岭村哪个羊肚菌种植面积大", library)


def _colour(written: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(written[1:]))


def _glyph(type_: FreeTypeFont, character: str) -> bytes:
    return bytes(type_.getmask(character))
