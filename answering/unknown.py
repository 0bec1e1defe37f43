"""Words of a question that no report writes: which they are, and when they are the very thing that is asked about.

Each rule takes the question, the best choice and the retriever and says whether the choice can only be about something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from operator import eq

from answering.choose import Choice
from answering.lexicon import asking, heads, place_class
from answering.model import Kind
from answering.question import Question
from answering.spans import occurrences
from answering.spans.places import OFFICES
from retrieval import Retriever, Unit, fold, light_words, stop_characters

_IDEOGRAPHS = re.compile("[一-鿿]+")


def missing_words(question: Question, retriever: Retriever) -> tuple[str, ...]:
    """Return the content words of the question that no report writes, nor any word for them."""
    words = [*question.unknown, *(unit.text for unit in _telling(question) if not unit.synonyms and not unit.aside)]
    years = [number for number in question.numbers if len(number) == 4 and not retriever.is_region(number)]
    nowhere = dict.fromkeys(word for word in (*words, *years) if not retriever.writes(word.rstrip("了着过")))
    return tuple(word for word in nowhere if not any(word in other for other in nowhere if other != word))


def apart_words(question: Question, choices: Sequence[Choice], retriever: Retriever) -> tuple[str, ...]:
    """Return the content words that the reports do write, but not together; none where the nearest passage has them all."""
    if not choices:
        return ()
    passage = choices[0].hit.passage
    around = fold("".join((passage.around, *(s.text for s in passage.paragraph.sentences))))
    known = [unit for unit in _telling(question) if retriever.writes(unit.text)]
    together = [any(word in around for word in (unit.text, *unit.synonyms)) for unit in known]
    return () if all(together) else tuple(dict.fromkeys(unit.text for unit in known))


def _telling(question: Question) -> list[Unit]:
    """Return the units that say what is asked about: two characters and more, none that says little or asks."""
    start, end = (0, 0) if question.kind is Kind.HOW_MUCH else question.asked_at  # 多少亩火龙果 asks with its thing
    return [
        unit
        for unit in question.query.units
        if len(unit.text) > 1 and unit.text[0] != "几" and unit.text not in light_words() and not start <= unit.start < end
    ]


_GROWN = r"(?<![几哪一两二三四五六七八九十各这那每某多])(?:种|种植|栽种|养|养殖)(?:了|着)?(?:多少|几)?(?:亩|头|只|羽)?的?"
_NO_PLACE = "(?!平台|基地|场|户|区|大棚|业|合作社)"
_GROWING = r"(?:一共|总共|共)?(?:种植|种了|养了|养殖|的?(?:种植)?面积)"


def grown_nowhere(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether the question is about growing what no report writes: 火龙果 in 种了多少亩火龙果."""
    if not re.search("种|养|面积", question.query.text):
        return False
    words = [re.escape(word) for word in missing_words(question, retriever)]
    return any(re.search(f"{_GROWN}{word}(?!的)|{word}{_GROWING}{_NO_PLACE}", question.query.text) for word in words)


_OF_WHAT = re.compile("(?:一共|总共|大概|大约|都|又|就)*(?:是|为|有|达|达到)?$")


