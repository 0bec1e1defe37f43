"""Which is most: the text says so (药用生姜种植面积最大), or a sentence lists like figures of all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from answering.choose import Choice
from answering.comparison import read_comparison
from answering.constraints import pattern, words
from answering.figures import Figure, find_figures
from answering.lexicon import any_of, asking, level_of
from answering.model import Kind
from answering.question import Question
from answering.respective import respective
from answering.spans.span import cut
from answering.verdict.decision import Decision, winner
from retrieval import Retriever, clauses, match_unit

LOOKED_AT = 6
"""Sentences, best first, that may decide."""
ALIKE = 0.5
"""Share of the best sentence's score that a further one must reach."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list: the place of its name, and its figure."""

    start: int
    end: int
    figure: Figure


def most(question: Question, choices: Sequence[Choice], retriever: Retriever) -> Decision | None:
    """Decide by what the text calls the most, or by the largest of the figures listed; None when neither is there."""
    asked = question.query.text
    if question.kind not in (Kind.COMPARE, Kind.WHAT, Kind.WHICH_PLACE, Kind.LIST) or not pattern("superlative", "asked").search(asked):
        return None
    least = bool(pattern("superlative", "least").search(asked))
    called = _calling(asked, least=least)
    comparison = read_comparison(asked, retriever) if question.kind is Kind.COMPARE else None
    options = comparison.options if comparison else ()
    near = [c for c in choices[:LOOKED_AT] if c.features["foreign"] < 1 and c.features["contrary"] < 1]
    for choice in near:
        text = choice.hit.passage.text
        span = None if question.target == "place" else _called(question, choice, called, options)
        said = called.search(_SLOGAN.sub("", text))
        if said and span is None and choice is near[0]:
            return None  # the text says it of something: the choice as it stands
        span = span or _largest(question, text, least=least) or _of_those(question, choice, least=least)
        if span and question.target == "place" and not _names_place(text[slice(*span)], retriever):
            continue
        if span and choice.score >= ALIKE * near[0].score:
            return winner(question, choice, span, (), retriever)
    return None


_SLOGAN = re.compile("“[^”]*”")


def _names_place(label: str, retriever: Retriever) -> bool:
    """Whether *label* is a place's name; 不足20万元的村 is none."""
    return bool(level_of(label) and not re.search("[0-9的]", label)) or label in retriever.gazetteer.stems


def _calling(asked: str, *, least: bool) -> re.Pattern[str]:
    """Return what a text says of the most (or least) when *asked* asks so: 最大 and 最多 for each other, else the same word."""
    named = re.search(words("superlative", "said_least" if least else "said_most"), asked)
    alike = {"大": "大多", "多": "大多高"}.get(named[0][-1], named[0][-1]) if named and named[0][-1] in "大多高少低小长短快慢" else ""
    return re.compile(f"最[{alike}]" if alike else words("superlative", "said_least" if least else "said_most"))


def _called(question: Question, choice: Choice, called: re.Pattern[str], options: Sequence[str] = ()) -> tuple[int, int] | None:
    """Return what stands before 最大 in its comma-part, without the words of the question between them."""
    text = choice.hit.passage.text
    for start, end in clauses(text):
        said = called.search(text[start:end])
        rivals = "".join(options)
        held = [w for unit in question.query.units if (w := match_unit(unit, text[start:end]).word) and w not in rivals] if said else []
        if not said or text[start + said.end() :].startswith("的"):
            continue
        until = start + said.start()
        while word := max((w for w in (*held, *measures()) if text.endswith(w, start, until)), key=len, default=""):
            until -= len(word)
        begin = start + _lead(text[start:until])
        if until - begin >= 2 and until < start + said.start():
            return begin, until
        before = next((part for part in clauses(text) if part[1] == start), None)
        item = _item(text, before[0], before[1] - 1) if before and until == start else None  # 三岔溪村350亩,面积最大
        if item:
            return item.start, item.end
    return None


