"""``cunwen ask``: one question and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from answering import Answer
from corpus import DEMO
from tests.terminal import Command

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "answering" / "data" / "answer.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
UNKNOWN = "鲁滨孙漂流记的作者是谁"


def valid(answer: Any) -> None:
    """Fail unless *answer* is of the form that programs outside rely on."""
    VALIDATOR.validate(answer)


def test_the_schema_is_itself_valid() -> None:
    """A mistake in the schema would let everything pass."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        valid({"question": "哪个村"})


def test_the_village_is_found(cunwen: Command) -> None:
    """The question of the README is answered with the village, first line first."""
    ran = cunwen("ask", "哪个村种植羊肚菌")
    assert (ran.code, ran.lines[0], ran.err) == (0, "青里村", "")


def test_json_has_the_form_of_the_contract(cunwen: Command) -> None:
    """--json prints one line that the schema accepts."""
    ran = cunwen("ask", "哪个村种植羊肚菌", "--json")
    assert len(ran.lines) == 1
    valid(ran.json)
    assert (ran.json["status"], ran.json["answer"], ran.json["parts"]) == ("answered", "青里村", ["青里村"])


def test_offsets_count_the_text_that_show_prints(cunwen: Command) -> None:
    """A quote is the slice start:end of ``reports show``, character for character."""
    for quote in cunwen("ask", "哪个村种植羊肚菌", "--json").json["quotes"]:
        shown = cunwen("reports", "show", quote["report"]).out
        assert shown[quote["start"] : quote["end"]] == quote["text"]


def test_words_are_joined_by_a_blank(cunwen: Command) -> None:
    """Two bare words are one question."""
    assert cunwen("ask", "羊肚菌", "哪个村", "--json").json["question"] == "羊肚菌 哪个村"


def test_nothing_found_is_exit_code_1(cunwen: Command) -> None:
    """A refusal is said in Chinese on standard output and told to scripts by the exit code."""
    ran = cunwen("ask", UNKNOWN)
    assert ran.code == 1
    assert "没有找到" in ran.out


def test_nothing_found_as_json(cunwen: Command) -> None:
    """A refusal has the same form, with a reason and without an answer."""
    ran = cunwen("ask", UNKNOWN, "--json")
    assert ran.code == 1
    valid(ran.json)
    assert (ran.json["status"], ran.json["answer"]) == ("not_found", None)


@pytest.mark.parametrize(
    ("question", "reason"),
    [("", "empty_question"), ("   ", "empty_question"), ("😀🎉", "empty_question"), ("？！", "empty_question"),
     ("村" * 10_000, "long_question")],
    ids=["empty", "blank", "emoji", "marks", "10000 characters"],
)  # fmt: skip
def test_what_is_no_question_is_refused_with_its_reason(cunwen: Command, question: str, reason: str) -> None:
    """Not a failure: the same refusal as any other, and the reason says what to do."""
    ran = cunwen("ask", question, "--json")
    assert ran.code == 1
    valid(ran.json)
    assert ran.json["reason"] == reason
    assert ran.json["quotes"] == []


def test_other_reports(cunwen: Command, tmp_path: Path) -> None:
    """--reports answers from another folder, CUNWEN_REPORTS likewise."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "月亮镇.txt").write_text("月亮镇工作总结\n兔儿村种植桂花树300亩。\n", encoding="utf-8")
    ran = cunwen("ask", "桂花树种了多少亩", "--json", "--reports", tmp_path / "own")
    assert (ran.code, ran.json["quotes"][0]["report"]) == (0, "月亮镇.txt")


def test_the_environment_names_the_reports(
    cunwen: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CUNWEN_REPORTS counts when --reports is not given, and loses against it."""
    monkeypatch.setenv("CUNWEN_REPORTS", str(tmp_path / "nowhere"))
    assert cunwen("ask", "哪个村种植羊肚菌").code == 2
    assert cunwen("ask", "哪个村种植羊肚菌", "--reports", DEMO).code == 0


def test_explain_says_why_below_the_answer(cunwen: Command) -> None:
    """The answer as usual, then what was asked, what matched, how the span was cut, and how sure it is."""
    usual, ran = cunwen("ask", "哪个村种植羊肚菌"), cunwen("ask", "哪个村种植羊肚菌", "--explain")
    assert ran.code == 0
    assert ran.out.startswith(f"{usual.out}\n为什么这样答：\n")
    for words in ("问的是：哪个地方（村）", "羊肚菌", "段落第 1", "片段怎么截的：", "得分", "把握", "其次："):
        assert words in ran.out.removeprefix(usual.out)


def test_explain_as_json_adds_one_field(cunwen: Command) -> None:
    """The answer is the same; ``explain`` is of the documented form."""
    usual = cunwen("ask", "哪个村种植羊肚菌", "--json").json
    ran = cunwen("ask", "哪个村种植羊肚菌", "--json", "--explain")
    valid(ran.json)
    assert {**ran.json, "elapsed_ms": 0, "explain": 0} == {**usual, "elapsed_ms": 0, "explain": 0}
    assert ran.json["explain"]["best"]["parts"] == ["青里村"]
    assert "explain" not in usual


def test_explain_says_why_nothing_was_found(cunwen: Command) -> None:
    """A refusal names the words that no report has."""
    ran = cunwen("ask", UNKNOWN, "--explain")
    assert ran.code == 1
    assert "为什么没有答：" in ran.out
    assert "哪份报告都没有的词：鲁滨孙" in ran.out


@pytest.mark.parametrize("arguments", [("ask", "哪个村"), ("chat",), ("eval", Path(__file__).parents[1] / "cases" / "demo.jsonl")])
def test_an_unknown_engine_is_told_not_passed_over(
    cunwen: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...]
) -> None:
    """By every command that searches."""
    monkeypatch.setenv("CUNWEN_ENGINE", "foo")
    ran = cunwen(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "CUNWEN_ENGINE" in ran.err
    assert "“foo”" in ran.err
    assert "rank_bm25" in ran.err


def test_every_gold_answer_has_the_form(demo_answers: list[Answer]) -> None:
    """The schema holds for all kinds of questions, found or not."""
    for given in demo_answers:
        valid(json.loads(json.dumps(given.as_dict())))
