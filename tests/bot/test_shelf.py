"""The library in service: new reports first, what can wait after them."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from answering import answer
from bot.shelf import Shelf
from corpus.errors import EngineUnavailable
from retrieval import Choice


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Two reports searched on disk, one of them new."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "甲.txt").write_text("今年蓝雪菊丰收。\n柳坪村种植百合50亩。", encoding="utf-8")
    made = Shelf(tmp_path / "reports", tmp_path / "data", Choice("tantivy"))
    (tmp_path / "reports" / "乙.txt").write_text("荷陂村种植蓝雪菊20亩。", encoding="utf-8")
    return made


async def test_what_a_reload_puts_off_is_done_behind_it(shelf: Shelf) -> None:
    """The new report answers before; nothing that depends on the reports sees that the library is another."""
    change = await shelf.reload()
    assert list(change.difference.added) == ["乙.txt"]
    early = shelf.library
    assert early.index.late
    assert answer("哪个村种植蓝雪菊", early).answer == "荷陂村"
    assert shelf._settling is not None
    await shelf._settling
    assert not shelf.library.index.late
    assert shelf.library.corpus.fingerprint == early.corpus.fingerprint
    assert answer("哪个村种植蓝雪菊", shelf.library).answer == "荷陂村"


async def test_what_cannot_be_done_behind_a_reload_is_left_to_the_next(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await shelf.reload()
    opened = shelf._open

    def full(*_: object, **__: object) -> object:
        raise EngineUnavailable(Path("tantivy"), "disk full")

    monkeypatch.setattr(shelf, "_open", full)
    assert shelf._settling is not None
    with caplog.at_level(logging.WARNING):
        await shelf._settling
    assert "EngineUnavailable" in caplog.text
    assert shelf.library.index.late
    monkeypatch.setattr(shelf, "_open", opened)
    assert answer("哪个村种植蓝雪菊", shelf.library).answer == "荷陂村"
    await shelf.reload()
    assert shelf._settling is not None
    await shelf._settling
    assert not shelf.library.index.late


async def test_the_end_leaves_what_was_put_off(shelf: Shelf) -> None:
    shelf.close()
    await shelf.reload()
    shelf.close()
    assert shelf._settling is not None
    await asyncio.wait([shelf._settling])
    assert shelf._settling.cancelled()
