"""An Answer as a message: pure functions from values to words, for Telegram and for a terminal.

The order is that of the reader's need: the answer, the sentence it stands in, the figures, where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from answering import Answer, Metric, Place, Stance, metrics
from bot.wording.dates import dated
from bot.wording.markup import Run, fit, shorten, to_html, to_plain
from bot.wording.messages import message
from corpus import Quote
from retrieval import asks, fold

QUOTE = 700
"""Characters of a quoted sentence that are shown; the button opens the rest."""
CONTEXT = 2400
"""Characters of the text around it."""
FIGURES = 6
NAMES = 8
UNDERSTOOD = 80
"""UTF-16 units of a completed question."""
PLACES = 6
"""Places named under an answer; the buttons lead to the rest."""
SHORT = 24
"""Characters of each."""

__all__ = ["Button", "Reply", "answered", "around", "message", "plain", "refused", "rendered", "said"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; ``data`` comes back when it is pressed."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to send: within Telegram's limits by construction."""

    runs: tuple[Run, ...]
    buttons: tuple[Button, ...] = ()
    stacked: bool = False  # each button in a row of its own

    @property
    def html(self) -> str:
        """For ``parse_mode=HTML``."""
        return to_html(self.runs)

    @property
    def plain(self) -> str:
        """The same words without looks."""
        return to_plain(self.runs)


Mark = Callable[[str, int], str]
"""From an action ('page', 'context', 'why') and a page to the signed data of a button."""


def said(text: str) -> Reply:
    """Return *text* as a message of its own."""
    return Reply(fit([Run(text)]))


def rendered(
    answer: Answer, mark: Mark | None = None, page: int = 0, note: str = "", today: date | None = None
) -> Reply:
    """Return the message for *answer*, found or not; *today*, when told, gives the age of the reports."""
    if answer.found and answer.quotes:
        return answered(answer, mark, page, note, today)
    return refused(answer, mark, note)


def answered(
    answer: Answer, mark: Mark | None = None, page: int = 0, note: str = "", today: date | None = None
) -> Reply:
    """Return the answer with its quote number *page* (from 0), the figures in it and where it stands.

    Of a refusal it is one of the nearest passages, headed as such.
    """
    quote = answer.quotes[page]
    start, end = _window(answer, page, quote.start, quote.end, QUOTE)
    runs = [
        *_head(answer, page, note),
        *_marked(answer, page, start, end, "quote"),
        Run("\n"),
        Run(_figures(answer, quote)),
        Run(message("answer.source", places=_source(quote, today))),
        *(Run(f"\n{line}") for line in _elsewhere(answer, page)),
    ]
    return Reply(fit(runs), _buttons(answer, mark, page, unfolded=False))


def around(answer: Answer, mark: Mark | None = None, page: int = 0, today: date | None = None) -> Reply:
    """Return the answer with the text around its quote number *page*, folded."""
    quote = answer.quotes[page]
    start, end = _window(answer, page, *_surroundings(quote), CONTEXT)
    runs = [
        *_head(answer, page, ""),
        *_marked(answer, page, start, end, "folded"),
        Run("\n"),
        Run(message("answer.source", places=_source(quote, today)) + "\n"),
        Run(message("answer.file", name=quote.report.name)),
    ]
    return Reply(fit(runs), _buttons(answer, mark, page, unfolded=True))


def refused(answer: Answer, mark: Mark | None = None, note: str = "") -> Reply:
    """Return the one sentence for nothing found, why, what is missing, and the nearest words."""
    lines = [Run(message("answer.not_found"), bold=True), *(Run(f"\n{line}") for line in _why(answer))]
    weighed = answer.missing or answer.nearest or answer.quotes
    return Reply(fit([*_notes(answer, note), *lines]), (_why_button(mark, 0),) if mark and weighed else ())


def plain(answer: Answer, today: date | None = None) -> str:
    """Return the answer for a terminal: the answer, its quotes with their sources, the figures; or why not."""
    if not (answer.found and answer.quotes):
        return "\n".join([message("answer.not_found"), *_why(answer)])
    quotes = [quote for page, quote in enumerate(answer.quotes) if page == 0 or _holds_answer(answer, page)]
    lines = [answer.answer or ""]
    if understood := _understood(answer):
        lines.append(f"（{understood}）")
    for quote in quotes:
        lines += [f"「{quote.text}」", f"　{message('answer.source', places=_source(quote, today))}（{quote.report.name}）"]
    figures = _listed([metric for quote in quotes for metric in _inside(answer, quote)])
    counted = [_count(answer, max(len(answer.parts), len(quotes)))] if _several(answer) else []
    return "\n".join([*lines, *([figures] if figures else []), *counted, *_elsewhere(answer, 0)])


