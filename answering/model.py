"""What is said: the Answer, its figures, and the Turn that a conversation remembers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from corpus import Quote


class Kind(StrEnum):
    """What a question asks for."""

    WHICH_PLACE = "which_place"
    HOW_MUCH = "how_much"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    WHAT = "what"
    LIST = "list"
    YES_NO = "yes_no"
    WHY_HOW = "why_how"
    COMPARE = "compare"


class Reason(StrEnum):
    """Why nothing was answered. Each has its Chinese sentence in ``bot/data/messages.yaml``."""

    EMPTY_QUESTION = "empty_question"  # no letter, digit or ideograph in it
    LONG_QUESTION = "long_question"  # more than MAX_QUESTION characters
    NO_CONTENT = "no_content"  # only question and function words: 是什么
    NOTHING_FOUND = "nothing_found"  # no passage shares a content word
    NAME_MISSING = "name_missing"  # a name, number or year of the question stands in no report, or not in the passage
    NOT_SAID = "not_said"  # passages share words, none says what is asked


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure in a quoted sentence. ``text`` stands there verbatim (``30余万元``, ``***亩``).

    ``value`` is the number in ``unit`` (30.0, 万元), None when the report hides it by asterisks (``masked``).
    ``of`` is what the figure measures, verbatim words before it (村集体增收). ``start``/``end`` as in Quote.
    """

    text: str
    value: float | None
    unit: str
    masked: bool
    of: str
    start: int
    end: int


class Stance(StrEnum):
    """How a place that answers stands to the answer."""

    ANSWER = "answer"  # the answer stands here
    ALSO = "also"  # the same is said here, or it is said of another village
    DIFFERS = "differs"  # another figure for the same indicator of the same place


@dataclass(frozen=True, slots=True)
class Place:
    """One place that answers: the words ``text`` at ``start``–``end`` of the quote's report.

    ``date`` is when they tell of: the year the sentence names before them, else the title's, else the report's date, else ''.
    """

    quote: Quote
    text: str
    start: int
    end: int
    date: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation keeps of one question, enough to understand the next. Plain JSON through as_dict/from_dict.

    ``asked`` is as typed; ``understood`` is the same question made complete (那青里村呢 → 青里村增收多少).
    ``report``/``start``/``end`` locate the sentence that answered, ``digest`` the file it was cut from; None without one.
    """

    asked: str
    understood: str
    kind: str
    answer: str | None = None
    parts: tuple[str, ...] = ()
    report: str | None = None
    digest: str | None = None
    start: int | None = None
    end: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Turn:
        """Undo ``as_dict``, also after a round trip through JSON."""
        return cls(**{**stored, "parts": tuple(stored.get("parts") or ())})


@dataclass(frozen=True)
class Answer:
    """The answer to one question. ``found`` says whether there is one; nothing found is a value, not an exception.

    question    as typed
    understood  the complete question that was answered, equal to ``question`` unless it leaned on the history
    answer      the shortest span that answers; parts joined by 、 for a list; 是 or 否 for yes_no
    parts       one string an item; each is a slice of a quote (but 是/否)
    quotes      the sentences it stands in, with neighbours that answer nearly as well, best first; of a refusal the nearest
                passages or none
    spans       the answer's own place(s) inside the quotes as (quote index, start, end), offsets of the report's text
    metrics     the figures of the first quote (of every quote for a list)
    places      every place that answers, best first, those of one report together; none for 是 and 否
    total       the true number of places (or parts) that answer, also when fewer quotes are shown
    confidence  0 … 1
    missing     words of the question that no report writes, for the refusal
    apart       words that the reports write, but not together with the rest of the question, for the refusal
    searched    the key words that were looked for, and ``reports`` the number of reports, for the refusal
    nearest     what the reports do write that comes nearest, none of it in the question, for the refusal
    elapsed_ms  milliseconds from question to answer
    """

    question: str
    understood: str
    kind: Kind
    answer: str | None = None
    reason: Reason | None = None
    parts: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    spans: tuple[tuple[int, int, int], ...] = ()
    metrics: tuple[Metric, ...] = ()
    places: tuple[Place, ...] = ()
    total: int = 0
    confidence: float = 0.0
    missing: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    reports: int = 0
    elapsed_ms: float = field(default=0.0, compare=False)

    @property
    def found(self) -> bool:
        """Whether the reports answer."""
        return self.answer is not None

    @property
    def others(self) -> tuple[Place, ...]:
        """The places that answer as well and are no part of the answer."""
        return tuple(place for place in self.places if place.stance is not Stance.ANSWER)

    @property
    def disputed(self) -> bool:
        """Whether another place tells another figure."""
        return any(place.stance is Stance.DIFFERS for place in self.places)

    @property
    def turn(self) -> Turn:
        """What the conversation remembers of this."""
        first = self._sentence if self.found and self.quotes else None
        return Turn(
            asked=self.question,
            understood=self.understood,
            kind=self.kind.value,
            answer=self.answer,
            parts=self.parts,
            report=first.report.name if first else None,
            digest=first.report.digest if first else None,
            start=first.start if first else None,
            end=first.end if first else None,
        )

    @property
    def _sentence(self) -> Quote:
        """The sentence of the first quote that the answer stands in, the quote itself where it stands in none."""
        quote = self.quotes[0]
        at = next((start for number, start, _ in self.spans if number == 0), None)
        held = [s for s in quote.paragraph.sentences if at is not None and s.start <= at < s.end]
        return Quote(quote.report, held[0].start, held[0].end) if held else quote

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as the JSON of the contract (schema in ``answering/data/answer.schema.json``)."""
        return {
            "question": self.question,
            "status": "answered" if self.found else "not_found",
            "reason": self.reason.value if self.reason else None,
            "answer": self.answer,
            "parts": list(self.parts),
            "kind": self.kind.value,
            "quotes": [_located(quote) for quote in self.quotes],
            "metrics": [
                {"text": m.text, "value": m.value, "unit": m.unit, "masked": m.masked, "of": m.of}
                for m in self.metrics
            ],
            "others": [
                {**_located(p.quote), "text": p.text, "start": p.start, "end": p.end, "date": p.date,
                 "differs": p.stance is Stance.DIFFERS}
                for p in self.others
            ],
            "total": self.total,
            "confidence": round(self.confidence, 2),
            "elapsed_ms": round(self.elapsed_ms, 2),
        }


def _located(quote: Quote) -> dict[str, Any]:
    return {
        "text": quote.text,
        "report": quote.report.name,
        "title": quote.report.title,
        "section": quote.section.heading,
        "paragraph": quote.paragraph.number,
        "page": quote.page,
        "start": quote.start,
        "end": quote.end,
        "date": quote.report.date,
    }
