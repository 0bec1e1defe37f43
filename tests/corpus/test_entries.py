"""Changing reports.yaml: the entry says what was wanted, and nothing else of the file is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import DEMO
from corpus.catalog import NAME, Entry, read_catalog
from corpus.entries import checked, edited, plan
from corpus.errors import BadEntry, BrokenCatalog, IntricateCatalog
from corpus.listing import entries

WRITTEN = """# 镇里整理，不要改动次序
reports:
  # 第一份
  - file: 甲.txt   # 村委会
    title: "甲村总结"
    date: 2023-12

  - title: 乙村总结   # 待核对
    file: 乙.txt
  # 还有几份没有收到
"""


def test_a_new_entry_stands_behind_the_last() -> None:
    after = edited(WRITTEN, "丙.txt", Entry("丙村：总结", date="2022"))
    added = "  - file: 丙.txt\n    title: 丙村：总结\n    date: '2022'\n"
    assert after == WRITTEN.replace("  # 还有几份", added + "  # 还有几份")


def test_a_value_is_changed_where_it_stands_and_a_new_one_comes_last() -> None:
    after = edited(WRITTEN, "甲.txt", Entry("甲村2023年总结", "甲村", date="2023-12"))
    wanted = WRITTEN.replace('"甲村总结"', "甲村2023年总结").replace("date: 2023-12\n", "date: 2023-12\n    place: 甲村\n")
    assert after == wanted


def test_a_value_that_is_gone_takes_its_line_along() -> None:
    assert edited(WRITTEN, "甲.txt", Entry("甲村总结")) == WRITTEN.replace("    date: 2023-12\n", "")


def test_an_entry_that_is_gone_leaves_the_others_and_their_comments() -> None:
    after = edited(WRITTEN, "乙.txt", None)
    assert after == WRITTEN.replace("  - title: 乙村总结   # 待核对\n    file: 乙.txt\n", "")
    assert entries(edited(after, "甲.txt", None)) == {}


@pytest.mark.parametrize("text", ["", "# 以后再写", "reports:", "reports:\n", "reports: []\n", "reports: # 空\n"])
def test_the_first_entry(text: str) -> None:
    assert entries(edited(text, "甲.txt", Entry("甲村"))) == {"甲.txt": Entry("甲村")}


def test_line_ends_and_indents_stay_those_of_the_file() -> None:
    text = "reports:\r\n- file: 甲.txt\r\n  title: 甲\r\n"
    assert edited(text, "乙.txt", Entry("乙")) == f"{text}- file: 乙.txt\r\n  title: 乙\r\n"


def test_a_last_line_without_an_end_gets_one() -> None:
    assert edited("reports:\n- file: 甲.txt", "乙.txt", Entry("乙")) == "reports:\n- file: 甲.txt\n- file: 乙.txt\n  title: 乙\n"
    assert entries(edited("reports:\n- file: 甲.txt", "甲.txt", Entry("甲"))) == {"甲.txt": Entry("甲")}


def test_entries_in_braces_are_edited_too() -> None:
    text = "reports:\n- {file: 甲.txt, title: 甲}\n- {file: 乙.txt}\n"
    assert edited(text, "甲.txt", Entry("甲, 乙", "丙")) == text.replace("title: 甲", 'title: "甲, 乙", place: "丙"')
    assert edited(text, "甲.txt", None) == "reports:\n- {file: 乙.txt}\n"


def test_what_others_refer_to_moves_to_its_next_use() -> None:
    """The demo reports name their source once and refer to it from every other entry."""
    text, before = (DEMO / NAME).read_text(encoding="utf-8"), read_catalog(DEMO)
    for name in before:
        assert entries(edited(text, name, None)) == {other: said for other, said in before.items() if other != name}
        changed = before[name]._replace(source="镇政府")
        assert entries(edited(text, name, changed)) == {**before, name: changed}


def test_what_is_written_too_artfully_is_left_alone(tmp_path: Path) -> None:
    text = "reports: [{file: 甲.txt}, {file: 乙.txt}]\n"
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    with pytest.raises(IntricateCatalog):
        plan(tmp_path, {"甲.txt": None})
    assert (tmp_path / NAME).read_text(encoding="utf-8") == text


def test_a_broken_file_is_not_edited(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("reports: {", encoding="utf-8")
    with pytest.raises(BrokenCatalog):
        plan(tmp_path, {"甲.txt": Entry("甲")})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_another_encoding_becomes_utf8(tmp_path: Path, encoding: str) -> None:
    (tmp_path / NAME).write_bytes(WRITTEN.encode(encoding))
    after = plan(tmp_path, {"丙.txt": Entry("丙"), "甲.txt": read_catalog(tmp_path)["甲.txt"]})
    assert after
    assert "不要改动次序" in after.decode()
    assert [*entries(after.decode())] == ["甲.txt", "乙.txt", "丙.txt"]


@pytest.mark.parametrize("title", ["甲\0", "甲\u202e", "甲" * 201])
def test_what_no_title_can_be(title: str) -> None:
    with pytest.raises(BadEntry):
        checked(Entry(title))
    assert checked(Entry(" 甲\n 乙　")) == Entry("甲 乙")


@pytest.mark.parametrize("date", ["2023", "2023-12", "2023-1-5", "2024-02-29"])
def test_dates(date: str) -> None:
    assert checked(Entry(date=date)).date == date


@pytest.mark.parametrize("date", ["2023年13月", "2023-13", "2023-00", "2023-1-32", "去年", "23-12"])
def test_what_no_date_can_be(date: str) -> None:
    with pytest.raises(BadEntry, match="2023-12"):
        checked(Entry(date=date))


values = st.text(st.characters(exclude_categories=("C", "Z")), max_size=12)

dates = st.sampled_from(["", "2023", "2023-12", "2023-12-31"])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["甲.txt", "乙.txt", "丙 (1).md", "- ，#.txt"]),
                          st.none() | st.builds(Entry, values, values, values, dates, values)), max_size=6))
def test_any_row_of_changes_is_said_and_nothing_else(changes: list[tuple[str, Entry | None]]) -> None:
    """Values full of YAML's own marks come back as they went in, comments stay."""
    text, said = WRITTEN, entries(WRITTEN)
    for name, entry in changes:
        text = edited(text, name, entry)
        said = {other: value for other, value in said.items() if other != name or entry is not None}
        if entry is not None:
            said[name] = entry
        assert entries(text) == said
        assert text.startswith("# 镇里整理，不要改动次序\nreports:\n")
        assert "  # 还有几份没有收到\n" in text
