"""Follow-up questions: what leans on the history is completed from it, what changes the topic is left alone.

那青里村呢 takes the last question with another place; 多少亩 goes on with its subject; 它 stands for it; 还有别的村吗 asks the
same again without what was said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from answering.lexicon import any_of
from answering.model import Turn
from answering.question import read_question
from retrieval import Library, Retriever, fold, read_list


@dataclass(frozen=True, slots=True)
class Completed:
    """A question that stands by itself. ``leans_on`` is the turn it was completed from, None when it needed none."""

    text: str
    leans_on: Turn | None = None


@cache
def _data() -> Any:
    return read_list("dialogue.yaml", "answering")


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(_data()[key])


@cache
def _pronoun() -> re.Pattern[str]:
    return re.compile(rf"^(?:那么?|[,，])?(?P<pronoun>{any_of(_data()['pronouns'])})(?!镇|村|乡|县|年)(?P<of>的?)")


def complete(asked: str, turns: Sequence[Turn], library: Library) -> Completed:
    """Return *asked* as a question that stands by itself.

    turns  the conversation so far, oldest first; only the last turn that was understood is leant on
    """
    last = next((turn for turn in reversed(turns) if turn.understood.strip()), None)
    if last is None:
        return Completed(asked)
    retriever = library.retriever
    text = fold(asked).strip()
    if match := _pattern("ellipsis").match(text):
        return Completed(_substituted(match["new"], last, retriever), last)
    if match := _pattern("again").match(text):
        return Completed(_again(text, match, last, retriever), last)
    if match := _pronoun().match(text):
        subject = _subject(last, retriever)
        return Completed(f"{subject}{match['of']}{text[match.end() :]}" if subject else asked, last)
    if _names_nothing(text, retriever):
        return Completed(f"{_topic(last, retriever)} {text}", last)
    return Completed(asked)


def _substituted(new: str, last: Turn, retriever: Retriever) -> str:
    """Return the last question with *new* in the place of what is of its class."""
    base = last.understood if _pattern("ellipsis").match(fold(last.asked)) else last.asked
    base = fold(base)
    places = retriever.gazetteer.places(new, retriever.segmenter)
    if places:
        standing = [n for n in retriever.gazetteer.places(base, retriever.segmenter) if "*" not in n.text]
        if standing:
            return base[: standing[0].start] + new + base[standing[0].end :]
        return new + base
    for group in _data()["classes"]:
        old = next((word for word in group if word in base), None)
        if old and (taken := next((word for word in group if word in new), None)):
            return base.replace(old, new if taken == new else new, 1)
    question = read_question(base, retriever)
    subject = [unit for unit in question.query.units if len(unit.text) > 1]
    if len(subject) == 1:
        return base.replace(subject[0].text, new, 1)
    return f"{_topic(last, retriever)} {new} {question.query.text[slice(*question.asked_at)]}"


def _again(text: str, match: re.Match[str], last: Turn, retriever: Retriever) -> str:
    """Return the last question asked for all that answers, without what was said."""
    question = read_question(last.understood, retriever)
    said = [match["except"]] if match["except"] else [name.text for name in question.places]
    said = said or ([last.answer] if last.answer and last.answer not in ("是", "否") else [])
    if not said and question.query.units:
        said = [question.query.units[0].text]
    kept = [unit.text for unit in question.query.units if len(unit.text) > 1 and not any(unit.text in word for word in said)]
    if last.answer and last.answer not in ("是", "否") and question.places:
        kept.append(last.answer)
    head = match["head"] or question.head
    rest = re.sub(r"也是|吗|[?]", "", text[match.end() :])
    asking = {"谁": "还有谁", "人": "还有谁"}.get(match["what"] or "", f"还有哪些{head}")
    return f"除了{'、'.join(filter(None, said))},{asking} {rest} {' '.join(kept)}".strip()


def _subject(last: Turn, retriever: Retriever) -> str:
    """Return what 它 stands for: the answer when it is a short name, else the place or first word asked about."""
    question = read_question(last.understood, retriever)
    if question.target in ("place", "agent", "person", "organisation") and last.parts and len(last.parts[0]) <= 12:
        return last.parts[0]
    if question.places:
        return question.places[0].text
    words = [unit.text for unit in question.query.units if len(unit.text) > 1]
    return max(words, key=lambda word: (retriever.idf(word), -words.index(word)), default="")


def _topic(last: Turn, retriever: Retriever) -> str:
    """Return the words the last question was about, without what it asked of them."""
    question = read_question(last.understood, retriever)
    start, end = question.asked_at
    words = [u.text for u in question.query.units if len(u.text) > 1 and not start <= u.start < end]
    if question.target in ("place", "agent") and last.parts and len(last.parts[0]) <= 12 and last.parts[0] not in words:
        words.append(last.parts[0])
    return " ".join(dict.fromkeys(words))


def _names_nothing(text: str, retriever: Retriever) -> bool:
    """Whether the question has no subject of its own: no name, no learned word, at most two content words."""
    question = read_question(text, retriever)
    if question.places or question.unknown:
        return False
    units = [unit.text for unit in question.query.units if len(unit.text) > 1]
    if any(unit in retriever.segmenter.learned or any(c.isdigit() for c in unit) for unit in units):
        return False
    return len(units) <= 2 and not any(len(unit) > 3 for unit in units)
