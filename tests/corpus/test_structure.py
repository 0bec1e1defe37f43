"""Structure: articles, sections and headings, and that every character has its place."""

from __future__ import annotations

import pytest
from hypothesis import given

from corpus.articles import articles
from corpus.cleaning import clean
from corpus.model import Section, Sentence
from corpus.structure import sections
from tests.corpus.strategies import anything


def cut(raw: str, title: str = "") -> tuple[Section, ...]:
    cleaned = clean(raw)
    return sections(cleaned.text, articles(cleaned.text, cleaned.titles, cleaned.file_title), title, "文件名")


def sentences(raw: str, title: str = "") -> list[Sentence]:
    return [
        sentence for section in cut(raw, title) for paragraph in section.paragraphs for sentence in paragraph.sentences
    ]


def headings(raw: str, text: str, title: str = "") -> tuple[str, ...]:
    """Return what the sentence that begins with *text* stands under."""
    (found,) = {sentence.headings for sentence in sentences(raw, title) if sentence.text.startswith(text)}
    return found


def outline(raw: str) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in cut(raw)]


BODY = "全镇坚持问题导向，深入各村调研，帮助群众解决难题，新建大棚并带动就业，群众的收入明显增加，村容村貌焕然一新。"

NUMBERED = f"""青禾镇党建工作总结
{BODY}
一、主要做法
（一）抓班子。{BODY}
（二）抓产业
1.建设冷库。{BODY}
2.扩种茭白。{BODY}
二、存在问题
{BODY}
"""


def test_numbered_headings_nest() -> None:
    assert outline(NUMBERED) == [
        (0, "青禾镇党建工作总结"),
        (1, "一、主要做法"),
        (2, "（一）抓班子"),
        (2, "（二）抓产业"),
        (3, "1.建设冷库"),
        (3, "2.扩种茭白"),
        (1, "二、存在问题"),
    ]


def test_a_sentence_stands_under_its_headings_outermost_first() -> None:
    under = [s.headings for s in sentences(NUMBERED) if s.text == BODY]
    title = "青禾镇党建工作总结"
    assert under == [
        (title,),
        (title, "一、主要做法", "（一）抓班子"),
        (title, "一、主要做法", "（二）抓产业", "1.建设冷库"),
        (title, "一、主要做法", "（二）抓产业", "2.扩种茭白"),
        (title, "二、存在问题"),
    ]


def test_a_heading_is_a_sentence_too() -> None:
    assert headings(NUMBERED, "1.建设冷库") == ("青禾镇党建工作总结", "一、主要做法", "（二）抓产业")
    assert headings(NUMBERED, "青禾镇党建工作总结") == ()


def test_headings_within_running_text() -> None:
    """Where line breaks are lost, numbers that count on behind the end of a sentence open sections."""
    raw = f"镇里工作扎实。一、建强队伍。{BODY}（一）选优干部。{BODY}二、壮大产业。{BODY}"
    assert outline(raw) == [(0, ""), (1, "一、建强队伍"), (2, "（一）选优干部"), (1, "二、壮大产业")]
    assert [s.headings for s in sentences(raw) if s.text == BODY] == [
        ("一、建强队伍",),
        ("一、建强队伍", "（一）选优干部"),
        ("二、壮大产业",),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        f"{BODY}三、抓产业。{BODY}",
        f"{BODY}一、二组已经通水，三组正在施工。",
        "1、修好进村公路。\n2、扩种羊肚菌。\n3、建成冷库。",
        "1、镇村干部\n2、党员代表\n3、群众代表",
        "1.5万元已经到账。\n2023年再投入3万元。",
        "一、二、三组都通了水。",
        "种植茭白30亩。",
    ],
)
def test_numbers_that_are_no_headings(raw: str) -> None:
    """Figures, list items, and numbers within running text that do not count on open no section."""
    assert all(not section.heading or section.level == 1 for section in cut(raw))
    assert len(cut(raw)) == 1


def test_a_list_below_a_heading_stands_under_it() -> None:
    assert headings("一、打算\n1、修好进村公路。\n2、扩种羊肚菌。", "2、扩种") == ("一、打算",)


