"""Cutting an answer out of its sentence: where pieces begin and end, and which of them is taken."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.choose import best_of, cut, sheet
from answering.cutting import Sheet, asked_for, cutting, traits, weighed
from answering.question import read_question
from answering.spans.pieces import MOST, edges, pieces
from retrieval import Hit, Library, Passage, fold
from retrieval.evidence import Scale, Setting
from tests.corpus.strategies import any_of


def found(library: Library, question: str, sentence: str) -> Hit:
    """Stand *sentence* in for a sentence of the corpus, as if it had been found for *question*."""
    retriever = library.retriever
    asked = read_question(question, retriever)
    home = retriever.groups[0][0]
    passage = Passage(home.report, home.paragraph, home.sentence, fold(sentence), "")
    scale = Scale(asked.query, asked.asked_at[0], {unit: retriever.weight(unit) for unit in asked.query.units})
    (evidence,) = scale.weigh(Setting((passage.text,), ("",), passage.text))
    return Hit(passage, 1.0, evidence)


def laid_out(library: Library, question: str, sentence: str) -> Sheet:
    """Lay *sentence* out for cutting."""
    asked = read_question(question, library.retriever)
    return sheet(best_of(asked, found(library, question, sentence), library.retriever, {}), library.retriever)


def answered(library: Library, question: str, sentence: str) -> str:
    """Cut the answer to *question* out of *sentence*, its parts joined by 、."""
    asked = read_question(question, library.retriever)
    choice = cut(asked, best_of(asked, found(library, question, sentence), library.retriever, {}), library.retriever)
    return "、".join(choice.hit.passage.text[start:end] for start, end in choice.span.parts)


BRIDGE = "虹影桥由卡洛·费雷拉设计,2004年落成,位于白石河下游,桥面以花岗石铺设,又名月弯桥。"
BIRD = "灰顶雀是一种小型鸣禽,主要分布于西部高原及河谷林地,以草籽及昆虫为食,羽毛呈暗褐色。"


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        pytest.param("虹影桥是谁设计的？", BRIDGE, "卡洛·费雷拉", id="a name of another tongue"),
        pytest.param("虹影桥什么时候落成？", BRIDGE, "2004年", id="a year"),
        pytest.param("虹影桥又名什么？", BRIDGE, "月弯桥", id="another name"),
        pytest.param("灰顶雀分布在什么地方？", BIRD, "西部高原及河谷林地", id="a range"),
        pytest.param("山道全长多少米？", "山道海拔较高,全长1,900米,沿途有凉亭3座。", "1,900米", id="a figure with its comma"),
        pytest.param("月牙村种植什么", "杏花村种植油桃350亩,月牙村种植百合90亩,石磨村种植雪菊5亩。", "百合", id="a crop, not its area"),
    ],
)
def test_the_answer_is_cut(library: Library, question: str, sentence: str, answer: str) -> None:
    """What is left says what was asked and little else."""
    said = answered(library, question, sentence)
    assert answer in said
    assert len(said) <= len(answer) + 6


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("为什么运费高", "reason"),
        ("怎么带动农户", "means"),
        ("种了多少亩", "figure"),
        ("桥长和桥宽各是多少", "figures"),
        ("他是哪国人", "country"),
        ("什么时候开工", "date"),
        ("办了多久", "duration"),
        ("在哪里举办", "where"),
        ("哪个村种植百合", "which_place"),
        ("谁驻村指导", "person"),
        ("和哪个公司合作", "organisation"),
        ("石林又名什么", "name"),
        ("什么是夜校", "definition"),
        ("油桃有什么特点", "trait"),
        ("办了哪些节庆", "list"),
        ("用的什么模式", "headed"),
    ],
)
def test_what_is_asked_for(library: Library, question: str, asked: str) -> None:
    """Each has weights of its own."""
    assert asked_for(read_question(question, library.retriever)) == asked


def test_the_weights_are_of_traits_that_exist(library: Library) -> None:
    """A trait that no code measures would be dead weight: the plain ones all occur."""
    measured: set[str] = set()
    for question in ("虹影桥用什么材料铺设？", "虹影桥在哪里？", "虹影桥是谁设计的？", "虹影桥何时落成", "他的桥有哪些？"):
        for sentence in (BRIDGE, BIRD, "他们在2004年的铺设材料有花岗石、青砖等。"):
            laid = laid_out(library, question, sentence)
            measured |= {trait for span in laid.spans() for trait in traits(laid, span) if ":" not in trait}
    assert {trait for trait in cutting() if ":" not in trait} <= measured


chunks = any_of("虹影桥|由|位于|的|，|、|2004年|1,900米|“花岗石|”|（|）|《|》|卡洛·费雷拉|又名|铺设|***亩|a b|：|。|因此")


@given(text=st.one_of(st.text(max_size=60), st.lists(chunks, max_size=25).map("".join)))
def test_pieces_lie_in_the_text(text: str) -> None:
    """Not empty, inside, not too long, and every bracket that opens in one closes in it."""
    text = fold(text)
    starts, ends = edges(text, [])
    assert all(a < b for pairs in (starts, ends) for (a, _), (b, _) in pairwise(pairs))
    for span in pieces(text, starts, ends):
        (start, end), piece = span.parts[0], text[span.start : span.end]
        assert 0 <= start < end <= len(text)
        assert piece.count("(") == piece.count(")")
        assert piece.count("“") == piece.count("”")


@given(sentence=st.lists(chunks, min_size=1, max_size=20).map("".join), question=any_of("谁铺设|位于哪里|又名什么|为什么|多少亩"))
def test_every_candidate_can_be_weighed(library: Library, sentence: str, question: str) -> None:
    """Whatever the sentence, each candidate has a finite weight and lies in it, parts in order."""
    laid = laid_out(library, question, sentence)
    for weight, span in weighed(laid):
        assert isfinite(weight)
        places = [i for part in span.parts for i in range(*part)]
        assert places == sorted(set(places))
        assert set(places) <= set(range(len(laid.text)))


@pytest.mark.parametrize("unit", ["由", "，", "（", "“", "1,", "虹影桥", "·", "a ", "卡·", "、位于"])
def test_a_hostile_sentence_is_cut_all_the_same(library: Library, unit: str) -> None:
    """A line of one mark gives no more pieces than any other sentence, none of them long."""
    laid = laid_out(library, "虹影桥由谁设计", unit * (5_000 // len(unit)))
    found = [span for span in laid.spans() if span.rule == "piece"]
    assert len(found) <= MOST
    assert all(isfinite(weight) for weight, _ in weighed(laid))
