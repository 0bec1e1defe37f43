"""Corpora of any size: the same for the same seed, in the form of reports, and every planted fact in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from answering.scoring import NONE, read_gold
from corpora import COUNTED, FACTS, FIRST, PARAGRAPHS, facts, main, reports, stock, write, zipf
from corpus import DEMO, load_folder
from zipf import growth, ranked, slope, table


def test_the_same_seed_gives_the_same_reports_and_another_seed_others() -> None:
    """However many processes write, and a larger corpus begins with the smaller one."""
    few = list(reports(3))
    assert few == list(reports(4))[:3] == list(reports(3, jobs=2))
    assert few[0].text != next(reports(1, seed=2)).text


def test_a_report_has_a_hundred_paragraphs_in_sections(tmp_path: Path) -> None:
    """Read as any report, nothing of it is left out."""
    characters = write(tmp_path / "made", 300)
    read = load_folder(tmp_path / "made" / "reports").reports
    assert [len(report.paragraphs) for report in read] == [PARAGRAPHS] * 3
    assert sum(len(path.read_text("utf-8")) for path in (tmp_path / "made" / "reports").iterdir()) == characters
    assert 75 <= characters / 300 <= 125
    assert all(len(report.sections) > 12 and re.search("[镇乡]", report.place or report.title) for report in read)


def test_each_fact_stands_in_one_sentence_of_all(tmp_path: Path) -> None:
    """Its names stand nowhere else; what is to be refused stands nowhere at all."""
    write(tmp_path / "made", 1100)
    texts = {path.name: path.read_text("utf-8") for path in (tmp_path / "made" / "reports").iterdir()}
    everything = "".join(texts.values())
    golds = [gold for (gold,) in read_gold(tmp_path / "made" / "gold.jsonl")]
    assert len(golds) == FIRST * FACTS + 1
    for gold in golds:
        if gold.kind == NONE:
            assert not gold.answers
            assert not any(name in everything for name in stock().own if name in gold.question)
        else:
            (evidence,) = gold.evidence
            assert texts[evidence.report].count(evidence.text) == everything.count(evidence.text) == 1
            assert gold.answers[0] in evidence.text


def test_every_size_is_asked_the_first_facts() -> None:
    numbers = [fact for report in range(200) for fact in facts(report)]
    assert numbers == list(range(FIRST * FACTS + 190 // 10))


def test_facts_of_a_million_paragraphs_have_names_of_their_own() -> None:
    planted = FIRST * FACTS + 1_000_000 // PARAGRAPHS // 10
    assert planted < len(stock().own)
    assert planted < len(stock().rare)
    assert not set(stock().own) & set(stock().villages)
    assert not set(stock().rare) & set(stock().words["crop"])


def test_words_are_drawn_by_zipfs_law() -> None:
    """Each word can be drawn, none beyond; the earlier the likelier."""
    drawn = [zipf("abcdefghij", n / 1000) for n in range(1000)]
    counts = [drawn.count(letter) for letter in "abcdefghij"]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) > 0 < COUNTED


def test_words_are_distributed_as_in_real_reports(demo_text: str) -> None:
    """As steep a fall from rank 10 on and as much that is new, within a quarter."""
    ours = "".join(report.text for report in reports(10))
    for measure in (_fall, _growth):
        assert measure(ours) == pytest.approx(measure(demo_text), rel=0.25)
    assert "Heaps' power" in table({"demo": demo_text, "ours": ours})


def _fall(text: str) -> float:
    counts = ranked(text, 7000)
    return -slope([(rank, counts[rank - 1]) for rank in (10, 100, 1000)])


def _growth(text: str) -> float:
    return slope(growth(text, (1000, 2000, 4000, 7000)))


def test_a_wish_that_cannot_be_met_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "reports").mkdir()
    for options, told in ((["--paragraphs", "150"], "multiple of 100"), (["--paragraphs", "100"], "reports")):
        with pytest.raises(SystemExit):
            main([*options, "--out", str(tmp_path)])
        assert told in capsys.readouterr().err


def test_the_command_writes_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--paragraphs", "1e2", "--out", str(tmp_path / "made"), "--jobs", "1", "--check"])
    told = capsys.readouterr().out
    assert "Zipf's power" in told
    assert "100 paragraphs, 0.01 million characters" in told
    assert len(list((tmp_path / "made" / "reports").iterdir())) == 1


@pytest.fixture(scope="module")
def demo_text() -> str:
    return "\n".join(report.text for report in load_folder(DEMO).reports)
