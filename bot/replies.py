"""An Answer as a message: pure functions from values to words, for Telegram and for a terminal.

The order is that of the reader's need: the answer, the sentence it stands in, the figures, where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answering import Answer, Metric
from bot.markup import Run, fit, shorten, to_html, to_plain
from bot.messages import message
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


def rendered(answer: Answer, mark: Mark | None = None, page: int = 0, note: str = "") -> Reply:
    """Return the message for *answer*, found or not."""
    if answer.found and answer.quotes:
        return answered(answer, mark, page, note)
    return refused(answer, mark, note)


def answered(answer: Answer, mark: Mark | None = None, page: int = 0, note: str = "") -> Reply:
    """Return the answer with its quote number *page* (from 0), the figures in it and where it stands."""
    quote = answer.quotes[page]
    start, end = _window(answer, page, quote.start, quote.end, QUOTE)
    runs = [
        *_head(answer, page, note),
        *_marked(answer, page, start, end, "quote"),
        Run("\n"),
        Run(_figures(answer, quote)),
        Run(message("answer.source", places=_source(quote))),
    ]
    return Reply(fit(runs), _buttons(answer, mark, page, unfolded=False))


def around(answer: Answer, mark: Mark | None = None, page: int = 0) -> Reply:
    """Return the answer with the text around its quote number *page*, folded."""
    quote = answer.quotes[page]
    start, end = _window(answer, page, *_surroundings(quote), CONTEXT)
    runs = [
        *_head(answer, page, ""),
        *_marked(answer, page, start, end, "folded"),
        Run("\n"),
        Run(message("answer.source", places=_source(quote)) + "\n"),
        Run(message("answer.file", name=quote.report.name)),
    ]
    return Reply(fit(runs), _buttons(answer, mark, page, unfolded=True))


def refused(answer: Answer, mark: Mark | None = None, note: str = "") -> Reply:
    """Return the one sentence for nothing found, why, what is missing, and the nearest words."""
    lines = [Run(message("answer.not_found"), bold=True), *(Run(f"\n{line}") for line in _why(answer))]
    weighed = answer.missing or answer.nearest or answer.quotes
    return Reply(fit([*_notes(answer, note), *lines]), (_why_button(mark, 0),) if mark and weighed else ())


def plain(answer: Answer) -> str:
    """Return the answer for a terminal: the answer, its quotes with their sources, the figures; or why not."""
    if not (answer.found and answer.quotes):
        return "\n".join([message("answer.not_found"), *_why(answer)])
    quotes = [quote for page, quote in enumerate(answer.quotes) if page == 0 or _holds_answer(answer, page)]
    lines = [answer.answer or ""]
    if understood := _understood(answer):
        lines.append(f"（{understood}）")
    for quote in quotes:
        lines += [f"「{quote.text}」", f"　{message('answer.source', places=_source(quote))}（{quote.report.name}）"]
    figures = _listed([metric for quote in quotes for metric in _inside(answer, quote)])
    counted = [_count(answer, max(len(answer.parts), len(quotes)))] if answer.total > 1 else []
    return "\n".join([*lines, *([figures] if figures else []), *counted])


def _head(answer: Answer, page: int, note: str) -> list[Run]:
    """The notes and the answer in bold, with the number of places when there are several.

    A quote that the answer does not stand in is headed as related, and one that is the whole answer not headed at all.
    """
    several = answer.total > 1
    if page and not _holds_answer(answer, page):
        return [*_notes(answer, note), Run(message("answer.related"), bold=True), Run("\n")]
    if answer.answer == answer.quotes[page].text and not several:
        return _notes(answer, note)
    counted = Run(f"（{message('answer.places', total=answer.total)}）" if several else "")
    return [*_notes(answer, note), Run(answer.answer or "", bold=True), counted, Run("\n")]


def _holds_answer(answer: Answer, page: int) -> bool:
    return any(number == page for number, _, _ in answer.spans)


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
    lines = [message(answer.reason.value)] if answer.reason else []
    if answer.missing:
        lines.append(message("answer.missing", words="、".join(answer.missing[:NAMES])))
    if nearest := [word for word in answer.nearest if word not in answer.missing]:
        lines.append(message("answer.nearest", words="、".join(nearest[:NAMES])))
    return lines


def _marked(answer: Answer, page: int, start: int, end: int, block: str) -> list[Run]:
    """Cut ``start:end`` out of the quoted report, the answer's own places bold, … where something was left out."""
    report = answer.quotes[page].report
    quote = answer.quotes[page]
    runs, at = [Run("…" if start > quote.start else "", block=block)], start
    for left, right in sorted((max(s, start), min(e, end)) for number, s, e in answer.spans if number == page):
        if left < at or left >= right or (left, right) == (quote.start, quote.end):
            continue
        runs += [Run(report.text[at:left], block=block), Run(report.text[left:right], bold=True, block=block)]
        at = right
    return [*runs, Run(report.text[at:end], block=block), Run("…" if end < quote.end else "", block=block)]


def _window(answer: Answer, page: int, start: int, end: int, size: int) -> tuple[int, int]:
    """Narrow ``start:end`` to about *size* characters around the answer's first place in the quote."""
    if end - start <= size:
        return start, end
    places = [s for number, s, _ in answer.spans if number == page] or [answer.quotes[page].start]
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
    """One line with the answer's figures that stand in *quote*, '' when there are none."""
    line = _listed(_inside(answer, quote))
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


def _source(quote: Quote) -> str:
    """Report · article · section · paragraph · date; what is empty or said already is left out."""
    section, report = quote.section, quote.report
    article = section.article if section.article != report.title else ""
    heading = section.heading if section.heading not in (article, report.title) else ""
    paragraph = message("answer.paragraph", number=quote.paragraph.number)
    return " · ".join(part for part in (f"《{report.title}》", article, heading, paragraph, report.date) if part)


def _count(answer: Answer, shown: int) -> str:
    code = "answer.places" if shown >= answer.total else "answer.places_shown"
    return message(code, total=answer.total, shown=shown)


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
