"""它, 他, 那里, 这个村, 该项目, 那家公司, 这笔钱: what a word that points back stands for, by the class it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from answering import lexicon
from answering.dialogue.past import SHORT, Past, runs, topic
from answering.dialogue.words import data, pointers, words
from answering.model import Kind
from retrieval import Name, Retriever, fold

_LOOKED_BACK = 4
"""Turns, the last first, in which the thing pointed to is looked for."""
_COMMON = 50
"""Count in the dictionary from which a word is no person's name."""


def resolve(text: str, past: Sequence[Past], retriever: Retriever) -> str | None:
    """Return *text* with what its pointing words stand for, None when it has none that points to anything."""
    resolved = text
    for kind, pattern in pointers():
        match = pattern.search(resolved)
        if match and not _named_behind(resolved, match.end(), kind, retriever) and not _belongs(resolved, match, retriever):
            noun = match.groupdict().get("noun") or ""
            done_to = kind == "thing" and match.start() > 0 and not resolved[match.end() :].rstrip(" ?。!了")
            name = (_answer(past[-1], retriever) if done_to else "") or referent(kind, noun, past, retriever)
            if name:
                resolved = resolved[: match.start()] + name + _rest(resolved, match, name)
            elif kind == "money" or noun:  # the whole matter is meant: 这个项目总投资多少
                about = topic(past, retriever)
                rest = resolved[match.end() :] if kind in ("money", "thing") else noun + resolved[match.end() :]
                resolved = f"{about},{rest}" if match.start() == 0 else resolved
    return resolved if resolved != text else None


def _rest(text: str, match: re.Match[str], name: str) -> str:
    rest = text[match.end() :]
    if text[: match.start()].endswith(("除", "除了")) and not re.match(r"[,，外]|以外|之外", rest):
        return f",{rest}"
    return rest.removeprefix(",") if match.start() == 0 and name else rest


def _belongs(text: str, match: re.Match[str], retriever: Retriever) -> bool:
    """Whether 那个 only leads from a place to what belongs to it: 努坪那个移民点."""
    places = retriever.gazetteer.places(text[: match.start()], retriever.segmenter)
    leads = match[0] in ("这个", "那个", "这些", "那些") and text[match.end() : match.end() + 1].isalpha()
    return leads and any(name.end == match.start() for name in places)


def _answer(last: Past, retriever: Retriever) -> str:
    """Return the last answer where it names one thing: 向日葵 for 种了多少亩它; else ''."""
    parts = [fold(part) for part in last.turn.parts if 1 < len(part) <= SHORT]
    return parts[0] if len(parts) == 1 and _fits(parts[0], "thing", "", retriever) else ""


def _named_behind(text: str, end: int, kind: str, retriever: Retriever) -> bool:
    """Whether what seems to point only begins a name: 那里村."""
    return kind == "place" and any(n.start < end < n.end for n in retriever.gazetteer.places(text, retriever.segmenter))


def referent(kind: str, noun: str, past: Sequence[Past], retriever: Retriever) -> str:
    """Return the nearest name of class *kind* (of what *noun* says, where given), the last turn's first; '' for none."""
    if kind == "money":
        return ""
    for turn in list(reversed(past))[:_LOOKED_BACK]:
        for name in _candidates(turn, kind, retriever):
            if _fits(name, kind, noun, retriever):
                return name
    return ""


def _candidates(turn: Past, kind: str, retriever: Retriever) -> Iterator[str]:
    """Yield the names of a turn, the likeliest first: the answer where it is the subject, the question's own, the answer."""
    parts = [fold(part) for part in turn.turn.parts if 1 < len(part) <= SHORT]
    if not parts and turn.turn.parts:  # a long answer begins with who it is about: 郭小燕牵头成立…
        parts = [unit.text for unit in retriever.query(turn.turn.parts[0]).units[:1] if _is_person(unit.text, retriever)]
    answer = "、".join(parts) if len(parts) > 1 and len("、".join(parts)) <= 2 * SHORT else next(iter(parts), "")
    is_subject = turn.question.kind in (Kind.WHICH_PLACE, Kind.WHO, Kind.WHAT, Kind.LIST) and _asked_of(turn)
    if answer and (is_subject or (kind == "place" and turn.question.target == "place")):
        yield answer
    yield from _own_names(turn, retriever)
    if answer:
        yield answer


