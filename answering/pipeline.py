"""The way of one question: understand, find, choose, cut."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from answering.choose import Choice, choose
from answering.constraints import asks_plainly_for_a_plan, planned
from answering.decisive import counts_head, unknown_kind
from answering.dialogue import Completed, complete, is_smalltalk
from answering.features import TYPED, UNTYPED
from answering.figures import metrics
from answering.model import Answer, Kind, Metric, Reason, Turn
from answering.nearest import nearest_words
from answering.places import joined, originals, places
from answering.question import Question, read_question, strip_politeness
from answering.quoting import QUOTES, all_quotes, holding, sentence_quote
from answering.refusal import confidence, refuses
from answering.several import several
from answering.spans.places import OFFICES
from answering.unknown import apart_words, missing_words
from answering.untyped import narrowed
from answering.verdict import Decision, decide
from corpus import Quote
from retrieval import Hit, Library, Retriever, Unit, fold

MAX_QUESTION = 500
"""Characters; a longer message is a text, not a question."""
BESIDE = 0.6
"""How near (``features["nearby"]``) the paragraph of the last answer is."""


@dataclass(frozen=True)
class Way:
    """What one question met on its way: the answer, and what there is to say of how it came about.

    question  None when nothing was read: an empty or an overlong one
    hits      the passages found, best first by coverage
    choices   what could answer, best first
    best      the choice that answers, of a decision the first that it rests on; none in a refusal
    decided   whether the sentences decide it: yes, no, which is more
    """

    answer: Answer
    question: Question | None = None
    hits: tuple[Hit, ...] = ()
    choices: tuple[Choice, ...] = ()
    best: Choice | None = None
    decided: bool = False


def answer(question: str, library: Library, turns: Sequence[Turn] = ()) -> Answer:
    """Answer *question* from *library*.

    turns    the conversation so far, oldest first; a question that leans on it is completed from it
    Returns  an Answer, also when nothing was found (``found`` is False and ``reason`` says why)
    """
    return follow(question, library, turns).answer


def meant(question: str, turns: Sequence[Turn], library: Library) -> Completed:
    """Return what *question* means after *turns*: its answer depends on that and on the library, and on no other turn."""
    return Completed(question) if _unasked(question) else complete(question, turns, library)


def answer_meant(question: str, completed: Completed, library: Library) -> Answer:
    """Answer *question*, which means what *completed* says (:func:`meant`)."""
    return _follow(question, lambda: completed, library).answer


def follow(question: str, library: Library, turns: Sequence[Turn] = ()) -> Way:
    """Answer *question* as :func:`answer` does and keep what was weighed on the way."""
    return _follow(question, lambda: meant(question, turns, library), library)


def _follow(question: str, completed: Callable[[], Completed], library: Library) -> Way:
    began = time.perf_counter()
    way = _unasked(question) or _completed(question, completed(), library)
    return replace(way, answer=replace(way.answer, elapsed_ms=(time.perf_counter() - began) * 1000))


def _unasked(asked: str) -> Way | None:
    """Return the refusal of what is no question, None when it is one."""
    if not any(character.isalnum() for character in asked):
        return Way(Answer(asked, asked, Kind.WHAT, reason=Reason.EMPTY_QUESTION))
    if len(asked) > MAX_QUESTION:
        return Way(Answer(asked, asked, Kind.WHAT, reason=Reason.LONG_QUESTION))
    if is_smalltalk(asked):
        return Way(Answer(asked, asked, Kind.WHAT, reason=Reason.NO_CONTENT))
    return None


def _completed(asked: str, completed: Completed, library: Library) -> Way:
    parts = several(fold(strip_politeness(completed.text)), library.retriever)
    ways: list[Way] = []
    for part in parts:  # each goes on from the one before it
        leans_on = ways[-1].answer.turn if ways else completed.leans_on
        ways.append(_asked_once(asked, replace(completed, text=part, leans_on=leans_on), library))
    told = [way.answer for way in ways]
    if told and all(one.found for one in told) and len({one.spans for one in told}) == len(told):
        return replace(ways[0], answer=_together(completed.text, told))
    way = _asked_once(asked, completed, library)
    return (_beside_last(asked, completed, library) if completed.given and not way.answer.found else None) or way


def _beside_last(asked: str, completed: Completed, library: Library) -> Way | None:
    """Return what the question's own words find beside the last answer, None when nothing there holds them all.

    What was taken over may stand in the sentence before, or be another village's: 潘昶村 in 五星级的要占多少.
    """
    rest = completed.text.removeprefix(completed.given).lstrip("，, ")
    way = _asked_once(asked, replace(completed, text=rest, given=""), library)
    if not way.answer.found or way.best is None or way.best.features["nearby"] < BESIDE:
        return None
    own = [m for m in way.best.hit.matches if len(m.unit.text) > 1]
    if not own or not all(match.grade for match in own):
        return None
    region = way.best.hit.passage.region
    villages = read_question(completed.given, library.retriever).places
    stands = all(name.stem in region for name in villages)  # else it is told of something else than that village
    return replace(way, answer=replace(way.answer, understood=completed.text)) if stands else way


def _asked_once(asked: str, completed: Completed, library: Library) -> Way:
    understood = completed.text
    question = read_question(understood, library.retriever, completed.given)
    if completed.said:
        question = replace(question, said=completed.said)
    if not question.query.units:
        return Way(Answer(asked, understood, question.kind, reason=Reason.NO_CONTENT), question)
    hits = library.retriever.search(question.query, question.asked_at[0])
    if question.unknown or not hits:
        nothing = Reason.NAME_MISSING if question.unknown else Reason.NOTHING_FOUND
        return Way(_refusal(asked, understood, question, [], nothing, library), question, tuple(hits))
    choices = _counted_first(question, choose(question, hits, library.retriever, completed.leans_on), library.retriever)
    decision = None if unknown_kind(question, library.retriever) else decide(question, choices, library.retriever)
    choices = choices if decision else _typed_first(question, choices, library.retriever)
    reason = None if decision else refuses(question, choices, library.retriever)
    decides = question.kind is Kind.YES_NO  # yes, no or nothing: what tells something else is no answer
    if reason and not decides and (telling := _telling(question, choices, library.retriever)):
        choices, reason = _in_front(telling, choices), None
    if decision:
        said = _decided(asked, understood, question, choices, decision)
    elif reason:
        said = _refusal(asked, understood, question, choices, reason, library)
    else:
        choices[0] = narrowed(question, choices[0])
        said = _told(asked, understood, question, choices, library.retriever)
    best = next((c for c in choices if decision and sentence_quote(c) in decision.quotes), choices[0]) if not reason else None
    return Way(said, question, tuple(hits), tuple(choices), best, decision is not None)


def _decided(asked: str, understood: str, question: Question, choices: list[Choice], decision: Decision) -> Answer:
    """Put the answer together that the decision's sentences give; the other choices are quoted behind them."""
    quotes = tuple(dict.fromkeys([*decision.quotes, *map(sentence_quote, choices)]))[: max(QUOTES, len(decision.quotes))]
    return Answer(
        asked, understood, question.kind, answer="、".join(decision.parts), parts=decision.parts, quotes=quotes,
        spans=decision.spans, metrics=_metrics(decision.quotes), total=len(decision.parts),
        confidence=decision.confidence,
    )


