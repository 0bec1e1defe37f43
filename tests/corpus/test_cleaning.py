"""Cleaning: the cases found so far, and what must hold for any text."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.characters import FOLD
from corpus.cleaning import STEPS, clean
from corpus.model import Cut
from tests.corpus.strategies import anything

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
SENTENCES = tuple(
    f"{place}村{deed}{count}{unit}，{effect}。"
    for place in ("青里", "饶坊", "高望", "后溪")
    for deed, unit in (("种植茭白", "亩"), ("修通公路", "公里"), ("培训农户", "人次"))
    for count in (12, 35, 120)
    for effect in ("群众的收入明显增加", "村里的面貌焕然一新")
)
NUMBERS = ("- {} -", "－{}－", "第{}页", "第 {} 页 共 99 页", "{}/99", "[{}]", "·{}·", "Page {} of 99", "沙枣镇汇报 {}", "\f")
CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "cleaning.yaml").read_text(encoding="utf-8"))
PARAMETERS = [
    pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(strict=True)] * (case.get("expect") == "fail"))
    for case in CASES
]


def characters(text: str) -> Counter[str]:
    """Count the characters of *text* that are not blank, figures of either width as the same."""
    return Counter(character for character in text.translate(FOLD) if not character.isspace())


@pytest.mark.parametrize("case", PARAMETERS)
def test_case(case: dict[str, Any]) -> None:
    """A text becomes what its case says, and stays as it is where the case says nothing."""
    cleaned = clean(case["raw"])
    assert cleaned.text == case.get("clean", case["raw"])
    if "removed" in case:
        assert list(cleaned.removed) == case["removed"]


@pytest.mark.parametrize("case", PARAMETERS)
def test_a_firing_tells_of_every_change(case: dict[str, Any]) -> None:
    """No step fires on a text that must not change, and at least one fires on a text that must."""
    assert bool(clean(case["raw"]).firings) == ("clean" in case)


@given(anything)
def test_nothing_is_lost(text: str) -> None:
    """Every character that is not blank is in the clean text or in a piece that was taken out."""
    cleaned = clean(text)
    assert characters(text) == characters(cleaned.text) + sum(map(characters, cleaned.removed), Counter())


@given(anything)
def test_what_is_kept_is_kept_as_it_was_written(text: str) -> None:
    """The characters of the clean text stand in the raw text in the same order; figures are written half width."""
    raw = iter(text.translate(FOLD))
    assert all(character in raw for character in clean(text).text.translate(FOLD) if not character.isspace())


@given(
    st.lists(st.sampled_from(SENTENCES), min_size=20, max_size=60, unique=True),
    st.sampled_from(NUMBERS), st.integers(60, 200), st.randoms(use_true_random=False),
)  # fmt: skip
def test_a_printed_text_comes_back_whole(sentences: list[str], number: str, size: int, random: Random) -> None:
    """Pages of any size with numbers in every shape, running titles and lines of a site between: only these are cut."""
    text = "".join(sentences)
    pages = [text[start : start + size] for start in range(0, len(text), size)]
    shop = random.choice(["某某汇 www.example.com", "加入购物车", "（此处隐藏1203字，下载后查看）"])
    raw = "\n".join(f"{page}\n{number.format(n)}\n沙枣镇文件汇编" for n, page in enumerate(pages, 1))
    cleaned = clean(f"{shop}\n{raw}\n完。\n{shop}")
    assert cleaned.text.replace("\n", "") == text + "完。"
    assert not any(sentence in piece for piece in cleaned.removed for sentence in sentences)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the reports beside the checkout are not there")
def test_no_sentence_of_a_real_report_is_lost_and_no_line_of_a_site_is_kept() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        raw = path.read_text(encoding="utf-8")
        cleaned = clean(raw)
        assert characters(raw) == characters(cleaned.text) + sum(map(characters, cleaned.removed), Counter())
        assert not re.search(r"www\.|由会员分享|在线阅读|^目录", cleaned.text, re.M)
        lost = "".join(cleaned.removed)
        assert "。" not in re.sub("《[^》]*》由会员分享[^。]*。", "", lost), path.name


@given(anything)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text).text
    again = clean(once)
    assert (again.text, again.firings) == (once, ())


@given(anything)
def test_a_clean_text_has_no_stray_blanks(text: str) -> None:
    """Lines end in a line feed only, no blank stands at either end of one, and no two blanks together."""
    cleaned = clean(text).text
    assert not set(cleaned) & set("\r\v\f\t\x85\u2028\u2029\u3000\xa0\0")
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert "\n\n\n" not in cleaned
    assert [line for line in cleaned.split("\n") if line != line.strip(" ")] == []


@given(anything)
def test_each_step_asks_for_edits_in_order(text: str) -> None:
    """The edits of a step do not overlap, stay within the text, and change it."""
    for name, step in STEPS.items():
        done = 0
        for start, end, put in step(text):
            assert done <= start < end <= len(text), name
            assert text[start:end] != put, name
            done = end


def test_firings_follow_the_order_of_the_steps() -> None:
    firings = clean("好。\r\n　增长８％。\n某某汇 www.example.com\n- 3 -\n完").firings
    assert [firing.step for firing in firings] == ["line_ends", "full_width", "advertising", "page_lines", "blanks"]


def test_a_firing_counts_all_and_shows_a_few() -> None:
    (firing,) = clean(
        "\n".join(f"修了{number}里路。\n某某汇 www.example{number}.com" for number in range(9)) + "\n完"
    ).firings
    assert (firing.step, firing.count) == ("advertising", 9)
    assert firing.examples == tuple(f"某某汇 www.example{number}.com" for number in range(3))


def test_an_example_of_a_join_shows_its_neighbours() -> None:
    (firing,) = clean("镇里开展调研,考察各村\n2、干部工作情况。").firings
    assert firing.examples == ("研,考察各村⏎2、干部工作情况",)


def test_the_titles_of_a_table_of_contents_are_handed_on() -> None:
    assert clean("目录 甲路 乙篇 1 丙路 丁章 3\n甲路 乙篇\n好。").titles == ("甲路 乙篇", "丙路 丁章")
    assert clean("目录\n一、工作成效……1\n二、存在问题……3\n一、工作成效\n好。").titles == (
        "一、工作成效",
        "二、存在问题",
    )


def test_bare_numbers_that_count_pages_are_cut_and_those_of_a_column_stay() -> None:
    """Three numbers, each one more and a page apart; the page need not break off within a sentence."""
    pages = ["".join(f"{where}村第{number}组修了路，通了水。" for number in range(30)) for where in "甲乙丙"]
    cleaned = clean("\n".join(f"{page}\n{number}" for number, page in enumerate(pages, 4)))
    assert cleaned.text == "\n".join(pages)
    assert [cut.piece.strip() for cut in cleaned.cuts] == ["4", "5", "6"]
    assert clean("得分\n4\n5\n6\n完").text == "得分\n4\n5\n6\n完"


def test_a_cut_names_its_step() -> None:
    cuts = clean("好。\n某某汇 www.example.com\n- 3 -\n完").cuts
    assert cuts == (Cut("advertising", "某某汇 www.example.com\n"), Cut("page_lines", "- 3 -\n"))


def test_the_title_a_site_gave_is_handed_on() -> None:
    raw = "《3篇2023年村级发言.docx》由会员分享,可在线阅读,更多相关《3篇2023年村级发言.docx》请在某某网上搜索。\n好。"
    assert clean(raw).file_title == "3篇2023年村级发言"


@given(
    st.lists(st.sampled_from(["镇党委坚持问题导向,深入各村。", "全镇新建大棚;", "带动就业,增加收入。"]), min_size=60),
    st.data(),
)
def test_pages_of_any_size_are_put_together_again(sentences: list[str], data: st.DataObject) -> None:
    """A text cut into numbered pages comes back as it was, if half of the cuts fall within a sentence."""
    whole = "".join(sentences)
    size = data.draw(st.integers(60, len(whole) // 2))
    pages = [whole[start : start + size] for start in range(0, len(whole), size)]
    assume(2 * sum(page[-1] not in "。;" for page in pages[:-1]) >= len(pages) - 1)
    raw = "\n".join(f"{number}、{page}" for number, page in enumerate(pages, 1))
    assert clean(raw).text == whole
