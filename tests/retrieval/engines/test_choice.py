"""Which engine serves, and what happens when it cannot."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import settings
from bot.cli.failures import sentence
from corpus import DEMO
from corpus.errors import EngineMissing, EngineUnavailable
from retrieval import Event, Library, open_library
from retrieval.engines import ENGINES, Choice, choice
from tests.terminal import Command

QUESTIONS = ("哪个村种植羊肚菌", "羊肚菌", "谁负责")


def hits(library: Library) -> list[object]:
    """Return what is found for some questions."""
    found = [library.retriever.search(library.retriever.query(question)) for question in QUESTIONS]
    return [[(hit.passage.report.name, hit.passage.around, hit.passage.text, hit.score, hit.evidence) for hit in hits] for hits in found]


def test_the_settings_name_the_engines_there_are() -> None:
    assert settings.ENGINES == ENGINES


def test_auto_goes_by_size(tmp_path: Path) -> None:
    """All in memory while there is little, or nowhere to keep an index."""
    assert Choice().kind(choice.LARGE, tmp_path) == "rank_bm25"
    assert Choice().kind(choice.LARGE + 1, tmp_path) == "tantivy"
    assert Choice().kind(choice.LARGE + 1, None) == "rank_bm25"
    assert Choice("milvus").kind(1, None) == "milvus"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two small reports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "甲.txt").write_text("青里镇工作总结\n青里村种植羊肚菌30亩，由武雪锋负责。\n联星村修了路。\n", encoding="utf-8")
    (folder / "乙.txt").write_text("荷陂镇工作总结\n荷陂村种植羊肚菌5亩。\n石磨村种植百合。\n", encoding="utf-8")
    return folder


def test_the_engine_on_disk_finds_the_same(folder: Path, tmp_path: Path) -> None:
    """Also when it is opened again, when a report goes, and for the part that a chat may ask."""
    chosen, data, meant = Choice("tantivy"), tmp_path / "data", hits(open_library(folder))
    library = open_library(folder, data=data, engine=chosen)
    assert library.retriever.engine.kind == "tantivy"
    assert hits(library) == meant == hits(open_library(folder, data=data, engine=chosen))
    assert open_library(folder, data=data, before=library, engine=chosen) is library
    assert hits(library.limited({"乙.txt"})) == hits(open_library(folder).limited({"乙.txt"}))
    (folder / "甲.txt").unlink()
    following = open_library(folder, data=data, before=library, engine=chosen)
    assert hits(following) == hits(open_library(folder)) == hits(open_library(folder, data=data, engine=chosen)) != meant
    assert hits(library) == meant


def test_another_engine_finds_what_is_there(folder: Path, tmp_path: Path) -> None:
    """From one to the next and back, with the same data folder and with the library in service."""
    data, meant, before = tmp_path / "data", hits(open_library(folder)), None
    for name in ("rank_bm25", "tantivy", "rank_bm25", "tantivy", "auto"):
        before = open_library(folder, data=data, engine=Choice(name), before=before)
        assert before.retriever.engine.kind == ("rank_bm25" if name == "auto" else name)
        assert hits(before) == meant == hits(open_library(folder, data=data, engine=Choice(name)))


def test_a_damaged_index_is_made_anew(folder: Path, tmp_path: Path) -> None:
    """It is set aside and told, and what is found is the same."""
    before = open_library(folder, data=tmp_path / "data", engine=Choice("tantivy"))
    (meta,) = tmp_path.glob("data/tantivy/*/meta.json")
    meta.write_bytes(b"{}")
    heard: list[Event] = []
    library = open_library(folder, data=tmp_path / "data", engine=Choice("tantivy"), tell=heard.append)
    assert [event.code for event in heard] == ["EngineDamaged"]
    assert (heard[0].path / "meta.json").read_bytes() == b"{}"
    assert hits(library) == hits(before)


def test_auto_does_without_an_engine_that_cannot_be_used(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told; asked for by name, it is an error that says what to do."""
    monkeypatch.setattr(choice, "LARGE", 0)
    (tmp_path / "tantivy").write_text("a file where the folder is to be", encoding="utf-8")
    heard: list[Event] = []
    library = open_library(folder, data=tmp_path, tell=heard.append)
    assert [event.code for event in heard] == ["EngineReplaced"]
    assert (library.retriever.engine.kind, hits(library)) == ("rank_bm25", hits(open_library(folder)))
    with pytest.raises(EngineUnavailable):
        open_library(folder, data=tmp_path, engine=Choice("tantivy"))


def test_a_package_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    monkeypatch.setattr(builtins, "__import__", without("pymilvus"))
    with pytest.raises(EngineMissing) as caught:
        open_library(DEMO, data=tmp_path, engine=Choice("milvus"))
    assert "cunwen[milvus]" in str(sentence(caught.value))


def without(package: str) -> Callable[..., Any]:
    """Return what imports anything but *package*."""
    real = builtins.__import__

    def importing(name: str, *rest: Any) -> Any:
        if name == package:
            raise ImportError(name)
        return real(name, *rest)

    return importing


def test_a_command_takes_the_engine_of_the_settings(cunwen: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The same answer with another one, whose index then stands in the data folder."""
    ran = cunwen("ask", "哪个村种植羊肚菌")
    monkeypatch.setenv("CUNWEN_ENGINE", "tantivy")
    assert cunwen("ask", "哪个村种植羊肚菌").out == ran.out
    assert len(list(tmp_path.glob("data/tantivy/*/meta.json"))) == 1


def test_a_milvus_that_does_not_answer_is_told_without_its_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineUnavailable) as caught:
        open_library(DEMO, data=tmp_path, engine=Choice("milvus", str(tmp_path / "no.such" / "folder\0.db")))
    assert "Milvus" in str(sentence(caught.value)) or "检索引擎" in str(sentence(caught.value))
