"""Quoting: which sentences are shown for an answer, and how far each quote reaches.

A quote is the sentence that answers and, as one run, the sentences next to it that answer nearly as well: where a
paragraph says half of it in one sentence and half in the next, both are read together. One too short to be understood by
itself is read with what follows it, or with what stands before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from answering.choose import Choice
from answering.features import TYPED
from answering.model import Place
from corpus import Paragraph, Quote
from retrieval import Retriever, fold

QUOTES = 5
"""Quotes an answer carries at most, but for a list whose every place has its own."""
NEARLY = 3.0
"""Points of score (``Choice.score``) that a neighbour may lie behind and is quoted as well."""
LONGEST = 200
"""Characters of a run of sentences; a longer one is not made."""

SHORT = 100
"""Characters of a quote that needs no more around it."""
TOLD = 0.8
"""Share of the question's idf mass in a sentence that needs nothing around it."""
FIRST = 3
"""Quotes, the first ones, that are more than a sentence."""
WIDER = 2
"""How much more is read around a further quote: who turns to it did not find the answer in the first."""

Span = tuple[int, int]


def sentence_quote(choice: Choice) -> Quote:
    """Return the sentence of *choice* alone."""
    sentence = choice.hit.passage.sentence
    return Quote(choice.hit.passage.report, sentence.start, sentence.end)


def all_quotes(
    saying: Sequence[Choice], told: Sequence[Place], choices: Sequence[Choice], retriever: Retriever
) -> tuple[Quote, ...]:
    """Return what is quoted, best first: the answer's own sentences, those of other places, what else was found.

    saying   the choices whose parts make the answer; one alone is quoted with its neighbours
    told     the other places that answer
    choices  everything that was weighed, best first
    Returns  up to QUOTES, every one of *saying* among them; none begins within one before it
    """
    own = [run(saying[0], choices, retriever)] if len(saying) == 1 else list(map(sentence_quote, saying))
    found = list(dict.fromkeys(own))
    of_places = ((place.quote, None) for place in told)
    further = ((sentence_quote(other), other) for other in choices)
    for sentence, choice in chain(of_places, further):
        if len(found) >= max(QUOTES, len(own)):
            break
        if not any(quote.holds(sentence) for quote in found):
            found.append(run(choice, choices, retriever, WIDER) if choice and len(found) < FIRST else sentence)
    return tuple(found)


def holding(found: Sequence[Quote], choice: Choice) -> int:
    """Return the number of the first of *found* that holds the sentence of *choice*."""
    return next(i for i, quote in enumerate(found) if quote.holds(sentence_quote(choice)))


def run(choice: Choice, choices: Sequence[Choice], retriever: Retriever, wider: int = 1) -> Quote:
    """Return the sentence of *choice* with the neighbours that are read with it.

    First those among *choices* that answer nearly as well: at most NEARLY behind, and speaking no more of another place,
    year or number than *choice* does. Then, while the run is SHORT and does not say all of what was asked, what one sentence
    is whose parts stand between semicolons, the sentence that follows, or else the one before, unless it stands under other
    headings or tells of another village.

    wider  how many times SHORT and LONGEST the run may be that is filled up so
    """
    paragraph = choice.hit.passage.paragraph
    first, last = _nearly(choice, choices, choice.hit.passage.order)
    if wider > 1 or not _says_all(choice):
        first, last = _filled(paragraph, first, last, retriever, wider)
    return Quote(choice.hit.passage.report, paragraph.sentences[first].start, paragraph.sentences[last].end)


def _says_all(choice: Choice) -> bool:
    """Whether the sentence says what was asked and has what is asked for in its own form: a figure, a date, a place, a name."""
    return choice.reading.question.kind in TYPED and choice.features["typed"] > 0 and choice.features["cover"] >= TOLD


def _nearly(choice: Choice, choices: Sequence[Choice], at: int) -> Span:
    """Return the first and the last sentence of the run round sentence *at* that answers nearly as well."""
    scores, paragraph = _scores(choice, choices), choice.hit.passage.paragraph
    first = last = at
    while beside := [i for i in (first - 1, last + 1) if i in scores and _length(paragraph, first, last, i) <= LONGEST]:
        best = max(beside, key=lambda i: (scores[i], -i))
        first, last = min(first, best), max(last, best)
    return first, last


def _filled(paragraph: Paragraph, first: int, last: int, retriever: Retriever, wider: int) -> Span:
    """Return a run that is no longer SHORT, where the paragraph has what to read it with under the same headings.

    What tells of another village is left out; where the run names none, what stands before it says which one it is about.
    """
    while _length(paragraph, first, last, first) < SHORT * wider:
        near = (i for _, i in sorted(_beside(paragraph, first, last)) if _length(paragraph, first, last, i) <= LONGEST * wider)
        fitting = next((i for i in near if _goes_with(paragraph, first, last, i, retriever)), None)
        if fitting is None:
            break
        first, last = min(first, fitting), max(last, fitting)
    return first, last


def _goes_with(paragraph: Paragraph, first: int, last: int, at: int, retriever: Retriever) -> bool:
    """Whether sentence *at* tells of no other village than the run *first* to *last* does."""
    if not (told := _villages(paragraph.sentences[at].text, retriever)):
        return True
    named = set().union(*(_villages(paragraph.sentences[n].text, retriever) for n in range(first, last + 1)))
    return told <= named or (not named and at < first)


def _beside(paragraph: Paragraph, first: int, last: int) -> Iterator[tuple[tuple[bool, bool], int]]:
    """Yield the sentences beside a run under its headings, each with what makes it come later: it begins anew, it stands before."""
    headings = paragraph.sentences[first].headings
    if last + 1 < len(paragraph.sentences) and paragraph.sentences[last + 1].headings == headings:
        yield (not _goes_on(paragraph, last), False), last + 1
    if first > 0 and paragraph.sentences[first - 1].headings == headings:
        yield (not _goes_on(paragraph, first - 1), True), first - 1


def _goes_on(paragraph: Paragraph, at: int) -> bool:
    """Whether sentence *at* ends with a semicolon, so that the next one is a part of the same."""
    return paragraph.sentences[at].text.rstrip().endswith(("；", ";"))


def _villages(text: str, retriever: Retriever) -> set[str]:
    return {name.stem for name in retriever.gazetteer.places(fold(text), retriever.segmenter) if name.village}


def _scores(choice: Choice, choices: Sequence[Choice]) -> dict[int, float]:
    """Return the scores of what may be quoted with *choice*, by the number of the sentence in its paragraph."""
    passage, least = choice.hit.passage, choice.score - NEARLY
    return {
        other.hit.passage.order: other.score
        for other in choices
        if other.hit.passage.report is passage.report and other.hit.passage.paragraph is passage.paragraph
        and other.score >= least and other.features["foreign"] <= choice.features["foreign"]
    }


def _length(paragraph: Paragraph, first: int, last: int, further: int) -> int:
    sentences = paragraph.sentences
    return sentences[max(last, further)].end - sentences[min(first, further)].start
