"""What to say: understanding the question, figures and units, choosing spans, refusing."""

from answering.figures import metrics
from answering.model import Answer, Kind, Metric, Place, Reason, Stance, Turn
from answering.pipeline import MAX_QUESTION, answer
from answering.unasked import worth_saying
from answering.warmup import warm_up, warming

__all__ = [
    "MAX_QUESTION", "Answer", "Kind", "Metric", "Place", "Reason", "Stance", "Turn", "answer", "metrics", "warm_up", "warming",
    "worth_saying",
]  # fmt: skip
