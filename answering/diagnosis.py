"""Why a gold question came out wrong: the first stage on its way that lost the answer.

The question goes once more the way that it went (complete, read, search, choose), and at each stage it is looked up where
the gold passage, a sentence that counts as evidence, had got to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from answering.choose import Choice, choose
from answering.dialogue import complete
from answering.model import Reason, Turn
from answering.question import Question, read_question
from answering.scoring import NONE, Gold, Mark, answer_right, plain, quote_right
from answering.spans import find_spans
from corpus import Quote
from retrieval import Hit, Library, Passage, Retriever


class Cause(StrEnum):
    """What lost the answer, in the order of the stages. Each has its Chinese name in ``bot/data/messages.yaml``."""

    NOT_REFUSED = "not_refused"  # the reports do not say it, yet something was answered
    REFUSED = "refused"  # the reports say it, yet it was refused; the answer has the reason
    NO_PASSAGE = "no_passage"  # no sentence as the reports were cut counts as evidence
    NOT_RETRIEVED = "not_retrieved"  # none of the passages retrieved is evidence
    NOT_FIRST = "not_first"  # evidence was retrieved, another sentence was quoted first
    OTHER_QUOTE = "other_quote"  # the same, but the other sentence gave the right answer
    INCOMPLETE = "incomplete"  # the right sentence, but members of the list are missing
    WRONG_VERDICT = "wrong_verdict"  # the right sentence, but 是 for 否 or 否 for 是
    NO_SPAN = "no_span"  # the right sentence, but no rule cuts the right span
    OTHER_SPAN = "other_span"  # the right sentence, and another span was preferred to the right one


@dataclass(frozen=True, slots=True)
class Trace:
    """How far one question comes: as read, the passages found, and the best choice of each sentence looked at."""

    question: Question
    hits: Sequence[Hit]
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One miss and its cause. Ranks count from 1; None where the gold passage is not among them.

    paragraph  rank of its paragraph by BM25, among those of the passages retrieved
    retrieved  rank of the passage among those retrieved
    chosen     rank of the passage when the best span of each was weighed
    read_as    the kind that the question was taken for
    """

    mark: Mark
    cause: Cause
    paragraph: int | None
    retrieved: int | None
    chosen: int | None
    read_as: str


def diagnose(conversations: Iterable[Sequence[Gold]], marks: Iterable[Mark], library: Library) -> Iterator[Diagnosis]:
    """Yield a diagnosis for each miss, in the order asked.

    conversations  as they were asked, one of length 1 for a single question
    marks          one for each question, in the same order
    library        what they were answered from
    """
    following = iter(marks)
    for golds in conversations:
        turns: list[Turn] = []
        for mark in (next(following) for _ in golds):
            if not mark.good:
                yield _diagnosed(mark, _traced(mark.gold.question, turns, library), library.retriever)
            turns.append(mark.answer.turn)


def counted(diagnoses: Iterable[Diagnosis]) -> dict[Cause, int]:
    """Return how many misses each cause has, the most frequent first."""
    found = Counter(diagnosis.cause for diagnosis in diagnoses)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], list(Cause).index(pair[0]))))


def reasons(diagnoses: Iterable[Diagnosis]) -> dict[Reason, int]:
    """Return for how many of the wrongly refused questions each reason was given, the most frequent first."""
    given = (diagnosis.mark.answer.reason for diagnosis in diagnoses if diagnosis.cause is Cause.REFUSED)
    return dict(Counter(reason for reason in given if reason).most_common())


def _traced(asked: str, turns: Sequence[Turn], library: Library) -> Trace:
    completed = complete(asked, turns, library)
    question = read_question(completed.text, library.retriever)
    hits = library.retriever.search(question.query, question.asked_at[0])
    return Trace(question, hits, choose(question, hits, library.retriever, completed.leans_on))


def _diagnosed(mark: Mark, trace: Trace, retriever: Retriever) -> Diagnosis:
    gold, holding = mark.gold, _gold_paragraphs(mark.gold, retriever)
    by_score = sorted(trace.hits, key=lambda hit: -hit.score)
    return Diagnosis(
        mark,
        _cause(mark, trace, retriever),
        paragraph=_rank(place in holding for place in dict.fromkeys(_paragraph(hit.passage) for hit in by_score)),
        retrieved=_rank(_holds(gold, hit.passage) for hit in trace.hits),
        chosen=_rank(_holds(gold, choice.hit.passage) for choice in trace.choices),
        read_as=trace.question.kind.value,
    )


def _cause(mark: Mark, trace: Trace, retriever: Retriever) -> Cause:
    if mark.gold.kind == NONE:
        return Cause.NOT_REFUSED
    if not mark.answer.found:
        return Cause.REFUSED
    if mark.first:
        return _span_cause(mark, trace, retriever)
    if mark.right:
        return Cause.OTHER_QUOTE
    if any(_holds(mark.gold, hit.passage) for hit in trace.hits):
        return Cause.NOT_FIRST
    return Cause.NOT_RETRIEVED if _gold_paragraphs(mark.gold, retriever) else Cause.NO_PASSAGE


def _span_cause(mark: Mark, trace: Trace, retriever: Retriever) -> Cause:
    """Return what went wrong in the right sentence."""
    gold, answer = mark.gold, mark.answer
    if gold.kind == "yes_no":
        return Cause.WRONG_VERDICT
    told = plain("、".join((answer.answer or "", *answer.parts)))
    if gold.every and not all(plain(span) in told for span in gold.answers):
        return Cause.INCOMPLETE
    return Cause.OTHER_SPAN if any(_right_spans(mark, trace, retriever)) else Cause.NO_SPAN


def _right_spans(mark: Mark, trace: Trace, retriever: Retriever) -> Iterator[bool]:
    """Yield for each span that the rules cut from the gold passage whether it would have been right."""
    for choice in trace.choices:
        if _holds(mark.gold, choice.hit.passage):
            text = choice.hit.passage.sentence.text
            for span in find_spans(trace.question, choice.hit.passage.text, choice.scopes, retriever):
                parts = tuple(text[start:end] for start, end in span.parts)
                yield answer_right(mark.gold, replace(mark.answer, answer="、".join(parts), parts=parts))


def _rank(flags: Iterable[bool]) -> int | None:
    return next((rank for rank, flag in enumerate(flags, 1) if flag), None)


def _holds(gold: Gold, passage: Passage) -> bool:
    return quote_right(gold, Quote(passage.report, passage.sentence.start, passage.sentence.end))


def _paragraph(passage: Passage) -> tuple[str, int]:
    return passage.report.name, passage.paragraph.start


def _gold_paragraphs(gold: Gold, retriever: Retriever) -> set[tuple[str, int]]:
    """Return the paragraphs of the whole corpus that hold a gold passage."""
    named = {evidence.report for evidence in gold.evidence}
    passages = (passage for group in retriever.groups for passage in group if passage.report.name in named)
    return {_paragraph(passage) for passage in passages if _holds(gold, passage)}
