"""HTML for Telegram: escaped, balanced, within the limit, whatever the text holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.wording.markup import LIMIT, LOOKS, Run, fit, seen, shorten, to_html, to_plain, units
from tests.bot.telegram_server import check_text, words_of

NASTY = st.text(alphabet=st.sampled_from("<>&\"'/村。！\n😀a b*_`\u200b‮"), max_size=300)
TEXT = st.one_of(NASTY, st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
BLOCK = st.sampled_from(["", "quote", "folded"])
RUNS = st.lists(st.builds(Run, TEXT, st.booleans(), st.booleans(), BLOCK), max_size=8)


@given(RUNS)
def test_html_is_accepted_and_says_what_was_put_in(runs: list[Run]) -> None:
    """The stand-in parses it as Telegram does: known tags, closed in order, no quote in a quote."""
    words = words_of({"text": to_html(runs), "parse_mode": "HTML"})
    assert words == to_plain(runs)
    assert words == seen("".join(run.text for run in runs))


@given(st.text("ab村\u200b", max_size=80).flatmap(lambda text: st.permutations([*text, "\u202e", "\u2067", "\x00", "\ud83d"])))
def test_nothing_turns_the_direction_of_the_message(text: list[str]) -> None:
    """An override in a report would mirror the source line below its quote; half a pair cannot be sent at all."""
    html = to_html([Run("".join(text), bold=True)])
    assert not {"\u202e", "\u2067", "\x00", "\ud83d"} & set(html)
    assert html.encode().decode() == html
    assert html.removeprefix("<b>").removesuffix("</b>") == "".join(c for c in text if c in "ab村\u200b")


@given(st.integers(1, 300))
def test_telegram_shows_a_hundred_looks_and_gets_no_more(count: int) -> None:
    html = to_html(fit([Run("村", bold=bool(n % 2)) for n in range(2 * count)]))
    assert html.count("<b>") == min(count, LOOKS)
    assert html.count("村") == 2 * count


@given(RUNS, st.integers(100, 600))
def test_what_was_fitted_is_within_the_limit(runs: list[Run], limit: int) -> None:
    fitted = fit(runs, limit)
    assert units(to_html(fitted)) <= limit
    if units(to_html(runs)) <= limit:
        assert to_html(fitted) == to_html(runs)


@given(st.text("<&村😀。", min_size=1, max_size=60), st.integers(5000, 9000), st.booleans())
def test_long_texts_use_most_of_the_room(part: str, length: int, bold: bool) -> None:
    """Shortening takes what must go, not half of the message."""
    fitted = fit([Run("开头"), Run((part * length)[:length], bold, block="quote"), Run("出处")])
    assert fitted[0].text == "开头"
    assert fitted[-1].text == "出处"
    assert units(to_html(fitted)) > LIMIT // 3
    check_text({"text": to_html(fitted), "parse_mode": "HTML"})


@given(TEXT, st.integers(1, 300))
def test_shortened_text_begins_like_the_text(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert units(short) <= limit
    assert short == text or text.startswith(short[:-1])


def test_text_is_cut_at_the_end_of_a_sentence() -> None:
    assert shorten("第一句话。第二句话。第三句话说得很长很长", 14) == "第一句话。第二句话。…"
    assert shorten("没有标点的一长串文字在这里", 6) == "没有标点的…"
    assert shorten("😀😀😀", 4) == "😀…"
