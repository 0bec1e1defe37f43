"""What amount a question asks for: 多少亩 an area in 亩, 入住率多高 a share, 捐了多少 money."""

from __future__ import annotations

import re

from answering import lexicon
from answering.model import Kind

_COUNTED = re.compile(r"(?:多少|几|好多)([^\s,?]{1,6})")
_COUNTED_BEFORE = re.compile(r"的([一-鿿]{1,4})(?:一?总?共|加起来)?(?:能|会|都)?有(?:多少|几)个?[呢啊呀]?[?]?$")
"""What is counted stands before what asks: 过二十万的村有多少."""


def counted_before(text: str) -> tuple[str, str, str, str] | None:
    """Return head, what it asks for, dimension and unit where what is counted stands before what asks (过二十万的村有多少)."""
    counted = _COUNTED_BEFORE.search(text)
    target = lexicon.heads().get(counted[1], "") if counted else ""
    if counted is None or target not in ("place", "person", "organisation"):
        return None
    return (counted[1], target, "people", "") if target == "person" else (counted[1], target, "count", "个")


_PAID = re.compile(r"(?<=[卖收花交付赚挣要值补发领罚租斤顿桌份票])几[块毛](?=[^一-鿿]|[呢啊呀吧]|$)")
"""Money without its name: 一顿饭收几块."""


def asked_amount(text: str, span: tuple[int, int], kind: Kind) -> tuple[str, str]:
    """Return the dimension that folded *text*, asked at *span*, asks for, and the unit that it names itself; both empty when none."""
    if kind is Kind.WHEN:
        return _interval(text), ""
    if kind not in (Kind.HOW_MUCH, Kind.COMPARE):
        return "", ""
    text = _PAID.sub("多少钱", re.sub("几[块毛角分]钱", "多少钱", text).replace("啥", "什么").replace("几个钱", "多少钱"))
    phrase, dimension = next((pair for pair in lexicon.asked_dimensions() if pair[0] in text), ("", ""))
    counted = _COUNTED.search(text, max(0, span[0] - 1))
    if re.match("多大", phrase) and (measured := _OF_SIZE.search(text, span[0])):  # 多大损失, 多大的雨
        return ("length" if measured[1] == "雨" else "money"), ""
    if re.match("多(?!少)", phrase) and (dimension_before := _noun_before(text[: span[0]])):  # 入住率多高: no height
        return dimension_before, ""
    named = len(re.split(r"多少|几", phrase)[-1]) if phrase else 1
    for length in range(len(counted[1]) if counted else 0, max(1, named) - 1, -1):
        if counted and (unit := counted[1][:length]) in lexicon.units():
            found = lexicon.units()[unit]
            return ("count" if "count" in found else min(found)), unit
    if counted and _SUM.match(counted[1]):
        return "money", ""
    paid = "money" if _PAYS.search(text[: span[0]]) and not (counted and counted[1].rstrip("呢啊呀吧了")) else ""
    return dimension or paid or _attribute(text[: span[1] + 2] if counted and len(counted[1]) > 2 else text), ""


def _attribute(text: str) -> str:
    """Return the dimension of the last word in *text* that names one: 集体收入才多少 → money."""
    named = [(text.rfind(word), dimension) for dimension, words in lexicon.asking()["attributes"].items()
             for word in words if word in text and dimension not in ("name", "place", "person")]
    return max(named, default=(0, ""))[1]


_PAYS = re.compile("(?:捐|交|掏|分红?|赚|挣|花|赔|领|拿|欠|罚|奖|补助?|补贴)(?:了|到|过)?$")
"""Verbs that only money is the amount of: 一栋分多少, 捐了多少."""
_SUM = re.compile("[一-鿿]{0,2}(?:金|费|款|租子?|钱|补贴?|补助|工资|红)(?:[?呢啊呀了]|$)")
"""Sums by name: 多少租子, 多少股金."""
_OF_SIZE = re.compile("多大的?(损失|投资|代价|开销|雨)")
_LINKS = re.compile("(?:一般|大概|大约|最[高多大]|都|能|可以?|会|有|是|达到?|占到?)+$")


def _noun_before(text: str) -> str:
    """Return the dimension of the noun that *text* ends in, whatever links it to what asks: 工资能有(多高) → money."""
    before = _LINKS.sub("", text)
    named = lexicon.asking()["attributes"].items()
    kinds = (dimension for dimension, words in named if dimension not in ("name", "place", "person") and before.endswith(tuple(words)))
    return "share" if before.endswith("率") else next(kinds, "")


def _interval(text: str) -> str:
    """Return what a WHEN question wants: frequency (隔多久一次), duration (办了多久) or date."""
    if re.search(r"隔多|频率|多(?:久|长时间).{0,10}(?:次|回|遍)", text):
        return "frequency"
    return "duration" if re.search(r"多(?:久|长|少天|少年|少个月)|(?<!哪)几(?:天|年|个月|周|个?小时)", text) else "date"
