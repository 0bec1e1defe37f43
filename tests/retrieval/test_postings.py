"""Postings that were patched are those that the same documents give from scratch."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import postings
from retrieval.postings import Patched, Postings

Documents = list[Sequence[str]]

documents = st.lists(st.lists(st.sampled_from("茭白百合茶叶亩"), max_size=4), max_size=6)


def told(made: Postings | Patched) -> tuple[dict[str, list[tuple[int, int]]], list[int]]:
    """Return what each term is in and how often, and the documents' lengths."""
    found = {term: list(zip(*map(np.ndarray.tolist, made.of_term(term)), strict=True)) for term in made.terms}
    return {term: held for term, held in found.items() if held}, made.lengths.tolist()


@pytest.mark.parametrize("little", [0, 2, 50])
@given(rounds=st.lists(documents, min_size=2, max_size=5), seed=st.integers(0, 99))
def test_what_was_patched_is_what_is_made_from_scratch(little: int, rounds: list[Documents], seed: int) -> None:
    """Documents go, come and change places, again and again; patched always, sometimes, hardly ever."""
    chance, now = random.Random(seed), list(rounds[0])
    made: Postings | Patched = Postings.of(now)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "_LITTLE", little)
        for fresh in rounds[1:]:
            following = [(number, terms) for number, terms in enumerate(now) if chance.random() < 0.7]
            following += [(-1, terms) for terms in fresh]
            chance.shuffle(following)
            places = np.full(len(now), -1)
            for to, (number, _) in enumerate(following):
                if number >= 0:
                    places[number] = to
            new = ((to, terms) for to, (number, terms) in enumerate(following) if number < 0)
            made, now = made.moved(places, new, len(following)), [terms for _, terms in following]
            assert told(made) == told(made.flat()) == told(Postings.of(now))


def test_one_change_among_many_leaves_the_arrays_alone() -> None:
    """Of a hundred documents one is new: the arrays of before are the same objects."""
    before = Postings.of([["茭白"]] * 100)
    after = before.moved(np.array([*range(99), -1]), [(99, ["百合"])], 100)
    assert isinstance(after, Patched)
    assert after.before is before
    assert isinstance(after.moved(np.full(100, -1), ((at, ["亩"]) for at in range(9)), 9), Postings)
