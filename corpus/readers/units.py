"""Units of tables: told once in a header, said with every figure below it."""

from __future__ import annotations

import re
from functools import cache

from corpus.readers.grid import is_figure, measures, words

_BEHIND = re.compile(r"[（(【\[]([^（）()【】\[\]]{1,12})[)）】\]]|[/／]([^/／（(]{1,6})$")
_TABLE = re.compile(r"(?:计量|金额|数据)?单\s*位\s*[：:]\s*([^，,、；;。)）\s]{1,8})\s*[)）]?\s*$")
_LABEL = re.compile(r"^(?:计量)?单位[：:]?\s*")


@cache
def _unit() -> re.Pattern[str]:
    one = rf"[十百千万亿]{{0,2}}(?:{'|'.join(map(re.escape, words('units')))})"
    return re.compile(rf"{one}(?:[/／·每]{one})?")


def is_unit(text: str) -> bool:
    """Tell whether a text is a unit.

    >>> is_unit("万元"), is_unit("元/亩"), is_unit("同比")
    (True, True, False)
    """
    return _unit().fullmatch(text) is not None


def header_unit(header: str) -> str:
    """Return the unit that a header tells for the figures below it; empty when none.

    >>> header_unit("种植面积（亩）"), header_unit("投资/万元"), header_unit("农户数"), header_unit("产业")
    ('亩', '万元', '户', '')
    """
    for found in reversed(list(_BEHIND.finditer(header))):
        told = _LABEL.sub("", (found[1] or found[2]).strip())
        if is_unit(told):
            return told
    counted = re.search(rf"({'|'.join(words('counts'))})数$", header)
    return counted[1] if counted else ""


def table_unit(text: str) -> str:
    """Return the unit that a caption or the line above a table tells for all of it.

    >>> table_unit("表2 收入（单位：万元）"), table_unit("单位：亩、万元"), table_unit("单位：柳溪镇")
    ('万元', '', '')
    """
    found = _TABLE.search(text)
    return found[1] if found and is_unit(found[1]) else ""


def is_measured(header: str, unit: str) -> bool:
    """Tell whether *unit*, told for the whole table, holds under *header*: not for numbers, shares, or other measures.

    >>> is_measured("种植面积", "亩"), is_measured("投资", "亩"), is_measured("排名", "亩"), is_measured("2023年早稻", "亩")
    (True, False, False, True)
    """
    bare = unit.lstrip("十百千万亿")
    others = (header_word for of in measures() if bare not in of["units"] for header_word in of["headers"])
    return not header.endswith(words("unmeasured")) and not any(word in header for word in others)


def with_unit(value: str, unit: str) -> str:
    """Return a bare figure with its unit; anything else as it is.

    >>> with_unit("140", "亩"), with_unit("30万", "万元"), with_unit("62%", "%"), with_unit("—", "亩")
    ('140亩', '30万元', '62%', '—')
    """
    if not unit or not is_figure(value):
        return value
    return value + (unit[1:] if value[-1] in "万亿" and unit[0] == value[-1] else unit)
