"""reports.yaml: what it may say, and what is said about each way it can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.catalog import Entry, read_catalog
from corpus.errors import BrokenCatalog
from retrieval import open_library


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "reports.yaml").write_bytes(text.encode(encoding))
    return folder


def test_a_folder_needs_no_catalog(tmp_path: Path) -> None:
    assert read_catalog(tmp_path) == {}


@pytest.mark.parametrize("text", ["", "# 以后再写\n", "reports:\n", "reports: []\n"])
def test_an_empty_catalog_says_nothing(tmp_path: Path, text: str) -> None:
    assert read_catalog(write(tmp_path, text)) == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_value_is_taken_as_written(tmp_path: Path, encoding: str) -> None:
    """A year, a date, a yes and an empty value are all text."""
    text = "reports:\n- {file: 甲.txt, title: 2023, place: yes, level:, date: 2023-12-01, source: ' 村里 '}\n"
    text += "- file: 乙.txt\n"
    assert read_catalog(write(tmp_path, text, encoding)) == {
        "甲.txt": Entry("2023", "yes", "", "2023-12-01", "村里"),
        "乙.txt": Entry(),
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("reports:\n- file: '甲.txt\n", "不是有效的 YAML"),
        ("reports:\n- file: 甲.txt\n\ttitle: 乙\n", "第 3 行：不是有效的 YAML"),
        ("reports: [\x01]\n", "YAML"),
        ("- file: 甲.txt\n", "第 1 行：最外层应是“reports:”"),
        ("files:\n- file: 甲.txt\n", "第 1 行：不认识“files”，可以写的是：reports"),
        ("reports: 甲.txt\n", "第 1 行：“reports:”下面应是列表"),
        ("reports:\n- 甲.txt\n", "第 2 行：每项应写成“- file: 文件名”"),
        ("reports:\n- title: 甲\n", "第 2 行：这一项缺少“file:”"),
        ("reports:\n- file: 甲.txt\n- file: ../乙.txt\n", "第 3 行：这一项缺少“file:”"),
        ("reports:\n- file: 甲.txt\n  author: 乙\n", "第 3 行：不认识“author”"),
        ("reports:\n- file: 甲.txt\n  title: [乙, 丙]\n", "第 3 行：“title:”后面应是一行文字"),
        ("reports:\n- file: 甲.txt\n  title: 乙\n  title: 丙\n", "第 4 行：“title”写了两次"),
        ("reports:\n- file: 甲.txt\n- file: 甲.txt\n", "第 3 行：“甲.txt”写了两次"),
        ("reports:\n- file: !!python/object/apply:os.getcwd []\n", "第 2 行：“file:”后面应是一行文字"),
        *((f"reports:\n- file: 甲.txt\n  date: {date}\n", f"第 3 行：“甲.txt”的 date 不能写“{date}”，请写成 2023、2023-12")
          for date in ("去年底", "2023年12月", "2023/12/1", "2023-13", "23-12", "2023-12-32")),
        ("reports: &a [*a]\n", "第 1 行：每项应写成"),
        ("reports:\n- file: 甲.txt\n---\n- 乙\n", "不是有效的 YAML"),
    ],
)
def test_a_broken_catalog_says_where_and_what_to_do(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BrokenCatalog) as caught:
        read_catalog(write(tmp_path, text))
    assert told in caught.value.detail
    assert caught.value.path == tmp_path / "reports.yaml"


def test_a_catalog_that_is_no_text_or_no_file(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / "reports.yaml").write_bytes(b"\xff\x00\x00")
    with pytest.raises(BrokenCatalog, match="字节"):
        read_catalog(tmp_path / "甲")
    (tmp_path / "reports.yaml").mkdir()
    with pytest.raises(BrokenCatalog, match="打不开"):
        read_catalog(tmp_path)


def test_a_date_that_is_none_keeps_the_library_as_it_was(tmp_path: Path) -> None:
    """The catalog is refused as a whole: nothing is answered with half of what it says."""
    (tmp_path / "甲.txt").write_text("月亮镇工作总结\n兔儿村种植桂花树300亩。\n", encoding="utf-8")
    before = open_library(write(tmp_path, "reports:\n- {file: 甲.txt, date: 2023-12}\n"))
    with pytest.raises(BrokenCatalog):
        open_library(write(tmp_path, "reports:\n- {file: 甲.txt, date: 前年}\n"), before=before)
    assert [report.date for report in before.corpus.reports] == ["2023-12"]
