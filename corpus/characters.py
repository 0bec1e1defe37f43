"""Cleaning steps that look at characters only: line ends, invisible characters, full-width figures, blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.edits import Edit
from corpus.marks import HAN

_LINE_END = re.compile("\r\n|[\r\v\x1c-\x1e\x85\u2028\u2029]|(?<!\n)\f|\f(?!\n)")
# An invisible joiner (U+200D) before a pictograph holds an emoji together and stays.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]+"
    "|\u200d+(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)
_PRIVATE = re.compile("[\ue000-\ue814\ue865-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]+")
_FIGURE = re.compile(r"[０-９][０-９．％]*|(?<=[\d*＊])％|[＋－](?=\d)|(?<=\d)[．＋－]")
FOLD = str.maketrans("０１２３４５６７８９％．＋－", "0123456789%.+-")
"""One character to one. Letters and Chinese punctuation stay as written: quotes are verbatim."""

_SPACED_OUT = re.compile(
    rf"(?<!\S)[{HAN}](?:[^\S\n]+[{HAN}]){{2,}}(?!\S)|^[^\S\n]*[{HAN}][^\S\n]+[{HAN}][^\S\n]*$", re.M
)
# Possessive and anchored, so that a long run of blanks is looked at once.
_EDGE = re.compile(r"^[^\S\n]++|(?<=\S)[^\S\n]++$", re.M)
_BESIDE = re.compile(
    r"(?<=\S)[^\S\n]++(?=[，。；：！？、）”’》〉」』】〕])|(?<=[，。；：！？、（“‘《〈「『【〔])[^\S\n]+"
    rf"|(?<=[{HAN}])[^\S\n]++(?=[,;:!?)])|(?<=[,;:!?(])[^\S\n]+(?=[{HAN}“《])"
)
_MEASURES = "年月日号个亩户人名元万亿件次场期家条处座只株头棚栋米公平吨斤岁时分组支批项届村多余"
_AROUND_FIGURE = re.compile(rf"(?<=[{HAN}])([^\S\n]*)(?:[\d*＊][\d*＊.,]*[%％]?)([^\S\n]+)(?=[{_MEASURES}])")
_RUN = re.compile(r"[^\S\n]{2,}|[^\S\n ]")


def line_ends(text: str) -> Iterator[Edit]:
    r"""Write every line end and separator as one ``\n``; a page feed gets a line of its own (see ``page_feeds``).

    >>> from corpus.edits import apply
    >>> apply(line_ends, "甲\r\n乙\r丙\n丁")
    '甲\n乙\n丙\n丁'
    """
    for found in _LINE_END.finditer(text):
        yield Edit(*found.span(), "\n\f\n" if found[0] == "\f" else "\n")


def invisible(text: str) -> Iterator[Edit]:
    r"""Take out control characters, zero-width characters, soft hyphens and stray byte order marks.

    >>> from corpus.edits import apply
    >>> apply(invisible, "羊\u200b肚\u00ad菌\ufeff")
    '羊肚菌'
    >>> apply(invisible, "👨\u200d🌾\t种植") == "👨\u200d🌾\t种植"
    True
    """
    for found in _INVISIBLE.finditer(text):
        yield Edit(*found.span())


def private_use(text: str) -> Iterator[Edit]:
    r"""Take out characters of the private use areas, which only the font of the file could show: bullets, mostly.

    Those that GB18030 has for ideographs stay: they may stand in a name.

    >>> from corpus.edits import apply
    >>> apply(private_use, "\uf0b7修路\uf06c种菜\ue863")
    '修路种菜\ue863'
    """
    for found in _PRIVATE.finditer(text):
        yield Edit(*found.span())


def full_width(text: str) -> Iterator[Edit]:
    """Write figures half width: digits, and the signs that stand within or beside them.

    >>> from corpus.edits import apply
    >>> apply(full_width, "增长１２．５％，模式：支部＋Ｘ")
    '增长12.5%，模式：支部＋Ｘ'
    """
    for found in _FIGURE.finditer(text):
        yield Edit(*found.span(), found[0].translate(FOLD))


def spaced_out(text: str) -> Iterator[Edit]:
    """Close up words written with a blank between every two ideographs.

    >>> from corpus.edits import apply
    >>> apply(spaced_out, "工 作 总 结")
    '工作总结'
    >>> apply(spaced_out, "创新发展 强化担当")
    '创新发展 强化担当'
    """
    for found in _SPACED_OUT.finditer(text):
        for blank in re.finditer(r"\s+", found[0]):
            yield Edit(found.start() + blank.start(), found.start() + blank.end())


def blanks(text: str) -> Iterator[Edit]:
    """Take out blanks at the ends of lines, beside punctuation and around a figure; make one of several.

    A single blank between two chunks of a title stays, also where a closing quotation mark stands before it.

    >>> from corpus.edits import apply
    >>> apply(blanks, "　　种植 140 亩 ， 增收\\xa0\\xa030 万元。 ")
    '种植140亩，增收30万元。'
    >>> apply(blanks, "凝聚“三个合力” 以党建引领振兴")
    '凝聚“三个合力” 以党建引领振兴'
    """
    wanted = {found.span(): "" for pattern in (_EDGE, _BESIDE) for found in pattern.finditer(text)}
    for found in _AROUND_FIGURE.finditer(text):
        wanted |= {found.span(group): "" for group in (1, 2) if found[group]}
    for found in _RUN.finditer(text):
        wanted.setdefault(found.span(), " ")
    done = 0
    for (start, end), put in sorted(wanted.items()):
        if start >= done:
            yield Edit(start, end, put)
            done = end
