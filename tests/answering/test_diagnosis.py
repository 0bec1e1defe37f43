"""Why a gold question came out wrong: each cause by an answer that was given for it, and where the passage had got to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from answering import Answer, Kind, Reason, answer
from answering.diagnosis import Cause, Diagnosis, counted, diagnose, reasons
from answering.scoring import Evidence, Gold, score
from corpus import Quote
from retrieval import Library

REPORT = "柳溪镇2023年工作总结.txt"
RIGHT = "杏花村种植油桃350亩，月牙村种植百合90亩"
OTHER = "茶叶种植面积2100亩"


def gold(**changes: Any) -> Gold:
    evidence = (Evidence(REPORT, RIGHT),)
    asked = Gold("1", "how_much", "plain", "2023年月牙村种植百合多少亩", ("90亩",), every=False, evidence=evidence)
    return replace(asked, **changes)


def diagnosed(library: Library, asked: Gold, text: str | None, words: str = RIGHT) -> Diagnosis:
    """Diagnose *asked* having been answered *text* with the sentence that holds *words* of REPORT."""
    report = next(report for report in library.corpus.reports if report.name == REPORT)
    sentence = next(
        s for section in report.sections for p in section.paragraphs for s in p.sentences if words in s.text
    )  # fmt: skip
    given = Answer(
        asked.question, asked.question, Kind.WHAT, text, None if text else Reason.NOT_SAID,
        parts=(text,) if text else (), quotes=(Quote(report, sentence.start, sentence.end),),
    )  # fmt: skip
    (found,) = diagnose([[asked]], score([asked], [given]).marks, library)
    return found


@pytest.mark.parametrize(
    ("changes", "text", "words", "cause"),
    [
        ({"kind": "none", "answers": (), "evidence": ()}, "90亩", RIGHT, Cause.NOT_REFUSED),
        ({}, None, RIGHT, Cause.REFUSED),
        ({"evidence": (Evidence(REPORT, "月牙村的马铃薯远销海外，产值九百九十九万元"),)}, "2100亩", OTHER, Cause.NO_PASSAGE),
        ({"question": "古渡口始建于什么时候"}, "2100亩", OTHER, Cause.NOT_RETRIEVED),
        ({}, "2100亩", OTHER, Cause.NOT_FIRST),
        ({}, "90亩", OTHER, Cause.OTHER_QUOTE),
        ({"kind": "list", "answers": ("90亩", "350亩"), "every": True}, "90亩", RIGHT, Cause.INCOMPLETE),
        ({"kind": "yes_no", "answers": ("是",), "question": "2023年月牙村种百合吗"}, "否", RIGHT, Cause.WRONG_VERDICT),
        ({"answers": ("植百",), "evidence": (Evidence(REPORT, RIGHT),)}, "350亩", RIGHT, Cause.NO_SPAN),
        ({}, "350亩", RIGHT, Cause.OTHER_SPAN),
    ],
    ids=lambda value: value.value if isinstance(value, Cause) else "",
)
def test_the_first_stage_that_lost_the_answer_is_named(
    library: Library, changes: dict[str, Any], text: str | None, words: str, cause: Cause
) -> None:
    """An answer of each sort, given to a question whose sentence is found."""
    assert diagnosed(library, gold(**changes), text, words).cause is cause


def test_ranks_say_where_the_gold_passage_had_got_to(library: Library) -> None:
    """First everywhere when the question repeats the sentence; nowhere when it asks something else."""
    near, far = diagnosed(library, gold(), None), diagnosed(library, gold(question="古渡口始建于什么时候"), None)
    assert (near.retrieved, near.chosen, near.read_as) == (1, 1, "how_much")
    assert near.paragraph is not None
    assert (far.paragraph, far.retrieved, far.chosen, far.read_as) == (None, None, None, "when")


def test_a_follow_up_is_diagnosed_with_what_went_before(library: Library) -> None:
    """那杏花村呢 alone is about nothing; after a question it is retrieved, and good answers are passed over."""
    first, then = gold(), gold(id="2", question="那杏花村呢", answers=("350亩",))
    said = answer(first.question, library)
    followed = replace(answer(then.question, library, [said.turn]), answer="90亩", parts=("90亩",))
    (found,) = diagnose([[first, then]], score([first, then], [said, followed]).marks, library)
    assert (found.mark.gold.id, found.retrieved) == ("2", 1)


def test_causes_are_counted_the_most_frequent_first(library: Library) -> None:
    """Those that are as frequent, in the order of the stages."""
    refused, other = diagnosed(library, gold(), None), diagnosed(library, gold(), "350亩")
    assert list(counted([other, refused, other]).items()) == [(Cause.OTHER_SPAN, 2), (Cause.REFUSED, 1)]
    assert list(counted([other, refused])) == [Cause.REFUSED, Cause.OTHER_SPAN]
    assert counted([]) == {}


def test_wrong_refusals_are_counted_by_their_reason(library: Library) -> None:
    """Those that were answered have none."""
    refused, other = diagnosed(library, gold(), None), diagnosed(library, gold(), "350亩")
    assert reasons([other, refused, refused]) == {Reason.NOT_SAID: 2}
