"""Where: places by name, what follows 在 and the like, facilities, ranks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from answering import lexicon
from answering.question import Question
from answering.scope import Scope
from answering.spans.lists import members
from answering.spans.span import NOUN, Span, cut, front, occurrences
from retrieval import Retriever

OFFICES = frozenset(["村", "行政村", "自然村", "村子", "村庄", "社区", "镇", "乡", "乡镇", "街道", "县", "市", "省", "镇子"])
"""Heads that ask for a place with an office of its own: only a place's name answers."""

_SUFFIXES = ("社区", "景区", "村", "镇", "乡", "县", "市", "省", "区", "寨")
_ANY = ("", "地方", "地点", "位置", "处")
_RANK = re.compile(r"[一-鿿]{0,2}(?:前列|前茅|首位|榜首|末位|中游|上游|下游|第[一二三四五六七八九十0-9]+(?:名|位)?)")
_AS_SITE = re.compile(r"以(?P<x>[^,。;:]{2,30}?)(?:为|作为)(?:阵地|基地|据点|场所|平台|载体)")
_AS_CENTRE = re.compile(r"以(?P<x>[^,。;:]{2,20}?)(?:为|作为)(?:中心|核心|龙头|轴心)")


def places(question: Question, scopes: Sequence[Scope], retriever: Retriever) -> Iterator[Span]:
    """Yield the places that govern a scope, together."""
    asked = {name.stem for name in question.places}
    for scope in scopes:
        names = [n for n in scope.places if n.stem not in asked and n.stem not in question.excluded]
        names = [n for n in names if not any(n.text in unit.text for unit in question.query.units)]
        fitting = [n for n in names if is_headed(retriever.gazetteer.stems.get(n.stem, n.text), question.head)]
        if names:
            parts = tuple((name.start, name.end) for name in fitting or names)
            yield Span(parts, 1.0 if fitting or not question.head else 0.8, "place")


def is_headed(name: str, head: str) -> bool:
    """Whether a name, with or without suffix, may be what *head* asks for.

    >>> is_headed("水磨", "村"), is_headed("宁都县", "村")
    (True, False)
    """
    ending = next((suffix for suffix in _SUFFIXES if name.endswith(suffix)), "")
    return not ending or head in _ANY or head.endswith(ending) or ending in head or (ending == "寨" and head in ("村", "村子", "村庄"))


def modifiers(question: Question, text: str, retriever: Retriever) -> Iterator[Span]:
    """Yield the word right before a word asked about: 普礼 in 普礼的罗汉里, the known place 后溪 in 后溪温泉酒店."""
    stems = retriever.gazetteer.stems
    if _WHOSE_HOME.search(question.query.text):
        yield from _homes(question, text, retriever)
    for unit in question.query.units:
        if len(unit.text) < 2 or (at := text.find(unit.text)) < 0:
            continue
        match = re.search(r"(?:^|[,、;:及和与在由])([一-鿿]{2,4}?)的$", text[:at])
        if match and (question.head not in OFFICES or match[1] in stems or match[1] in stems.values()):
            yield Span((match.span(1),), 1.0, "modifier")
        for length in (4, 3, 2):
            stem = text[max(0, at - length) : at]
            if stem in stems and is_headed(stems[stem], question.head):
                yield Span(((at - length, at),), 0.9, "modifier")
                break


_WHOSE_HOME = re.compile("哪(?:里|儿|个地方|个?[省市县乡镇村])?的?人[?]?$")


def _homes(question: Question, text: str, retriever: Retriever) -> Iterator[Span]:
    """Yield the word right before somebody asked about: 福建 of 福建客商."""
    people = [unit for unit in question.query.units if lexicon.pattern("roles").fullmatch(unit.text)]
    for word in (word for unit in people for word in (unit.text, *unit.synonyms)):
        for at in occurrences(word, text):
            start, end = next(reversed(list(retriever.segmenter.spans(text[:at]))), (0, 0))
            if end == at and end - start > 1 and text[start:end] not in question.query.text:
                yield Span(((start, end),), 1.1, "modifier")


def located(question: Question, text: str) -> Iterator[Span]:
    """Yield what follows 在, 位于, 设在 …, and the names of facilities; a hidden place (*镇) is none."""
    for pattern in (_AS_SITE, _preposed()):
        for match in pattern.finditer(text):
            if not re.search(r"^\*|目前|年|月|日$|[之以]外$|基础上$|过程中$|方面$|情况下$", match["x"]):
                yield Span(members(text, *match.span("x")), 0.9, "located")
    if re.search("中心|核心|龙头", question.query.text):
        yield from (Span((match.span("x"),), 1.3, "located") for match in _AS_CENTRE.finditer(text))
    for match in _site().finditer(text):
        yield Span(((match.start() + front(match[0]), match.end()),), 0.6, "site")


@cache
def _preposed() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{lexicon.any_of(cut('located'))})(?P<x>[^,。;:]{{2,24}}?)"
        r"(?=等地|等村|等处|抓获|查获|发现|发生|举办|举行|召开|建设|建成|开展|地点|一线|进行|观摩|设立|[,。;:]|$)"
    )


@cache
def _site() -> re.Pattern[str]:
    site = lexicon.any_of(s for s in lexicon.read("places") if len(s) > 1)
    return re.compile(rf"{NOUN}{{1,8}}?(?:{site})(?:背后|后面|前面|旁边|对面|门口|附近|[东南西北]侧)?")


def ranks(question: Question, text: str) -> Iterator[Span]:
    """Yield ranks, where the question asks what place something takes (排在什么位置)."""
    if "排" in question.query.text or "名次" in question.query.text:
        yield from (Span((match.span(),), 1.0, "rank") for match in _RANK.finditer(text))
