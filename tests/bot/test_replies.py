"""From an Answer to words: pure functions, no Telegram."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering import Answer, Kind, Metric, Place, Reason, Stance
from bot.tally import Tally
from bot.wording.markup import LIMIT, units
from bot.wording.replies import Button, answered, around, plain, refused, rendered, said, unsigned
from corpus import Paragraph, Quote, Receipt, Report, Section, Sentence
from tests.bot.telegram_server import check_text

FIRST = "青里村试种羊肚菌，村集体增收**万元。"
TEXT = f"引言一句。\n{FIRST}后面还有一句。\n松坪村种植羊肚菌20亩。"


def report(text: str = TEXT, title: str = "银杏镇总结") -> Report:
    """A report of one section; each line is a paragraph of one sentence."""
    paragraphs, at = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        sentence = Sentence(at, at + len(line), line)
        paragraphs.append(Paragraph(number, at, at + len(line), (sentence,)))
        at += len(line) + 1
    section = Section("一、产业", 1, title, 0, len(text), tuple(paragraphs))
    return Report("甲.txt", title, text, (section,), Receipt("utf-8", 1, 1), "0", date="2022-12")


def found(**changes: object) -> Answer:
    """An answer with two quotes."""
    of = report()
    start = TEXT.index(FIRST)
    second = TEXT.index("松坪村")
    masked = Metric("**万元", None, "万元", True, "村集体增收", TEXT.index("**"), TEXT.index("**") + 4)
    answer = Answer(
        "哪个村种植羊肚菌", "哪个村种植羊肚菌", Kind.WHICH_PLACE, answer="青里村", parts=("青里村",),
        quotes=(Quote(of, start, start + len(FIRST)), Quote(of, second, len(TEXT))),
        spans=((0, start, start + 3),), metrics=(masked,), total=1,
    )
    return replace(answer, **changes)  # type: ignore[arg-type]


def place(part: str, date: str = "2022", stance: Stance = Stance.ALSO, title: str = "银杏镇总结") -> Place:
    """A place in the second sentence of the report."""
    start = TEXT.index("松坪村")
    return Place(Quote(report(title=title), start, len(TEXT)), part, start, start + len(part), date, stance)


def own(part: str, date: str = "2022") -> Place:
    """The answer's own place."""
    start = TEXT.index(FIRST)
    return Place(Quote(report(), start, start + len(FIRST)), part, start, start + len(part), date, Stance.ANSWER)


def mark(action: str, page: int) -> str:
    """Stand for the signature."""
    return f"{action}:{page}"


def test_the_answer_comes_first_then_quote_figures_source_and_folded_the_paragraph() -> None:
    reply = answered(found(), mark)
    assert reply.html == (
        "<b>青里村</b>\n<blockquote><b>青里村</b>试种羊肚菌，村集体增收**万元。</blockquote>\n"
        "数字：村集体增收 **万元（原文已隐去）\n出处：《银杏镇总结》 · 一、产业 · 第 2 段 · 2022年12月\n"
        "<blockquote expandable><b>青里村</b>试种羊肚菌，村集体增收**万元。后面还有一句。</blockquote>"
    )
    assert reply.buttons == (
        Button("上下文", "context:0"), Button("下一处 (2/2)", "page:1"), Button("为什么", "why:0"),
        Button("👍", "good:0"), Button("👎", "bad:0"),
    )  # fmt: skip


def test_a_quote_that_is_the_whole_paragraph_is_not_folded_once_more() -> None:
    """Nor is anything where there are no buttons: a terminal folds nothing."""
    assert "expandable" not in answered(found(), mark, page=1).html
    assert "expandable" not in answered(found()).html


def test_a_long_sentence_is_quoted_around_the_answer_and_folded_whole() -> None:
    """A message is read without scrolling; what was cut stands in the folded paragraph."""
    sentence = "先说别的，" * 60 + "青里村种植羊肚菌，" + "再说别的，" * 60 + "完了。"
    start = sentence.index("青里村")
    one = (Quote(report(sentence), 0, len(sentence)),)
    html = answered(found(quotes=one, spans=((0, start, start + 3),), metrics=()), mark).html
    shown, folded = (html.split(f"{tag}>")[1].split("</blockquote>")[0] for tag in ("<blockquote", "expandable"))
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 300
    assert "<b>青里村</b>" in shown
    assert folded.replace("<b>", "").replace("</b>", "") == sentence


