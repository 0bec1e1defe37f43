"""Questions that the text decides: yes or no, and which is more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answering import lexicon
from answering.choose import Choice
from answering.figures import find_figures
from answering.question import Question
from answering.spans import Span
from retrieval import Retriever, Unit, match_unit, read_list

_FIRST = re.compile(r"首个|首次|首家|首款|第一个|第一家|首创|唯一")
_ENDED = re.compile(r"劝退|清退|取消|停止|停办|撤销|关闭|拆除|免职|退出|终止")
_ASKING_NO = re.compile(r"(?:没有?|不|否)[?。! ]*$|是不是|是否|有没有|能不能|会不会|要不要|有无")


def decided(question: Question, choice: Choice, retriever: Retriever) -> str:
    """Return 是 or 否 as the sentence decides it: no for each of a negation, a rival value, an ending, a first time."""
    asked, text = question.query.text, choice.hit.passage.text
    votes = (
        _negated(text, choice),
        bool(lexicon.pattern("negations").search(lexicon.pattern("not_negations").sub("", _ASKING_NO.sub("", asked)))),
        bool(re.search(r"之前|以前|此前|先前", asked) and _FIRST.search(text)),
        bool(re.search(r"还(?:让|能|可以|在|继续)|继续|接着", asked) and _ENDED.search(text)),
        _rival(question, choice, retriever),
        _other_value(asked, text, choice),
    )
    return "否" if sum(votes) % 2 else "是"


def _negated(text: str, choice: Choice) -> bool:
    """Whether a negation stands right before one of the matched words."""
    plain = lexicon.pattern("not_negations").sub(lambda m: "〇" * len(m[0]), text)
    matched = [m.word for m in choice.hit.evidence.matches if m.word and len(m.word) > 1]
    before = [plain[max(0, at - 6) : at] for word in matched if (at := plain.find(word)) >= 0]
    return any(lexicon.pattern("negations").search(re.split("[,。;、]", piece)[-1]) for piece in before)


def _other_value(asked: str, text: str, choice: Choice) -> bool:
    """Whether the text gives another value of a class than the question: 市级 asked, 县级 written."""
    said = text[choice.scope.start : choice.scope.end]
    for group in read_list("dialogue.yaml", "answering")["classes"]:
        meant = [word for word in group if word in asked]
        if meant and not any(word in said for word in meant) and any(word in said for word in group):
            return True
    return False


def _rival(question: Question, choice: Choice, retriever: Retriever) -> bool:
    """Whether what is said of the question's place is not what is asked: its words stand under other places only."""
    if not question.places:
        return False
    text, stems = choice.hit.passage.text, [place.stem for place in question.places]
    named = [place.text for place in question.places]
    others = [u.text for u in question.query.units if len(u.text) > 1 and not any(u.text in n or s in u.text for n in named for s in stems)]
    held = [word for word in others if word in text]
    own = [s for s in choice.scopes if any(stem in text[s.start : s.end] for stem in stems)]
    said = "".join(text[s.start : s.end] for s in own)
    others_said = "".join(text[s.start : s.end] for s in choice.scopes if s.places and s not in own)
    rarest = max(held, key=retriever.idf, default="")
    return bool(own) and bool(rarest) and rarest in others_said and rarest not in said


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the things compared: where its figure was found and how large it is."""

    choice: Choice
    span: tuple[int, int]
    size: float
    dimensions: frozenset[str]


_OPTIONS = (
    re.compile(r"靠(?P<a>[^,?]{1,8}?)的?多还是靠(?P<b>[^,?]{1,8}?)的?多"),
    re.compile(r"(?P<a>[^,?]{1,12}?)(?:的人)?多还是(?P<b>[^,?]{1,12}?)(?:的人)?多"),
    re.compile(r"(?P<all>[^?]{2,40}?)[,]?(?:哪|谁)[^,?]*[?]?$"),
)
_FREQUENCY = (
    ("时", 9.0), ("日", 8.0), ("天", 8.0), ("周", 7.0), ("星期", 7.0), ("旬", 6.0), ("月", 5.0), ("季", 4.0), ("半年", 3.0),
    ("年", 2.0),
)  # fmt: skip
"""How often, by the word that says it."""


def compared(
    question: Question, choices: Sequence[Choice], retriever: Retriever
) -> Choice | None:
    """Return the choice, cut to the winner's words, when like figures of the things compared decide; None when they do not.

    Both figures stand in the quotes; nothing is computed but which is larger.
    """
    text = question.query.text
    sides = [side for option in _options(text) if (side := _side(option, question, choices, retriever))]
    alike = frozenset.intersection(*(side.dimensions for side in sides)) if sides else frozenset()
    if len(sides) < 2 or len({side.size for side in sides}) < 2 or not alike:
        return None
    least = bool(re.search(r"(?:少|低|小|短|晚|矮)[些呢啊呀一点]*[?]?$", text))
    best = (min if least else max)(sides, key=lambda side: side.size)
    return replace(best.choice, span=Span((best.span,), 1.0, "compared"))


def _options(text: str) -> list[str]:
    for pattern in _OPTIONS:
        if match := pattern.search(text):
            found = match.groupdict()
            listed = [found["a"], found["b"]] if "a" in found else re.split(r"[和与跟同、,]|还是", found["all"])
            options = [option.strip() for option in listed if len(option.strip()) > 1]
            if len(options) > 1:
                return options
    return []


def _side(option: str, question: Question, choices: Sequence[Choice], retriever: Retriever) -> _Side | None:
    """Find the figure (or frequency) said of *option* in the choices, the best first."""
    units = [unit for unit in retriever.query(option).units if len(unit.text) > 1] or list(retriever.query(option).units)
    best: tuple[float, _Side] | None = None
    for rank, choice in enumerate(choices):
        text = choice.hit.passage.text
        for start, end in _parts(text):
            grade = sum(match_unit(unit, text[start:end]).grade * retriever.weight(unit) for unit in units)
            size, dimensions = _size(text[start:end], question)
            span = _said(units, text, start, end)
            if grade > 0 and size is not None and span:
                side = _Side(choice, span, size, dimensions)
                if best is None or grade - 0.3 * rank > best[0]:
                    best = grade - 0.3 * rank, side
    return best[1] if best else None


def _parts(text: str) -> list[tuple[int, int]]:
    """Cut at every comma and 、: figures of things compared often stand in one list."""
    return [m.span() for m in re.finditer(r"[^,、:]+[,、:]?", text)]


def _size(clause: str, question: Question) -> tuple[float | None, frozenset[str]]:
    """Return how large the first figure of *clause* is that the question may mean (or how often), and of what dimension."""
    if re.search(r"勤|频繁", question.query.text):
        marks = lexicon.pattern("frequency").search(clause)
        return next((rank for word, rank in _FREQUENCY if marks and word in marks[0]), None), frozenset({"frequency"})
    for figure in find_figures(clause):
        if figure.value is not None and (not question.dimension or question.dimension in figure.dimensions):
            return figure.value * {"万": 1e4, "亿": 1e8}.get(figure.unit[:1], 1.0), figure.dimensions
    return None, frozenset()


def _said(units: Sequence[Unit], text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the place from the first to the last of the option's words in the comma-part."""
    found = [(at, at + len(m.word)) for unit in units if (m := match_unit(unit, text[start:end])).word
             and (at := text.find(m.word, start, end)) >= 0]
    return (min(a for a, _ in found), max(b for _, b in found)) if found else None
