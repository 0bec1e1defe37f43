"""Reports that say what another does are named, others are not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import DEMO, load_folder
from corpus.twins import ALIKE, Sketched, likeness, sketch, twins


def test_twins_are_named_with_the_first(tmp_path: Path) -> None:
    """The same bytes, and the same text with another year and a sentence more; in service they all are."""
    report = next(path for path in DEMO.iterdir() if path.name.startswith("青禾镇"))
    text = report.read_text("utf-8")
    (tmp_path / "一.txt").write_text(text, encoding="utf-8")
    (tmp_path / "七.txt").write_text(text, encoding="utf-8")
    (tmp_path / "三.txt").write_text(text.replace("2022", "2023") + "今年又修了一条路。\n", encoding="utf-8")
    (tmp_path / "丁.txt").write_text("柳坪村工作总结\n柳坪村修了路，通了水，种了三十亩茭白，装了路灯。\n", encoding="utf-8")
    corpus = load_folder(tmp_path)
    assert len(corpus.reports) == 4
    assert [(r.name, r.code, r.detail) for r in corpus.remarks] == [
        ("七.txt", "SameReport", "一.txt"),
        ("三.txt", "AlikeReport", "一.txt"),
    ]


def test_no_demo_report_says_what_another_does() -> None:
    assert load_folder(DEMO).remarks == ()


def test_a_text_too_short_to_compare_has_no_sketch() -> None:
    assert sketch("") == sketch("修了路。") == b""


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("seed", range(4))
def test_the_likeness_is_about_the_share_of_runs(share: float, seed: int) -> None:
    """Within four standard deviations of 64 drawings."""
    characters = random.Random(seed).sample([chr(code) for code in range(0x4E00, 0x9000)], 3000)
    kept = round(1500 * share)
    one, other = "".join(characters[:1500]), "".join(characters[:kept] + characters[1500 : 3000 - kept])
    runs, others = ({text[i : i + 6] for i in range(len(text) - 5)} for text in (one, other))
    truth = len(runs & others) / len(runs | others)
    assert abs(likeness(sketch(one), sketch(other)) - truth) < 4 * (truth * (1 - truth) / 64) ** 0.5 + 0.01


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 200)), max_size=8))
def test_only_what_shares_a_band_need_be_compared(texts: list[tuple[int, int]]) -> None:
    """The same twins are named when everything is compared with everything."""
    parts = [random.Random(part).sample([chr(code) for code in range(0x4E00, 0x9000)], 200) for part in range(6)]
    reports = [
        Sketched(f"{at}", f"{at}", sketch("".join(parts[part][:length] + parts[0][length:]))) for at, (part, length) in enumerate(texts)
    ]
    named = {twin.name: twin.other for twin in twins(reports)}
    for at, report in enumerate(reports):
        near = [other.name for other in reports[:at] if likeness(report.sketch, other.sketch) == 1]
        assert not near or named[report.name]
        assert report.name not in named or likeness(report.sketch, reports[int(named[report.name])].sketch) >= ALIKE
