"""Milvus, through pymilvus: a file (Milvus Lite, one program at a time) or a cluster, by its address alone.

A paragraph is a sparse vector, a dimension a term, that holds what BM25+ gives the paragraph for the term, the term's
rarity aside; a question's vector holds the rarity, so the inner product is the reference's score. Milvus's own BM25
cannot weigh the words of a question, and Milvus Lite's counts rarity within segments. The rarity is known here: each
report is kept with the number of its paragraphs that hold each term. The mean length of a paragraph is a constant, so
that no paragraph changes because others come.

Milvus commits nothing as a whole. So a report's row is taken out first and put in last: what a killed process leaves
without a row counts as not held, and is written again the next time.
"""

from __future__ import annotations

import base64
import json
import logging
import math
import os
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from corpus.errors import EngineMissing, EngineUnavailable
from retrieval.engines.protocol import Among, Fresh, Layout, Shape, Terms
from retrieval.engines.weights import DELTA, K1, B, candidates_for

if TYPE_CHECKING:
    from pymilvus import MilvusClient

T = TypeVar("T")
AVERAGE = 300.0
"""Terms in a paragraph: some 150 characters, with what says which report it is."""
_ROWS = 500
"""Rows sent at once."""
_MOST = 16_000
"""Hits of one search; Milvus gives no more than 16,384."""
_PIECE = 60_000
"""Characters in one field; Milvus takes 65,535 bytes."""
_STARTING = 120.0
"""Seconds that the server of a file may take to start; at an address it runs already, and pymilvus waits for ten."""
_NAMES = "names"
"""Begins the keys of the rows that hold, in pieces, the names that paragraphs were cut with."""
_Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Milvus:
    """See :class:`retrieval.engines.Engine`; made by :func:`open_milvus`."""

    kind = "milvus"
    files = ()
    layout: Layout
    names: bytes
    _held: Mapping[int, int]
    _tables: _Tables

    def search(
        self, terms: Mapping[str, float], k: int, *, required: Collection[str] = (), among: Among | None = None
    ) -> list[tuple[int, float]]:
        """See :class:`retrieval.engines.Engine`."""
        if k < 1 or (among is not None and not self.layout.chosen(among)):
            return []
        if required:
            return self._beside(terms, k, required, among)
        return _best(self._found(self._vector(terms), candidates_for(k), _filter(among)), k)

    def holding(self, required: Collection[str], most: int) -> list[int] | None:
        """See :class:`retrieval.engines.Engine`."""
        found = self._holding([_dimension(term) for term in required], None, most + 1)
        return sorted(found) if len(found) <= most else None

    def _beside(self, terms: Mapping[str, float], k: int, required: Collection[str], among: Among | None) -> list[tuple[int, float]]:
        """Return the best *k* of the paragraphs that hold all *required* terms."""
        numbers = self._holding([_dimension(term) for term in required], among, k if not terms else None)
        if not terms:
            return [(number, 0.0) for number in sorted(numbers)[:k]]
        keys = {self.layout.shapes[at].key for at in map(self.layout.place, numbers)}
        found = self._found(self._vector(terms), _MOST, _filter(Among(keys))) if keys else {}
        return _best({number: found[number] for number in numbers & found.keys()}, k)

    def _holding(self, dimensions: list[int], among: Among | None, enough: int | None) -> set[int]:
        """Return the paragraphs that hold a term in each of these *dimensions*; of many, *enough* of the first."""
        if max(self._held.get(each, 0) for each in dimensions) <= _MOST:
            return self._in_all(dimensions, _filter(among))
        numbers: set[int] = set()
        for shape, _ in self._within(among):
            numbers |= self._in_all(dimensions, _filter(Among([shape.key])))
            if enough is not None and len(numbers) >= enough:
                break
        return numbers

    def _in_all(self, dimensions: list[int], filtered: str) -> set[int]:
        return set.intersection(*(set(self._found({each: 1.0}, _MOST, filtered)) for each in dimensions))

    def _within(self, among: Among | None) -> Iterator[tuple[Shape, int]]:
        return ((shape, self.layout.start(shape.key)) for shape in self.layout.chosen(among or Among()))

    def _vector(self, terms: Mapping[str, float]) -> dict[int, float]:
        """Return the question: of each term that a paragraph holds its weight, by its rarity."""
        vector: dict[int, float] = {}
        for term, weight in sorted(terms.items()):
            if weight > 0 and (held := self._held.get(dimension := _dimension(term), 0)):
                vector[dimension] = vector.get(dimension, 0.0) + weight * math.log((self.layout.size + 1) / held)
        return vector

    def _found(self, vector: dict[int, float], limit: int, filtered: str) -> dict[int, float]:
        """Return the numbers of the paragraphs found with their scores; none of a report that has no row."""
        hits = self._tables.search(vector, limit, filtered) if vector else []
        return {self.layout.start(key) + paragraph: score for key, paragraph, score in hits if key in self.layout.at}

    def updated(self, layout: Layout, fresh: Fresh, names: bytes) -> Milvus:
        """See :class:`retrieval.engines.Engine`. What is searched meanwhile may be of the reports of before and after."""
        changed = sorted(self.layout.at.keys() - layout.at.keys() | fresh.keys())
        if not changed and names == self.names:
            return self if layout == self.layout else Milvus(layout, names, self._held, self._tables)
        held = Counter(self._held)
        for counts in self._tables.taken_out(changed):
            held.subtract(counts)
        if names != self.names:
            self._tables.keep_names(names)
        for shape in layout.shapes:
            if shape.key in fresh:
                held.update(self._tables.put_in(shape, fresh[shape.key]))
        self._tables.settle()
        return Milvus(layout, names, +held, self._tables)


