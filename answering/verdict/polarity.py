"""Yes or no: what denies the question, and what its figure or place really is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answering import lexicon
from answering.choose import Choice
from answering.constraints import is_other_twin, pattern, planned, words
from answering.features import Reading
from answering.figures import find_figures
from answering.question import Question
from answering.refusal import refusing_rule
from answering.verdict.decision import Decision, verdict
from answering.verdict.inquiry import inquire
from retrieval import Name, Retriever

_ENDING = r"(?:了|的)?(?:吗|么|吧|没有?|对吗|对不对|是吗|对吧|对)?[?。! ]*$"


def affirmed(question: Question, choices: Sequence[Choice], retriever: Retriever) -> Decision | None:
    """Decide yes or no; None when no sentence does."""
    decided = _by_figure(question, retriever) or _by_place(question, retriever)
    if decided:
        return decided
    if broken := refusing_rule(question, choices, retriever):
        unfinished = broken[1] == "contradicts" and _only_planned(question, choices[0], retriever)
        return verdict("否", question, choices[0], retriever) if unfinished else None
    best = next((choice for choice in choices[:3] if _speaks_of(question, choice, choices[0])), choices[0])
    return verdict("否" if _denied(question, best, retriever) else "是", question, best, retriever)


def _speaks_of(question: Question, choice: Choice, best: Choice) -> bool:
    """Whether a sentence, nearly as good as the *best*, holds the near-twin that is asked about (二期) or the opposite (够: 不足)."""
    asked, text = question.query.text, choice.hit.passage.text
    meant = [word for group in words("twins") for twin in group for word in twin.split("|") if word in asked]
    told = any(word in text for word in meant) or any(is_other_twin(asked, text, tuple(group)) for group in words("verdict", "opposites"))
    told = told or bool(pattern("verdict", "all_asked").search(asked) and pattern("verdict", "some_left").search(text))
    return told and choice.score >= 0.5 * best.score and choice.features["foreign"] < 1


def _denied(question: Question, choice: Choice, retriever: Retriever) -> bool:
    """Whether the sentence says no to the question; a question that itself denies is affirmed by it."""
    asked, text = question.query.text, choice.hit.passage.text
    against = (
        _negated(text, choice)
        or bool(pattern("verdict", "before").search(asked) and pattern("verdict", "first").search(text))
        or bool(pattern("verdict", "goes_on").search(asked) and pattern("verdict", "ended").search(text))
        or bool(pattern("verdict", "can_asked").search(asked) and pattern("verdict", "halted").search(text))
        or bool(pattern("verdict", "all_asked").search(asked) and pattern("verdict", "some_left").search(text))
        or bool(pattern("verdict", "well_asked").search(asked) and pattern("verdict", "weak").search(text))
        or _rival(question, choice, retriever)
        or _other_value(asked, text, choice)
        or _opposed(asked, text, choice)
        or _only_planned(question, choice, retriever)
    )
    return against != _asks_denied(asked)


def _asks_denied(asked: str) -> bool:
    """Whether the question denies (是不是还没通车); only what it says last counts, and 没有 at its end only asks."""
    said = pattern("verdict", "asking_no").sub("", re.split("[,;]", asked.rstrip("?。! "))[-1])
    return bool(lexicon.pattern("negations").search(lexicon.pattern("not_negations").sub("", said)))


def _plain(text: str) -> str:
    """Blank the words that only look like negations, length kept."""
    return lexicon.pattern("not_negations").sub(lambda m: "〇" * len(m[0]), text)


def _negated(text: str, choice: Choice) -> bool:
    """Whether a negation stands right before one of the matched words, or a strong one behind them in their comma-part."""
    plain = _plain(text)
    matched = [m.word for m in choice.hit.matches if m.word and len(m.word) > 1]
    places = [(at, at + len(word)) for word in matched if (at := plain.find(word)) >= 0]
    before = [re.split("[,。;、]", plain[max(0, start - 6) : start])[-1] for start, _ in places]
    if any(lexicon.pattern("negations").search(piece) or piece.endswith("零") for piece in before):  # 零伤亡
        return True
    behind = [re.split("[,。;]", plain[end:])[0] for _, end in places]
    return any(pattern("verdict", "strong_denial").search(piece[:6]) for piece in behind)


def _other_value(asked: str, text: str, choice: Choice) -> bool:
    """Whether the text names a near-twin of what is asked: 市级 asked, 县级 written."""
    said = text[choice.scope.start : choice.scope.end]
    matched = [match.word for match in choice.hit.matches if len(match.word) > 1]
    levels = "".join(f"{level}级" for level in "国省市县乡镇村" if any(level + word in said for word in matched))  # 省党史学习点
    return any(is_other_twin(asked, said + levels, tuple(group)) for group in words("twins"))


def _opposed(asked: str, text: str, choice: Choice) -> bool:
    """Whether the text says the opposite of the question: 增加 asked, 持平 written."""
    said = text[choice.scope.start : choice.scope.end] if choice.scope.places else text
    return any(is_other_twin(asked, said, tuple(group)) for group in words("verdict", "opposites"))


def _only_planned(question: Question, choice: Choice, retriever: Retriever) -> bool:
    """Whether what is asked as done is only intended where it is written."""
    asked = question.query.text
    if pattern("plan", "asked").search(asked) or not pattern("verdict", "done_asked").search(asked):
        return False
    reading = Reading(question, choice.hit, retriever)
    own = reading.own(choice.span)
    return planned(reading, choice.span) and not pattern("plan", "done").search(own)


def _rival(question: Question, choice: Choice, retriever: Retriever) -> bool:
    """Whether what is said of the question's place is not what is asked: its words stand under other places only."""
    if not question.places:
        return False
    passage, stems = choice.hit.passage, [place.stem for place in question.places]
    own = [s for s in choice.scopes if any(stem in passage.text[s.start : s.end] for stem in stems)]
    said = "".join(passage.text[s.start : s.end] for s in own)
    other = "".join(passage.text[s.start : s.end] for s in choice.scopes if s.places and s not in own)
    held = [u.text for u in question.query.units if len(u.text) > 1 and u.text in other and not _names(u.text, question)]
    rarest = max(map(retriever.idf, held), default=0.0)
    if own and any(retriever.idf(word) >= rarest and word not in said for word in held):
        return True
    crops = [u.text for u in question.query.units if u.text in retriever.gazetteer.products]
    return bool(own) and bool(crops) and not any(c in said for c in crops) and bool(retriever.gazetteer.products_in(said))


