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

from answering.lexicon import any_of, pattern
from answering.model import Kind, Turn
from answering.question import Question, read_question
from retrieval import Library, Name, Retriever, asks, fold, read_list


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


_LEAD = re.compile(r"^(?:那么?|然后|另外|而)(?=.{2})")
_INNER = re.compile(r"(?<=[跟和给为对在让被由把从向])(它们?|他们?|她们?)")


def complete(asked: str, turns: Sequence[Turn], library: Library) -> Completed:
    """Return *asked* as a question that stands by itself.

    turns  the conversation so far, oldest first; only the last turn that was understood is leant on
    """
    last = next((turn for turn in reversed(turns) if any(c.isalnum() for c in turn.understood)), None)
    if last is None:
        return Completed(asked)
    retriever = library.retriever
    text = fold(asked).strip()
    if (match := _pattern("ellipsis").match(text)) and not asks(match["new"]):
        whole = next((turn for turn in reversed(turns) if not _pattern("again").match(fold(turn.asked))), last)
        return Completed(_substituted(match["new"], whole, retriever), last)
    if match := _pattern("again").match(text):
        return Completed(_again(text, match, last, retriever), last)
    if match := _pronoun().match(text):
        subject = _subject(last, match["pronoun"], retriever)
        return Completed(f"{subject}{match['of']}{text[match.end() :]}" if subject else asked, last)
    if match := _INNER.search(text):
        subject = _subject(last, match[1], retriever)
        return Completed(text[: match.start(1)] + subject + text[match.end(1) :] if subject else asked, last)
    own = _own_names(text, retriever)
    if own == 0:
        return Completed(f"{_topic(last, text, retriever)} {_LEAD.sub('', text)}", last)
    return Completed(asked, last if own == 1 else None)


def _substituted(new: str, last: Turn, retriever: Retriever) -> str:
    """Return the last question with *new* in the place of what is of its class."""
    base = fold(last.understood if _pattern("ellipsis").match(fold(last.asked)) else last.asked)
    question = read_question(base, retriever)
    places = retriever.gazetteer.places(new, retriever.segmenter)
    if places:
        return _with_place(new, places[0], base, question, retriever)
    if (year := _YEAR.search(new)) and (old := _YEAR.search(base)):
        return base[: old.start()] + year[0] + base[old.end() :]
    before = _pattern("ellipsis").match(fold(last.asked))
    if before and before["new"] in base:  # the last ellipsis' word gives way to this one's
        return base.replace(before["new"], new, 1)
    for name in ("frequency", "roles"):
        if (old_one := pattern(name).search(base)) and pattern(name).search(new):
            return base[: old_one.start()] + new + base[old_one.end() :]
    for group in _data()["classes"]:
        old_word = next((word for word in group if word in base), None)
        if old_word and any(word in new for word in group):
            return base.replace(old_word, new, 1)
    subject = [unit for unit in question.query.units if len(unit.text) > 1]
    if len(subject) == 1:
        return base.replace(subject[0].text, new, 1)
    return f"{_topic(last, new, retriever)} {new} {question.query.text[slice(*question.asked_at)]}"


_YEAR = re.compile(r"(?:19|20)[0-9]{2}|[今去前明]年")


def _with_place(new: str, place: Name, base: str, question: Question, retriever: Retriever) -> str:
    """Return *base* asked of *place*: in the place of the last of its kind, else of what was asked to be located."""
    standing = [n for n in retriever.gazetteer.places(base, retriever.segmenter) if "*" not in n.text]
    alike = [n for n in standing if n.village == place.village and " " not in question.query.content[n.start : n.end]]
    start, end = question.asked_at
    if question.kind is Kind.WHICH_PLACE and place.village and place.text.endswith(question.head or "村"):
        things = [u.text for u in question.query.units if len(u.text) > 1 and not any(u.text in n.text for n in standing)]
        if things:  # 哪个村种红辣椒 → 水磨村种什么
            thing = max(things, key=retriever.idf)
            return (base[:start] + new + base[end:]).replace(thing, "什么", 1)
    if alike:
        return base[: alike[-1].start] + new + base[alike[-1].end :]
    if question.kind in (Kind.WHICH_PLACE, Kind.WHERE):
        verb = re.search(r"(?:位于|坐落|属于|在|归|是)[^,]{0,2}$", base[:start])
        return new + base[verb.start() if verb else start :]
    return new + base


