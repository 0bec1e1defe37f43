"""The fast dictionary is jieba's own, entry for entry, and cuts as jieba does."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import jieba
import pytest

from retrieval import Library, fold
from retrieval.dictionary import load_dictionary
from retrieval.segment import Segmenter


@pytest.fixture(scope="module")
def jiebas() -> tuple[dict[str, int], int]:
    """The entries as jieba makes them, and the sum of their counts."""
    with (Path(jieba.__file__).parent / "dict.txt").open("rb") as file:
        return jieba.Tokenizer().gen_pfdict(file)  # type: ignore[no-any-return]


def test_it_is_jiebas_own(jiebas: tuple[dict[str, int], int]) -> None:
    """Whatever characters are met, in whatever order, the entries are those that jieba has."""
    made = load_dictionary()
    entries = {word[0]: made.count(word[0]) for word in jiebas[0]}
    for pair in sorted({word[:2] for word in jiebas[0] if len(word) > 1}):
        entries |= made.beginning(pair)
    assert (entries, made.total) == jiebas
    assert (made.count("☃"), made.beginning("☃☃"), made.beginning("村☃")) == (0, {}, {})


def test_it_cuts_as_jieba_does_with_the_same_words(jiebas: tuple[dict[str, int], int], demo: Library) -> None:
    """jieba with all its entries, the genre's words and those learned cuts every demo sentence alike."""
    whole = jieba.Tokenizer()
    whole.FREQ, whole.total = dict(jiebas[0]), jiebas[1]
    whole.initialized = True
    lines = (files("retrieval") / "data" / "userdict.txt").read_text("utf-8").splitlines()
    for word in (fold(line.split()[0]) for line in lines if line.strip() and not line.startswith("#")):
        whole.add_word(word, 5000)
    total = whole.total
    learned = demo.retriever.gazetteer.words
    for word in learned:
        whole.add_word(word, 5000)
    whole.total = total
    segmenter = Segmenter(learned)
    for text in {piece for folded in demo.retriever.folded.values() for piece in folded.split("。")}:
        runs = ["".join(c if "㐀" <= c <= "鿿" else " " for c in text)]
        expected = [word for run in runs[0].split() for word in whole.cut(run, HMM=False)]
        assert [word for word in segmenter.words(text) if not word.isascii()] == expected