def _names(word: str, question: Question) -> bool:
    return any(word in place.text or place.stem in word for place in question.places)


def _by_figure(question: Question, retriever: Retriever) -> Decision | None:
    """Ask how much, where the question ends in a figure (达到75万元了吗), and compare: at least as much, or just as much."""
    text = question.query.text
    figure = next((f for f in reversed(find_figures(text)) if re.match(rf"[一-鿿]{{0,3}}?{_ENDING}", text[f.end :])), None)
    asked_of = re.search(r"(?:是|有|为|到|过|破|了|达|种|收|缴|投|花)$", text[: figure.start]) if figure else None
    more = pattern("verdict", "at_least").search(text[max(0, figure.start - 4) : figure.end]) if figure else None
    if figure is None or figure.ordinal or not (asked_of or more):
        return None
    before = pattern("verdict", "only_amount").sub("", pattern("verdict", "at_least").sub("", text[: figure.start]))
    found = inquire(f"{before}多少{figure.unit}", retriever)
    if found is None or found[1].span.rule != "figure":
        return None
    inquiry, choice = found
    said = next((f for f in find_figures(choice.hit.passage.text) if f.start == choice.span.start), None)
    size, wanted = (said.size if said else None), figure.size
    if said is None or size is None or wanted is None or not said.dimensions & figure.dimensions:
        return None
    return verdict("是" if size == wanted or (more and size > wanted) else "否", inquiry, choice, retriever)


def _by_place(question: Question, retriever: Retriever) -> Decision | None:
    """Ask where, when the question is about a place (是在下湾村办的吗), and compare the names."""
    text = question.query.text
    for place in question.places:
        cleft = re.search(r"是(?:在|由|位于)?$", text[: place.start])
        if cleft and re.search(rf"^[^,]{{0,12}}的{_ENDING}", text[place.end :]):
            found = inquire(_where(text, place), retriever)
            if found is None or found[1].span.rule not in ("place", "modifier"):
                return None
            said = "".join(found[1].texts)
            return verdict("是" if place.stem in said else "否", *found, retriever)
    return None


def _where(text: str, place: Name) -> str:
    """Return the question with what asks for a place in the place's stead."""
    head = next((head for head in ("村", "镇", "乡", "县", "社区") if place.text.endswith(head)), "地方")
    return re.sub(_ENDING, "", f"{text[: place.start]}哪个{head}{text[place.end :]}")
