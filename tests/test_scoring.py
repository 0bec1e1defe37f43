"""The figures of ``cunwen eval``: each definition by examples, and all of them against another scorer's."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from answering import Answer, Kind, Reason
from answering.scoring import Evidence, Gold, GoldError, gold_of, plain, quote_right, read_gold, score, span_right
from bot.cli.ask import answers
from bot.cli.conversations import Conversation
from corpus import Quote, Receipt, Report
from retrieval import Library, open_library
from tests.terminal import Command

TEXT = "青里村种植“羊肚菌”８０亩。杨家村种植茭白30亩。"
REPORT = Report("甲.txt", "甲", TEXT, (), Receipt("utf-8", 0, 0), "")
FIRST, SECOND = Quote(REPORT, 0, 14), Quote(REPORT, 14, 25)
MEASURING_SET = Path(__file__).resolve().parents[2] / "shared" / "eval"
beside = pytest.mark.skipif(not MEASURING_SET.is_dir(), reason="the measuring set beside the checkout is not there")


def gold(**changes: Any) -> Gold:
    evidence = (Evidence("甲.txt", "青里村种植羊肚菌80亩"),)
    question = Gold("1", "which_place", "plain", "？", ("青里村",), every=False, evidence=evidence)
    return replace(question, **changes)


def given(text: str | None, *quotes: Quote, **changes: Any) -> Answer:
    reason = None if text else Reason.NOTHING_FOUND
    return Answer("？", "？", Kind.WHAT, text, reason, quotes=quotes, **changes)


@pytest.mark.parametrize(
    ("wanted", "span", "right"),
    [
        ("青里村", "青里村", True),
        ("80亩", "８０亩", True),
        ("羊肚菌", "“羊肚菌”", True),
        ("青里村", "青里村种植“羊肚菌”八十亩。", True),
        ("青里村", "青里村去年以来一直种植“羊肚菌”八十多亩。", False),
        ("乡村振兴人才实训基地", "人才实训基地", True),
        ("乡村振兴人才实训基地", "基地", False),
        ("青里村", "杨家村", False),
        ("青里村", "", False),
        ("", "青里村", False),
    ],
)
def test_a_span_is_right_with_little_around_it_or_little_missing(wanted: str, span: str, right: bool) -> None:
    """Width and quotation marks do not count; a sentence around a name is too much."""
    assert span_right(wanted, span) is right


def test_the_first_quote_needs_report_answer_and_words() -> None:
    """Right words in the wrong report, or the right report without the answer, are no evidence."""
    assert quote_right(gold(), FIRST)
    assert not quote_right(gold(), SECOND)
    assert not quote_right(gold(evidence=(Evidence("乙.txt", "青里村种植羊肚菌80亩"),)), FIRST)
    assert not quote_right(gold(answers=("杨家村",)), FIRST)
    assert quote_right(gold(kind="why_how", answers=("改写过的话",)), FIRST)


@pytest.mark.parametrize(
    ("question", "answered", "good"),
    [
        (gold(), given("青里村", FIRST), True),
        (gold(), given("青里村", SECOND, FIRST), False),
        (gold(), given("杨家村", FIRST), False),
        (gold(), given(None), False),
        (gold(kind="none", answers=(), evidence=()), given(None, FIRST), True),
        (gold(kind="none", answers=(), evidence=()), given("青里村", FIRST), False),
        (gold(kind="yes_no", answers=("是",)), given("是", FIRST), True),
        (gold(kind="yes_no", answers=("否",)), given("是", FIRST), False),
        (gold(kind="why_how", answers=("种植羊肚菌",)), given("…", FIRST), True),
        (gold(answers=("青里村", "杨家村"), every=True), given("青里村、杨家村", FIRST), True),
        (gold(answers=("青里村", "杨家村"), every=True), given("青里村", FIRST), False),
        (gold(answers=("青里村", "杨家村"), every=True), given("青里村、杨家村" + "村" * 70, FIRST), False),
    ],
)
def test_what_counts_in_the_score(question: Gold, answered: Answer, good: bool) -> None:
    """Answer and first quote both right, or refused where nothing answers."""
    assert score([question], [answered]).figures()["score"] == float(good)


def test_shares_are_taken_of_the_right_questions() -> None:
    """Questions without an answer count for refused and score only."""
    none = gold(kind="none", answers=(), evidence=())
    figures = score([gold(), gold(), none], [given("青里村", FIRST), given(None), given(None)]).figures()
    assert (figures["answered"], figures["quote@1"], figures["refused"], figures["score"]) == (0.5, 0.5, 1.0, 0.6667)


def test_nothing_measured_is_none_not_nought() -> None:
    """A share of nothing is unknown."""
    figures = score([], []).figures()
    assert (figures["answered"], figures["refused"], figures["verbatim"], figures["p50"]) == (None, None, None, None)


def test_verbatim_looks_into_the_file_and_not_into_the_quote() -> None:
    """A quote counts when its words stand in the file it names, a page number inside them set aside."""
    answered = [given("青里村", FIRST)]
    assert score([gold()], answered, {"甲.txt": "青里村种植\n 12、“羊肚菌”80亩。"}).verbatim == (1, 1)
    assert score([gold()], answered, {"甲.txt": "青里村种植茭白。"}).verbatim == (0, 1)
    assert score([gold()], answered, {}).verbatim == (0, 1)


def test_as_many_answers_as_questions() -> None:
    """A missing line would shift every answer after it."""
    with pytest.raises(ValueError, match="shorter"):
        score([gold(), gold()], [given(None)])


def test_turns_get_their_kind_from_their_answers() -> None:
    """A dialogue's turns are numbered and need no kind of their own."""
    turn = {"question": "？", "evidence": [], "match": "any"}
    turns = gold_of(
        {"id": "d", "turns": [
            {**turn, "answers": []}, {**turn, "answers": ["是"]}, {**turn, "answers": ["甲"]},
            {**turn, "answers": ["甲", "乙"], "match": "all"},
        ]}
    )  # fmt: skip
    assert [(t.id, t.kind, t.style) for t in turns] == [
        ("d.1", "none", "dialogue"), ("d.2", "yes_no", "dialogue"), ("d.3", "what", "dialogue"),
        ("d.4", "list", "dialogue"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "field"),
    [("{", ""), ("3", ""), ('{"id": "1", "kind": "what"}', "style"), ('{"turns": [{}], "id": ""}', "answers")],
)
def test_a_gold_line_of_another_form_is_named(tmp_path: Path, line: str, field: str) -> None:
    """The error carries the line's number and what is missing."""
    path = tmp_path / "gold.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(GoldError) as caught:
        read_gold(path)
    assert (caught.value.line, caught.value.field) == (2, field)