def _asked_of(turn: Past) -> bool:
    """Whether what is asked for is what is spoken of: 哪个村种植羊肚菌, 农艺师是谁; not 罗汉里在哪个村, 西坑村获评什么."""
    before = turn.text[: turn.question.asked_at[0]]
    towns = [n.text for n in turn.question.places if not n.village]
    named = [u.text for u in turn.question.query.units if u.end <= len(before) and not any(u.text in t for t in towns)]
    return before.endswith(("是", "叫")) or all(word in words("verbs") or len(word) == 1 for word in named)


def _own_names(turn: Past, retriever: Retriever) -> Iterator[str]:
    """Yield what the question names: its things with the village they belong to, its villages, its things, its towns."""
    text, question = turn.text, turn.question
    asked = range(*question.asked_at)
    found = [(a, b) for a, b in runs(question.query.units) if a not in asked and b - a > 1]
    villages = [n for n in question.places if n.village]
    yield from (_whole_name(name, text, found, retriever) for name in reversed(villages))
    things = [_standing(text[a:b], retriever) for a, b in found if not any(n.start <= a < n.end for n in question.places)]
    yield from [w for w in things if _is_person(w, retriever)]
    things = [w for w in things if not re.search(r"[0-9]|[多些几]钱", w)]
    named = [w for w in things if w in retriever.segmenter.learned]
    yield from named
    yield from things
    yield from (name.text for name in question.places if not name.village)
    if question.head and question.kind is Kind.WHO:
        yield (villages[-1].text if villages else "") + question.head


def _whole_name(name: Name, text: str, found: Sequence[tuple[int, int]], retriever: Retriever) -> str:
    """Return the name a place stands at the beginning of (后溪慢谷), else the place itself."""
    longer = (text[a:b] for a, b in found if a == name.start and b > name.end and name.text == name.stem)
    return max(name.text, _standing(next(longer, ""), retriever), key=len)


def _standing(name: str, retriever: Retriever) -> str:
    """Return the longest beginning of *name*, in whole words, that stands in a report; *name* where none does."""
    ends = [end for _, end in retriever.segmenter.spans(name)]
    return next((name[:end] for end in reversed(ends) if end > 1 and retriever.writes(name[:end])), name)


def _fits(name: str, kind: str, noun: str, retriever: Retriever) -> bool:
    """Whether *name* is of the class *kind*, and is called by *noun*."""
    places = retriever.gazetteer.places(name, retriever.segmenter)
    place = any(n.start == 0 and n.end == len(name) for n in places) or bool(places and places[-1].end == len(name))
    person = _is_person(name, retriever) or bool(re.search(rf"(?:{lexicon.pattern('roles').pattern})$", name))
    if kind == "place":
        level = noun.rstrip("子里上")[-1:] if noun else ""
        return place and (not level or level not in "村镇乡县" or _is_level(name, level, retriever))
    if kind == "person":
        called = bool(noun) and name.endswith(noun) and noun != "人"
        return (person or called) and not place
    if re.search(r"[0-9*]", name) or (person and kind == "thing"):
        return False
    if not noun:
        return True
    if kind == "organisation":
        ending = rf"(?:{lexicon.any_of(data()['pointed']['organisation'])}|社|局|院|所|站|行|集团)$"
        return not place and (noun in name or bool(re.search(ending, name)))
    return noun in name and name != noun


def _is_level(name: str, level: str, retriever: Retriever) -> bool:
    full = retriever.gazetteer.stems.get(name, name)
    return full.endswith(level) or (level == "村" and not full.endswith(("镇", "乡", "县", "市", "区")))


def _is_person(word: str, retriever: Retriever) -> bool:
    """Whether *word* is written like a person's name: a surname and one or two characters that are no common word."""
    known = word in retriever.gazetteer.products or word in retriever.gazetteer.stems or word in words("verbs")
    form = re.fullmatch(rf"(?:{lexicon.surnames().pattern})[一-鿿]{{1,2}}", word)
    known = known or bool(retriever.gazetteer.places(word, retriever.segmenter))
    return bool(form) and not known and retriever.segmenter.frequency(word) < _COMMON and word not in retriever.gazetteer.titles
