"""Like figures of an answer, to be drawn side by side: one indicator, one unit, every figure in a quoted sentence.

Like are the figures of things that one sentence lists, and those that several sentences give for the same indicator of
different places or years. What the report hides by asterisks is counted and not drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from answering.comparison import read_comparison
from answering.constraints import pattern
from answering.figures import metrics, scale_of
from answering.model import Answer, Kind, Metric
from answering.question import MANY, Question, read_question
from answering.scope import scopes
from answering.verdict.superlative import listed
from corpus import Quote
from retrieval import Query, Retriever, Unit, fold, light_words, match_unit

LEAST = 3
"""Like figures that are worth a picture."""
MOST = 12
"""Bars of one picture."""
LABEL = 14
"""Characters of a name; what is longer is a clause, and what two clauses tell is seldom alike."""
_EACH = re.compile(r"各(?!种)|每[个一年]|历年|逐年|近[几两三四五]年|分别")
_CLASS = re.compile(r"^(?:村|社区|镇|乡|县|区|市)?的?")
"""What belongs to a name before what is said of it."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年)")


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure: ``label`` says whose, in the report's words; ``sentence`` holds the figure; ``year`` is '' when unknown."""

    label: str
    metric: Metric
    sentence: Quote
    year: str = ""

    @property
    def size(self) -> float:
        """The figure in whole units: 万 and 亿 counted in."""
        return (self.metric.value or 0.0) * scale_of(self.metric.unit)


@dataclass(frozen=True, slots=True)
class Bars:
    """Like figures, the largest first, MOST at most. ``title`` says of what.

    ``hidden`` counts those that the reports hide, ``more`` those that are smaller than the ones here.
    """

    title: str
    bars: tuple[Bar, ...]
    hidden: int = 0
    more: int = 0

    @property
    def sentences(self) -> tuple[Quote, ...]:
        """The sentences that hold the figures, each once."""
        return tuple(dict.fromkeys(bar.sentence for bar in self.bars))


def like_figures(answer: Answer, retriever: Retriever) -> Bars | None:
    """Return the like figures of an answer that compares or lists, None when it holds fewer than LEAST."""
    if not compares(answer):
        return None
    question = read_question(answer.understood, retriever)
    sentences = _sentences(answer)
    for title, bars in (_listed(question, answer, retriever), _across(question, answer, sentences, retriever)):
        shown = [bar for bar in bars if bar.metric.value is not None and not bar.metric.unit.endswith("级")]
        labels = {bar.label for bar in shown}
        if LEAST <= len(shown) == len(labels) and max(map(len, labels)) <= LABEL:
            ordered = tuple(sorted(shown, key=lambda bar: -bar.size))
            hidden = sum(bar.metric.masked for bar in bars)
            return Bars(title or answer.understood, ordered[:MOST], hidden, len(ordered[MOST:]))
    return None


def compares(answer: Answer) -> bool:
    """Whether an answer was found to a question of several things, or is told differently elsewhere."""
    if not (answer.found and answer.quotes):
        return False
    text = fold(answer.understood)
    several = answer.kind in (Kind.COMPARE, Kind.LIST) or answer.disputed or bool(MANY.search(text) or _EACH.search(text))
    return several or bool(pattern("superlative", "asked").search(text))


def _sentences(answer: Answer) -> list[Quote]:
    """Return the sentences that are quoted, those of the answer first."""
    held = [n for n, _, _ in answer.spans]
    order = sorted(range(len(answer.quotes)), key=lambda n: n not in held)
    quotes = [answer.quotes[n] for n in order]
    whole = (Quote(q.report, s.start, s.end) for q in quotes for s in q.paragraph.sentences if q.start <= s.start and s.end <= q.end)
    return list(dict.fromkeys(whole))


def _listed(question: Question, answer: Answer, retriever: Retriever) -> tuple[str, list[Bar]]:
    """Return what the sentence of the answer lists with figures of one unit, where the answer is one of them.

    The sentence must speak of what is asked: it may only be told of the same villages.
    """
    for number, start, end in answer.spans:
        report = answer.quotes[number].report
        sentence = next((s for s in report.paragraph_at(start).sentences if s.start <= start < s.end), None)
        if sentence is None or not _speaks_of(question, sentence.text, retriever):
            continue
        bars = list(_items(Quote(report, sentence.start, sentence.end)))
        if len(bars) >= LEAST and any(_names(bar, report.text[start:end]) for bar in bars):
            return _without_common_end(bars)
    return "", []


def _speaks_of(question: Question, sentence: str, retriever: Retriever) -> bool:
    """Whether a word of the question that is no place and no year stands in the sentence, if it has such a word."""
    said = _asked_about(question, retriever)
    return not said or any(match_unit(unit, fold(sentence)).grade for unit in said)


