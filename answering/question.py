"""Reading a question: what kind, what it asks for, and what it holds fixed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from answering import lexicon
from answering.amount import asked_amount, counted_before
from answering.figures import find_figures, parse_number, spellings
from answering.model import Kind
from retrieval import Name, Query, Retriever, Unit, fold

MANY = re.compile(
    r"哪些|些什么|些啥|什么.{1,4}、什么|哪几|哪[两二三四五六七八九十]|都有|有哪|几样|几种|分别|各自?(?:是|管|干|负责|做|有)?(?:什么|啥|些)|各是|还有(?:谁|哪|什么|啥)"
    r"|(?:什么人|谁)组成|哪.{0,4}组成"
)
_EXCEPT = re.compile(r"除了?(.{1,20}?)(?:以外|之外|外)?(?:[,还都也]|有(?:谁|哪))")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|第(?!一次)[一二三四五六七八九十百]+(?=届|期|批|名|位|次|轮|季度)")
_ROLE = (
    r"(?:人|能人|书记|主任|村长|镇长|老板|支书|干部|专家|带头人|党员|经理|院长|校长|客商|队长|所长|站长|指导员|联络员|网格长|组长|专干"
    r"|教授|老师|博士|医生|大夫|村医|能手|好手|技术员|农技员|农艺师|工程师|设计师|大爷|大妈|大叔|大伯|大姐|老汉|小伙子?|后生|姑娘|青年"
    r"|调解员|护林员|保洁员|讲解员|乡贤|名人|顾问|会计|文书|厂长|社长|场长|局长|部长|县长|乡长|理事长|董事长|先生|女士|烈士|英雄)"
)
_NAMED = re.compile(
    rf"{_ROLE}[^,的]{{0,6}}(?:叫(?:什么|啥|做)|姓(?:什么|啥)|的?(?:名字|姓名)|是谁|是哪(?:个(?![单部村镇县乡地公省市])|位))"
    rf"|(?:谁|哪位)是[^,]{{0,12}}{_ROLE}[?]?$|[他她]叫(?:什么|啥)"
)
_HEAD_BEFORE = re.compile(
    r"(?:的|最|那个?|[高低多少大小好差])([一-鿿]{1,3})(?:分别|都|究竟|到底|又)?是哪(?:一|几)?(?:个|家|位|些|种|项)?[?]?$"
)
_ASKED = re.compile(
    r"(?:哪|什么|啥|何|几|多少)(?:一|几|些|[两二三四五六七八九十])?"
    r"(?:(?:个(?!体)|种(?![植养子类])|项(?!目)|样(?!板)|家(?![庭园长])|位(?!置)|类(?!型)|款(?!项)|条(?![件例])|座(?!谈)"
    r"|次(?!数)|届|批(?!次)|份(?!额)|部(?![门队])|支(?![部书])|名(?![字称单])|幅(?!度)))?"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年|$|[^0-9])")


@dataclass(frozen=True, slots=True)
class Question:
    """A question read. Offsets count in ``query.text``, the folded question without preface and thanks.

    kind        what is asked for
    asked_at    (start, end) of the words that ask
    dimension   area, money, people, … for how_much and bare words, else empty
    unit        the unit named in the question (多少亩 → 亩), else empty
    head        the noun behind 哪个/什么 (哪个公司 → 公司), else empty
    target      place, person, organisation, time, amount, thing: what the head or the kind asks for; empty: anything
    many        every answer is wanted
    places      known places in the question that the answer's passage must hold
    unknown     place names in the question that no report holds
    excluded    words behind 除了
    numbers     numbers of the question, as written; years among them
    wanted      how many answers the question itself counts (哪三样 → 3), 0 when it does not
    regional    a place in it only says which report is meant
    said        figures answered before in the conversation it goes on with: (report, start of the sentence, figure)
    """

    query: Query
    kind: Kind
    asked_at: tuple[int, int]
    dimension: str = ""
    unit: str = ""
    head: str = ""
    target: str = ""
    many: bool = False
    places: tuple[Name, ...] = ()
    unknown: tuple[str, ...] = ()
    excluded: str = ""
    numbers: tuple[str, ...] = ()
    regional: bool = False
    wanted: int = 0
    said: frozenset[tuple[str, int, str]] = frozenset()


def read_question(text: str, retriever: Retriever, given: str = "") -> Question:
    """Read *text* with the words of the corpus behind *retriever*, once for each corpus.

    given  the words it begins with that were taken over from an earlier question: its words weigh less, its numbers hold
           nothing fixed but the year
    """
    return retriever.remembered((text, given), lambda: _read(text, retriever, given))


def _read(text: str, retriever: Retriever, given: str) -> Question:
    query = _with_measures(_with_numbers(retriever.query(fold(strip_politeness(text)).replace("甚么", "什么"))))
    behind = len(given) if query.text.startswith(fold(given)) else 0
    if behind:
        query = replace(query, units=tuple(u._replace(carried=True) if u.end <= behind else u for u in query.units))
    kind, span = _kind(query.text)
    if span[0] == span[1] and (meant := _meant(query.text)) != query.text:
        return _read(meant, retriever, given)
    query = retriever.set_aside(query, _asked_from(query, span[0], retriever))
    if span[0] == span[1]:
        head = ""
        kind, dimension, unit, target = _bare(query.text, kind)
    else:
        head, target = _head(query.text, span, kind, retriever)
        kind, target = _refined(kind, head, target, query.text)
        dimension, unit = asked_amount(query.text, span, kind)
        if kind is Kind.HOW_MUCH and (counted := counted_before(query.text)):
            head, target, dimension, unit = counted
    excluded = match[1] if (match := _EXCEPT.search(query.text)) else ""
    places, unknown = _places(query, retriever, excluded)
    places = tuple(n for n in places if not (target == "place" and _is_asked_of(n, head, span, retriever)))
    regional = bool(_region().search(query.text))
    if regional:  # the place only says which report is meant
        query = replace(query, units=tuple(u for u in query.units if not any(u.text in n.text for n in places)))
    return Question(
        query=query,
        kind=kind,
        asked_at=span,
        dimension=dimension,
        unit=unit,
        head=head,
        target=target or _TARGETS.get(kind, ""),
        many=kind is Kind.LIST or bool(MANY.search(query.text)),
        places=places,
        unknown=unknown,
        excluded=excluded,
        numbers=(*_YEAR.findall(query.text[:behind]), *_NUMBER.findall(query.text[behind:])),
        regional=regional,
        wanted=_wanted(query.text),
    )


def _refined(kind: Kind, head: str, target: str, text: str) -> tuple[Kind, str]:
    """Let what is asked for decide the kind where the words that ask leave it open: 什么公司 asks who."""
    if kind in (Kind.WHAT, Kind.WHO) and (_NAMED.search(text) or re.search(r"哪一?位", text)):
        return Kind.WHO, "person"
    elsewhere = target in ("thing", "person", "organisation") and not lexicon.place_class(head)
    if kind is Kind.WHERE and elsewhere:  # 在哪部电影里, 效力于哪支球队
        kind = Kind.WHAT
    if kind is Kind.WHAT and target in ("organisation", "person"):
        return Kind.WHO, target
    superlative = kind is Kind.COMPARE and re.search(r"最|第一|垫底|倒数", text)
    if target == "place" and (kind is Kind.WHAT or superlative):
        return Kind.WHICH_PLACE, target
    return kind, target


_CLAUSE_ENDS = re.compile(r"[,。;!?:]")
_SAYS_ENOUGH = 6.0
"""Idf of what clauses must say to ask by themselves: one rare word, or two."""


def _asked_from(query: Query, at: int, retriever: Retriever) -> int:
    """Return where the question asked at offset *at* begins behind the story: at 请问, 想打听…, or the clauses before it
    until enough is said. 0 when nobody tells a story."""
    begged = [match.end() for match in _begging().finditer(query.text, 0, at)][-1:]
    starts = begged and [0, *(m.end() for m in _CLAUSE_ENDS.finditer(query.text, 0, begged[0])), *begged]
    for start in reversed(starts):
        said = [unit for unit in query.units if unit.start >= start and len(unit.text) > 1]
        if sum(retriever.weight(unit) for unit in said if unit.synonyms or retriever.knows(unit.text)) >= _SAYS_ENOUGH:
            return start
    return 0


@cache
def _begging() -> re.Pattern[str]:
    return re.compile(lexicon.asking()["begging"])


def _meant(text: str) -> str:
    """Return a question mark's text that nothing else makes a question with 哪 for a 那 typed in its place: 做那些事可以换积分？"""
    return re.sub(r"那(?=[个些里儿家年位种天月几次样项类条]|一[年天月次届])", "哪", text) if text.endswith("?") else text


