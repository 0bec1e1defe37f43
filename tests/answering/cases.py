"""Found cases as data: read from ``tests/cases``, known failures under strict xfail, and compared with an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from answering import Answer

Case = dict[str, Any]


def cases(name: str) -> list[Any]:
    """Return the cases of ``tests/cases/<name>`` as parameters; ``expect: fail`` must fail until it is put right."""
    path = Path(__file__).parent.parent / "cases" / name
    return [
        pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(strict=True)] * (case.get("expect") == "fail"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def check(case: Case, said: Answer) -> None:
    """Compare what *said* has to say with the keys that *case* has.

    answer   the short answer; null: nothing may be answered      reason   why nothing was
    parts    the parts, in any order                              total    how many places answer
    quote    words of the first quote                             report   the file of the first quote
    masked   whether a figure of the answer is hidden             missing  words that must be named as missing
    """
    told = said.answer, said.reason, [quote.text for quote in said.quotes[:1]]
    if "answer" in case:
        assert said.answer == case["answer"], told
    if "reason" in case:
        assert (said.found, said.reason) == (False, case["reason"]), told
    if "parts" in case:
        assert sorted(said.parts) == sorted(case["parts"]), told
        assert said.total == case.get("total", len(case["parts"]))
    if "quote" in case:
        assert case["quote"] in said.quotes[0].text
    if "report" in case:
        assert said.quotes[0].report.name == case["report"], told
    if "masked" in case:
        assert [m.masked for m in said.metrics if m.text in said.parts] == [case["masked"]], told
    if "missing" in case:
        assert set(case["missing"]) <= set(said.missing), said.missing
