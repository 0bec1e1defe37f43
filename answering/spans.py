"""Spans that could answer, one extractor a target: places, agents, figures, times, things, lists, reasons and means.

Every extractor is a pure function of a folded sentence and the question and yields Spans: offsets in that sentence. Which
one answers is decided in ``choose.py``; here is only what could.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from answering import lexicon
from answering.figures import find_figures
from answering.model import Kind
from answering.question import Question
from answering.scope import Scope
from retrieval import Retriever, clauses, word_list


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate: ``parts`` are (start, end) offsets in the folded sentence, in order; ``fit`` is how well its type fits, 0 … 1."""

    parts: tuple[tuple[int, int], ...]
    fit: float
    rule: str

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.parts[-1][1]


_DATE = re.compile(
    r"(?:[0-9]{4}|\*{2,4}|今|去|前|当|本|明)年(?:度)?(?:初|底|末|(?:[0-9]{1,2}|\*+)月(?:份)?(?:(?:[0-9]{1,2}|\*+)日|[上中下]旬|初|底)?)?(?:[上下]半年)?"
    r"|(?:[0-9]{1,2}|\*+)月(?:份)?(?:(?:[0-9]{1,2}|\*+)日)?|[上下]半年|[一二三四]季度|换届以来|截至目前|“?[一二三四]五”?(?:期间|时期)"
    r"|[春夏秋冬]季|每?周[一二三四五六日]晚?"
)
_QUOTED = re.compile(r"[“《「]([^“”《》「」]{1,40})[”》」]")
_COORDINATED = re.compile(r"[^,。;:、()“”\s]*[^,。;:()\s]*、[^,。;:()\s]*")
_NOUN = r"[\u4e00-\u9fffa-z0-9*+·-]"


def find_spans(question: Question, text: str, scopes: Sequence[Scope], retriever: Retriever) -> list[Span]:
    """Return every span of folded *text* that could answer *question* by its type."""
    kind, target = question.kind, question.target
    spans: list[Span] = []
    if kind is Kind.HOW_MUCH:
        return list(_figures(question, text))
    if kind is Kind.WHEN:
        return list(_times(question, text))
    if target == "place":
        spans += _places(question, text, scopes, retriever)
        spans += _modifiers(question, text, retriever)
        spans += [*_located(text), *_ranked(question, text)] if kind is Kind.WHERE else []
        if kind is Kind.WHICH_PLACE and question.head in _OFFICES:
            return spans
    if target in ("agent", "person", "organisation"):
        spans += _agents(question, text, retriever)
    if kind is Kind.WHY_HOW:
        spans += _reasons(text, question)
    if question.head:
        spans += _headed(question, text)
    if question.many or kind is Kind.LIST:
        spans += _lists(question, text)
    if kind in (Kind.WHAT, Kind.LIST, Kind.COMPARE) or target in ("thing", ""):
        spans += _things(text)
        spans += _objects(question, text)
        spans += _said_of_place(question, text, scopes)
    if kind is Kind.COMPARE:
        spans += _figures(question, text)
    return spans


_OFFICES = frozenset(["村", "行政村", "自然村", "村子", "村庄", "社区", "镇", "乡", "乡镇", "街道", "县", "市", "省", "镇子"])
"""Heads that ask for a place with an office of its own: only a place's name answers."""


def _figures(question: Question, text: str) -> Iterator[Span]:
    """Figures of the dimension asked for; one with the unit the question names fits best."""
    asked, unit = question.dimension, question.unit
    ordinal = bool(re.search(r"第几|几届|第多少", question.query.text))
    for figure in find_figures(text):
        if figure.ordinal and not ordinal:
            continue
        if unit and (figure.unit.endswith(unit) or figure.unit.startswith(unit)):
            fit = 1.0
        elif not asked:
            fit = 0.3 if figure.dimensions & {"share", "time", "rank"} else 0.7
        elif asked in figure.dimensions:
            fit = 0.9 if not unit else 0.75
        elif {asked, *figure.dimensions} <= {"count", "people", "times"}:
            fit = 0.85 if unit == "个" and "people" in figure.dimensions else 0.6
        else:
            continue
        yield Span(((figure.start, figure.end),), fit, "figure")


