"""``cunwen reports add``, ``remove`` and ``restore``."""

from __future__ import annotations

import re
import shlex
import zipfile
from pathlib import Path

import pytest

from bot.wording.messages import message
from corpus import DEMO
from tests.terminal import Command

WORDS = "月亮镇工作总结\n兔儿村种植桂花树300亩。\n"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A file that is in no folder of reports yet."""
    path = tmp_path / "月亮镇.txt"
    path.write_text(WORDS, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of reports."""
    path = tmp_path / "报告"
    path.mkdir()
    return path


def test_what_is_added_answers_and_what_is_removed_does_not(cunwen: Command, new: Path, folder: Path) -> None:
    ran = cunwen("reports", "add", new, "--title", "月亮镇2023年总结", "--date", "2023-12", "--reports", folder)
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0] == "已放入 月亮镇.txt"
    assert "标题：月亮镇2023年总结" in ran.out
    (listed,) = cunwen("reports", "--json", "--reports", folder).json
    assert (listed["title"], listed["date"]) == ("月亮镇2023年总结", "2023-12")
    assert cunwen("ask", "哪个村种植桂花树", "--reports", folder).lines[0] == "兔儿村"
    ran = cunwen("reports", "remove", "月亮镇", "--reports", folder)
    assert ran.code == 0
    way_back = re.search(r"（撤销：cunwen (.+)）", ran.out)
    assert cunwen("ask", "哪个村种植桂花树", "--reports", folder).code == 2
    (kept,) = cunwen("reports", "restore", "--json", "--reports", folder).json
    assert (kept["version"], kept["report"]) == (1, "月亮镇.txt")
    assert "月亮镇.txt" in cunwen("reports", "restore", "--reports", folder).out
    assert way_back
    assert cunwen(*shlex.split(way_back[1])).lines[0] == "已恢复 月亮镇.txt"
    assert cunwen("reports", "--json", "--reports", folder).json == [listed]
    assert cunwen("reports", "restore", "--reports", folder).lines == ["没有可以恢复的报告。"]


def test_one_bad_file_does_not_keep_the_others_out(cunwen: Command, new: Path, folder: Path, tmp_path: Path) -> None:
    """Each is told what is wrong with it; nothing of it is left in the folder."""
    (tmp_path / "空.txt").touch()
    (tmp_path / ".隐藏.txt").write_text(WORDS, encoding="utf-8")
    (tmp_path / "大.txt").write_bytes(b"\n" * (20 * 2**20 + 1))
    bad = [tmp_path / name for name in ("空.txt", ".隐藏.txt", "大.txt", "没有.txt")]
    ran = cunwen("reports", "add", *bad, new, "--reports", folder, "--json")
    assert ran.code == 2
    assert [(done["action"], done["report"]) for done in ran.json["reports"]] == [("added", "月亮镇.txt")]
    assert [fault["code"] for fault in ran.json["problems"]] == ["EmptyReport", "BadName", "TooLarge", "UnreadableReport"]
    assert [path.name for path in folder.iterdir() if path.name != ".versions"] == ["月亮镇.txt"]
    told = cunwen("reports", "add", *bad, "--reports", folder).out
    assert all(path.name in told for path in bad)
    assert "20 MB" in told


def test_the_demo_reports_are_not_changed(cunwen: Command, new: Path) -> None:
    name = next(DEMO.glob("*.txt")).name
    for words in (["add", str(new)], ["remove", name], ["restore", name]):
        ran = cunwen("reports", *words)
        assert (ran.code, ran.out) == (2, "")
        assert "--reports" in ran.err


def test_a_missing_folder_is_made_but_not_a_whole_path(cunwen: Command, new: Path, tmp_path: Path) -> None:
    assert cunwen("reports", "add", new, "--reports", tmp_path / "新").code == 0
    assert (tmp_path / "新" / "月亮镇.txt").exists()
    ran = cunwen("reports", "add", new, "--reports", tmp_path / "没" / "有")
    assert ran.code == 2
    assert "找不到报告目录" in ran.err


def test_near_names_are_offered_and_nothing_is_guessed(cunwen: Command, new: Path, folder: Path) -> None:
    cunwen("reports", "add", new, "--reports", folder)
    for words in (["remove", "月亮"], ["remove", "月亮镇2.txt"]):
        ran = cunwen("reports", *words, "--reports", folder)
        assert (ran.code, ran.out) == (2, "")
        assert "是不是：月亮镇.txt" in ran.err
    assert (folder / "月亮镇.txt").exists()


def test_what_is_in_an_archive_is_not_mistaken_for_a_file_of_that_name(cunwen: Command, new: Path, folder: Path) -> None:
    cunwen("reports", "add", new, "--reports", folder)
    with zipfile.ZipFile(folder / "汇编.zip", "w") as archive:
        archive.write(new, new.name)
    for name in ("汇编.zip/月亮镇.txt", "别处/月亮镇.txt"):
        ran = cunwen("reports", "remove", name, "--reports", folder)
        assert (ran.code, ran.out) == (2, "")
    assert "压缩包" in cunwen("reports", "remove", "汇编.zip/月亮镇.txt", "--reports", folder).err
    assert {path.name for path in folder.iterdir()} >= {"月亮镇.txt", "汇编.zip"}


def test_one_title_is_for_one_file(cunwen: Command, new: Path, folder: Path) -> None:
    ran = cunwen("reports", "add", new, new, "--title", "总结", "--reports", folder)
    assert ran.code == 2
    assert "--title" in ran.err


@pytest.mark.parametrize("action", ["added", "replaced", "described", "restored", "removed", "same", "twin"])
def test_every_outcome_has_a_sentence(action: str) -> None:
    assert "甲.txt" in message(f"shelved.{action}", name="甲.txt")
