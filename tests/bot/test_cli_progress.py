"""Progress bars: on a terminal, on standard error, and only when there is much to do."""

from __future__ import annotations

import io

import pytest

from bot.cli.common import FEW_FILES, Progress


class Terminal(io.StringIO):
    """Standard error that is a terminal, or is none."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("terminal", "files", "shown"), [(True, FEW_FILES + 5, True), (True, 3, False), (False, FEW_FILES + 5, False)]
)
def test_the_bar_shows_only_where_it_helps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool, files: int, shown: bool
) -> None:
    """A pipe, a log file and a handful of reports see nothing of it; standard output never does."""
    stream = Terminal(terminal)
    monkeypatch.setattr("sys.stderr", stream)
    with Progress("读取报告") as progress:
        for done in range(1, files + 1):
            progress(done, files, f"{done}.txt")
    assert bool(stream.getvalue()) is shown
    assert ("读取报告" in stream.getvalue()) is shown
    assert capsys.readouterr().out == ""
