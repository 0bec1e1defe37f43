"""The calibration command: what a threshold gives is counted right, and the READMEs get the line in use and nothing else."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def calibrate() -> ModuleType:
    """bench/calibrate.py, which is a command and no package."""
    spec = importlib.util.spec_from_file_location("calibrate", ROOT / "bench" / "calibrate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["calibrate"] = module
    spec.loader.exec_module(module)
    return module


def test_shares_of_a_threshold(calibrate: ModuleType) -> None:
    """A right and a wrong answer, one to a question without any, and two refusals."""
    cases = [
        calibrate.Case(*case)
        for case in ((True, 0.9, True), (True, 0.3, False), (False, 0.25, False), (True, None, False), (False, None, False))
    ]
    low, high = calibrate.row(cases, 0.2), calibrate.row(cases, 0.5)
    assert (low.precision, low.recall, low.refused, low.answered) == (0.3333, 0.6667, 0.5, 0.6)
    assert (high.precision, high.recall, high.refused, high.answered) == (1.0, 0.3333, 1.0, 0.2)
    assert calibrate.row([], 0.5).precision is None


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_only_the_line_between_the_marks_changes(calibrate: ModuleType, name: str) -> None:
    """Written twice it is the same; the rest of the README stays."""
    text = (ROOT / name).read_text("utf-8")
    line = calibrate.Row(0.31, 0.5, 0.25, 1.0, 0.75)
    changed = calibrate.written(text, line, 7)
    assert "| 0.31 | 7 | 0.50 | 0.25 | 1.00 | 0.75 |" in changed
    assert calibrate.written(changed, line, 7) == changed
    ours, theirs = (calibrate.MARKED.sub("", whole) for whole in (text, changed))
    assert ours == theirs
    assert calibrate.written("no marks", line, 7) == "no marks"
