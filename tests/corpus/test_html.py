"""Web pages: the text stays, what stands around it goes, and both together are all that a browser shows."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from lxml import etree

from corpus import EmptyReport, RefusedReport, UndecodableReport
from corpus.catalog import Entry
from corpus.making import make_report
from corpus.readers import Raw, Source, read
from tests.corpus import webpages
from tests.corpus.webpages import PARAGRAPHS

PAGES = ("PORTAL", "WECHAT", "WORD", "TABLES", "SECTIONS", "GOVCN", "SIDEBAR", "OLDTABLE", "LISTED", "FLAT", "FORM")


def page(html: str, encoding: str = "utf-8", name: str = "甲.html") -> Raw:
    return read(Source(name, html.encode(encoding)))


def saved(name: str) -> Raw:
    return page(getattr(webpages, name), "gb18030" if name == "WORD" else "utf-8")


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", PAGES)
def test_every_paragraph_is_there_and_in_order(name: str) -> None:
    text = saved(name).text
    places = [text.find(paragraph) for paragraph in PARAGRAPHS]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("PORTAL", ["砚池镇产业发展情况通报", "2024-03-05", "1. 大棚改造", "2. 冷库建设", "联系人：王明", "附件：砚池镇产业项目表.docx"]),
        ("WECHAT", ["柳湾村的春天", "2024-03-05"]),
        ("WORD", ["砚池镇2023年工作总结", "一、", "产业发展", "1.今年以来"]),
        ("TABLES", ["砚池镇产业发展情况通报", "2024年3月5日"]),
        ("SECTIONS", ["一、产业", "二、打算"]),
        ("GOVCN", ["发文机关：砚池镇人民政府", "2024年03月05日", "2024年3月5日", "此件公开发布"]),
        ("SIDEBAR", ["砚池镇产业发展情况通报", "2024/3/5"]),
        ("OLDTABLE", ["砚池镇产业发展情况通报", "村：松岭村，种子（吨）：80吨"]),
        ("LISTED", ["联系电话", "0870-1234567"]),
        ("FLAT", ["砚池镇产业发展情况通报"]),
        ("FORM", ["砚池镇产业发展情况通报", "2024-03-05", "附件1：", "产业项目表.xlsx"]),
    ],
)
def test_titles_dates_lists_and_attachments_stay(name: str, kept: list[str]) -> None:
    text = saved(name).text
    assert [words for words in kept if words not in text] == []


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("PORTAL", ["登录", "互动交流", "当前的位置", "分享", "字体", "采集软件", "隐藏的话", "打印", "上一篇", "相关链接",
                    "十四五规划", "搜索", "乡镇网站", "ICP备", "脚本里"]),
        ("WECHAT", ["二维码", "微信扫一扫", "网友", "收录于合集"]),
        ("WORD", ["内部批注", "Print"]),
        ("TABLES", ["新闻中心", "通知公告", "打印本页", "ICP备"]),
        ("GOVCN", ["要闻", "首页", "相关报道", "一图读懂", "主办单位", "版权所有"]),
        ("SIDEBAR", ["热点新闻", "三级干部会", "植树造林", "栽下树苗"]),
        ("OLDTABLE", ["栏目导航", "机构设置"]),
        ("LISTED", ["首页"]),
        ("FLAT", ["首页", "新闻", "版权所有"]),
        ("FORM", ["导航", "关闭"]),
    ],
)  # fmt: skip
def test_navigation_sharing_and_footers_go(name: str, left_out: list[str]) -> None:
    raw = saved(name)
    assert [words for words in left_out if words in raw.text] == []
    assert {cut.step for cut in raw.cuts} <= {"navigation", "site_lines", "hidden"}


@pytest.mark.parametrize("name", PAGES)
def test_text_and_cuts_are_all_that_is_written(name: str) -> None:
    """No character that stands in the page outside scripts and styles is lost, and none but a list's number is new."""
    raw = saved(name)
    root = etree.fromstring(getattr(webpages, name).encode(), etree.HTMLParser(encoding="utf-8"))
    words = root.xpath("//text()[not(ancestor::script or ancestor::style or ancestor::head)]")
    assert isinstance(words, list)
    written = sorted(bare("".join(map(str, words))))
    given = sorted(bare(raw.text + "".join(cut.piece for cut in raw.cuts)))
    for character in written:
        assert character in given, character
        given.remove(character)
    assert set(given) <= set("12.，：。" + {"PORTAL": "村名产业面积（亩）", "OLDTABLE": "村种子（吨）"}.get(name, ""))


def test_a_table_becomes_sentences_and_its_cells_are_counted() -> None:
    raw = saved("PORTAL")
    assert [(table.title, table.cells_in, table.cells_out) for table in raw.tables] == [("各村产业情况", 9, 9)]
    assert "村名：柳湾村，产业：羊肚菌，面积（亩）：300亩。" in raw.text


def test_a_table_that_lays_out_the_page_is_none() -> None:
    assert saved("TABLES").tables == ()