@cache
def measures() -> frozenset[str]:
    """Return the words that say by what something is the most: 面积, 产值."""
    named = asking()["attributes"]
    return frozenset(word for dimension, words in named.items() if dimension not in ("place", "person", "name", "time") for word in words)


_OF_CLASS = re.compile("哪一?[类种]")


def _largest(question: Question, text: str, *, least: bool) -> tuple[int, int] | None:
    """Return the name of the one item whose figure is the largest of a list, all of one unit, none hidden."""
    items = [item for item in listed(text) if not question.dimension or question.dimension in item.figure.dimensions]
    of_class = [question.head in text[item.start : item.end] for item in items if _OF_CLASS.search(question.query.text)]
    if any(of_class) and not all(of_class):  # 排查纠纷326起,调解成功317起 lists no kinds of 纠纷
        return None
    sizes = [item.figure.size for item in items]
    known = [size for size in sizes if size is not None]
    if len(items) < 2 or len(known) < len(items) or known.count((min if least else max)(known)) > 1:
        return None
    best = items[known.index((min if least else max)(known))]
    return best.start, best.end


def _of_those(question: Question, choice: Choice, *, least: bool) -> tuple[int, int] | None:
    """Return the name of the member that a sentence gives the largest figure of its list (甲屯、乙屯分别完成210亩、165亩)."""
    text = choice.hit.passage.text
    shared, sizes = respective(text), {(f.start, f.end): f.size for f in find_figures(text)}
    if not shared or any(sizes.get(place) is None for place in shared):
        return None
    item = shared[(min if least else max)(shared, key=lambda place: sizes[place] or 0)]
    names = [name for scope in choice.scopes for name in scope.places if name.text in item]
    if names:
        return names[-1].start, names[-1].end
    at = text.find(item)
    return None if question.target == "place" else (at, at + len(item))


def listed(text: str) -> list[Item]:
    """Return the longest run of things in folded *text* that are listed with figures of one unit, a sum before 其中 left out.

    >>> text = "收入63万元,其中菊花加工28万元、民宿租金19万元"
    >>> [(text[i.start : i.end], i.figure.number) for i in listed(text)]
    [('菊花加工', '28'), ('民宿租金', '19')]
    """
    members = pattern("superlative", "members").search(text)
    runs: list[list[Item]] = [[]]
    for match in re.finditer(r"(?:[^,、;。]|(?<=[0-9]),(?=[0-9]{3}))+", text):  # 1,060亩 is one figure
        if members and match.end() <= members.start() + 1:
            continue
        item = _item(text, match.start(), match.end())
        if item is None or (runs[-1] and _base(runs[-1][-1].figure) != _base(item.figure)):
            runs.append([])
        if item:
            runs[-1].append(item)
    return max(runs, key=len)


def _base(figure: Figure) -> str:
    """Return the unit that 万人次 and 人次 have in common."""
    return figure.unit.lstrip("万亿") or figure.unit


def _item(text: str, start: int, end: int) -> Item | None:
    """Return the thing named in ``text[start:end]`` and the figure that closes it."""
    figures = find_figures(text[start:end])
    if not figures or len(text[start:end].rstrip("左右等 ")) - figures[-1].end > 2:
        return None
    figure = figures[-1]
    begin = start + _lead(text[start : start + figure.start])
    label = re.sub(pattern("superlative", "label_end"), "", text[begin : start + figure.start])
    if len(label) < 2 or pattern("superlative", "not_label").search(label):
        return None
    return Item(begin, begin + len(label), figure)


def _lead(text: str) -> int:
    """Return how many characters before a name are no part of it: 其中, 种植."""
    match = _leads().match(text)
    return match.end() if match else 0


@cache
def _leads() -> re.Pattern[str]:
    return re.compile(rf"^(?:.*?(?:其中|分别为|分别是)[,:]?)?(?:{any_of(cut('lead'))})*(?=.{{2}})")
