"""Cutting: of all spans of one sentence, the one that reads best as the answer.

Each candidate is measured (``traits``): what stands before and behind it, how long it is, what it holds, how near the words
beside the question word are. ``data/cutting.yaml`` says how much each trait counts, in general and for what is asked;
``bench/fit_spans.py`` fitted it on questions with known answers.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import islice
from typing import Any

from answering.features import Reading
from answering.model import Kind
from answering.question import Question
from answering.spans import Span, occurrences
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
    _rings: dict[tuple[int, int], Mapping[int, int]] = field(default_factory=dict, repr=False, compare=False)

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

    def spans(self) -> list[Span]:
        """Return the candidates: what was found by type, then every other piece."""
        found = {parts: span for parts, (span, _) in self.typed.items()}
        for piece in pieces(self.text, list(self.starts.items()), list(self.ends.items())):
            found.setdefault(piece.parts, piece)
        return list(found.values())

    @cached_property
    def formed(self) -> list[tuple[int, int, str]]:
        """Where the typed spans begin and end that a rule found by their form or what stands around them, and which rule."""
        return [(span.start, span.end, span.rule) for span, _ in self.typed.values() if span.rule in _CLASSES]

    def rings(self, first: int, last: int) -> Mapping[int, int]:
        """Return how near each unit stands to the comma-parts *first* to *last*: 3 in them, 2 in the one before, 1 in the
        one behind, 0 further off."""
        if (first, last) not in self._rings:
            low, high = self.parts[first][0], self.parts[last][1]
            earlier, later = self.parts[max(0, first - 1)][0], self.parts[min(len(self.parts) - 1, last + 1)][1]
            rings: dict[int, int] = {}
            for a, b, number in self.found:
                ring = 3 if low <= a and b <= high else 2 if earlier <= a < low else 1 if high <= a < later else 0
                rings[number] = max(ring, rings.get(number, 0))
            self._rings[first, last] = rings
        return self._rings[first, last]

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
    for number, match in enumerate(hit.matches):
        if match.grade and match.word:
            yield from ((at, at + len(match.word), number) for at in islice(occurrences(match.word, text), 8))


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
FAR = 99
"""From this many characters on a word beside those that ask is no longer near."""
SURE = 0.75
"""From this fit on, a span with a form of its own is left only for one that is better by WRAPPED."""
PROMISING = 6
"""Candidates of one sentence measured in full."""
WRAPPED = 3.0
"""By how much a longer piece must be better than the sure span within it: 烘干房2座 against 2座."""
"""Rules that find a span by its form."""


def traits(sheet: Sheet, span: Span) -> Traits:
    """Measure *span*. What a trait is named after stands right before it (``before:at``) or behind it (``behind:of``)."""
    return _opening(sheet, span.start) | _closing(sheet, span.end) | _piece(sheet, span)


def _opening(sheet: Sheet, start: int) -> Traits:
    """Measure what begins at *start*, wherever it ends."""
    text, asked, a, first = sheet.text, sheet.question.query.text, sheet.question.asked_at[0], sheet.part_at(start)
    found: Traits = {f"before:{sheet.starts.get(start, 'word')}": 1.0, f"ring:{max(-2, min(2, first - sheet.home))}": 1.0}
    if text[start] in _FUNCTION:
        found["begins"] = 1.0
    if text[start] in _BLUR:
        found["pronoun"] = 1.0
    if first == 0:
        found["first"] = 1.0
    for n in range(1, min(4, start) + 1):
        if text[start - n : start] in asked:
            found["echo_before"] = n / 4
        if n <= a and text[start - n : start] == asked[a - n : a]:
            found["slot_left"] = n / 4
    gap = min([start - b for _, b, number in sheet.found if number == sheet.left and b <= start], default=FAR)
    if gap < FAR:
        found["left"] = 1 / (1 + gap / 3)
    return found


def _closing(sheet: Sheet, end: int) -> Traits:
    """Measure what ends at *end*, wherever it begins."""
    text, asked, b = sheet.text, sheet.question.query.text, sheet.question.asked_at[1]
    found: Traits = {f"behind:{sheet.ends.get(end, 'word')}": 1.0}
    if end >= sheet.parts[-1][1] - 1:
        found["last"] = 1.0
    if text[end - 1] in _ENDING:
        found["ends"] = 1.0
    for n in range(1, 5):
        if end + n <= len(text) and text[end : end + n] in asked:
            found["echo_behind"] = n / 4
        if text[end : end + n] == asked[b : b + n] != "":
            found["slot_right"] = n / 4
    return found


def _piece(sheet: Sheet, span: Span) -> Traits:
    """Measure *span* beyond where it begins and where it ends: its length and its words, and what it holds and leaves out."""
    text, start, end = sheet.text, span.start, span.end
    first, last = sheet.part_at(start), sheet.part_at(end - 1)
    length = sum([b - a for a, b in span.parts])
    before, behind = sheet.starts.get(start, "word"), sheet.ends.get(end, "word")
    found: Traits = {
        f"rule:{span.rule}": 1.0, f"shape:{before}>{behind}": 1.0, f"length:{_size(length)}": 1.0, "length": math.log(length),
        "long": max(0.0, length - 20) / 20, "share": length / len(text), "run": float(last - first),
    }
    if before == behind == "part":
        found["whole"] = 1.0
    if start not in sheet.words or end not in sheet.words:
        found["cuts_word"] = 1.0
    if first <= sheet.home <= last:
        found["home"] = 1.0
    if _DIGIT.search(text, start, end):
        found["number"] = 1.0
    if _YEAR.search(text, start, end):
        found["year"] = 1.0
    if span == sheet.chosen:
        found["chosen"] = 1.0
    if sheet.question.head:
        found |= _headed(text, sheet.question.head, start, end)
    found |= _typed(sheet, span)
    found |= _neighbours(sheet, start, end, first, last)
    return found


def _size(length: int) -> int:
    """Return the class of a length: 1, 3, 6, 10, 16, 25, 40 or 99, the first that holds it."""
    return next((size for size in (1, 3, 6, 10, 16, 25, 40) if length <= size), 99)


def _headed(text: str, head: str, start: int, end: int) -> Traits:
    """Say where the noun asked for stands: at the end, within, right behind or before."""
    inside = text[start:end]
    if inside.endswith(head) and inside != head:
        return {"head_ends": 1.0}
    if head in inside:
        return {"head_in": 1.0}
    if text.startswith(head, end) or text.startswith(head, end + 1):
        return {"head_behind": 1.0}
    return {"head_before": 1.0} if head in text[max(0, start - 4) : start] else {}


def _typed(sheet: Sheet, span: Span) -> Traits:
    """Say what the rules give the span; of any other piece, what it holds that they found, and how it lies to the chosen one."""
    if typed := sheet.typed.get(span.parts):
        return {"typed": 1.0, "rules": typed[1] - sheet.best, "fit": typed[0].fit}
    start, end, chosen = span.start, span.end, sheet.chosen
    found = {f"holds:{rule}": 1.0 for a, b, rule in sheet.formed if start <= a and b <= end}
    if start <= chosen.start and chosen.end <= end:
        found["holds_chosen"] = 1.0
    elif chosen.start <= start and end <= chosen.end:
        found["in_chosen"] = 1.0
    return found


def _neighbours(sheet: Sheet, start: int, end: int, first: int, last: int) -> Traits:
    """Measure where the words of the question stand: within, beside, in the comma-part before or behind."""
    within = {number for a, b, number in sheet.found if start < b and a < end}
    sums = [0.0] * 5
    for number, ring in sheet.rings(first, last).items():
        if number in within:
            sums[4] += sheet.near[number]
            sums[0] += sheet.mass[number]
        else:
            sums[ring] += sheet.near[number]
    found = {"repeats": sums[0], "repeats_near": sums[4], "beside": sums[3], "after": sums[2], "ahead": sums[1]}
    places = [(a, b) for a, b, number in sheet.found if number == sheet.right]
    gap = min([a - end if a >= end else start - b + 2 for a, b in places if b <= start or a >= end], default=FAR)
    if gap < FAR:
        found["right"] = 1 / (1 + gap / 3)
    return found


def weighed(sheet: Sheet, may: Callable[[Span], bool] = lambda span: True) -> list[tuple[float, Span]]:
    """Return the promising ones of the candidates that *may* answer, each with the weighted sum of its traits.

    Where one may begin and end is measured once for all of them; the PROMISING whose ends are best and tear no word are
    measured in full, and all that were found by their type.
    """
    spans, words = list(filter(may, sheet.spans())), sheet.words
    at = [(span.start, span.end) for span in spans]
    opening = {start: _sum(sheet, _opening(sheet, start)) for start in {start for start, _ in at}}
    closing = {end: _sum(sheet, _closing(sheet, end)) for end in {end for _, end in at}}
    if len(spans) > PROMISING:
        torn = weights_for(sheet.asked).get("cuts_word", 0.0)
        ends = [opening[a] + closing[b] + (0.0 if a in words and b in words else torn) for a, b in at]
        least = sorted(ends, reverse=True)[PROMISING]
        spans = [span for span, end in zip(spans, ends, strict=True) if end >= least or span.parts in sheet.typed]
    sure = sheet.chosen.rule in _FORMED and sheet.chosen.fit >= SURE and sheet.asked != Kind.WHERE.value
    found = []
    for span in spans:
        own = _piece(sheet, span)
        wrapped = WRAPPED if "holds_chosen" in own and (sure or _counts(sheet, span)) else 0.0
        found.append((opening[span.start] + closing[span.end] + _sum(sheet, own) - wrapped, span))
    return found


def _sum(sheet: Sheet, found: Traits) -> float:
    weights = weights_for(sheet.asked)
    return sum([weights.get(name, 0.0) * value for name, value in found.items()])


def _counts(sheet: Sheet, span: Span) -> bool:
    """Whether *span* is the chosen one with a count behind it."""
    return span.start == sheet.chosen.start and bool(_COUNT.fullmatch(sheet.text, sheet.chosen.end, max(span.end, sheet.chosen.end)))
