"""Folders: files become reports, bad ones become problems, and the demo reports are all good."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import (
    DEMO,
    BrokenCatalog,
    Corpus,
    EmptyFolder,
    EmptyReport,
    FolderNotFound,
    Quote,
    difference,
    load_file,
    load_folder,
)

TEXT = "青里村工作总结\n今年以来，青里村种植羊肚菌***亩，增收30万元。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good report in UTF-8 and one in GB18030."""
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "乙.md").write_bytes(TEXT.replace("青里", "饶坊").encode("gb18030"))
    return tmp_path


def names(corpus: Corpus) -> list[str]:
    return [report.name for report in corpus.reports]


def test_reports_are_ordered_by_name(folder: Path) -> None:
    corpus = load_folder(folder)
    assert names(corpus) == sorted(["甲.txt", "乙.md"])
    assert corpus.problems == ()


def test_what_is_no_report_is_passed_over(folder: Path) -> None:
    """Hidden files, the catalog and folders within are neither reports nor problems."""
    (folder / ".DS_Store").write_bytes(b"\0\1")
    (folder / "reports.yaml").write_text("reports:\n", encoding="utf-8")
    (folder / "旧").mkdir()
    (folder / "旧" / "丙.txt").write_text(TEXT, encoding="utf-8")
    corpus = load_folder(folder)
    assert len(corpus.reports) == 2
    assert corpus.problems == ()


def test_one_bad_file_hides_no_other(folder: Path) -> None:
    (folder / "表.xyz").write_bytes(b"a")
    (folder / "空.txt").write_bytes(b"")
    (folder / "图.txt").write_bytes(b"\x89PNG\r\n")
    (folder / "断.txt").symlink_to(folder / "没有")
    (folder / "广告.txt").write_text("某某汇 www.example.com\n", encoding="utf-8")
    corpus = load_folder(folder)
    assert len(corpus.reports) == 2
    assert {problem.name: problem.code for problem in corpus.problems} == {
        "表.xyz": "UnknownFormat",
        "空.txt": "EmptyReport",
        "图.txt": "UndecodableReport",
        "断.txt": "UnreadableReport",
        "广告.txt": "EmptyReport",
    }
    assert [problem.name for problem in corpus.problems] == sorted(problem.name for problem in corpus.problems)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FolderNotFound):
        load_folder(tmp_path / "没有")
    (tmp_path / "文件").write_text("", encoding="utf-8")
    with pytest.raises(FolderNotFound):
        load_folder(tmp_path / "文件")


def test_a_folder_without_reports_keeps_its_problems(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    with pytest.raises(EmptyFolder) as caught:
        load_folder(tmp_path)
    assert [problem.name for problem in caught.value.problems] == ["空.txt"]


def test_the_catalog_names_its_reports(folder: Path) -> None:
    (folder / "reports.yaml").write_text(
        "reports:\n- {file: 甲.txt, title: 青里村总结, place: 青里村, level: 村, date: 2023-12, source: 村委会}\n",
        encoding="utf-8",
    )
    report = next(report for report in load_folder(folder).reports if report.name == "甲.txt")
    assert (report.title, report.place, report.level, report.date, report.source) == (
        "青里村总结", "青里村", "村", "2023-12", "村委会",
    )  # fmt: skip
    assert load_file(folder / "甲.txt") == report


def test_a_file_the_catalog_names_in_vain_is_a_problem_and_no_error(folder: Path) -> None:
    (folder / "reports.yaml").write_text("reports:\n- file: 丙.txt\n", encoding="utf-8")
    corpus = load_folder(folder)
    assert len(corpus.reports) == 2
    assert [(problem.name, problem.code) for problem in corpus.problems] == [("丙.txt", "UnreadableReport")]
    assert "reports.yaml" in corpus.problems[0].detail


def test_a_broken_catalog_stops_the_folder(folder: Path) -> None:
    (folder / "reports.yaml").write_text("reports: 甲\n", encoding="utf-8")
    with pytest.raises(BrokenCatalog):
        load_folder(folder)


def test_progress_counts_every_file(folder: Path) -> None:
    (folder / "空.txt").write_bytes(b"")
    seen: list[tuple[int, int, str]] = []
    load_folder(folder, lambda done, total, name, _: seen.append((done, total, name)))
    assert seen == [(number, 3, name) for number, name in enumerate(sorted(["甲.txt", "乙.md", "空.txt"]), 1)]


def test_the_fingerprint_follows_files_and_catalog(folder: Path) -> None:
    """The same files give the same fingerprint; another text, name or catalog gives another."""
    first = load_folder(folder)
    assert load_folder(folder).fingerprint == first.fingerprint
    seen = {first.fingerprint}
    (folder / "甲.txt").write_text(TEXT + "好。", encoding="utf-8")
    seen.add(load_folder(folder).fingerprint)
    (folder / "甲.txt").rename(folder / "丁.txt")
    seen.add(load_folder(folder).fingerprint)
    (folder / "reports.yaml").write_text("reports:\n- {file: 丁.txt, place: 青里村}\n", encoding="utf-8")
    last = load_folder(folder)
    assert len(seen | {last.fingerprint}) == 4
    assert difference(first, last).added == ("丁.txt",)
    assert difference(first, last).removed == ("甲.txt",)


def test_a_title_comes_from_the_text_or_from_the_name(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "乙.txt").write_text("一、成效\n修了路，通了水。\n", encoding="utf-8")
    assert load_file(tmp_path / "甲.txt").title == "青里村工作总结"
    assert load_file(tmp_path / "乙.txt").title == "乙"


def test_the_receipt_says_what_was_read_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_bytes((TEXT + "某某汇 www.example.com\n").encode("gb18030"))
    receipt = load_file(tmp_path / "甲.txt").receipt
    assert (receipt.encoding, receipt.characters_in) == ("gb18030", len(TEXT) + 20)
    assert receipt.characters_out == len(TEXT) - 1
    assert [firing.step for firing in receipt.firings] == ["advertising"]


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("修了路，通了水。\n", "没有找到标题，以文件名代替"),
        ("修了路，通了水。\n", "没有找到小标题，出处只能指到段落"),
        ("种茭白***亩、槟榔芋**亩，*镇增收**%。", "有 3 处数字用星号隐去，回答时照原样引用"),
        ("修路。" * 800, "最长的一段有 2400 字，原文可能丢失了分段"),
        ("点击下载全文\n修了路。\n", "清理掉的文字占"),
        ("修了路，通了水，种了三十亩茭白，村里装了路灯，\ufffd好。" * 3, "有 3 处乱码"),
    ],
)
def test_warnings(tmp_path: Path, text: str, warning: str) -> None:
    (tmp_path / "甲.txt").write_text(text, encoding="utf-8")
    assert any(warning in told for told in load_file(tmp_path / "甲.txt").receipt.warnings)


