"""Follow-up questions: what leans on the history is completed, what changes the topic is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answering import Turn, answer
from answering.dialogue import Completed, complete
from retrieval import Library
from tests.answering.cases import Case, cases, check
from tests.answering.conftest import Ask
from tests.corpus.strategies import any_of


@pytest.mark.parametrize("case", cases("conversations.yaml"))
def test_case(case: Case, ask: Ask) -> None:
    """The last question of a conversation is answered as its case says."""
    check(case, ask(*case["turns"]))


def history(library: Library, *questions: str) -> tuple[Turn, ...]:
    """The turns of a conversation."""
    turns: tuple[Turn, ...] = ()
    for question in questions:
        turns = (*turns, answer(question, library, turns).turn)
    return turns


@pytest.mark.parametrize(
    ("before", "asked", "holds", "lacks"),
    [
        pytest.param("2022年茶叶种植面积是多少", "那2023年呢", ["2023年", "茶叶种植面积"], ["2022"], id="year"),
        pytest.param("杏花村种了多少亩油桃", "那月牙村呢", ["月牙村", "多少亩", "油桃"], ["杏花村"], id="village"),
        pytest.param("全镇收入最高的是哪个村", "最低的呢", ["最低", "收入", "哪个村"], ["最高"], id="the other end"),
        pytest.param("哪个村种植雪菊", "多少亩", ["多少亩", "雪菊"], ["哪个村"], id="how large"),
        pytest.param("哪个村种植雪菊", "能增收多少？", ["增收多少", "雪菊"], ["哪个村"], id="how much"),
        pytest.param("哪个村建成烘干房", "它建成几座", ["石磨村", "几座"], ["它"], id="it, the answer"),
        pytest.param("石磨村种植雪菊多少亩", "那里能增收多少", ["石磨村", "增收多少"], ["那里"], id="there"),
        pytest.param("哪个村种植油桃", "还有别的村吗", ["油桃", "哪些村", "除了杏花村"], [], id="any other"),
        pytest.param("哪個村種植雪菊", "多少畝", ["雪菊"], [], id="traditional characters"),
    ],
)
def test_what_leans_is_completed(library: Library, before: str, asked: str, holds: list[str], lacks: list[str]) -> None:
    """The complete question has the subject of the one before, and what is new instead of what was said."""
    turns = history(library, before)
    completed = complete(asked, turns, library)
    assert [word for word in holds if word not in completed.text] == [], completed.text
    assert [word for word in lacks if word in completed.text] == [], completed.text
    assert completed.leans_on == turns[-1]


@pytest.mark.parametrize(
    "asked",
    [
        "干部夜校办了多少期",
        "竹坪村建成冷库了吗",
        "石磨村种植雪菊多少亩",
        "梧桐村种了什么",
        "采摘节接待了多少游客呢",
    ],
)
def test_a_change_of_topic_is_left_alone(library: Library, asked: str) -> None:
    """A question with names of its own is answered as it stands."""
    assert complete(asked, history(library, "杏花村种了多少亩油桃"), library).text == asked


@pytest.mark.parametrize("asked", ["多少亩", "那月牙村呢", "它在哪里", "还有别的村吗", "", "？", "谢谢"])
def test_without_a_history_nothing_is_completed(library: Library, asked: str) -> None:
    assert complete(asked, (), library) == Completed(asked)


def test_an_answer_tells_what_was_understood(ask: Ask) -> None:
    """The asker sees the complete question beside the one typed."""
    said = ask("2022年茶叶种植面积是多少", "那2023年呢")
    assert said.question == "那2023年呢"
    assert "茶叶种植面积" in said.understood
    assert said.turn.asked == said.question


def test_turns_taken_out_of_storage_serve_as_well(library: Library) -> None:
    """A history that went through JSON completes a question just the same."""
    turns = history(library, "哪个村种植雪菊")
    stored = tuple(Turn.from_dict(turn.as_dict()) for turn in turns)
    assert complete("多少亩", stored, library) == complete("多少亩", turns, library)


def test_a_turn_of_a_report_that_is_gone_does_no_harm(library: Library) -> None:
    """The file was deleted or edited since: the words of the turn still serve, its place does not."""
    (turn,) = history(library, "哪个村种植雪菊")
    gone = Turn.from_dict({**turn.as_dict(), "report": "没有了.txt", "digest": "0", "start": 10**6, "end": 10**6 + 5})
    assert answer("多少亩", library, (gone,)).answer == "***亩"


asked = st.one_of(
    st.text(max_size=20),
    st.lists(any_of("那|它|还有|别的村|呢|吗|月牙村|百合|多少亩|最低的|2022年|除了|这个|，|？| "), max_size=6).map(
        "".join
    ),
)


@settings(max_examples=40)
@given(questions=st.lists(asked, min_size=1, max_size=3))
def test_any_conversation_is_answered(library: Library, questions: list[str]) -> None:
    """No sequence of texts raises, and the same one is understood the same way twice."""
    turns = history(library, "杏花村种了多少亩油桃", *questions)
    assert turns == history(library, "杏花村种了多少亩油桃", *questions)