def _times(question: Question, text: str) -> Iterator[Span]:
    """Dates, durations or frequencies, whichever is asked."""
    frequency = [m.span() for m in lexicon.pattern("frequency").finditer(text)]
    usually = re.search(r"一般|通常|平时|每次", question.query.text)
    if question.dimension != "duration":
        sure = 1.0 if question.dimension == "frequency" or usually else 0.5
        yield from (Span((s,), sure + (0.1 if text[s[0]] in "每一按逐" else -0.4), "frequency") for s in frequency)
    if question.dimension == "date":
        for match in _DATE.finditer(text):
            yield Span((match.span(),), 0.9 if "*" in match[0] or match[0][:1] in "今去前当本明" else 1.0, "date")
    else:
        for figure in find_figures(text):
            if "time" in figure.dimensions and not figure.ordinal and figure.unit not in ("届", "岁"):
                yield Span(((figure.start, figure.end),), 1.0 if question.dimension == "duration" else 0.5, "duration")
        if question.dimension == "duration":
            yield from (Span((span,), 0.7, "frequency") for span in frequency)


def _places(question: Question, text: str, scopes: Sequence[Scope], retriever: Retriever) -> Iterator[Span]:
    """The places that govern a scope, together."""
    asked = {name.stem for name in question.places}
    for scope in scopes:
        names = [n for n in scope.places if n.stem not in asked and n.stem not in question.excluded]
        names = [n for n in names if not any(n.text in unit.text for unit in question.query.units)]
        fitting = [n for n in names if _is_headed(retriever.gazetteer.stems.get(n.stem, n.text), question.head)]
        if names:
            chosen = fitting or names
            parts = tuple((n.start, n.end) for n in chosen)
            yield Span(parts, 1.0 if fitting or not question.head else 0.8, "place")


def _is_headed(name: str, head: str) -> bool:
    """Whether a name without or with the suffix may be what *head* asks for (水磨 may be a 村, 宁都县 not)."""
    suffixes = ("社区", "景区", "村", "镇", "乡", "县", "市", "省", "区", "寨")
    ending = next((s for s in suffixes if name.endswith(s)), "")
    return not ending or not head or head in ("地方", "地点", "位置", "处") or head.endswith(ending) or ending in head


_PREPOSED = re.compile(
    r"(?:设置?在|建在|位于|坐落于|坐落在|地处|落户|(?<![一-鿿])在|放到|开到|搬到|送到|前往|纳入|列入|来自|源自|出自|到|于|至)(?P<x>[^,。;:]{2,24}?)"
    r"(?=等地|等村|等处|举办|举行|召开|建设|建成|开展|地点|一线|进行|观摩|设立|[,。;:]|$)"
)
_AS_SITE = re.compile(r"以(?P<x>[^,。;:]{2,30}?)(?:为|作为)(?:阵地|基地|据点|场所|平台|载体)")


def _located(text: str) -> Iterator[Span]:
    """What follows 在, 位于, 设在 …, and names of facilities."""
    for pattern in (_AS_SITE, _PREPOSED):
        for match in pattern.finditer(text):
            if not re.search(r"目前|年|月|日$", match["x"]):
                if not match["x"].startswith("*"):
                    yield Span(_members(text, *match.span("x")), 0.9, "located")
    for match in _site().finditer(text):
        cut = _CUT_FRONT.match(match[0])
        yield Span(((match.start() + (cut.end() if cut else 0), match.end()),), 0.6, "site")


@cache
def _site() -> re.Pattern[str]:
    sites = [suffix for suffix in lexicon.read("places") if len(suffix) > 1]
    return re.compile(rf"{_NOUN}{{1,8}}?(?:{lexicon.any_of(sites)})")


def _modifiers(question: Question, text: str, retriever: Retriever) -> Iterator[Span]:
    """The word right before a word asked about: 普礼 in 普礼的罗汉里, the known place 后溪 in 后溪温泉酒店."""
    stems = retriever.gazetteer.stems
    for unit in question.query.units:
        if len(unit.text) < 2 or (at := text.find(unit.text)) < 0:
            continue
        match = re.search(r"(?:^|[,、;:及和与在由])([一-鿿]{2,4}?)的$", text[:at])
        if match:
            yield Span((match.span(1),), 1.0, "modifier")
        for length in (4, 3, 2):
            stem = text[max(0, at - length) : at]
            if stem in stems and _is_headed(stems[stem], question.head):
                yield Span(((at - length, at),), 0.9, "modifier")
                break


_RANK = re.compile(r"[一-鿿]{0,2}(?:前列|前茅|首位|榜首|末位|中游|上游|下游|第[一二三四五六七八九十0-9]+(?:名|位)?)")


def _ranked(question: Question, text: str) -> Iterator[Span]:
    """A rank, where the question asks what place something takes (排在什么位置)."""
    if "排" in question.query.text or "名次" in question.query.text:
        yield from (Span((match.span(),), 1.0, "rank") for match in _RANK.finditer(text))