def test_speeches_count_in_words() -> None:
    raw = f"{BODY}\n第一，抓学习，凝聚共识。{BODY}\n第二，抓队伍。{BODY}"
    assert outline(raw) == [(0, ""), (1, "第一，抓学习，凝聚共识"), (1, "第二，抓队伍")]


def test_a_long_first_sentence_names_a_section_by_its_first_clause() -> None:
    long = f"（一）围绕中心工作，{BODY}"
    assert outline(f"{long}好。") == [(2, "（一）围绕中心工作")]
    assert [s.text for s in sentences(f"{long}好。")] == [long, "好。"]
    assert headings(f"{long}好。", "好") == ("（一）围绕中心工作",)


def test_a_first_sentence_that_tells_a_figure_names_a_section_by_its_first_clause() -> None:
    assert outline("（一）强化领导：成立专班3个。好。") == [(2, "（一）强化领导")]


def test_markdown() -> None:
    raw = f"# 村级总结\n\n{BODY}\n\n## 产业\n\n{BODY}\n\n### 茭白\n\n- 种植***亩\n"
    assert outline(raw) == [(0, "村级总结"), (1, "产业"), (2, "茭白")]
    assert headings(raw, "- 种植") == ("村级总结", "产业", "茭白")


def test_the_items_of_an_enumeration_head_their_sentences() -> None:
    raw = "重点如下：一是抓学习。举办三期。参加者众。二是抓作风，从严管理干部。开展督查。这些工作都在推进。"
    assert [(s.text, s.headings) for s in sentences(raw)] == [
        ("重点如下：一是抓学习。", ()),
        ("举办三期。", ("一是抓学习",)),
        ("参加者众。", ("一是抓学习",)),
        ("二是抓作风，从严管理干部。", ()),
        ("开展督查。", ("二是抓作风，从严管理干部",)),
        ("这些工作都在推进。", ()),
    ]


def test_an_item_ends_with_its_paragraph() -> None:
    assert headings("一是抓学习。办班三期。\n全镇平安。", "全镇") == ()


def test_an_item_that_tells_a_figure_heads_by_its_first_clause() -> None:
    assert headings("一是扩大种植规模，新增茭白30亩。群众满意。", "群众") == ("一是扩大种植规模",)


def test_several_items_in_one_sentence_head_nothing() -> None:
    assert headings("难点有：一是缺水，二是缺路。正在解决。", "正在") == ()


def test_the_lead_of_a_paragraph_heads_it_and_its_items() -> None:
    raw = "提升组织力，建强“铁队伍”。一是抓学习。办班三期。\n农业要强，全靠支部。大家努力。"
    assert headings(raw, "办班") == ("提升组织力，建强“铁队伍”", "一是抓学习")
    assert headings(raw, "一是") == ("提升组织力，建强“铁队伍”",)
    assert headings(raw, "大家") == ()


def test_brief_openings_that_are_alike_are_leads() -> None:
    raw = "能人返乡带动强。老张回村办厂。\n育才留才有后劲。大学生回来了。"
    assert headings(raw, "大学生") == ("育才留才有后劲",)
    assert headings("能人返乡带动强。老张回村办厂。\n大学生回来了，村里有了生气。", "老张") == ()


def test_articles_named_in_a_table_of_contents() -> None:
    raw = f"目录 甲路同心 乙篇 1 丙路同行 3\n甲路同心 乙篇\n{BODY}\n丙路同行\n{BODY}"
    assert outline(raw) == [(0, "甲路同心 乙篇"), (0, "丙路同行")]
    assert [section.article for section in cut(raw)] == ["甲路同心 乙篇", "丙路同行"]


def test_an_article_may_follow_its_title_without_a_break() -> None:
    contents = "目录 甲路同心共谱新篇 乙篇 1 丙路同行齐奔小康 3"
    raw = f"{contents}\n甲路同心共谱新篇 乙篇近年来，{BODY}丙路同行齐奔小康今年以来，{BODY}"
    assert outline(raw) == [(0, "甲路同心共谱新篇 乙篇"), (0, "丙路同行齐奔小康")]
    assert headings(raw, "今年以来") == ("丙路同行齐奔小康",)


