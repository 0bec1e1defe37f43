"""Damaged files give a report or an error of their own; ``bench/fuzz.py`` does the same by the thousand."""

from __future__ import annotations

import random

import pytest

import fuzz
from corpus import Problem, ReportError
from corpus.readers import Source, read
from corpus.readers.archives import sources
from fuzz import WAYS, damaged, outcome
from samples import PARAGRAPHS, SAMPLES

SOME = 24
FINE = {"report", "empty", "UnknownFormat", "EmptyReport", "UndecodableReport", "UnreadableReport", "RefusedReport"}


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    try:
        return request.param, SAMPLES[request.param]()
    except ModuleNotFoundError as error:
        pytest.skip(f"{error.name} is not installed")


def test_damaged_files_never_fail_otherwise(sample: tuple[str, bytes]) -> None:
    name, data = sample
    assert {outcome(name, damaged(name, data, seed)) for seed in range(SOME)} <= FINE


@pytest.mark.parametrize("name", ["utf-8.txt", "gb18030.txt", "report.md", "report.html", "gbk.html", "report.docx", "report.zip"])
def test_a_file_that_was_cut_off_says_nothing_that_the_whole_did_not(name: str) -> None:
    """Every full line of what is still read stands in the whole; the row of a table that was cut is shorter, its head as written."""
    def lines(data: bytes) -> list[str]:
        found = []
        for source in sources(Source(name, data)):
            try:
                found += [] if isinstance(source, Problem) else read(source).text.splitlines()[:-1]
            except ReportError:
                continue
        return found

    whole = SAMPLES[name]()
    said = str(lines(whole + b"\n"))
    for seed in range(SOME):
        cut = lines(fuzz.cut_off(whole, random.Random(seed)))
        assert [line for line in cut if line not in said and "村名：" not in line and not line.startswith("|")] == []


def test_the_samples_are_read_whole() -> None:
    for name in ("utf-8.txt", "gb18030.txt", "utf-16.txt", "report.html", "report.mht", "report.zip", "report.docx"):
        assert outcome(name, SAMPLES[name]()) == "report"


def test_damage_is_the_same_for_the_same_number() -> None:
    data = "".join(PARAGRAPHS).encode()
    assert damaged("甲.txt", data, 7) == damaged("甲.txt", data, 7)
    assert len({damaged("甲.txt", data, seed) for seed in range(20)}) > 15
    assert all(isinstance(way(data, random.Random(1)), bytes) for way in WAYS)


def test_the_command_runs_each_sample_in_a_process_of_its_own() -> None:
    told, failed = fuzz.fuzz("utf-8.txt", 1, 5, memory=2048, seconds=120)
    assert (sum(told.values()), failed) == (5, [])