_TARGETS = {Kind.WHICH_PLACE: "place", Kind.WHERE: "place", Kind.WHO: "agent", Kind.WHEN: "time"}


def _with_numbers(query: Query) -> Query:
    """Let the figures of a question match however they are written: 八千多块 and 8000元."""
    figures, units = find_figures(query.text), list(query.units)
    for figure in figures:
        if figure.value is None or figure.value < 3 or query.text[max(0, figure.start - 2) : figure.start].strip("“")[-1:] == "哪":
            continue
        written = spellings(figure)
        units = [u for u in units if not figure.start <= u.start < figure.end]
        units.append(Unit(query.text[figure.start : figure.end], figure.start, written))
    return replace(query, units=tuple(sorted(units, key=lambda u: u.start))) if figures else query


_ONE = re.compile(r"一(?=(?:个?[月年天]|亩|斤|公斤|方|吨|栋|户|人|座|只|头|株|次|场|晚|位|间|套|度|公里|米)$)")


def _with_measures(query: Query) -> Query:
    """Let 一亩, 一方, 一个月 of a question match 每亩, 每方, 每月."""
    if "一" not in query.text and "每个" not in query.text:
        return query
    units = []
    for unit in query.units:
        each = _ONE.sub("每", unit.text).replace("每个", "每")
        units.append(unit._replace(synonyms=(*unit.synonyms, each)) if each != unit.text and each not in unit.synonyms else unit)
    return replace(query, units=tuple(units))