def _together(understood: str, told: Sequence[Answer]) -> Answer:
    """Put the answers to several questions in one together, in the order asked."""
    needed = [one.quotes[i] for one in told for i in sorted({0, *(i for i, _, _ in one.spans)})]
    quotes = tuple(dict.fromkeys([*needed, *(quote for one in told for quote in one.quotes)]))
    parts = tuple(part for one in told for part in one.parts)
    metrics = dict.fromkeys(metric for one in told for metric in one.metrics)
    return replace(
        told[0], understood=understood, answer="、".join(one.answer or "" for one in told), parts=parts, total=len(parts),
        quotes=quotes[: max(QUOTES, len(set(needed)))], metrics=tuple(metrics), confidence=min(one.confidence for one in told),
        spans=tuple((quotes.index(one.quotes[i]), a, b) for one in told for i, a, b in one.spans), places=(),
    )


def _counted_first(question: Question, choices: list[Choice], retriever: Retriever) -> list[Choice]:
    """Put the first choice in front that counts what is asked for (15个村), where the best one has no figure, or one of other things."""
    if question.kind is not Kind.HOW_MUCH or not question.head or not choices:
        return choices
    if choices[0].span.rule not in UNTYPED and (question.head not in OFFICES or counts_head(question, choices[0])):
        return choices
    counting = (c for c in choices if c.span.rule == "figure" and counts_head(question, c))
    return _in_front(next((c for c in counting if not refuses(question, [c], retriever)), choices[0]), choices)


def _in_front(first: Choice, choices: Sequence[Choice]) -> list[Choice]:
    """Return *choices* with *first*, which is one of them, before the others."""
    return [first, *(choice for choice in choices if choice is not first)]


CLOSE = 1.0
"""How far behind the best choice's score one may stand that has what the best one lacks."""
NEARBY = 3.0
"""The same of one that keeps to what the question holds fixed, where the best one does not."""


def _typed_first(question: Question, choices: list[Choice], retriever: Retriever) -> list[Choice]:
    """Put the first choice in front that has a span of the type asked for and is close, where the best one has none."""
    if question.kind not in TYPED or not choices or choices[0].span.rule not in ("sentence", "clause"):
        return choices
    if refuses(question, choices, retriever) is not Reason.NOT_SAID:
        return choices
    told = max((m for m in choices[0].hit.matches if m.grade), key=lambda m: retriever.weight(m.unit)).unit
    near = [c for c in choices[1:3] if c.score >= choices[0].score - CLOSE and _tells_of(told, c)]
    near += [c for c in choices[1:] if choices[0].hit.passage.heading and _goes_on(choices[0].hit, c.hit)]
    typed = (c for c in near if c.span.rule not in UNTYPED and not refuses(question, [c], retriever))
    return _in_front(next(typed, choices[0]), choices)


