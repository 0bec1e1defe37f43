"""What questions will need is read before they come, and only where that is soon done."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import ahead
from corpus.ahead import read_ahead


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are opened."""
    names: list[str] = []
    real = Path.open

    def noting(self: Path, *args: str, **options: int) -> object:
        names.append(self.name)
        return real(self, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", noting)
    return names


def files_in(folder: Path, **sizes: int) -> list[Path]:
    """Write files of these sizes."""
    for name, size in sizes.items():
        (folder / name).write_bytes(b"x" * size)
    return [folder / name for name in sizes]


def test_every_file_is_read_to_its_end_in_steps(tmp_path: Path, opened: list[str]) -> None:
    files = files_in(tmp_path, large=3 * (1 << 20) + 1, small=1, empty=0)
    opened.clear()
    assert len(list(read_ahead(files))) == 4 + 1
    assert opened == ["large", "small", "empty"]


def test_of_more_than_is_soon_read_nothing_is(tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MOST", 10)
    files = files_in(tmp_path, one=6, other=5)
    opened.clear()
    assert list(read_ahead(files)) == []
    assert opened == []


def test_a_file_that_went_or_is_a_folder_hinders_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    files = [tmp_path / "gone", tmp_path / "folder", *files_in(tmp_path, there=1)]
    assert len(list(read_ahead(files))) == 1
