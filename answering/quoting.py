"""Quoting: which sentences are shown for an answer, and how far each quote reaches.

A quote is the sentence that answers and, as one run, the sentences next to it that answer nearly as well: where a
paragraph says half of it in one sentence and half in the next, both are read together.
"""

from __future__ import annotations

from collections.abc import Sequence

from answering.choose import Choice
from answering.model import Place
from corpus import Paragraph, Quote

QUOTES = 5
"""Quotes an answer carries at most, but for a list whose every place has its own."""
NEARLY = 3.0
"""Points of score (``Choice.score``) that a neighbour may lie behind and is quoted as well."""
LONGEST = 160
"""Characters of a run of sentences; a longer one is not made."""

Span = tuple[int, int]


def sentence_quote(choice: Choice) -> Quote:
    """Return the sentence of *choice* alone."""
    sentence = choice.hit.passage.sentence
    return Quote(choice.hit.passage.report, sentence.start, sentence.end)


def all_quotes(saying: Sequence[Choice], told: Sequence[Place], choices: Sequence[Choice]) -> tuple[Quote, ...]:
    """Return what is quoted, best first: the answer's own sentences, those of other places, what else was found.

    saying   the choices whose parts make the answer; one alone is quoted with its neighbours
    told     the other places that answer
    choices  everything that was weighed, best first
    Returns  up to QUOTES, every one of *saying* among them; none begins within one before it
    """
    own = [run(saying[0], choices)] if len(saying) == 1 else list(map(sentence_quote, saying))
    found = list(dict.fromkeys(own))
    further = [(place.quote, place.quote) for place in told]
    further += [(sentence_quote(choice), run(choice, choices)) for choice in choices]
    for sentence, whole in further:
        if len(found) >= max(QUOTES, len(own)):
            break
        if not any(quote.holds(sentence) for quote in found):
            found.append(whole)
    return tuple(found)


def holding(found: Sequence[Quote], choice: Choice) -> int:
    """Return the number of the first of *found* that holds the sentence of *choice*."""
    return next(i for i, quote in enumerate(found) if quote.holds(sentence_quote(choice)))


def run(choice: Choice, choices: Sequence[Choice]) -> Quote:
    """Return the sentence of *choice* with its neighbours among *choices* that answer nearly as well.

    A neighbour must lie at most NEARLY behind and speak no more of another place, year or number than *choice* does.
    """
    scores = _scores(choice, choices)
    sentences = choice.hit.passage.paragraph.sentences
    first = last = sentences.index(choice.hit.passage.sentence)
    while True:
        beside = [i for i in (first - 1, last + 1) if i in scores and _length(choice.hit.passage.paragraph, first, last, i) <= LONGEST]
        if not beside:
            return Quote(choice.hit.passage.report, sentences[first].start, sentences[last].end)
        best = max(beside, key=lambda i: (scores[i], -i))
        first, last = min(first, best), max(last, best)


def _scores(choice: Choice, choices: Sequence[Choice]) -> dict[int, float]:
    """Return the scores of what may be quoted with *choice*, by the number of the sentence in its paragraph."""
    passage, least = choice.hit.passage, choice.score - NEARLY
    return {
        passage.paragraph.sentences.index(other.hit.passage.sentence): other.score
        for other in choices
        if other.hit.passage.report is passage.report and other.hit.passage.paragraph is passage.paragraph
        and other.score >= least and other.features["foreign"] <= choice.features["foreign"]
    }


def _length(paragraph: Paragraph, first: int, last: int, further: int) -> int:
    sentences = paragraph.sentences
    return sentences[max(last, further)].end - sentences[min(first, further)].start
