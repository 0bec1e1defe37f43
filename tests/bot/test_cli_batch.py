"""``cunwen ask --batch``: one line in, one line out, in order, whatever the line holds."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering import answer
from bot.cli.conversations import Conversation, conversations
from retrieval import Library
from tests.terminal import Command

FIRST, SECOND = "哪个村种植羊肚菌", "枇杷文化节在哪里举办"


def lines(*texts: str) -> bytes:
    return "".join(text + "\n" for text in texts).encode()


def test_answers_come_in_the_order_of_the_questions(cunwen: Command) -> None:
    """Plain text and JSON lines mix; other keys of a JSON question are ignored."""
    record = {"id": "x", "kind": "list", "question": SECOND, "answers": ["…"], "masked": False}
    ran = cunwen("ask", "--batch", "--json", stdin=lines(FIRST, json.dumps(record), FIRST))
    assert ran.code == 0
    assert [answer["question"] for answer in ran.jsonl] == [FIRST, SECOND, FIRST]
    assert ran.jsonl[0]["answer"] == ran.jsonl[2]["answer"] == "青里村"


def test_the_turns_of_a_dialogue_share_one_history(cunwen: Command, demo: Library) -> None:
    """A later turn is answered knowing the earlier ones; the same words on a line of their own are not."""
    follow_up = "增收多少？"
    dialogue = json.dumps({"turns": [{"question": FIRST, "answers": []}, {"question": follow_up}]})
    first, inside, outside = cunwen("ask", "--batch", "--json", stdin=lines(dialogue, follow_up)).jsonl
    knowing, alone = answer(follow_up, demo, [answer(FIRST, demo).turn]), answer(follow_up, demo)
    assert first["answer"] == "青里村"
    for got, expected in ((inside, knowing), (outside, alone)):
        assert {**got, "elapsed_ms": 0} == {**json.loads(json.dumps(expected.as_dict())), "elapsed_ms": 0}


def test_plain_output_is_one_line_an_answer(cunwen: Command) -> None:
    """Short answers, and 未找到 with the reason, one a line."""
    ran = cunwen("ask", "--batch", stdin=lines(FIRST, "鲁滨孙漂流记的作者是谁", ""))
    assert len(ran.lines) == 3
    assert ran.lines[0] == "青里村"
    assert all(line.startswith("未找到") for line in ran.lines[1:])


def test_explain_goes_with_every_line(cunwen: Command) -> None:
    """One JSON line an answer as before; in plain text the account stands indented below each answer."""
    dialogue = json.dumps({"turns": [{"question": FIRST}, {"question": "那增收多少？"}]})
    told = cunwen("ask", "--batch", "--json", "--explain", stdin=lines(dialogue, "", SECOND)).jsonl
    assert len(told) == 4
    assert [line["explain"]["asked"] is None for line in told] == [False, False, True, False]
    assert "羊肚菌" in told[1]["explain"]["understood"]
    ran = cunwen("ask", "--batch", "--explain", stdin=lines(FIRST, SECOND))
    assert len([line for line in ran.lines if not line.startswith("　")]) == 2
    assert sum("把握" in line for line in ran.lines) == 2


def test_blank_lines_are_empty_questions(cunwen: Command) -> None:
    """None is skipped, so that line n of the output answers line n of the input."""
    ran = cunwen("ask", "--batch", "--json", stdin=lines("", FIRST, "   "))
    assert [answer["reason"] for answer in ran.jsonl] == ["empty_question", None, "empty_question"]


@pytest.mark.parametrize("broken", ['{"question": "哪个村', "{}", '{"question": 3}', '{"turns": {}}', "{" * 100_000])
def test_a_broken_json_line_is_refused_and_named(cunwen: Command, broken: str) -> None:
    """The line gets a refusal, standard error its number, and the next line its answer."""
    ran = cunwen("ask", "--batch", "--json", stdin=lines(FIRST, broken, FIRST))
    assert ran.code == 0
    assert [answer["status"] for answer in ran.jsonl] == ["answered", "not_found", "answered"]
    assert "第 2 行" in ran.err


def test_nothing_on_standard_input_is_nothing_to_answer(cunwen: Command) -> None:
    """An empty input is processed, too."""
    assert cunwen("ask", "--batch", "--json", stdin=b"").out == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_standard_input_in_the_encodings_of_the_reports(cunwen: Command, encoding: str) -> None:
    """A list of questions saved by an old editor is read like the reports are."""
    ran = cunwen("ask", "--batch", "--json", stdin=f"{FIRST}\r\n{SECOND}\r\n".encode(encoding))
    assert [answer["question"] for answer in ran.jsonl] == [FIRST, SECOND]


def test_bytes_that_are_no_text_cost_only_their_line(cunwen: Command) -> None:
    """Noise is a question that finds nothing; the lines around it are answered."""
    ran = cunwen("ask", "--batch", "--json", stdin=lines(FIRST) + b"\xff\x00\x81\n" + lines(FIRST))
    assert ran.code == 0
    assert [answer["status"] for answer in ran.jsonl] == ["answered", "not_found", "answered"]


def test_a_lone_surrogate_can_be_answered_and_printed(cunwen: Command) -> None:
    r"""JSON can spell half a character (\ud800), which no encoding can print."""
    ran = cunwen("ask", "--batch", "--json", stdin=b'{"question": "\\ud800"}\n')
    assert (ran.code, len(ran.lines)) == (0, 1)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n")), max_size=6))
def test_one_conversation_a_line(texts: list[str]) -> None:
    """Whatever the lines hold, there are as many conversations as lines."""
    assert len(list(conversations(text.encode() + b"\n" for text in texts))) == len(texts)


@given(st.binary(max_size=60))
def test_any_bytes_can_be_read(data: bytes) -> None:
    """Bytes never raise, and each conversation has as many questions as it will get answers."""
    for conversation in conversations(data.splitlines(keepends=True)):
        assert all(isinstance(question, str) for question in conversation.questions)


def test_a_dialogue_without_turns_has_no_answers() -> None:
    """Zero turns, zero lines, and a word about it."""
    (conversation,) = conversations([b'{"turns": []}'])
    assert conversation.questions == ()
    assert conversation.faults


def test_a_turn_without_a_question_keeps_its_place() -> None:
    """The turns around it stay in order."""
    (conversation,) = conversations(['{"turns": [{"question": "甲"}, {}, {"question": "乙"}]}'.encode()])
    assert conversation == Conversation(("甲", "", "乙"), conversation.faults)
    assert len(conversation.faults) == 1
