"""Folding keeps every offset, and folds what people type one way and reports write another."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import fold

anything = st.text(st.characters(exclude_categories=()))
"""Lone surrogates too: JSON can carry them."""


@given(anything)
def test_the_length_stays(text: str) -> None:
    """Offsets in a folded text are offsets in the text."""
    assert len(fold(text)) == len(text)


@given(anything)
def test_folding_twice_is_folding_once(text: str) -> None:
    """What was folded for the index can be compared with what is folded again in a question."""
    assert fold(fold(text)) == fold(text)


@given(anything, anything)
def test_a_character_folds_by_itself(one: str, other: str) -> None:
    """A quote folded alone is the same slice of its folded report: no character depends on its neighbours."""
    assert fold(one + other) == fold(one) + fold(other)


def test_every_character_there_is_keeps_its_length() -> None:
    """All letters of Unicode and, beyond its first three planes, the last character."""
    every = "".join(map(chr, [*range(0x30000), sys.maxunicode]))
    assert len(fold(every)) == len(every)


@pytest.mark.xfail(strict=True, reason="薴 becomes 苧, and 苧 becomes 苎")
def test_every_character_there_is_is_folded_to_the_end() -> None:
    """No folded character would fold further."""
    folded = fold("".join(map(chr, range(0x3400, 0xA000))))
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("東關寨", "东关寨"),
        ("種植茭白", "种植茭白"),
        ("１２．５％", "12.5%"),
        ("ＡＢＣ", "abc"),
        ("GDP", "gdp"),
        ("，：（）", ",:()"),
        ("　", " "),
        ("㎡", "㎡"),
        ("½", "½"),
        ("“茭白”。", "“茭白”。"),
        ("İ", "İ"),
        ("👨‍🌾", "👨‍🌾"),
        ("", ""),
    ],
)
def test_what_is_compared(typed: str, compared: str) -> None:
    """Script, width and case are folded; what would become two characters, marks and signs stay."""
    assert fold(typed) == compared
