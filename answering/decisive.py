"""What a passage must say before it may answer: the crop, the measure, the office, the cause, the place asked about.

Each rule takes the question, the best choice and the retriever and says whether the choice breaks it. The words are in
``data/decisive.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from answering.choose import Choice
from answering.features import UNTYPED
from answering.figures import Figure, find_figures
from answering.lexicon import compiled, entry, heads, level_of
from answering.model import Kind
from answering.question import Question
from answering.spans.places import OFFICES
from answering.untyped import names, topic
from retrieval import Match, Retriever, Unit, clauses, fold, light_words, match_unit

COUNTED = frozenset({"people", "count", "times"})
"""Dimensions of what is counted, not measured."""


def words(key: str) -> Any:
    """Return what ``data/decisive.yaml`` holds under *key*."""
    return entry("decisive.yaml", key)


def pattern(*keys: str) -> re.Pattern[str]:
    """Return the pattern that stands under *keys*, one inside the other."""
    return compiled("decisive.yaml", *keys)


@cache
def kinds() -> frozenset[str]:
    """Return the names of crops and animals."""
    return frozenset(fold(name) for line in words("kinds") for name in line.split())


def paragraph(choice: Choice) -> str:
    """Return the folded paragraph of a choice, with its headings and what its report is about."""
    passage = choice.hit.passage
    return fold("".join((passage.region, *passage.sentence.headings, *(s.text for s in passage.paragraph.sentences))))


def lacks_kind(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether a crop or an animal is asked about that the paragraph does not name: 葡萄 where only 枇杷 stands."""
    lacking = [m.unit for m in best.hit.matches if not m.grade and not m.unit.carried and not m.unit.aside]
    named = [unit.text for unit in lacking if _is_kind(unit, question)]
    around = paragraph(best) if named else ""
    return any(name not in around for name in named)


def unknown_kind(question: Question, retriever: Retriever) -> bool:
    """Whether a crop or an animal is asked about that no report names; then nothing is the most of it either."""
    named = [unit for unit in question.query.units if _is_kind(unit, question)]
    return any(not any(map(retriever.writes, (unit.text, *unit.synonyms))) for unit in named)


def _is_kind(unit: Unit, question: Question) -> bool:
    """Whether *unit* is a crop or an animal and no part of a place's name (枇杷镇)."""
    return unit.text in kinds() and not re.match("(?:[那这]个|那边的?)?[村镇乡县市]|社区", question.query.text[unit.end :])