def _several(answer: Answer) -> int:
    """Return how many places make the answer itself when they are several, else 0; the others have their own line."""
    itself = answer.total - len(answer.others)
    return itself if itself > 1 else 0


def _elsewhere(answer: Answer, page: int) -> list[str]:
    """The lines under the answer that tell its other places, and side by side what they tell differently."""
    if page and not _holds_answer(answer, page):
        return []
    same = [place for place in answer.places if place.stance is not Stance.ALSO or place.text == answer.answer]
    also = [place for place in answer.others if not answer.disputed or place not in same]
    lines = [message(_dispute(same), places=_told(same))] if answer.disputed else []
    return lines + ([message("answer.also", count=len(also), places=_told(also))] if also else [])


def _dispute(places: Sequence[Place]) -> str:
    """Return how differing figures are headed: those of different years do not contradict each other."""
    years = {place.date[:4] for place in places}
    if all(years) and len({(place.date[:4], place.text) for place in places}) == len(years):
        return "answer.by_year"
    return "answer.disputed" if len({place.quote.report.title for place in places}) > 1 else "answer.disputed_within"


def _told(places: Sequence[Place]) -> str:
    """Name each report once with its places: 《甲》（2022-12）96亩；《乙》140亩、150亩."""
    groups: dict[str, list[str]] = {}
    for place in places[:PLACES]:
        dated = message("answer.year", year=place.date[:4]) if place.date else ""
        groups.setdefault(f"《{place.quote.report.title}》{dated}", []).append(shortened(place.text))
    told = [f"{report}{'、'.join(dict.fromkeys(texts))}" for report, texts in groups.items()]
    return "；".join(told) + ("…" if len(places) > PLACES else "")


def shortened(text: str) -> str:
    """Cut what is too long to stand beside others."""
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


def _head(answer: Answer, page: int, note: str) -> list[Run]:
    """The notes and the answer in bold, with the number of places when there are several.

    A quote that the answer does not stand in is headed as related, and one that is the whole answer not headed at all.
    """
    several = _several(answer)
    if (page or not answer.found) and not _holds_answer(answer, page):
        other = _place_of(answer, page)
        return [*_notes(answer, note), Run(other.text if other else message("answer.related"), bold=True), Run("\n")]
    if answer.answer == answer.quotes[page].text and not several:
        return _notes(answer, note)
    counted = Run(f"（{message('answer.places', total=several)}）" if several else "")
    return [*_notes(answer, note), Run(answer.answer or "", bold=True), counted, Run("\n")]


def _holds_answer(answer: Answer, page: int) -> bool:
    return any(number == page for number, _, _ in answer.spans)


def _place_of(answer: Answer, page: int) -> Place | None:
    """The other place that quote number *page* stands for, None for one that is only related."""
    return next((place for place in answer.others if place.quote == answer.quotes[page]), None)


def _notes(answer: Answer, note: str) -> list[Run]:
    return [Run(f"{line}\n", italic=True) for line in (note, _understood(answer)) if line]


def _understood(answer: Answer) -> str:
    """Return one line on a question that leaned on the history, '' for another.

    A completed question is told as it is; of one that key words were put before, only the words that were carried over.
    """
    asked, understood = fold(answer.question).strip(), fold(answer.understood).strip()
    if understood == asked:
        return ""
    words = understood.split()
    if len(words) == 1:
        return message("answer.understood", question=shorten(answer.understood.strip(), UNDERSTOOD))
    carried = [word for word in words if word not in asked and not asks(word)][:NAMES]
    return message("answer.carried", words="、".join(carried)) if carried else ""


def _why(answer: Answer) -> list[str]:
    """Why nothing was answered: words no report writes, words not written together, or what the reason says."""
    if answer.missing:
        lines = [message("answer.nowhere", words=_named(answer.missing))]
    elif len(answer.apart) > 1:
        lines = [message("answer.apart", words=_named(answer.apart))]
    else:
        lines = [message(answer.reason.value)] if answer.reason else []
    nearest = [word for word in answer.nearest if word not in (*answer.missing, *answer.apart)]
    return [*lines, message("answer.nearest", words="、".join(nearest[:NAMES]))] if nearest else lines


def _named(words: Sequence[str]) -> str:
    """
    >>> _named(["火星", "探测器"])
    '“火星”“探测器”'
    """
    return "".join(f"“{word}”" for word in words[:NAMES])


