"""What finds paragraphs by their terms: one small protocol, three engines."""

from retrieval.engines.choice import AUTO, ENGINES, Choice, open_engine
from retrieval.engines.protocol import Among, Engine, Fresh, Layout, Shape, Terms
from retrieval.engines.rank_bm25 import RankBM25

__all__ = ["AUTO", "ENGINES", "Among", "Choice", "Engine", "Fresh", "Layout", "RankBM25", "Shape", "Terms", "open_engine"]