def test_what_the_reader_warns_of_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "甲.doc").write_text("青里村工作总结\n一、成效\n修了路，通了水，种了三十亩茭白。\n", encoding="utf-8")
    (warning,) = load_file(tmp_path / "甲.doc").receipt.warnings
    assert "内容却是文本" in warning


def test_a_good_report_has_no_warning(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("青里村工作总结\n一、成效\n修了路，通了水，种了三十亩茭白。\n", encoding="utf-8")
    assert load_file(tmp_path / "甲.txt").receipt.warnings == ()


@pytest.mark.parametrize(
    "piece", [*"*“。 1、目．…", "一、", "1、\n", "7\n", "目录\n", "“。”", "www.", "《甲》由会员", "# 甲\n", "一是"]
)
@pytest.mark.timeout(45)
def test_a_monotonous_text_takes_no_longer_than_another(tmp_path: Path, piece: str) -> None:
    """No pattern goes back and forth over a long run of the same; a quadratic one would run into the time limit."""
    (tmp_path / "甲.txt").write_text(
        "青里村工作总结\n" + piece * (50_000 // len(piece)) + "\n修了路。", encoding="utf-8"
    )
    assert load_file(tmp_path / "甲.txt").text.endswith("修了路。")


def test_nothing_left_after_cleaning_is_empty(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("- 1 -\n", encoding="utf-8")
    with pytest.raises(EmptyReport):
        load_file(tmp_path / "甲.txt")


@pytest.fixture(scope="module")
def demo() -> Corpus:
    return load_folder(DEMO)


def test_the_demo_reports_are_all_read(demo: Corpus) -> None:
    assert demo.problems == ()
    assert len(demo.reports) >= 8
    assert all(
        report.title and report.place and report.level and report.date and report.source for report in demo.reports
    )


def test_no_advertising_is_left_in_the_demo_reports(demo: Corpus) -> None:
    for report in demo.reports:
        assert not [word for word in ("www.", "会员", "在线阅读", "目录 ") if word in report.text]


@given(st.data())
def test_any_slice_of_a_demo_report_can_be_quoted(demo: Corpus, data: st.DataObject) -> None:
    """A quote is the report's own words, and knows the paragraph and the section it begins in."""
    report = data.draw(st.sampled_from(demo.reports))
    start = data.draw(st.integers(0, len(report.text) - 1))
    end = data.draw(st.integers(start + 1, len(report.text)))
    quote = Quote(report, start, end)
    assert quote.text == report.text[start:end]
    assert quote.section.start <= start < quote.section.end
    assert quote.paragraph in quote.section.paragraphs or not report.text[start].strip()


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 10**6)])
def test_no_quote_outside_the_text(demo: Corpus, start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no slice"):
        Quote(demo.reports[0], start, end)
