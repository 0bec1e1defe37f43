"""Work is done alike by one process or several, and a job that ends its process ends nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from corpus import load_folder
from corpus.crew import Crew
from corpus.loading import load


def double(number: int) -> int:
    """Return twice *number*; 13 ends the process."""
    if number == 13:
        os._exit(1)
    return 2 * number


def test_a_job_that_ends_its_process_is_lost_alone() -> None:
    """The others are done, whichever were under way."""
    with Crew(2, much=0) as crew:
        results = sorted(crew.run(double, [(1, number) for number in (1, 2, 13, 4, 5)], lambda number: -number))
    assert results == [-13, 2, 4, 8, 10]


def test_little_work_is_done_here_in_order() -> None:
    with Crew(2) as crew:
        assert list(crew.run(lambda number: number + 1, [(9, 1), (1, 2), (5, 3)], lambda _: 0)) == [2, 3, 4]


def test_a_script_that_is_not_guarded_runs_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from math import factorial\nfrom corpus.crew import Crew\nprint('begins')\n"
        "with Crew(2, much=0) as crew:\n    print(sorted(crew.run(factorial, [(1, 2), (1, 3)], abs)))\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, script], cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("begins\n[2, 6]\n", "")


def test_several_processes_read_what_one_does(tmp_path: Path) -> None:
    for number in range(6):
        text = f"青里村工作总结\n青里村种植羊肚菌{number}亩。\n" * (number + 1)
        (tmp_path / f"{number}.txt").write_text(text if number != 3 else "", encoding="utf-8")
    with Crew(2, much=0) as crew:
        assert load(tmp_path, crew=crew).corpus == load_folder(tmp_path)
