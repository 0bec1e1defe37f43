"""Which engine serves how many reports, and opening it; a package is imported when its engine is."""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from corpus.errors import EngineMissing, EngineUnavailable
from retrieval.engines.protocol import Engine, Layout
from retrieval.engines.rank_bm25 import RankBM25

AUTO = "auto"
ENGINES = (AUTO, "rank_bm25", "tantivy", "milvus")
"""What a setting may name; ``auto`` is rank_bm25 up to LARGE characters, tantivy above."""
LARGE = 5_000_000
"""Characters in all reports: some fifty thousand paragraphs. Below, everything in memory is faster."""


class Choice(NamedTuple):
    """The engine that was asked for: one of ENGINES, and where Milvus is (a file or an address; empty: the data folder)."""

    name: str = AUTO
    milvus: str = ""

    def kind(self, characters: int, data: Path | None) -> str:
        """Return which engine serves reports of so many *characters*; without a data folder all is in memory."""
        if self.name != AUTO:
            return self.name
        return "tantivy" if data is not None and characters > LARGE else "rank_bm25"


def open_engine(kind: str, folder: Path, data: Path | None, stamp: str, milvus: str = "") -> Engine:
    """Open the engine *kind* with what it keeps in *data* of the reports in *folder*.

    stamp  names the code: what another code wrote is forgotten
    Raises  EngineMissing, EngineUnavailable
    """
    place = str(folder.resolve())
    if kind == "rank_bm25":
        return RankBM25(layout=Layout())
    if data is None and not (kind == "milvus" and milvus):
        raise EngineUnavailable(folder, "没有数据目录，检索索引没有地方放")
    if kind == "milvus":
        from retrieval.engines.milvus import open_milvus

        return open_milvus(milvus or str(Path(data or "") / "milvus.db"), place, stamp)
    try:
        from retrieval.engines.tantivy import open_tantivy
    except ImportError as error:
        raise EngineMissing(Path("tantivy"), "pip install tantivy") from error
    return open_tantivy(Path(data or "") / "tantivy" / sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:16], stamp)


def set_aside(path: Path) -> Path | None:
    """Move an index that cannot be opened out of the way; return where it is now, None when the system would not."""
    try:
        return path.rename(path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"))
    except OSError:
        return None
