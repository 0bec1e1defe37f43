"""Reports that change are taken up by themselves, whole, while questions go on being answered."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from answering import answer
from bot import watching
from bot.shelf import Shelf
from bot.watching import Watcher, follow
from tests.bot.conftest import QUESTION

NEW = "新荷湾村工作总结\n新荷湾村种植贡菊30亩。\n"


async def until(holds: object) -> None:
    """Wait until *holds()* is true; the test's own time limit ends it."""
    assert callable(holds)
    while not holds():
        await asyncio.sleep(0.02)


async def test_a_file_being_written_is_read_when_it_is_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It grows for a while; the first reload that has it has all of it."""
    monkeypatch.setattr(watching, "QUIET", 1.0)
    shelf = Shelf(folder)
    seen: list[int] = []
    reloads = 0

    async def changed() -> None:
        nonlocal reloads
        reloads += 1
        await shelf.reload()
        seen.extend(len(report.text) for report in shelf.library.corpus.reports if report.name == "新.txt")

    task = asyncio.create_task(follow(folder, changed))
    while not reloads:  # it may take a while until the folder is watched
        (folder / "早.txt").write_text("石岭村工作总结\n石岭村修了路。\n", encoding="utf-8")
        await asyncio.sleep(3.0)
    with (folder / "新.txt").open("w", encoding="utf-8") as file:
        for line in NEW.splitlines(keepends=True) * 4:
            file.write(line)
            file.flush()
            await asyncio.sleep(0.05)
    await until(lambda: seen)
    task.cancel()
    assert set(seen) == {len((NEW * 4).strip())}
    assert answer("哪个村种植贡菊", shelf.library).answer == "新荷湾村"


async def test_a_thread_follows_for_a_program_without_a_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "QUIET", 0.05)
    heard: list[bool] = []

    async def changed() -> None:
        heard.append(True)

    with Watcher(tmp_path, changed):
        while not heard:  # it may take a while until the folder is watched
            (tmp_path / ".hidden").write_text("no report", encoding="utf-8")
            (tmp_path / "甲.txt").write_text(NEW, encoding="utf-8")
            await asyncio.sleep(0.5)


async def test_questions_are_answered_during_a_reload(folder: Path, tmp_path: Path) -> None:
    """Every question asked meanwhile gets its answer, out of the one library or the other."""
    shelf = Shelf(folder, tmp_path / "data")
    for number in range(40):
        (folder / f"{number}.txt").write_text(NEW.replace("新荷湾", "石岭") + f"石岭村修路{number}公里。\n" * 5, encoding="utf-8")
    reload = asyncio.create_task(shelf.reload())
    asked = 0
    while not reload.done():
        assert (await asyncio.to_thread(answer, QUESTION, shelf.library)).answer == "青里村"
        asked += 1
    change = await reload
    assert asked
    assert (len(change.difference.added), change.reports) == (40, 42)
    assert {remark.code for remark in change.remarks} == {"AlikeReport"}