def _again(text: str, match: re.Match[str], last: Turn, retriever: Retriever) -> str:
    """Return the last question asked for all that answers, without what was said."""
    question = read_question(last.understood, retriever)
    said = [match["except"]] if match["except"] else [name.text for name in question.places if name.village]
    said = said or ([last.answer] if last.answer and last.answer not in ("是", "否") else [])
    if not said and question.query.units:
        said = [question.query.units[0].text]
    start, end = question.asked_at
    words = [u.text for u in question.query.units if not start <= u.start < end and not any(u.text in w for w in said)]
    if last.answer and last.answer not in ("是", "否") and question.dimension == "rank":
        words.append(last.answer)
    head = match["head"] or question.head
    rest = re.sub(r"也是|吗|[?]", "", text[match.end() :])
    asking = {"谁": "还有谁", "人": "还有谁"}.get(match["what"] or "", f"还有哪些{head}")
    return f"除了{'、'.join(filter(None, said))},{asking} {rest} {' '.join(words)}".strip()


def _subject(last: Turn, pronoun: str, retriever: Retriever) -> str:
    """Return what 它 stands for: the answer when it is a short name, else the place or rarest word asked about."""
    question = read_question(last.understood, retriever)
    if question.target in ("place", "agent", "person", "organisation") and last.parts and len(last.parts[0]) <= 12:
        return last.parts[0]
    if question.places and pronoun not in ("他", "她", "他们", "她们"):
        return question.places[-1].text
    start, end = question.asked_at
    named = [name.text for name in question.places]
    words = [
        u.text for u in question.query.units
        if len(u.text) > 1 and not start <= u.start < end and retriever.knows(u.text) and not any(u.text in n for n in named)
    ]
    return max(words, key=lambda word: (retriever.idf(word), -words.index(word)), default="")


def _topic(last: Turn, new: str, retriever: Retriever) -> str:
    """Return the words the last question was about, without what it asked of them and what *new* says otherwise."""
    question = read_question(last.understood, retriever)
    start, end = question.asked_at
    words = [u.text for u in question.query.units if len(u.text) > 1 and not start <= u.start < end]
    rivals = {word for group in _data()["classes"] if any(w in new for w in group) for word in group}
    words = [word for word in words if word not in rivals and not (_YEAR.search(word) and _YEAR.search(new))]
    if question.target in ("place", "agent") and last.parts and len(last.parts[0]) <= 12 and last.parts[0] not in words:
        words.append(last.parts[0])
    return " ".join(dict.fromkeys(words))


def _own_names(text: str, retriever: Retriever) -> int:
    """Return 2 when the question names something of its own, 1 when it only may, 0 when it goes on with the last one.

    A name is a place, a learned word, a figure or a long word; words that ask nothing (曹操, 谢谢) are a topic of their
    own; three content words and more may be a new question.
    """
    question = read_question(text, retriever)
    if question.places or question.unknown:
        return 2
    units = [unit.text for unit in question.query.units if len(unit.text) > 1]
    if any(_is_name(unit, retriever) for unit in units):
        return 2
    asks = question.asked_at[0] < question.asked_at[1] or question.dimension
    if not asks:
        return 2
    needed = {Kind.WHICH_PLACE: 0, Kind.WHO: 1, Kind.WHAT: 1}.get(question.kind, 2)
    return 1 if len(units) > needed else 0


def _is_name(word: str, retriever: Retriever) -> bool:
    if word in retriever.segmenter.learned or any(character.isdigit() for character in word):
        return True
    return len(word) > 3 and retriever.knows(word)
