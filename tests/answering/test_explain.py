"""Why: an explanation never disagrees with the answer, and every code in it has its Chinese words."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import answering
from answering import Answer, Kind, Reason, Turn, answer
from answering.explain import Explanation, explain, label
from answering.features import weights
from answering.lexicon import asked_dimensions, heads, units
from answering.scoring import read_gold
from retrieval import Library, read_list

HERE = Path(answering.__file__).parent
SCHEMA = json.loads((HERE / "data" / "answer.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
Why = Callable[..., Explanation]


@pytest.fixture(scope="session")
def why(library: Library) -> Why:
    """Ask the five reports why: ``why(question)``, or ``why(first, second, …)`` for a conversation."""

    def explained(*questions: str) -> Explanation:
        turns: tuple[Turn, ...] = ()
        for question in questions:
            said = explain(question, library, turns)
            turns = (*turns, said.answer.turn)
        return said

    return explained


def agrees(why: Explanation, told: Answer) -> None:
    """Fail unless *why* explains *told*: same answer, same quote, same span, points that add up."""
    assert why.answer == told
    if why.best is None:
        assert not told.found
        return
    if why.best.rule in ("decided", "compared"):
        assert why.best.quote in told.quotes or why.best.parts == told.parts
    else:
        assert told.quotes[0].holds(why.best.quote)
        assert all(part in why.best.quote.text for part in why.best.parts)
    if told.found:
        assert why.confidence == told.confidence
        assert told.kind is Kind.YES_NO or set(why.best.parts) <= set(told.parts)
    assert sum(factor.points for factor in why.best.factors) == pytest.approx(why.best.score)
    behind = [other.behind for other in why.others]
    assert behind == sorted(behind)
    assert all(amount >= 0 for amount in behind)
    assert sum(term.share for term in why.terms) == pytest.approx(1)


def valid(why: Explanation) -> None:
    """Fail unless the JSON is of the documented form."""
    VALIDATOR.validate(json.loads(json.dumps({**why.answer.as_dict(), "explain": why.as_dict()})))


def test_every_gold_answer_is_explained(demo: Library, demo_answers: list[Answer]) -> None:
    """All kinds of questions, answered or refused; also of the form that programs rely on."""
    for told in demo_answers:
        why = explain(told.question, demo)
        agrees(why, told)
        valid(why)


def test_every_turn_of_a_dialogue_is_explained(demo: Library, project: Path) -> None:
    """With the turns before it, as the answer was given."""
    for dialogue in read_gold(project / "tests" / "cases" / "demo_dialogues.jsonl"):
        turns: list[Turn] = []
        for gold in dialogue:
            told = answer(gold.question, demo, turns)
            agrees(explain(gold.question, demo, turns), told)
            turns.append(told.turn)


@given(st.text(st.sampled_from("哪个村种植油桃多少亩杏花茶叶没有2023？除了 "), max_size=16))
@example("")
@example("长" * 501)
@example("是什么")
def test_whatever_is_asked_is_explained(library: Library, question: str) -> None:
    why = explain(question, library)
    agrees(why, answer(question, library))
    valid(why)


def test_a_synonym_is_named(why: Why) -> None:
    (term,) = [term for term in why("改造食堂花了多少钱").terms if term.text == "花了"]
    assert (term.found, term.how) == ("投入", "synonym")


def test_a_word_of_the_title_is_not_missing(why: Why) -> None:
    """2022 stands in the report's title and in no sentence about lilies."""
    said = why("2022年月牙村种植百合多少亩")
    assert [term.how for term in said.terms if term.text == "2022"] == ["around"]
    assert said.elsewhere == ()


def test_a_slip_is_put_right(why: Why) -> None:
    said = why("石磨村雪局卖到了哪里")
    assert [(slip.written, slip.meant) for slip in said.slips] == [("雪局", "雪菊")]
    assert why("石磨村雪菊卖到了哪里").slips == ()
    assert why("請問石磨村雪菊賣到了哪裡？").slips == (), "written otherwise, not wrongly"


def test_the_rarest_word_weighs_most(why: Why) -> None:
    said = why("月牙村种植百合多少亩")
    assert said.terms[0].text == "百合"
    assert [term.share for term in said.terms] == sorted((term.share for term in said.terms), reverse=True)


