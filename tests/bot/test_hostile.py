"""Whatever a report holds: each form of reply is a message that Telegram takes, and that a phone can show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from answering import Answer, Kind, Place, Reason, Stance, metrics
from answering.bars import Bar, Bars
from bot.tally import Tally
from bot.wire.buttons import Press, Signer
from bot.wire.sending import keyboard
from bot.wording.lists import leaves
from bot.wording.markup import CAPTION, LIMIT, units
from bot.wording.replies import Mark, Reply, answered, around, charted, refused
from corpus import Quote
from tests.bot.telegram_server import check_text, words_of
from tests.bot.test_replies import report

PIECES = st.sampled_from([
    "<b>", "</b>", "<blockquote expandable>", "</blockquote>", "<", "&", "&amp;", "&lt", '"', "'", "\u202e", "\u2067", "\u200f",
    "\u200b", "\ufeff", "\x00", "\x1b", "\u2028", "\t", "😀", "𠮷", "👨‍👩‍👧", "е\u0301", "村", "种植羊肚菌", "。", "，", "、", "120亩",
    "**万元", " ", "\ud83d",
])  # fmt: skip
TIMES = st.sampled_from([1, 2, 30, 400])
HOSTILE = st.builds(lambda pieces, times: "".join(pieces) * times, st.lists(PIECES, min_size=1, max_size=12), TIMES)
TITLE = st.one_of(st.just("银杏镇总结"), HOSTILE)
SIGNER = Signer(b"k" * 32)
VOTES = Tally(1_234, 567)


@dataclass
class Case:
    """An answer over a hostile report."""

    answer: Answer

    def replies(self) -> list[Reply]:
        """Every form that the answer can be given in."""
        pages = range(len(self.answer.quotes))
        found = [form(self.answer, mark(), page, votes=VOTES) for page in pages for form in (answered, around)]
        found += [answered(self.answer, mark(), votes=VOTES, leaf=leaf.number) for leaf in leaves(self.answer)]
        refusal = replace(
            self.answer, answer=None, parts=(), spans=(), reason=Reason.NOT_SAID, missing=self.answer.parts[:3],
            nearest=self.answer.parts[:5], searched=self.answer.parts, reports=3,
        )  # fmt: skip
        return [*found, refused(refusal, mark(), note=self.answer.question), refused(refusal)]


def mark() -> Mark:
    """Sign as the bot does, for the largest ids that there are."""
    return lambda action, page: SIGNER.pack(Press(action, 2**31 - 1, page, 2**52, "f" * 8), -1_009_999_999_999)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a report of a few lines, quotes of them, and an answer that stands anywhere in them, even overlapping itself."""
    lines = ["村" + line.replace("\n", " ") for line in draw(st.lists(HOSTILE, min_size=1, max_size=3))]
    of = replace(report("\n".join(lines), draw(TITLE)), name=draw(TITLE), date=draw(st.sampled_from(["2022-12", "<i>", ""])))
    quotes = tuple(Quote(of, p.start, p.end) for p in of.paragraphs)
    spans = []
    for number in draw(st.lists(st.integers(0, len(quotes) - 1), max_size=40)):
        start = draw(st.integers(quotes[number].start, quotes[number].end - 1))
        spans.append((number, start, draw(st.integers(start + 1, quotes[number].end))))
    parts = tuple(of.text[start:end] for _, start, end in spans) or ("村",)
    places = tuple(Place(quotes[n], of.text[a:b], a, b, "2022", Stance.DIFFERS) for n, a, b in spans[:9])
    return Case(Answer(
        draw(HOSTILE), draw(HOSTILE), Kind.LIST, answer="、".join(parts), parts=parts, quotes=quotes, spans=tuple(spans),
        metrics=metrics(quotes[0].text[:900], quotes[0].start), places=places, total=len(parts) + 3,
    ))  # fmt: skip


@given(cases())
@settings(max_examples=15)
def test_every_form_of_reply_is_taken(case: Case) -> None:
    for reply in case.replies():
        params = {"text": reply.html, "parse_mode": "HTML", "reply_markup": markup(reply)}
        check_text(params)
        assert words_of(params) == reply.plain
        assert units(reply.html) <= LIMIT
        assert reply.html.count("<b>") + reply.html.count("<i>") + reply.html.count("<blockquote") <= 100
        assert not {"\u202e", "\u2067", "\x00", "\ud83d"} & set(reply.html)
        check_text({"text": reply.caption.html, "parse_mode": "HTML"}, CAPTION)


@given(cases())
@settings(max_examples=20)
def test_an_answer_keeps_its_source_and_one_row(case: Case) -> None:
    """However long the quote: report and paragraph stand under it, and the row of buttons is one row."""
    for page in range(len(case.answer.quotes)):
        reply = answered(case.answer, mark(), page)
        assert f"第 {case.answer.quotes[page].paragraph.number} 段" in reply.plain
        unfolded = reply.plain if not case.answer.quotes else "".join(r.text for r in reply.runs if r.block != "folded")
        assert len(unfolded) < 1500, "to be read without scrolling much"
        rows = markup(reply)["inline_keyboard"]
        assert len(rows[-1]) == len(reply.buttons)
        assert len(rows) <= 2


@given(cases())
@settings(max_examples=20)
def test_what_stands_under_a_picture_is_whole_or_there_is_none(case: Case) -> None:
    """No figure is shown without its sentence."""
    bars = Bars("", tuple(Bar("", metric, case.answer.quotes[0]) for metric in case.answer.metrics[:12]))
    under = charted(case.answer, bars, mark()) if bars.bars else None
    if under:
        check_text({"text": under.html, "parse_mode": "HTML"}, CAPTION)
        assert all(bar.metric.text in under.plain for bar in bars.bars)


def markup(reply: Reply) -> dict[str, list[list[dict[str, str]]]]:
    """Return the reply's buttons as they are sent."""
    made = keyboard(reply)
    return made.to_dict() if made else {"inline_keyboard": []}
