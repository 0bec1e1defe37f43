"""The index on disk: whole after a kill -9, read while it is written, and never written by two."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import EngineBusy, EngineUnavailable
from retrieval.engines import Layout, RankBM25, Shape, tantivy
from retrieval.engines.forward import BYTES
from retrieval.engines.tantivy import Tantivy, open_tantivy
from tests.retrieval.engines.conftest import filled, over

CODE = "this code"


def growing(path: Path, seconds: float) -> None:
    """Go on replacing reports until killed."""
    engine = open_tantivy(path, CODE)
    threading = time.monotonic() + seconds
    round_ = 0
    while True:
        round_ += 1
        shape = Shape("r", "2022", 40)
        engine = engine.updated(Layout((shape,)), {"r": slowly(round_, 40)}, str(round_).encode())
        if time.monotonic() > threading:
            os.kill(os.getpid(), signal.SIGKILL)


def slowly(round_: int, count: int) -> Iterator[list[str]]:
    """Yield paragraphs that all say which round they are of."""
    for number in range(count):
        yield [f"round{round_}", f"n{number}", "all"]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_kill_nine_leaves_the_last_commit(tmp_path: Path) -> None:
    """Killed from outside at any moment of writing: what is opened next is one whole round, and can be written on."""
    chance, context = random.Random(1), multiprocessing.get_context("fork")
    for _ in range(5):
        process = context.Process(target=growing, args=(tmp_path, 60.0))
        process.start()
        time.sleep(0.2 + chance.random() * 0.5)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        engine = open_tantivy(tmp_path, CODE)
        if engine.layout.size:
            held = f"round{engine.names.decode()}"
            assert len(engine.search({held: 1.0}, 99)) == len(engine.search({"all": 1.0}, 99)) == 40
    after = over(open_tantivy(tmp_path, CODE), ["茭白"])
    assert after.search({"茭白": 1.0}, 9) == open_tantivy(tmp_path, CODE).search({"茭白": 1.0}, 9) != []


def test_one_writes_while_others_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second writer waits, then says why it cannot; whoever reads goes on reading, and sees the last commit when opened anew."""
    monkeypatch.setattr(tantivy, "PATIENCE", 0.2)
    engine = over(open_tantivy(tmp_path, CODE), ["茭白"])
    other = open_tantivy(tmp_path, CODE)
    found = engine.search({"茭白": 1.0}, 9)

    def paragraphs() -> Iterator[list[str]]:
        yield ["百合"]
        with pytest.raises(EngineBusy, match="另一个程序正在写它"):
            over(other, ["茶叶"])
        assert open_tantivy(tmp_path, CODE).search({"茭白": 1.0}, 9) == other.search({"茭白": 1.0}, 9) == found

    following = engine.updated(Layout((Shape("s", "", 1),)), {"s": paragraphs()}, b"")
    assert following.search({"百合": 1.0}, 9) == open_tantivy(tmp_path, CODE).search({"百合": 1.0}, 9) != []
    assert other.search({"茭白": 1.0}, 9) == found
    with pytest.raises(EngineBusy, match="刚刚更新过"):
        filled(other, {})
    assert open_tantivy(tmp_path, CODE).layout == following.layout


def test_what_failed_in_the_middle_never_was(tmp_path: Path) -> None:
    """An error among the paragraphs: nothing of them is kept, and the next writer can write."""
    engine = over(open_tantivy(tmp_path, CODE), ["茭白"])

    def broken() -> Iterator[list[str]]:
        yield ["百合"]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.updated(Layout((Shape("s", "", 2),)), {"s": broken()}, b"")
    assert open_tantivy(tmp_path, CODE).layout == engine.layout
    assert over(engine, ["百合"]).search({"百合": 1.0}, 9)


def test_what_another_version_of_the_code_wrote_is_forgotten(tmp_path: Path) -> None:
    over(open_tantivy(tmp_path, CODE), ["茭白"])
    engine: Tantivy = open_tantivy(tmp_path, "other code")
    assert (engine.layout, engine.search({"茭白": 1.0}, 9)) == (Layout(), [])


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 40])
def test_a_damaged_index_is_told(tmp_path: Path, content: bytes) -> None:
    over(open_tantivy(tmp_path, CODE), ["茭白"])
    (tmp_path / "meta.json").write_bytes(content)
    with pytest.raises(EngineUnavailable):
        open_tantivy(tmp_path, CODE)


def test_what_very_many_paragraphs_hold_counts_and_finds_only_where_nothing_else_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It decides between paragraphs that a rarer word found, with the reference's scores; asked alone it finds all the same."""
    monkeypatch.setattr(tantivy, "_FEW", 4)
    paragraphs = [["村"]] * 30 + [["茭白", "亩"], ["茭白", "村"], ["百合", "村"]]
    engine, meant = over(open_tantivy(tmp_path, CODE), *paragraphs), over(RankBM25(layout=Layout()), *paragraphs)
    asked = {"茭白": 1.0, "村": 1.0}
    assert engine.search(asked, 2) == meant.search(asked, 2)
    assert [number for number, _ in engine.search(asked, 2)] == [31, 30]
    assert engine.search(asked, 9) == engine.search(asked, 2), "paragraphs that hold nothing else are not gone through"
    assert engine.search({"村": 1.0}, 5) == meant.search({"村": 1.0}, 5)
    heavy = {"茭白": 0.01, "村": 1.0}
    assert engine.search(heavy, 99) == meant.search(heavy, 99), "what is rarer would say too little"


