"""Warming up: what the first questions would wait for has been done before anybody asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answering import answer, warm_up
from corpus import DEMO
from retrieval import Choice, Library, open_library, segment
from retrieval.segment import Segmenter


@pytest.fixture
def fresh() -> Library:
    """The demo reports, of which no sentence was looked at yet."""
    return open_library(DEMO)


def test_no_sentence_is_cut_into_words_after_it(fresh: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    warm_up(fresh)
    sentences = {passage.text for group in fresh.retriever.groups for passage in group}
    cut: list[str] = []
    words = Segmenter._cut

    def noted(self: Segmenter, text: str) -> list[tuple[int, int]]:
        cut.append(text)
        return words(self, text)

    monkeypatch.setattr(Segmenter, "_cut", noted)
    assert answer("通昌村种了多少亩巨菌草", fresh).found
    assert cut
    assert not sentences & set(cut)


def test_the_answers_are_the_same(fresh: Library, demo: Library) -> None:
    warm_up(fresh)
    for question in ("哪个村种植羊肚菌", "通昌村种了多少亩巨菌草", "东关寨在哪个村"):
        assert answer(question, fresh).spans == answer(question, demo).spans


def test_many_reports_are_not_read_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "\n".join(f"第{number}村种植茭白{number + 10}亩。" for number in range(1100))
    (tmp_path / "长.txt").write_text(f"长长的总结\n{lines}\n", encoding="utf-8")
    read: list[object] = []
    monkeypatch.setattr("answering.warmup._read", lambda group, retriever: read.append(group))
    warm_up(open_library(tmp_path))
    assert not read


def test_the_files_of_what_is_not_in_memory_are_read_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noted(files: list[Path]) -> Iterator[None]:
        read.extend(file.name for file in files)
        return iter(())

    monkeypatch.setattr("answering.warmup.read_ahead", noted)
    warm_up(open_library(DEMO, data=tmp_path, engine=Choice("tantivy")))
    assert {"library.db", "terms-1.u32"} < {*read}
    read.clear()
    warm_up(open_library(DEMO, data=tmp_path))
    assert read == [], "a few reports are in memory"


def test_the_words_of_the_commonest_pairs_are_unpacked(fresh: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    warm_up(fresh)
    unpacked: list[str] = []
    beginning = segment._beginning

    def noted(pair: str) -> dict[str, int]:
        unpacked.append(pair)
        return beginning(pair)

    monkeypatch.setattr(segment, "_beginning", noted)
    assert fresh.retriever.segmenter.spans("通昌村种植巨菌草100亩")
    assert not set(unpacked) & set(fresh.retriever.document_counts)
