"""What is promised of every answer, over the demo's gold questions and over whatever else is typed.

Numbers are those of the list of promises in the design: 1 verbatim quotes, 2 figures only from quotes, 3 nothing found is
said so, 9 the same bytes twice.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering import Answer, Kind, Turn, answer
from answering.question import read_question
from answering.scoring import Gold, read_gold, score
from retrieval import Library, fold
from tests.corpus.strategies import any_of

CASES = Path(__file__).parent.parent / "cases"
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((files("answering") / "data" / "answer.schema.json").read_text(encoding="utf-8"))
)
KEYS = [
    "question", "status", "reason", "answer", "parts", "kind", "quotes", "metrics", "others", "total", "confidence",
    "elapsed_ms",
]  # fmt: skip
QUOTE_KEYS = ["text", "report", "title", "section", "paragraph", "page", "start", "end", "date"]
METRIC_KEYS = ["text", "value", "unit", "masked", "of"]
ASKING = any_of(
    "请问|哪个村|哪些村|多少|多少亩|多少钱|谁|什么时候|在哪里|是什么|有哪些|为什么|怎么|吗|呢|哪个更多|是不是|没有|那|它|还有别的村吗"
    "|2022年|2023年|目标|完成|新增|海棠村|恐龙|，|？| |　|***|ＡＢ|😀|羊肚菌|联星村"
)

Said = tuple[str, Answer]
"""A question and its answer."""


def questions(sentences: list[str]) -> st.SearchStrategy[str]:
    """Anything at all, pieces of the reports, and both among question words."""

    def piece(sentence: str) -> st.SearchStrategy[str]:
        bounds = st.tuples(st.integers(0, len(sentence) - 1), st.integers(1, 12))
        return bounds.map(lambda at: sentence[at[0] : at[0] + at[1]])

    pieces = st.sampled_from(sentences).flatmap(piece)
    mixed = st.lists(st.one_of(pieces, ASKING), min_size=1, max_size=6).map("".join)
    return st.one_of(st.text(max_size=60), mixed)


@pytest.fixture(scope="module")
def gold() -> tuple[Gold, ...]:
    """The demo's gold questions."""
    return tuple(question for (question,) in read_gold(CASES / "demo.jsonl"))


@pytest.fixture(scope="module")
def dialogues(demo: Library) -> list[Said]:
    """The turns of the demo's dialogues, each answered with those before it."""
    said: list[Said] = []
    for conversation in read_gold(CASES / "demo_dialogues.jsonl"):
        turns: tuple[Turn, ...] = ()
        for question in conversation:
            given = answer(question.question, demo, turns)
            turns = (*turns, given.turn)
            said.append((question.question, given))
    return said


@pytest.fixture(scope="module")
def every(gold: tuple[Gold, ...], demo_answers: list[Answer], dialogues: list[Said]) -> list[Said]:
    """Every gold question and every turn of a dialogue, with its answer."""
    return [*((question.question, said) for question, said in zip(gold, demo_answers, strict=True)), *dialogues]


def without_time(said: Answer) -> str:
    """The answer's bytes, without the time it took."""
    return json.dumps({**said.as_dict(), "elapsed_ms": 0}, ensure_ascii=False)


def quotes_are_slices(said: Answer) -> bool:
    """Promise 1: every quoted character is in the report."""
    return all(quote.text == quote.report.text[quote.start : quote.end] for quote in said.quotes)


def quotes_are_sentences(said: Answer) -> bool:
    """Nothing is quoted from the middle of a sentence, or cut off within one."""
    return all(
        quote.start in {s.start for p in quote.report.paragraphs for s in p.sentences}
        and quote.end in {s.end for p in quote.report.paragraphs for s in p.sentences}
        for quote in said.quotes
    )


def figures_are_quoted(said: Answer) -> bool:
    """Promise 2: every figure stands in a quoted sentence, where it says it stands, with its unit."""
    return all(
        any(q.start <= m.start < m.end <= q.end and q.report.text[m.start : m.end] == m.text for q in said.quotes)
        for m in said.metrics
    )


def parts_are_quoted(said: Answer) -> bool:
    """What is answered is cut from a quote, but 是 and 否."""
    if said.kind is Kind.YES_NO and said.found:
        return said.parts in (("是",), ("否",))
    return all(any(part in quote.text for quote in said.quotes) for part in said.parts)


def shares_a_word(question: str, said: Answer, library: Library) -> bool:
    """Promise 3: the first quote of an answer holds a content word of the question, a synonym, or a piece of one."""
    if not said.found:
        return True
    text = fold(said.quotes[0].text)
    units = read_question(said.understood, library.retriever).query.units
    words = [word for unit in units for word in (unit.text, *unit.synonyms)]
    return any(word in text or any(word[i : i + 2] in text for i in range(len(word) - 1)) for word in words)


