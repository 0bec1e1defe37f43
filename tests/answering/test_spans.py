"""Spans that could answer: the right one is among them, and none but what a sentence holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.question import read_question
from answering.scope import scopes
from answering.spans import Span, find_spans, sentence_span
from answering.spans.span import front
from retrieval import Library, fold
from tests.corpus.strategies import any_of


def spans(library: Library, question: str, sentence: str) -> list[Span]:
    """Find what in *sentence* could answer *question*."""
    asked, text = read_question(question, library.retriever), fold(sentence)
    return find_spans(asked, text, scopes(text, asked.query, library.retriever), library.retriever)


def texts(library: Library, question: str, sentence: str) -> list[list[str]]:
    """The parts of each span, as the sentence writes them, the best fitting first."""
    found = sorted(spans(library, question, sentence), key=lambda span: -span.fit)
    return [[sentence[start:end] for start, end in span.parts] for span in found]


PARTNERS = "与省果树研究所、天和食品公司合作。"
PLANTED = "杏花村种植油桃350亩，月牙村种植百合90亩。"
FESTIVAL = "9月18日，首届采摘节在村文化广场举办，接待游客3200人次。"
ZONES = "设置党建区、便民区、文化区三个功能区。"
MEMBERS = "由农艺师白晓梅驻村指导，推广起垄栽培。"
MODEL = "通过“合作社+农户”模式，带动120户。"
COSTS = "因山高路远，棠垭村的鲜果运费偏高。"
TITLES = "获评“清廉村居”“和美乡村”两项称号。"
wrong = pytest.mark.xfail(strict=True)
"""What is not right yet: such a case must fail, so that an improvement is noticed."""


@pytest.mark.parametrize(
    ("question", "sentence", "parts"),
    [
        pytest.param("哪个村种植百合", PLANTED, ["月牙村"], id="a village"),
        pytest.param(
            "哪些村种植油桃", "南垭村、白鹭村、竹坪村种植油桃。", ["南垭村", "白鹭村", "竹坪村"], id="villages"
        ),
        pytest.param("哪些村发展民宿", "荷塘、竹坪等村发展民宿。", ["荷塘", "竹坪"], id="villages without suffix"),
        pytest.param("哪个村养殖湖羊", "*村养殖湖羊***只。", ["*村"], id="a masked village"),
        pytest.param("月牙村种了多少亩百合", PLANTED, ["90亩"], id="an area"),
        pytest.param("雪菊多少亩", "种植雪菊***亩。", ["***亩"], id="a masked area"),
        pytest.param("接待了多少游客", FESTIVAL, ["3200人次"], id="a number of visits"),
        pytest.param("投了多少钱", "投入３６万元改造食堂4座。", ["３６万元"], id="money in wide digits"),
        pytest.param("采摘节什么时候举办", FESTIVAL, ["9月18日"], id="a date"),
        pytest.param("村务多久公示一次", "村务每季度公示一次。", ["每季度"], id="a frequency"),
        pytest.param("采摘节办了多久", "采摘节办了5天，2022年创办。", ["5天"], id="a duration"),
        pytest.param("采摘节哪年创办", "采摘节办了5天，2022年创办。", ["2022年"], id="a year"),
        pytest.param("采摘节在哪里举办", FESTIVAL, ["村文化广场"], id="a site"),
        pytest.param("石林在哪里", "石林位于南垭村东侧。", ["南垭村东侧"], id="a location"),
        pytest.param("谁驻村指导", MEMBERS, ["白晓梅"], id="a person"),
        pytest.param("和哪个单位合作", PARTNERS, ["省果树研究所"], id="an institute"),
        pytest.param("和哪个公司合作", PARTNERS, ["天和食品公司"], id="a company with a name of its own", marks=wrong),
        pytest.param("有哪些功能区", "设置阅览区、便民区、文化区。", ["阅览区", "便民区", "文化区"], id="a list"),
        pytest.param("获得哪些称号", TITLES, ["清廉村居", "和美乡村"], id="quoted names"),
        pytest.param("用的什么模式", MODEL, ["合作社+农户"], id="a quoted name before its noun"),
        pytest.param("怎么带动农户", MODEL, ["“合作社+农户”模式"], id="a means"),
        pytest.param("为什么运费高", COSTS, ["山高路远"], id="a reason"),
        pytest.param("谁设计了古桥", "古桥由卡洛·费雷拉设计。", ["卡洛·费雷拉"], id="a name of another tongue"),
        pytest.param("讲解用什么语言", "讲解以傣语为主。", ["傣语"], id="a language"),
        pytest.param("古桥花了多少钱", "古桥造价12港元。", ["12港元"], id="another currency"),
        pytest.param("种了哪两种作物", "推行“玉米+大豆”带状种植。", ["玉米", "大豆"], id="a chain"),
    ],
)
def test_the_answer_is_among_the_spans(library: Library, question: str, sentence: str, parts: list[str]) -> None:
    """Whichever is chosen later, it has to be found first."""
    assert parts in texts(library, question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "never"),
    [
        pytest.param("杏花村种了多少亩油桃", "杏花村投入36万元种植油桃350亩。", "36万元", id="money is no area"),
        pytest.param("采摘节什么时候举办", FESTIVAL, "3200人次", id="a number of visits is no date"),
        pytest.param("哪个村种植百合", "柳溪镇月牙村种植百合。", "柳溪镇", id="a town is no village"),
        pytest.param("除了杏花村还有哪些村种植油桃", "杏花村、月牙村种植油桃。", "杏花村", id="what was excluded"),
        pytest.param("杏花村种了什么", PLANTED, "杏花村", id="the place that was asked about"),
    ],
)
def test_what_is_no_answer_is_no_span(library: Library, question: str, sentence: str, never: str) -> None:
    """A span is of the type that is asked for, and not what the question says itself."""
    assert [parts for parts in texts(library, question, sentence) if never in parts] == []


def test_the_unit_asked_for_fits_best(library: Library) -> None:
    """多少亩 wants 亩 before any other area."""
    assert texts(library, "种了多少亩油桃", "油桃基地占地2平方公里，种植350亩。")[0] == ["350亩"]


pieces = any_of(
    "杏花村|月牙村|*村|、|，|和|等村|种植|油桃|350亩|**万元|“合作社+农户”"
    "|模式|因|通过|位于|东侧|罗秋生|书记|9月|每周三|省研究所|（|）|。"
)
ASKED = [
    "哪些村种植油桃",
    "多少亩",
    "谁是书记",
    "什么时候",
    "在哪里",
    "种了什么",
    "哪些模式",
    "为什么",
    "油桃多还是百合多",
]


@given(sentence=st.lists(pieces, min_size=1, max_size=14).map("".join), question=st.sampled_from(ASKED))
def test_spans_are_pieces_of_the_sentence(library: Library, sentence: str, question: str) -> None:
    """Parts are not empty, stand in the sentence, in order and apart."""
    for span in spans(library, question, sentence):
        places = [i for start, end in span.parts for i in range(start, end)]
        assert [part for part in span.parts if part[0] >= part[1]] == []
        assert places == sorted(set(places))
        assert set(places) <= set(range(len(sentence)))
        assert (span.start, span.end) == (places[0], places[-1] + 1)


@pytest.mark.parametrize(("sentence", "span"), [("村民增收。", "村民增收"), ("村民增收", "村民增收"), ("。", "。")])
def test_a_sentence_without_its_closing_mark(sentence: str, span: str) -> None:
    found = sentence_span(sentence)
    assert sentence[found.start : found.end] == span


def test_a_name_is_not_cut_behind_the_first_character_of_a_word() -> None:
    assert front("临海经济开发区") == 0
    assert front("经省农科院") == 1


@pytest.mark.parametrize("name", ["云志强", "储月娥", "宫立新"])
def test_a_rare_surname_behind_an_office_begins_a_name(library: Library, name: str) -> None:
    assert texts(library, "村支部书记叫什么", f"我是青坡镇水泉村党支部书记{name}。")[0] == [name]
