"""The demo reports and the gold questions over them are sound, whatever the answers to them turn out to be."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus import DEMO, load_folder

Case = dict[str, Any]

CASES = Path(__file__).parent / "cases"
KINDS = {
    "which_place", "how_much", "who", "when", "where", "what", "list", "yes_no", "why_how", "compare", "none",
}  # fmt: skip
STYLES = {"plain", "colloquial", "keywords", "typo", "traditional", "long"}
CATALOG_KEYS = {"file", "title", "place", "level", "date", "source"}


def _lines(name: str) -> list[Case]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


QUESTIONS = _lines("demo.jsonl")
DIALOGUES = _lines("demo_dialogues.jsonl")
TURNS = [{"id": f"{d['id']}.{n}", **turn} for d in DIALOGUES for n, turn in enumerate(d["turns"], 1)]
ALL = [*QUESTIONS, *TURNS]


def _squeeze(text: str) -> str:
    """Drop white space and width, which cleaning may change."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every demo report's clean text by file name, squeezed."""
    return {report.name: _squeeze(report.text) for report in load_folder(DEMO).reports}


@pytest.fixture(scope="module")
def catalog() -> list[dict[str, object]]:
    """The entries of reports.yaml."""
    entries: list[dict[str, object]] = yaml.safe_load((DEMO / "reports.yaml").read_text(encoding="utf-8"))["reports"]
    return entries


def test_there_are_enough_questions_of_every_kind_and_style() -> None:
    """At least sixty questions, every kind and style among them, about one in seven without an answer."""
    kinds = Counter(case["kind"] for case in QUESTIONS)
    assert len(QUESTIONS) >= 60
    assert kinds.keys() == KINDS
    assert {case["style"] for case in QUESTIONS} == STYLES
    assert 0.10 <= kinds["none"] / len(QUESTIONS) <= 0.25


def test_every_report_is_asked_about() -> None:
    """No demo report stands there without a question."""
    asked = {evidence["report"] for case in QUESTIONS for evidence in case["evidence"]}
    assert asked == {path.name for path in DEMO.glob("*.txt")}


def test_ids_and_questions_are_unique() -> None:
    """A case found by its id, or by its words, is one case."""
    ids = [case["id"] for case in [*QUESTIONS, *DIALOGUES]]
    questions = [case["question"] for case in QUESTIONS]
    assert [key for key, count in Counter(ids).items() if count > 1] == []
    assert [key for key, count in Counter(questions).items() if count > 1] == []


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["id"])
def test_evidence_stands_in_its_report(case: Case, texts: dict[str, str]) -> None:
    """Every evidence is verbatim, up to white space and width, in the report it names."""
    missing = [e for e in case["evidence"] if _squeeze(e["text"]) not in texts[e["report"]]]
    assert missing == []


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["id"])
def test_answers_stand_in_the_evidence(case: Case) -> None:
    """Every answer but 是 and 否 is verbatim in one of the evidences, and each evidence holds one."""
    evidence = [_squeeze(e["text"]) for e in case["evidence"]]
    answers = [] if case["answers"] in (["是"], ["否"]) else [_squeeze(answer) for answer in case["answers"]]
    assert [answer for answer in answers if not any(answer in text for text in evidence)] == []
    if answers and case.get("kind") != "compare":
        assert [text for text in evidence if not any(answer in text for answer in answers)] == []


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["id"])
def test_form_of_a_case(case: Case) -> None:
    """A question that must be refused has neither answer nor evidence; any other has both; 是/否 only for yes_no."""
    assert case["question"].strip()
    assert case["match"] in {"any", "all"}
    assert bool(case["answers"]) == bool(case["evidence"])
    if "kind" in case:
        assert (case["kind"] == "none") == (not case["answers"])
        assert (case["kind"] == "yes_no") == (case["answers"] in (["是"], ["否"]))
        assert case["match"] == "all" or case["kind"] != "list"
        assert case["masked"] == (bool(case["answers"]) and all("*" in answer for answer in case["answers"]))


def test_dialogues_lean_on_their_history_and_some_must_be_refused() -> None:
    """At least eight dialogues of two to five turns, a turn without an answer in some."""
    assert len(DIALOGUES) >= 8
    assert {len(dialogue["turns"]) for dialogue in DIALOGUES} <= {2, 3, 4, 5}
    assert sum(not turn["answers"] for turn in TURNS) >= 2


def test_catalog_describes_every_report(catalog: list[dict[str, object]]) -> None:
    """reports.yaml names exactly the reports that are there, every field a filled string, dates as 2023 or 2023-12."""
    files = [entry["file"] for entry in catalog]
    assert len(files) >= 8
    assert sorted(map(str, files)) == sorted(path.name for path in DEMO.glob("*.txt"))
    for entry in catalog:
        assert entry.keys() == CATALOG_KEYS
        assert all(isinstance(value, str) and value for value in entry.values()), entry
        assert re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", str(entry["date"])), entry


@pytest.mark.parametrize("path", sorted(DEMO.glob("*.txt")), ids=lambda path: path.stem)
def test_report_is_as_long_as_a_real_one_and_ends_its_last_sentence(path: Path) -> None:
    """900 to 2,000 characters, the last one a full stop."""
    text = _squeeze(path.read_text(encoding="utf-8"))
    assert 900 <= len(text) <= 2000
    assert text.endswith("。")


@pytest.mark.parametrize(
    "dirt", [r"由会员分享", r"(?m)^目录 .+ \d$", r"[０-９]", r"[^。！？；：]\n2、", r"。\n2、", r"\*\*"]
)
def test_demo_reports_show_what_cleaning_is_for(dirt: str) -> None:
    """A site line, a glued contents line, wide digits, a page number in a sentence, a true list, a hidden figure."""
    assert any(re.search(dirt, path.read_text(encoding="utf-8")) for path in DEMO.glob("*.txt"))
