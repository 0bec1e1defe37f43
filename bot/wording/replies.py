"""An Answer as a message: pure functions from values to words, for Telegram and for a terminal.

The order is that of the reader's need: the answer, the sentence it stands in, the figures, where it is, and folded
under it the paragraph. A message is short enough to be read without scrolling; the buttons open the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from answering import Answer, Metric, Place, Stance, metrics
from answering.bars import Bars
from bot.tally import NO_VOTES, Tally
from bot.wording.dates import dated
from bot.wording.lists import Leaf, leaf_of, leaves
from bot.wording.markup import CAPTION, LIMIT, Run, fit, short, shorten, to_html, to_plain, units
from bot.wording.messages import message
from corpus import Paragraph, Quote
from retrieval import asks, fold

HEAD = 200
"""UTF-16 units of the answer; one that is longer stands whole in the quote."""
QUOTE = 240
"""Characters of a quoted sentence that are shown, about twelve lines of a phone; the paragraph has the rest."""
PARAGRAPH = 1000
"""Characters of the paragraph folded under the answer, of which a phone shows three lines."""
CONTEXT = 1200
"""Characters of the paragraph that 上下文 opens; BESIDE of each paragraph next to it, folded."""
BESIDE = 600
TITLE = 60
"""UTF-16 units of a title, a heading or a file's name."""
FIGURES = 6
NAMES = 8
UNDERSTOOD = 80
"""UTF-16 units of a completed question."""
PLACES = 6
"""Places named under an answer; the buttons lead to the rest."""
SHORT = 24
"""Characters of each."""

