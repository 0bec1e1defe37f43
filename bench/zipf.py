"""How the words of a text are distributed: what a corpus must share with real ones for an index to behave alike in it.

Pairs of ideographs stand for words, as in the index. Rank and frequency follow Zipf's law (the pair of rank r about 1/r as
often as the first), and what is new grows as Heaps' law says: in n pairs about n to the power of b different ones.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise

RANKS = (1, 10, 100, 1000, 10_000)
SIZES = (1000, 2000, 4000, 7000, 10_000, 100_000, 1_000_000, 10_000_000)
_RUN = re.compile(r"[\u3400-\u9fff]+")


def pairs(text: str) -> Iterator[str]:
    """Yield the pairs of neighbouring ideographs in their order."""
    return ("".join(pair) for run in _RUN.finditer(text) for pair in pairwise(run[0]))


def ranked(text: str, size: int) -> list[int]:
    """Return how often each of the first *size* pairs stands there, the most frequent first."""
    return sorted(Counter(islice(pairs(text), size)).values(), reverse=True)


def growth(text: str, sizes: Sequence[int] = SIZES) -> list[tuple[int, int]]:
    """Return for each of the *sizes* (ascending) that *text* reaches how many different pairs stand in so many."""
    seen: set[str] = set()
    found, read = [], 0
    stream = pairs(text)
    for size in sizes:
        for pair in islice(stream, size - read):
            seen.add(pair)
            read += 1
        if read < size:
            break
        found.append((size, len(seen)))
    return found


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the power of x that y grows with: the slope of the line through the points in log-log, by least squares.

    Raises  ValueError for fewer than two different x, or where one of the values is not above 0

    >>> round(slope([(10, 3), (100, 9), (1000, 27)]), 3)
    0.477
    """
    logs = [(math.log(x), math.log(y)) for x, y in points]
    if len({x for x, _ in logs}) < 2:
        raise ValueError("a slope needs two different sizes")
    mean_x, mean_y = (sum(values) / len(logs) for values in zip(*logs, strict=True))
    rise = sum((x - mean_x) * (y - mean_y) for x, y in logs)
    return float(rise / sum((x - mean_x) ** 2 for x, _ in logs))


def table(texts: Mapping[str, str]) -> str:
    """Return rank and frequency in equally long beginnings of *texts*, and growth as far as each goes."""
    size = min(sum(1 for _ in pairs(text)) for text in texts.values())
    counted = {name: ranked(text, size) for name, text in texts.items()}
    grown = {name: growth(text) for name, text in texts.items()}
    lines = [["", *texts], ["---"] * (len(texts) + 1)]
    lines += [
        [f"of {size} pairs, share of rank {rank}", *(f"{each[rank - 1] / size:.2%}" for each in counted.values())]
        for rank in RANKS if all(rank <= len(each) for each in counted.values())
    ]  # fmt: skip
    zipf = (f"{-slope([(r, each[r - 1]) for r in RANKS[1:] if r <= len(each)]):.2f}" for each in counted.values())
    lines.append(["Zipf's power, ranks 10 to 1000", *zipf])
    for place in SIZES:
        cells = [str(dict(each).get(place, "")) for each in grown.values()]
        if any(cells):
            lines.append([f"different ones in {place}", *cells])
    lines.append(["Heaps' power, up to 7000", *(f"{slope([p for p in each if p[0] <= 7000]):.2f}" for each in grown.values())])
    lines.append(["Heaps' power, all", *(f"{slope(each):.2f}" for each in grown.values())])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
