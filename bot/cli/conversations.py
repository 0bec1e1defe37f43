"""The lines of ``ask --batch`` become conversations: plain text, a question as JSON, or a dialogue as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Conversation:
    """The questions of one line, which share one history; a line that could not be read has ``faults``.

    ``questions`` has an empty string where a question could not be read, so that there is one answer a question.
    """

    questions: tuple[str, ...]
    faults: tuple[str, ...] = ()


def conversations(lines: Iterable[bytes]) -> Iterator[Conversation]:
    """Read one conversation a line, in order; no line is skipped, an empty one is an empty question."""
    return (_conversation(line) for line in decoded(lines))


def decoded(lines: Iterable[bytes]) -> Iterator[str]:
    """Decode each line: UTF-8, else GB18030, else with replacement characters; UTF-16 when it begins with its mark."""
    rows = iter(lines)
    first = next(rows, None)
    if first is None:
        return
    encoding = next((name for mark, name in BOMS.items() if first.startswith(mark)), "")
    if encoding == "utf-16":
        yield from (first + b"".join(rows)).decode("utf-16", "replace").splitlines()
        return
    yield _decode(first.removeprefix(b"\xef\xbb\xbf"))
    yield from map(_decode, rows)


def _decode(line: bytes) -> str:
    line = line.rstrip(b"\r\n")
    for encoding in ("utf-8", "gb18030"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("utf-8", "replace")


def _conversation(line: str) -> Conversation:
    if not line.lstrip().startswith("{"):
        return Conversation((line.strip(),))
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Conversation(("",), (f"不是完整的 JSON（{_place(error)}）",))
    turns = item.get("turns") if "turns" in item else [item]
    if not isinstance(turns, list):
        return Conversation(("",), ("turns 应为列表",))
    questions = tuple(_question(turn) for turn in turns)
    faults = tuple(f"第 {n} 个问题缺少 question 或它不是文字" for n, q in enumerate(questions, 1) if q is None)
    return Conversation(tuple(q or "" for q in questions), faults if questions else ("turns 是空的，没有可答的问题",))


def _question(turn: Any) -> str | None:
    question = turn.get("question") if isinstance(turn, dict) else None
    return question if isinstance(question, str) else None


def _place(error: Exception) -> str:
    return f"第 {error.colno} 个字符处" if isinstance(error, json.JSONDecodeError) else "层数太深"