def test_articles_in_one_running_text_are_found_by_the_name_of_the_file() -> None:
    name = "《2篇2024年镇在推进会上的发言.docx》"
    site = f"{name}由会员分享,可在线阅读,更多相关{name}请在某某网上搜索。"
    raw = f"{site}\n镇在推进会上的发言近年来，{BODY}一、抓产业。{BODY}镇在推进会上的发言今天，{BODY}"
    assert outline(raw) == [(0, "镇在推进会上的发言"), (1, "一、抓产业"), (0, "镇在推进会上的发言")]
    texts = [s.text for s in sentences(raw)]
    assert texts[:2] == ["镇在推进会上的发言", f"近年来，{BODY}"]
    assert headings(raw, "今天") == ("镇在推进会上的发言",)


def test_articles_begin_where_numbering_starts_anew() -> None:
    speech = f"一、成效\n{BODY}\n二、打算\n{BODY}"
    raw = f"支部引路兴产业 能人带富\n{speech}\n凝心聚力促振兴 共谱新篇\n{speech.replace('大棚', '冷库')}"
    assert [heading for level, heading in outline(raw) if level == 0] == [
        "支部引路兴产业 能人带富",
        "凝心聚力促振兴 共谱新篇",
    ]


def test_a_line_that_looks_like_a_heading_is_one() -> None:
    raw = f"青禾镇党建工作总结\n{BODY}\n工作成效\n{BODY}\n存在问题\n{BODY}"
    assert outline(raw) == [(0, "青禾镇党建工作总结"), (1, "工作成效"), (1, "存在问题")]


def test_the_title_names_a_kind_of_text_when_several_lines_could_be_it() -> None:
    assert outline(f"中共青禾镇委员会\n关于党建工作的报告\n各位领导：\n{BODY}")[1] == (0, "关于党建工作的报告")


def test_a_title_known_from_elsewhere_stands_above_all() -> None:
    assert headings(f"一、成效\n{BODY}", BODY, title="青禾镇总结") == ("青禾镇总结", "一、成效")
    assert {section.article for section in cut(f"一、成效\n{BODY}", title="青禾镇总结")} == {"青禾镇总结"}
    assert headings(f"青禾镇党建工作总结\n{BODY}", BODY, title="青禾镇总结") == ("青禾镇总结",)


def test_without_a_title_the_name_serves_but_heads_nothing() -> None:
    assert {section.article for section in cut(f"一、成效\n{BODY}")} == {"文件名"}
    assert headings(f"一、成效\n{BODY}", BODY) == ("一、成效",)


@given(anything)
def test_every_character_has_one_place(raw: str) -> None:
    """Sections, paragraphs and sentences cover the text in order; nothing but blanks stands between them."""
    cleaned = clean(raw)
    text = cleaned.text
    found = sections(text, articles(text, cleaned.titles, cleaned.file_title))
    done = ended = number = 0
    for section in found:
        assert text[ended : section.start].strip() == ""
        assert ended <= section.start < section.end
        ended = section.end
        for paragraph in section.paragraphs:
            number += 1
            assert paragraph.number == number
            assert section.start <= paragraph.start < paragraph.end <= section.end
            assert (paragraph.start, paragraph.end) == (paragraph.sentences[0].start, paragraph.sentences[-1].end)
            assert "\n" not in text[paragraph.start : paragraph.end]
            for sentence in paragraph.sentences:
                assert done <= sentence.start
                assert text[done : sentence.start].strip() == ""
                assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
                done = sentence.end
    assert text[max(done, ended) :].strip() == ""


@given(anything)
def test_headings_are_words_of_the_text_that_stand_before(raw: str) -> None:
    text = clean(raw).text
    for section in sections(text, articles(text)):
        for paragraph in section.paragraphs:
            for sentence in paragraph.sentences:
                assert all(heading and heading in text[: sentence.end] for heading in sentence.headings)
