"""Counts are what a Counter of the same sentences is, whatever was added and taken off, kept and loaded."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from retrieval.counts import Counts

ODD = st.characters(codec=None, categories=("Lo", "Nd", "Po", "Cc", "Cs"))  # NUL and lone surrogates too
text = st.text(st.one_of(st.sampled_from("青里村种植a1"), ODD), max_size=8)
texts = st.lists(text, max_size=5)


def counted(sentences: list[str]) -> Counter[str]:
    """Count the slow way."""
    return Counter(gram for one in sentences for gram in {*one, *map("".join, pairwise(one))})


@given(sentences=texts, asked=texts)
def test_counts_are_those_of_a_counter(sentences: list[str], asked: list[str]) -> None:
    """Each gram with its number; 0 for every other text, also when several are looked up together."""
    counts, expected = Counts.of(sentences), counted(sentences)
    assert dict(counts.items()) == expected
    assert counts.characters == "".join(sorted(gram for gram in expected if len(gram) == 1))
    for one in asked:
        counts.meet(one)
    grams = {"", "青里村", *asked, *counted(asked)}
    assert {gram: counts[gram] for gram in grams} == {gram: expected[gram] for gram in grams}
    assert [gram for gram in grams if (gram in counts) is not (gram in expected)] == []


@given(sentences=texts, most=st.integers(1, 12))
def test_the_commonest_are_held_by_more_sentences_than_the_others(sentences: list[str], most: int) -> None:
    counts, expected = Counts.of(sentences), counted(sentences)
    commonest = counts.commonest(most)
    assert len(commonest) == min(most, len(expected))
    left = [expected[gram] for gram in expected.keys() - commonest]
    assert min((expected[gram] for gram in commonest), default=0) >= max(left, default=0)


@given(rounds=st.lists(st.tuples(st.booleans(), texts), max_size=6))
def test_any_changes_give_what_the_sentences_left_give(rounds: list[tuple[bool, list[str]]]) -> None:
    """Sentences come and go in any order."""
    counts, there = Counts(), list[list[str]]()
    for leaves, sentences in rounds:
        if leaves and there:
            counts -= Counts.of(there.pop(0))
        else:
            there.append(sentences)
            counts += Counts.of(sentences)
    assert counts == Counts.of([text for sentences in there for text in sentences])


@given(several=st.lists(texts, max_size=6))
def test_a_sum_is_that_of_all_sentences(several: list[list[str]]) -> None:
    """However many are put together at a time."""
    assert Counts.sum(map(Counts.of, several)) == Counts.of([text for sentences in several for text in sentences])


def test_a_sum_of_many_is_put_together_in_steps(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Memory holds some of them at a time, and the result is the same."""
    monkeypatch.setattr("retrieval.counts._AT_ONCE", 5)
    sentences = [f"村{number}种了{number % 7}亩" for number in range(60)]
    assert Counts.sum(Counts.of([sentence]) for sentence in sentences) == Counts.of(sentences)
