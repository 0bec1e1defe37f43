"""Engines side by side: a tiny run of whatever is installed, the tables and their marks, and how growth is fitted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import scale
from peers import PEERS
from scale import main, median, missing, verdict
from tables import WORDS, WRITTEN, Row, cell, growth, growths, long_tables, on_paper, placed, short_table, write
from trial import OURS, Question, found_of, measured


def row(engine: str, size: int, **figures: float) -> Row:
    """A row with some figures of its own."""
    whole = {"answer_p50": 4.0, "answer_p95": 9.0, "asked": 60, "score": 0.9, "everywhere": 0.95, "terms": 250, "added_s": 0.5}
    usual = {"query_p50": 1.0, "query_p95": 2.0, "first": 0.8, "build_s": 3.0, "open_s": 0.1, "disk_mb": 5.0, "memory_mb": 120.0}
    return Row(engine, size, {**usual, **(whole if engine == OURS else {}), **figures})


ROWS = [
    row(OURS, 1000), row("rank-bm25", 1000, query_p50=5.0), row(OURS, 100_000, query_p50=2.0, answer_p50=12.65),
    row("rank-bm25", 100_000, query_p50=500.0),
]  # fmt: skip


def test_three_hundred_paragraphs_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ours and a peer that needs nothing more, each in a process of its own; both find most of what was planted."""
    monkeypatch.setattr(scale, "SIZES", (300,))
    options = ["--smallest", "300", "--largest", "300", "--rounds", "1", "--work", str(tmp_path), "--engines", f"{OURS},SQLite FTS5"]
    assert main(options) == 0
    told = capsys.readouterr().out
    lines = {line.split(" | ")[1]: line.strip("| ").split(" | ") for line in told.splitlines() if line.startswith("| 300 | ")}
    assert all(int(lines[engine][5].rstrip("%")) > 60 for engine in (OURS, "SQLite FTS5"))
    assert all(float(figure.replace(",", "")) > 0 for figure in (lines[OURS][2], lines[OURS][9]))
    kept = json.loads((tmp_path / "300" / "index" / f"{OURS}.json").read_text("utf-8"))
    assert kept["disk_mb"] > 0
    assert len(list((tmp_path / "300" / "reports").iterdir())) == 3, "the reports that were added are gone again"


def test_a_peer_that_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(scale, "find_spec", lambda name: None if name == "numba" else object())
    assert missing("bm25s") == ["numba"]
    assert list(scale.engines_at(1000, [OURS, "bm25s", "rank-bm25"])) == [OURS, "rank-bm25"]
    assert "bm25s: left out, not installed: numba" in capsys.readouterr().out


def test_an_engine_is_left_out_where_it_takes_too_long(capsys: pytest.CaptureFixture[str]) -> None:
    most = PEERS["rank-bm25"].most
    assert list(scale.engines_at(most + 1, ["rank-bm25", OURS])) == [OURS]
    assert f"rank-bm25: left out above {most} paragraphs" in capsys.readouterr().out


def test_growth_is_the_power_of_the_paragraphs() -> None:
    """Times 100 in paragraphs and in time is 1; one size tells nothing."""
    assert growth(ROWS, "rank-bm25", "query_p50") == pytest.approx(1.0)
    assert growth(ROWS, OURS, "answer_p50") == pytest.approx(0.25, abs=0.001)
    assert growth(ROWS[:1], OURS, "answer_p50") is None
    assert "| rank-bm25 | 1.00 | 0.00 | 0.00 | 0.00 | – |" in growths(ROWS, WORDS["en"])


def test_a_hundred_million_are_worked_out_from_the_largest_size() -> None:
    """Each line shows its arithmetic."""
    told = on_paper(ROWS, WORDS["en"]).splitlines()
    assert told[2] == "| reading, cutting, indexing, hours | 3 s ÷ 100,000 × 100,000,000 ÷ 3,600 | 1 |"
    assert told[4].endswith("| 250 × 8 × 100,000,000 ÷ 1,000,000,000 | 200 |")
    assert told[5].endswith("| 12.7 × (100,000,000 ÷ 100,000)^0.25 | 71 |")