def test_votes_are_counted_on_their_buttons() -> None:
    labels = [button.label for button in answered(found(), mark, votes=Tally(2, 11)).buttons]
    assert labels[-2:] == ["👍 2", "👎 11"]
    assert [button.label for button in around(found(), mark, votes=Tally(0, 1)).buttons][-2:] == ["👍", "👎 1"]


def test_a_heading_that_the_source_names_is_no_paragraph_to_unfold() -> None:
    """一、产业。 before the quote says nothing that does not stand in the source line."""
    start = TEXT.index(FIRST)
    lines = TEXT.replace(FIRST, f"一、产业。{FIRST}").replace("后面还有一句。", "")
    quote = Quote(report(lines), start + 5, start + 5 + len(FIRST))
    answer = found(quotes=(quote,), spans=((0, start + 5, start + 8),), metrics=())
    assert quote.paragraph.start < quote.start
    assert "expandable" not in answered(answer, mark).html


def test_an_answer_that_the_report_hides_says_so_beside_it() -> None:
    at = TEXT.index("**")
    html = answered(found(answer="**万元", parts=("**万元",), spans=((0, at, at + 4),)), mark).html
    assert html.startswith("<b>**万元</b>（原文已隐去）\n")
    assert html.count("原文已隐去") == 1


def long_list(count: int) -> Answer:
    """A list of *count* villages, half of them in each of two sentences."""
    names = [f"石{number:02}村" for number in range(count)]
    lines = ["、".join(half) + "都种羊肚菌。" for half in (names[: count // 2], names[count // 2 :])]
    text = "\n".join(lines)
    of, second = report(text), len(lines[0]) + 1
    spans = tuple((int(text.index(name) >= second), text.index(name), text.index(name) + 4) for name in names)
    quotes = (Quote(of, 0, second - 1), Quote(of, second, len(text)))
    return found(
        kind=Kind.LIST, parts=tuple(names), answer="、".join(names), quotes=quotes, spans=spans, metrics=(), total=count
    )


def test_a_long_list_is_paged_and_loses_nothing() -> None:
    """The pages together have every part once, each has the true number, and its quote holds its first part."""
    answer, at = long_list(30), 0
    told: list[str] = []
    while True:
        reply = answered(answer, mark, leaf=at)
        first, last = map(int, re.findall(r"第 (\d+)–(\d+) 处，共 30 处", reply.plain)[0])
        told += answer.parts[first - 1 : last]
        head, quote = reply.html.splitlines()[:2]
        assert head.startswith(f"<b>{'、'.join(answer.parts[first - 1 : last])}</b>")
        assert f"<b>{answer.parts[first - 1]}</b>" in quote
        behind = [button for button in reply.choices if button.label.startswith("下页")]
        if not behind:
            break
        at = int(behind[0].data.removeprefix("list:"))
    assert tuple(told) == answer.parts
    assert len(told) == 30


def test_turning_to_a_quote_turns_the_list_to_what_stands_there() -> None:
    answer = long_list(30)
    assert answered(answer, mark, page=1).plain.startswith("石24村")
    assert answered(answer, mark, page=0).plain.startswith("石00村")
    assert around(answer, mark, page=1).plain.startswith("石24村")


def test_a_short_list_has_no_page_buttons() -> None:
    assert answered(long_list(12), mark).choices == ()
    assert "（共 12 处）" in answered(long_list(12), mark).plain


def test_a_quote_without_the_answer_is_not_headed_by_it() -> None:
    reply = answered(found(), mark, page=1)
    assert reply.html.startswith("<b>相关原文</b>\n<blockquote>松坪村")
    assert reply.buttons[1].label == "下一处 (1/2)"


def test_a_list_has_all_parts_and_the_true_total() -> None:
    parts = ("青里村", "松坪村", "石岭村")
    text = answered(found(kind=Kind.LIST, parts=parts, answer="、".join(parts), total=7)).plain
    assert text.startswith("青里村、松坪村、石岭村（共 7 处）")


def test_other_places_are_named_with_their_report_and_year() -> None:
    """Once a report, and not in the count beside the answer, which is of the answer itself."""
    places = (own("青里村"), place("松坪村"), place("石岭村"), place("竹坝村", "2023-12", title="柳溪镇总结"))
    text = answered(found(places=places, total=4)).plain
    assert text.startswith("青里村\n")
    assert text.endswith("另有 3 处：《银杏镇总结》（2022年）松坪村、石岭村；《柳溪镇总结》（2023年）竹坝村")
    assert plain(found(places=places, total=4)).endswith(text.splitlines()[-1])


@pytest.mark.parametrize(
    ("year", "title", "head"),
    [
        ("2022", "柳溪镇总结", "各报告说法不同："),
        ("2023", "柳溪镇总结", "各年数字："),
    ],
)
def test_figures_that_differ_stand_side_by_side(year: str, title: str, head: str) -> None:
    """All of them, the answer's own first; those of different years do not contradict each other."""
    places = (own("20亩"), place("30亩", year, Stance.DIFFERS, title), place("石岭村"))
    lines = answered(found(answer="20亩", parts=("20亩",), places=places, total=3)).plain.splitlines()
    assert lines[-2] == f"{head}《银杏镇总结》（2022年）20亩；《{title}》（{year}年）30亩"
    assert lines[-1] == "另有 1 处：《银杏镇总结》（2022年）石岭村"


def test_many_places_are_cut_with_the_true_number() -> None:
    others = tuple(place(f"松坪{number}村", title=f"{number}镇总结") for number in range(40))
    text = answered(found(places=(own("青里村"), *others), total=41)).plain
    assert "另有 40 处：" in text
    assert text.endswith("…")
    assert len(text) < 500


def test_the_page_of_another_place_is_headed_by_what_it_says() -> None:
    places = (own("青里村"), place("松坪村"))
    reply = answered(found(places=places, total=2), mark, page=1)
    assert reply.html.startswith("<b>松坪村</b>\n<blockquote><b>松坪村</b>种植")


def test_a_related_page_has_its_own_figures() -> None:
    """The answer's figures are those of the sentences that answer; a related one is not without its own."""
    assert "数字：" in answered(found(), page=1).plain
    assert "20亩" in answered(found(), page=1).plain.split("数字：")[1]
    assert "20亩" not in answered(found(), page=0).plain


def test_a_leaning_question_shows_how_it_was_understood() -> None:
    assert "<i>按“青里村增收多少”查找\n</i>" in answered(found(understood="青里村增收多少")).html


@pytest.mark.parametrize(
    ("asked", "understood", "line"),
    [
        ("那增收多少？", "种植 羊肚菌 青里村 增收多少?", "接着上文：种植、羊肚菌、青里村"),
        ("还有别的村种吗", "除了青里村,还有哪些村 种 羊肚菌", "接着上文：羊肚菌"),
        ("羊肚菌 亩", "羊肚菌 亩", ""),
        ("羊肚菌，亩？", "羊肚菌,亩?", ""),
        ("哪個村種羊肚菌", "哪个村种羊肚菌", ""),
        ("那么 多少亩", "那么 多少亩", ""),
    ],
)  # fmt: skip
def test_key_words_put_before_a_question_are_not_shown_as_one(asked: str, understood: str, line: str) -> None:
    """Only what was carried over is named; what is only written otherwise needs no line."""
    html = answered(found(question=asked, understood=understood)).html
    assert html.startswith(f"<i>{line}\n</i><b>" if line else "<b>青里村")
    assert (line in plain(found(question=asked, understood=understood)).splitlines()[1]) or not line


def test_a_long_completed_question_is_shortened() -> None:
    """It stands above the answer on a phone."""
    first = answered(found(understood="青里村" * 100)).plain.splitlines()[0]
    assert units(first) < 100


def test_an_answer_that_is_its_own_sentence_does_not_stand_there_twice() -> None:
    assert answered(found(answer=FIRST, parts=(FIRST,))).plain.count(FIRST) == 1


def test_the_paragraph_is_open_and_its_neighbours_are_folded() -> None:
    reply = around(found(), mark)
    assert "<blockquote expandable>引言一句。</blockquote>" in reply.html
    assert "<blockquote><b>青里村</b>试种羊肚菌，村集体增收**万元。后面还有一句。</blockquote>" in reply.html
    assert "<blockquote expandable>松坪村种植羊肚菌20亩。</blockquote>" in reply.html
    assert "甲.txt" in reply.html
    assert reply.buttons[0].label == "收起"


@pytest.mark.parametrize("reason", list(Reason))
def test_a_refusal_is_one_fixed_sentence_and_why(reason: Reason) -> None:
    reply = refused(Answer("x", "x", Kind.WHAT, reason=reason, missing=("火星<b>",), nearest=("青里村",)))
    assert reply.html.startswith("<b>报告里没有找到答案。</b>\n")
    assert "没有一份报告写到“火星&lt;b&gt;”。" in reply.html
    assert "青里村" in reply.html


def test_a_refusal_offers_the_nearest_words_as_buttons_and_says_what_was_searched() -> None:
    """A button has the number that the word has in the answer, also when another word is not offered."""
    nothing = Answer(
        "x", "x", Kind.WHAT, reason=Reason.NAME_MISSING, missing=("石岭村",), nearest=("石岭村", "收入", "联星村"),
        searched=("石岭村", "羊肚菌"), reports=10,
    )  # fmt: skip
    reply = refused(nothing, mark)
    assert reply.choices == (Button("收入", "nearest:1"), Button("联星村", "nearest:2"))
    assert reply.buttons == (Button("为什么", "why:0"),)
    assert "查了 10 份报告，找的词：石岭村、羊肚菌" in reply.plain
    assert "例如：" in reply.plain
    assert "报告里有的" not in reply.plain
    assert refused(nothing).choices == ()
    assert "报告里有的：收入、联星村" in refused(nothing).plain


def test_a_word_that_is_missing_is_not_named_as_near() -> None:
    """A word that another passage has may be in both lists; one message cannot say both."""
    both = Answer("x", "x", Kind.WHAT, reason=Reason.NAME_MISSING, missing=("石岭村",), nearest=("石岭村", "收入"))
    assert refused(both).plain.endswith("没有一份报告写到“石岭村”。\n报告里有的：收入")
    assert "报告里有的" not in refused(replace(both, nearest=("石岭村",))).plain


def test_what_no_report_writes_and_what_is_not_written_together_are_told_apart() -> None:
    """Three sentences: the word stands nowhere; the words stand apart; they stand there and do not say it."""
    nothing = Answer("x", "x", Kind.WHAT, reason=Reason.NOT_SAID)
    nowhere = refused(replace(nothing, missing=("火龙果",), apart=("石岭村", "草莓"))).plain
    apart = refused(replace(nothing, apart=("石岭村", "草莓"))).plain
    unsaid = refused(nothing).plain
    assert "没有一份报告写到“火龙果”" in nowhere
    assert "“石岭村”“草莓”，但没有写在一起" in apart
    assert "没有说到所问的内容" in unsaid
    assert len({nowhere, apart, unsaid}) == 3


def test_a_refusal_never_shows_an_answer() -> None:
    """Also when the nearest passages come with it."""
    nearest = found(answer=None, parts=(), reason=Reason.NOT_SAID, spans=(), total=0)
    assert "青里村" not in rendered(nearest, mark).plain
    assert rendered(nearest, mark).buttons == (Button("为什么", "why:0"),)
    assert rendered(nearest).buttons == ()


def test_what_was_not_weighed_has_no_button() -> None:
    """An empty question: the refusal has said it all."""
    assert rendered(Answer("", "", Kind.WHAT, reason=Reason.EMPTY_QUESTION), mark).buttons == ()


def test_several_hidden_figures_are_explained_once() -> None:
    crops = ("玉米", "茭白", "黄精", "莲藕", "荸荠", "向日葵", "红辣椒", "螺丝菜")
    sentence = "、".join(f"{crop}{'*' * n}亩" for n, crop in enumerate(crops, 2)) + "。"
    metrics = tuple(
        Metric(m[2], None, "亩", True, m[1], m.start(2), m.end(2)) for m in re.finditer(r"([^、*]+)(\*+亩)", sentence)
    )
    quotes = (Quote(report(sentence), 0, len(sentence)),)
    text = answered(found(quotes=quotes, metrics=metrics, spans=(), answer="玉米")).plain
    assert text.count("原文已隐去") == 1
    (figures,) = [line for line in text.splitlines() if line.startswith("数字")]
    assert "向日葵 *******亩" in figures
    assert "红辣椒" not in figures


def test_a_page_never_has_the_figures_of_another_report() -> None:
    """Another report's figure may stand at the same place of its text: offsets alone do not tell whose it is."""
    other = "石岭村去年试着种植了羊肚菌66亩，今年不种。"
    (own,) = found().metrics
    elsewhere = Metric("66亩", 66.0, "亩", False, "羊肚菌", other.index("66"), other.index("66") + 3)
    quotes = (*found().quotes, Quote(report(other), 0, len(other)))
    answer = found(metrics=(own, elsewhere), quotes=quotes)
    assert quotes[0].start <= elsewhere.start < quotes[0].end
    assert "66亩" not in answered(answer, page=0).plain
    assert "数字：羊肚菌 66亩\n" in answered(answer, page=2).plain
    assert "66亩" not in plain(answer)


def test_plain_shows_answer_quote_source_and_figures() -> None:
    text = plain(found())
    assert text.splitlines()[0] == "青里村"
    assert f"「{FIRST}」" in text
    assert "甲.txt" in text
    assert "原文已隐去" in text
    assert "松坪村" not in text


def test_plain_shows_every_quote_that_the_answer_stands_in() -> None:
    """Whatever the kind: a place that is named and a figure that is listed have their sentence beside them."""
    second = TEXT.index("松坪村")
    spans = (*found().spans, (1, second, second + 3))
    figure = Metric("20亩", 20.0, "亩", False, "羊肚菌", TEXT.index("20亩"), TEXT.index("20亩") + 3)
    parts = ("青里村", "松坪村")
    text = plain(found(answer="、".join(parts), parts=parts, spans=spans, metrics=(figure,), total=2))
    assert "「松坪村种植羊肚菌20亩。」" in text
    assert text.endswith("数字：羊肚菌 20亩\n共 2 处")


def test_plain_says_why_nothing_was_found() -> None:
    text = plain(Answer("x", "x", Kind.WHAT, reason=Reason.NOTHING_FOUND, nearest=("青里村",)))
    assert text.startswith("报告里没有找到答案。\n")
    assert "青里村" in text


@given(
    st.text("村<>&。，😀*\n ab", min_size=1, max_size=80),
    st.integers(1, 9000), st.integers(0, 9000), st.integers(0, 9000), st.booleans(),
)
def test_any_report_gives_a_message_that_telegram_takes(part: str, length: int, a: int, b: int, unfold: bool) -> None:
    """Long sentences, markup in the text, an answer anywhere: within limits, balanced, the source kept."""
    text = "村" + (part * length)[:length].replace("\n", " ")
    start, end = sorted((a % len(text), b % len(text) + 1))
    start = min(start, end - 1)
    quote = Quote(report(text, "题" * 30), 0, len(text))
    answer = Answer(
        "q", "q" * 200, Kind.WHAT, answer=text[start:end], parts=(text[start:end],), quotes=(quote,),
        spans=((0, start, end),), total=1,
    )
    reply = (around if unfold else answered)(answer, mark)
    assert units(reply.html) <= LIMIT
    check_text({"text": reply.html, "parse_mode": "HTML"})
    assert "第 1 段" in reply.plain


@given(st.text(max_size=6000).filter(str.strip))
def test_anything_said_is_a_message_that_telegram_takes(text: str) -> None:
    assert units(said(text).html) <= LIMIT


def test_a_message_rendered_once_for_all_is_each_ones_own_when_signed() -> None:
    """The same as rendered for the one who asked, buttons and all."""

    refusal = Answer("问", "问", Kind.WHAT, reason=Reason.NOT_SAID, missing=("火星",), nearest=("羊肚菌", "茭白"), reports=3)
    for one in (found(), refusal, long_list(40)):
        assert (shared := rendered(one, unsigned)).buttons
        assert shared.signed(mark) == rendered(one, mark)