def broken(question: str, said: Answer, library: Library) -> list[str]:
    """Return which promises an answer breaks."""
    kept = {
        "quotes are slices of their reports": quotes_are_slices(said),
        "quotes are whole sentences": quotes_are_sentences(said),
        "figures stand in quotes": figures_are_quoted(said),
        "parts are cut from quotes": parts_are_quoted(said),
        "the quote shares a word with the question": shares_a_word(question, said, library),
        "an answer or a reason": said.found == (said.reason is None) == bool(said.parts),
        "the question as typed": said.question == question,
    }
    return [promise for promise, holds in kept.items() if not holds]


def test_promises_hold_for_every_gold_question(every: list[Said], demo: Library) -> None:
    """All questions and dialogues about the demo reports, right or wrong."""
    assert [(q, broken(q, said, demo)) for q, said in every if broken(q, said, demo)] == []


@given(data=st.data())
def test_promises_hold_whatever_is_asked(demo: Library, data: st.DataObject) -> None:
    """No text raises, and no answer breaks a promise or the contract's schema."""
    question = data.draw(questions(sentences_of(demo)))
    said = answer(question, demo)
    assert broken(question, said, demo) == []
    SCHEMA.validate(said.as_dict())


def test_yes_or_no_is_never_answered_by_something_else(demo: Library) -> None:
    """What only plans it is no answer, and neither is what stands beside it."""
    question = "高望村的集体收入是不是"
    assert broken(question, answer(question, demo), demo) == []


@given(data=st.data())
def test_promises_hold_in_whatever_conversation(demo: Library, dialogues: list[Said], data: st.DataObject) -> None:
    """The same for any text that follows a turn of a dialogue."""
    _, before = dialogues[data.draw(st.integers(0, len(dialogues) - 1))]
    question = data.draw(questions(sentences_of(demo)))
    assert broken(question, answer(question, demo, (before.turn,)), demo) == []


def sentences_of(library: Library) -> list[str]:
    """Every sentence of the reports."""
    return [s.text for report in library.corpus.reports for p in report.paragraphs for s in p.sentences]


@pytest.mark.parametrize(
    "question", ["", " ", "\0", "\ud800", "？", "😀", "的", "亩", "*", "***亩", "(", "[a-z]+", "\\", "哪"]
)
def test_no_exception_for_odd_texts(demo: Library, question: str) -> None:
    """Signs of patterns, lone surrogates and single characters are questions like any other."""
    assert broken(question, answer(question, demo), demo) == []


def test_a_question_as_long_as_a_report_is_no_question(demo: Library) -> None:
    assert not answer(demo.corpus.reports[0].text, demo).found


def test_the_same_question_gives_the_same_bytes(
    gold: tuple[Gold, ...], demo_answers: list[Answer], demo: Library
) -> None:
    """Promise 9, in one process: asking again, among other questions, changes nothing."""
    again = [without_time(answer(question.question, demo)) for question in gold[::3]]
    assert again == [without_time(said) for said in demo_answers[::3]]


ASK = """
import json, sys
from answering import answer
from corpus import DEMO
from retrieval import open_library
library = open_library(DEMO)
for question in json.load(sys.stdin):
    print(json.dumps({**answer(question, library).as_dict(), "elapsed_ms": 0}, ensure_ascii=False))
"""


def test_another_process_gives_the_same_bytes(
    project: Path, gold: tuple[Gold, ...], demo_answers: list[Answer]
) -> None:
    """Promise 9, between processes: strings are hashed otherwise there, and no order of a set shows."""
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK],
        input=json.dumps([question.question for question in gold[::8]]).encode(),
        env={**os.environ, "PYTHONPATH": str(project), "PYTHONUTF8": "1", "PYTHONHASHSEED": seed},
        cwd=project,
        capture_output=True,
        check=True,
    )
    assert run.stdout.decode().splitlines() == [without_time(said) for said in demo_answers[::8]]


def test_the_demo_is_answered_well(gold: tuple[Gold, ...], demo_answers: list[Answer], demo: Library) -> None:
    """The score over the demo's gold questions; every quote stands in the report it names."""
    sources = {report.name: report.text for report in demo.corpus.reports}
    card = score(gold, demo_answers, sources).figures()
    assert card["score"] >= 0.70, card
    assert card["verbatim"] == 1.0


def test_the_contract_of_an_answer(every: list[Said]) -> None:
    """Keys in their order, as programs outside rely on; what is found and what is not follow the schema."""
    for _, said in every:
        told: dict[str, Any] = json.loads(json.dumps(said.as_dict(), ensure_ascii=False))
        assert list(told) == KEYS
        assert [quote for quote in told["quotes"] if list(quote) != QUOTE_KEYS] == []
        assert [metric for metric in told["metrics"] if list(metric) != METRIC_KEYS] == []
        SCHEMA.validate(told)


def test_a_hidden_figure_is_told_as_hidden(every: list[Said]) -> None:
    """Asterisks are kept, marked, and never given a value."""
    hidden = [metric for _, said in every for metric in said.metrics if "*" in metric.text]
    assert hidden
    assert [metric for metric in hidden if not metric.masked or metric.value is not None] == []
