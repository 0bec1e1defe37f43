"""What a refusal offers instead: words the reports do write, near what was asked for and not in the question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, tee

from answering.alike import Alike
from answering.choose import Choice
from answering.figures import find_figures, metrics
from answering.labels import noun
from answering.question import Question
from answering.scope import scopes
from answering.unknown import missing_words
from retrieval import Gazetteer, Passage, Query, Retriever, fold, light_words

NEAREST = 5
"""Words offered at most."""
_GROWN = re.compile(r"种植|种了|栽|养殖|养了|作物|品种|农产品|特产|产业")
_TERM = re.compile(r"[^而比达0-9*和,。;:、“”][^0-9*,。;:、“”]*(?<![达到])|[0-9]{4}年")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def nearest_words(question: Question, choices: Sequence[Choice], retriever: Retriever) -> tuple[str, ...]:
    """Return up to NEAREST words of the reports: names like an unknown one, years told of, what is told of a known place.

    In this order: names that share a character with a word no report writes or sound like it; the years reported on, for
    another year; what the reports tell of the question's place; what the nearest passages give figures of.
    """
    missing = missing_words(question, retriever)
    offered = chain(  # each looked for only while words are wanted: of some places a hundred sentences tell
        (name for word in missing for name in _like(word, question, retriever)),
        _years(retriever) if any(_YEAR.fullmatch(word) for word in missing) else (),
        (word for place in question.places for word in _told_of(place.stem, question, retriever)),
        (word for choice in choices[:3] if not question.places for word in _beside(choice, question, retriever)),
    )
    found: dict[str, None] = {}
    for word in offered:
        if _offers(word, question.query.text):
            found[word] = None
        if len(found) == NEAREST:
            break
    return tuple(found)


def _beside(choice: Choice, question: Question, retriever: Retriever) -> list[str]:
    """Return what a passage tells of: the crops in it where growing is asked about, else what its figures are of."""
    text = choice.hit.passage.text
    grown = retriever.gazetteer.products_in(text)
    return grown if grown and _GROWN.search(question.query.text) else _labels(text)


def _offers(word: str, asked: str) -> bool:
    """Whether *word* is a term on its own: no words of the question, no odd characters, no half of a date."""
    return 2 <= len(word) <= 12 and word not in asked and word not in light_words() and bool(_TERM.fullmatch(word))


def _like(word: str, question: Question, retriever: Retriever) -> list[str]:
    """Return the names of the kind of *word* that are most like it: places for a place, crops and titles for another."""
    if not re.fullmatch(r"[一-鿿]{2,6}", word):
        return []
    places = word in question.unknown
    stem = re.sub(r"(?:行政村|自然村|村|社区|镇|乡|县)$", "", word) if places else word
    return retriever.remembered(("alike", places), lambda: Alike(_names(places, retriever.gazetteer))).to(stem)[:3]


def _names(places: bool, gazetteer: Gazetteer) -> Iterable[str]:
    names = gazetteer.written if places else gazetteer.products or gazetteer.titles
    return (name for name in names if "*" not in name)


def _years(retriever: Retriever) -> list[str]:
    """Return the years that reports are of, the last first."""
    told = retriever.remembered("years", lambda: sorted(set(_YEAR.findall(retriever.told_regions)), reverse=True))
    return [f"{year}年" for year in told]


def _told_of(stem: str, question: Question, retriever: Retriever) -> Iterator[str]:
    """Yield what the reports tell of a place: crops and figures, those of the dimension asked for first."""
    one, other, rest = tee(_pieces(stem, retriever), 3)
    if _GROWN.search(question.query.text):
        grown = (name for _, piece in one for name in retriever.gazetteer.products_in(piece))
        first = next(grown, "")
        yield from chain((first,), grown) if first else _first_told(other)
    else:
        yield from (label for _, piece in one for label in _labels(piece, question.dimension))
        yield from _first_told(other)
        yield from (label for _, piece in rest for label in _labels(piece))


def _pieces(stem: str, retriever: Retriever) -> Iterator[tuple[int, str]]:
    """Yield the parts of sentences said of the place, each with where its name ends in it; the village's own before the town's."""
    for passage in retriever.standing(stem):
        yield from _said_of(stem, passage, retriever)
    for passage in (passage for group in retriever.whereabouts.paragraphs(stem) for passage in group):
        if stem in passage.region and stem not in passage.text and find_figures(passage.text):
            yield 0, passage.text


def _said_of(stem: str, passage: Passage, retriever: Retriever) -> Iterator[tuple[int, str]]:
    for scope in scopes(passage.text, Query("", "", ()), retriever):
        named = [name for name in scope.places if name.stem == stem]
        if named:
            yield named[-1].end - named[-1].start, passage.text[named[-1].start : scope.end]


def _first_told(pieces: Iterable[tuple[int, str]]) -> Iterator[str]:
    """Yield the nouns right behind a place's name: 红菇 in 后溪村的红菇也逐步打开市场."""
    for at, piece in pieces:
        at += piece[at : at + 1] == "的"
        place = noun(piece, at) if at else None
        if place and 2 <= place[1] - place[0] <= 6:
            yield piece[slice(*place)]


def _labels(text: str, dimension: str = "") -> list[str]:
    """Return what the figures of *text* are of, without names of places; of one *dimension* only, when given."""
    figures = find_figures(fold(text))
    return [
        re.sub(r"^[一-鿿]{2,3}(?:村|镇|乡|县|社区)(?:党支部)?(?![级民集两“])", "", metric.of)
        for figure, metric in zip(figures, metrics(text), strict=True)
        if not dimension or dimension in figure.dimensions
    ]