@pytest.mark.parametrize("text", ["“ ”", "Ａ", "a b"])
def test_comparing_twice_is_comparing_once(text: str) -> None:
    """The form that is compared does not change when it is taken again."""
    assert plain(plain(text)) == plain(text)


@pytest.fixture
def some(project: Path, tmp_path: Path) -> Path:
    """Two of the demo questions, a dialogue, and two whose gold answers are in no report."""
    cases = project / "tests" / "cases"
    lines = [
        line for name, lines in (("demo.jsonl", 2), ("demo_dialogues.jsonl", 1))
        for line in (cases / name).read_text(encoding="utf-8").splitlines()[:lines]
    ]  # fmt: skip
    missed = {"kind": "what", "style": "long", "question": "青里村种植什么", "answers": ["郁金香"], "evidence": []}
    lines += [json.dumps({"id": name, **missed}) for name in ("missed-1", "missed-2")]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_eval_prints_figures_tables_and_misses(cunwen: Command, some: Path) -> None:
    """Each miss with question, gold, got and cause, as many as asked for; all on standard output."""
    ran = cunwen("eval", some, "--by", "kind", "--by", "style", "--misses", 99)
    assert (ran.code, ran.err) == (0, "")
    assert re.search(r"^questions +\d+$", ran.out, re.MULTILINE)
    assert re.search(r"^what +\d+ +\d+ +[01]\.\d\d$", ran.out, re.MULTILINE)
    assert re.search(r"^long +0 +2 +0\.00$", ran.out, re.MULTILINE)
    miss = ran.out[ran.out.index("missed-1") : ran.out.index("missed-2")]
    assert [word in miss for word in ("青里村种植什么", "郁金香", "原因：原句缺失")] == [True, True, True]
    assert "missed-2" not in cunwen("eval", some, "--misses", 1).out