_TITLE_END = "师员长生记任授手工"
_BREAK_BEFORE = "的,由"


def _persons(text: str, retriever: Retriever) -> Iterator[Span]:
    """People's names: a surname behind a role (sure) or a break (less so), with the characters jieba leaves single."""
    words = list(retriever.segmenter.spans(text))
    for i, (start, _) in enumerate(words):
        stop = _name_end(text, words[i : i + 3])
        if not start or not stop:
            continue
        role = lexicon.pattern("roles").search(text[max(0, start - 6) : start])
        called = re.match(r"(?:副?(?:部长|书记|主任|镇长|乡长|村长|局长|院长|校长|站长|所长|经理)|同志|教授|老师|先生|女士)", text[stop:])
        titled = bool(called) or text[start - 1] in _TITLE_END or bool(role and text[:start].endswith(role[0]))
        follows = text[stop : stop + 1] in ",、。;等在为是任被返回牵带创的" or stop == len(text)
        known = text[start:stop] in retriever.gazetteer.stems
        if titled or (text[start - 1] in _BREAK_BEFORE and follows and stop - start == 3 and not known):
            yield Span(((start, stop),), (1.0 if titled else 0.8) * (1.0 if stop - start == 3 else 0.8), "person")


def _name_end(text: str, words: list[tuple[int, int]]) -> int:
    """Return where a name that begins with the first of *words* ends, 0 when none does."""
    start, stop = words[0]
    if not re.match(lexicon.surnames(), text[start:stop]) or stop - start > 3:
        return 0
    for a, b in words[1:]:
        if a != stop or b - start > 3 or text[a:b] in _NOT_GIVEN:
            break
        stop = b
    return stop if stop - start in (2, 3) else 0


_NOT_GIVEN = frozenset(["的", "在", "是", "和", "与", "为", "等", "说", "任", "被", "将", "把", "从", "到", "由", "有", "对", "向", "返乡", "回乡", "牵头", "担任", "带领", "负责", "同志", "介绍", "退休", "创办", "成立", "发展"])


@cache
def _organisation() -> re.Pattern[str]:
    names = lexicon.any_of(lexicon.read("organisations"))
    return re.compile(rf"[\*]?[\u4e00-\u9fffa-z0-9]{{0,14}}?(?:{names})")


_CUT_FRONT = re.compile(
    r"^.*(?:携手|对接|联合|依托|邀请|引进|引入|引导|与|(?<![县市省区镇乡村][一-鿿])和|同|由|跟|及|在|向|被|把|让|为|从|对|以|经|请|属|是|实现|结成|成立|组建|建成|交办|积极|参加|参观|加入|通过|组织|推动|扩大)(?=.{2})"
)


def _agents(question: Question, text: str, retriever: Retriever) -> Iterator[Span]:
    """People by name or role, organisations by the end of their name; members of a list together."""
    if question.target in ("agent", "person"):
        yield from _persons(text, retriever)
    for match in re.finditer(rf"({_role_words()})(?:[和与及]({_role_words()}))", text) if question.many else ():
        yield Span((match.span(1), match.span(2)), 0.9, "roles")
    for match in lexicon.pattern("roles").finditer(text):
        if question.target == "agent" and match[0] not in question.query.text:
            yield Span(((_with_modifier(text, match.start(), retriever), match.end()),), 0.6, "role")
    if question.target != "person":
        yield from _organisations(question, text)


@cache
def _role_words() -> str:
    return lexicon.any_of(lexicon.words("roles"))


def _organisations(question: Question, text: str) -> Iterator[Span]:
    """Names that end as an organisation's does; one that touches the next is part of it (省农科院果树研究所)."""
    names: list[tuple[int, int]] = []
    for match in _organisation().finditer(text):
        cut = _CUT_FRONT.match(match[0])
        start = match.start() + (cut.end() if cut else 0)
        if names and names[-1][1] == start:
            start = names.pop()[0]
        names.append((start, match.end()))
    for start, end in names:
        name = text[start:end]
        if len(name) > 1 and name not in question.query.text:
            fit = 0.9 if question.target == "organisation" else 0.6
            yield Span(((start, end),), fit * min(1.0, len(name) / 4), "organisation")


def _with_modifier(text: str, start: int, retriever: Retriever) -> int:
    """Return where the word before *start* begins when it only says which (福建客商), else *start*."""
    before = [span for span in retriever.segmenter.spans(text[:start])]
    if before and before[-1][1] == start and start - before[-1][0] >= 2:
        word = text[before[-1][0] : start]
        if word not in before_names() and not _CUT_FRONT.match(word + "某某"):
            return before[-1][0]
    return start