def measured_nowhere(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether the very measure that is asked for (深度 in 总深度是多少米) is one that no report writes."""
    if question.head.endswith(("费", "税", "价")) and question.head in missing_words(question, retriever):  # 多少学费
        return True
    before = _OF_WHAT.sub("", question.query.text[: question.asked_at[0]])
    asked = question.kind is Kind.HOW_MUCH and next((u.text for u in question.query.units if u.end == len(before)), "")
    measures = asking()["attributes"].get(question.dimension, ())
    if not asked or not asked.endswith(("度", "率", "量", "额", "值")) or any(word in asked for word in measures):
        return False
    pieces = map("".join, pairwise(asked))
    return not any(piece in best.hit.passage.text for piece in pieces) and asked in missing_words(question, retriever)


def counted_nowhere(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether the question counts what no report writes: 学校 in 有多少学校; 多大地盘 names a dimension and counts nothing."""
    start, end = question.asked_at
    counted = question.query.text[start : end + 2]
    plain = question.kind is Kind.HOW_MUCH and question.dimension in ("", "count") and question.unit in ("", "个")
    partly = {match.unit.text for match in best.hit.matches if match.grade}  # 年轻机关干部 for 年轻干部
    return plain and any(word in counted and word not in partly for word in missing_words(question, retriever))


def named_nowhere(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether what no report writes says which place or organisation is meant: 月球 of 月球基地, 双鹿崖 of 双鹿崖水库."""
    units = question.query.units
    things = [i for i, unit in enumerate(units) if i and units[i - 1].end == unit.start and _is_named(unit.text)]
    naming = [  # 来看 names nothing, and 精致加工厂 may be a slip for 精制加工厂
        units[i - 1].text for i in things
        if stop_characters().isdisjoint(units[i - 1].text) and not _nearly_said(units[i - 1].text, units[i].text, best.hit.passage.text)
    ]
    if naming and not set(naming).isdisjoint(missing_words(question, retriever)):
        return True
    if any(not _told_beside(name, thing, best) for name, thing in _things_by_name(question, things, retriever)):
        return True
    return any(len(name) > 1 and not retriever.writes(name) for name in (_opening_singles(question, i) for i in things))


def _things_by_name(question: Question, things: Sequence[int], retriever: Retriever) -> Iterator[tuple[str, str]]:
    """Yield the names of *things*, which are units by their number, that no dictionary has, and what bears them: 古九汀 and 水库,
    小月堰 and 冷链物流园."""
    units, (asked, end), often = question.query.units, question.asked_at, retriever.segmenter.frequency
    for i in things:
        first = i - 1 if len(units[i - 1].text) > 1 and often(units[i - 1].text) else i
        name = ""
        for unit, following in zip(units[first - 1 :: -1], units[first:0:-1], strict=False):
            asks, word = asked < unit.end and unit.start < end, len(unit.text) > 1 and often(unit.text)
            if unit.end != following.start or unit.synonyms or asks or word or len(unit.text + name) > 4:
                break
            name = unit.text + name
        if len(name) > 2 and _IDEOGRAPHS.fullmatch(name) and not name.endswith(("村", "镇", "乡", "县")):
            yield name, question.query.text[units[first].start : units[i].end]


def _told_beside(name: str, thing: str, best: Choice) -> bool:
    """Whether *name* stands in the passage's paragraph or above it, or right before *thing* with one character another."""
    passage = best.hit.passage
    told = passage.around + fold("".join(s.text for s in passage.paragraph.sentences))
    before = (told[max(0, at - len(name)) : at] for at in occurrences(thing, told))
    return name in told or any(sum(map(eq, name, piece)) >= len(name) - 1 for piece in before)


def _nearly_said(word: str, thing: str, text: str) -> bool:
    """Whether a word that shares a character with *word* stands before *thing* in *text*."""
    return any(set(word) & set(text[max(0, at - len(word)) : at]) for at in occurrences(thing, text))


def _is_named(thing: str) -> bool:
    """Whether places or organisations of a kind, as *thing* is, have names."""
    return thing not in OFFICES and (heads().get(thing) in ("place", "organisation") or bool(place_class(thing)))


def _opening_singles(question: Question, at: int) -> str:
    """Return the characters left single that the question, or a comma-part of it, opens with right before a unit: 双鹿崖 of 双鹿崖水库."""
    units, start = question.query.units, at
    while start and len(units[start - 1].text) == 1 and units[start - 1].end == units[start].start:
        start -= 1
    opens = not question.query.text[max(0, units[start].start - 1) : units[start].start].isalnum()
    return "".join(unit.text for unit in units[start:at]) if opens and len(units[at].text) > 1 else ""


RULES: tuple[Callable[[Question, Choice, Retriever], bool], ...] = (grown_nowhere, counted_nowhere, measured_nowhere, named_nowhere)