@pytest.mark.parametrize(("milliseconds", "good"), [(12.6, True), (12.8, False)])
def test_a_whole_answer_may_grow_only_so_fast(milliseconds: float, good: bool) -> None:
    rows = [row(OURS, 1000), row(OURS, 100_000, answer_p50=milliseconds)]
    assert verdict(rows)[0] is good
    assert verdict(rows[:1]) == (True, "growth of a whole answer: measured at one size only")


def test_rounds_give_the_median_and_questions_missed_are_kept() -> None:
    assert median([{"a": 1.0, "wrong": ["x"]}, {"a": 9.0, "wrong": []}, {"a": 2.0, "wrong": ["y"]}]) == {"a": 2.0, "wrong": ["y"]}


def test_the_tables_are_the_same_in_two_languages() -> None:
    """Other headings, the same figures; rank-bm25 over ours is the ratio."""
    tables = [long_tables(ROWS, WORDS[language]) for language in ("en", "zh")]
    bodies = [[line for line in table.splitlines() if line.startswith(("| 1,000 |", "| 100,000 |"))] for table in tables]
    assert bodies[0] == bodies[1]
    assert "| 100,000 | cunwen | 2.00 | 2.00 | 250 | 80% |" in tables[0]
    assert "| 100,000 | 12.7 | 9.00 | 39.5 | 60 | 90% | 95% | 0.50 |" in tables[1]
    short = short_table(ROWS, WORDS["en"]).splitlines()
    assert short[2] == "| paragraphs | 1,000 | 100,000 |"
    assert short[0].startswith("Seconds and milliseconds by the clock, rounds: 1, cores: ")
    assert "| cunwen: whole answer p50, ms | 4.00 | 12.7 |" in short
    assert cell(ROWS[:1], ROWS[0], "times") == "–"


def test_the_tables_are_written_between_their_marks(tmp_path: Path) -> None:
    """All files or none; writing again changes nothing."""
    (tmp_path / "docs").mkdir()
    for name in WRITTEN:
        (tmp_path / name).write_text("before\n<!-- scale: bench/scale.py --write -->\nstale\n<!-- /scale -->\nafter\n", encoding="utf-8")
    write(ROWS, tmp_path)
    texts = {name: (tmp_path / name).read_text("utf-8") for name in WRITTEN}
    assert all("stale" not in text and "| 1,000 |" in text and text.endswith("after\n") for text in texts.values())
    (tmp_path / "README.md").write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="0 times"):
        write(ROWS[:1], tmp_path)
    assert all((tmp_path / name).read_text("utf-8") == text for name, text in texts.items() if name != "README.md")


def test_the_projects_files_hold_the_marks(project: Path) -> None:
    for name in WRITTEN:
        assert placed((project / name).read_text("utf-8"), "table").count("\ntable\n") == 1


def test_what_takes_too_long_is_measured_a_few_times() -> None:
    """At least LEAST, then until the time is over."""
    clock = iter(range(1000))
    times, made = measured([lambda: 7] * 100, 0.0, lambda: float(next(clock)))
    assert (len(times), set(times), set(made)) == (20, {1000.0}, {7})


def test_what_is_found_is_counted_where_there_is_something() -> None:
    asked = [Question("a", ["a"], 3), Question("b", ["b"], 5), Question("none", [], -1)]
    assert found_of(asked, [[3, 5], [1, 5], [2]]) == {"first": 0.5, "among": 1.0}


def test_an_unknown_engine_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--engines", "lucene"])
    assert "no such engine: lucene" in capsys.readouterr().err


def test_a_size_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--largest", "10"])
    assert "no size between" in capsys.readouterr().err
