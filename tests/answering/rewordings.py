"""The facts of ``tests/cases/rewordings.yaml`` as gold questions, so that anything that scores gold can score them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from answering.scoring import Gold, gold_of

PATH = Path(__file__).parent.parent / "cases" / "rewordings.yaml"

Fact = dict[str, Any]


def facts() -> list[Fact]:
    """Return the facts as they are written: fact, kind, answers, match, evidence, ask (question by style)."""
    found: list[Fact] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return found


def golds(fact: Fact) -> tuple[Gold, ...]:
    """Return a fact's questions, one a style; the fact's label and the style make the id: ``three lists.plain``."""
    return tuple(_gold(fact, style, question) for style, question in fact["ask"].items())


def _gold(fact: Fact, style: str, question: str) -> Gold:
    asked = {"id": f"{fact['fact']}.{style}", "style": style, "question": question, "evidence": [fact["evidence"]]}
    return gold_of(fact | asked)[0]