def _headed(question: Question, text: str) -> Iterator[Span]:
    """Words that end in the noun of 哪个X / 什么X: 中央第八巡视组 for 哪个巡视组."""
    head = re.escape(question.head)
    for match in re.finditer(rf"《([^》]*{head})》", text):
        yield Span((match.span(1),), 1.3, "head")
    for match in re.finditer(rf"{head}(?:主要|就|还|都)?(?:是|为|有|包括)([^,。;]{{2,24}})", text):
        yield Span((match.span(1),), 1.1, "head")
    for match in re.finditer(rf"(?:[“《][^”》]{{1,30}}|{_NOUN}{{1,16}}?){head}[”》]?", text):
        start, end = match.span()
        cut = _CUT_FRONT.match(match[0])
        named = match[0].startswith(("“", "《"))
        if cut and not named:
            start += cut.end()
        if not named and re.match(r"真正|合理|许多|不少|各类|各种|相关|有关|这些|那些|本|该|其他", text[start:end]):
            continue
        if end - start > len(question.head) and text[start:end] not in question.query.text:
            yield Span(((start, end),), 0.95, "head")
    for match in re.finditer(rf"[“《]([^”》]{{2,40}})[”》](?=[^,。;”》]{{0,6}}{head})|以“?([^,;。]{{2,12}}?(?:,[^,;。”]{{2,12}})?)”?为[^,。;]{{0,2}}{head}", text):
        yield Span((match.span(match.lastindex or 0),), 1.0, "head")
    if question.head in ("方位", "方向"):
        yield from (Span((m.span(),), 1.0, "head") for m in re.finditer(r"[东南西北中]{1,2}[方部侧面角边]", text))


def _lists(question: Question, text: str) -> Iterator[Span]:
    """Coordinations joined by 、, runs of quoted names, chains by + and —; best beside the noun asked for."""
    for pattern, member, fit in _LISTS:
        for match in re.finditer(pattern, text):
            start, end = match.span(1) if match.lastindex else match.span()
            if member:
                parts = tuple((start + m.start(m.lastindex or 0), start + m.end(m.lastindex or 0)) for m in re.finditer(member, text[start:end]))
            else:
                parts = _members(text, start, end)
            beside = question.head and question.head in text[max(0, parts[0][0] - 8) : parts[-1][1] + 10]
            yield Span(parts, fit + (0.15 if beside else 0.0), "list")


_LISTS = (
    (r"“[^”]+”(?:[、和与及]?“[^”]+”)+", r"“([^”]+)”", 0.85),
    (r"[“(]([^”()]*、[^”()]*)[”)]", "", 0.9),
    (r"[^,。;:、“”()\s]+(?:、[^,。;:、“”()\s]+)+", "", 0.85),
    (r"[一-鿿]{1,6}(?:[—–-][一-鿿]{1,6})+", r"[一-鿿]+", 0.85),
    (rf"{_NOUN}{{1,8}}(?:\+{_NOUN}{{1,8}})+", r"[^+]+", 0.75),
)
"""Pattern of a list, of its members (empty: cut at 、), and how well such a list fits."""


_LEAD = re.compile(
    r"^.*?(?:通过|组建|成立|建立|打造|编撰|编制|编写|制定|印发|出台|推出|引进|引入|发展|种植|养殖|培育|做强|做大|完成|推进|实施|开展|举办|建设|包括|如|即|分为|分成|实行|坚持|要做到|做到|注重从|从|在|将|把|由|对|与|以|同|为|独创的|的|有|是|荣获|获评|获得|了|到)(?=[^、]{2})"
)
_CLOSE = re.compile(r"(?:等[^、]*|组成.*|构成.*|(?<=..)(?:一起|共同).*|分开|中挖掘.*|(?:[0-9一二三四五六七八九十两*]+)[个家项条种类处座款名支所].*|[和与及]其?他?.*?工作.*)$")


