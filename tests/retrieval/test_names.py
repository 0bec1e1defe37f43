"""Place names: the cases found so far, and what must hold for any text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval import Name, fold
from retrieval.names import place_names
from retrieval.segment import Segmenter
from tests.corpus.strategies import any_of

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "names.yaml").read_text(encoding="utf-8"))
SEGMENTER = Segmenter()

pieces = any_of("推动|带动|在|和|杏花|棠垭|*|***|村|社区|镇|等村|3个村|、|，|种植|百合|全|乡|县|80亩|。")
anything = st.one_of(st.text(), st.lists(pieces, max_size=15).map("".join))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(strict=True)] * (case.get("expect") == "fail"))
        for case in CASES
    ],
)
def test_case(case: dict[str, Any]) -> None:
    """A text holds the names its case lists and no other."""
    names = place_names(fold(case["text"]), SEGMENTER)
    assert [name.text for name in names] == case.get("names", [])
    if "stems" in case:
        assert [name.stem for name in names] == case["stems"]


@given(anything)
def test_a_name_is_the_text_at_its_place(text: str) -> None:
    """Offsets are the text's own, and a stem is what its name begins with."""
    folded = fold(text)
    for name in place_names(folded, SEGMENTER):
        assert name.text == folded[name.start : name.end]
        assert name.stem
        assert name.text.startswith(name.stem)


@example("柳溪镇村两级")
@given(anything)
def test_names_stand_in_order_and_apart(text: str) -> None:
    """No name stands inside another."""
    names = place_names(fold(text), SEGMENTER)
    assert [(a.text, b.text) for a, b in pairwise(names) if a.end > b.start] == []


@pytest.mark.parametrize(
    ("text", "village"),
    [
        ("杏花村", True),
        ("城东社区", True),
        ("石林景区", True),
        ("杏花", True),
        ("柳溪镇", False),
        ("双桥乡", False),
        ("云岭县", False),
        ("南岳市", False),
    ],
)
def test_what_may_be_a_village(text: str, village: bool) -> None:
    """A town or a county governs no village's figure; a bare name may be a village's."""
    assert Name(0, len(text), text, text).village is village
