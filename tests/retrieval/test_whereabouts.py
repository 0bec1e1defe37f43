"""Where a word stands: the index and the text together say what looking through every text says."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from retrieval import Library
from retrieval.segment import grams
from retrieval.whereabouts import LOOKED_AT, terms_of

MADE_UP = ["火箭军", "里青村", "羊肚亩", "123456", "zz"]


def scanned(library: Library, word: str) -> list[tuple[str, int]]:
    """Look through every sentence."""
    passages = (passage for group in library.retriever.groups for passage in group if word in "".join(p.text for p in group))
    return [(p.report.name, p.sentence.start) for p in passages if word in p.text]


def pieces(sentences: tuple[str, ...]) -> st.SearchStrategy[str]:
    """A run of what a question may hold, out of a sentence, and sometimes what no report holds."""

    def cut(sentence: str) -> st.SearchStrategy[str]:
        runs = re.findall(r"[一-鿿]+(?:[0-9]+[一-鿿]+)*", sentence) or ["村"]
        spans = [run[a : a + length] for run in runs for a in range(len(run)) for length in (2, 3, 4, 7)]
        return st.sampled_from([span for span in spans if len(span) > 1] or ["村"])

    return st.one_of(st.sampled_from(sentences).flatmap(cut), st.sampled_from(MADE_UP))


@given(data=st.data())
def test_a_word_stands_where_a_scan_finds_it(demo: Library, sentences: tuple[str, ...], data: st.DataObject) -> None:
    """In the same sentences, in their order; where very many paragraphs have its terms, in some of them."""
    word = data.draw(pieces(sentences))
    assume(not re.search(r"^[0-9]|[0-9]$", word))
    found = [(p.report.name, p.sentence.start) for p in demo.retriever.standing(word)]
    everywhere = scanned(demo, word)
    (terms,) = terms_of(word) or ((),)
    many = len(demo.retriever.engine.search(dict.fromkeys(terms, 1.0), LOOKED_AT + 1, required=terms)) > LOOKED_AT
    if many:
        assert found == [place for place in everywhere if place in found] != []
    else:
        assert found == everywhere
    assert demo.retriever.writes(word) or not everywhere


@pytest.mark.parametrize(
    ("word", "stands"),
    [("羊肚菌", True), ("肚菌", True), ("羊肚虫", False), ("青里村推", True), ("里青", False), ("0万元", True), ("2022", True)],
)
def test_what_the_reports_write(demo: Library, word: str, stands: bool) -> None:
    """Words, pieces of words, and numbers as they are written; a number may be cut off at its edge beside a word."""
    assert any(word in text for text in demo.retriever.folded.values()) is stands, "the case no longer stands in the reports"
    assert demo.retriever.writes(word) is stands


@given(data=st.data())
def test_what_lacks_a_term_does_not_hold_the_word(sentences: tuple[str, ...], data: st.DataObject) -> None:
    """The last set of terms of any piece of a sentence is among the sentence's own."""
    sentence = data.draw(st.sampled_from(sentences))
    start = data.draw(st.integers(0, len(sentence) - 1))
    word = sentence[start : data.draw(st.integers(start + 1, len(sentence)))]
    sets = terms_of(word)
    if re.search(r"[一-鿿]", word):
        assert {*sets[-1]} <= {*grams(sentence)}


def test_a_passage_is_found_by_its_place(demo: Library) -> None:
    """Every sentence by the report's name and where it begins, and nothing between two."""
    groups = demo.retriever.groups
    for passage in groups[0] + groups[-1]:
        assert groups.passage(passage.report.name, passage.sentence.start) == passage
    assert groups.passage(demo.corpus.reports[0].name, -1) is None
    assert groups.passage("没有.txt", 0) is None
