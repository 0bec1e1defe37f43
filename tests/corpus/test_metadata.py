"""Metadata: what the text says of its place, level, year and date, and that reports.yaml goes before it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given

from corpus import DEMO, difference, load_file, load_folder
from corpus.metadata import find_metadata
from tests.corpus.strategies import anything

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "metadata.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    """A title, and what stands below it, say what the case says and nothing else."""
    title, text = case.get("title", ""), f"{case.get('title', '')}\n{case.get('text', '')}"
    found = find_metadata(text, title, 0 if title else -1, tuple(case.get("names", "").split()))
    assert {fact.name: fact.value for fact in found} == {
        name: case[name] for name in ("place", "level", "year", "date") if name in case
    }


@given(anything)
def test_what_is_found_says_where_it_stands(text: str) -> None:
    """Each fact at most once; its place in the text is a slice of it that is not empty."""
    found = find_metadata(text, text.split("\n")[0], 0)
    assert len({fact.name for fact in found}) == len(found)
    assert all(fact.value and text[fact.start : fact.end].strip() for fact in found)


def test_a_long_line_of_one_kind_is_read_in_no_time() -> None:
    for piece in ("镇", "二", "2023年", "河湾县", "1", "年月日", " "):
        find_metadata(piece * 20_000 + "\n" + piece * 20_000, piece * 2_000, -1)


def test_the_demo_reports_say_what_their_catalog_declares() -> None:
    """Where a demo report's text names place, level or year, that is what reports.yaml declares."""
    for report in load_folder(DEMO).reports:
        for fact in find_metadata(report.text, report.text.split("\n")[0], 0):
            declared = {"place": report.place, "level": report.level, "year": report.year, "date": report.date}[fact.name]
            assert declared.endswith(fact.value) or fact.name == "date", (report.name, fact)


def test_the_catalog_goes_before_the_text(tmp_path: Path) -> None:
    path = tmp_path / "甲.txt"
    path.write_text("沙枣镇2023年工作总结\n今年以来，修了路，通了水。\n沙枣镇人民政府\n2024年1月5日\n", encoding="utf-8")
    report = load_file(path)
    assert (report.place, report.level, report.year, report.date) == ("沙枣镇", "镇", "2023", "2024-01-05")
    assert {fact.name: report.text[fact.start : fact.end] for fact in report.found} == {
        "place": "沙枣镇", "level": "沙枣镇", "year": "2023", "date": "2024年1月5日",
    }  # fmt: skip
    before = load_folder(tmp_path)
    (tmp_path / "reports.yaml").write_text("reports:\n- {file: 甲.txt, place: 河湾县沙枣镇, date: 2023-12}\n", encoding="utf-8")
    report = load_file(path)
    assert (report.place, report.level, report.date) == ("河湾县沙枣镇", "镇", "2023-12")
    assert [fact.name for fact in report.found] == ["level", "year"]
    assert difference(before, load_folder(tmp_path)).changed == ("甲.txt",)
