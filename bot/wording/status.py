"""How the bot is doing, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.meters import Percentiles
from bot.wording.messages import message
from bot.wording.notices import lines
from bot.wording.replies import Reply
from corpus import Corpus


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the process is doing.

    uptime    seconds
    memory    bytes; disk is what is left of it, None when unknown
    waiting   updates in the inbox
    errors    kind → how often since the start
    fetched   seconds since Telegram last answered a request for updates, None when it has not
    read      when the reports in service were read, seconds since 1970
    sees_all  whether privacy mode is off
    """

    version: str
    uptime: float
    memory: int
    questions: int
    waiting: int
    answers: Percentiles | None
    replies: Percentiles | None
    errors: Mapping[str, int]
    fetched: float | None
    webhook: bool
    read: float
    disk: int | None
    sees_all: bool


def status(corpus: Corpus, vitals: Vitals) -> Reply:
    """Return what an administrator wants to know."""
    extents = [report.extent for report in corpus.reports]
    paragraphs, sentences = sum(extent.paragraphs for extent in extents), sum(extent.sentences for extent in extents)
    minutes = int(vitals.uptime // 60)
    return lines([
        message("status.title", version=vitals.version),
        message("status.corpus", reports=len(corpus.reports), paragraphs=paragraphs, sentences=sentences),
        message("status.problems", count=len(corpus.problems)) if corpus.problems else "",
        message("status.fingerprint", fingerprint=corpus.fingerprint[:16]),
        message("status.read", at=f"{datetime.fromtimestamp(vitals.read):%Y-%m-%d %H:%M}"),
        message("status.questions", count=vitals.questions),
        message("status.waiting", count=vitals.waiting),
        _taken("answers", vitals.answers),
        _taken("replies", vitals.replies),
        _errors(vitals.errors),
        _received(vitals),
        message("status.uptime", hours=minutes // 60, minutes=minutes % 60),
        message("status.memory", mebibytes=round(vitals.memory / 2**20)),
        "" if vitals.disk is None else message("status.disk", gibibytes=f"{vitals.disk / 2**30:.1f}"),
        message("status.sees_all" if vitals.sees_all else "status.sees_addressed"),
    ])


def _taken(what: str, found: Percentiles | None) -> str:
    if found is None:
        return ""
    p50, p95, p99 = (f"{seconds * 1000:.0f}" for seconds in (found.p50, found.p95, found.p99))
    return message(f"status.{what}", count=found.count, p50=p50, p95=p95, p99=p99)


def _errors(found: Mapping[str, int]) -> str:
    kinds = "、".join(f"{kind} {count}" for kind, count in found.items())
    return message("status.errors", kinds=kinds) if found else message("status.no_errors")


def _received(vitals: Vitals) -> str:
    if vitals.webhook:
        return message("status.webhook")
    if vitals.fetched is None:
        return message("status.never_fetched")
    return message("status.fetched", seconds=round(vitals.fetched))
