"""Words and terms: nothing is lost, learned words stay whole, and one corpus never teaches another."""

from __future__ import annotations

import re

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Library, fold
from retrieval.segment import Segmenter
from tests.retrieval.whole_jieba import whole_jieba

WORD = re.compile(r"[a-z0-9\u3400-\u9fff]")
PLAIN, TAUGHT = Segmenter(), Segmenter(["羊肚菌", "青里村"])
WHOLE, WHOLE_TAUGHT = whole_jieba(), whole_jieba(["羊肚菌", "青里村"])

genre = st.text(st.sampled_from("青里村种植了羊肚菌螺丝菜面积亩年的和在党支部、，。*·ａ3０.%k "), max_size=40)
anything = st.one_of(st.text(), genre)


@given(anything)
def test_no_ideograph_letter_or_digit_is_lost(text: str) -> None:
    """Every one stands in exactly one word, in order."""
    folded = fold(text)
    words = list(PLAIN.spans(folded))
    covered = [i for start, end in words for i in range(start, end)]
    assert covered == sorted(set(covered))
    assert {i for i, character in enumerate(folded) if WORD.match(character)} <= set(covered)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=30) | genre)
def test_words_are_those_that_jieba_cuts(text: str) -> None:
    """Of ideographs, with the same dictionary and no guessing of words that it lacks."""
    for run in re.findall(r"[\u4e00-\u9fa5]+", fold(text)):
        assert PLAIN.words(run) == list(WHOLE.cut(run, HMM=False))


@given(anything)
def test_words_are_the_text_at_their_spans(text: str) -> None:
    """A word is never empty, never made up, and holds no blank and no mark but a decimal point."""
    folded = fold(text)
    words = PLAIN.words(folded)
    assert words == [folded[start:end] for start, end in PLAIN.spans(folded)]
    assert [word for word in words if not re.fullmatch(r"[\u3400-\u9fff]+|[a-z0-9]+(\.[0-9]+)?", word)] == []


@given(genre, st.data())
def test_a_piece_shares_a_term_with_its_text(text: str, data: st.DataObject) -> None:
    """Two ideographs in a row, cut out anywhere, lead back to the text."""
    runs = re.findall(r"[\u3400-\u9fff]{2,}", text)
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 2))
    piece = run[start : data.draw(st.integers(start + 2, len(run)))]
    assert set(PLAIN.terms(piece)) & set(PLAIN.terms(text))


@given(anything)
def test_terms_are_pieces_of_the_text(text: str) -> None:
    """Nothing is indexed that is not written."""
    folded = fold(text)
    assert [term for term in PLAIN.terms(folded) if term not in folded] == []


def test_a_word_of_two_characters_counts_once() -> None:
    """茭白 is a word and its own bigram; counted twice it would outweigh the rarer long words."""
    assert PLAIN.terms("茭白") == ["茭白", "茭", "白"]


def test_numbers_are_terms() -> None:
    assert PLAIN.terms("共1260件,占12.5%") == ["共", "1260", "件", "占", "12.5"]


@pytest.mark.parametrize(
    ("learned", "text"),
    [
        ("棠垭", "推动棠垭村晋级"),
        ("羊肚菌", "种植羊肚菌80亩"),
        ("槟榔芋", "共种植槟榔芋260亩"),
        ("后会有溪", "露营地后会有溪开放"),
        ("菌粮轮作", "推行菌粮轮作模式"),
        ("荆三棱", "芜头村荆三棱丰收"),
    ],
)
def test_a_learned_word_stays_whole(learned: str, text: str) -> None:
    """Jieba cuts these apart by itself."""
    assert learned in Segmenter([learned]).words(text)


def test_learned_words_are_folded() -> None:
    """A name learned in traditional characters is the same name."""
    assert Segmenter(["東關寨", "ＡＢ"]).learned == {"东关寨", "ab"}


def test_every_name_of_the_demo_reports_stays_whole(demo: Library) -> None:
    """What was learned from a corpus is one word for its segmenter."""
    retriever = demo.retriever
    assert retriever.gazetteer.words
    assert [w for w in retriever.gazetteer.words if retriever.segmenter.words(w) != [w]] == []


def test_two_segmenters_never_share_learned_words() -> None:
    """Each corpus has a dictionary of its own, whichever was made first."""
    text = "石磨垭种了蓝雪菊"
    before = PLAIN.words(text)
    one, other = Segmenter(["石磨垭"]), Segmenter(["蓝雪菊"])
    assert ("石磨垭" in one.words(text), "蓝雪菊" in one.words(text)) == (True, False)
    assert ("石磨垭" in other.words(text), "蓝雪菊" in other.words(text)) == (False, True)
    assert PLAIN.words(text) == before
    assert Segmenter().words(text) == before


def test_jieba_itself_learns_nothing() -> None:
    """Whoever else uses jieba in the process finds it as it comes."""
    known, tagged, total = dict(jieba.dt.FREQ), dict(jieba.dt.user_word_tag_tab), jieba.dt.total
    Segmenter(["石磨垭", "蓝雪菊"]).words("石磨垭种了蓝雪菊")
    assert (jieba.dt.FREQ, jieba.dt.user_word_tag_tab, jieba.dt.total) == (known, tagged, total)


@given(anything)
def test_long_words_are_those_that_cutting_every_run_gives(text: str) -> None:
    """A run is cut only where a long word may stand; none is missed."""
    folded = fold(text)
    for segmenter, whole in ((PLAIN, WHOLE), (TAUGHT, WHOLE_TAUGHT)):
        runs = [run for run in re.findall(r"[\u3400-\u9fff]+", folded) if len(run) > 2]
        expected = [word for run in runs for word in whole.cut_for_search(run, HMM=False) if len(word) > 2]
        assert segmenter.long_words(folded) == expected


_LEARNED = st.lists(st.text("青里村羊肚菌轮作ab１", min_size=1, max_size=5), max_size=6)


@given(_LEARNED, _LEARNED, st.lists(st.text("青里村羊肚菌轮作种植ab１、", max_size=12), min_size=1, max_size=4))
def test_words_learned_later_are_as_if_learned_at_once(before: list[str], more: list[str], texts: list[str]) -> None:
    """Whatever was cut before; and the segmenter of before cuts as it did."""
    first = Segmenter(before)
    cut = [first.spans(text) for text in texts]
    later, at_once = first.also(more), Segmenter([*before, *more])
    for text, spans in zip(texts, cut, strict=True):
        assert (later.spans(text), later.terms(text)) == (at_once.spans(text), at_once.terms(text))
        assert (Segmenter(before).spans(text), first.terms(text)) == (spans, Segmenter(before).terms(text))
    assert later.learned == at_once.learned
    assert all(later.begins(word[:2]) for word in at_once.learned)
