"""Who: people by name or role, organisations by the end of their name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from answering import lexicon
from answering.question import Question
from answering.spans.span import NOUN, Span, cut, front, on_words
from retrieval import Retriever, word_list

_TITLE_END = "师员长生记任授手工"
_BREAK_BEFORE = "的,由"
_AFTER_NAME = ",、。;等在为是任被返回牵带创的"


_TO_WHOM = re.compile("(?:告诉|告知|反馈给?|反映给?|汇报给?|通报给?|公开给|给|向|对)了?(?:谁|哪些?个?人)")
_TOLD = re.compile("(?:向|给|对)([^,。;、]{2,10}?)(?=反映|反馈|告知|汇报|通报|公开|公布|说明|介绍|宣传|宣讲|讲|发放|发|送)")
_RECEIVES = re.compile("拿到|拿了|获得|获评|荣获|得到|得了|评上|评为|当选")
_DONE = ("举办", "承办", "主办", "开办", "创办", "协办", "兴办", "督办", "交办")
"""What ends as an office's name does (办) and is something done."""
_HOW_MANY = re.compile("[0-9*]+余?[名人位个]")


def agents(question: Question, text: str, retriever: Retriever) -> Iterator[Span]:
    """Yield people and organisations; two roles joined by 和 together when several are asked for."""
    if question.target in ("agent", "person"):
        yield from _described(question, text)
        named = retriever.remembered(("persons", text), lambda: tuple(persons(text, retriever)))
        yield from (*named, *_side_by_side(named, text))
    for match in _two_roles().finditer(text):
        yield Span((match.span(1), match.span(2)), 0.9 if question.many else 0.65, "roles")
    if question.target == "agent":
        for match in lexicon.pattern("roles").finditer(text):
            if match[0] not in question.query.text:
                fit = 0.3 if _HOW_MANY.match(text, match.end()) else 0.6  # 后备干部3名: nobody in particular
                yield Span(((_with_modifier(text, match.start(), retriever), match.end()),), fit, "role")
    if _TO_WHOM.search(question.query.text):
        yield from (Span((match.span(1),), 1.2, "agent") for match in _TOLD.finditer(text))
    if question.target != "person":
        yield from _organisations(question, text, retriever)


_WHO_IS = re.compile(
    r"([一-鿿]{2,4}?)(?:这个?人)?(?:到底|究竟)?又?是(?:谁|什么人|啥人|哪位|干(?:什么|啥|嘛)的|做(?:什么|啥)的)[?]?$"
)


def _described(question: Question, text: str) -> Iterator[Span]:
    """Yield what is said of the person that a question names: 省农业大学教授 before 孙志远, 首席顾问 behind 为."""
    named = _WHO_IS.search(question.query.text)
    office = named and question.query.text[: named.end(1)].endswith(tuple(lexicon.words("roles")))  # nobody's name
    name = re.escape(named[1]) if named and not office else ""
    for match in re.finditer(rf"({NOUN}{{2,16}}){name}", text) if name else ():
        yield Span(((match.start() + front(match[1]), match.end(1)),), 1.2, "described")
    for match in re.finditer(rf"{name}(?:是|为|任|担任|当选)([^,。;]{{2,16}})", text) if name else ():
        yield Span((match.span(1),), 1.0, "described")


def persons(text: str, retriever: Retriever) -> Iterator[Span]:
    """Yield people's names: a surname behind a role or before a title (sure), or behind a break (less so).

    Also names of other tongues: 约翰·史密斯, and in Latin letters.
    """
    yield from (Span((match.span(),), 0.9, "person") for match in _foreign_name().finditer(text))
    words, surname = retriever.segmenter.spans(text), lexicon.surnames()
    for i in [i for i, (start, stop) in enumerate(words) if start and stop - start <= 3 and surname.match(text, start, stop)]:
        start, stop = words[i][0], _name_end(text, words[i : i + 3])
        if not stop:
            continue
        whole = stop - start == 3
        known = text[start:stop] in retriever.gazetteer.stems or text[stop - 1] in "院校局厂站所社镇村乡县"
        follows = stop == len(text) or text[stop] in _AFTER_NAME
        if _is_titled(text, start, stop) and not known:
            yield Span(((start, stop),), 1.0 if whole else 0.8, "person")
        elif text[start - 1] in _BREAK_BEFORE and follows and whole and not known:
            yield Span(((start, stop),), 0.8, "person")
        elif whole and not known and _unknown_word(words[i : i + 3], start, stop):
            yield Span(((start, stop),), 0.5, "person")


