"""Quiet hours as people write them."""

from __future__ import annotations

import re

DAY = 24 * 60
_CLOCK = r"(\d{1,2})(?:[:：](\d{2})|[点时](?:(\d{1,2})分?)?)?"
_BETWEEN = r"\s*(?:[-–—~～至到]|\.\.)\s*"


def read_hours(text: str) -> tuple[int, int] | None:
    """Return (from, to) in minutes since midnight; None when *text* names no two times of the day that differ.

    >>> read_hours("22-7"), read_hours("21:30到6点"), read_hours("22-25"), read_hours("晚上")
    ((1320, 420), (1290, 360), None, None)
    """
    if not (match := re.fullmatch(_CLOCK + _BETWEEN + _CLOCK, text.strip())):
        return None
    start, end = (_minutes(*match.groups(default="0")[at : at + 3]) for at in (0, 3))
    return None if start is None or end is None or start == end else (start, end)


def _minutes(hour: str, minute: str, other: str) -> int | None:
    """Return minutes since midnight, midnight itself also as 24.

    >>> _minutes("24", "0", "0"), _minutes("7", "60", "0")
    (0, None)
    """
    minutes = int(minute) + int(other)
    whole = int(hour) * 60 + minutes
    return whole % DAY if whole <= DAY and minutes < 60 else None
