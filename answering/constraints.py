"""What a passage or a span lacks or contradicts: place, year and number, plan against fact, near-twins of what is asked.

The words are in ``data/constraints.yaml``. All are pure functions; 0 means nothing speaks against it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from answering.figures import find_figures
from answering.lexicon import asking, compiled, entry
from answering.model import Kind
from answering.question import Question
from answering.spans import Span
from retrieval import Hit, Name, Passage, fold

if TYPE_CHECKING:  # features.py measures with what is here
    from answering.features import Reading

YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=年|[^0-9]|$)")


def words(*keys: str) -> Any:
    """Return what ``data/constraints.yaml`` holds under *keys*, one inside the other."""
    return entry("constraints.yaml", *keys)


def pattern(*keys: str) -> re.Pattern[str]:
    """Return the pattern that stands under *keys*."""
    return compiled("constraints.yaml", *keys)


def foreign(question: Question, hit: Hit) -> float:
    """Return how foreign the passage is to the places, years and numbers of the question: 0 holds all, 1 lacks one."""
    places = [_lacks_place(name, question, hit) for name in question.places]
    if question.kind is Kind.COMPARE:
        places = places and [min(places)]  # what is compared may stand in two sentences
    numbers = [_lacks_number(number, question, hit.passage) for number in question.numbers]
    return max([*places, *numbers, _other_document(question, hit.passage)], default=0.0)


def _lacks_place(name: Name, question: Question, hit: Hit) -> float:
    """Return 0 when the sentence or the report's title names the place, less than 1 when the text around does."""
    passage = hit.passage
    if name.stem in passage.text:
        return 0.0
    if name.stem in passage.region:
        return _below(question) if _is_below(name, question, passage) else 0.0
    around = " ".join((*passage.sentence.headings, *(s.text for s in passage.paragraph.sentences)))
    if name.stem in fold(around):
        return 0.0 if question.regional else 0.5
    return 0.0 if question.regional and name.stem in fold(passage.report.text) else 1.0


def _below(question: Question) -> float:
    """Return how foreign a township's report is to a question about its county; what is most of it is not most of all."""
    return 0.8 if pattern("superlative", "asked").search(question.query.text) else 0.3


def _is_below(name: Name, question: Question, passage: Passage) -> bool:
    """Whether the report is about a part of the place only: 河湾县沙枣镇 for a question about 河湾县."""
    place = fold(passage.report.place)
    nearer = any(other.stem in place for other in question.places if other.stem != name.stem)
    return not nearer and name.stem in place and not place.endswith((name.stem, name.text))


def _lacks_number(number: str, question: Question, passage: Passage) -> float:
    """Return 0 when the number stands in the sentence; a little when only what is around it gives the year."""
    if number in passage.text:
        return 0.0
    if not YEAR.fullmatch(number):
        return 1.0 if number.startswith("第") else 0.6
    dates = _dates(passage)
    if number in dates or number in _dates_around(passage, asks_plan=bool(pattern("plan", "asked").search(question.query.text))):
        return 0.15 if number in dates else 0.4
    return 1.0 if dates else 0.6


def _dates(passage: Passage) -> set[str]:
    """Return the years that date a passage: its own, else its nearest heading's, else its title's."""
    headings = (years_of(fold(heading)) for heading in reversed(passage.sentence.headings))
    return years_of(passage.text) or next((years for years in headings if years), set()) or years_of(passage.region)


def _dates_around(passage: Passage, *, asks_plan: bool) -> set[str]:
    """Return the years that may date a passage without one: those before it in its paragraph.

    A plan of the next year may also be asked for by the year it was made in, its title's.
    """
    if years_of(passage.text):
        return set()
    before = [years_of(fold(s.text)) for s in passage.paragraph.sentences if s.start < passage.sentence.start]
    return set().union(*before, years_of(passage.region) if asks_plan else ())


def years_of(text: str) -> set[str]:
    """Return the years in folded *text*, but for those that something is only compared with, or goes on since.

    >>> years_of("2023年种植180亩,比2022年增加50亩")
    {'2023'}
    """
    return {match[0] for match in YEAR.finditer(text) if not _is_base(text, match.start()) and not _is_since(text, match.start())}


def _is_base(text: str, at: int) -> bool:
    """Whether the year at *at* is what something is compared with."""
    return any(match.end() == at for match in pattern("base_year").finditer(text))


def _is_since(text: str, at: int) -> bool:
    """Whether something goes on since the year at *at*: what is told of it need not be of that year."""
    return text[:at].endswith(("自", "从"))


def _other_document(question: Question, passage: Passage) -> float:
    """Return 0.4 when the question names the kind of report (通报里) and the passage's is of another."""
    named = read_asked(question.query.text).documents
    return 0.4 if named and not any(word in passage.region for word in named) else 0.0