def _side_by_side(named: Sequence[Span], text: str) -> Iterator[Span]:
    """Yield the names that 、 or 和 joins, together: 胡某某、张某某."""
    runs: list[list[Span]] = []
    for span in sorted(named, key=lambda span: span.start):
        joined = runs and text[runs[-1][-1].end : span.start] in ("、", "和", "与", "及")
        runs[len(runs) - bool(joined) :] = [[*runs[-1], span]] if joined else [[span]]
    for run in runs:
        if len(run) > 1:
            yield Span(tuple(part for span in run for part in span.parts), max(span.fit for span in run) + 0.1, "person")


def _unknown_word(words: Sequence[tuple[int, int]], start: int, stop: int) -> bool:
    """Whether ``start``–``stop`` was cut into single characters, as names are that no dictionary holds."""
    return [b - a for a, b in words] == [1, 1, 1] and (words[0][0], words[-1][1]) == (start, stop)


@cache
def _foreign_name() -> re.Pattern[str]:
    sound = f"[{lexicon.read('name_sounds')}]"
    return re.compile(
        rf"{sound}{{1,7}}+(?:[·・]{sound}{{1,8}}+)+|(?<![a-z])[a-z][a-z.'-]++(?: [a-z][a-z.'-]++){{1,3}}(?![a-z])"
    )


def _is_titled(text: str, start: int, stop: int) -> bool:
    role = lexicon.pattern("roles").search(text[max(0, start - 6) : start])
    called = text.startswith((*cut("titles"), "担任", "出任", "兼任", "当选"), stop)
    return called or text[start - 1] in _TITLE_END or bool(role and text[:start].endswith(role[0]))


def _name_end(text: str, words: Sequence[tuple[int, int]]) -> int:
    """Return where a name ends that begins with the first of *words*, which begins with a surname; 0 when none does."""
    start, stop = words[0]
    most = 4 if stop - start == 2 and text[start:stop] in lexicon.double_surnames() else 3
    for a, b in words[1:]:
        if a != stop or b - start > most or text[a:b] in cut("not_given"):
            break
        stop = b
    return stop if 2 <= stop - start <= most else 0


@cache
def _two_roles() -> re.Pattern[str]:
    role = lexicon.any_of(lexicon.words("roles"))
    return re.compile(rf"({role})[和与及]({role})")


@cache
def _organisation() -> re.Pattern[str]:
    return re.compile(rf"\*?[\u4e00-\u9fffa-z0-9]{{0,14}}?(?:{lexicon.any_of(lexicon.read('organisations'))})")


def _organisations(question: Question, text: str, retriever: Retriever) -> Iterator[Span]:
    """Yield names that end as an organisation's does; one that touches the next is part of it (省农科院果树研究所)."""
    names: list[tuple[int, int]] = []
    for match in _organisation().finditer(text):
        start = match.start() + front(match[0])
        placed = on_words(text, start, match.end(), retriever)
        if placed is None:
            continue
        start = placed[0]
        if names and names[-1][1] == start:
            start = names.pop()[0]
        names.append((start, match.end()))
    asked_about = tuple(unit.text for unit in question.query.units if len(unit.text) > 2)
    for start, end in names:
        name = text[start:end]
        if asked_about and name.endswith(asked_about):  # 镇级治理中心 for 治理中心 is what is asked about
            continue
        if text[max(0, start - 1) : start] == "被" and _RECEIVES.search(question.query.text):  # 被省妇联授予: who gives it
            continue
        if len(name) > 1 and name not in question.query.text and not (_HOW_MANY.search(name) or name.endswith(_DONE)):
            fit = 0.9 if question.target == "organisation" else 0.6
            yield Span(((start, end),), fit * min(1.0, len(name) / 4), "organisation")


def _with_modifier(text: str, start: int, retriever: Retriever) -> int:
    """Return where the word before *start* begins when it only says which (福建客商), else *start*."""
    left, right = next(reversed(list(retriever.segmenter.spans(text[:start]))), (0, 0))
    word = text[left:right]
    alone = right != start or len(word) < 2 or word in word_list("places.yaml", "before") or front(word + "某某")
    return start if alone else left
