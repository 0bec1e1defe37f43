"""Reports of invented counties and the questions over them: most are answered, what no report says is mostly refused.

They were written by people who had not seen the rules; the rules were then made to fit more of them, so expect a little less
of other reports.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from answering import answer
from answering.scoring import read_gold, score
from retrieval import open_library

TOWNS = Path(__file__).parent / "towns"
LEAST = {"score": 0.78, "refused": 0.7, "quote@3": 0.88}


@pytest.mark.parametrize("county", sorted(path.name for path in TOWNS.iterdir() if path.is_dir()))
def test_most_is_answered(county: str) -> None:
    """Each county's reports are read by themselves, as the folder of one bot."""
    library = open_library(TOWNS / county / "reports")
    golds = [gold for (gold,) in read_gold(TOWNS / county / "gold.jsonl")]
    figures = score(golds, [answer(gold.question, library) for gold in golds]).figures()
    assert {name: figures[name] for name, least in LEAST.items() if (figures[name] or 0) < least} == {}