def lacks_thing(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether a thing named by a compound (高龄补贴, 采摘节) does not stand in the paragraph, nor any word for it."""
    endings = re.compile(rf"..?.?(?:{words('things')})")
    lacking = [m.unit for m in best.hit.matches if not m.grade and not m.unit.synonyms and not m.unit.aside]
    named = [unit.text for unit in lacking if len(unit.text) > 2 and "的" not in unit.text and endings.fullmatch(unit.text)]
    around = paragraph(best) if named else ""
    return any(name not in around for name in named)


def figure_of(best: Choice) -> Figure | None:
    """Return the figure that the choice gives, None when it gives none."""
    if best.span.rule != "figure":
        return None
    return next((f for f in find_figures(best.hit.passage.text) if (f.start, f.end) == (best.span.start, best.span.end)), None)


def other_measure(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether the sum of money is of another kind than asked for: what was earned is no price."""
    figure = figure_of(best)
    if figure is None:
        return False
    if "money" not in figure.dimensions:
        return bool(pattern("sum").search(question.query.text))
    asked = [name for name in words("measures") if pattern("measures", name, "asked").search(question.query.text)]
    said = [name for name in words("measures") if pattern("measures", name, "said").search(best.hit.passage.text)]
    return bool(asked and said) and not set(asked) & set(said)


def other_unit(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether something else is counted: firms are no people, and 2家 is no answer to 多少张床 where no bed is told of."""
    figure = figure_of(best)
    if question.kind is not Kind.HOW_MUCH or figure is None:
        return False
    if "人口" in question.query.text and figure.unit.lstrip("万余多") not in ("人", "口", "户") and "人口" not in best.hit.passage.text:
        return True  # 1.8万人次 came by, 40余名 were at work: neither is how many live there
    if question.dimension == "people" and "people" not in figure.dimensions:
        return not (figure.unit in ("个", "") or question.unit in ("户", "家"))
    if question.unit == "个" and _other_class(question, figure):
        return True
    if "people" in figure.dimensions and question.dimension == "count" and question.unit not in ("", "个", "家"):
        return True  # 4名 is no answer to 多少头
    counted = "count" in figure.dimensions and question.dimension == "count" and question.unit not in ("", "个")
    if not counted or figure.unit == question.unit:
        return False
    thing = re.match(r"[一-鿿]{1,2}", question.query.text[question.query.text.rfind(question.unit) + len(question.unit) :])
    told = {match.unit.text for match in best.hit.matches if match.grade}  # by other words as well: 户厕
    return thing is not None and thing[0] not in best.hit.passage.text and not any(text.startswith(thing[0]) for text in told)


def _other_class(question: Question, figure: Figure) -> bool:
    """Whether 几个 asks for people and no people are counted, or for places and people are: 42万人次 is no number of 景区."""
    noun = re.match(r"[一-鿿a-z0-9]*", question.query.text[question.query.text.rfind("个", 0, question.asked_at[1] + 1) + 1 :])
    known = heads()
    asked = next((known[noun[0][i:j]] for j in range(1, 7) for i in range(j) if noun and noun[0][i:j] in known), "")
    people = "people" in figure.dimensions
    return (asked == "person" and not people and figure.unit not in ("个", "")) or (asked == "place" and people and figure.unit != "")


def lacks_counted(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether what is counted (党员 in 发展了多少党员, 发展党员几名) stands neither in the sentence, nor before it, nor above it.

    Villages, townships and the like must stand beside their number: 36个 of 大棚36个 are none.
    """
    counts = question.dimension in COUNTED or (question.kind is Kind.HOW_MUCH and not question.dimension)  # 多少贫困户 as well
    if not counts or best.span.rule != "figure":
        return False
    if question.head in OFFICES and question.kind is Kind.HOW_MUCH:
        return not counts_head(question, best) or (_counts_all(question, best) and not pattern("of_all").search(best.hit.passage.text))
    figure = figure_of(best)
    beside = best.hit.passage.text[best.span.end : best.span.end + 4]
    if figure and pattern("people").search(question.head) and "people" not in figure.dimensions and question.head not in beside:
        return True  # 3个老年食堂 are no 老人
    counted = [m for m in best.hit.matches if len(m.unit.text) > 1 and _is_counted(m.unit, question, retriever)]
    sentences = best.hit.passage.paragraph.sentences
    at = best.hit.passage.order
    near = fold("".join((*best.hit.passage.sentence.headings, *(s.text for s in sentences[max(0, at - 1) : at])))) if counted else ""
    return any(not m.grade and not match_unit(m.unit, near).grade for m in counted)


def _is_counted(unit: Unit, question: Question, retriever: Retriever) -> bool:
    """Whether *unit* is the noun behind the words that ask how many, or stands right before them and names people."""
    if unit.text == question.head:
        return retriever.writes(unit.text)
    before = unit.end == question.asked_at[0] and question.unit and question.dimension == "people"
    return bool(before and pattern("people").search(unit.text))


def _counts_all(question: Question, best: Choice) -> bool:
    """Whether all of a place's villages (or townships) are asked for, and nothing is said of which."""
    names = "".join(name.text for name in question.places)
    told = [unit.text for unit in question.query.units if len(unit.text) > 1 and unit.text not in light_words()]
    return bool(question.places) and all(text in names or text == question.head for text in told)


def counts_head(question: Question, choice: Choice) -> bool:
    """Whether the noun asked for stands right behind the figure, or before it: 15个行政村, 村21个."""
    text, span = choice.hit.passage.text, choice.span
    return question.head in text[span.end : span.end + 4] or text.endswith(question.head, 0, span.start)


def lacks_cause(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether a reason is asked for and the comma-part only tells what is to be explained, with no mark of a reason near."""
    if question.kind is not Kind.WHY_HOW or best.span.rule not in UNTYPED or not pattern("asked_cause").search(question.query.text):
        return False
    text = best.hit.passage.text
    parts = clauses(text)
    at = max(range(len(parts)), key=lambda i: _mass(text[slice(*parts[i])], best, retriever))
    near = "".join(text[a:b] for a, b in parts[max(0, at - 1) : at + 2]) + _next_to(best, at == 0, at == len(parts) - 1)
    told = parts[at][0] < best.span.end and best.span.start < parts[at][1]
    return told and not pattern("caused").search(near)


def _mass(part: str, best: Choice, retriever: Retriever) -> float:
    """Return the idf mass of the question's words in *part*."""
    return sum(retriever.weight(m.unit) for m in best.hit.matches if m.grade and m.word in part)


def _next_to(best: Choice, first: bool, last: bool) -> str:
    """Return the comma-parts of the neighbouring sentences that touch the first or the last one of this sentence."""
    sentences = best.hit.passage.paragraph.sentences
    at = best.hit.passage.order
    before = [fold(s.text) for s in sentences[max(0, at - 1) : at] if first]
    behind = [fold(s.text) for s in sentences[at + 1 : at + 2] if last]
    ends = [re.split("[,:]", text)[-1] for text in before] + [re.split("[,:]", text)[0] for text in behind]
    return "".join(ends)


def says_no_place(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether the place that is given is the very thing asked about (启动垃圾转运站), hidden, or not where it came from."""
    if question.kind is not Kind.WHERE:
        return False
    text = best.hit.passage.text
    spans = [text[a:b] for a, b in best.span.parts]
    if pattern("asked_from").search(question.query.text) and not pattern("said_from").search(text[: best.span.start]):
        return best.span.rule not in UNTYPED
    if best.span.rule != "site" or not pattern("made").search(text[max(0, best.span.start - 2) : best.span.start + 2]):
        return False
    about = [m.word for m in best.hit.matches if m.grade and len(m.word) > 1 and m.unit.text not in light_words()]
    return any(word in span for word in about for span in spans)


def tells_no_sale(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether it is asked where something is sold, and the sentence tells of no selling."""
    return bool(pattern("asked_sold").search(question.query.text)) and not pattern("said_sold").search(best.hit.passage.text)


def names_nobody(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether somebody's name is asked for (叫什么) and what is given is nobody's name."""
    asked = question.kind is Kind.WHO and question.target == "person" and pattern("asked_name").search(question.query.text)
    return bool(asked) and best.span.rule in (*UNTYPED, "list", "organisation", "role")


def tells_no_charge(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether it is asked who is in charge, and the sentence tells of nobody who is."""
    asked = question.kind is Kind.WHO and pattern("asked_charge").search(question.query.text)
    return bool(asked) and not pattern("said_charge").search(best.hit.passage.text)


def lacks_office(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether who holds an office is asked, and nobody in the sentence or the one before holds it."""
    if question.kind is not Kind.WHO or best.span.rule not in ("person", "agent", "holder", *UNTYPED, "sentence"):
        return False
    sentences = best.hit.passage.paragraph.sentences
    at = best.hit.passage.order
    near = fold("".join(s.text for s in sentences[max(0, at - 1) : at + 1]))
    groups = [group for group in words("offices") if any(office in question.query.text for office in group)]
    others = "".join(f"(?<!{word})" for word in words("lesser") if word not in question.query.text)  # 副书记 is another office
    return bool(groups) and not any(re.search(others + office, near) for group in groups for office in group)


def said_of_another(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether the crop asked about stands under another place than the question's: 善山村的橄榄、王坑村的地瓜干."""
    stems = {name.stem for name in question.places}
    own = [s for s in best.scopes if any(name.stem in stems for name in s.places)]
    others = [s for s in best.scopes if s.places and s not in own]
    if not own or not others or question.kind in (Kind.COMPARE, Kind.YES_NO, Kind.WHICH_PLACE, Kind.WHERE):
        return False
    text = best.hit.passage.text
    held, elsewhere = ("".join(text[s.start : s.end] for s in group) for group in (own, others))
    behind = [text[name.end :].removeprefix("的") for scope in others for name in scope.places]
    told = [m for m in best.hit.matches if m.grade and len(m.word) > 1 and m.word not in held and m.word in elsewhere]
    return any(_is_crop(m, retriever) or any(re.match(f"{re.escape(m.word)}(?:[、,。;等]|$)", rest) for rest in behind) for m in told)


def _is_crop(match: Match, retriever: Retriever) -> bool:
    products = retriever.gazetteer.products
    return any(word in products or word in kinds() for word in (match.unit.text, match.word))


def of_the_whole(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether a village is asked about and the sentence, which does not name it, speaks of the whole township."""
    text = best.hit.passage.text
    lacking = [name for name in question.places if name.stem not in text and name.stem not in best.hit.passage.region]
    return bool(lacking) and not question.regional and bool(pattern("whole").search(text))


def lacks_year(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether a year is asked about that no report writes and none is of."""
    years = [number for number in question.numbers if re.fullmatch("(?:19|20)[0-9]{2}", number)]
    return not all(retriever.writes(year) or retriever.is_region(year) for year in years)


def is_unranked(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether the most of all is asked for, and the sentence neither ranks nor gives two figures to rank by."""
    if question.kind is not Kind.COMPARE or not re.search("最", question.query.text):
        return False
    text = best.hit.passage.text
    units = [figure.unit for figure in find_figures(text) if figure.unit]
    return not pattern("ranked").search(text) and len(units) == len(set(units))


def apart(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether the question has single characters only, and those side by side do not stand so in the passage: 野 and 家 of 野家."""
    if any(len(unit.text) > 1 for unit in question.query.units):
        return False
    around = best.hit.passage.text + topic(best)
    return any(name not in around for name in names(question))


_LEVELS = frozenset(["village", "town", "county", "city", "province"])
"""What has an office of its own."""


def other_level(question: Question, best: Choice, retriever: Retriever) -> bool:
    """Whether a village is named where a town or a county is asked for, or the other way round.

    Where something lies (在哪个镇) the village says as well: its report is the town's.
    """
    if re.search("[在属归]$", question.query.text[: question.asked_at[0]]):
        return False
    if question.kind is not Kind.WHICH_PLACE or best.span.rule != "place" or question.head not in OFFICES:
        return False
    villages = {level == "village" for level in map(level_of, best.texts) if level in _LEVELS}
    return bool(villages) and (level_of(question.head.removesuffix("子")) == "village") not in villages


RULES: tuple[Callable[[Question, Choice, Retriever], bool], ...] = (
    lacks_kind, lacks_thing, other_measure, other_unit, lacks_counted, lacks_cause, says_no_place, tells_no_sale, tells_no_charge,
    names_nobody, lacks_office,
    said_of_another, of_the_whole, lacks_year, is_unranked, apart, other_level,
)  # fmt: skip