class Asked(NamedTuple):
    """What the words of a question say of plans, denials and likenesses, whatever passage is read for it.

    plan    whether a plan is asked for, ``done`` what came of one, ``plainly`` a plan in so many words
    most    the most or the least, denied what is not so (尚未), ``lacking`` likewise with what asks (不种什么)
    left    what was before it rose or fell
    twins   the groups of near twins of which it means one
    wanted  of each qualifier whether it is asked for
    documents  the kinds of report that it names
    """

    plan: bool
    done: bool
    plainly: bool
    most: bool
    denied: bool
    lacking: bool
    left: bool
    twins: tuple[tuple[str, ...], ...]
    wanted: tuple[bool, ...]
    documents: tuple[str, ...]


@lru_cache(maxsize=256)
def read_asked(asked: str) -> Asked:
    """Read folded *asked*; a question is measured against many a span."""
    itself = asked[_told_before(asked) :]
    done = bool(pattern("plan", "asked_done").search(itself))
    return Asked(
        plan=bool(pattern("plan", "asked").search(itself)),
        done=done,
        plainly=bool(pattern("plan", "asked_plainly").search(itself)) and not done,
        most=asks_superlative(asked),
        denied=bool(pattern("denied").search(asked)),
        lacking=bool(pattern("asked_not").search(asked)),
        left=bool(pattern("left", "asked").search(asked)),
        twins=tuple(tuple(group) for group in words("twins") if _form("|".join(group)).search(asked)),
        wanted=tuple(bool(_form(group).search(asked)) for group in words("qualifiers").values()),
        documents=tuple(w for w in words("documents") if w in asked) if pattern("document_named").search(asked) else (),
    )


def _told_before(asked: str) -> int:
    """Return where the question itself begins behind what is told of the asker: 我们打算去看看，想先了解一下：…"""
    begged = list(_begged().finditer(asked))
    return begged[-1].end() if begged else 0


@cache
def _begged() -> re.Pattern[str]:
    return re.compile(rf"(?:{asking()['begging']})[^,:]{{0,4}}[,:]")


def contrary(reading: Reading, span: Span) -> float:
    """Return how far the span's own words contradict the question's: planned against done, affirmed against denied, another year."""
    return _plan(reading, span) + _other_year(reading, span) + _affirms(reading)


def planned(reading: Reading, span: Span) -> bool:
    """Whether the span is said of something that is only intended."""
    headings = reading.hit.passage.sentence.headings
    if not _tells_of_plans(reading.text, headings):
        return False
    return bool(
        pattern("plan", "said").search(reading.own(span))
        or pattern("plan", "governing").search(reading.text, 0, span.start)
        or _under_plans(headings)
    )


@lru_cache(maxsize=1024)  # of most sentences no span is planned
def _tells_of_plans(text: str, headings: tuple[str, ...]) -> bool:
    said = pattern("plan", "said").search(text) or pattern("plan", "governing").search(text)
    return bool(said) or _under_plans(headings)


def _under_plans(headings: tuple[str, ...]) -> bool:
    """Whether one of *headings* is of plans alone: 二、下一步打算, not 2022年工作总结及2023年工作计划."""
    plans, review = pattern("plan", "heading"), pattern("plan", "review")
    return any(plans.search(heading) and not review.search(heading) for heading in headings)


def _plan(reading: Reading, span: Span) -> float:
    asked = read_asked(reading.question.query.text)
    if asked.plan or not planned(reading, span):
        return 0.0
    return 0.5 if asked.done else 0.4


def _lacks_plan(reading: Reading, span: Span) -> bool:
    """Whether a plan is asked for in so many words, and the span is said of none."""
    return read_asked(reading.question.query.text).plainly and not planned(reading, span)


def _other_year(reading: Reading, span: Span) -> float:
    """Return 2 when the last year said before the span's end is none of the question's, or its year follows as what is compared with."""
    years = [number for number in reading.question.numbers if YEAR.fullmatch(number)]
    if not years:
        return 0.0
    said = [m for m in YEAR.finditer(reading.text) if m.start() < span.end and not _is_since(reading.text, m.start())]
    behind = [m for m in YEAR.finditer(reading.text) if m.start() >= span.end and m[0] in years]
    if said:
        return 2.0 if said[-1][0] not in years else 0.0
    return 2.0 if len(years) == 1 and any(_is_base(reading.text, m.start()) for m in behind) else 0.0


def _affirms(reading: Reading) -> float:
    """Return 0.5 when what is not so is asked for (不种什么) and the sentence denies nothing."""
    question = reading.question
    if question.kind in (Kind.YES_NO, Kind.WHY_HOW) or not read_asked(question.query.text).lacking:
        return 0.0
    return 0.0 if pattern("lack").search(reading.text) else 0.5