def test_where_a_word_is_common_the_rarest_that_make_most_of_the_weight_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What only the others hold is not gone through; what was found has the reference's scores."""
    monkeypatch.setattr(tantivy, "_FEW", 4)
    paragraphs = [["村"]] * 30 + [["镇"]] * 3 + [["茭白", "亩"], ["百合", "村"], ["茭白", "百合", "镇"]]
    engine, meant = over(open_tantivy(tmp_path, CODE), *paragraphs), over(RankBM25(layout=Layout()), *paragraphs)
    asked = {"茭白": 1.0, "百合": 1.0, "镇": 0.5, "村": 0.5}
    found = engine.search(asked, 9)
    assert found == [hit for hit in meant.search(asked, 99) if hit[0] >= 33]


def terms_of(path: Path) -> Path:
    """Return the file with the terms of each paragraph."""
    (found,) = path.glob("terms-*.u32")
    return found


@pytest.mark.parametrize("content", [None, b"", b"\0" * 8])
def test_terms_that_are_gone_or_cut_short_are_told(tmp_path: Path, content: bytes | None) -> None:
    over(open_tantivy(tmp_path, CODE), ["茭白", "亩"])
    terms_of(tmp_path).unlink()
    if content is not None:
        (tmp_path / "terms-1.u32").write_bytes(content)
    with pytest.raises(EngineUnavailable, match=r"terms-1\.u32"):
        open_tantivy(tmp_path, CODE)


def test_terms_of_others_are_told(tmp_path: Path) -> None:
    """A file of the same length out of another backup: no paragraph is weighed by what is not its own."""
    engine = over(open_tantivy(tmp_path, CODE), ["茭白", "亩"])
    file = terms_of(tmp_path)
    file.write_bytes(bytes(reversed(file.read_bytes())))
    with pytest.raises(EngineUnavailable, match=r"terms-1\.u32"):
        engine.search({"茭白": 1.0}, 9)


def test_what_was_appended_and_not_committed_is_written_over(tmp_path: Path) -> None:
    over(open_tantivy(tmp_path, CODE), ["茭白"])
    with terms_of(tmp_path).open("ab") as file:
        file.write(b"\xff" * 80)
    both = filled(open_tantivy(tmp_path, CODE), {"r": ("", [["茭白"]]), "s": ("", [["茭白", "百合"]])})
    assert both.search({"百合": 1.0}, 9) == open_tantivy(tmp_path, CODE).search({"百合": 1.0}, 9) != []
    assert terms_of(tmp_path).stat().st_size == BYTES * (2 + 3)


def test_terms_that_an_older_version_wrote_are_removed(tmp_path: Path) -> None:
    over(open_tantivy(tmp_path, "older code"), ["茭白"])
    terms_of(tmp_path).rename(tmp_path / "terms-1.u64")
    engine = over(open_tantivy(tmp_path, CODE), ["茭白"])
    assert [path.name for path in tmp_path.glob("terms-*")] == ["terms-2.u32"]
    assert engine.search({"茭白": 1.0}, 9)


def test_terms_of_reports_that_are_gone_are_left_out_when_they_are_the_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who opened the index before goes on reading what it opened."""
    monkeypatch.setattr(tantivy, "_LEAST", 8)
    stays = ("", [["茭白", "亩"], ["茭白"]])
    engine = filled(open_tantivy(tmp_path, CODE), {"r": stays, "s": ("", [["百合"] * 4])})
    before, found = open_tantivy(tmp_path, CODE), engine.search({"茭白": 1.0}, 9)
    sizes = []
    for round_ in range(6):
        engine = filled(engine, {"r": stays, f"s{round_}": ("", [["百合", f"第{round_}"] * 4])})
        sizes.append(terms_of(tmp_path).stat().st_size // BYTES)
        assert engine.search({f"第{round_}": 1.0}, 9) == open_tantivy(tmp_path, CODE).search({f"第{round_}": 1.0}, 9) != []
        assert [number for number, _ in engine.search({"茭白": 1.0}, 9)] == [number for number, _ in found]
    assert max(sizes) <= 2 * 14 + 9
    assert before.search({"茭白": 1.0}, 9) == found


def test_who_opens_the_index_while_its_terms_are_written_anew_opens_the_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tantivy, "_LEAST", 0)
    engine = filled(open_tantivy(tmp_path, CODE), {"r": ("", [["茭白"]]), "s": ("", [["百合"] * 4])})
    read, rounds = tantivy._manifest, iter([{"r": ("", [["茭白"]]), "t": ("", [["茶叶"]])}])

    def slow(searcher: object, schema: object) -> object:
        found = read(searcher, schema)  # type: ignore[arg-type]
        for paragraphs in rounds:
            filled(engine, paragraphs)
        return found

    monkeypatch.setattr(tantivy, "_manifest", slow)
    late = open_tantivy(tmp_path, CODE)
    assert [number for number, _ in late.search({"茶叶": 1.0}, 9)] == [1]


def test_a_system_that_cannot_read_at_a_place_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no pread."""
    engine = over(open_tantivy(tmp_path, CODE), ["茭白", "亩"], ["百合", "亩", "亩"], ["茭白"])
    found = engine.search({"茭白": 1.0, "亩": 1.0}, 9)
    monkeypatch.delattr(os, "pread")
    assert engine.search({"茭白": 1.0, "亩": 1.0}, 9) == found != []
