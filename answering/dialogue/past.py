"""What was said before: each turn read again, and what the conversation is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answering import lexicon
from answering.dialogue.words import ellipsis, is_smalltalk, pattern, tail, words
from answering.model import Kind, Turn
from answering.question import Question, read_question
from retrieval import Retriever, Unit, asks, fold

SHORT = 16
"""Characters of an answer that can stand in a question."""
_ASKED_AMOUNT = re.compile(r"第?(?:多少|百分之几|好多|几|多(?=[大长高远宽深重]))")
_DANGLING = re.compile(r"(?:[有是为达到占约了过的在于由被给把个,，:：]|一共|总共|大概|大约|达到|分别|各自|究竟|到底|平均|还有?|[都也])$")
_ENDS_YES_NO = re.compile(r"(?:了没有?|了吗|没有|[吗么没不])$")
_CHOICE = re.compile(r"(是|有|能|会|可|要|对)(?:不|没)\1|能否|是否|有无|可否")
_NO_THING = frozenset("村镇乡县市区省年月日人个家名亩块次期")
_SUBJECTS = (Kind.WHICH_PLACE, Kind.WHO, Kind.WHERE, Kind.WHAT, Kind.LIST)


@dataclass(frozen=True, slots=True)
class Past:
    """A turn and its complete question, read.

    given  what its question took over from the turns before (青里村种植羊肚菌, in 青里村种植羊肚菌多少亩), else empty
    """

    turn: Turn
    question: Question
    given: str

    @property
    def text(self) -> str:
        """The complete question without end mark."""
        return self.question.query.text.rstrip(" ?？。.!！")

    @property
    def refused(self) -> bool:
        """Whether nothing was found."""
        return self.turn.answer is None

    @property
    def swapped(self) -> bool:
        """Whether it was the question before, asked of something else (那X呢)."""
        asked = fold(self.turn.asked)
        return bool(ellipsis(asked)) and not pattern("again").match(asked)

    @property
    def leaned(self) -> bool:
        """Whether it was completed from the turns before."""
        return fold(self.turn.understood) != fold(self.turn.asked)


def read_past(turns: Sequence[Turn], retriever: Retriever) -> list[Past]:
    """Return the turns that asked something, oldest first."""
    past: list[Past] = []
    for turn in turns:
        if is_smalltalk(turn.asked):
            continue
        question = read_question(turn.understood, retriever)
        if question.query.units:
            past.append(Past(turn, question, _given(turn, question, turns)))
    return past


def _given(turn: Turn, question: Question, turns: Sequence[Turn]) -> str:
    """Return what the complete question took over: what stands before its own words, or before its last comma.

    Not what an asker wrote before a comma: 联星村那个镇，最高的有多少.
    """
    whole, own = question.query.text.rstrip(" ?。.!"), tail(turn.asked)
    if whole == fold(turn.asked).strip().rstrip(" ?。.!"):
        return ""
    before = whole.removesuffix(own) if own and whole.endswith(own) else whole.rpartition(",")[0]
    written = any(fold(other.asked).startswith(f"{before},") for other in turns)
    return "" if asks(before) or before.startswith("除了") or written else before.rstrip(" ,")


def topic(past: Sequence[Past], retriever: Retriever) -> str:
    """Return what the conversation is about, as words that a question may follow: 青里村种植羊肚菌.

    The last question with its answer for the word that asked, where that is a short name; what went on from an earlier
    question is about the same as that one, and what found nothing changes nothing.
    """
    last = past[-1]
    if last.refused and last.leaned and not last.swapped and len(past) > 1:
        return topic(past[:-1], retriever)
    if last.refused and last.swapped and (
        villages := [n.text for n in last.question.places if n.village and n.text in fold(last.turn.asked)]
    ):
        return villages[-1]  # 那联星村呢 found nothing: only the village is spoken of
    units = [u for u in last.question.query.units if u.start >= len(last.given) and u.text not in lexicon.heads()]
    if last.given and not (_answered(last) and any(b - a > 1 for a, b in runs(units))):
        return last.given
    return statement(last, retriever)


def statement(last: Past, retriever: Retriever) -> str:
    """Return the question as a statement: its answer, or nothing, in the place of the words that ask."""
    return pattern("lead").sub("", _stated(last, retriever)).strip(" ,").removesuffix("呢")


def _stated(last: Past, retriever: Retriever) -> str:
    text, (start, end) = last.text, asked_phrase(last, retriever)
    answer = _answered(last)
    left, right = text[:start], text[end:]
    if answer and not any(len(u.text) > 1 and u.text in answer and not start <= u.start < end for u in last.question.query.units):
        return f"{left}{answer}{right}"
    if last.question.kind in (Kind.WHAT, Kind.LIST, Kind.WHO) and last.question.head and not right:
        return left + last.question.head
    left = re.sub(r"[跟和与给由被让向对]$", "", left)
    left = _CHOICE.sub(lambda m: m[1] or "", left) if last.question.kind is Kind.YES_NO else left
    right = "" if len(right) == 1 and right in words("verbs") else right
    return f"{_trimmed(left, retriever) if not right else left}{right.removeprefix('的')}"


def asked_phrase(last: Past, retriever: Retriever) -> tuple[int, int]:
    """Return where the words that ask stand with their unit or noun: 多少亩, 哪个村, 什么示范园."""
    text, (start, end) = last.text, last.question.asked_at
    if last.question.kind is Kind.YES_NO:
        ending = _ENDS_YES_NO.search(text)
        return (ending.start(), len(text)) if ending else (min(start, len(text)), min(start, len(text)))
    if amount := _ASKED_AMOUNT.match(text, start):
        return start, amount.end() + _unit_at(text[amount.end() :], retriever)
    start, end = min(start, len(text)), min(end, len(text))
    if start < end and text[start] in "在到往去从由" and last.question.kind is Kind.WHERE:
        start += 1
    if text.startswith("有", start) and end - start > 1:
        start += 1
    if counted := re.compile(r"[些几]?(?:个|种|项|样|家|位|类|款|条|座|次|届|批|份|部|支|名|幅|处)?").match(text, end):
        end = counted.end() if start < end and text[end - 1] in "哪么啥何些几" else end
    head = last.question.head
    if head and text.startswith(head, end):
        end += len(head)
        wide = [b for a, b in runs(last.question.query.units) if a == end - len(head) and text[b : b + 1] not in ("了", "过", "着")]
        end = max([end, *wide])
    return start, end


def _unit_at(text: str, retriever: Retriever) -> int:
    """Return how long the unit is that *text* begins with: 亩莲藕 → 1, 个月 → 2, 支部书记 → 0."""
    first = next(iter(retriever.segmenter.words(text)), "")
    if len(first) > 1 and (first in lexicon.heads() or lexicon.pattern("roles").fullmatch(first)):
        return 0
    wide = [length for length in range(min(4, len(text)), 0, -1) if text[:length] in lexicon.units()]
    named = re.match(r"钱|大|长|高|远|宽|深|重", text)
    return max([*wide, named.end() if named else 0])


def _answered(last: Past) -> str:
    """Return the answer where it can stand for the words that asked, else nothing."""
    answer = fold("、".join(last.turn.parts))
    doing = max((w for w in words("verbs") if len(w) > 1 and answer.startswith(w)), key=len, default="")
    answer = answer.removeprefix(doing)
    fits = last.question.kind in _SUBJECTS and 1 < len(answer) <= SHORT and not re.search(r"[,，。;；:：*0-9]", answer)
    return answer if fits else ""


def _trimmed(text: str, retriever: Retriever) -> str:
    """Cut off what is left hanging where the amount was: 秦玉梅投了 → 秦玉梅, 集体收入过了 → 集体收入."""
    before = text
    while match := _DANGLING.search(text):
        text = text[: match.start()]
    spans = retriever.segmenter.spans(text)
    at = spans[-1][0] if len(spans) > 1 else 0
    if text != before and at and text[at:] in words("verbs") and (len(text) - at == 1 or before.rstrip("多").endswith("了")):
        text = text[:at]
    return text


def named_before(text: str, retriever: Retriever) -> str:
    """Return *text* without the doing it ends with: 农民大学生培养了 → 农民大学生; all of it when nothing is left."""
    kept = _trimmed(text, retriever)
    last = next(reversed(retriever.segmenter.spans(kept)), (0, 0))
    return kept[: last[0]] if last[0] and kept[slice(*last)] in words("verbs") else kept or text


def runs(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """Return where the things named stand: words side by side (专项扶持资金) that are no words of doing."""
    things = [u for u in units if u.text not in words("verbs") | words("nothing") and not (len(u.text) == 1 and u.text in _NO_THING)]
    found: list[tuple[int, int]] = []
    for unit in things:
        if found and found[-1][1] == unit.start:
            found[-1] = (found[-1][0], unit.end)
        else:
            found.append((unit.start, unit.end))
    singles = {unit.end for unit in things if len(unit.text) == 1 and unit.text not in lexicon.heads()}
    return [(a, b - 1 if b in singles and b - a > 2 else b) for a, b in found]
