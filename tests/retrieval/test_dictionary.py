"""The fast dictionary is jieba's own, entry for entry, and cuts as jieba does."""

from __future__ import annotations

from retrieval import Library
from retrieval.dictionary import load_dictionary
from retrieval.segment import Segmenter
from tests.retrieval.whole_jieba import jiebas, whole_jieba


def test_it_is_jiebas_own() -> None:
    """Whatever characters are met, in whatever order, the entries are those that jieba has."""
    made = load_dictionary()
    meant, total = jiebas()
    entries = {word[0]: made.count(word[0]) for word in meant}
    for pair in sorted({word[:2] for word in meant if len(word) > 1}):
        entries |= made.beginning(pair)
    assert (entries, made.total) == (meant, total)
    assert (made.count("☃"), made.beginning("☃☃"), made.beginning("村☃")) == (0, {}, {})


def test_it_cuts_as_jieba_does_with_the_same_words(demo: Library) -> None:
    """jieba with all its entries, the genre's words and those learned cuts every demo sentence alike."""
    learned = demo.retriever.gazetteer.words
    whole = whole_jieba(learned)
    segmenter = Segmenter(learned)
    for text in {piece for folded in demo.retriever.folded.values() for piece in folded.split("。")}:
        runs = ["".join(c if "㐀" <= c <= "鿿" else " " for c in text)]
        expected = [word for run in runs[0].split() for word in whole.cut(run, HMM=False)]
        assert [word for word in segmenter.words(text) if not word.isascii()] == expected