def twin(reading: Reading, span: Span) -> float:
    """Return how far the span is said of something that only looks like what is asked: 0 not, 1 and more surely."""
    text, own = reading.question.query.text, reading.own(span)
    asked, decides = read_asked(text), reading.question.kind is Kind.YES_NO
    item = _item(reading.text, span) if span.rule == "figure" else _marked_item(reading.text, span) or own
    rivals = 4.0 if _lacks_plan(reading, span) else 0.0  # what came of it is no plan, however near it stands
    rivals += float(sum([is_other_twin(text, item, group) for group in asked.twins]))
    if asked.most and not decides and not asks_superlative(own):
        rivals += 0.6
    if not asked.denied and not decides and pattern("denied").search(own):
        rivals += 0.7
    if span.rule == "place" and _behind_item(reading, span):
        rivals += 1.0
    if span.rule == "date" and not asked.left and pattern("left", "meant").search(reading.text, 0, span.start):
        rivals += 1.6  # what was meant, and is no longer
    if span.rule in ("figure", "duration") and pattern("left", "said").match(reading.text, span.end):
        rivals += 0.0 if asked.left else 0.8
    if span.rule == "figure":
        rivals += _qualified(reading, span) + (0.8 if asked.done and _less_done(reading.text, span) else 0.0)
    return rivals


def _less_done(text: str, span: Span) -> bool:
    """Whether another figure of the same unit is said to be done and this one is not: 58个 of 反馈的58个问题已整改52个."""
    figures = find_figures(text)
    own = next((f for f in figures if f.start <= span.start < f.end), None)
    if own is None:
        return False
    before = {f: text[max([o.end for o in figures if o.end <= f.start], default=0) : f.start] for f in figures if f.unit == own.unit}
    told = {f: pattern("plan", "done").search(said) and not pattern("plan", "undone").search(said) for f, said in before.items()}
    return not told[own] and any(told.values())


def asks_plainly_for_a_plan(text: str) -> bool:
    """Whether folded *text* asks in so many words for what is or was planned."""
    return read_asked(text).plainly


@lru_cache(maxsize=1024)
def asks_superlative(text: str) -> bool:
    """Whether folded *text* names the most or the least of something."""
    return bool(_most().search(text))


@cache
def _most() -> re.Pattern[str]:
    return re.compile("|".join(words("twins")[0]))


def _item(text: str, span: Span) -> str:
    """Return the member of a list that the span stands in: 四星级5个 of 五星级2个、四星级5个."""
    start = max(text.rfind(mark, 0, span.start) for mark in ",、;") + 1
    return text[start : span.end] + re.split("[,、;]", text[span.end :])[0]


def _marked_item(text: str, span: Span) -> str:
    """Return a list between marks with the words that lead to it: 村上 of 镇上“书记、干事”、村上“支书、文书”; '' for other spans."""
    at = span.start - 1
    if span.rule != "list" or text[at : at + 1] != "“":
        return ""
    return text[max(text.rfind(mark, 0, at) for mark in ",、;”") + 1 : span.end]


def is_other_twin(asked: str, said: str, group: tuple[str, ...]) -> bool:
    """Whether *asked* means one of *group* and *said* names only others.

    >>> is_other_twin("三星级有几个", "四星级5个", ("四星", "三星"))
    True
    """
    meant = [name for name in group if _form(name).search(asked)]
    return bool(meant) and not any(_form(name).search(said) for name in meant) and any(_form(name).search(said) for name in group)


@cache
def _form(name: str) -> re.Pattern[str]:
    return re.compile(name)


def _other_class(reading: Reading, span: Span) -> bool:
    """Whether a class is asked for by a bound (35岁以下) that stands in the sentence, and the span's figure is not behind it."""
    asked = [f for f in find_figures(reading.question.query.text) if re.search("以[上下内]$", reading.question.query.text[: f.end])]
    for figure in asked:
        bound = reading.question.query.text[figure.start : figure.end]
        at = reading.text.rfind(bound, 0, span.start)
        held = at >= 0 and not find_figures(reading.text[at + len(bound) : span.start])
        if bound in reading.text and not held and not reading.text.startswith((bound, f"的{bound}"), span.end):
            return True
    return False


def _behind_item(reading: Reading, span: Span) -> bool:
    """Whether the place only opens the item behind what is asked about: 水磨 in 庄子红辣椒、水磨向日葵."""
    held = [m for m in reading.hit.matches if m.grade and m.word and len(m.word) > 1]
    item = re.split("[、,;。]", reading.text[span.end :], maxsplit=1)[0]
    if any(match.word in item for match in held):  # it is said of the place itself
        return False
    return any(reading.text.endswith((f"{match.word}、", f"{match.word},"), 0, span.start) for match in held)


_LEVEL = re.compile(r"(?:(?:到|至|为)(?:今年|现在|目前|如今)的|到|至|达|为|比(?:上年|去年|前一年|上一年|[0-9]{4}年)的)$")
"""What leads to how much there is, or was, not to how much more: 增加到71万元, 比上年的352万元."""


def _qualified(reading: Reading, span: Span) -> float:
    """Return 1 for each qualifier asked for and not said before a figure, .4 for each said and not asked for."""
    against = 0.8 if _other_class(reading, span) else 0.0
    start = max([a for a, b in reading.parts if a <= span.start] or [0])
    before = reading.text[start : span.start]
    wants = read_asked(reading.question.query.text).wanted
    for (name, group), wanted in zip(words("qualifiers").items(), wants, strict=True):
        said = _form(group).search(before) and not (name == "more" and _LEVEL.search(before))
        against += 1.0 if wanted and not said else 0.4 if said and not wanted and name != "monthly" else 0.0
    return against