def _telling(question: Question, choices: Sequence[Choice], retriever: Retriever) -> Choice | None:
    """Return the first choice that tells as well as the best one and is an answer, where that one is none, None when there is
    no such: of 江南村 种什么 江南村种植牡丹, not 江南村文旅产业发展联盟."""
    as_well = (choice for choice in choices[1:3] if _tells_as_well(choices[0], choice))
    keeping = (choice for choice in choices[1:4] if _keeps_to_it(question, choices[0], choice))
    return next((c for c in chain(as_well, keeping) if not refuses(question, [c], retriever)), None)


def _tells_as_well(best: Choice, other: Choice) -> bool:
    """Whether the other choice is close, no more foreign, and says what the best one lacks, or has a type and holds as much."""
    lacking = {match.unit for match in best.hit.matches if not match.grade}
    fills = any(match.grade and match.unit in lacking for match in other.hit.matches)
    typed = other.span.rule not in UNTYPED and other.features["cover"] >= best.features["cover"]
    close = other.score >= best.score - CLOSE and other.features["foreign"] <= best.features["foreign"]
    return close and (fills or typed)


def _keeps_to_it(question: Question, best: Choice, other: Choice) -> bool:
    """Whether the best choice is of another place or year than the question's, or only planned where the fact is asked for, and
    the other one, which holds as much or is the plan asked for, is not."""
    strays = any(best.features[name] >= most > other.features[name] for name, most in (("foreign", 1.0), ("contrary", 0.5)))
    meant = asks_plainly_for_a_plan(question.query.text) and planned(other.reading, other.span)
    holds = meant or other.features["cover"] >= 0.9 * best.features["cover"]
    return strays and holds and other.score >= best.score - NEARBY


def _goes_on(heading: Hit, other: Hit) -> bool:
    """Whether the other sentence is the one that the announcing one (一是办好干部夜校。) announces."""
    return other.passage.paragraph is heading.passage.paragraph and other.passage.order == heading.passage.order + 1


def _tells_of(unit: Unit, choice: Choice) -> bool:
    return any(match.grade for match in choice.hit.matches if match.unit == unit)


def _told(
    asked: str, understood: str, question: Question, choices: list[Choice], retriever: Retriever
) -> Answer:
    """Put the answer together from the best choice, and where all are asked for from every other that answers as well."""
    best, choices = choices[0], originals(choices)
    saying = joined(question, choices, best, retriever)
    told = places(question, choices, saying, retriever)
    parts = tuple(dict.fromkeys(text for choice in saying for text in choice.texts))
    quoted = all_quotes(saying, told, choices, retriever)
    spans = tuple((holding(quoted, choice), *_placed(choice, part)) for choice in saying for part in choice.span.parts)
    return Answer(
        asked, understood, question.kind, answer=_whole(saying) or "、".join(parts), parts=parts, spans=spans,
        quotes=quoted, metrics=_metrics([sentence_quote(choice) for choice in saying]), places=told,
        total=max(len(parts), len(told)), confidence=confidence(question, best, retriever),
    )


def _whole(saying: Sequence[Choice]) -> str:
    """Return a list that one sentence writes without 、 as it stands there (玉米+羊肚菌, 镇—村—组—户), else nothing."""
    span, text = saying[0].span, saying[0].hit.passage.sentence.text
    between = {text[a[1] : b[0]] for a, b in pairwise(span.parts)}
    chained = len(saying) == 1 and bool(between) and between <= {"+", "＋", "—", "-", "–", "——"}
    return text[span.start : span.end] if chained else ""


def _placed(choice: Choice, part: tuple[int, int]) -> tuple[int, int]:
    """Return a part's offsets in the report's text."""
    start = choice.hit.passage.sentence.start
    return start + part[0], start + part[1]


def _metrics(quotes: Sequence[Quote]) -> tuple[Metric, ...]:
    return tuple(metric for quote in quotes for metric in metrics(quote.text, quote.start))


def _refusal(
    asked: str, understood: str, question: Question, choices: list[Choice], reason: Reason, library: Library
) -> Answer:
    return Answer(
        asked, understood, question.kind, reason=reason, quotes=tuple(sentence_quote(choice) for choice in choices[:3]),
        missing=missing_words(question, library.retriever), apart=apart_words(question, choices, library.retriever),
        nearest=nearest_words(question, choices, library.retriever), searched=_key_words(question),
        reports=len(library.corpus.reports),
    )


def _key_words(question: Question) -> tuple[str, ...]:
    """Return the content words of the question, single characters only where it has no others."""
    words = dict.fromkeys(unit.text for unit in question.query.units if not unit.aside)
    return tuple(word for word in words if len(word) > 1) or tuple(words)
