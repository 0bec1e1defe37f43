"""What became of a file: the receipt in a few lines for a chat, in full for a terminal, and as JSON with all that was cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.wording.dates import written
from bot.wording.messages import message, sentences
from corpus import Found, Report

FACTS = ("place", "level", "year", "date")
"""The fields of a report that its text or reports.yaml may tell."""
_SHORT = 40
_WARNINGS = 5
_STEPS = 4


def receipt_lines(report: Report) -> tuple[str, ...]:
    """Return the short form, for the chat the file was sent in: what it is, what it gave, what was cut, what to look at."""
    receipt = report.receipt
    cut = _cut(report)
    named = "、".join(message("receipt.times", step=_name(step), count=len(pieces)) for step, pieces in cut[:_STEPS])
    removed = message("receipt.removed", characters=_size(p for _, ps in cut for p in ps), steps=named) if cut else ""
    lines = [
        message("receipt.title", title=report.title, name=report.name),
        " · ".join((*_kind(report), _structure(report), message("receipt.characters", count=receipt.characters_out))),
        *_tables(report),
        _facts(report),
        removed + ("…" if len(cut) > _STEPS else ""),
        *(message("receipt.warning", warning=warning) for warning in receipt.warnings[:_WARNINGS]),
    ]
    return tuple(line for line in lines if line)


def receipt_text(report: Report) -> str:
    """Return the long form, for ``cunwen reports check``: every step with examples and how much it cut."""
    receipt = report.receipt
    kind = "；".join(_kind(report))
    lines = [
        message("receipt.long_title", title=report.title),
        message("receipt.long_kind", kind=kind, characters=receipt.characters_in, left=receipt.characters_out),
        message("receipt.long_structure", structure=_structure(report)),
        *_tables(report),
        _facts(report),
        *_steps(report),
        *(message("receipt.warning", warning=warning) for warning in receipt.warnings),
    ]
    return "\n".join([report.name, *(f"    {line}" for line in lines if line)])


def receipt_dict(report: Report) -> dict[str, Any]:
    """Return everything as JSON: with the clean text, ``cuts`` make up all that the file says."""
    receipt = report.receipt
    return {
        **summary(report),
        "articles": _articles(report),
        "sections": len(report.sections),
        "format": receipt.format,
        "encoding": receipt.encoding,
        "pages": receipt.pages,
        "characters_in": receipt.characters_in,
        "characters_out": receipt.characters_out,
        "tables": [table._asdict() for table in receipt.tables],
        "steps": [{"step": f.step, "count": f.count, "examples": list(f.examples)} for f in receipt.firings],
        "cuts": [cut._asdict() for cut in receipt.cuts],
        "warnings": list(receipt.warnings),
    }


def summary(report: Report) -> dict[str, Any]:
    """Return what a report is, and of what its text told itself where; the rest is declared in reports.yaml."""
    return {
        "report": report.name,
        "title": report.title,
        **{name: getattr(report, name) for name in FACTS},
        "source": report.source,
        "found": [fact._asdict() for fact in report.found],
        "paragraphs": len(report.paragraphs),
        "sentences": _sentences(report),
        "characters": len(report.text),
    }


def facts(report: Report) -> Iterator[str]:
    """Yield place, level, year and date, each marked when the text told it and not reports.yaml."""
    found = {fact.name: fact for fact in report.found}
    for name in FACTS:
        value = getattr(report, name)
        if value:
            told = written(value) if name in ("date", "year") else value
            yield message(f"receipt.{name}", value=told) + (_where(found[name]) if name in found else "")


def _where(fact: Found) -> str:
    """Say where a fact stands: in the text, in a line that was cut, in a page's head, or in the file's name."""
    return message("receipt.found" if fact.start >= 0 else f"receipt.{fact.where or 'named'}")


def _facts(report: Report) -> str:
    told = "｜".join(facts(report))
    return message("receipt.facts", facts=told) if told else ""


def _kind(report: Report) -> tuple[str, ...]:
    receipt = report.receipt
    pages = message("receipt.pages", count=receipt.pages) if receipt.pages else ""
    encoding = message("receipt.encoding", encoding=receipt.encoding) if receipt.encoding else ""
    return tuple(part for part in (receipt.format, encoding, pages) if part)


def _structure(report: Report) -> str:
    return message(
        "receipt.structure", articles=_articles(report), sections=len(report.sections),
        paragraphs=len(report.paragraphs), sentences=_sentences(report),
    )  # fmt: skip


def _articles(report: Report) -> int:
    return max(1, sum(section.level == 0 for section in report.sections))


def _sentences(report: Report) -> int:
    return sum(len(paragraph.sentences) for paragraph in report.paragraphs)


def _tables(report: Report) -> Iterator[str]:
    """Yield one line on all tables, and one for each that lost a cell."""
    tables = report.receipt.tables
    if tables:
        into, out = sum(table.cells_in for table in tables), sum(table.cells_out for table in tables)
        yield message("receipt.tables", count=len(tables), cells_in=into, cells_out=out)
    for table in tables:
        if table.cells_out != table.cells_in:
            yield message("receipt.table", title=table.title, cells_in=table.cells_in, cells_out=table.cells_out)


def _steps(report: Report) -> Iterator[str]:
    """Yield a line for each step of reading or cleaning that did something, in order."""
    cut = dict(_cut(report))
    fired = {firing.step: firing for firing in report.receipt.firings}
    for step in dict.fromkeys([*(step for step in cut if step not in fired), *fired]):
        examples = fired[step].examples if step in fired else cut[step][:3]
        shown = message("receipt.examples", examples="／".join(map(_short, examples)))
        removed = message("receipt.size", characters=_size(cut[step])) if step in cut else ""
        count = fired[step].count if step in fired else len(cut[step])
        yield message("receipt.step", step=_name(step), count=count, removed=removed, examples=shown)


def _cut(report: Report) -> list[tuple[str, list[str]]]:
    """Return the pieces that were cut, by step."""
    steps: dict[str, list[str]] = {}
    for cut in report.receipt.cuts:
        steps.setdefault(cut.step, []).append(cut.piece)
    return list(steps.items())


def _size(pieces: Iterable[str]) -> int:
    """Return how many characters were cut, blanks aside."""
    return sum(len("".join(piece.split())) for piece in pieces)


def _name(step: str) -> str:
    return sentences().get(f"cleaning.{step}", step)


def _short(example: str) -> str:
    words = " ".join(example.split()) or repr(example)
    return words if len(words) <= _SHORT else words[: _SHORT - 1] + "…"
