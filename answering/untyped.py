"""A passage that tells what is asked in a form no rule reads: 由建筑师… for who, 约为1:7 for how much.

Then its comma-part answers, when nearly all of the question stands in the sentence or is what the paragraph is about.
"""

from __future__ import annotations

import re
from dataclasses import replace

from answering.choose import Choice
from answering.figures import find_figures
from answering.model import Kind
from answering.question import Question
from answering.spans import Span
from answering.spans.places import OFFICES
from retrieval import Match, Retriever, clauses, fold, light_words, match_unit

COVERED = 0.75
"""Share of the question's idf mass that must be told."""
SHORT = 2
"""Characters of a word that may be missing; a longer one says what is meant."""
_DATED = re.compile(r"[0-9〇一二三四五六七八九十元*]年")
_TIME = re.compile(
    r"[0-9〇一二三四五六七八九十元*](?:年|月|日|时|世纪)|世纪|年代|时[期代,]"
    r"|期间|古代|[一-鿿]{2}(?:之?后|以来|时)(?=,)|[前后初末早中晚]期|[春夏秋冬](?=[季天日或、,至到])|[早晚]上|[^世经]纪|战争|起义"
)
_ANAPHORA = re.compile(r"(?:其|该|此|它|他|她|牠|本|这)")
_TOPIC_ENDS = re.compile(r"[,。;是为]")


def topic(choice: Choice) -> str:
    """Return the folded words that the paragraph opens with: what all of it is about.

    What 其, 该 … stand for may be anything in the sentence before.
    """
    sentences = choice.hit.passage.paragraph.sentences
    opening = _TOPIC_ENDS.split(fold(sentences[0].text), maxsplit=1)[0][:30]
    at = choice.hit.passage.order
    return opening + (fold(sentences[at - 1].text) if at and _ANAPHORA.match(choice.hit.passage.text) else "")


def names(question: Question) -> list[str]:
    """Return the names in the question that the segmenter cut into single characters, put together again: 野|家."""
    runs: list[str] = []
    end = -1
    for unit in question.query.units:
        if len(unit.text) > 1 or not unit.text.isalnum() or unit.synonyms:
            end = -1
            continue
        runs[len(runs) - (unit.start == end) :] = [runs[-1] + unit.text] if unit.start == end else [unit.text]
        end = unit.end
    return [run for run in runs if len(run) > 1]


def tells(question: Question, choice: Choice, retriever: Retriever) -> bool:
    """Whether the sentence of *choice* may answer though no span of the type asked for was read in it."""
    text, about = choice.hit.passage.text, topic(choice)
    mass = covered = own = 0.0
    for match in _content(question, choice):
        weight = retriever.weight(match.unit)
        grade = max(match.grade, match_unit(match.unit, about).grade)
        if not grade and len(match.unit.text) > SHORT:  # a long word is a name or names a thing
            return False
        mass, covered, own = mass + weight, covered + weight * grade, own + weight * match.grade
    return own > 0 and covered >= COVERED * mass and _has_form(question, text)


def _content(question: Question, choice: Choice) -> list[Match]:
    start, end = question.asked_at
    told = [m for m in choice.hit.matches if not start <= m.unit.start < end or m.grade]
    return [m for m in told if m.unit.text not in light_words() and m.unit.text != question.head]


def _has_form(question: Question, text: str) -> bool:
    """Whether *text* has a number that no rule reads for how much, a word of time for when; an office needs its name."""
    if question.kind is Kind.HOW_MUCH:
        read = find_figures(text)
        rest = "".join(c for i, c in enumerate(text) if not any(f.start <= i < f.end for f in read))
        asked = set(re.findall("[0-9]+", question.query.text))
        return bool(set(re.findall("[0-9]+(?![0-9]*[年月日])", rest)) - asked)
    if question.kind is Kind.WHEN:
        return bool((_DATED if re.search("[哪几何]一?年", question.query.text) else _TIME).search(text))
    return question.kind is not Kind.WHICH_PLACE or question.head not in OFFICES


def narrowed(question: Question, choice: Choice) -> Choice:
    """Return *choice* with the comma-part that tells most of the question in place of the whole sentence."""
    if choice.span.rule != "sentence":
        return choice
    text = choice.hit.passage.text
    parts = [(a, b - (text[b - 1] in ",:;。")) for a, b in clauses(text)]
    fitting = [p for p in parts if p[1] > p[0] and _has_form(question, text[slice(*p)])] or [(0, len(text))]
    about = topic(choice)
    told = [m.word for m in _content(question, choice) if m.word]
    own = [word for word in told if word not in about] or told  # what is said of the subject, not its name
    best = max(fitting, key=lambda p: (sum(len(word) for word in own if word in text[slice(*p)]), -p[0]))
    return replace(choice, span=Span((best,), 0.3, "clause"))
