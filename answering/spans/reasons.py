"""Why and how: the reason, the means, the purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from answering import lexicon
from answering.question import Question
from answering.spans.span import Span
from retrieval import clauses

_ASKS_REASON = re.compile(r"为(?:什么|啥|何|嘛)|咋就|怎么(?:就|会|没|不)|原因|缘|因|卡")
_ASKS_PURPOSE = re.compile(r"图个?(?:什么|啥)|目的|为了(?:什么|啥)")
_STOP = re.compile(r"[,。;]|形式|方式|等")


def reasons(text: str, question: Question) -> Iterator[Span]:
    """Yield what follows 因, 由于 … for why, 通过, 依托 … for how, and every comma-part for want of a mark."""
    why = bool(_ASKS_REASON.search(question.query.text))
    marks = ("reason_marks", "means_marks") if why else ("means_marks", "purpose_marks")
    if _ASKS_PURPOSE.search(question.query.text):
        marks = ("purpose_marks", "reason_marks")
    for fit, key in zip((0.9, 0.6), marks, strict=True):
        for match in lexicon.pattern(key).finditer(text):
            stop = _STOP.search(text, match.end())
            end = stop.start() if stop else len(text)
            if end - match.end() >= 2:
                yield Span(((match.end(), end),), fit, "reason" if why else "means")
    for start, end in clauses(text):
        yield Span(((start, max(start + 1, end - 1)),), 0.3, "clause")