def test_merged_cells_reach_the_table_as_they_are() -> None:
    rows = "<tr><th>镇</th><th>村</th><th>亩</th></tr><tr><td rowspan=2>砚池镇</td><td>柳湾村</td><td>30</td></tr>"
    raw = page(f"<p>{PARAGRAPHS[0]}</p><table>{rows}<tr><td>松岭村</td><td>40</td></tr></table></p>")
    assert raw.tables[0].cells_in == raw.tables[0].cells_out == 8
    assert "镇：砚池镇，村：松岭村" in raw.text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>种植羊\n肚菌</p>", "种植羊肚菌"),
        ("<p>种植<b>羊</b><i>肚菌</i> 30\n亩</p>", "种植羊肚菌 30 亩"),
        ("甲<br>乙<br/><br>丙", "甲\n乙\n丙"),
        ("<p>甲<p>乙", "甲\n\n乙"),
        ("<div>甲<div>乙</div>丙</div>", "甲\n\n乙\n\n丙"),
        ("<ol start=3><li>甲</li><li value=7><p>乙</p></li><li>丙</ol>", "3. 甲\n\n7. 乙\n\n8. 丙"),
        ("<ul><li>甲</li><li>乙</li></ul>", "甲\n\n乙"),
        ("<p>甲<!-- 注释 -->乙<?php x ?>丙</p>", "甲乙丙"),
        ("<pre>一  二\n三</pre>", "一 二\n三"),
        ("<p>A&amp;B&nbsp;&#38738;&#x91CC;&mdash;</p>", "A&B\xa0青里—"),
        ("<span style='display: block'>甲</span>乙", "甲\n\n乙"),
        ("<p>甲</p><script>乙</script><style>丙</style><noscript>丁</noscript><template>戊</template>", "甲"),
        ("<textarea>乙</textarea><p>甲</p>", "甲"),
        ("<p hidden>乙</p><p style='font-size:0'>丙</p><p style='font-size:0.9em'>甲</p>", "甲"),
        ("<style>#x, p.y {color:red; display : none}</style><p class='z y'>乙</p><b id=x>丙</b><p>甲</p>", "甲"),
        ("<p style='visibility:hidden'>乙</p><p>甲甲甲甲</p>", "甲甲甲甲"),
        ("<details><summary>甲</summary>乙</details>", "甲\n\n乙"),
        ("<html><body>甲</body></html><p>尾巴", "甲\n\n尾巴"),
    ],
)
def test_lines_are_those_of_a_browser(html: str, text: str) -> None:
    assert page(f"<html><body>{html}").text == text


@pytest.mark.parametrize(
    ("declared", "written", "encoding", "warned"),
    [
        ("utf-8", "utf-8", "utf-8", False),
        ("gb2312", "gb18030", "gb18030", False),
        ("GBK", "gb18030", "gb18030", False),
        ("big5", "big5", "big5hkscs", False),
        ("gb2312", "utf-8", "utf-8", True),
        ("utf-8", "gb18030", "gb18030", True),
        ("iso-8859-1", "gb18030", "gb18030", True),
        ("big5", "gb18030", "gb18030", True),
        ("", "gb18030", "gb18030", False),
        ("utf-8", "utf-16", "utf-16-le", False),
    ],
)
def test_the_bytes_decide_what_the_page_only_claims(declared: str, written: str, encoding: str, warned: bool) -> None:
    words = "青里村種植羊肚菌，村集體增收，群眾都說好。" if written == "big5" else PARAGRAPHS[0]
    meta = f"<meta http-equiv=Content-Type content='text/html; charset={declared}'>" if declared else ""
    raw = page(f"<html><head>{meta}</head><body><p>{words}</p></body></html>\n", written)
    assert (raw.text, raw.encoding) == (words, encoding)
    assert bool(raw.warnings) == warned


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "big5"])
def test_titles_cut_in_half_do_not_cost_the_page(encoding: str) -> None:
    """Old content systems cut the titles of their link lists after so many bytes."""
    words = "青里村種植羊肚菌，村集體增收，群眾都說好。"
    half = "鎮召開春耕會議".encode(encoding)[:-1]
    link = b"<div><a href=1>" + half + b"...</a></div>"
    head = f"<html><head><meta charset={encoding}></head><body><p>{words}</p>".encode(encoding)
    raw = read(Source("甲.html", head + link * 3 + b"</body></html>"))
    assert raw.text == words
    assert raw.warnings == ("网页里有 3 个字只剩半个，成了 \ufffd",)
    with pytest.raises(UndecodableReport):
        read(Source("甲.html", head + half + "會議".encode(encoding) + b"\xff" * 60 + link))


def test_a_page_garbled_before_it_was_saved_is_refused() -> None:
    garbled = PARAGRAPHS[0].encode().decode("gb18030", "ignore")
    with pytest.raises(UndecodableReport, match="UTF-8 的文字被当作 GBK 读过"):
        page(f"<html><body><p>{garbled}</p></body></html>")


