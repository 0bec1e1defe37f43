"""What: titles, names that end in the noun asked for, what stands beside the words of the question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from answering.lexicon import any_of
from answering.question import Question
from answering.scope import Scope
from answering.spans.span import NOUN, Span, balanced, cut, front, occurrences, on_words, trimmed
from retrieval import Retriever, clauses, read_list

_QUOTED = re.compile(r"[“《「]([^“”《》「」]{1,40})[”》」]")
_COPULA = re.compile(
    r"(?<![一二三四五六七八九十])(?:主要(?:来源|产业)?还?是|就?是|(?<![作成认更称])为|即|叫做?|名为|称为)([^,。;:、()]{1,24})"
)
_SAID_OF = re.compile(
    r"(?:的|(?:主要|重点|共|已)?(?:种植|种|养殖|养|发展|生产|出产|主打|有|盛产))*([^,。;、]{2,12}?)(?=等|也|都|已|逐步|[,。;、]|$)"
)


@lru_cache(maxsize=1024)
def things(text: str) -> tuple[Span, ...]:
    """Return titles between marks, and what follows 是, 为, 叫."""
    titles = (Span((match.span(1),), 0.7, "quoted") for match in _QUOTED.finditer(text))
    return (*titles, *(Span((match.span(1),), 0.6, "copula") for match in _COPULA.finditer(text)))


def headed(question: Question, text: str, retriever: Retriever) -> Iterator[Span]:
    """Yield words that end in the noun of 哪个X / 什么X (中央第八巡视组 for 哪个巡视组), or that it is said of."""
    if question.head in text:
        yield from _with_head(question, text, retriever)
    if (form := classes().get(question.head)) is not None:
        named = ((m.start() + front(m[0]), m.end()) for m in form.finditer(text))
        yield from (Span(((a, b),), 0.9, "class") for a, b in named if text[a:b] not in question.query.text)
    if question.head in ("方位", "方向"):
        yield from (Span((m.span(),), 1.0, "head") for m in re.finditer(r"[东南西北中]{1,2}[方部侧面角边]", text))


def _with_head(question: Question, text: str, retriever: Retriever) -> Iterator[Span]:
    for (start, end), fit in _told_as(question.head, text):
        yield Span(((start, end),), fit, "head")
    for start, end in _ending_in(question.head, text):
        if question.many and _HOW_MANY.match(text, end):  # 启动重点项目8个 counts them and names none
            continue
        if text[start] not in "“《":
            placed = on_words(text, start + front(text[start:end]), end, retriever)
            if placed is None or _vague().match(text, placed[0], end):
                continue
            start = placed[0]
        if end - start > len(question.head) and text[start:end] not in question.query.text:
            yield Span(((start, end),), 0.95, "head")


_HOW_MANY = re.compile(r"[0-9*]+余?[个项处家条座块]")
_Place = tuple[int, int]
_TITLE = re.compile(r"《([^》]*)》")
_NAMED_AS = re.compile(r"(?:主要|就|还|都)?(?:是|为|有|包括)([^,。;]{2,24})")
_MARKED = re.compile(r"[“《]([^”》]{2,40})[”》](?=([^,。;”》]*))")
_SERVES_AS = re.compile(r"以“?([^,;。]{2,12}?(?:,[^,;。”]{2,12})?)”?为[^,。;]{0,2}$")
_UP_TO = re.compile(rf"(?:[“《][^”》]{{1,30}}|{NOUN}{{1,16}})$")


def _told_as(head: str, text: str) -> Iterator[tuple[_Place, float]]:
    """Yield what surely is a *head*: a title that ends in it, what it is said to be, what is marked before it, what serves
    as it (以…为…)."""
    yield from ((match.span(1), 1.3) for match in _TITLE.finditer(text) if match[1].endswith(head))
    ats = list(occurrences(head, text))
    yield from ((match.span(1), 1.1) for at in ats if (match := _NAMED_AS.match(text, at + len(head))))
    yield from ((match.span(1), 1.0) for match in _MARKED.finditer(text) if head in match[2][: 6 + len(head)])
    yield from ((match.span(1), 1.0) for at in ats if (match := _SERVES_AS.search(text, 0, at)))


def _ending_in(head: str, text: str) -> Iterator[_Place]:
    """Yield the words that end in *head*, with the mark behind it, from left to right, none inside another."""
    free, ats = 0, list(occurrences(head, text))
    for at in ats:
        if at > free and (match := _UP_TO.search(text, free, at)):
            if match[0][0] in "“《":  # as far as the mark holds
                at = max(a for a in ats if at <= a and _UP_TO.fullmatch(text, match.start(), a))
            free = at + len(head)
            free += text[free : free + 1] in ("”", "》")
            yield match.start(), free


@cache
def _vague() -> re.Pattern[str]:
    return re.compile(any_of(cut("vague")))


@cache
def classes() -> dict[str, re.Pattern[str]]:
    """Return what a member of a class looks like, by the noun that asks for it: 语言 → …语, …文, …话."""
    found = read_list("cuts.yaml", "answering")["classes"]
    return {str(head): re.compile(entry["form"]) for entry in found for head in entry["heads"]}


_NUMBERED = re.compile(r"\([一二三四五六七八九十0-9]+\)|[一二三四五六七八九十]+(?:是(?!否)|、)|[0-9]+[.、](?![0-9])")
"""What numbers a sentence among others: （四）, 一是, 3."""


def objects(question: Question, text: str) -> Iterator[Span]:
    """Yield what stands beside the words asked about: the rest of their comma-part, behind and before them."""
    for start, end in clauses(text):
        if number := _NUMBERED.match(text, start) if not start else None:
            start = number.end()
        while end > start and not text[end - 1].isalnum() and text[end - 1] not in "”》*%)":
            end -= 1
        matched = list(_matched(question, text, start, end))
        if not matched or end <= start:
            continue
        behind = trimmed(text, max(stop for _, stop in matched), end)
        before = trimmed(text, start, min(at for at, _ in matched))
        for span, fit, rule in ((behind, 0.5, "behind"), (before, 0.35, "before"), ((start, end), 0.3, "clause")):
            if balanced(text, *span) and 2 <= span[1] - span[0] <= (24 if rule == "clause" else end - start):
                yield Span((span,), fit, rule)


def said(question: Question, text: str) -> Iterator[Span]:
    """Yield the comma-parts that hold a word of the question whole: what bare words ask for."""
    for start, end in clauses(text):
        if any(_matched(question, text, start, end)):
            yield Span(((start, end - (text[end - 1] in ",:;。!?")),), 0.5, "said")


def _matched(question: Question, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for unit in question.query.units:
        for word in (unit.text, *unit.synonyms):
            if len(word) > 1 and start <= (at := text.find(word, start, end)):
                yield at, at + len(word)
                break


def said_of_place(question: Question, text: str, scopes: Sequence[Scope]) -> Iterator[Span]:
    """Yield what a list says of the question's place: 向日葵 in 水磨向日葵、大窑村金丝皇菊."""
    asked = {name.stem for name in question.places}
    for scope in scopes:
        if not scope.places or not asked & {name.stem for name in scope.places}:
            continue
        at = scope.places[-1].end
        if text.rfind("“", 0, at) > text.rfind("”", 0, at):  # 白石 of “白石菌菇” is part of a name
            continue
        rest = _SAID_OF.match(text[at : scope.end])
        if rest and not re.search(r"[0-9*]", rest[1]):
            yield Span(((at + rest.start(1), at + rest.end(1)),), 0.75, "place's")
