"""What to say: understanding the question, figures and units, choosing spans, refusing, and saying why."""

from answering.explain import Explanation, explain
from answering.model import Answer, Kind, Metric, Reason, Turn
from answering.pipeline import MAX_QUESTION, answer

__all__ = ["MAX_QUESTION", "Answer", "Explanation", "Kind", "Metric", "Reason", "Turn", "answer", "explain"]
