"""When not to answer, and which words of the question are to blame."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from answering import decisive, unknown
from answering.choose import Choice
from answering.comparison import read_comparison
from answering.constraints import YEAR, foreign
from answering.features import TYPED, UNTYPED, weights
from answering.lexicon import asking
from answering.model import Kind, Reason
from answering.question import Question
from answering.spans import Span
from answering.untyped import names, tells, topic
from retrieval import (
    ABOUT,
    Match,
    Retriever,
    Unit,
    clauses,
    fold,
    light_words,
    match_unit,
    read_list,
    word_list,
)

_LITTLE = 1.05
"""Idf of what says next to nothing: with no more than that (主要搞什么, 想升几星) all a question tells is its place."""


def refuses(question: Question, choices: Sequence[Choice], retriever: Retriever) -> Reason | None:
    """Return why the best choice is no answer, None when it is one."""
    rule = refusing_rule(question, choices, retriever)
    return rule[0] if rule else None


def refusing_rule(question: Question, choices: Sequence[Choice], retriever: Retriever) -> tuple[Reason, str] | None:
    """Return the reason and the name of the first rule that the best choice breaks, None when it is an answer."""
    if not choices:
        return Reason.NOTHING_FOUND, "none"
    broken = ((reason, rule) for reason, rule in _RULES if rule(question, choices[0], retriever))
    return next(((reason, rule.__name__.strip("_")) for reason, rule in broken), None)


def _shares_nothing(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether no content word of the question stands in the passage."""
    named = (*light_words(), *asking()["attributes"].get(question.dimension, ()))  # 总共多大地盘: what any passage may leave out
    content = [
        match
        for match in _content(question, best, retriever)
        if len(match.unit.text) > 1 and match.unit.text not in named and not _is_place(match.unit, question)
    ]
    if question.kind in (Kind.WHO, Kind.YES_NO):  # what is asked must be said, not only what was spoken of before
        content = [match for match in content if not match.unit.carried and match.unit.text not in ("名字", "姓名")] or content
    if not content or any(match.grade or _opened_with(match.unit, question, best) for match in content):
        return False
    if any(m.grade and m.unit.text in read_list("characters.yaml")["alone"] for m in best.hit.matches):  # 藕
        return False
    if all(match.unit.carried for match in content):  # 收购价呢: what it is of was said before
        return not any(m.grade >= 1 and len(m.unit.text) > 1 and not m.unit.carried for m in best.hit.matches)
    about = topic(best)
    if any(name in best.hit.passage.text + about for name in names(question)) or _measures_on(question, best, content):
        return False
    return not any(match_unit(match.unit, about).grade >= ABOUT for match in content)


def _measures_on(question: Question, best: Choice, content: Sequence[Match]) -> bool:
    """Whether the sentence gives the measure asked for of what its paragraph is about: 总产量8500吨 after 种植枇杷1.2万亩.

    The measure is named (收购价), or is counted in the unit asked for and the sentence before names what is measured.
    """
    figure, attributes = decisive.figure_of(best), asking()["attributes"].get(question.dimension, ())
    text, sentences, at = best.hit.passage.text, best.hit.passage.paragraph.sentences, best.hit.passage.order
    if figure is None or question.dimension not in figure.dimensions:
        return False
    if question.places and any(len(word) > 1 and word in question.query.text and word in text for word in attributes):
        return foreign(question, best.hit) == 0
    if any(word in question.query.text and word in text for word in attributes):
        around = [fold(s.text) for s in sentences]
    elif question.unit and figure.unit.endswith(question.unit) and any(word in text for word in attributes):
        around = [fold(s.text) for s in sentences[max(0, at - 1) : at]]
    else:
        return False
    return any(match_unit(m.unit, beside).grade for m in content for beside in around)


def _is_place(unit: Unit, question: Question) -> bool:
    """Whether *unit* is one of the question's places, not a longer word that begins with its name: 增城挂绿."""
    return any(name.stem in unit.text and len(unit.text) <= len(name.text) for name in question.places)


