"""An index as bytes and back: arrays as they lie in memory, words as one text."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from corpus import Report
from corpus.fetched import Fetched
from retrieval.counts import Counts
from retrieval.engines import Layout, RankBM25, Shape
from retrieval.gazetteer import Gazetteer
from retrieval.index import Index
from retrieval.part import Fetching, Part
from retrieval.postings import Postings

_ARRAYS = ("starts", "documents", "frequencies", "lengths")
_COUNTS = ("grams", "sentences")
_PART = ("regions", "beside", "paragraphs", "sentences")
_Head = tuple[bytes, list[tuple[tuple[str, ...], str, int, int]]]
"""The gazetteer; of each part the fields of _PART."""


def pack_index(index: Index) -> dict[str, bytes]:
    """Return the pieces of *index* by name; the engine's only when it is in memory."""
    postings = index.engine.postings.flat() if isinstance(index.engine, RankBM25) else Postings.empty()
    parts = [tuple(getattr(part, field) for field in _PART) for part in index.parts]
    arrays = {name: getattr(postings, name) for name in _ARRAYS} | {name: getattr(index.counts, name) for name in _COUNTS}
    return {
        "keys": msgspec.msgpack.encode(index.keys),
        "head": msgspec.msgpack.encode((index.gazetteer.packed(), parts)),
        "folded": msgspec.msgpack.encode([part.folded for part in index.parts if not isinstance(part, Fetching)]),
        "terms": msgspec.msgpack.encode(list(postings.rows)),
        **{name: msgspec.msgpack.encode((array.dtype.str, array.data.cast("B"))) for name, array in arrays.items()},
    }


def keys_in(pieces: Mapping[str, bytes]) -> list[str]:
    """Return the keys of the reports that the packed index is of."""
    return msgspec.msgpack.decode(pieces["keys"], type=list[str])


def unpack_index(pieces: Mapping[str, bytes], reports: Mapping[str, Report]) -> Index:
    """Return the index that was packed.

    reports  those of :func:`keys_in`, by key
    Raises   KeyError or msgspec.MsgspecError when something is missing or is not what was packed
    """
    names, described = msgspec.msgpack.decode(pieces["head"], type=_Head)
    folded, terms = (msgspec.msgpack.decode(pieces[name], type=list[str]) for name in ("folded", "terms"))
    if any(isinstance(report, Fetched) for report in reports.values()):
        parts = tuple(_fetching(key, reports[key], *rest) for key, rest in zip(keys_in(pieces), described, strict=True))
    elif len(folded) == len(described):
        kept = zip(keys_in(pieces), folded, described, strict=True)
        parts = tuple(Part(key, reports[key], text, *rest) for key, text, rest in kept)
    else:
        return Index()
    layout = Layout(tuple(Shape(part.key, part.report.year, part.paragraphs) for part in parts))
    postings = Postings({term: row for row, term in enumerate(terms)}, *(_array(pieces[name]) for name in _ARRAYS))
    return Index(
        parts,
        Gazetteer.unpack(names),
        RankBM25(postings, layout if len(postings.lengths) == layout.size else Layout(), names),
        Counts(*(_array(pieces[name]) for name in _COUNTS)),
    )


def _fetching(key: str, report: Report, regions: tuple[str, ...], _: str, paragraphs: int, sentences: int) -> Part:
    assert isinstance(report, Fetched)
    return Fetching(key, report, regions, paragraphs, sentences)


def _array(packed: bytes) -> np.ndarray:
    kind, data = msgspec.msgpack.decode(packed, type=tuple[str, memoryview])
    return np.require(np.frombuffer(data, kind), requirements="A")  # what is not aligned would be copied at each search
