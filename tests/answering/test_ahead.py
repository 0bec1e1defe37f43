"""Reading ahead: what a sentence is has been worked out before anybody asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answering import answer, read_ahead
from corpus import DEMO
from retrieval import Library, open_library
from retrieval.segment import Segmenter


@pytest.fixture
def fresh() -> Library:
    """The demo reports, of which no sentence was looked at yet."""
    return open_library(DEMO)


def test_no_sentence_is_cut_into_words_after_it(fresh: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_ahead(fresh) == fresh.retriever.size
    sentences = {passage.text for group in fresh.retriever.groups for passage in group}
    cut: list[str] = []
    words = Segmenter._cut

    def noted(self: Segmenter, text: str) -> Iterator[tuple[int, int]]:
        cut.append(text)
        return words(self, text)

    monkeypatch.setattr(Segmenter, "_cut", noted)
    assert answer("哪个村种植羊肚菌", fresh).answer == "青里村"
    assert cut
    assert not sentences & set(cut)


def test_the_answers_are_the_same(fresh: Library, demo: Library) -> None:
    read_ahead(fresh)
    for question in ("哪个村种植羊肚菌", "通昌村种了多少亩巨菌草", "东关寨在哪个村"):
        assert answer(question, fresh).spans == answer(question, demo).spans


def test_many_reports_are_not_read_ahead(tmp_path: Path) -> None:
    lines = "\n".join(f"第{number}村种植茭白{number + 10}亩。" for number in range(1100))
    (tmp_path / "长.txt").write_text(f"长长的总结\n{lines}\n", encoding="utf-8")
    assert read_ahead(open_library(tmp_path)) == 0