def test_eval_as_json_carries_all_of_it(cunwen: Command, some: Path) -> None:
    """Figures in their order, shares by field and value, counts of causes, the misses asked for."""
    ran = cunwen("eval", some, "--json", "--misses", 99, "--by", "style", "--by", "style")
    assert list(ran.json)[:3] == ["questions", "score", "answered"]
    assert ran.json["questions"] == sum(len(questions) for questions in read_gold(some))
    assert ran.json["verbatim"] == 1.0
    assert ran.json["by"].keys() == {"style"}
    assert ran.json["by"]["style"]["long"] == {"right": 0, "all": 2, "share": 0.0}
    assert sum(ran.json["causes"].values()) == len(ran.json["misses"])
    miss = ran.json["misses"][-1]
    assert (miss["id"], miss["gold"], miss["cause"], miss["retrieved"]) == ("missed-2", ["郁金香"], "no_passage", None)
    assert sum(ran.json["reasons"].values()) == ran.json["causes"].get("refused", 0)
    assert not cunwen("eval", some, "--json").json.keys() & {"by", "misses"}


@cache
def measured(name: str) -> tuple[list[Gold], list[Answer]]:
    """Return the gold questions of a file of the measuring set, dialogues flattened, and the answers to them."""
    library = open_library(MEASURING_SET.parent / "seeds")
    conversations = read_gold(MEASURING_SET / name)
    golds = [question for questions in conversations for question in questions]
    got = [a for asked in conversations for a in answers(Conversation(tuple(q.question for q in asked)), library)]
    return golds, got


def scored_there(gold_file: Path, given_answers: list[Answer], folder: Path) -> tuple[dict[str, Any], list[str]]:
    """Return the figures and the ids of the misses as the measuring set's own script prints them."""
    lines = "".join(json.dumps(a.as_dict(), ensure_ascii=False) + "\n" for a in given_answers)
    (folder / "answers.jsonl").write_text(lines, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, MEASURING_SET / "score.py", gold_file, folder / "answers.jsonl",
         "--reports", MEASURING_SET.parent / "seeds", "--json", "--misses", "999"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return json.loads(ran.stdout), [line.split()[0] for line in ran.stderr.splitlines() if " | gold " in line]


def varied(answered: Answer, wanted: Gold, chance: random.Random) -> Answer:
    """Return *answered* or something like it: shorter, longer, the gold answer, other quotes, refused."""
    text = chance.choice([answered.answer, *wanted.answers, "是", "、".join(wanted.answers)]) or "村"
    text = chance.choice([text, text[: chance.randint(1, 6)], text + "的具体情况" * chance.randint(1, 3), text[::-1]])
    quotes = tuple(chance.sample(answered.quotes, chance.randint(0, len(answered.quotes))))
    if chance.random() < 0.2:
        return replace(answered, answer=None, parts=(), quotes=quotes)
    parts = tuple(chance.sample([text, *wanted.answers], chance.randint(0, 1 + len(wanted.answers))))
    return replace(answered, answer=text, parts=parts, quotes=quotes, elapsed_ms=chance.random() * 9)


@beside
@pytest.mark.parametrize("name", ["seeds_dev.jsonl", "dialogues_dev.jsonl"])
@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_all_figures_agree_with_the_measuring_sets_scorer(
    name: str, seed: int | None, tmp_path: Path
) -> None:
    """Real answers, and answers varied at random, get the same figures from both."""
    golds, got = measured(name)
    if seed is not None:
        chance = random.Random(seed)
        got = [varied(answered, wanted, chance) for answered, wanted in zip(got, golds, strict=True)]
    folder = MEASURING_SET.parent / "seeds"
    sources = {path.name: path.read_text("utf-8", "replace") for path in folder.glob("*.txt")}
    ours = score(golds, got, sources)
    by = {value: f"{good}/{all_}" for field in ("kind", "style") for value, (good, all_) in ours.by(field).items()}
    misses = [miss.gold.id for miss in ours.misses]
    assert (ours.figures() | {"by": by}, misses) == scored_there(MEASURING_SET / name, got, tmp_path)


def test_the_demo_reports_are_quoted_verbatim(demo: Library, demo_answers: list[Answer]) -> None:
    """Every quote over the demo questions is a slice of the report that it names."""
    texts = {report.name: report.text for report in demo.corpus.reports}
    quotes = [quote for given in demo_answers for quote in given.as_dict()["quotes"]]
    assert quotes
    assert all(texts[quote["report"]][quote["start"] : quote["end"]] == quote["text"] for quote in quotes)
