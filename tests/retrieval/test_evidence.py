"""Pieces of a word in a text: the same ones for a word of three hundred letters, without looking for each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.evidence import MADE_UP, PART, _forms, _longest_part, clauses
from retrieval.query import Unit

LETTERS = st.text("ab羊肚", max_size=40)


def pieces(word: str, text: str) -> list[str]:
    """Every piece of two characters or more, shorter than *word*, that stands in *text*; the longest first."""
    lengths = range(len(word) - 1, 1, -1)
    cut = [word[start : start + length] for length in lengths for start in range(len(word) - length + 1)]
    return [piece for piece in cut if piece in text]


@given(st.integers(2, 3 * MADE_UP).flatmap(lambda n: st.text("ab羊肚", min_size=n, max_size=n)), LETTERS)
def test_a_long_word_has_the_same_pieces_as_a_short_one(word: str, text: str) -> None:
    found = pieces(word, text)
    assert _longest_part(word, text) == ((len(found[0]) / len(word), found[0]) if found else (0.0, ""))
    forms = [*_forms(Unit(word, 0), text)]
    whole = [(word, 1.0)] if word in text else []
    assert forms == whole + [(piece, PART * len(piece) / len(word)) for piece in found]


@given(st.text("1,:亩。", max_size=20))
def test_comma_parts_are_the_sentence_and_a_number_is_not_cut(sentence: str) -> None:
    parts = clauses(sentence)
    assert "".join(sentence[a:b] for a, b in parts) == sentence
    assert all(a < b for a, b in parts)
    cuts = {b for _, b in parts[:-1]}
    within = {i + 1 for i in range(1, len(sentence) - 1) if sentence[i] in ",:" and sentence[i - 1] == sentence[i + 1] == "1"}
    assert cuts == {i + 1 for i, c in enumerate(sentence[:-1]) if c in ",:"} - within