def _wanted(text: str) -> int:
    counted = re.search(r"哪[“\"]?([两二三四五六七八九十])", text)
    return int(parse_number(counted[1]) or 0) if counted else 0


def strip_politeness(text: str) -> str:
    """Drop what people say before and after the question itself.

    >>> strip_politeness("您好，想核实一个数：青里村增收多少？谢谢！")
    '青里村增收多少？'
    """
    folded = fold(text)
    start, end = 0, len(folded)
    for pattern in _politeness("prefaces") * 3:  # 您好，我是村里的，请问 …
        match = pattern.match(folded, start)
        if match and len(folded) - match.end() >= 4:
            start = match.end()
    for pattern in _politeness("endings"):
        match = pattern.search(folded, start)
        if match and match.start() - start >= 4:
            end = min(end, match.start() + (folded[match.start() : match.start() + 1] == "?"))
    return text[start:end].strip()


@cache
def _politeness(key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern.removeprefix("^")) for pattern in lexicon.asking()[key])


@cache
def _kinds() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((Kind(kind), re.compile(pattern)) for kind, pattern in lexicon.asking()["kinds"])


@cache
def _region() -> re.Pattern[str]:
    return re.compile(lexicon.asking()["region"])


def _kind(text: str) -> tuple[Kind, tuple[int, int]]:
    """Return the kind and where it is asked; WHAT and an empty span at the end for bare words.

    A comparison is asked by the whole sentence; of the others the last one counts (产业怎么布局，定了什么规划).
    """
    found = [(order, kind, match.span()) for order, (kind, pattern) in enumerate(_kinds()) for match in pattern.finditer(text)]
    compared = [entry for entry in found if entry[1] is Kind.COMPARE]
    if not found:
        return Kind.WHAT, (len(text), len(text))
    _, _, (last, _) = max(compared or found, key=lambda entry: entry[2][::-1])
    _, kind, span = min(entry for entry in compared or found if entry[2][1] > last)
    return kind, span


_ONE_OF = re.compile(r"([一-鿿]{1,3})(?:里头?|里面|之?中|当中|之间)[^?]*(?:是|有|属)(?:哪(?:一|几)?个|哪些)[?]?$")
_EITHER = re.compile(r"[和与或跟及、]([一-鿿]{1,3})(?=[?]|$)")


