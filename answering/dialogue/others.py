"""还有别的村吗, 除了书记还有谁, 还有呢: the last question again, without what was said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answering.dialogue.past import Past, asked_phrase, runs, topic
from answering.dialogue.words import words
from answering.model import Kind
from retrieval import Retriever, fold

_LISTED = (Kind.WHICH_PLACE, Kind.WHO, Kind.WHAT, Kind.LIST)
_PERSONS = ("谁", "人")


def asks_others(match: re.Match[str], last: Past) -> bool:
    """Whether *match* asks for others that answer the last question; 还有什么产业 after an amount asks something else."""
    other = match["what"] in ("什么", "哪些") and (match["head"] or "") not in ("村", "人", "单位", "地方", "乡镇", "镇", "园区", "公司")
    return bool(match["except"]) or not other or last.question.kind in _LISTED


def others(text: str, match: re.Match[str], past: Sequence[Past], retriever: Retriever) -> str:
    """Return the question for all others that answer; *match* is of the pattern ``again`` on *text*.

    What *text* says of them itself (还有哪些园区也派了) comes first; else the last question's words do.
    """
    last = past[-1]
    rest = re.sub(r"[也都]是?(?:吗|么)?$|[也都]|[吗么呢?？。 ]|没有$", "", text[match.end() :])
    head = match["head"] or (match["what"] if match["what"] in ("村", "人", "单位", "地方") else "")
    said = match["except"] or _said(past, head)
    without = f"除了{said}," if said else ""
    named = any(unit.text in retriever.segmenter.learned for unit in retriever.query(rest).units)
    if match["except"] and rest and named:
        return f"{without}{_asking(match['what'], head)}{rest}"
    if match["except"] and rest:
        return f"{topic(past, retriever)},{without}{_asking(match['what'], head)}{rest}"
    start, end = asked_phrase(last, retriever)
    left, right = last.text[:start], last.text[end:]
    if last.question.kind in _LISTED:
        asking = _asking(match["what"] if last.question.kind is not Kind.WHO else "谁", head or last.question.head)
        left = re.sub(r"(?:都?有|是|由|被|让)$", "", left)
        right = rest if rest and not right else right
        if last.given and left.startswith(last.given):
            return f"{last.given},{without}{left[len(last.given) :].lstrip(' ,')}{asking}{right}"
        return f"{without}{left}{asking}{right}"
    own = [unit for unit in retriever.query(rest).units if len(unit.text) > 1 and unit.text not in words("verbs")]
    kept = "" if own else _about(last, said)
    return f"{without}{_asking(match['what'], head or ('村' if last.question.places else ''))}{rest}{kept}"


def _asking(what: str, head: str) -> str:
    return "还有谁" if what in _PERSONS or head == "人" else f"还有哪些{head}"


def _said(past: Sequence[Past], head: str) -> str:
    """Return what was said: the answer that names, else the village asked about, else what the question began with.

    Where other villages are asked for, only a village: the answer's, or the last that was spoken of.
    """
    last = past[-1]
    if head == "村" and last.question.target != "place":
        spoken = ([n.text for n in turn.question.places if n.village] for turn in reversed(past))
        return "、".join(next(filter(None, spoken), []))
    if last.question.kind in _LISTED and last.turn.parts:
        return fold("、".join(last.turn.parts))
    villages = [name.text for name in last.question.places if name.village]
    things = [last.text[a:b] for a, b in runs(last.question.query.units)]
    return "、".join(villages) or next(iter(things), "")


def _about(last: Past, said: str) -> str:
    """Return what was asked of what was said: the things of the question, what is measured of them left out."""
    start, end = last.question.asked_at
    units = [u for u in last.question.query.units if u.text not in words("measures") or not last.question.places]
    things = [last.text[a:b] for a, b in runs(units) if b <= start or a >= end]
    things = [t for t in things if t not in said and said not in t and not any(t in n.text for n in last.question.places)]
    if last.question.dimension == "rank" and last.turn.answer:
        things.append(fold(last.turn.answer))
    return "".join(things)
