"""Features are switched off one at a time: each can be, it is off while it is, and on again afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

import ablate
from ablate import (
    FEATURES,
    Feature,
    changed,
    changes,
    costs,
    fired,
    group_costs,
    picked,
    pooled,
    with_thesaurus,
    without_group,
)
from answering import Turn, answer
from answering.features import weights
from answering.scoring import score
from corpus import DEMO
from goldsets import GoldSet, respond_from
from retrieval import Library, Unit
from retrieval.query import light_words
from retrieval.thesaurus import Thesaurus

BY_NAME = {feature.name: feature for feature in FEATURES}


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_every_feature_can_be_switched_off_and_is_on_again(feature: Feature, few: GoldSet) -> None:
    """What is patched still exists, questions are answered without it, and nothing of it stays."""
    question = few.conversations[0][0].question
    before, weighed = answer(question, few.library), dict(weights())
    with feature.without(few.library) as library:
        assert answer(question, library).question == question
    assert (answer(question, few.library), weights()) == (before, weighed)


def test_every_weight_is_a_feature() -> None:
    """A weight that is added to the data can be switched off at once."""
    assert {f"weight:{name}" for name in weights()} <= BY_NAME.keys()


def test_without_the_thesaurus_a_word_has_no_synonyms(demo: Library) -> None:
    with BY_NAME["thesaurus"].without(demo) as library:
        assert not any(unit.synonyms for unit in library.retriever.query("哪个村种了羊肚菌").units)
    assert any(unit.synonyms for unit in demo.retriever.query("哪个村种了羊肚菌").units)


def test_without_spelling_a_slip_stays(demo: Library) -> None:
    with BY_NAME["spelling"].without(demo) as library:
        assert library.retriever.query("批杷节").text == "批杷节"
    assert demo.retriever.query("批杷节").text == "枇杷节"


def test_without_learned_words_the_index_has_none(demo: Library) -> None:
    with BY_NAME["learned"].without(demo) as library:
        assert "羊肚菌" not in library.retriever.segmenter.learned
    assert "羊肚菌" in demo.retriever.segmenter.learned


def test_without_dialogue_a_follow_up_stands_alone(demo: Library) -> None:
    turn = Turn("青里村种植什么", "青里村种植什么", "what", "羊肚菌", ("羊肚菌",))
    with BY_NAME["dialogue"].without(demo) as library:
        assert answer("那联星村呢", library, [turn]).understood == "那联星村呢"
    assert answer("那联星村呢", demo, [turn]).understood != "那联星村呢"


def test_light_words_weigh_as_any_other_when_they_are_switched_off(demo: Library) -> None:
    """Weights that are remembered with the feature on are not used without it."""
    unit = next(Unit(word, 0) for word in sorted(light_words()) if len(word) > 1 and demo.retriever.knows(word))
    weight = demo.retriever.weight(unit)
    with BY_NAME["light"].without(demo) as library:
        assert library.retriever.weight(unit) > weight


def test_costs_are_differences_and_the_costliest_comes_first(few: GoldSet) -> None:
    """Two of six questions right without a feature, where all were: -0.667 of the score, four lost."""
    golds = [gold for golds in few.conversations for gold in golds]
    good = [answer(few.conversations[0][0].question, few.library)] * 2
    whole = score([golds[0]] * 6, good * 3)
    worse = score([golds[0]] * 6, [*good, *[answer("鲁滨孙漂流记的作者是谁", few.library)] * 4])
    lines = costs("few", whole, [("none", whole), ("much", worse)]).splitlines()
    assert [line.split()[0] for line in lines] == ["without", "few", "much", "none"]
    assert lines[2].split() == ["much", "-0.667", "-0.667", "-0.667", "-0.667", "-", "4", "0"]
    assert changes(worse.marks, whole.marks) == ([], [golds[0].id] * 4)
    assert pooled([whole, worse]).figures()["score"] == pytest.approx(8 / 12, abs=1e-4)


def test_names_and_patterns_pick_features() -> None:
    """A name that is none of them is refused, naming those there are."""
    assert [feature.name for feature in picked(["thesaurus"])] == ["thesaurus"]
    assert len(picked(["weight:*"])) == len(weights())
    assert len(picked([])) == len(FEATURES)
    with pytest.raises(SystemExit, match=r"no feature mood; there are: .*thesaurus"):
        picked(["thesaurus", "mood"])


def test_a_group_fires_where_a_word_of_it_has_a_synonym_in_the_reports(few: GoldSet) -> None:
    """A group of words the question has not, or whose others no report has, does not."""
    with with_thesaurus(Thesaurus.of([["种植", "栽"], ["茭白", "飞船"]]))(few.library) as library:
        asked = GoldSet("one", few.conversations[:1], library)
        question = asked.conversations[0][0].question
        word = library.retriever.query(question).units[0].text
        groups = [(word, "种植"), ("飞船", "种植"), (word, "飞船")]
        knowing = GoldSet("one", asked.conversations, changed(library, thesaurus=Thesaurus.of(groups)))
        card = knowing.scored(respond_from(knowing.library))
        assert fired(knowing, card, groups) == {(word, "种植"): [0]}


def test_a_group_is_left_out_as_if_it_had_never_been_there() -> None:
    """Also a word that stands in other groups keeps what those give it, in their order."""
    groups = [("挣", "增收"), ("挣", "收入", "进账"), ("收入", "所得"), ("亩", "面积")]
    for left_out in groups:
        others = Thesaurus.of(group for group in groups if group != left_out)
        assert without_group(Thesaurus.of(groups), groups, left_out) == others


def test_a_group_costs_the_questions_that_need_it(few: GoldSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question asked in a word that no report has is lost without the group that explains it."""
    (gold,) = few.conversations[0]
    word = next(u.text for u in few.library.retriever.query(gold.question).units if len(u.text) > 1)
    odd = gold.question.replace(word, "飞船艇")
    groups = [["飞船艇", word], ["甲乙丙", "丁戊己"]]
    monkeypatch.setattr(ablate, "read_list", lambda _: groups)
    library = changed(few.library, thesaurus=Thesaurus.of(groups))
    (cost,) = group_costs(GoldSet("odd", few.conversations[:1], library).rewritten(lambda _: odd))
    assert (cost.group, cost.asked, cost.won) == (("飞船艇", word), 1, ())
    assert cost.lost == (gold.id,)


def test_the_command_prints_a_table(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A first row with everything on, then one for each feature."""
    source = f"some={project / 'tests' / 'cases' / 'demo.jsonl'}:{DEMO}"
    ablate.main([source, "--only", "thesaurus", "weight:bm25", "--limit", "2"])
    lines = capsys.readouterr().out.strip().splitlines()
    assert lines[1].startswith("some (2)")
    assert {line.split()[0] for line in lines[2:]} == {"thesaurus", "weight:bm25"}


@pytest.mark.parametrize("source", ["gold.jsonl", "nowhere.jsonl:nowhere"])
def test_a_set_that_cannot_be_opened_is_named(source: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        ablate.main([source])
    assert source in capsys.readouterr().err
