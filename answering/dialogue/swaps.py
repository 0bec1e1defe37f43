"""那青里村呢, 那去年呢, 最低的呢, 不对，我问的是2022年: the last question, asked of something else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answering import lexicon
from answering.dialogue.past import Past, asked_phrase, named_before, runs, statement
from answering.dialogue.words import YEAR, corrections, data, ellipsis
from answering.lexicon import pattern
from answering.model import Kind
from answering.question import read_question
from retrieval import Name, Retriever, fold


def put_right(new: str, old: str, past: Sequence[Past], retriever: Retriever) -> str:
    """Return the last question with *new* for *old*, the words that the asker takes back ('' when not said)."""
    base = past[-1].text
    for word in filter(None, (old, old.removesuffix("的"))):
        if word in base:
            return base.replace(word, new, 1)
    return swap(new, past, retriever)


_ANOTHER = re.compile("另外?[一那]个")


def swap(new: str, past: Sequence[Past], retriever: Retriever) -> str:
    """Return the last question with *new* in the place of what is of its class: a year, a place, a rival, a thing."""
    last = past[-1]
    year, new = _year(new, last)
    places = retriever.gazetteer.places(new, retriever.segmenter)
    if _ANOTHER.fullmatch(new) and (villages := [name for name in last.question.places if name.village]):
        new += villages[-1].text[-1]  # 另一个 after 柏树村: another village
    if not places and re.fullmatch(r"[一-鿿]{1,4}(?:村|社区|镇|乡|县)", new):
        places = (Name(0, len(new), new, new),)
    text = last.text
    if places:
        rest = f"{new[: places[0].start]} {new[places[-1].end :]}".strip(" 的")
        named = new[places[0].start : places[-1].end] if rest else new
        text = _of_place(named, places[0], last, bool(rest), retriever)
        new, last = rest, _again_read(last, text, retriever)
    if new:
        text = _of_thing(new, last, past, retriever)
    return _dated(text, year, retriever) if year else text


def _again_read(last: Past, text: str, retriever: Retriever) -> Past:
    """Return *last* as if it had asked *text*."""
    return Past(last.turn, read_question(text, retriever), "")


def _year(new: str, last: Past) -> tuple[str, str]:
    """Return the year that *new* names or counts from the one spoken of (去年), as 2022年, and the rest of *new*."""
    if named := YEAR.search(new):
        return f"{named[0][:4]}年", (new[: named.start()] + new[named.end() :]).strip(" 的,")
    word = next((word for word in sorted(data()["years"], key=lambda w: -len(w)) if word in new), "")
    known = YEAR.search(last.text) or YEAR.search(last.turn.report or "")
    if not word or not known:
        return "", new
    return f"{int(known[0][:4]) + data()['years'][word]}年", new.replace(word, "", 1).strip(" 的,")


def _dated(text: str, year: str, retriever: Retriever) -> str:
    """Return *text* asked of *year*, in the place of its own."""
    own = YEAR.search(text)
    if own:
        return text[: own.start()] + year + text[own.end() :]
    relative = re.search("|".join(data()["years"]), text)
    return text[: relative.start()] + year + text[relative.end() :] if relative else year + text


def _of_place(new: str, place: Name, last: Past, more: bool, retriever: Retriever) -> str:
    """Return the question asked of *place*: for the last of its kind, else for what was asked to be located.

    What went on from an earlier question keeps its own words only: 青里村种植羊肚菌，能增收多少 → 饶坊村能增收多少.
    """
    base, question = last.text, last.question
    old = _swapped_in(last)
    if old and old[-1:] == new[-1:] and base.count(old) == 1:
        return base.replace(old, new, 1)
    if last.given:
        own = base[len(last.given) :].lstrip(" ,，")
        if not retriever.gazetteer.places(own, retriever.segmenter):
            return new + own
    standing = [n for n in retriever.gazetteer.places(base, retriever.segmenter) if "*" not in n.text]
    alike = [n for n in standing if n.village == place.village and " " not in question.query.content[n.start : n.end]]
    start, end = asked_phrase(last, retriever)
    of_village = bool(alike) and alike[-1].end <= start  # 高望村跟哪个村结对: asked of a village already
    if question.kind is Kind.WHICH_PLACE and place.village and not of_village and place.text.endswith(question.head or "村"):
        things = [base[a:b] for a, b in runs(question.query.units) if not any(n.start <= a < n.end for n in standing)]
        things = [thing for thing in things if len(thing) > 1 and thing not in base[start:end]]
        bound = _BOUND.search(base, end)
        if bound and bound[1]:  # 哪些村收入超过100万 → 潘昶村收入多少
            return f"{base[:start]}{new}{bound[1]}多少"
        if things:  # 哪个村种红辣椒 → 水磨村种什么
            thing = max(things, key=retriever.idf)
            return (base[:start] + new + base[end:]).replace(thing, "什么", 1)
    if alike and not (alike[-1].start >= start and alike[-1].end <= end):
        a, b = alike[-1].start, alike[-1].end
        return base[:a] + new + base[b:]
    if question.kind in (Kind.WHICH_PLACE, Kind.WHERE):
        verb = re.search(r"(?:位于|坐落|属于|在|归|是)[^,]{0,2}$", base[:start])
        return new + base[verb.start() if verb else start :]
    if standing and place.village and not standing[-1].village:  # 慢泉镇有什么特产 → 慢泉镇后溪村有什么特产
        return base[: standing[-1].start] + new + base[standing[-1].end :]
    return new + base


def _of_thing(new: str, last: Past, past: Sequence[Past], retriever: Retriever) -> str:
    base = last.text
    if new.removesuffix("的") in base:
        return base
    old = _swapped_in(last)
    if old and base.count(old) == 1 and (_is_measure(old) or not _is_measure(new)):
        return base.replace(old, new, 1)  # the last swap's word gives way to this one's
    if (ordinal := _ORDINAL.fullmatch(new)) and (old_one := re.search(rf"{_ORDINALS}{ordinal[1]}", base)):
        return base[: old_one.start()] + new + base[old_one.end() :]
    for name in ("frequency", "roles"):
        if (old_one := pattern(name).search(base)) and pattern(name).fullmatch(new):
            return base[: old_one.start()] + new + base[old_one.end() :]
    if (amount := _CONDITION.search(new)) and (old_amount := _CONDITION.search(base)) and amount[0] in (new, new[:-1]):
        return base[: old_amount.start()] + amount[0] + base[old_amount.end() :]
    rest = new
    for group in data()["classes"]:
        word, rival = next((w for w in group if w in rest), ""), next((w for w in group if w in base), "")
        if word and rival:
            base = _without_answer(base, last, past).replace(rival, word, 1)
            rest = rest.replace(word, "", 1).strip(" 的")
    if any(new in group for group in data()["qualifiers"]):
        return _in_place_of_thing(f"{new}的", last, past, retriever)  # 新增 as 新增的
    if rest == new:
        return _in_place_of_thing(new, last, past, retriever)
    return _in_place_of_thing(rest, _again_read(last, base, retriever), past, retriever) if rest else base


_BOUND = re.compile(
    "([一-鿿]{0,8}?)的?(?:超过|达到|突破|高于|低于|不足|不到|少于|多于|在|过|上)了?"
    "(?:[0-9]|[一二三四五六七八九十百千两]+[万千百])"
)
"""A bound that the places asked for keep, behind what is bounded."""
_ORDINALS = r"第?[一二三四五六七八九十0-9]+"
_ORDINAL = re.compile(rf"{_ORDINALS}([期批次届轮季组])")
_CONDITION = re.compile(
    r"(?:不足|不到|超过|低于|高于|少于|多于|满)?[0-9]+(?:\.[0-9]+)?[多余]?[万亿]?(?:元|亩|人|岁|名|户|个|级|周岁)?(?:以上|以下|以内|以外)?"
)


def _without_answer(base: str, last: Past, past: Sequence[Past]) -> str:
    """Return *base* without the earlier answer in what it took over: 最低的村, no longer 最高的村是潘昶村."""
    answers = [fold("、".join(turn.turn.parts)) for turn in past if turn.turn.parts]
    for answer in answers if last.given else ():
        if answer in last.given:
            base = re.sub(rf"是?{re.escape(answer)}", "", base, count=1)
    return base


def _swapped_in(last: Past) -> str:
    """Return what *last* put in the place of something else, '' when it asked in full."""
    asked = fold(last.turn.asked)
    matches = (ellipsis(asked), *(form.match(asked) for form in corrections()))
    return next((match["new"] for match in matches if match), "")


def _is_measure(text: str) -> bool:
    return text.endswith((*data()["measures"], "率"))


def _in_place_of_thing(new: str, last: Past, past: Sequence[Past], retriever: Retriever) -> str:
    """Return the question asked of the thing *new*, or of a part of the same things where it ends in 的 (新增的)."""
    base, question = last.text, last.question
    start, end = asked_phrase(last, retriever)
    places = [n for n in retriever.gazetteer.places(base, retriever.segmenter) if "*" not in n.text]
    named, ends = [n for n in places if n.text != n.stem], {u.end for u in question.query.units}
    units = [u for u in question.query.units if not any(n.start <= u.start and u.end <= n.end for n in named)
             and (u.text not in lexicon.heads() or u.end < len(last.given) or u.start in ends)]
    things = [(a, b) for a, b in runs(units)
              if a >= len(last.given) and not start <= a < end and not YEAR.search(base[a:b])]
    if _is_measure(new) and question.kind is Kind.HOW_MUCH:
        measured = [(a, b) for a, b in things if _is_measure(base[a:b])]
        if measured:
            a, b = measured[-1]
            if new in data()["aims"]:
                return base[:b] + new + base[b:]  # 总收入多少 → 总收入目标多少
            word = max((w for w in (*data()["measures"], "率") if base[a:b].endswith(w)), key=len)
            return base[: b - len(word)] + new + base[b:]
        return f"{last.given or statement(last, retriever)},{new}是多少"
    behind = [(a, b) for a, b in things if a >= end]
    if new.endswith("的"):  # a part of the same things
        if behind:
            return base[: behind[-1][0]] + new + base[behind[-1][0] :]
        if last.given and not things and (root := _root(past)):
            return _of_thing(new, root, (), retriever)
        has = "有" if question.kind is Kind.HOW_MUCH else ""
        return f"{named_before(base[:start], retriever)}{new}{has}{base[start:]}"
    if behind or things:
        return _with(base, behind[-1] if behind else things[0], new)
    before = [n.end for n in places if n.end <= start]
    if last.given:
        return (places[-1].text if before else "") + new + base[len(last.given) :].lstrip(" ,")
    at = before[-1] if before else 0
    return base[:at] + new + base[at:].removeprefix("的")


def _root(past: Sequence[Past]) -> Past | None:
    """Return the last question that took over nothing."""
    return next((turn for turn in reversed(past) if not turn.given), None)


def _with(base: str, old: tuple[int, int], new: str) -> str:
    return base[: old[0]] + new + base[old[1] :]