def test_a_page_of_frames_names_the_pages_that_are_wanted() -> None:
    with pytest.raises(RefusedReport, match=r"menu\.htm、main\.htm"):
        page(webpages.FRAMES)
    with pytest.raises(RefusedReport, match=r"content\.html"):
        page(webpages.IFRAME)


def test_a_page_that_a_script_fills_is_empty() -> None:
    with pytest.raises(EmptyReport):
        page("<html><body><div id='app'></div><script>render('正文')</script></body></html>")


def test_a_page_nested_beyond_reason_is_refused_and_not_cut_short() -> None:
    with pytest.raises(RefusedReport, match="套了"):
        page("<html><body>" + "<font>甲" * 5000 + "<p>最后一句。</p>")
    assert page("<html><body>" + "<font>甲" * 1000 + "<p>最后一句。</p>").text.endswith("最后一句。")


@pytest.mark.parametrize(
    "piece",
    ["<p>甲</p>", "<div>", "<table><tr><td>", "<ol><li>甲", "<style>x", "\n　", "<a href=x>甲", "<p class=nav>甲。", "打印 ", "<", "&#x"],
)
def test_a_monotonous_page_takes_no_longer_than_another(piece: str) -> None:
    """Nothing goes back and forth over a long run of the same; a quadratic step would run into the time limit."""
    count = min(60_000 // len(piece), 600 if piece in ("<div>", "<table><tr><td>", "<ol><li>甲", "<a href=x>甲") else 60_000)
    assert PARAGRAPHS[0] in page(f"<html><body><p>{PARAGRAPHS[0]}</p>" + piece * count).text


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_page_saved_as_one_file_is_read(charset: str) -> None:
    message = EmailMessage()
    message["Subject"] = "砚池镇"
    message.set_content("纯文本部分", charset="utf-8")
    message.add_related(webpages.SECTIONS.encode(charset), maintype="text", subtype="html", params={"charset": charset})
    raw = read(Source("甲.mht", message.as_bytes()))
    assert (raw.format, PARAGRAPHS[2] in raw.text) == ("html", True)


def test_a_page_that_broke_off_is_read_with_a_warning() -> None:
    (warning,) = page(f"<html><body><p>{PARAGRAPHS[0]}</p><p>柳湾").warnings
    assert "没有写完" in warning
    assert page(f"<p>{PARAGRAPHS[0]}</p><p>柳湾</p></div>").warnings == ()


def test_the_class_of_the_whole_page_hides_nothing() -> None:
    """A name that speaks of navigation counts only where little is written."""
    raw = page(f"<html><body class='nav-open'><div class='header search'><p>{'</p><p>'.join(PARAGRAPHS)}</p></div></body></html>")
    assert all(paragraph in raw.text for paragraph in PARAGRAPHS)


@pytest.mark.parametrize(
    ("head", "body", "date", "where"),
    [
        ("", "<p>发布时间：2023-05-06 10:20 来源：河湾县政府网 浏览量：35</p>", "2023-05-06", "发布时间：2023-05-06"),
        ("", "<p>2023年5月6日　来源：河湾县政府网</p>", "2023-05-06", "2023年5月6日"),
        ("", "<div class=share>发布日期：2023-07-08 打印 关闭</div>", "2023-07-08", "cut"),
        ("", "<div class=share>发布日期：2023-07-08 打印</div><div class=share>更新日期：2023-08-08 打印</div>", "", ""),
        ('<meta property="article:published_time" content="2022-11-03T08:00:00+08:00">', "", "2022-11-03", "page"),
        ('<meta name="PubDate" content="2021-03-04 09:00">', "", "2021-03-04", "page"),
        ('<meta name="PubDate" content="昨天">', "", "", ""),
        ("", '<p>河湾县政府网 <time datetime="2020-01-02">两年前</time></p>', "2020-01-02", "page"),
        ("", '<div class=sidebar><time datetime="2020-01-02">别的文章</time></div>', "", ""),
    ],
)
def test_when_a_page_was_put_up_is_its_date_and_said_where(head: str, body: str, date: str, where: str) -> None:
    """Below its title, in a line that goes, or as its head says it; who signs the text goes before all of them."""
    text = "<p>青里村今年种植羊肚菌30亩，带动农户增收。</p><p>村里还修通了水泥路，方便群众出行。</p>"
    page = "<html><head><title>青里村产业情况</title>{}</head><body><h1>青里村产业情况</h1>{}<div id=zoom>{}{}</div></body></html>"
    report = make_report(Source("甲.html", page.format(head, body, text, "").encode()), Entry())
    found = {fact.name: fact for fact in report.found}.get("date")
    assert report.date == date
    assert (found.where or where if found else "") == where
    assert found is None or found.where or where.endswith(report.text[found.start : found.end])
    signed = make_report(Source("甲.html", page.format(head, body, text, "<p>青里村村委会</p><p>2024年1月5日</p>").encode()), Entry())
    assert signed.date == "2024-01-05"
