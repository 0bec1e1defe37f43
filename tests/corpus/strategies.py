"""Texts as wild as reports come: headings, lists, page numbers, advertising, marks and blanks in any mixture."""

from __future__ import annotations

from hypothesis import strategies as st


def any_of(words: str) -> st.SearchStrategy[str]:
    """Return a strategy for one of the words between the bars."""
    return st.sampled_from(words.split("|"))


SHARED = "《3篇2023年村级发言.docx》由会员分享,可在线阅读,更多相关《3篇2023年村级发言.docx》请在某某网上搜索。"

LONG = "青里村今年修通了进村公路三公里，解决了村民出行难的问题，种植羊肚菌一百二十亩。"

words = any_of(
    "镇党委|深入各村|种植茭白|***亩|增收１２．５％|*镇|2023年|一是|二是抓实学习|（含试点村）|“双提升”|工 作 总 结"
    "|他说：“干！”|羊肚菌|👨\u200d🌾|ＡＢＣ|a.b|1.5万元|《规划》|（其中；35岁）|…|下一步|\u200b|\u00ad|\x07|"
)
marks = any_of('，|。|；|！|？|：|、|,|.|;|!|?|”|“|（|)|"| |　|\xa0|\t|')
openings = any_of("一、|二、|（一）|(二)|1.|2.|1、|2、|3、|10、|第一，|第二章 |# |## |一是|目录 |- |①|　　|")
lines = any_of(
    "目录|工作情况 1|一、成效……………… 12|- 3 -|第4页|5/12|7|某某汇 www.example.com|点击下载全文"
    f"|凝心聚力 共谱新篇|村级发言|{SHARED}|沙枣镇工作总结|沙枣镇工作总结 1|沙枣镇工作总结 2|第 3 页 沙枣镇工作总结|{LONG}|{LONG}"
    "|（此处隐藏1203字，下载后查看）|一、成效\t1|目录|\uf0b7|[3]|－4－|一、成效"
)
breaks = any_of("\n|\n\n|\r\n|\r|\n　\n|\f|\u2028|")

sentences = st.lists(st.tuples(words, marks).map("".join), max_size=12).map("".join)
paragraphs = st.tuples(openings, sentences).map("".join)
reports = st.lists(st.tuples(st.one_of(paragraphs, lines), breaks).map("".join), max_size=14).map("".join)
anything = st.one_of(reports, st.text(max_size=80))
