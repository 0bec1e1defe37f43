"""Any report in, nothing lost: a folder of every format and every trap, and each fact planted in it is found by asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from answering import Answer, answer
from corpus import Quote
from corpus.readers import ocr
from retrieval import Library, open_library
from tests.planted import PLANTED, REFUSED, Planted, Refused

HERE = [each for each in PLANTED if ocr.installed() or not each.scan]
ASKED = [
    pytest.param(
        each, question, id=f"{each.file}: {question}",
        marks=[pytest.mark.xfail(strict=True, reason=each.wrong)] * bool(each.wrong),
    )
    for each in HERE
    for question in each.asks
]  # fmt: skip
LURES = [pytest.param(question, id=f"{each.file}: {question}") for each in HERE for question in each.lures]
CUTS = [pytest.param(each, step, id=f"{each.file}: {step}") for each in HERE for step in each.cuts]
PIECES = {piece for each in HERE for step, pieces in each.cuts.items() if step != "duplicates" for piece in pieces}

Ask = Callable[[str], Answer]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Everything that was planted, in one folder."""
    folder = tmp_path_factory.mktemp("报告")
    for each in HERE:
        (folder / each.file).write_bytes(each.make(each.says))
    for refused in REFUSED:
        (folder / refused.file).write_bytes(refused.data)
    return open_library(folder)


@pytest.fixture(scope="session")
def ask(library: Library) -> Ask:
    """Ask the folder a question; each is answered once."""
    answers: dict[str, Answer] = {}
    return lambda question: answers.get(question) or answers.setdefault(question, answer(question, library))


def shown(found: Answer) -> Iterator[str]:
    """Yield all words of the reports that a user may see in an answer."""
    yield from (quote.text for quote in found.quotes)
    yield from found.parts
    yield from found.nearest
    yield found.answer or ""


def test_there_are_enough_files() -> None:
    assert len({each.file for each in (*PLANTED, *REFUSED)}) == len(PLANTED) + len(REFUSED) >= 45


@pytest.mark.parametrize(("planted", "question"), ASKED)
def test_what_was_planted_is_found_by_asking(planted: Planted, question: str, ask: Ask) -> None:
    """The answer is right, and the first quote is the sentence that was planted, out of the file it was planted in."""
    found = ask(question)
    assert found.answer == planted.asks[question]
    first = found.quotes[0]
    assert (first.report.name, first.text) == (planted.report, planted.quote)
    assert first == Quote(first.report, first.start, first.end)
    assert first.report.text[first.start : first.end] == planted.quote


@pytest.mark.parametrize(("planted", "step"), CUTS)
def test_the_receipt_lists_what_was_cut(planted: Planted, step: str, library: Library) -> None:
    report = next(report for report in library.corpus.reports if report.name == planted.report)
    cut = "\n".join(cut.piece for cut in report.receipt.cuts if cut.step == step)
    assert [piece for piece in planted.cuts[step] if piece not in cut] == []
    assert [piece for piece in planted.cuts[step] if step != "duplicates" and piece in report.text] == []


@pytest.mark.parametrize("question", LURES)
def test_what_was_cut_answers_nothing(question: str, ask: Ask) -> None:
    """A question that only an advertisement, a hidden or a deleted piece would answer finds none of them."""
    seen = "\n".join(shown(ask(question)))
    assert [piece for piece in PIECES if piece in seen] == []


def test_nothing_that_was_cut_is_ever_quoted(ask: Ask) -> None:
    seen = "\n".join(text for each in HERE for question in each.asks for text in shown(ask(question)))
    assert [piece for piece in PIECES if piece in seen] == []


@pytest.mark.parametrize("refused", REFUSED, ids=lambda refused: refused.file)
def test_what_cannot_be_read_is_refused_by_name_with_the_reason(refused: Refused, library: Library) -> None:
    (problem,) = [problem for problem in library.corpus.problems if problem.name == refused.file]
    assert problem.code == refused.code
    assert refused.told in problem.detail


def test_what_is_refused_hides_no_other(library: Library) -> None:
    assert {problem.name for problem in library.corpus.problems} == {refused.file for refused in REFUSED}
    assert {each.report for each in HERE} <= {report.name for report in library.corpus.reports}
