"""What is said of whom: parallel clauses of one sentence."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.scope import Scope, scopes
from retrieval import Library, fold
from tests.corpus.strategies import any_of

TWO = "杏花村种植油桃350亩，月牙村种植百合90亩。"
MASKED = "*村养殖湖羊***只，石磨村养蜂**箱。"
LISTED = "南垭村油桃、白鹭村百合、竹坪村雪菊都卖得好。"
LONG = "月牙村投入36万元，改造食堂，修通公路，石磨村新建大棚。"


def cut(library: Library, text: str, question: str = "") -> tuple[Scope, ...]:
    """Cut *text* into the scopes that *question* sees."""
    return scopes(fold(text), library.retriever.query(question), library.retriever)


def governing(library: Library, text: str, word: str, question: str = "") -> list[str]:
    """Names of the places that govern *word* in *text*."""
    (scope,) = [scope for scope in cut(library, text, question) if scope.holds(fold(text).index(word))]
    return [name.text for name in scope.places]


@pytest.mark.parametrize(
    ("text", "word", "places"),
    [
        pytest.param(TWO, "油桃", ["杏花村"], id="the first of two"),
        pytest.param(TWO, "350亩", ["杏花村"], id="the first one's figure"),
        pytest.param(TWO, "百合", ["月牙村"], id="the second of two"),
        pytest.param(TWO, "90亩", ["月牙村"], id="the second one's figure"),
        pytest.param(
            "南垭村、白鹭村、竹坪村种植油桃。", "油桃", ["南垭村", "白鹭村", "竹坪村"], id="three with one crop"
        ),
        pytest.param("荷塘、竹坪等村发展民宿，南垭村开办农家乐。", "民宿", ["荷塘", "竹坪"], id="a list with 等村"),
        pytest.param("荷塘、竹坪等村发展民宿，南垭村开办农家乐。", "农家乐", ["南垭村"], id="behind a list with 等村"),
        pytest.param(
            "推动南垭村、白鹭村创建景区，指导竹坪村办民宿。", "景区", ["南垭村", "白鹭村"], id="a verb before"
        ),
        pytest.param("推动南垭村、白鹭村创建景区，指导竹坪村办民宿。", "民宿", ["竹坪村"], id="another verb before"),
        pytest.param("全镇种植茶叶1800亩，杏花村种植油桃320亩。", "茶叶", [], id="before any place is named"),
        pytest.param("全镇种植茶叶1800亩，杏花村种植油桃320亩。", "320亩", ["杏花村"], id="behind the first place"),
        pytest.param(LONG, "公路", ["月牙村"], id="two commas on"),
        pytest.param(LONG, "大棚", ["石磨村"], id="until the next place"),
        pytest.param(MASKED, "湖羊", ["*村"], id="a masked village"),
        pytest.param(MASKED, "**箱", ["石磨村"], id="behind a masked village"),
        pytest.param(
            "云岭县柳溪镇杏花村种植油桃，双桥乡白鹭村开放湿地。", "油桃", ["杏花村"], id="the village, not the county"
        ),
        pytest.param("云岭县柳溪镇杏花村种植油桃，双桥乡白鹭村开放湿地。", "湿地", ["白鹭村"], id="not the township"),
        pytest.param(LISTED, "百合", ["白鹭村"], id="a place in each item"),
        pytest.param(LISTED, "油桃", ["南垭村"], id="in the first item"),
        pytest.param("由南垭村、白鹭村和竹坪村合办冷库。", "冷库", ["南垭村", "白鹭村", "竹坪村"], id="joined by 和"),
        pytest.param(
            "柳溪镇党委组织培训，双桥乡举办比赛。", "比赛", ["双桥乡"], id="townships, where no village is named"
        ),
    ],
)
def test_who_governs(library: Library, text: str, word: str, places: list[str]) -> None:
    """A figure or a crop is a village's only in that village's scope."""
    assert governing(library, text, word) == places


def test_a_name_no_dictionary_has_between_known_ones(library: Library) -> None:
    """陡岗 is a place because its neighbours in the list are, and the question's word stands behind it."""
    text = "各村错位发展，南垭村百合、陡岗油桃、白鹭村雪菊。"
    assert governing(library, text, "油桃", "哪个村种油桃") == ["陡岗"]


pieces = any_of("杏花村|月牙村|石磨|*村|双桥乡|、|，|和|等村|种植|油桃|350亩|推动|全镇|：|。|“|”")


@given(pieces=st.lists(pieces, max_size=14), question=st.sampled_from(["", "哪个村种植油桃", "石磨村种了多少亩"]))
def test_scopes_cover_the_sentence_without_gaps(library: Library, pieces: list[str], question: str) -> None:
    """Every character is in exactly one scope, and a scope's places stand in it."""
    text = fold("".join(pieces))
    found = cut(library, text, question)
    assert "".join(text[scope.start : scope.end] for scope in found) == text
    assert all(one.end == other.start for one, other in pairwise(found))
    assert [s for s in found for name in s.places if not (s.holds(name.start) and name.end <= s.end)] == []