__all__ = ["Button", "Reply", "answered", "around", "charted", "message", "plain", "refused", "rendered", "said"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: ``data`` comes back when it is pressed; one with a ``url`` opens that instead."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to send: within Telegram's limits by construction.

    ``buttons`` stand in one row, ``choices`` above them in as many rows as they need.
    """

    runs: tuple[Run, ...]
    buttons: tuple[Button, ...] = ()
    choices: tuple[Button, ...] = ()
    stacked: bool = False  # each button in a row of its own
    made: str = ""  # the HTML, where it was made already

    @property
    def caption(self) -> Reply:
        """The same, short enough to stand under a picture."""
        return replace(self, runs=fit(self.runs, CAPTION), made="")

    @property
    def html(self) -> str:
        """For ``parse_mode=HTML``."""
        return self.made or to_html(self.runs)

    @property
    def plain(self) -> str:
        """The same words without looks."""
        return to_plain(self.runs)

    def signed(self, mark: Mark) -> Reply:
        """Return the same message with the buttons of one question; it was rendered with :func:`unsigned`."""

        def each(buttons: Sequence[Button]) -> tuple[Button, ...]:
            marked = ((button, button.data.split()) for button in buttons)
            return tuple(Button(button.label, mark(action, int(page))) for button, (action, page) in marked)

        return replace(self, buttons=each(self.buttons), choices=each(self.choices))


def unsigned(action: str, page: int) -> str:
    """Stand for a Mark, in a message that is rendered once for all who get it; :meth:`Reply.signed` puts theirs in."""
    return f"{action} {page}"


Mark = Callable[[str, int], str]
"""From an action ('page', 'context', 'why', 'good' …) and a page to the signed data of a button."""


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
    answer: Answer, mark: Mark | None = None, page: int = 0, note: str = "", today: date | None = None,
    *, votes: Tally = NO_VOTES, leaf: int | None = None,
) -> Reply:
    """Return the answer with its quote number *page* (from 0), the figures in it and where it stands.

    Of a refusal it is one of the nearest passages, headed as such.

    mark   signs the buttons; without it, as in a terminal, there are none, and no paragraph is folded under the answer
    leaf   the page of a long list that is shown, and its own quote; else the one that belongs to the quote
    """
    listed = leaves(answer)[leaf % len(leaves(answer))] if leaf is not None and answer.parts else leaf_of(answer, page)
    page = listed.quote if listed and leaf is not None else page
    quote = answer.quotes[page]
    start, end = _window(answer, page, quote.start, quote.end, QUOTE)
    runs = [
        *_head(answer, page, note, listed),
        *_marked(answer, page, start, end, "quote"),
        Run("\n"),
        Run(_figures(answer, quote, explained=_is_hidden(answer, page))),
        Run(message("answer.source", places=_source(quote, today))),
        *(Run(f"\n{line}") for line in _elsewhere(answer, page)),
        *(_folded(answer, page) if mark else ()),
    ]
    choices = _list_buttons(answer, mark, listed) if mark and listed else ()
    return Reply(fit(runs), _buttons(answer, mark, page, votes, unfolded=False), choices)


def around(
    answer: Answer, mark: Mark | None = None, page: int = 0, today: date | None = None, *, votes: Tally = NO_VOTES
) -> Reply:
    """Return the answer with the paragraph of its quote number *page*, and folded those before and behind it."""
    quote = answer.quotes[page]
    paragraph, paragraphs = quote.paragraph, quote.report.paragraphs
    at = paragraphs.index(paragraph)
    before, behind = paragraphs[max(at - 1, 0) : at], paragraphs[at + 1 : at + 2]
    start, end = _window(answer, page, *_surroundings(quote), CONTEXT)
    runs = [
        *_head(answer, page, "", leaf_of(answer, page)),
        *(Run(f"…{p.text[-BESIDE:]}" if len(p.text) > BESIDE else p.text, block="folded") for p in _texts(quote, before)),
        *(Run("\n") for _ in before),
        *_marked(answer, page, start, end, "quote"),
        *(Run("\n") for _ in behind),
        *(Run(f"{p.text[:BESIDE]}…" if len(p.text) > BESIDE else p.text, block="folded") for p in _texts(quote, behind)),
        Run("\n"),
        Run(message("answer.source", places=_source(quote, today)) + "\n"),
        Run(message("answer.file", name=short(quote.report.name, TITLE))),
    ]
    return Reply(fit(runs), _buttons(answer, mark, page, votes, unfolded=True))


def charted(
    answer: Answer, bars: Bars, mark: Mark | None = None, note: str = "", today: date | None = None,
    *, votes: Tally = NO_VOTES,
) -> Reply | None:
    """Return what stands under the picture of *bars*: the answer, and every sentence with a figure of the picture.

    None when that is more than Telegram lets stand under a picture: no figure is shown without its sentence.
    """
    runs = _head(answer, 0, note, leaf_of(answer, 0)) or [Run(answer.answer or "", bold=True), Run("\n")]
    for sentence in bars.sentences:
        at = sentence.start
        for bar in sorted((bar for bar in bars.bars if bar.sentence == sentence), key=lambda bar: bar.metric.start):
            runs.append(Run(sentence.report.text[at : bar.metric.start], block="quote"))
            runs.append(Run(bar.metric.text, bold=True, block="quote"))
            at = bar.metric.end
        runs.append(Run(sentence.report.text[at : sentence.end], block="quote"))
        runs.append(Run(f"\n{message('answer.source', places=_source(sentence, today))}\n"))
    if bars.hidden:
        runs.append(Run(message("chart.hidden", count=bars.hidden)))
    choices = _list_buttons(answer, mark, leaf) if mark and (leaf := leaf_of(answer, 0)) else ()
    reply = Reply(tuple(runs), _buttons(answer, mark, 0, votes, unfolded=False), choices)
    return reply if units(reply.html) <= LIMIT and units(reply.plain) <= CAPTION else None


def refused(answer: Answer, mark: Mark | None = None, note: str = "") -> Reply:
    """Return the one sentence for nothing found, why, what is missing, what was searched, and how to go on.

    The nearest words are buttons that ask with them; without buttons they are named.
    """
    lines = [Run(message("answer.not_found"), bold=True), *(Run(f"\n{line}") for line in _why(answer, named=mark is None))]
    offered = _nearest(answer) if mark else []
    lines += [Run(f"\n{message('answer.try_nearest' if offered else 'answer.how_to_ask')}")] if mark and _weighed(answer) else []
    row = (_why_button(mark, 0),) if mark and _weighed(answer) else ()
    choices = tuple(Button(shortened(word), mark("nearest", i)) for i, word in offered) if mark else ()
    return Reply(fit([*_notes(answer, note), *lines]), row, choices)


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
        groups.setdefault(f"《{short(place.quote.report.title, TITLE)}》{dated}", []).append(shortened(place.text))
    told = [f"{report}{'、'.join(dict.fromkeys(texts))}" for report, texts in groups.items()]
    return "；".join(told) + ("…" if len(places) > PLACES else "")


def shortened(text: str) -> str:
    """Cut what is too long to stand beside others."""
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


def _head(answer: Answer, page: int, note: str, leaf: Leaf | None = None) -> list[Run]:
    """The notes and the answer in bold, with the number of places when there are several.

    A quote that the answer does not stand in is headed as related, and one that is the whole answer not headed at all.
    Of a list that is paged, only the parts of one page.
    """
    several = _several(answer)
    if (page or not answer.found) and not _holds_answer(answer, page):
        other = _place_of(answer, page)
        head = short(other.text, HEAD) if other else message("answer.related")
        return [*_notes(answer, note), Run(head, bold=True), Run("\n")]
    if answer.answer == answer.quotes[page].text and not several:
        return _notes(answer, note)
    text = leaf.text(answer) if leaf else shorten(answer.answer or "", HEAD)
    hidden = message("answer.masked") if _is_hidden(answer, page) else ""
    return [*_notes(answer, note), Run(text, bold=True), Run(hidden + _counted(answer, several, leaf)), Run("\n")]


def _is_hidden(answer: Answer, page: int) -> bool:
    """Whether the report hides the answer itself, which a page of the answer says beside it."""
    return "*" in (answer.answer or "") and (not page or _holds_answer(answer, page)) and answer.answer != answer.quotes[page].text


def _counted(answer: Answer, several: int, leaf: Leaf | None) -> str:
    """Return （共 3 处） behind an answer of several places; behind a page of a list also which of them it has."""
    total = max(several, len(answer.parts)) if leaf else several
    if leaf:
        return f"（{message('answer.places_from', first=leaf.first + 1, last=leaf.last, total=total)}）"
    return f"（{message('answer.places', total=total)}）" if total else ""


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


def _why(answer: Answer, *, named: bool = True) -> list[str]:
    """Why nothing was answered: words no report writes, words not written together, or what the reason says.

    named  whether the nearest words are told as well
    """
    if answer.missing:
        lines = [message("answer.nowhere", words=_named(answer.missing))]
    elif len(answer.apart) > 1:
        lines = [message("answer.apart", words=_named(answer.apart))]
    else:
        lines = [message(answer.reason.value)] if answer.reason else []
    if answer.searched and _weighed(answer):
        lines.append(message("answer.searched", reports=answer.reports, words="、".join(answer.searched[:NAMES])))
    nearest = [word for _, word in _nearest(answer)] if named else []
    return [*lines, message("answer.nearest", words="、".join(nearest[:NAMES]))] if nearest else lines


def _weighed(answer: Answer) -> bool:
    """Whether the reports were searched at all."""
    return bool(answer.missing or answer.nearest or answer.quotes or answer.searched)


def _nearest(answer: Answer) -> list[tuple[int, str]]:
    """Return the nearest words with their numbers, without those that the message names as missing."""
    return [(i, word) for i, word in enumerate(answer.nearest) if word not in (*answer.missing, *answer.apart)]


def _named(words: Sequence[str]) -> str:
    """
    >>> _named(["火星", "探测器"])
    '“火星”“探测器”'
    """
    return "".join(f"“{word}”" for word in words[:NAMES])


def _marked(
    answer: Answer, page: int, start: int, end: int, block: str, whole: tuple[int, int] | None = None
) -> list[Run]:
    """Cut ``start:end`` out of the quoted report, the answer's own places bold, … where *whole* (the quote) goes on."""
    quote = answer.quotes[page]
    report = quote.report
    first, last = whole or (quote.start, quote.end)
    runs, at = [Run("…" if start > first else "", block=block)], start
    for left, right in sorted((max(s, start), min(e, end)) for s, e in _spans(answer, page)):
        if left < at or left >= right or (left, right) == (quote.start, quote.end):
            continue
        runs += [Run(report.text[at:left], block=block), Run(report.text[left:right], bold=True, block=block)]
        at = right
    return [*runs, Run(report.text[at:end], block=block), Run("…" if end < last else "", block=block)]


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
    """The quote's paragraph, and the quote where that reaches further."""
    return min(quote.paragraph.start, quote.start), max(quote.paragraph.end, quote.end)


def _texts(quote: Quote, paragraphs: Sequence[Paragraph]) -> list[Quote]:
    """Return whole paragraphs of the quoted report."""
    return [Quote(quote.report, paragraph.start, paragraph.end) for paragraph in paragraphs]


def _folded(answer: Answer, page: int) -> list[Run]:
    """The paragraph around the quote, nothing where it has no more to say than the quote and the heading in its source."""
    quote = answer.quotes[page]
    start, end = _surroundings(quote)
    rest = quote.report.text[start : quote.start] + quote.report.text[quote.end : end]
    if quote.end - quote.start <= QUOTE and rest.strip(" 。；：") in quote.section.heading:
        return []
    return [Run("\n"), *_marked(answer, page, *_window(answer, page, start, end, PARAGRAPH), "folded", (start, end))]


def _figures(answer: Answer, quote: Quote, *, explained: bool) -> str:
    """One line with the figures of *quote*, '' when there are none: the answer's own, on a related page the page's.

    explained  whether the answer above says already what asterisks are
    """
    line = _listed(_inside(answer, quote) or metrics(quote.text, quote.start), explained=explained)
    return f"{line}\n" if line else ""


def _inside(answer: Answer, quote: Quote) -> list[Metric]:
    """The text is compared too: offsets alone do not tell a figure of this report from one of another."""
    return [
        metric
        for metric in answer.metrics
        if quote.start <= metric.start and metric.end <= quote.end
        and quote.report.text[metric.start : metric.end] == metric.text
    ]  # fmt: skip


def _listed(found: Sequence[Metric], *, explained: bool = False) -> str:
    """
    >>> _listed([Metric("**万元", None, "万元", True, "增收", 0, 4)])
    '数字：增收 **万元（原文已隐去）'
    """
    unique = list(dict.fromkeys((f"{m.of} {m.text}".strip(), m.masked) for m in found))
    if not unique:
        return ""
    shown, more = unique[:FIGURES], "…" if len(unique) > FIGURES else ""
    hidden = 0 if explained else sum(masked for _, masked in shown)
    each = [words + (message("answer.masked") if masked and hidden == 1 else "") for words, masked in shown]
    return message("answer.figures", figures="；".join(each) + more) + (message("answer.stars") if hidden > 1 else "")


def _source(quote: Quote, today: date | None) -> str:
    """Report · article · section · page · paragraph · date and age; what is empty or said already is left out."""
    section, report = quote.section, quote.report
    article = short(section.article, TITLE) if section.article != report.title else ""
    heading = short(section.heading, TITLE) if section.heading not in (section.article, report.title) else ""
    page = message("answer.page", number=quote.page) if quote.page else ""
    paragraph = message("answer.paragraph", number=quote.paragraph.number)
    when = dated(report.date, today)
    return " · ".join(part for part in (f"《{short(report.title, TITLE)}》", article, heading, page, paragraph, when) if part)


def _count(answer: Answer, shown: int) -> str:
    total = _several(answer)
    code = "answer.places" if shown >= total else "answer.places_shown"
    return message(code, total=total, shown=shown)


def _buttons(answer: Answer, mark: Mark | None, page: int, votes: Tally, *, unfolded: bool) -> tuple[Button, ...]:
    """One row: 上下文 · 下一处 (n/N) · 为什么 · 👍 👎."""
    if mark is None:
        return ()
    pages = len(answer.quotes)
    fold = Button(message("buttons.fold"), mark("page", page))
    row = [fold if unfolded else Button(message("buttons.context"), mark("context", page))]
    if pages > 1:
        following = (page + 1) % pages
        row.append(Button(message("buttons.next", page=following + 1, pages=pages), mark("page", following)))
    return (*row, _why_button(mark, page), *vote_buttons(mark, page, votes))


def vote_buttons(mark: Mark, page: int, votes: Tally) -> tuple[Button, ...]:
    """👍 and 👎 with how many pressed them."""
    return tuple(Button(vote_label(action, votes), mark(action, page)) for action in ("good", "bad"))


def vote_label(action: str, votes: Tally) -> str:
    """
    >>> vote_label("good", Tally(2, 0)), vote_label("bad", Tally(2, 0))
    ('👍 2', '👎')
    """
    count = votes.good if action == "good" else votes.bad
    return message(f"buttons.{action}") + (f" {count}" if count else "")


def _list_buttons(answer: Answer, mark: Mark, leaf: Leaf) -> tuple[Button, ...]:
    """The page before and the page behind this one of a long list."""
    pages = len(leaves(answer))
    beside = (("buttons.list_before", leaf.number - 1), ("buttons.list_behind", leaf.number + 1))
    return tuple(
        Button(message(label, page=number + 1, pages=pages), mark("list", number))
        for label, number in beside
        if 0 <= number < pages
    )


def _why_button(mark: Mark, page: int) -> Button:
    return Button(message("buttons.why"), mark("why", page))
