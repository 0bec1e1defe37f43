"""Other engines behind one form: build from paragraphs cut into words, open what was built, search the ten best of an OR query.

Each imports its package inside, so that a process that measures one holds nothing of another.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

Documents = Iterable[list[str]]
"""The words of each paragraph, in order."""
Search = Callable[[Sequence[str]], list[int]]
"""From words to the numbers of the TOP paragraphs that any of them stands in, best first."""

TOP = 10
_BATCH = 5000
"""Documents handed over at a time."""


class Peer(NamedTuple):
    """One engine.

    needs   what has to be installed, as imported
    build   writes the index of documents into a folder
    opened  opens what was built
    most    paragraphs above which it is not run: a query, or the building, takes too long to wait for
    """

    needs: tuple[str, ...]
    build: Callable[[Documents, Path], None]
    opened: Callable[[Path], Search]
    most: int


def _build_rank_bm25(documents: Documents, folder: Path) -> None:
    """It has no form on disk; pickled, as is usual."""
    from rank_bm25 import BM25Okapi

    with (folder / "index.pickle").open("wb") as file:
        pickle.dump(BM25Okapi(list(documents)), file, pickle.HIGHEST_PROTOCOL)


def _open_rank_bm25(folder: Path) -> Search:
    with (folder / "index.pickle").open("rb") as file:
        bm25 = pickle.load(file)
    numbers = range(bm25.corpus_size)
    return lambda words: list(bm25.get_top_n(list(words), numbers, TOP))


def _build_bm25s(documents: Documents, folder: Path) -> None:
    import bm25s

    retriever = bm25s.BM25(backend="numba")
    retriever.index(list(documents), show_progress=False)
    retriever.save(str(folder), show_progress=False)


def _open_bm25s(folder: Path) -> Search:
    import bm25s

    retriever = bm25s.BM25.load(str(folder), backend="numba", show_progress=False)
    retriever.activate_numba_scorer()

    def search(words: Sequence[str]) -> list[int]:
        found, scores = retriever.retrieve([list(words)], k=TOP, show_progress=False)
        return [int(number) for number, score in zip(found[0], scores[0], strict=True) if score > 0]

    return search


def _schema() -> Any:
    import tantivy

    made = tantivy.SchemaBuilder()
    made.add_unsigned_field("number", stored=True)
    made.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    return made.build()


def _build_tantivy(documents: Documents, folder: Path) -> None:
    import tantivy

    writer = tantivy.Index(_schema(), path=str(folder)).writer(heap_size=128_000_000, num_threads=1)
    for number, words in enumerate(documents):
        writer.add_document(tantivy.Document(number=number, words=" ".join(words)))
    writer.commit()
    writer.wait_merging_threads()


def _open_tantivy(folder: Path) -> Search:
    import tantivy

    index = tantivy.Index.open(str(folder))
    searcher, should = index.searcher(), tantivy.Occur.Should

    def search(words: Sequence[str]) -> list[int]:
        terms = [(should, tantivy.Query.term_query(index.schema, "words", word, "freq")) for word in words]
        hits = searcher.search(tantivy.Query.boolean_query(terms), TOP, count=False).hits
        return [int(searcher.doc(address)["number"][0]) for _, address in hits]

    return search


def _build_fts5(documents: Documents, folder: Path) -> None:
    database = sqlite3.connect(folder / "index.db")
    with database:
        database.execute("create virtual table paragraphs using fts5(words, content='')")
        rows = ((number, " ".join(words)) for number, words in enumerate(documents))
        database.executemany("insert into paragraphs(rowid, words) values (?, ?)", rows)
        database.execute("insert into paragraphs(paragraphs) values ('optimize')")
    database.close()


def _open_fts5(folder: Path) -> Search:
    database = sqlite3.connect(folder / "index.db")
    asked = f"select rowid from paragraphs where paragraphs match ? order by rank limit {TOP}"
    return lambda words: [row[0] for row in database.execute(asked, [" OR ".join(f'"{word}"' for word in words)])]


def _build_milvus(documents: Documents, folder: Path) -> None:
    from pymilvus import DataType, Function, FunctionType, MilvusClient

    client = MilvusClient(str(folder / "milvus.db"))
    schema = client.create_schema()
    schema.add_field("number", DataType.INT64, is_primary=True)
    # its analyzer only parts what is parted by spaces already
    schema.add_field("words", DataType.VARCHAR, max_length=65_535, enable_analyzer=True, analyzer_params={"tokenizer": "standard"})
    schema.add_field("bm25", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_function(Function("bm25", FunctionType.BM25, ["words"], ["bm25"]))
    indexes = client.prepare_index_params()
    indexes.add_index("bm25", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25")
    client.create_collection("paragraphs", schema=schema, index_params=indexes)
    rows = ({"number": number, "words": " ".join(words)} for number, words in enumerate(documents))
    for batch in _batches(rows):
        client.insert("paragraphs", batch)
    client.flush("paragraphs")
    client.close()


def _open_milvus(folder: Path) -> Search:
    from pymilvus import MilvusClient

    client = MilvusClient(str(folder / "milvus.db"))
    client.load_collection("paragraphs")

    def search(words: Sequence[str]) -> list[int]:
        found = client.search(
            "paragraphs", [" ".join(words)], limit=TOP, anns_field="bm25", output_fields=["number"], search_params={"metric_type": "BM25"}
        )
        return [int(hit["number"]) for hit in found[0]]

    return search


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


PEERS = {
    "rank-bm25": Peer(("rank_bm25",), _build_rank_bm25, _open_rank_bm25, 100_000),
    "bm25s": Peer(("bm25s", "numba"), _build_bm25s, _open_bm25s, 1_000_000),
    "tantivy": Peer(("tantivy",), _build_tantivy, _open_tantivy, 10_000_000),
    "SQLite FTS5": Peer((), _build_fts5, _open_fts5, 1_000_000),
    "Milvus Lite": Peer(("pymilvus", "milvus_lite"), _build_milvus, _open_milvus, 100_000),
}
