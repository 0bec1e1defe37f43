"""How an answer was received: a plain value, for the records that count it and the words that tell it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """How many found an answer good, and how many bad."""

    good: int = 0
    bad: int = 0


NO_VOTES = Tally()