def _head(text: str, span: tuple[int, int], kind: Kind, retriever: Retriever) -> tuple[str, str]:
    """Return the noun behind 哪个/什么 and what it asks for; a reason has none (为什么党员…)."""
    if within := _ONE_OF.search(text):  # 十一个村里头，最穷的是哪一个
        found = next((within[1][i:] for i in range(len(within[1])) if within[1][i:] in lexicon.heads()), "")
        if found:
            return found, lexicon.heads()[found]
    if kind is Kind.WHY_HOW and re.match(r"为|咋|怎|图|凭|因", text[span[0] :]):
        return "", ""
    if before := _HEAD_BEFORE.search(text):
        found = next((before[1][i:] for i in range(len(before[1])) if before[1][i:] in lexicon.heads()), "")
        if found:
            return found, lexicon.heads()[found]
    match = _ASKED.search(text, span[0])
    if match is None:
        return "", ""
    rest = re.sub(r"^([一-鿿]{1,4}?)里(?![一-鿿])", r"\1", text[match.end() :])
    rest = re.sub("^[省市县区镇乡村](?:里|上|级|直)的?(?=[一-鿿]{2})", "", rest)  # 哪几家县里的单位
    known, first = lexicon.heads(), next((end for _, end in retriever.segmenter.spans(rest)), 0)
    for length in range(min(6, len(rest)), 0, -1):
        if length == 1 < first and rest[0] not in "村镇乡" and rest[1] not in "子儿里":  # 年轻干部 is no 年
            break
        if rest[:length] in known and rest[length : length + 1] not in ("级", "生"):  # 国家级 is no country, 大学生 no school
            other = _EITHER.match(rest, length)
            if other and known.get(other[1]) == known[rest[:length]] == "place":  # 哪几个县和镇: either will do
                return "地方", "place"
            return rest[:length], known[rest[:length]]
    words = list(islice(retriever.segmenter.words(rest), 2)) if rest[:1].isalnum() else []
    if len(words) == 2 and len(words[0]) == 2 and known.get(words[1]) == "organisation":  # 农业公司: a company
        return words[1], known[words[1]]
    word = next(iter(words), "")
    if len(word) > 1 and word[-1] in "村镇乡县":  # 后进村: a village
        return word[-1], "place"
    return (word, "thing") if len(word) > 1 or lexicon.place_class(word) else ("", "")




def _bare(text: str, kind: Kind) -> tuple[Kind, str, str, str]:
    """Read a question of bare words by its last one."""
    if _MOST_OF.fullmatch(text.strip(" ?。!,")):  # 最富的村: which one
        return Kind.WHICH_PLACE, "", "", "place"
    last = re.split(r"[\s,。?!]+", text.strip(" ?。!,"))[-1]
    unit = last.removesuffix("数")  # 亩数, 户数: so many of the unit
    if unit in lexicon.units() and last != text:
        return Kind.HOW_MUCH, min(lexicon.units()[unit]), unit, ""
    if re.search("(?<![多少人次户])数$|(?<![质力产数])量$", last) and last != text:  # 床位数, 供水量
        return Kind.HOW_MUCH, "", "", ""
    for attribute, names in lexicon.asking()["attributes"].items():
        alone = last == text  # 水泉村2023年集体收入: one word asks as two do, when its end names an amount
        if alone and attribute in ("place", "person", "name", "time", "frequency"):
            continue
        if any(last.endswith(name) and len(last) - len(name) >= 2 * alone for name in names):
            if attribute in ("place", "person", "name"):
                return {"place": Kind.WHICH_PLACE, "person": Kind.WHO, "name": Kind.LIST}[attribute], "", "", ""
            if attribute in ("time", "frequency"):
                return Kind.WHEN, {"time": "date"}.get(attribute, attribute), "", "time"
            return Kind.HOW_MUCH, attribute, "", ""
    return kind, "", "", ""


_MOST_OF = re.compile("[^,?]*最[一-鿿]{1,3}的?(?:村|镇|乡|社区|村子|乡镇)")
_VILLAGES = re.compile(r"村(?:集体|民|级|干部|支书|支部|委|两委|里|庄|镇|规民约|党)")


def _is_asked_of(name: Name, head: str, asked_at: tuple[int, int], retriever: Retriever) -> bool:
    """Whether a bare name behind the words that ask for a place of its own kind is a word like any other.

    哪个村扩种芍药 asks about the flower, though there is a 芍药村.
    """
    full = retriever.gazetteer.stems.get(name.stem, "")
    return bool(head) and name.start >= asked_at[1] and name.text == name.stem and full == name.stem + head


def _places(query: Query, retriever: Retriever, excluded: str) -> tuple[tuple[Name, ...], tuple[str, ...]]:
    """Return the known places of a question, and its village names that no report holds."""
    known, unknown = [], []
    for name in retriever.gazetteer.places(query.text, retriever.segmenter):
        if name.text in excluded or "*" in name.text or " " in query.content[name.start : name.end]:
            continue
        if name.stem in retriever.gazetteer.stems or name.text in retriever.gazetteer.written:
            known.append(name)
        elif _VILLAGES.match(query.text, name.end - 1):  # 查出村集体…: the 村 begins the next word
            continue
        elif name.text.endswith(("村", "社区")) and len(name.stem) > 1:
            if retriever.knows(name.stem):  # the reports write it without its 村
                known.append(name)
            else:
                unknown.append(name.text)
    return tuple(known), tuple(unknown)