@dataclass(frozen=True, eq=False)
class _Tables:
    """The two collections: paragraphs, and reports with the names their paragraphs were cut with."""

    client: MilvusClient
    uri: str
    stamp: str
    paragraphs: str
    reports: str

    def search(self, vector: dict[int, float], limit: int, filtered: str) -> list[tuple[str, int, float]]:
        """Return (report, paragraph, score) of the best *limit*."""
        with _errors(self.uri):
            (hits,) = self.client.search(
                self.paragraphs, [vector], filtered, limit, ["report", "paragraph"], {"metric_type": "IP"}, anns_field="terms"
            )
        return [(hit["entity"]["report"], hit["entity"]["paragraph"], float(hit["distance"])) for hit in hits]

    def rows(self, fields: list[str], filtered: str = 'id != ""') -> Iterator[_Row]:
        """Yield the rows of reports; page by page, which Milvus Lite cannot, only where they are many."""
        with _errors(self.uri):
            (counted,) = self.client.query(self.reports, filter=filtered, output_fields=["count(*)"])
            if counted["count(*)"] <= _MOST:
                yield from self.client.query(self.reports, filter=filtered, output_fields=fields, limit=_MOST)
                return
            pages = self.client.query_iterator(self.reports, _ROWS, filter=filtered, output_fields=fields)
            while rows := pages.next():
                yield from rows
            pages.close()

    def taken_out(self, keys: Iterable[str]) -> Iterator[dict[int, int]]:
        """Take reports out; yield of each that is held how many of its paragraphs hold each term."""
        for some in _several(keys):
            for row in list(self.rows(["held"], f"id in {json.dumps(some)}")):
                yield _counts(row["held"])
            with _errors(self.uri):
                self.client.delete(self.reports, filter=f"id in {json.dumps(some)}")
                self.client.delete(self.paragraphs, filter=f"report in {json.dumps(some)}")

    def put_in(self, shape: Shape, paragraphs: Iterable[Terms]) -> Counter[int]:
        """Put in a report; return how many of its paragraphs hold each term."""
        held: Counter[int] = Counter()
        for some in _several(enumerate(paragraphs)):
            vectors = [(i, _paragraph(terms)) for i, terms in some]
            held.update(dimension for _, vector in vectors for dimension in vector)
            rows = [
                {"id": f"{shape.key}:{i}", "report": shape.key, "year": shape.year, "paragraph": i, "terms": vector}
                for i, vector in vectors
                if vector  # Milvus takes none that is empty
            ]
            with _errors(self.uri):
                if rows:
                    self.client.upsert(self.paragraphs, rows)
        with _errors(self.uri):
            self.client.upsert(self.reports, [_report(shape, held)])
        return held

    def keep_names(self, names: bytes) -> None:
        """Keep the names that the paragraphs of all reports with a row were cut with, and what wrote them."""
        told = f"{self.stamp}\n{base64.b85encode(names).decode()}"
        pieces = [told[at : at + _PIECE] for at in range(0, len(told), _PIECE)]
        with _errors(self.uri):
            self.client.delete(self.reports, filter=f'id like "{_NAMES}:%"')
            for number, piece in enumerate(pieces):
                self.client.upsert(self.reports, [_report(Shape(f"{_NAMES}:{number:06}", "", 0), {}, piece)])

    def settle(self) -> None:
        """Have what was written searched fast."""
        with _errors(self.uri):
            self.client.flush(self.paragraphs)
            self.client.flush(self.reports)


