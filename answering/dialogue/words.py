"""The patterns and word lists of ``data/dialogue.yaml``."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from answering.lexicon import any_of
from retrieval import asks, fold, read_list

YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?:年度?)?(?![0-9])")
MEASURE = r"(?:[这那该此](?:一)?(?:个|家|位|笔|项|座|种|所|条|次|届|本|片|支|批|款|处|类|名|块)|[这该此])"


@cache
def data() -> Any:
    """Return ``dialogue.yaml``."""
    return read_list("dialogue.yaml", "answering")


@cache
def pattern(key: str) -> re.Pattern[str]:
    """Return the pattern *key*."""
    return re.compile(data()[key])


@cache
def corrections() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a question put right, with the groups ``new`` and perhaps ``old``."""
    return tuple(re.compile(entry) for entry in data()["corrections"])


@cache
def words(key: str) -> frozenset[str]:
    """Return one list, folded."""
    return frozenset(fold(word) for word in data()[key])


@cache
def pointers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (class, pattern) of what points back; the group ``noun`` holds the noun behind 这个, 该, 那家.

    Words before the first that matches are looked at first: 这笔钱 before 这个, 这个村 before 这个.
    """
    single = data()["pronouns"]
    found = [("money", re.compile(any_of(single["money"])))]
    found += [(kind, re.compile(rf"{MEASURE}(?P<noun>{any_of(nouns)})")) for kind, nouns in data()["pointed"].items()]
    found += [("person", re.compile(rf"(?<![其吉])(?:{any_of(single['person'])})(?!人|们)"))]
    found += [("place", re.compile(any_of(single["place"])))]
    found += [("thing", re.compile(rf"(?<!其)(?:{any_of(single['thing'])})(?![一-鿿]?[年月])|^其(?=[一-鿿]{{2}})(?![中他它余次实])"))]
    return tuple(found)


def ellipsis(text: str) -> re.Match[str] | None:
    """Return the match of folded *text* that names only what is new, in its group ``new``: 那青里村呢, 那金丝皇菊."""
    if match := pattern("ellipsis").match(text):
        return match
    bare = pattern("bare").match(text)
    return bare if bare and not asks(bare["new"]) and not any(len(w) > 1 and w in bare["new"] for w in words("verbs")) else None


def tail(asked: str) -> str:
    """Return folded *asked* without the word it goes on with and the mark it ends with: 那多少亩？ → 多少亩."""
    text = fold(asked).strip()
    return pattern("lead").sub("", text).rstrip(" ?？。.!！~～")


def is_smalltalk(asked: str) -> bool:
    """Whether *asked* only greets, thanks, agrees, or denies without saying what was meant."""
    text = fold(asked).strip()
    return bool(pattern("smalltalk").match(text) or pattern("denial").match(text))
