"""What a question compares: 联星村 and 通昌村 in 联星村和通昌村谁种得多."""

from __future__ import annotations

import re
from dataclasses import dataclass

from answering.constraints import pattern, words
from answering.parallel import parallel
from retrieval import Retriever


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a question compares: its ``options``, and the question that asks each of them for its figure."""

    options: tuple[str, ...]
    inquiries: tuple[str, ...]


def read_comparison(text: str, retriever: Retriever) -> Comparison | None:
    """Return what folded *text* compares, None when it does not name two."""
    for form in words("compare", "forms"):
        match = re.search(form, text)
        if match and "b" in match.re.groupindex:
            options = (match["a"].strip(), match["b"].strip())
            return Comparison(options, tuple(f"{option}多少" for option in options))
        found = parallel(match["named"].rstrip(",比 "), retriever) if match else None
        if match and found:
            often = pattern("compare", "often").search(match["more"])
            asking = f"{match['of']}多久一次" if often else f"{match['of'].removesuffix('得')}多少"
            return Comparison(found.items, tuple(f"{each}{asking}" for each in found.each))
    return None
