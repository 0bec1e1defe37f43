"""No group of the thesaurus hurts the gold sets that ship: asked without it, what it fires in comes out no better.

A group is judged by the questions in which it fires. One that loses as many questions as it wins is a draw, since each
synonym moves the weights of all the others a little; one that loses more has no place in the data. Questions that are
known, with a reason, are in tests/cases/thesaurus.yaml and do not count. ``bench/ablate.py --groups`` prints the same.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from ablate import FEATURES, GroupCost, ablated, changes, group_costs, pooled
from answering.scoring import read_gold
from goldsets import GoldSet
from retrieval import Library, fold, read_list

KNOWN = yaml.safe_load((Path(__file__).parents[1] / "cases" / "thesaurus.yaml").read_text("utf-8"))["hurts"]


@pytest.fixture(scope="module")
def sets(project: Path, demo: Library) -> list[GoldSet]:
    """The gold questions and dialogues over the demo reports."""
    cases = project / "tests" / "cases"
    return [GoldSet(name, read_gold(cases / f"{name}.jsonl"), demo) for name in ("demo", "demo_dialogues")]


@pytest.fixture(scope="module")
def measured(sets: list[GoldSet]) -> dict[str, list[GroupCost]]:
    """What each group costs that fires, in each of the sets, by its first word."""
    found = defaultdict(list)
    for gold in sets:
        for cost in group_costs(gold):
            found[cost.group[0]].append(cost)
    return found


def test_the_thesaurus_helps(sets: list[GoldSet]) -> None:
    """More questions are lost than won without any of it."""
    (feature,) = (feature for feature in FEATURES if feature.name == "thesaurus")
    whole, without = (pooled(ablated(sets, which)) for which in (None, feature))
    lost, won = changes(whole.marks, without.marks)
    assert len(lost) > len(won)


def test_many_groups_fire(measured: dict[str, list[GroupCost]]) -> None:
    """Otherwise the next test would say nothing."""
    assert len(measured) > 50


def test_no_group_makes_more_questions_wrong_than_right(measured: dict[str, list[GroupCost]]) -> None:
    """Each failure names the group, what it wins and what it loses."""
    known = {(entry["group"], entry["question"]) for entry in KNOWN}
    hurting = {}
    for word, costs in measured.items():
        helped = [id_ for cost in costs for id_ in cost.lost]
        harmed = [id_ for cost in costs for id_ in cost.won if (word, id_) not in known]
        if len(harmed) > len(helped):
            hurting[word] = {"makes right": helped, "makes wrong": harmed}
    assert hurting == {}


def test_what_is_known_is_about_groups_and_questions_that_exist(sets: list[GoldSet]) -> None:
    """An entry that outlived its group or question is to be removed."""
    ids = {gold.id for some in sets for golds in some.conversations for gold in golds}
    firsts = {fold(str(group[0])) for group in read_list("thesaurus.yaml")}
    assert [entry for entry in KNOWN if entry["group"] not in firsts or entry["question"] not in ids] == []
    assert all(entry["why"] for entry in KNOWN)
