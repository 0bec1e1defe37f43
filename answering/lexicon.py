"""The word lists of ``data/lexicon.yaml`` and ``data/asking.yaml``, read once and shaped for use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from retrieval import fold, read_list


def _lexicon() -> Any:
    return read_list("lexicon.yaml", "answering")


def asking() -> Any:
    """Return ``data/asking.yaml``: prefaces, endings, kinds, attributes, region."""
    return read_list("asking.yaml", "answering")


def any_of(words: Iterable[str]) -> str:
    """Return a regular expression for any of *words*, the longest first."""
    return "|".join(re.escape(fold(str(word))) for word in sorted(words, key=lambda w: (-len(str(w)), str(w))))


@cache
def units() -> dict[str, frozenset[str]]:
    """Return each unit's dimensions: 亩 → {area}, 期 → {times}."""
    dimensions: dict[str, set[str]] = {}
    for dimension, entry in _lexicon()["units"].items():
        for word in entry["words"]:
            dimensions.setdefault(fold(str(word)), set()).add(dimension)
    return {word: frozenset(found) for word, found in dimensions.items()}


@cache
def asked_dimensions() -> tuple[tuple[str, str], ...]:
    """Return (phrase, dimension), the long phrases first: 多少钱 → money."""
    pairs = {
        (fold(str(phrase)), dimension)
        for dimension, entry in _lexicon()["units"].items()
        for phrase in entry["asked"]
    }
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


@cache
def heads() -> dict[str, str]:
    """Return what a head noun asks for: 村 → place, 公司 → organisation, 年 → time, 作物 → thing."""
    return {fold(str(word)): group for group, words in _lexicon()["question_heads"].items() for word in words}


@cache
def words(key: str) -> frozenset[str]:
    """Return one list of the lexicon, folded: roles, negations, reason_marks …"""
    return frozenset(fold(str(word)) for word in _lexicon()[key])


@cache
def pattern(key: str) -> re.Pattern[str]:
    """Return a pattern for any word of one list or mapping of the lexicon, the longest first."""
    return re.compile(any_of(_lexicon()[key]))


@cache
def surnames() -> re.Pattern[str]:
    """Return a pattern for a Chinese surname, double ones first."""
    found = _lexicon()["surnames"]
    return re.compile(any_of([*found["double"], *found["single"]]))


@cache
def double_surnames() -> frozenset[str]:
    """Return the surnames of two characters."""
    return frozenset(_lexicon()["surnames"]["double"])


@cache
def place_class(suffix: str) -> str:
    """Return what a place suffix names: village, town, county, city, province, site, area; empty when unknown."""
    return str(_lexicon()["places"].get(suffix, ""))


@cache
def level_of(name: str) -> str:
    """Return what a place is by the end of its name, as :func:`place_class` says; empty when the end tells nothing.

    >>> level_of("青里村"), level_of("银杏镇"), level_of("新寨"), level_of("罗汉里")
    ('village', 'town', 'village', '')
    """
    return next(filter(None, (place_class(name[at:]) for at in range(len(name)))), "")


def entry(file: str, *keys: str) -> Any:
    """Return what a word list of ``data/`` holds under *keys*, one inside the other."""
    found: Any = read_list(file, "answering")
    for key in keys:
        found = found[key]
    return found


@cache
def compiled(file: str, *keys: str) -> re.Pattern[str]:
    """Return the pattern that stands there."""
    return re.compile(entry(file, *keys))


def read(key: str) -> Any:
    """Return one part of the lexicon as it stands in the file."""
    return _lexicon()[key]
