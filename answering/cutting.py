"""Cutting: of all spans of one sentence, the one that reads best as the answer.

Each candidate is measured (``traits``): what stands before and behind it, how long it is, what it holds, how near the words
beside the question word are. ``data/cutting.yaml`` says how much each trait counts, in general and for what is asked;
``bench/fit_spans.py`` fitted it on questions with known answers.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from answering.features import Reading
from answering.model import Kind
from answering.question import Question
from answering.spans import Span
from answering.spans.pieces import edges, pieces
from retrieval import Hit, read_list

Traits = dict[str, float]


@cache
def cutting() -> Mapping[str, Mapping[str, float]]:
    """Return the weights of ``data/cutting.yaml``: trait → what is asked (or ``all``) → weight."""
    found: Any = read_list("cutting.yaml", "answering")
    return {str(trait): {str(k): float(v) for k, v in weights.items()} for trait, weights in found.items()}


@cache
def weights_for(asked: str) -> Mapping[str, float]:
    """Return what each trait counts where *asked* is asked."""
    return {trait: found.get("all", 0.0) + found.get(asked, 0.0) for trait, found in cutting().items()}


_NAME = re.compile(
    r"(?:叫|称|名|字|号|誉)(?:做|作|为|之|是)*(?:什么|啥|何|哪)|什么(?:名字|名称|称号|别名|称呼|名)|(?:名字|名称|别名|别称|俗称|简称|全称|全名|前身|学名|原名|本名|"
    r"谥号|笔名|外号|绰号)(?:又?是|为|叫|有)"
)
_TRAIT = re.compile(r"(?:特点|特征|特色|特性|优点|缺点|作用|功能|用途|用处|影响|意义|贡献|习性|变化|好处|区别|症状|后果|危害)")
_SEVERAL = re.compile(r"分别|[各共]?有?几个.{1,4}[和及、].{1,4}|各(?:是|有|为)?(?:多少|几)|[和及与、][^,]{1,6}(?:是|有|为)?(?:多少|几)")
_COUNTRY = re.compile(r"哪(?:一|个|一个)?国|国籍|什么国家")
_DEFINED = re.compile(r"^(?:什么|啥)(?:是|叫)|是(?:什么|啥)(?:意思|东西)?[?]?$|指的?是?什么")
_REASON = re.compile(r"为(?:什么|啥|何|嘛)|原因|缘故|理由|因(?:为)?(?:什么|何)|咋就|怎么(?:就|会|没)")


def asked_for(question: Question) -> str:
    """Return what is asked for, in the words of ``data/cutting.yaml``: reason, name, figure, date, person, thing …"""
    text, kind = question.query.text, question.kind
    if kind is Kind.WHY_HOW:
        return "reason" if _REASON.search(text) else "means"
    if kind is Kind.HOW_MUCH:
        return "figures" if _SEVERAL.search(text) else "figure"
    if kind is Kind.WHEN:
        return "date" if question.dimension == "date" else "duration"
    if _COUNTRY.search(text):
        return "country"
    if kind in (Kind.WHERE, Kind.WHICH_PLACE):
        return kind.value
    if kind is Kind.WHO:
        return "organisation" if question.target == "organisation" else "person"
    if _NAME.search(text):
        return "name"
    if _DEFINED.search(text) and len(question.query.units) <= 2:
        return "definition"
    if _TRAIT.search(text):
        return "trait"
    if question.many or kind is Kind.LIST:
        return "list"
    return "headed" if question.head else "thing"


@dataclass(frozen=True)
class Sheet:
    """A sentence laid out for cutting: where the question's words stand, and where pieces may begin and end.

    found   (start, end, unit's number) of each place where a word of the question stands, in order
    mass    what each unit weighs, near what it weighs by its nearness to the words that ask; each sums to 1
    typed   the spans found by their type, rivals what the rules gave each
    """

    question: Question
    text: str
    asked: str
    parts: tuple[tuple[int, int], ...]
    found: tuple[tuple[int, int, int], ...]
    mass: tuple[float, ...]
    near: tuple[float, ...]
    starts: Mapping[int, str]
    ends: Mapping[int, str]
    left: int | None
    right: int | None
    words: frozenset[int]
    typed: Mapping[tuple[tuple[int, int], ...], tuple[Span, float]]
    best: float
    chosen: Span
    home: int

    @classmethod
    def of(
        cls, reading: Reading, typed: Sequence[tuple[Span, float]], chosen: Span, words: Sequence[tuple[int, int]]
    ) -> Sheet:
        """Lay out the sentence of *reading*.

        typed   the spans found by their type with what the rules give each, chosen the best of them
        words   where its words stand
        """
        question, hit, text, mass = reading.question, reading.hit, reading.text, reading.mass
        found = tuple(sorted(_places(hit, text)))
        starts, ends = edges(text, [(a, b) for a, b, _ in found])
        a, b = question.asked_at
        units = question.query.units
        distance = [max(0, u.start - b, a - u.end) for u in units]
        near = [m * math.exp(-d / 6) for m, d in zip(mass, distance, strict=True)]
        scale: dict[tuple[tuple[int, int], ...], tuple[Span, float]] = {}
        for span, score in typed:
            if span.parts not in scale or scale[span.parts][1] < score:
                scale[span.parts] = (span, score)
        return cls(
            question, text, asked_for(question), reading.parts, found,
            _shares(mass), _shares(near), dict(starts), dict(ends),
            max((i for i, u in enumerate(units) if u.end <= a), key=lambda i: units[i].end, default=None),
            min((i for i, u in enumerate(units) if u.start >= b), key=lambda i: units[i].start, default=None),
            frozenset([a for a, _ in words] + [b for _, b in words]),
            scale, max([score for _, score in typed], default=0.0), chosen, _home(reading.parts, found, near),
        )

    def spans(self) -> Iterator[Span]:
        """Yield the candidates: what was found by type, then every other piece."""
        yield from (span for span, _ in self.typed.values())
        for span in dict.fromkeys(pieces(self.text, list(self.starts.items()), list(self.ends.items()))):
            if span.parts not in self.typed:
                yield span

    def part_at(self, offset: int) -> int:
        """Return which comma-part *offset* stands in."""
        return max(0, bisect_right(self.parts, (offset, len(self.text) + 1)) - 1)


def _home(parts: Sequence[tuple[int, int]], found: Sequence[tuple[int, int, int]], near: Sequence[float]) -> int:
    """Return which comma-part holds most of the words beside those that ask."""
    held = [sum([near[number] for number in {n for a, _, n in found if start <= a < end}]) for start, end in parts]
    return max(range(len(held)), key=held.__getitem__, default=0)


def _shares(values: Sequence[float]) -> tuple[float, ...]:
    total = sum(values) or 1.0
    return tuple([value / total for value in values])


def _places(hit: Hit, text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where the matched words stand, at most eight times each."""
    for number, match in enumerate(hit.evidence.matches):
        at = text.find(match.word) if match.grade and match.word else -1
        for _ in range(8):
            if at < 0:
                break
            yield at, at + len(match.word), number
            at = text.find(match.word, at + 1)


_DIGIT = re.compile(r"[0-9*一二三四五六七八九十百千万亿两半]")
_COUNT = re.compile(r"(?:[0-9.]+|\*+)[余多]?[一-鿿]{1,2}")
_YEAR = re.compile(r"[0-9*]{1,4}(?:年|月|日)|世纪|年代|[一二三四五六七八九十元]年|时期|期间|季")
_FUNCTION = frozenset("的了着过也都就还而且并但又及和与或是为在于被把将所之其这那该此等以")
_ENDING = frozenset("的了着和与及或在于被把将是为由从对以及地后时中个")
_BLUR = frozenset("他她它牠其这那该此")
_FORMED = frozenset(["place", "person", "organisation", "date", "figure", "duration", "frequency", "place's", "means", "modifier"])
"""Rules whose spans have a form of their own, and so an end and a beginning."""
_CLASSES = (_FORMED - {"place's", "means"}) | {"located", "site", "role", "list", "quoted", "class"}
"""Rules that find a span by its form or what stands around it."""
SURE = 0.75
"""From this fit on, a span with a form of its own is left only for one that is better by WRAPPED."""
WRAPPED = 3.0
"""By how much a longer piece must be better than the sure span within it: 烘干房2座 against 2座."""
"""Rules that find a span by its form."""


def traits(sheet: Sheet, span: Span) -> Traits:
    """Measure *span*. What a trait is named after stands right before it (``before:at``) or behind it (``behind:of``)."""
    text, start, end = sheet.text, span.start, span.end
    first, last = sheet.part_at(start), sheet.part_at(end - 1)
    inside = text[start:end]
    length = end - start if len(span.parts) == 1 else sum([b - a for a, b in span.parts])
    before, behind = sheet.starts.get(start, "word"), sheet.ends.get(end, "word")
    found: Traits = {
        f"rule:{span.rule}": 1.0, f"before:{before}": 1.0, f"behind:{behind}": 1.0,
        f"shape:{before}>{behind}": 1.0, f"length:{_size(length)}": 1.0, "length": math.log(length),
        "long": max(0.0, length - 20) / 20, "share": length / len(text), "run": float(last - first),
    }
    if before == behind == "part":
        found["whole"] = 1.0
    if start not in sheet.words or end not in sheet.words:
        found["cuts_word"] = 1.0
    if end >= sheet.parts[-1][1] - 1:
        found["last"] = 1.0
    found[f"ring:{max(-2, min(2, first - sheet.home))}"] = 1.0
    if first <= sheet.home <= last:
        found["home"] = 1.0
    echoed = _echoes(sheet, start, end)
    found |= {name: value / 4 for name, value in echoed.items() if value}
    if inside[0] in _FUNCTION:
        found["begins"] = 1.0
    if inside[-1] in _ENDING:
        found["ends"] = 1.0
    if inside[0] in _BLUR:
        found["pronoun"] = 1.0
    if _DIGIT.search(inside):
        found["number"] = 1.0
    if _YEAR.search(inside):
        found["year"] = 1.0
    if first == 0:
        found["first"] = 1.0
    head = sheet.question.head
    if head:
        if inside.endswith(head) and inside != head:
            found["head_ends"] = 1.0
        elif head in inside:
            found["head_in"] = 1.0
        elif text.startswith(head, end) or text.startswith(head, end + 1):
            found["head_behind"] = 1.0
        elif head in text[max(0, start - 4) : start]:
            found["head_before"] = 1.0
    if span == sheet.chosen:
        found["chosen"] = 1.0
    if typed := sheet.typed.get(span.parts):
        found["typed"] = 1.0
        found["rules"] = typed[1] - sheet.best
        found["fit"] = typed[0].fit
    else:
        within = [s for s, _ in sheet.typed.values() if start <= s.start and s.end <= end and s.rule in _CLASSES]
        for rule in {s.rule for s in within}:
            found[f"holds:{rule}"] = 1.0
        if start <= sheet.chosen.start and sheet.chosen.end <= end:
            found["holds_chosen"] = 1.0
        elif sheet.chosen.start <= start and end <= sheet.chosen.end:
            found["in_chosen"] = 1.0
    _neighbours(sheet, start, end, first, last, found)
    return found


def _size(length: int) -> int:
    """Return the class of a length: 1, 3, 6, 10, 16, 25, 40 or 99, the first that holds it."""
    return next((size for size in (1, 3, 6, 10, 16, 25, 40) if length <= size), 99)


def _echoes(sheet: Sheet, start: int, end: int) -> Traits:
    """Return how many characters beside the span stand in the question, and how many right beside the words that ask."""
    text, asked = sheet.text, sheet.question.query.text
    a, b = sheet.question.asked_at
    found = {"echo_before": 0, "echo_behind": 0, "slot_left": 0, "slot_right": 0}
    for n in range(1, 5):
        if n <= start and text[start - n : start] in asked:
            found["echo_before"] = n
        if end + n <= len(text) and text[end : end + n] in asked:
            found["echo_behind"] = n
        if n <= min(start, a) and text[start - n : start] == asked[a - n : a]:
            found["slot_left"] = n
        if text[end : end + n] == asked[b : b + n] != "":
            found["slot_right"] = n
    return {name: float(value) for name, value in found.items()}


def _neighbours(sheet: Sheet, start: int, end: int, first: int, last: int, found: Traits) -> None:
    """Measure where the words of the question stand: within, beside, in the comma-part before or behind."""
    parts = sheet.parts
    low, high = parts[first][0], parts[last][1]
    earlier, later = parts[max(0, first - 1)][0], parts[min(len(parts) - 1, last + 1)][1]
    rings: dict[int, int] = {}
    left = right = 99
    for a, b, number in sheet.found:
        if start < b and a < end:
            ring = 4
        elif low <= a and b <= high:
            ring = 3
        elif earlier <= a < low:
            ring = 2
        elif high <= a < later:
            ring = 1
        else:
            ring = 0
        if ring != 4:
            gap = start - b if b <= start else a - end
            if number == sheet.left and b <= start:
                left = min(left, gap)
            if number == sheet.right:
                right = min(right, gap if a >= end else gap + 2)
        rings[number] = max(ring, rings.get(number, 0))
    sums = [0.0] * 5
    for number, ring in rings.items():
        sums[ring] += sheet.near[number]
        if ring == 4:
            sums[0] += sheet.mass[number]
    found["repeats"], found["repeats_near"] = sums[0], sums[4]
    found["beside"], found["after"], found["ahead"] = sums[3], sums[2], sums[1]
    if left < 99:
        found["left"] = 1 / (1 + left / 3)
    if right < 99:
        found["right"] = 1 / (1 + right / 3)


def weighed(sheet: Sheet, span: Span) -> float:
    """Return the weighted sum of the traits of *span*."""
    weights, found = weights_for(sheet.asked), traits(sheet, span)
    sure = sheet.chosen.rule in _FORMED and sheet.chosen.fit >= SURE and sheet.asked != Kind.WHERE.value
    counted = span.start == sheet.chosen.start and _COUNT.fullmatch(sheet.text, sheet.chosen.end, max(span.end, sheet.chosen.end))
    wrapped = WRAPPED if "holds_chosen" in found and (sure or counted) else 0.0
    return sum([weights.get(name, 0.0) * value for name, value in found.items()]) - wrapped