def _members(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the members of the list at ``start``–``end``: the verb before the first and what closes the last cut off."""
    pieces = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^、]+", text[start:end])]
    if not pieces:
        return ((start, end),)
    first, last = pieces[0], pieces[-1]
    lead = _LEAD.match(text[slice(*first)]) if len(pieces) > 1 else None
    if lead:
        pieces[0] = (first[0] + lead.end(), first[1])
    close = _CLOSE.search(text[slice(*last)])
    if close and close.start() > 0:
        pieces[-1] = (pieces[-1][0], last[0] + close.start())
    joined: list[tuple[int, int]] = []
    for a, b in pieces:
        middle = re.search(r"(?<=[一-鿿]{2})[和与及](?=[一-鿿]{2})", text[a:b]) if len(pieces) > 1 and (a, b) == pieces[-1] else None
        joined += [(a, a + middle.start()), (a + middle.end(), b)] if middle else [(a, b)]
    return tuple(joined)


def _things(text: str) -> Iterator[Span]:
    """Titles between marks, and what follows 是, 为, 叫."""
    for match in _QUOTED.finditer(text):
        yield Span((match.span(1),), 0.7, "quoted")
    for match in re.finditer(r"(?<![一二三四五六七八九十])(?:主要(?:来源|产业)?还?是|就?是|(?<![作成认更称])为|即|叫做?|名为|称为)([^,。;:、]{1,24})", text):
        yield Span((match.span(1),), 0.6, "copula")


def _objects(question: Question, text: str) -> Iterator[Span]:
    """What stands beside the words asked about: the rest of their comma-part, before and behind them."""
    for start, end in clauses(text):
        while end > start and not text[end - 1].isalnum() and text[end - 1] not in "”》*%)":
            end -= 1
        matched = [m for m in _matched(question, text, start, end)]
        if not matched or end <= start:
            continue
        left, right = min(m[0] for m in matched), max(m[1] for m in matched)
        tail = _trim(text, right, end)
        if tail[1] - tail[0] >= 2:
            yield Span((tail,), 0.5, "behind")
        front = _trim(text, start, left)
        if front[1] - front[0] >= 2:
            yield Span((front,), 0.35, "before")
        if end - start <= 24:
            yield Span(((start, end),), 0.3, "clause")


def _said_of_place(question: Question, text: str, scopes: Sequence[Scope]) -> Iterator[Span]:
    """What a list says of the question's place: 向日葵 in 水磨向日葵、大窑村金丝皇菊."""
    asked = {name.stem for name in question.places}
    for scope in scopes:
        last = next((name for name in reversed(scope.places) if name.stem in asked), None)
        if last is None or last != scope.places[-1]:
            continue
        rest = re.match(r"(?:的|(?:主要|重点|共|已)?(?:种植|种|养殖|养|发展|生产|出产|主打|有|盛产))*([^,。;、]{2,12}?)(?=等|[,。;、]|$)", text[last.end : scope.end])
        if rest and not re.search(r"[0-9*]", rest[1]):
            yield Span(((last.end + rest.start(1), last.end + rest.end(1)),), 0.75, "place's")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop a figure at the end and function words at both ends."""
    while start < end and text[start] in "了的着过在到为是有、和与及地,:":
        start += 1
    tail = re.search(r"(?:\*+|[0-9.]+)(?:余|多)?(?:亩|个|万元|元|人|户|家|栋|次|名)?$", text[start:end])
    if tail and tail.start() >= 2:
        end = start + tail.start()
    while end > start and text[end - 1] in "的了等、,“(《":
        end -= 1
    while start < end and text[start] in "”)》":
        start += 1
    return start, end


def _matched(question: Question, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for unit in question.query.units:
        for word in (unit.text, *unit.synonyms):
            if len(word) > 1 and start <= (at := text.find(word, start, end)):
                yield at, at + len(word)
                break


def _reasons(text: str, question: Question) -> Iterator[Span]:
    """The reason or the means: what follows 因, 通过, 依托 …, or the clause before 因此."""
    asks_reason = bool(re.search(r"为(?:什么|啥|何|嘛)|咋就|怎么(?:就|会|没|不)|原因|缘|图|因|卡", question.query.text))
    marks = ("reason_marks", "means_marks") if asks_reason else ("means_marks", "purpose_marks")
    for fit, key in zip((0.9, 0.6), marks, strict=True):
        for match in lexicon.pattern(key).finditer(text):
            stop = re.search(r"[,。;]|形式|方式|等", text[match.end() :])
            end = match.end() + (stop.start() if stop else len(text) - match.end())
            if end - match.end() >= 2:
                yield Span(((match.end(), end),), fit, "reason" if asks_reason else "means")
    for start, end in clauses(text):
        yield Span(((start, max(start + 1, end - 1)),), 0.3, "clause")


def sentence_span(text: str) -> Span:
    """Return the whole sentence without its closing mark."""
    end = len(text.rstrip("。;!?；！？,"))
    return Span(((0, max(1, end)),), 0.1, "sentence")


@cache
def before_names() -> frozenset[str]:
    """Return the words that stand before a name and are no part of it."""
    return frozenset(word_list("places.yaml", "before"))
