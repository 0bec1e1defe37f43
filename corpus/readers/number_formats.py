"""How a spreadsheet shows a value: 0.62 as 62%, 1200 as 1,200, a day as 2023年6月1日."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|!(.)|_.|\*.|\[\$([^\]\-]*)[^\]]*\]|\[[^\]]*\]')
_DATE = re.compile(r"e{4}|e|y+|m+|d+|h+|s+|a{3,4}|AM/PM|上午/下午|\.0+|[^ymdhsae]", re.I)
_FIGURE = re.compile(r"[#0?,][#0?,.]*")
_LONGEST = 255
"""Characters of a format that Excel takes; a longer one is a trap for patterns."""
_WEEK = "一二三四五六日"

CHINESE_DATES = {
    27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy", 31: "yyyy年m月d日", 32: "h时mm分", 33: "h时mm分ss秒",
    34: "h时mm分", 35: "h时mm分ss秒", 36: "yyyy年m月", 50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日",
    54: "m月d日", 55: "h时mm分", 56: "h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
"""What Excel's own formats of these numbers show where it speaks Chinese; they are named by number only."""


def shown(value: object, form: str) -> str:
    """Return *value* as the number format *form* shows it; forms that are not known show it as it is.

    >>> shown(0.625, "0.0%"), shown(1234567.5, "#,##0.00"), shown(30, '0"万元"'), shown(12.0, "General")
    ('62.5%', '1,234,567.50', '30万元', '12')
    >>> shown(dt.datetime(2023, 6, 1), 'yyyy"年"m"月"d"日"'), shown(dt.date(2023, 6, 1), "mm-dd-yy")
    ('2023年6月1日', '2023-06-01')
    """
    if value is None:
        return ""
    if len(form) > _LONGEST:
        form = "General"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return _day(value, form)
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, (int, float)):
        return _figure(value, form)
    return str(value)


def _plain(value: float) -> str:
    """Return a number as a cell without format shows it, without an exponent."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if value == int(value):
        return str(int(value))
    return f"{Decimal(f'{value:.11g}'):f}".rstrip("0").rstrip(".")


def _figure(value: float, form: str) -> str:
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', form)
    negative = value < 0 and len(sections) > 1
    section = sections[1] if negative else sections[2] if value == 0 and len(sections) > 2 else sections[0]
    bare = _LITERAL.sub(lambda found: "\0" * len(found[0]), section)
    found = _FIGURE.search(bare)
    known = not re.search(r"[Ee][+-]|/|[#0?].*\0.*[#0?]", bare) and value == value and abs(value) < 1e15
    if "General" in section or not known or (found is None and not _literal(section).replace("@", "")):
        return _plain(value)
    if found is None or (value == 0 and "0" not in found[0] and _literal(section.replace(found[0], ""))):
        return _literal(_FIGURE.sub("", section))
    pattern = found[0].rstrip(",")
    told = Decimal(str(value)).scaleb(2 if "%" in bare else 0) / Decimal(1000) ** (len(found[0]) - len(pattern))
    return _literal(section[: found.start()]) + _digits(abs(told) if negative else told, pattern) + _literal(section[found.end() :])


def _digits(value: Decimal, pattern: str) -> str:
    """Write a number in a pattern of 0, # and commas."""
    whole, _, part = pattern.partition(".")
    most, least = len(re.findall(r"[#0?]", part)), part.count("0")
    rounded = value.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    told = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    while most > least and told.endswith("0"):
        told, most = told[:-1], most - 1
    sign, told = ("-", told[1:]) if told.startswith("-") else ("", told)
    before, dot, after = told.rstrip(".").partition(".")
    return f"{sign}{before.zfill(whole.count('0')) if ',' not in whole else before}{dot}{after}"


def _literal(text: str) -> str:
    """Return what stands around the figure: quoted words and signs."""
    return _LITERAL.sub(lambda found: found[1] or found[2] or found[3] or found[4] or "", text).strip()


def _day(value: dt.datetime | dt.date | dt.time, form: str) -> str:
    """Write a date in *form*; the forms that leave out the century are written in full."""
    section = form.split(";")[0]
    literal = _LITERAL.sub(lambda found: "\0" + (found[1] or found[2] or found[3] or "") + "\0", section)
    coded = re.sub("\0[^\0]*\0", "", literal).lower()
    if not re.search("[年月日时分秒]", literal) or "mmm" in coded:
        return _iso(value, coded)
    told = ""
    for piece in literal.split("\0"):
        told += piece if piece and not re.search("[a-zA-Z]", piece) else _coded(value, piece, coded)
    return told.strip()


def _coded(value: dt.datetime | dt.date | dt.time, piece: str, coded: str) -> str:
    told = ""
    for found in _DATE.finditer(piece):
        told += _part(value, found[0], coded)
    return told


def _part(value: dt.datetime | dt.date | dt.time, code: str, coded: str) -> str:
    low = code.lower()
    timed = "h" in coded and "y" not in coded and "d" not in coded
    names = {"y": "year", "e": "year", "d": "day", "h": "hour", "s": "second", "m": "minute" if timed else "month"}
    if low[0] == "a" and isinstance(value, dt.date):
        return ("星期" if len(low) == 4 else "") + _WEEK[value.weekday()]
    number = getattr(value, names.get(low[0], ""), None) if low[0] in names else None
    if number is None:
        return "" if low[0] in names or low[0] == "a" else code
    return str(number) if len(low) == 1 or low[0] in "ye" else f"{number:02}"


def _iso(value: dt.datetime | dt.date | dt.time, coded: str) -> str:
    """Return a date as 2023-06-01, with what its form shows of day and time."""
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S" if "s" in coded else "%H:%M")
    day = f"{value.year}-{value.month:02}" + (f"-{value.day:02}" if "d" in coded or "m" not in coded else "")
    if not isinstance(value, dt.datetime) or "h" not in coded or value.time() == dt.time():
        return day
    return f"{day} {value:%H:%M}"
