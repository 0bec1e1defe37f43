"""What happened since the start, in numbers: for /status, /healthz and Prometheus. No user's words, no number of a chat."""

from __future__ import annotations

from collections import Counter as Tally
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from answering import Answer

REMEMBERED = 1000
"""Durations that the percentiles of /status are taken over."""
SILENT = 300.0
"""Seconds without a request for updates, good or bad, after which polling is taken for dead; its pauses are shorter."""
ANSWERING = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
REPLYING = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

ARRIVED: ContextVar[float | None] = ContextVar("arrived", default=None)
"""When the update in work came in (monotonic); set where it is taken up."""


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Of the last durations, in seconds; ``count`` is how many they are."""

    count: int
    p50: float
    p95: float
    p99: float


class Meters:
    """Counts and measures; used from the event loop only."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._updates = Counter("cunwen_updates", "Updates taken in", ["kind"], registry=registry)
        self._answers = Counter("cunwen_answers", "Questions that were answered", registry=registry)
        self._refusals = Counter("cunwen_refusals", "Questions without an answer", ["reason"], registry=registry)
        self._errors = Counter("cunwen_errors", "Errors", ["kind"], registry=registry)
        self._answering = Histogram("cunwen_answer_seconds", "Question to answer", buckets=ANSWERING, registry=registry)
        self._replying = Histogram("cunwen_reply_seconds", "Update to reply", buckets=REPLYING, registry=registry)
        self._recent = {name: deque[float](maxlen=REMEMBERED) for name in ("answer", "reply")}
        self.errors: Tally[str] = Tally()
        self.fetched: float | None = None
        self._tried: float | None = None

    def update(self, kind: str) -> None:
        """Count an update taken in; *kind* is the name of its field (message, callback_query, …)."""
        self._updates.labels(kind).inc()

    def answer(self, answer: Answer, seconds: float) -> None:
        """Count an answer or a refusal, and the *seconds* it took to find: next to none where it was remembered."""
        if answer.found:
            self._answers.inc()
        else:
            self._refusals.labels(answer.reason.value if answer.reason else "").inc()
        self._answering.observe(seconds)
        self._recent["answer"].append(seconds)

    def replied(self) -> None:
        """Measure from the arrival of the update in work until now, when its reply is delivered."""
        if (arrived := ARRIVED.get()) is not None:
            self._replying.observe(seconds := monotonic() - arrived)
            self._recent["reply"].append(seconds)

    def error(self, error: BaseException) -> None:
        """Count an error by its kind."""
        self.errors[type(error).__name__] += 1
        self._errors.labels(type(error).__name__).inc()

    def fetch(self, good: bool) -> None:
        """Note the end of a request for updates, and whether Telegram answered it."""
        self._tried = monotonic()
        self.fetched = self._tried if good else self.fetched

    def percentiles(self, of: str) -> Percentiles | None:
        """Return those of the last durations *of* 'answer' or 'reply'; None without any."""
        if not (taken := sorted(self._recent[of])):
            return None
        p50, p95, p99 = (taken[min(len(taken) - 1, len(taken) * share // 100)] for share in (50, 95, 99))
        return Percentiles(len(taken), p50, p95, p99)

    @property
    def since_fetched(self) -> float | None:
        """Seconds since Telegram last answered a request for updates; None when it never has."""
        return None if self.fetched is None else monotonic() - self.fetched

    @property
    def polling_is_dead(self) -> bool:
        """Whether no request for updates has ended for so long that there can be none any more.

        Not before the first: until then the bot may be waiting for the network.
        """
        return self._tried is not None and monotonic() - self._tried > SILENT

    def show(self, name: str, about: str, now: Callable[[], float]) -> None:
        """Have /metrics ask *now* for a value each time."""
        Gauge(f"cunwen_{name}", about, registry=self.registry).set_function(now)

    def exposition(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self.registry)
