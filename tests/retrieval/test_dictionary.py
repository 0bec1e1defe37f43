"""The fast dictionary is jieba's own, entry for entry, and a broken cache is made anew."""

from __future__ import annotations

from pathlib import Path

import jieba
import pytest

from retrieval.dictionary import load_dictionary


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "cunwen"


def test_it_is_jiebas_own_made_and_read_again(cache: Path) -> None:
    """The first load makes the cache, the second reads it; both give what jieba itself has."""
    made = load_dictionary()
    assert sorted(path.name for path in cache.iterdir()) == ["counts.bin", "words.txt"]
    assert load_dictionary() == made
    with (Path(jieba.__file__).parent / "dict.txt").open("rb") as file:
        assert jieba.Tokenizer().gen_pfdict(file) == made


@pytest.mark.parametrize("name", ["counts.bin", "words.txt"])
def test_a_broken_cache_is_made_anew(cache: Path, name: str) -> None:
    """Cut in the middle, as by a full disk or a kill: noticed, and put right."""
    made = load_dictionary()
    whole = (cache / name).read_bytes()
    (cache / name).write_bytes(whole[: len(whole) // 2])
    assert load_dictionary() == made
    assert (cache / name).read_bytes() == whole


def test_without_a_cache_folder_it_loads_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be made costs time, nothing else."""
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert load_dictionary()[0]["中国"] > 0
