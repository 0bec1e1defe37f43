"""An explanation in words: short on a phone, whole in a terminal, true in both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from answering import Answer, Kind, Reason, Turn
from answering.explain import Explanation, explain
from answering.scoring import read_gold
from bot.wording.explaining import told, why
from bot.wording.markup import LIMIT, units
from bot.wording.replies import Button
from retrieval import Library
from tests.bot.telegram_server import check_text

LINES = 12


def mark(action: str, page: int) -> str:
    """Stand for the signature."""
    return f"{action}:{page}"


@pytest.fixture(scope="session")
def explained(demo: Library, demo_answers: list[Answer], project: Path) -> list[Explanation]:
    """Every gold question and every turn of a dialogue over the demo reports, explained."""
    said = [explain(given.question, demo) for given in demo_answers]
    for dialogue in read_gold(project / "tests" / "cases" / "demo_dialogues.jsonl"):
        turns: list[Turn] = []
        for gold in dialogue:
            said.append(explain(gold.question, demo, turns))
            turns.append(said[-1].answer.turn)
    return said


def test_a_phone_shows_about_a_dozen_lines(explained: list[Explanation]) -> None:
    for explanation in explained:
        reply = why(explanation, mark, 2)
        assert len(reply.plain.splitlines()) <= LINES, reply.plain
        assert max(map(len, reply.plain.splitlines())) <= 120, reply.plain
        assert units(reply.html) <= LIMIT
        check_text({"text": reply.html, "parse_mode": "HTML"})
        votes = (Button("👍", "good:2"), Button("👎", "bad:2")) if explanation.answer.found else ()
        assert reply.buttons == (Button("收起", "page:2"), *votes)


def test_what_decided_is_told_and_never_contradicts(explained: list[Explanation]) -> None:
    """A confidence is set against the threshold only where it agrees with what was done."""
    for explanation in explained:
        enough = explanation.confidence >= explanation.threshold
        compared = any("以上才答" in line for line in told(explanation).splitlines())
        assert compared == (explanation.best is not None and explanation.answer.found == enough)


def test_a_terminal_shows_what_adds_up(explained: list[Explanation]) -> None:
    """Every feature that counted has its line, and every next candidate."""
    for explanation in explained:
        lines = told(explanation).splitlines()
        assert lines[0] == ("为什么这样答：" if explanation.answer.found else "为什么没有答：")
        if explanation.answer.found and explanation.best:
            assert sum("×" in line for line in lines if "得分" not in line) == len(explanation.best.factors)
            assert sum("其次：" in line for line in lines) == len(explanation.others)


def test_a_synonym_a_slip_and_a_constraint_are_shown(library: Library) -> None:
    text = why(explain("石岭村举办批杷文化节来了多少人", library)).plain
    assert "改正的字：批杷文化节→枇杷文化节" in text
    assert "限定：地点 石岭村" in text
    assert "种了→种植" in why(explain("松坪村种了多少亩羊肚菌", library)).plain


def test_words_of_the_asker_are_escaped(library: Library) -> None:
    html = why(explain("火星村<b>&amp;有多少亩", library)).html
    assert "火星村" in html
    check_text({"text": html, "parse_mode": "HTML"})


def test_without_a_signature_there_is_no_button(library: Library) -> None:
    assert why(explain("羊肚菌", library)).buttons == ()


@pytest.mark.parametrize("reason", [Reason.EMPTY_QUESTION, Reason.LONG_QUESTION])
def test_what_was_not_read_says_only_the_reason(reason: Reason) -> None:
    lines = told(Explanation(Answer("", "", Kind.WHAT, reason=reason))).splitlines()
    assert len(lines) == 2


def test_what_is_answered_below_the_threshold_was_compared(library: Library) -> None:
    """Which is more is decided by the figures alone: a threshold beside it would contradict the answer."""
    said = explain("青里村与玉米轮作什么", library)
    assert said.answer.found
    assert "不看把握" in told(replace(said, confidence=0.0))
