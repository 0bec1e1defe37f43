"""Dates that only the signature tells decide between reports, as declared ones do."""

from __future__ import annotations

import pytest

from answering import answer
from retrieval import Library, open_library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Two reports of one town, alike but for a figure and the date below."""
    folder = tmp_path_factory.mktemp("报告")
    for name, count, signed in (("甲", 120, "二〇二二年十二月"), ("乙", 150, "2023年12月8日")):
        (folder / f"{name}.txt").write_text(
            f"沙枣镇工作总结\n全镇修路三公里，村民出行方便多了。\n全镇种植茭白{count}亩，带动就业。\n沙枣镇人民政府\n{signed}\n",
            encoding="utf-8",
        )
    return open_library(folder)


@pytest.mark.parametrize(
    ("question", "area", "date"),
    [
        ("2022年沙枣镇种植茭白多少亩", "120亩", "2022-12"),
        ("2023年沙枣镇种植茭白多少亩", "150亩", "2023-12-08"),
        ("沙枣镇种植茭白多少亩", "150亩", "2023-12-08"),
    ],
)
def test_the_year_asked_for_or_else_the_newest(library: Library, question: str, area: str, date: str) -> None:
    said = answer(question, library)
    assert (said.answer, said.as_dict()["quotes"][0]["date"]) == (area, date)


def test_a_year_that_no_report_tells_of_is_refused(library: Library) -> None:
    assert not answer("2019年沙枣镇种植茭白多少亩", library).found
