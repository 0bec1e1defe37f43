"""What any engine must do."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from retrieval.engines import Among, Engine, Layout, RankBM25
from tests.retrieval.engines.conftest import ENGINES, KEPT, Open, Reports, filled, over

WORDS = ["茭白", "百合", "茶叶", "大棚", "亩", "80", "羊肚菌", "村", "a1", "𠮷"]
YEARS = ["2021", "2022", ""]

every_engine = pytest.mark.parametrize("opener", ENGINES, indirect=True)
every_kept_engine = pytest.mark.parametrize("opener", KEPT, indirect=True)


def some_report(chance: random.Random) -> tuple[str, list[list[str]]]:
    """Return a year and paragraphs of random words, some of them empty."""
    return chance.choice(YEARS), [chance.choices(WORDS, k=chance.randrange(12)) for _ in range(chance.randrange(6))]


def reference(reports: Reports) -> Engine:
    """Return the reference engine over *reports*, made from scratch."""
    return filled(RankBM25(layout=Layout()), reports)


def some_query(chance: random.Random, reports: Reports) -> tuple[dict[str, float], list[str], Among | None]:
    """Return terms with weights, required terms, and where to look: each of them may be none."""
    terms = {word: chance.choice((0.25, 1.0, 2.0)) for word in chance.sample([*WORDS, "没有"], chance.randrange(5))}
    required = chance.sample(WORDS, chance.choice((0, 0, 1, 2)))
    keys = chance.sample(sorted(reports), len(reports) // 2)
    among = chance.choice((None, None, Among(keys), Among(years=["2022"]), Among([*keys, "gone"], ["", "2021"])))
    return terms, required, among


@every_engine
def test_any_question_after_any_edits_is_answered_as_by_the_reference(opener: Open) -> None:
    """Reports come, go and change places: what is found, and in which order, is what the reference made from scratch finds."""
    chance, engine, reports = random.Random(3), opener(), dict[str, tuple[str, list[list[str]]]]()
    for round_ in range(6):
        kept = {key: value for key, value in reports.items() if chance.random() < 0.7}
        reports = kept | {f"{round_}-{n}": some_report(chance) for n in range(4)}
        reports = dict(chance.sample(sorted(reports.items()), len(reports)))
        engine, expected = filled(engine, reports), reference(reports)
        for _ in range(25):
            terms, required, among = some_query(chance, reports)
            found = engine.search(terms, 99, required=required, among=among)
            meant = expected.search(terms, 99, required=required, among=among)
            assert dict(found).keys() == dict(meant).keys()
            if engine.kind != "milvus":  # which takes a constant for the mean length
                assert found == meant
            assert all((-a[1], a[0]) < (-b[1], b[0]) for a, b in pairwise(found)), "best first, equals by number"
            assert [score for _, score in found if score <= 0 and terms] == []
            assert engine.search(dict(reversed(terms.items())), 99, required=required, among=among) == found
            assert engine.search(terms, 3, required=required, among=among) == found[:3]
            if required:
                holding = [number for number, _ in expected.search({}, 99, required=required)]
                assert engine.holding(required, max(1, len(holding))) == expected.holding(required, 99) == holding
                assert engine.holding(required, 0) == ([] if not holding else None)


@every_engine
def test_the_same_reports_give_the_same_scores_however_they_came(opener: Open) -> None:
    """What was deleted meanwhile leaves no trace in the scores."""
    chance = random.Random(5)
    reports = {str(n): some_report(chance) for n in range(8)}
    once = filled(filled(opener(), {}), reports)
    before = [once.search({word: 1.0, "亩": 0.5}, 99) for word in WORDS]
    more = filled(once, reports | {f"more{n}": some_report(chance) for n in range(8)})
    assert before != [more.search({word: 1.0, "亩": 0.5}, 99) for word in WORDS]
    again = filled(more, reports)
    assert before == [again.search({word: 1.0, "亩": 0.5}, 99) for word in WORDS]


@every_engine
def test_no_paragraphs(opener: Open) -> None:
    """An empty corpus, or one of empty paragraphs, finds nothing and raises nothing."""
    for engine in (filled(opener(), {}), over(opener(), [], [])):
        assert engine.search({"茭白": 1.0}, 5) == []
        assert engine.search({}, 5, required=["茭白"]) == []


@every_engine
def test_one_paragraph_and_half_of_two(opener: Open) -> None:
    """A word in all paragraphs, and one in exactly half of them, which the plain formula scores 0, find theirs."""
    alone = over(opener(), ["茭白"])
    assert [number for number, _ in alone.search({"茭白": 1.0}, 5)] == [0]
    assert alone.search({"百合": 1.0}, 5) == []
    two = over(alone, ["茭白", "亩"], ["百合", "亩"])
    assert [number for number, _ in two.search({"茭白": 1.0}, 5)] == [0]
    assert [number for number, _ in two.search({"百合": 1.0, "亩": 1.0}, 5)] == [1, 0]


@every_engine
def test_weights_rarity_and_ties(opener: Open) -> None:
    """What weighs more decides, then what is rarer, then what comes first; what weighs nothing finds nothing."""
    engine = over(opener(), ["茭白"], ["百合"], ["茶叶"], ["亩", "大棚"], ["亩", "80"], ["亩", "大棚"], ["亩", "大棚"])
    assert [number for number, _ in engine.search({"茭白": 1.0, "百合": 2.0}, 5)] == [1, 0]
    assert engine.search({"大棚": 1.0, "80": 1.0}, 1)[0][0] == 4
    assert [number for number, _ in engine.search({"大棚": 1.0}, 2)] == [3, 5]
    assert engine.search({"茭白": 0.0}, 5) == engine.search({}, 5) == engine.search({"茭白": 1.0}, 0) == []


@every_engine
def test_what_holds_all_of_some_words(opener: Open) -> None:
    """They find where words stand, in the order of the text; a word that stands nowhere finds nothing."""
    engine = over(opener(), ["村", "亩"], ["亩"], ["村", "茭白", "亩"], ["亩", "村"])
    assert engine.search({}, 2, required=["村", "亩"]) == [(0, 0.0), (2, 0.0)]
    assert [number for number, _ in engine.search({"茭白": 1.0, "亩": 1.0}, 9, required=["村"])] == [2, 0, 3]
    assert engine.search({"亩": 1.0}, 9, required=["村", "没有"]) == []


@every_engine
def test_the_one_before_stays_as_it_is(opener: Open) -> None:
    """A question that has begun is answered out of what it began with; only Milvus has no such thing."""
    before = over(opener(), ["茭白"], ["百合"])
    after = filled(before, {"s": ("2023", [["茭白"]])})
    assert after.layout.size == 1
    assert [number for number, _ in after.search({"茭白": 1.0}, 5)] == [0]
    assert [number for number, _ in before.search({"百合": 1.0}, 5)] == ([1] if before.kind != "milvus" else [])


@every_kept_engine
def test_what_was_kept_is_there_when_it_is_opened_again(opener: Open) -> None:
    """With the names that its paragraphs were cut with; and what another version of the code wrote is not."""
    reports = {"a": ("2022", [["茭白"], ["百合", "亩"]]), "b": ("", [["茭白", "亩"]])}
    kept = filled(opener(), reports, b"names\xff" * 30_000)
    again = opener()
    assert again.names == kept.names
    assert sorted(again.layout.shapes) == sorted(kept.layout.shapes)
    again = filled(again, reports, again.names)
    assert again.search({"茭白": 1.0}, 9) == kept.search({"茭白": 1.0}, 9) != []


@every_kept_engine
def test_a_report_cut_anew_takes_the_place_of_what_it_was(opener: Open) -> None:
    layout = over(opener(), ["茭白"], ["百合"]).layout
    again = opener().updated(layout, {"r": [["羊肚菌"], ["百合", "亩"]]}, b"other names")
    assert again.search({"茭白": 1.0}, 9) == []
    assert [number for number, _ in again.search({"羊肚菌": 1.0, "亩": 1.0}, 9)] == [0, 1]
    assert opener().names == b"other names"
