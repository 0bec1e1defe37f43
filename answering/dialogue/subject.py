"""Whether a question goes on with the last one, and what it takes over from there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answering import lexicon
from answering.dialogue.past import Past, runs, topic
from answering.dialogue.pronouns import referent
from answering.dialogue.words import YEAR, data, tail, words
from answering.model import Kind
from answering.question import Question, read_question
from retrieval import Name, Retriever, fold

_NAME = re.compile(r"(?:他|她)?(?:叫什么|叫啥|姓什么|姓啥|什么名字|是谁|是哪位)")
_OFFICE = re.compile(r"(?:[村镇乡县]?(?:党)?(?:总)?(?:支部)?(?:第一)?(?:书记|支书|主任|委)|[村镇乡县]长|负责人|联系人)(?:叫|是|姓|多)")
_KEYWORDS = re.compile(r"[^\s,。、;:!?]{1,8}(?: +[^\s,。、;:!?]{1,8}){1,3}")
_RARE = 4
"""Sentences that may hold a word that is the subject of a question."""
_MOST = {Kind.WHICH_PLACE: 1, Kind.WHO: 1, Kind.WHAT: 2}
"""Words of its own that a question may have that goes on with the last one; of other kinds 3."""


def carried(text: str, past: Sequence[Past], retriever: Retriever) -> str | None:
    """Return what the question *text* takes over from the turns before, '' for nothing but nearness, None for another topic.

    A question with a name of its own is another topic. One without a rare word, or whose rare words stand beside the last
    answer, goes on with the whole matter; one whose rare words stand elsewhere in that report only stays with the place
    that the report is of (后进村有几个 → 石坪镇后进村有几个).
    """
    question = read_question(tail(text), retriever)
    asks = question.asked_at[0] < question.asked_at[1] or bool(question.dimension)
    if question.places or question.unknown or not asks:
        return None
    units = [u.text for u in question.query.units if len(u.text) > 1 and not YEAR.fullmatch(u.text)]
    if question.asked_at[0] == question.asked_at[1] and _names_a_matter(text, units):
        return None
    named = [word for word in units if _is_name(word, retriever)]
    rare = [word for word in units if word not in named and _is_rare(word, retriever)]
    rare += _compounds(question, retriever)
    if len(units) > 4:
        return None
    if _OFFICE.match(tail(text)):
        return referent("place", "村" if tail(text)[0] == "村" else "", past, retriever)
    sentence, report = _around(past, retriever)
    beside = not named and all(word in sentence for word in rare)
    if beside and len([u for u in units if u not in words("anyone")]) <= _MOST.get(question.kind, 3):
        about = without_rivals(topic(past, retriever), tail(text))
        if question.kind is Kind.WHICH_PLACE and not past[-1].question.regional:
            about = _without_villages(about, past, retriever)
        return _person_in(about, retriever) or about if _NAME.match(tail(text)) else about
    own = (*named, *rare)
    place = _region(past, own, retriever) if own else None
    if place and not (named and place.village):
        return place.text
    return None if named and not all(word in report for word in own) else ""


def _names_a_matter(text: str, units: Sequence[str]) -> bool:
    """Whether *text* is words to search for, set apart by blanks, and one is more than a measure: 枇杷 产值, not 面积 产值."""
    known = {*data()["measures"], *words("nothing"), *words("anyone")}
    return bool(_KEYWORDS.fullmatch(text.strip())) and any(unit not in known and unit not in lexicon.heads() for unit in units)


def says(about: str, retriever: Retriever) -> bool:
    """Whether *about* says something of what it names (青里村种植羊肚菌), so that a comma has to follow."""
    doing = words("verbs") | {"有", "是", "在"}
    return len(about) > 8 or "了" in about or any(word in doing for word in retriever.segmenter.words(about))


def _person_in(about: str, retriever: Retriever) -> str:
    """Return whose name is asked for: 水泉村农艺师, in 水泉村请农艺师驻村指导; '' when nobody is spoken of."""
    roles = lexicon.any_of([*lexicon.words("roles"), *data()["pointed"]["person"]])
    role = next((m[0] for m in re.finditer(roles, about) if len(m[0]) > 1), "")
    places = retriever.gazetteer.places(about, retriever.segmenter)
    return f"{places[-1].text if places else ''}{role}" if role else ""


def _compounds(question: Question, retriever: Retriever) -> list[str]:
    """Return the rare names of several words that a report writes as the question does (古渡口)."""
    found = [question.query.text[a:b] for a, b in runs(question.query.units)]
    whole = {unit.text for unit in question.query.units}
    return [word for word in found if word not in whole and retriever.writes(word) and _is_rare(word, retriever)]


def _is_name(word: str, retriever: Retriever) -> bool:
    """Whether *word* names something: learned from the reports, or with a figure (31栋)."""
    learned = word in retriever.segmenter.learned and len(word) > 1
    return learned or any(character.isdigit() for character in word)


def _is_rare(word: str, retriever: Retriever) -> bool:
    """Whether *word* could be what a question is about: in few sentences, and no office or other noun that asks (书记)."""
    general = lexicon.heads().get(word) in ("person", "organisation", "time", "amount")
    office = bool(lexicon.pattern("roles").fullmatch(word)) or word.endswith(("书记", "支书"))
    plain = word.rstrip("了过着") in words("verbs") or word.endswith(tuple(data()["measures"]))
    if len(word) < 3 or general or office or plain or not retriever.knows(word):
        return False
    return min(retriever.document_counts[word[i : i + 2]] for i in range(len(word) - 1)) <= _RARE


def _around(past: Sequence[Past], retriever: Retriever) -> tuple[str, str]:
    """Return the sentence of the last answer and its report, folded; '' when nothing was found or the file is gone."""
    turn = next((p.turn for p in reversed(past) if p.turn.start is not None), None)
    passage = retriever.groups.passage(turn.report or "", turn.start) if turn and turn.start is not None else None
    if passage and turn and passage.report.digest == turn.digest:
        return passage.text, retriever.folded[passage.report.name]
    return "", ""


def _without_villages(about: str, past: Sequence[Past], retriever: Retriever) -> str:
    """Return *about* without the villages that were asked of or answered: the question is for others."""
    for name in reversed(retriever.gazetteer.places(about, retriever.segmenter)):
        if name.village and any(name.text in turn.turn.asked or name.text in turn.turn.parts for turn in past):
            about = about[: name.start] + about[name.end :]
    return about.strip(" ,的")


def _region(past: Sequence[Past], own: Sequence[str], retriever: Retriever) -> Name | None:
    """Return the last place named that a report is of which holds the words of the question's *own*, None for none."""
    regions = retriever.remembered(("regions", *own), lambda: _regions(own, retriever))
    named = (name for turn in reversed(past) for name in turn.question.places)
    return next((name for name in named if any(name.stem in region for region in regions)), None)


def _regions(own: Sequence[str], retriever: Retriever) -> frozenset[str]:
    """Return what the reports are of that hold all words of *own*."""
    rarest = max(own, key=retriever.idf)
    holding = (p for p in retriever.standing(rarest) if all(word in retriever.folded[p.report.name] for word in own))
    return frozenset(passage.region for passage in holding)


def without_rivals(about: str, own: str) -> str:
    """Return *about* without what *own* says otherwise: its year, 新增 before 总共, 最高 before 最低."""
    if YEAR.search(own) and (old := YEAR.search(about)):
        about = about[: old.start()] + about[old.end() :]
    rivals = {
        fold(word) for sides in data()["against"] for side in sides if any(w in own for w in side)
        for other in sides if other is not side for word in other
    }
    for word in sorted(rivals, key=len, reverse=True):
        if word not in own:
            about = about.replace(f"{word}了", "").replace(f"{word}的", "").replace(word, "")
    return about.strip(" ,的")
