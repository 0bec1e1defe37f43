"""What loads slowly is kept in a fast form; a copy that is old or broken is made anew, and none is needed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from corpus.copies import fast_copy
from corpus.lists import read_list

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "cunwen"


class Maker:
    """Counts how often something is made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        return b"line\nline\n\x00" * 100


def test_a_copy_is_made_once(cache: Path) -> None:
    make = Maker()
    assert [fast_copy("words", "1", make) for _ in range(3)] == [Maker()()] * 3
    assert (make.times, [path.name for path in cache.iterdir()]) == (1, ["words"])


def test_another_stamp_makes_it_anew(cache: Path) -> None:
    make = Maker()
    fast_copy("words", "1", make)
    fast_copy("words", "2", make)
    assert make.times == 2


@pytest.mark.parametrize("length", [0, 5, 40, 500, -1])
def test_a_broken_copy_is_made_anew(cache: Path, length: int) -> None:
    """Cut anywhere, as by a full disk or a kill: noticed, and put right."""
    fast_copy("words", "1", Maker())
    whole = (cache / "words").read_bytes()
    (cache / "words").write_bytes(whole[:length])
    assert fast_copy("words", "1", Maker()) == Maker()()
    assert (cache / "words").read_bytes() == whole


def test_without_a_cache_folder_it_is_made_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be made costs time, nothing else; nor can one without a home."""
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    make = Maker()
    assert fast_copy("words", "1", make) == fast_copy("words", "1", make)
    assert make.times == 2


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/data/*.yaml")), ids=lambda path: path.name)
def test_every_word_list_reads_as_it_is_written(cache: Path, path: Path) -> None:
    """First from YAML, then from its copy; and pure YAML takes it as libyaml does, which not every machine has."""
    written = yaml.safe_load(path.read_text("utf-8"))
    first, again = (read_list.__wrapped__(path.name, path.parts[-3]) for _ in range(2))
    assert first == written
    assert again == written