def open_milvus(uri: str, place: str, stamp: str) -> Milvus:
    """Open what is kept at *uri*, a file or an address, of the reports in *place*; nothing when another *stamp* wrote it.

    Programs that share a cluster share what they call by the same *place*; one of them is to write.

    Raises  EngineMissing when pymilvus is not installed, EngineUnavailable when Milvus does not answer
    """
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # it would write to standard error by itself
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise EngineMissing(Path("milvus"), "pip install 'cunwen[milvus]'") from error
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # what it logs is raised as well
    with _errors(uri):
        client = MilvusClient(uri, timeout=None if "://" in uri else _STARTING)
        name = f"cunwen_{sha256(place.encode()).hexdigest()[:16]}"
        tables = _Tables(client, uri, stamp, f"{name}_paragraphs", f"{name}_reports")
    if (found := _opened(tables)) is None:
        with _errors(uri):
            for each in (tables.paragraphs, tables.reports):
                client.drop_collection(each)
        found = _opened(tables)
    assert found is not None
    return found


def _opened(tables: _Tables) -> Milvus | None:
    """Return what the tables hold; None when something else wrote them."""
    if _made(tables):
        tables.keep_names(b"")
    shapes, names, held = [], [], Counter[int]()
    for row in tables.rows(["id", "year", "paragraphs", "piece", "held"]):
        if row["id"].startswith(f"{_NAMES}:"):
            names.append((row["id"], row["piece"]))
        else:
            shapes.append(Shape(row["id"], row["year"], row["paragraphs"]))
            held.update(_counts(row["held"]))
    stamp, _, told = "".join(piece for _, piece in sorted(names)).partition("\n")
    if stamp != tables.stamp:
        return None
    return Milvus(Layout(tuple(sorted(shapes))), base64.b85decode(told), held, tables)


def _made(tables: _Tables) -> bool:
    """Make sure that the collections are there and can be searched; return whether one was not."""
    with _errors(tables.uri):
        paragraphs = _collection(tables, tables.paragraphs, "terms")
        return _collection(tables, tables.reports, "held") or paragraphs


def _collection(tables: _Tables, name: str, vector: str) -> bool:
    from pymilvus import DataType

    client, made = tables.client, not tables.client.has_collection(name)
    if made:
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", DataType.VARCHAR, max_length=256, is_primary=True)
        for field in ("report", "year") if name == tables.paragraphs else ("year", "piece"):
            schema.add_field(field, DataType.VARCHAR, max_length=65_535)
        schema.add_field("paragraph" if name == tables.paragraphs else "paragraphs", DataType.INT64)
        schema.add_field(vector, DataType.SPARSE_FLOAT_VECTOR)
        index = client.prepare_index_params()
        index.add_index(vector, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        client.create_collection(name, schema=schema, index_params=index, consistency_level="Strong")
    client.load_collection(name)
    return made


def _dimension(term: str) -> int:
    """Return the dimension of *term*: of those that Milvus takes, but the last. Of a million terms a few hundred share theirs."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) % (2**32 - 2)


def _paragraph(terms: Terms) -> dict[int, float]:
    """Return what BM25+ gives a paragraph for each of its terms, the term's rarity aside."""
    long = K1 * (1 - B + B * len(terms) / AVERAGE)
    return {each: DELTA + often * (K1 + 1) / (long + often) for each, often in Counter(map(_dimension, terms)).items()}


def _report(shape: Shape, held: Mapping[int, int], piece: str = "") -> _Row:
    """Return the row of a report; the first number of ``held`` is there because Milvus takes no empty vector."""
    vector = {0: 1.0, **{dimension + 1: float(count) for dimension, count in held.items()}}
    return {"id": shape.key, "year": shape.year, "paragraphs": shape.paragraphs, "piece": piece, "held": vector}


def _counts(vector: Mapping[int, float]) -> dict[int, int]:
    return {dimension - 1: int(count) for dimension, count in vector.items() if dimension}


def _filter(among: Among | None) -> str:
    """Return *among* as Milvus reads it."""
    wanted = {} if among is None else {"report": among.reports, "year": among.years}
    return " and ".join(f"{name} in {json.dumps(sorted(some))}" for name, some in wanted.items() if some is not None)


def _best(found: Mapping[int, float], k: int) -> list[tuple[int, float]]:
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:k]


def _several(items: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(items)
    while some := list(islice(remaining, _ROWS)):
        yield some


@contextmanager
def _errors(uri: str) -> Iterator[None]:
    """Tell what Milvus would not do; its address may hold a password, so only the host or the file is named."""
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except MilvusException as error:
        raise EngineUnavailable(Path(uri.rpartition("@")[2]), error.message) from error
