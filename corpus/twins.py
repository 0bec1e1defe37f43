"""Reports that say the same: equal files, and texts most of whose runs of characters are equal.

Two texts are compared by MinHash: of every hash function the least value over the runs of a text; the share of functions
that give two texts the same value estimates the share of runs they have in common.
Source: Broder, "On the resemblance and containment of documents", 1997.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

ALIKE = 0.8
"""Share of runs in common from which two texts are called alike; a year and some figures may differ."""
_RUN = 6
"""Characters in a run."""
_BANDS, _ROWS = 16, 4
"""Texts are compared when all values of a band are equal: nearly all that are alike, few others."""
_BASE = np.uint64(0x9E3779B97F4A7C15)
_SEEDS = np.frombuffer(hashlib.shake_128(b"cunwen").digest(_BANDS * _ROWS * 16), "<u8").reshape(2, -1) | np.uint64(1)


class Sketched(NamedTuple):
    """A report's name, the digest of its file, and the sketch of its text."""

    name: str
    digest: str
    sketch: bytes


class Twin(NamedTuple):
    """A report that says what ``other`` says; ``same`` to the byte, else nearly."""

    name: str
    other: str
    same: bool


def sketch(text: str) -> bytes:
    """Return the least hash values of *text*, blanks aside; nothing for a text too short to say."""
    codes = np.frombuffer("".join(text.split()).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    size = len(codes) - _RUN + 1
    if size < _RUN:
        return b""
    runs = np.zeros(size, np.uint64)
    for at in range(_RUN):
        runs = (runs + codes[at : at + size]) * _BASE
        runs ^= runs >> np.uint64(29)
    least = [(runs * factor + term).min() >> np.uint64(32) for factor, term in _SEEDS.T]
    return np.array(least, "<u4").tobytes()


def twins(reports: Sequence[Sketched]) -> Iterator[Twin]:
    """Yield each report that says the same as one before it, with the first such."""
    digests: dict[str, str] = {}
    bands: dict[bytes, list[Sketched]] = {}
    compared = _sharing([report.sketch for report in reports])
    for report in reports:
        same = digests.setdefault(report.digest, report.name)
        if same != report.name:
            yield Twin(report.name, same, same=True)
            continue
        places = list(_places(report.sketch)) if report.sketch in compared else []
        near = dict.fromkeys(other for place in places for other in bands.get(place, ()))
        if alike := next((other for other in near if likeness(report.sketch, other.sketch) >= ALIKE), None):
            yield Twin(report.name, alike.name, same=False)
        for place in places:
            bands.setdefault(place, []).append(report)


def _sharing(sketches: Sequence[bytes]) -> frozenset[bytes]:
    """Return the sketches that have a band in common with another one, as few do: the others are like none."""
    long = [some for some in sketches if some]
    halves = np.frombuffer(b"".join(long), "<u8").reshape(-1, _BANDS, _ROWS // 2)
    mixed = (halves * (_BASE + np.arange(_ROWS // 2, dtype=np.uint64))).sum(axis=2, dtype=np.uint64)  # equal when bands are
    recurs = np.zeros(len(long), bool)
    for band in mixed.T:
        _, which, often = np.unique(band, return_inverse=True, return_counts=True)
        recurs |= often[which] > 1
    return frozenset(long[at] for at in np.flatnonzero(recurs))


def _places(least: bytes) -> Iterator[bytes]:
    """Yield each band of a sketch, which of the bands it is put before it."""
    width = 4 * _ROWS
    yield from (bytes([at // width]) + least[at : at + width] for at in range(0, len(least), width))


def likeness(one: bytes, other: bytes) -> float:
    """Return the share of runs that two sketched texts have in common, as estimated.

    >>> text = "青里村推行玉米与羊肚菌轮作，全村种植三十亩。" * 3
    >>> likeness(sketch(text), sketch(text)), likeness(sketch(text), sketch("另一份报告写的是修路通水装路灯这些事情，没有一句相同。"))
    (1.0, 0.0)
    """
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))