def test_the_reading_names_what_is_asked_and_what_is_held_fixed(why: Why) -> None:
    asked = why("2022年月牙村种植百合多少亩").asked
    assert asked
    assert (asked.kind, asked.dimension, asked.unit) == (Kind.HOW_MUCH, "area", "亩")
    assert (asked.places, asked.years, asked.numbers) == (("月牙村",), ("2022",), ())
    asked = why("除了杏花村，还有哪些村种植油桃").asked
    assert asked
    assert (asked.excluded, asked.head, asked.many) == ("杏花村", "村", True)


def test_the_rule_and_the_next_best_are_named(why: Why) -> None:
    """320亩 is the older report's; what is part of the answer is no rival of it."""
    said = why("2023年杏花村种植油桃多少亩")
    assert said.best
    assert (said.best.parts, said.best.rule) == (("350亩",), "figure")
    assert said.others[0].parts == ("320亩",)
    assert said.others[0].lost_by(said.best)
    everyone = why("除了杏花村，还有哪些村种植油桃")
    told = {everyone.answer.quotes[number] for number, _, _ in everyone.answer.spans}
    assert told.isdisjoint(other.quote for other in everyone.others)


def test_a_yes_or_no_is_decided_by_the_sentence(why: Why) -> None:
    said = why("月牙村建成冷库了吗")
    assert said.answer.answer == "否"
    assert said.best
    assert said.best.rule == "decided"


def test_a_refusal_tells_what_no_report_has_and_what_is_not_said_together(why: Why) -> None:
    said = why("火星村种了什么")
    assert said.answer.reason is Reason.NAME_MISSING
    assert said.nowhere == ("火星村",)
    assert said.elsewhere == ("种了",)
    assert said.best is None


def test_a_refusal_for_want_of_confidence_shows_both_numbers(demo: Library) -> None:
    said = explain("鲁滨孙漂流记的作者是谁", demo)
    assert said.best
    assert said.confidence < said.threshold
    assert "鲁滨孙" in said.nowhere


@pytest.mark.parametrize(("question", "read"), [("", False), ("长" * 501, False), ("是什么", True)])
def test_what_was_not_weighed_has_nothing_to_explain(why: Why, question: str, read: bool) -> None:
    said = why(question)
    assert (said.asked is not None, said.best, said.terms, said.others) == (read, None, (), ())


def test_a_follow_up_is_explained_as_it_was_understood(why: Why) -> None:
    said = why("月牙村种植百合多少亩", "那杏花村呢")
    assert said.as_dict()["understood"] == said.answer.understood != said.answer.question


def sections() -> dict[str, Any]:
    return dict(read_list("explain.yaml", "answering"))


def test_every_feature_has_a_name() -> None:
    """All of weights.yaml but the threshold, and no name for a feature that is gone."""
    assert set(sections()["features"]) == set(weights()) - {"threshold"}


def test_every_kind_target_and_dimension_has_a_name() -> None:
    named = sections()
    assert set(named["kinds"]) == {kind.value for kind in Kind}
    assert set(heads().values()) <= set(named["targets"])
    dimensions = {dimension for found in units().values() for dimension in found} | {d for _, d in asked_dimensions()}
    assert dimensions <= set(named["dimensions"])


def rules() -> set[str]:
    """Return every word that the source passes to Span as its rule, and those it may take from a table beside it."""
    found: set[str] = set()
    for path in HERE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Span"]
        for rule in [call.args[2] for call in calls if len(call.args) > 2]:
            found |= {str(n.value) for n in ast.walk(rule) if isinstance(n, ast.Constant)}
    return found


def test_every_rule_has_an_explanation(demo: Library, demo_answers: list[Answer]) -> None:
    """Those that the source names, and those that spans were really cut by."""
    candidates = [explain(told.question, demo) for told in demo_answers]
    cut = {c.rule for why in candidates for c in (why.best, *why.others) if c}
    assert len(rules()) > 15
    assert rules() | cut | {"decided"} <= set(sections()["rules"])


def test_every_name_is_chinese() -> None:
    for section, names in sections().items():
        for code, words in names.items():
            assert re.search("[一-鿿]", words), (section, code)


def test_a_code_without_a_name_is_shown_as_it_is() -> None:
    """A feature that is new in a copy's own weights must not break the reply."""
    assert label("features", "brand_new") == "brand_new"
