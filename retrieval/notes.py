"""What is kept beside a report so that it need not be read again to learn names: what it mentions."""

from __future__ import annotations

from functools import cache

import msgspec

from corpus import Report
from retrieval.fold import fold
from retrieval.gazetteer import Mentions, mentions
from retrieval.segment import Segmenter


def make_note(report: Report) -> bytes:
    """Return what the text of *report* mentions, and what its title and place do, packed."""
    told = mentions(fold(report.text), _plain()), mentions(fold(f"{report.title} {report.place}"), _plain())
    return msgspec.msgpack.encode(told)


def read_note(packed: bytes) -> tuple[Mentions, Mentions]:
    """Return what was packed; raises msgspec.MsgspecError when it is no such thing."""
    return msgspec.msgpack.decode(packed, type=tuple[Mentions, Mentions])


@cache
def _plain() -> Segmenter:
    """Return the segmenter that knows no corpus."""
    return Segmenter()
