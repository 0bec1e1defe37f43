"""``cunwen chat --watch``: what is said when the reports have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.chat import Talk, reread
from retrieval import open_library


def test_a_file_that_cannot_be_read_any_more_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its last good version goes on answering, and that is said; once, until something changes again."""
    folder, data = tmp_path / "报告", tmp_path / "data"
    folder.mkdir()
    path = folder / "月亮镇.txt"
    path.write_text("月亮镇工作总结\n兔儿村种植桂花树300亩。\n", encoding="utf-8")
    talk = Talk(open_library(folder, data=data))
    path.write_bytes(b"\x00\x01\x02" * 50)
    for said in (["月亮镇.txt", "仍用原来的版本回答"], []):
        reread(talk, folder, data)
        told = capsys.readouterr().err
        assert bool(told) == bool(said)
        assert all(part in told for part in said)
    assert talk.reply("兔儿村种植桂花树多少亩").startswith("300亩")
