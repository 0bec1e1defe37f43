"""How a report's date is written in Chinese, and how long ago that was. Pure: today is given from outside."""

from __future__ import annotations

import re
from datetime import date

from bot.wording.messages import message

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def written(told: str) -> str:
    """Return a report's date in Chinese; what is no date stays as it was declared.

    >>> written("2023-12"), written("2023"), written("2024-01-05"), written("上半年")
    ('2023年12月', '2023年', '2024年1月5日', '上半年')
    """
    found = _DATE.fullmatch(told)
    if not found:
        return told
    return "".join(f"{int(part)}{unit}" for part, unit in zip(found.groups(), "年月日", strict=True) if part)


def age(told: str, today: date) -> str:
    """Return how long before *today* a report was written, '' where its date does not say, or lies ahead.

    >>> now = date(2026, 11, 22)
    >>> age("2023-12", now), age("2023", now), age("2026-05-30", now), age("2026-11", now), age("2026", now), age("2027", now)
    ('约3年前', '约3年前', '约6个月前', '本月', '今年', '')
    """
    found = _DATE.fullmatch(told)
    if not found:
        return ""
    years = today.year - int(found[1])
    months = 12 * years + (today.month - int(found[2]) if found[2] else 0)
    if months < 0:
        return ""
    if months >= 12:
        return message("age.years", count=round(months / 12))
    if not found[2]:
        return message("age.this_year")
    return message("age.months", count=months) if months else message("age.this_month")


def dated(told: str, today: date | None) -> str:
    """Return a report's date with its age: 2023年12月，约3年前; without it when today is not told.

    >>> dated("2023-12", date(2026, 11, 22)), dated("2023-12", None), dated("", date(2026, 11, 22))
    ('2023年12月，约3年前', '2023年12月', '')
    """
    return "，".join(part for part in (written(told), age(told, today) if today else "") if part)
