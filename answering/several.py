"""Several questions in one: 参训和市里分别多少人次, 种了多少亩，增收多少. Each is asked by itself."""

from __future__ import annotations

import re

from answering import lexicon
from answering.constraints import words
from answering.features import TYPED
from answering.parallel import parallel
from answering.question import read_question
from retrieval import Retriever, asks

_EACH = re.compile(r"(?<![的有些何])分别|各自|各(?=是|为|有|占|收|种|要|多少|几|投|产)")
_AND = re.compile(r"[,;?]+(?:又|还|并且?|同时|以及|那么?)?")


def several(text: str, retriever: Retriever) -> tuple[str, ...]:
    """Return the questions that folded *text* asks, in order, nothing when it asks one.

    Two that follow one another must ask for typed facts (how much, when, where, who): a reason or a thing is asked with
    its preamble. The second goes on with what the first was about.
    """
    return _of_each(text, retriever) or _in_turn(text, retriever)


def _of_each(text: str, retriever: Retriever) -> tuple[str, ...]:
    match = _EACH.search(text)
    if match is None or not asks(text[match.end() :]):
        return ()
    named, rest = text[: match.start()], text[match.end() :]
    found = parallel(named.removesuffix(","), retriever, whole=named.endswith(","))  # 建甲和修乙，分别投了多少
    return tuple(f"{each}{rest}" for each in found.each) if found else ()


def _in_turn(text: str, retriever: Retriever) -> tuple[str, ...]:
    parts = [part for part in _AND.split(text) if part.strip()]
    asking = [i for i, part in enumerate(parts) if asks(part)]
    if len(asking) != 2 or asking[1] - asking[0] != 1 or asking[1] != len(parts) - 1:
        return ()
    first, second = ",".join(parts[: asking[1]]), parts[-1]
    one, other = read_question(first, retriever), read_question(second, retriever)
    if one.kind not in TYPED or other.kind not in TYPED or re.search(words("plain_pair"), text):
        return ()
    topic = "" if other.places else _topic(one.query.text, one.asked_at)
    return first, f"{topic} {second}".strip()


def _topic(text: str, asked_at: tuple[int, int]) -> str:
    """Return what a question is about: its words before what it asks, or those behind where it begins by asking."""
    before, behind = text[: asked_at[0]], text[asked_at[1] :]
    unit = next((n for n in (2, 1) if behind[:n] in lexicon.units()), 0)
    return f"{before} {behind[unit:]}"
