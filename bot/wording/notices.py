"""Everything the bot says that is no answer: lists, the outcome of a reload, how it is doing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.shelf import Change
from bot.wire.addressing import vocabulary
from bot.wording.dates import written
from bot.wording.faults import fault
from bot.wording.markup import Run, fit, shorten
from bot.wording.messages import message
from bot.wording.receipts import receipt_lines
from bot.wording.replies import Reply
from corpus import Corpus, CorpusError, EmptyFolder, Problem
from corpus.shelving import Shelved

LISTED = 40
FEW = 5
"""Reports of one file whose receipts are shown."""
SHOWN = 120
"""UTF-16 units of a question or an answer in a list."""


def lines(parts: Iterable[str]) -> Reply:
    """Return the parts as lines of one message."""
    return Reply(fit([Run("\n".join(part for part in parts if part))]))


def corpus_error(error: CorpusError, path: str = "") -> str:
    """Return why a folder or file gave no report, and for a folder without any why each file gave none.

    path  what to call it; its bare name when not given, since a chat need not know where the server keeps its files
    """
    why = fault(type(error).__name__, path or error.path.name, error.detail)
    return "\n".join([why, *problems(error.problems if isinstance(error, EmptyFolder) else ())])


def problems(found: Sequence[Problem]) -> list[str]:
    """Return a heading and one sentence for each file that gave no report."""
    if not found:
        return []
    return [message("reports.problems"), *map(_problem, found[:LISTED])]


def _problem(found: Problem) -> str:
    """Return why a file gave no report, and that its last good version still answers where there is one."""
    return fault(found.code, found.name, found.detail, found.since)


def help_text(username: str, *, admin: bool) -> str:
    """Return how to use the bot."""
    return message("talk.help", bot=username) + (message("talk.help_admin", bot=username) if admin else "")


def reports(corpus: Corpus, *, admin: bool) -> Reply:
    """Return the list of reports; an administrator also sees what could not be read."""
    parts = [message("reports.title", count=len(corpus.reports))]
    for number, report in enumerate(corpus.reports[:LISTED], 1):
        size = message("reports.paragraphs", count=report.extent.paragraphs)
        facts = " · ".join(fact for fact in (report.place, written(report.date), size) if fact)
        parts.append(message("reports.line", number=number, title=shorten(report.title, SHOWN)))
        parts.append(message("reports.facts", facts=facts))
    if len(corpus.reports) > LISTED:
        parts.append(message("reports.more", count=len(corpus.reports) - LISTED))
    return lines([*parts, *((*problems(corpus.problems), *remarks(corpus.remarks)) if admin else ())])




def reloaded(change: Change) -> Reply:
    """Return what a reload changed."""
    parts = [message("reload.done", count=change.reports, paragraphs=change.paragraphs)]
    for kind in ("added", "changed", "removed"):
        names = getattr(change.difference, kind)
        if names:
            parts.append(message(f"reload.{kind}", names=_enumerated(names)))
    if change.difference.renamed:
        parts.append(message("reload.renamed", names=_enumerated([f"{old} → {new}" for old, new in change.difference.renamed])))
    if not change.difference:
        parts.append(message("reload.same"))
    return lines([*parts, *problems(change.problems), *remarks(change.remarks)])


def remarks(found: Sequence[Problem]) -> list[str]:
    """Return one sentence for each report that says what another does."""
    return [message(f"remarks.{remark.code}", path=remark.name, detail=remark.detail) for remark in found[:LISTED]]


def _enumerated(names: Sequence[str]) -> str:
    listed = "、".join(names[:LISTED])
    return listed if len(names) <= LISTED else message("reload.and_more", names=listed, count=len(names))


def shelved(done: Shelved) -> list[str]:
    """Return what became of a file, the receipt of each report it gave, and what in an archive gave none."""
    told = [line for report in done.reports[:FEW] for line in receipt_lines(report)]
    return [
        message(f"shelved.{done.action}", name=done.name),
        *told,
        message("shelved.more", count=len(done.reports) - FEW) if len(done.reports) > FEW else "",
        "" if done.told else message("shelved.untold", name=done.name),
        *problems(done.problems),
    ]


def menu(language: str, *, admin: bool = False, group: bool = False) -> list[tuple[str, str]]:
    """Return (command, description) for Telegram's command menu; ``language`` is 'zh' or 'en'."""
    shown = vocabulary()["groups"] if group else vocabulary()["commands"]
    entries = ((name, vocabulary()["commands"][name]) for name in shown)
    return [(n, e["menu"][language]) for n, e in entries if "menu" in e and (admin or not e.get("admin"))]