def _asked_about(question: Question, retriever: Retriever) -> list[Unit]:
    """Return the words of the question that say of what the figures are: no place, no year, no 最多."""
    places = retriever.gazetteer.places(question.query.text, retriever.segmenter)
    return [
        unit
        for unit in question.query.units
        if len(unit.text) > 1 and not unit.text.isdigit() and unit.text[0] != "最" and unit.text not in light_words()
        and not any(name.start < unit.end and unit.start < name.end for name in places)
    ]  # fmt: skip


def _items(sentence: Quote) -> Iterator[Bar]:
    found = metrics(sentence.text, sentence.start)
    for item in listed(fold(sentence.text)):
        following = (m for m in found if m.start >= sentence.start + item.end)
        metric = next((m for m in following if m.unit == item.figure.unit), None)
        if metric:
            yield Bar(sentence.text[item.start : item.end], metric, sentence)


def _names(bar: Bar, text: str) -> bool:
    return text in bar.label or bar.label in text or text == bar.metric.text


def _without_common_end(bars: list[Bar]) -> tuple[str, list[Bar]]:
    """Take 种植羊肚菌 from the labels where all of them end in it: it is what the figures are of."""
    ends = takewhile(lambda characters: len(set(characters)) == 1, zip(*(reversed(bar.label) for bar in bars), strict=False))
    end = _CLASS.sub("", "".join(characters[0] for characters in ends)[::-1])
    if len(end) < 2 or any(len(bar.label) < len(end) + 2 for bar in bars):
        return "", bars
    return end, [replace(bar, label=bar.label.removesuffix(end).removesuffix("的")) for bar in bars]


def _across(
    question: Question, answer: Answer, sentences: Sequence[Quote], retriever: Retriever
) -> tuple[str, list[Bar]]:
    """Return the figures of several sentences for the indicator that the answer's own figure is of."""
    comparison = read_comparison(question.query.text, retriever)
    options = comparison.options if comparison else ()
    bars = [bar for sentence in sentences for bar in _told(sentence, options, retriever)]
    own = _own(answer, bars, _asked_about(question, retriever))
    if own is None or not (title := _indicator(own)):
        return "", []
    alike = [bar for bar in bars if _indicator(bar) == title and _base(bar.metric) == _base(own.metric)]
    return title, _labelled(alike)


def _told(sentence: Quote, options: Sequence[str], retriever: Retriever) -> Iterator[Bar]:
    """Yield the figures of a sentence with the places they are told of, or which of the *options* to compare."""
    text, report = fold(sentence.text), sentence.report
    governed = scopes(text, Query("", "", ()), retriever)
    for metric in metrics(sentence.text, sentence.start):
        at = metric.start - sentence.start
        places = [place.text for scope in governed if scope.holds(at) for place in scope.places]
        named = places or sorted((o for o in options if o in text[:at]), key=text[:at].rfind)[-1:]
        years = _YEAR.findall(text, 0, at) or _YEAR.findall(fold(report.title)) or [report.date[:4]]
        yield Bar("、".join(named), metric, sentence, years[-1])


def _own(answer: Answer, bars: Sequence[Bar], asked: Sequence[Unit]) -> Bar | None:
    """Return the answer's own figure: the one it is, else of its sentence the one that is of what is asked.

    Where the answer stands beside all figures, as a year in a title does, the first sentence counts.
    """
    for number, start, end in answer.spans:
        report = answer.quotes[number].report
        inside = [bar for bar in bars if bar.sentence.report is report and bar.sentence.start <= start < bar.sentence.end]
        itself = [bar for bar in inside if bar.metric.start < end and start < bar.metric.end]
        if itself or inside:
            return (itself or sorted(inside, key=lambda bar: -_matched(bar, asked)))[0]
    return max(bars, key=lambda bar: _matched(bar, asked), default=None)


def _matched(bar: Bar, asked: Sequence[Unit]) -> float:
    """Return how much of what is asked the figure is of."""
    return sum(match_unit(unit, fold(bar.metric.of)).grade for unit in asked)


def _indicator(bar: Bar) -> str:
    """Return what a figure is of, without its place and year."""
    of = fold(bar.metric.of)
    for place in filter(None, bar.label.split("、")):
        of = of.replace(place, "")
    return re.sub(r"(?:19|20)[0-9]{2}年?", "", of).removeprefix("的")


def _base(metric: Metric) -> str:
    return metric.unit.lstrip("万亿")


def _labelled(bars: Sequence[Bar]) -> list[Bar]:
    """Name each bar by its place where the places differ, and by its year where the years do; what is told twice once."""
    places, years = {bar.label for bar in bars} | {""}, {bar.year for bar in bars}
    named: dict[tuple[str, float], Bar] = {}
    for bar in bars:
        year = f"{bar.year}年" if len(years) > 1 and bar.year else ""
        label = f"{bar.label if len(places) > 2 else ''}{year}"
        if label:
            named.setdefault((label, bar.size), replace(bar, label=label))
    return list(named.values())