def _marked(answer: Answer, page: int, start: int, end: int, block: str) -> list[Run]:
    """Cut ``start:end`` out of the quoted report, the answer's own places bold, … where something was left out."""
    quote = answer.quotes[page]
    report = quote.report
    runs, at = [Run("…" if start > quote.start else "", block=block)], start
    for left, right in sorted((max(s, start), min(e, end)) for s, e in _spans(answer, page)):
        if left < at or left >= right or (left, right) == (quote.start, quote.end):
            continue
        runs += [Run(report.text[at:left], block=block), Run(report.text[left:right], bold=True, block=block)]
        at = right
    return [*runs, Run(report.text[at:end], block=block), Run("…" if end < quote.end else "", block=block)]


def _spans(answer: Answer, page: int) -> list[tuple[int, int]]:
    """Where the answer stands in quote number *page*, or what answers as well."""
    found = [(start, end) for number, start, end in answer.spans if number == page]
    other = _place_of(answer, page)
    return found or ([(other.start, other.end)] if other else [])


def _window(answer: Answer, page: int, start: int, end: int, size: int) -> tuple[int, int]:
    """Narrow ``start:end`` to about *size* characters around the answer's first place in the quote."""
    if end - start <= size:
        return start, end
    places = [start for start, _ in _spans(answer, page)] or [answer.quotes[page].start]
    left = max(start, min(min(places) - size // 3, end - size))
    return left, left + size


def _surroundings(quote: Quote) -> tuple[int, int]:
    """The quote's paragraph; together with its neighbours when the paragraph is hardly more than the quote."""
    paragraph, paragraphs = quote.paragraph, quote.report.paragraphs
    if paragraph.end - paragraph.start > 1.5 * (quote.end - quote.start):
        return paragraph.start, paragraph.end
    i = paragraphs.index(paragraph)
    return paragraphs[max(i - 1, 0)].start, paragraphs[min(i + 1, len(paragraphs) - 1)].end


def _figures(answer: Answer, quote: Quote) -> str:
    """One line with the figures of *quote*, '' when there are none: the answer's own, on a related page the page's."""
    line = _listed(_inside(answer, quote) or metrics(quote.text, quote.start))
    return f"{line}\n" if line else ""


def _inside(answer: Answer, quote: Quote) -> list[Metric]:
    """The text is compared too: offsets alone do not tell a figure of this report from one of another."""
    return [
        metric
        for metric in answer.metrics
        if quote.start <= metric.start and metric.end <= quote.end
        and quote.report.text[metric.start : metric.end] == metric.text
    ]  # fmt: skip


def _listed(found: Sequence[Metric]) -> str:
    """
    >>> _listed([Metric("**万元", None, "万元", True, "增收", 0, 4)])
    '数字：增收 **万元（原文已隐去）'
    """
    unique = list(dict.fromkeys((f"{m.of} {m.text}".strip(), m.masked) for m in found))
    if not unique:
        return ""
    shown, more = unique[:FIGURES], "…" if len(unique) > FIGURES else ""
    hidden = sum(masked for _, masked in shown)
    each = [words + (message("answer.masked") if masked and hidden == 1 else "") for words, masked in shown]
    return message("answer.figures", figures="；".join(each) + more) + (message("answer.stars") if hidden > 1 else "")


def _source(quote: Quote, today: date | None) -> str:
    """Report · article · section · page · paragraph · date and age; what is empty or said already is left out."""
    section, report = quote.section, quote.report
    article = section.article if section.article != report.title else ""
    heading = section.heading if section.heading not in (article, report.title) else ""
    page = message("answer.page", number=quote.page) if quote.page else ""
    paragraph = message("answer.paragraph", number=quote.paragraph.number)
    when = dated(report.date, today)
    return " · ".join(part for part in (f"《{report.title}》", article, heading, page, paragraph, when) if part)


def _count(answer: Answer, shown: int) -> str:
    total = _several(answer)
    code = "answer.places" if shown >= total else "answer.places_shown"
    return message(code, total=total, shown=shown)


def _buttons(answer: Answer, mark: Mark | None, page: int, *, unfolded: bool) -> tuple[Button, ...]:
    if mark is None:
        return ()
    pages = len(answer.quotes)
    fold = Button(message("buttons.fold"), mark("page", page))
    row = [fold if unfolded else Button(message("buttons.context"), mark("context", page))]
    if pages > 1:
        following = (page + 1) % pages
        row.append(Button(message("buttons.next", page=following + 1, pages=pages), mark("page", following)))
    return (*row, _why_button(mark, page))


def _why_button(mark: Mark, page: int) -> Button:
    return Button(message("buttons.why"), mark("why", page))