def _is_elsewhere(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether the passage lacks a place, a year or a number of the question."""
    return foreign(question, best.hit) >= 1


def _is_untyped(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether only a span of its type could answer, and the passage has none, nor is one so well cut that it must be."""
    if question.kind not in TYPED or best.span.rule not in ("sentence", "clause"):
        return False
    return best.fitness < _WELL_CUT.get(question.kind, math.inf) and not tells(question, best, retriever)


_WELL_CUT = {Kind.WHO: 5.0, Kind.WHICH_PLACE: 5.0, Kind.WHEN: 6.3}
"""Fitness from which a piece is taken for what is asked, though no rule knows its form (由光荣开发 for 哪个公司)."""


_PER = re.compile(r"[一每](公斤|斤|亩|吨|盒|瓶|罐|只|头|棵|张|晚|间|桌|位|套)(?![一-鿿]?(?:多少亩|左右))")


def _per_lacks(question: Question, best: Choice, _: Retriever) -> bool:
    """Whether a price is asked for by a measure (一斤多少钱) that the passage does not count by."""
    per = _PER.search(question.query.text) if question.kind is Kind.HOW_MUCH else None
    return per is not None and not re.search(rf"[一每/]{per[1]}|{per[1]}均|{per[1]}产|元/", best.hit.passage.text)


def _most_unsaid(question: Question, best: Choice, _: Retriever) -> bool:
    """Whether the most of something is asked for (哪个最值钱) where nothing is told of any most or of that."""
    most = re.search(r"最(值钱|赚钱|挣钱|受欢迎|划算|[卖贵便好差强弱快慢大小高低多少富穷远早晚])", question.query.text)
    if most is None or question.kind not in (Kind.WHAT, Kind.LIST, Kind.COMPARE, Kind.WHICH_PLACE):
        return False
    text = best.hit.passage.text
    return not re.search(r"最|第一|首|率先|试点|先行|末位|垫底|倒数|唯一|冠|领先|突出|尤|中,?[^,。;]{1,10}占", text) and most[1] not in text


_GROWTH = re.compile("比(?:上年|上一年|去年|前一年|以前|往年|原来)[^,?]{0,4}多[^少,?]{0,4}多少|(?:增加|增长|上涨|提高|多出来?)了?多少")
_GREW = re.compile("增|多|涨|升|提高|扩|新|超")


def _growth_unsaid(question: Question, best: Choice, _: Retriever) -> bool:
    """Whether it is asked by how much something grew, and the comma-part of the figure says only how much there is."""
    asked = question.kind is Kind.HOW_MUCH and _GROWTH.search(question.query.text)
    return bool(asked) and best.span.rule == "figure" and not _GREW.search(best.reading.own(best.span))


def _not_compared(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether two are compared (青里村和联星村哪个面积大) and neither is what the choice gives; its sentence decides nothing."""
    comparison = read_comparison(question.query.text, retriever) if question.kind is Kind.COMPARE else None
    given = "".join(best.texts)
    return comparison is not None and not any(match_unit(u, given).grade for o in comparison.options for u in retriever.query(o).units)


_LOCATES = re.compile(r"(?:在|于|至|到|往|去|赴|设|址|居|籍|来自|出身|属|包括|经由?|是)[^,。;]{0,6}$")


_COMES_FROM = re.compile(r"(?:\([^)]*\)|[^,。;()]{0,4}\))?[^,。;()]{0,8}[人籍]")


def _located(text: str, span: Span) -> bool:
    """Whether a word before the span or 人 behind it says that something is or comes from there."""
    return bool(_LOCATES.search(text[: span.start + 2]) or _COMES_FROM.match(text[span.end :]))


def _beyond(question: Question, choice: Choice, retriever: Retriever) -> bool:
    """Whether a place stands behind the comma-part of what is asked for: 7月办后溪漂流节 does not say where the other is."""
    matched = [m for m in choice.hit.matches if m.grade and m.word]
    if question.kind is not Kind.WHERE or choice.span.rule not in ("place", "piece") or not matched:
        return False
    text = choice.hit.passage.text
    word = max(matched, key=lambda m: retriever.weight(m.unit)).word
    part = next(((a, b) for a, b in clauses(text) if word in text[a:b]), (0, len(text)))
    return choice.span.start >= part[1] and not _located(text, choice.span)


def _contradicts(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether the span's own words contradict the question's."""
    years = [number for number in question.numbers if YEAR.fullmatch(number)]
    told = best.span.rule not in ("figure", "duration", "date") and bool(years) and all(year in best.hit.passage.text for year in years)
    return best.features["contrary"] >= 0.5 and not told


_WHICH_YEAR = re.compile("哪一?年|几几年|(?:哪个|什么)年份")
_YEARS = re.compile("[0-9〇一二三四五六七八九*]年|[今去当前上翌次]一?年|年[初底末]")


def _lacks_a_year(question: Question, best: Choice, _: Retriever) -> bool:
    """Whether a year is asked for and the sentence names none."""
    asked = question.kind is Kind.WHEN and _WHICH_YEAR.search(question.query.text)
    return bool(asked) and not _YEARS.search(best.hit.passage.text)


def _other_crop(question: Question, best: Choice, retriever: Retriever) -> bool:
    return lacks_product(best, retriever)


def decided_against(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether the choice breaks one of the rules about the decisive word."""
    return any(rule(question, best, retriever) for rule in decisive.RULES)


def _lacks_the_decisive(question: Question, best: Choice, retriever: Retriever) -> bool:
    return decided_against(question, best, retriever)


def _is_unsure(question: Question, best: Choice, retriever: Retriever) -> bool:
    return confidence(question, best, retriever) < weights()["threshold"]


def lacks_product(choice: Choice, retriever: Retriever) -> bool:
    """Whether the question names a crop that the reports know and the passage's paragraph does not hold."""
    matches = choice.hit.matches
    said = any(m.grade and not m.unit.carried and len(m.unit.text) > 1 for m in matches)  # then what was spoken of need not be
    lacking = [m.unit for m in matches if not m.grade and not (said and m.unit.carried)]
    crops = [unit.text for unit in lacking if unit.text in retriever.gazetteer.products]
    passage = choice.hit.passage
    around = "".join((*passage.sentence.headings, *(s.text for s in passage.paragraph.sentences))) if crops else ""
    return any(crop not in fold(around) for crop in crops)


def _content(question: Question, choice: Choice, retriever: Retriever) -> list[Match]:
    """Return how the question's units stand in the passage, but for those that ask in words of their own (多大地盘).

    What is told of a place is whatever it has: 后溪村的红菇 need not be called its 特产.
    """
    start, end = question.asked_at
    typed = question.kind in TYPED and choice.span.rule not in UNTYPED
    head = question.head if typed else ""  # 隶属于哪个城市: 重庆市 need not be called a 城市
    if choice.span.rule == "place's":
        whatever = word_list("asking.yaml", "whatever", "answering")
        return [m for m in choice.hit.matches if m.unit.text not in whatever]
    return [
        match
        for match in choice.hit.matches
        if match.grade or (match.unit.text != head and (not start <= match.unit.start < end or retriever.knows(match.unit.text)))
    ]


def confidence(question: Question, choice: Choice, retriever: Retriever) -> float:
    """Return how sure the answer is, 0 … 1: what share of the question's words stands where the answer stands.

    A place is held or not (``foreign``) and says nothing about what is asked of it, so it does not count here.
    """
    named = {name.stem for name in question.places}
    covered = mass = 0.0
    for match in _content(question, choice, retriever):
        if not any(stem in match.unit.text for stem in named):
            weight = retriever.weight(match.unit)
            grade = match.grade or 0.5 * _opened_with(match.unit, question, choice)
            mass, covered = mass + weight, covered + weight * grade
    share = covered / mass if mass > _LITTLE else 1.0
    share += 0.4 * choice.hit.evidence.context + 0.2 * choice.features["nearby"]
    return max(0.0, min(1.0, share * (1 - 0.5 * foreign(question, choice.hit))))


def _opened_with(unit: Unit, question: Question, choice: Choice) -> bool:
    """Whether the sentence before says *unit*, and the choice goes on with the question's village: 高望村 after 集体收入."""
    passage = choice.hit.passage
    before = [s for s in passage.paragraph.sentences if s.start < passage.sentence.start][-1:]
    named = any(name.village and name.stem in passage.text for name in question.places)
    return named and choice.span.rule == "figure" and any(match_unit(unit, fold(s.text)).grade for s in before)


_Rule = Callable[[Question, Choice, Retriever], bool]
_RULES: tuple[tuple[Reason, _Rule], ...] = (
    (Reason.NOTHING_FOUND, _shares_nothing),
    (Reason.NAME_MISSING, _is_elsewhere),
    (Reason.NOT_SAID, _is_untyped),
    *((Reason.NAME_MISSING, rule) for rule in unknown.RULES),
    (Reason.NOT_SAID, _not_compared),
    (Reason.NOT_SAID, _per_lacks),
    (Reason.NOT_SAID, _most_unsaid),
    (Reason.NOT_SAID, _growth_unsaid),
    (Reason.NOT_SAID, _contradicts),
    (Reason.NOT_SAID, _lacks_a_year),
    (Reason.NOT_SAID, _other_crop),
    (Reason.NOT_SAID, _beyond),
    (Reason.NOT_SAID, _lacks_the_decisive),
    (Reason.NOT_SAID, _is_unsure),
)
"""In the order tried; the first that holds says why."""
