"""``cunwen reports``: list, show, check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.wording.messages import message
from retrieval import Library
from tests.terminal import Command


def test_list_names_every_report(cunwen: Command, demo: Library) -> None:
    """File name, title and size of each, as text and as JSON; ``reports`` alone is ``reports list``."""
    ran = cunwen("reports")
    assert ran.code == 0
    assert all(report.name in ran.out and report.title in ran.out for report in demo.corpus.reports)
    assert cunwen("reports", "list").out == ran.out
    listed = cunwen("reports", "list", "--json").json
    assert listed == cunwen("reports", "--json").json
    assert [(r["report"], r["characters"]) for r in listed] == [(r.name, len(r.text)) for r in demo.corpus.reports]
    assert all(set(r) >= {"title", "place", "level", "date", "source", "paragraphs", "sentences"} for r in listed)


def test_show_prints_the_clean_text_and_nothing_else(cunwen: Command, demo: Library) -> None:
    """Offsets count what is printed, so nothing comes before it and only a missing last line end after it."""
    for report in demo.corpus.reports:
        shown = cunwen("reports", "show", report.name).out
        assert shown.removesuffix("\n") == report.text.removesuffix("\n")


def test_show_takes_a_title_or_a_telling_part(cunwen: Command, demo: Library) -> None:
    """The file name without its ending, the title, or a part that only one report has."""
    report = demo.corpus.reports[0]
    shown = cunwen("reports", "show", report.name).out
    assert cunwen("reports", "show", Path(report.name).stem).out == shown
    assert cunwen("reports", "show", report.title).out == shown


def test_show_suggests_the_nearest_names(cunwen: Command, tmp_path: Path) -> None:
    """A part that several have, or a typo, is answered with the names meant."""
    for name in ("月亮镇2022.txt", "月亮镇2023.txt", "太阳镇2022.txt"):
        (tmp_path / name).write_text(f"{name}总结\n兔儿村种植桂花树300亩。\n", encoding="utf-8")
    ran = cunwen("reports", "show", "月亮镇", "--reports", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "月亮镇2022.txt、月亮镇2023.txt" in ran.err
    ran = cunwen("reports", "show", "太阳镇2020.txt", "--reports", tmp_path)
    assert ran.code == 2
    assert "太阳镇2022.txt" in ran.err


def test_check_tells_what_each_file_gave(cunwen: Command, demo: Library) -> None:
    """Encoding, characters in and out, structure and cleaning steps; the demo reports have no problem."""
    ran = cunwen("reports", "check", "--json")
    assert (ran.code, ran.json["problems"]) == (0, [])
    for told, report in zip(ran.json["reports"], demo.corpus.reports, strict=True):
        assert told["report"] == report.name
        assert told["sections"] == len(report.sections)
        assert (told["encoding"], told["characters_out"]) == (report.receipt.encoding, report.receipt.characters_out)
        assert [step["step"] for step in told["steps"]] == [firing.step for firing in report.receipt.firings]
    plain = cunwen("reports", "check").out
    assert all(report.name in plain for report in demo.corpus.reports)
    fired = {message(f"cleaning.{firing.step}") for report in demo.corpus.reports for firing in report.receipt.firings}
    assert fired == set(re.findall(r"^    清理：(\S+) \d+ 处", plain, re.MULTILINE))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_check_of_single_files_names_the_encoding(cunwen: Command, tmp_path: Path, encoding: str) -> None:
    """A file can be tried before it is put into the folder."""
    path = tmp_path / "新报告.txt"
    path.write_text("月亮镇工作总结\n兔儿村种植桂花树300亩。\n", encoding=encoding)
    ran = cunwen("reports", "check", path, "--json")
    assert (ran.code, ran.json["problems"]) == (0, [])
    (told,) = ran.json["reports"]
    assert told["encoding"].lower().startswith(encoding.split("-")[0])


def test_the_group_takes_the_folder_too(cunwen: Command, tmp_path: Path) -> None:
    """--reports before the command counts like after it."""
    (tmp_path / "月亮镇.txt").write_text("月亮镇工作总结\n兔儿村种植桂花树300亩。\n", encoding="utf-8")
    assert [r["report"] for r in cunwen("reports", "--reports", tmp_path, "list", "--json").json] == ["月亮镇.txt"]


def test_what_was_read_is_kept_in_the_data_folder(cunwen: Command, tmp_path: Path) -> None:
    """Every command takes it up; a damaged one is set aside with a sentence, and the answer is the same."""
    first = cunwen("reports", "check")
    kept = tmp_path / "data" / "library.db"
    assert kept.exists()
    assert cunwen("ask", "哪个村种植羊肚菌").out.startswith("青里村")
    kept.write_bytes(b"nothing of the kind")
    ran = cunwen("reports", "check")
    assert (ran.code, ran.out) == (0, first.out)
    assert ran.err.count("缓存损坏了") == 1
    (aside,) = kept.parent.glob("library.damaged-*.db")
    assert str(aside) in ran.err
    assert cunwen("reports", "check").err == ""


def test_a_data_folder_that_cannot_be_written_is_a_warning(cunwen: Command, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    ran = cunwen("ask", "哪个村种植羊肚菌")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "青里村")
    assert ran.err.count("报告缓存") == 1


def test_twins_are_told(cunwen: Command, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("甲.txt", "乙.txt"):
        (folder / name).write_text("月亮镇工作总结\n兔儿村种植桂花树300亩。\n", encoding="utf-8")
    ran = cunwen("reports", "check", "--reports", folder)
    assert (ran.code, "甲.txt：与 乙.txt 完全相同" in ran.out) == (0, True)
    (remark,) = cunwen("reports", "check", "--reports", folder, "--json").json["remarks"]
    assert "完全相同" in remark
