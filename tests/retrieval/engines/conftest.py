"""The engines under test: each made empty in a folder of its own, and shut down when the test is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from retrieval.engines import Engine, Layout, Shape, open_engine

Reports = Mapping[str, tuple[str, Sequence[Sequence[str]]]]
"""Of each report, by its key, the year and the terms of its paragraphs."""
Open = Callable[[], Engine]
"""Opens the engine's index once more, as another start of the program does."""

ENGINES = ["rank_bm25", "tantivy", "milvus"]
KEPT = ["tantivy", "milvus"]
"""Engines that keep their index."""


@pytest.fixture(scope="module")
def opener(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Give what opens the engine named by the parameter; the same index for a whole module, since making one takes time."""
    kind, data = request.param, tmp_path_factory.mktemp(request.param)
    yield lambda: open_engine(kind, data, data, "this code")
    if kind == "milvus":
        shut_down(data)


def shut_down(data: Path) -> None:
    """End the server of a Milvus file, as the end of the program does."""
    from milvus_lite.server_manager import server_manager_instance

    server_manager_instance.release_server(str(data / "milvus.db"))


def filled(engine: Engine, reports: Reports, names: bytes = b"") -> Engine:
    """Return *engine* over just these reports; those it holds under the same key are kept as they are."""
    layout = Layout(tuple(Shape(key, year, len(paragraphs)) for key, (year, paragraphs) in reports.items()))
    return engine.updated(layout, {key: reports[key][1] for key in reports if key not in engine.layout.at}, names)


def over(engine: Engine, *paragraphs: Sequence[str]) -> Engine:
    """Return *engine* over one report of these paragraphs and no other."""
    layout = Layout((Shape("r", "2022", len(paragraphs)),))
    return engine.updated(layout, {"r": paragraphs}, b"")
