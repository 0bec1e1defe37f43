"""Pictures become lines of text, by the models that ship inside rapidocr (PP-OCR, Apache-2.0): the extra ``cunwen[ocr]``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus.readers.apart import tick
from corpus.readers.layout import Piece
from corpus.readers.raw import Cut

if TYPE_CHECKING:
    from PIL.Image import Image

INSTALL = "pip install 'cunwen[ocr]'"
SURE = 0.8
"""Below this score a line is counted as doubtful."""
READ = 0.5
"""Below this it is left out, and told."""
_TALL = 2.0
"""Height by width; a longer picture, as of a screen that was scrolled, is recognised in parts."""
_BOX = 0.8
"""Size of the characters in a box, as a share of its height."""
_LIKE = 0.25
_SIDE = 1280
"""Pixels of the longer side in which lines are looked for; they are read in full."""
_NAMED = 12


class Seen(NamedTuple):
    """A line that was recognised: its words, where they stand in pixels, and how sure that is, 0 to 1."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    score: float


def installed() -> bool:
    """Tell whether the extra is there."""
    return all(find_spec(name) for name in ("rapidocr", "onnxruntime", "PIL"))


def recognised(picture: Image) -> list[Seen]:
    """Return the lines of text in a picture, turned upright when its lines run upwards or downwards."""
    found = _parts(picture)
    if _lies(found):
        turned = [_parts(picture.rotate(angle, expand=True)) for angle in (90, 270)]
        return max([found, *turned], key=_weight)
    return found


def as_pieces(found: Sequence[Seen], scale: float) -> list[Piece]:
    """Return the lines that are sure enough as pieces, in points; *scale* is pixels a point.

    Boxes of one size differ by what stands in them; those that differ little count as one.
    """
    usual = median([seen.bottom - seen.top for seen in found] or [1.0])
    pieces = []
    for seen in found:
        height = seen.bottom - seen.top
        size = _BOX * (usual if abs(height - usual) <= _LIKE * usual else height) / scale
        if seen.score >= READ and seen.text.strip():
            edges = (seen.x0 / scale, seen.x1 / scale, seen.top / scale, seen.bottom / scale)
            pieces.append(Piece(seen.text.strip(), *edges, size))
    return pieces


class Told(NamedTuple):
    """What the receipt says of lines that were recognised."""

    cuts: tuple[Cut, ...]
    warnings: tuple[str, ...]


def told(pages: Mapping[int, Sequence[Seen]]) -> Told:
    """Return what was left out as too doubtful, and that the rest is recognised, page by page from 1."""
    if not pages:
        return Told((), ())
    seen = [line for found in pages.values() for line in found]
    doubtful = [line.text for line in seen if READ <= line.score < SURE]
    cuts = tuple(Cut("unrecognised", line.text) for line in seen if line.score < READ and line.text.strip())
    warnings = [f"{named(list(pages))}的文字是识别所得，可能有误，请对照原件"]
    if doubtful:
        warnings.append(f"识别出的 {len(seen)} 行里有 {len(doubtful)} 行把握不大，如“{doubtful[0]}”")
    return Told(cuts, tuple(warnings))


def named(numbers: Sequence[int]) -> str:
    """
    >>> named([2, 5])
    '第 2、5 页'
    """
    return f"第 {'、'.join(map(str, numbers[:_NAMED]))}{'…' if len(numbers) > _NAMED else ''} 页"


def _parts(picture: Image) -> list[Seen]:
    found: list[Seen] = []
    for top, bottom in _cuts(picture):
        tick()
        part = picture.crop((0, top, picture.width, bottom))
        found += [seen._replace(top=seen.top + top, bottom=seen.bottom + top) for seen in _engine()(part)]
    return found


def _cuts(picture: Image) -> list[tuple[int, int]]:
    """Return from where to where each part of a long picture runs, cut between lines of text."""
    import numpy

    if picture.height <= _TALL * picture.width:
        return [(0, picture.height)]
    ink = numpy.asarray(picture.convert("L")).std(axis=1)
    edges = [0]
    while picture.height - edges[-1] > _TALL * picture.width:
        start, end = edges[-1] + picture.width, edges[-1] + int(1.5 * picture.width) + 1
        edges.append(start + int(ink[start:end].argmin()))
    return list(zip(edges, [*edges[1:], picture.height], strict=True))


def _lies(found: Sequence[Seen]) -> bool:
    """Tell whether most lines are columns: the picture lies on its side, or is written downwards."""
    upright = sum(seen.bottom - seen.top > 2 * (seen.x1 - seen.x0) for seen in found)
    return upright * 2 > len(found) > 0


def _weight(found: Sequence[Seen]) -> float:
    return sum(len(seen.text) * (seen.score - READ) for seen in found if not _lies([seen]))


@cache
def _engine() -> Any:
    """Return the recogniser, loaded once: a function from a picture to its lines."""
    import numpy
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": 0.0,
            "Det.limit_type": "max",
            "Det.limit_side_len": _SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": min(4, max(1, (os.cpu_count() or 1) // 2)),
        }
    )

    def lines(picture: Image) -> Iterator[Seen]:
        result: Any = engine(numpy.asarray(picture.convert("RGB"))[:, :, ::-1])
        if result.boxes is None:
            return
        for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
            xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
            yield Seen(str(text), min(xs), max(xs), min(ys), max(ys), float(score))

    return lines
