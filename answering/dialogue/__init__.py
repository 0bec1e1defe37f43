"""Follow-up questions: what leans on the history is completed from it, what changes the topic is left alone.

那青里村呢 and 不对，我问的是2022年 take the last question with something else in it; 多少亩 goes on with what it was about;
它 stands for a name; 还有别的村吗 asks the same again without what was said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answering.dialogue.others import asks_others, others
from answering.dialogue.past import Past, read_past, statement
from answering.dialogue.pronouns import resolve
from answering.dialogue.subject import carried, says
from answering.dialogue.swaps import put_right, swap
from answering.dialogue.words import YEAR, corrections, ellipsis, is_smalltalk, pattern, tail
from answering.model import Turn
from retrieval import Library, Retriever, asks, fold

__all__ = ["Completed", "complete", "is_smalltalk"]


ANSWERS = 3
"""Answers looked back at that a further question does not want again; of a year only the last, others are gone back to."""


@dataclass(frozen=True, slots=True)
class Completed:
    """A question that stands by itself.

    leans_on  the turn it was completed from, None when it needed none
    said      the figures that were answered last, where they stand: another question is not answered by the same one
    given     the words at its beginning that it took over from the turns before: what it is about, not what it asks
    """

    text: str
    leans_on: Turn | None = None
    given: str = ""
    said: frozenset[tuple[str, int, str]] = frozenset()


def complete(asked: str, turns: Sequence[Turn], library: Library) -> Completed:
    """Return *asked* as a question that stands by itself.

    turns  the conversation so far, oldest first; turns that asked nothing (thanks, a greeting) are passed over
    """
    retriever = library.retriever
    past = [] if is_smalltalk(asked) else read_past(turns, retriever)
    text = fold(asked).strip()
    if fresh := pattern("fresh").match(text):
        return Completed(asked[fresh.end() :] if len(asked) == len(text) else text[fresh.end() :])
    if not past:
        return Completed(asked)
    for correction in corrections():
        match = correction.match(text)
        if match and not asks(match["new"]):
            swapped = put_right(match["new"], match.groupdict().get("old") or "", past, retriever)
            return _complete(swapped, past[-1:], _about(swapped, past[-1], retriever))
        if match and not match.groupdict().get("old"):
            text = match["new"]  # 我问的是谁负责: the new question in full
            break
    return _completed(text, asked, past, retriever)


def _completed(text: str, asked: str, past: Sequence[Past], retriever: Retriever) -> Completed:
    named = ellipsis(text)
    if named and not asks(named["new"]) and not pattern("again").match(text):
        new = named["new"]
        whole = [turn for turn in past if not pattern("again").match(fold(turn.turn.asked))] or past
        swapped = swap(resolve(new, past, retriever) or new, whole, retriever)
        another_year = YEAR.search(swapped) and not YEAR.search(whole[-1].text)
        back = 1 if YEAR.search(new) or another_year else ANSWERS
        return _complete(swapped, past[-back:], _about(swapped, whole[-1], retriever))
    resolved = resolve(text, past, retriever)
    text = resolved or text
    again = pattern("again").match(text)
    if again and asks_others(again, past[-1]) and not retriever.gazetteer.places(text[again.end() :], retriever.segmenter):
        return _complete(others(text, again, past, retriever), past)
    if resolved:
        return _complete(tail(resolved), past)
    about = carried(text, past, retriever)
    if about is None:
        return Completed(asked)
    if not about:
        return Completed(asked, past[-1].turn)
    own = re.sub(r"^[他她它]们?(?=.{2})", "", tail(text))  # nobody to point to: the matter itself
    comma = "" if _JOINS.match(own) or not says(about, retriever) else ","
    return _complete(f"{about}{comma}{own}", past, about)


_JOINS = re.compile(r"(?:一共|总共|共|大概|大约|有|都有)?(?:多少|几|多[大长高]|哪[一几]|什么时候|啥时候|在哪)")


def _about(text: str, last: Past, retriever: Retriever) -> str:
    """Return what *text* took over from *last* before its own words, '' when it is all one question."""
    about = last.given or statement(last, retriever)
    return about if text.startswith(f"{about},") else ""


def _complete(text: str, past: Sequence[Past], given: str = "") -> Completed:
    """Return the complete question as it is shown, with the commas of Chinese; it goes on with the last of *past*."""
    shown = re.sub(r"(?<![0-9]),|,(?![0-9])", "，", pattern("lead").sub("", text))
    differing = [p.turn for p in past[-ANSWERS:] if fold(p.turn.understood) != fold(shown)]  # the same again has the same answer
    said = frozenset((t.report, t.start, part) for t in differing for part in t.parts if t.report and t.start is not None)
    return Completed(shown, past[-1].turn, given, said)
