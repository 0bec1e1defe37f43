"""A folder of small reports of every format and every trap, each made with its format's own library, and what was planted
in them. To add one, add a row to ``PLANTED``: the file, what it says, what is asked and answered, how it is made."""

# ruff: noqa: E501

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from docx.document import Document as Word
from opencc import OpenCC
from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas

from samples import web_archive
from tests.corpus import office, pdfs, scans, webpages
from tests.corpus.zips import old_style, packed

OPENING = "今年以来，全村上下一条心，把群众的事一件一件办好，各项工作都有了新的起色。"
CLOSING = "下一步，还要补齐短板，把好的做法坚持下去。"

Make = Callable[[str], bytes]
"""Makes a file that holds this sentence."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A file with a fact in it.

    file   its name in the folder
    says   the sentence that must be quoted, as the clean text has it
    asks   questions and the answer of each
    make   makes the file out of the sentence
    cuts   steps of the receipt and the pieces they must have taken out; none of these is ever quoted
    lures  questions that only such a piece would answer
    name   the report's name, when it is another than the file's
    quoted the quote, when it holds more than the sentence, as the number of a list
    wrong  why what is asked is not answered rightly yet; such a row must fail, so that an improvement is noticed
    scan   whether it takes the extra for recognising pictures
    """

    file: str
    says: str
    asks: Mapping[str, str]
    make: Make
    cuts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lures: Sequence[str] = ()
    name: str = ""
    quoted: str = ""
    wrong: str = ""
    scan: bool = False

    @property
    def report(self) -> str:
        """The name of the report that must be quoted."""
        return self.name or self.file

    @property
    def quote(self) -> str:
        """What must be quoted."""
        return self.quoted or self.says


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that gives no report: its name, its bytes, the class of the error and a word of the reason."""

    file: str
    data: bytes
    code: str
    told: str = ""


# texts


def body(says: str) -> str:
    """Return a small report: its title, a sentence before the fact and one after it."""
    return f"{says[:3]}工作情况\n{OPENING}\n{says}\n{CLOSING}\n"


def encoded(encoding: str, mark: bytes = b"") -> Make:
    """Make a text in an encoding, with a mark before it or none."""
    return lambda says: mark + body(says).encode(encoding)


def traditional(says: str) -> bytes:
    """Make a text in traditional characters and BIG5."""
    written: str = OpenCC("s2tw").convert(body(says))
    return written.encode("big5")


def dirty(change: Callable[[str], str]) -> Make:
    """Make a text out of what *change* writes for the sentence; the rest of the report stands around it."""
    return lambda says: body("\0").replace("\0", says[:3], 1).replace("\0", change(says)).encode()


def between(piece: str, at: str) -> Callable[[str], str]:
    """Put *piece* into the sentence, before *at*."""
    return lambda says: says.replace(at, piece + at, 1)


def around(before: str, after: str = "") -> Callable[[str], str]:
    """Put lines before the sentence and after it."""
    return lambda says: f"{before}\n{says}\n{after}".strip("\n")


def wrapped(says: str) -> str:
    """Set a paragraph in lines of thirty, as old editors save it."""
    text = f"　　{says}{OPENING}{CLOSING}"
    return "\n".join(text[at : at + 30] for at in range(0, len(text), 30))


def listed(says: str) -> bytes:
    """Write a table of contents with dots before the report."""
    lines = ["桑园村工作总结", "目录", "一、蚕桑产业........1", "二、桑果采摘........4", "三、来年打算………………9"]
    return "\n".join([*lines, "一、蚕桑产业", OPENING, "二、桑果采摘", says, "三、来年打算", CLOSING]).encode()


def speeches(says: str) -> bytes:
    """Paste two speeches one after the other."""
    first = f"第一篇：葛藤村党支部书记发言材料\n各位领导：\n{OPENING}葛藤村养殖蜜蜂80箱。\n谢谢大家。\n"
    return f"{first}第二篇：菱角村党支部书记发言材料\n各位领导：\n{says}{CLOSING}\n谢谢大家。".encode()


def markdown(says: str) -> bytes:
    return f"---\nauthor: x\n---\n# 松果村工作情况\n\n{OPENING}\n\n## 产业\n\n- **{says[:5]}**{says[5:]}\n- 修路。\n".encode()


def markdown_table(says: str) -> bytes:
    head, row = cells(says)
    return f"# 种植情况\n\n| {' | '.join(head)} |\n| --- | --- | --- |\n| {' | '.join(row)} |\n| 野鸭村 | 茭白 | 45 |\n".encode()


def cells(says: str) -> tuple[list[str], list[str]]:
    """Return the head and the row that read ``甲：乙，丙：丁。``; a unit in the head is not in the cell."""
    pairs = [pair.split("：") for pair in says.rstrip("。").split("，")]
    units = [head.partition("（")[2].rstrip("）") for head, _ in pairs]
    return [head for head, _ in pairs], [value.removesuffix(unit) for (_, value), unit in zip(pairs, units, strict=True)]


# web pages


def page(source: str, encoding: str = "utf-8", declared: str = "") -> Make:
    """Make one of the saved web pages with the sentence in it; *declared* is the charset that it claims to be in."""

    def make(says: str) -> bytes:
        told = source.replace(webpages.PARAGRAPHS[0], says)
        assert told != source
        return (told.replace("utf-8", declared, 1) if declared else told).encode(encoding)

    return make


def hiding(says: str) -> bytes:
    hidden = '<p style="display:none">{}</p><div hidden>{}</div>'.format("鹤鸣村种植罂粟壳椒9亩。", "鹤鸣村旧稿写的是养鹅77只。")
    return f'<html><head><meta charset="utf-8"></head><body><h1>鹤鸣村工作情况</h1><p>{OPENING}</p>{hidden}<p>{says}</p></body></html>'.encode()


def web_file(says: str) -> bytes:
    return web_archive(webpages.PORTAL.replace(webpages.PARAGRAPHS[0], says))


# Word


def word(*blocks: str, parts: Mapping[str, str] | None = None, build: Callable[[Word], object] | None = None) -> bytes:
    """Return a .docx that begins with a sentence of no matter."""
    return office.word(office.paragraph(OPENING), *blocks, parts=parts, build=build)


def numbered(says: str) -> bytes:
    levels = office.numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"))
    blocks = [office.item("产业发展"), office.item("水果", 1), office.paragraph(says), office.item("存在问题"), office.paragraph(CLOSING)]
    return word(*blocks, parts={"word/numbering.xml": levels})


def listing(says: str) -> bytes:
    def build(document: Word) -> None:
        for text in ("修好进村路。", says, "装上路灯。"):
            document.add_paragraph(text, style="List Number")

    return word(build=build)


def boxed(says: str) -> bytes:
    return word(f"<w:p>{office.run('见右图。')}{office.text_box(says)}</w:p>")


def noted(says: str) -> bytes:
    """Put the sentence into a foot note."""
    note = f'<w:footnote w:id="2">{office.paragraph(says.removeprefix("注1："))}</w:footnote>'
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    text = f"<w:p>{office.run('全村的收入有了新的增长')}{reference}{office.run('。')}</w:p>"
    return word(text, parts={"word/footnotes.xml": office.part("footnotes", note)})


def tabled(says: str, merged: bool = False) -> bytes:
    """Put the sentence into a table; merged, the cell of the village spans two rows."""
    head, row = cells(says)
    above = [row[0], "花椒", "12"] if merged else ["野鹿村", "花椒", "12"]

    def build(document: Word) -> None:
        document.add_paragraph("表1 各村种植情况")
        office.table(document, [head, above, ["" if merged else row[0], *row[1:]]])
        if merged:
            document.tables[0].cell(1, 0).merge(document.tables[0].cell(2, 0))

    return word(build=build)


def tracked(says: str) -> bytes:
    """Insert a figure where another was deleted, and hide a remark."""
    start, figure, end = says.partition("140亩")
    deleted = '<w:del w:author="a"><w:r><w:delText>235亩</w:delText></w:r></w:del>'
    hidden = office.run("（实为批发价六角）", "<w:vanish/>")
    inserted = f'<w:ins w:author="a">{office.run(figure)}</w:ins>'
    return word(f"<w:p>{office.run(start)}{deleted}{inserted}{office.run(end)}{hidden}</w:p>")


def headed(says: str) -> bytes:
    def build(document: Word) -> None:
        document.sections[0].header.paragraphs[0].text = "石榴村内部资料第37号"
        document.sections[0].footer.paragraphs[0].text = "石榴村党群服务中心印制 第 1 页"

    return word(office.paragraph(says), build=build)


def with_contents(says: str) -> bytes:
    shown = "".join(f"<w:p>{office.run(text)}</w:p>" for text in ("产业发展\t1", "枇杷采摘节\t3"))
    field = f"<w:p>{office.begin('TOC')}{office.run('目录所列')}</w:p>{shown}<w:p>{office.END}</w:p>"
    return word(*field.replace("</w:p><w:p>", "</w:p>\0<w:p>").split("\0"), office.paragraph(says))


# spreadsheets


def sheet(says: str) -> bytes:
    """Write a title over the table and merge the village's cell over two rows."""
    head, row = cells(says)
    rows: list[list[Any]] = [["2023年各村种植情况"], head, [row[0], "大葱", 15], [None, *row[1:]]]

    def merge(book: Workbook) -> None:
        book.worksheets[0].merge_cells("A1:C1")
        book.worksheets[0].merge_cells("A3:A4")

    return office.workbook({"Sheet1": rows}, merge)


def sheets(says: str) -> bytes:
    head, row = cells(says)
    return office.workbook({"种植": [["村名", "作物", "面积（亩）"], ["野兔村", "荞麦", 33]], "养殖": [head, row]})


def hidden_rows(says: str) -> bytes:
    head, row = cells(says)

    def hide(book: Workbook) -> None:
        book.worksheets[0].row_dimensions[2].hidden = True

    return office.workbook({"Sheet1": [head, ["隐沙村", "棉花", 912], row]}, hide)


def separated(delimiter: str, encoding: str) -> Make:
    def make(says: str) -> bytes:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows([*cells(says), ["野马村", "苜蓿", "61"]])
        return out.getvalue().encode(encoding)

    return make


# PDF


def typed(says: str) -> bytes:
    def draw(canvas: Canvas) -> None:
        pdfs.paragraph(canvas, says)

    return pdfs.written([draw])


def columns(says: str) -> bytes:
    def draw(canvas: Canvas) -> None:
        pdfs.centred(canvas, "兰溪镇简报", 70, 18)
        pdfs.paragraph(canvas, OPENING + CLOSING, 110, 60, 280)
        pdfs.paragraph(canvas, says + OPENING, 116, 320, 540)

    return pdfs.written([draw])


def over_pages(says: str) -> bytes:
    """Break the sentence over two of three pages; each has a header and a number."""
    lines = pdfs.wrapped(says, pdfs.RIGHT - pdfs.LEFT)
    assert len(lines) > 1

    def numbered_page(number: int, rows: Sequence[str], top: float) -> pdfs.Draw:
        def draw(canvas: Canvas) -> None:
            pdfs.centred(canvas, "竹影镇党政办公室编印", 50, 9)
            pdfs.put(canvas, rows, top=top)
            pdfs.centred(canvas, f"— {number} —", 800, 10)

        return draw

    opening, closing = (pdfs.wrapped(text, pdfs.RIGHT - pdfs.LEFT) for text in (OPENING, CLOSING))
    return pdfs.written(
        [numbered_page(1, [*opening, *lines[:1]], 700), numbered_page(2, lines[1:], 100), numbered_page(3, closing, 100)]
    )


def ruled(says: str) -> bytes:
    def draw(canvas: Canvas) -> None:
        pdfs.paragraph(canvas, OPENING, 80)
        pdfs.centred(canvas, "表1 各村种植情况", 190)
        pdfs.table(canvas, [*cells(says), ["野猫村", "魔芋", "75"]], [100, 120, 120])

    return pdfs.written([draw])


def watermarked(says: str) -> bytes:
    def draw(canvas: Canvas) -> None:
        pdfs.paragraph(canvas, OPENING, pdfs.paragraph(canvas, says, 120))
        canvas.saveState()
        canvas.translate(180, 350)
        canvas.rotate(45)
        pdfs.put(canvas, ["传阅件不得外借"], 0, pdfs.HEIGHT, 40)
        canvas.restoreState()

    return pdfs.written([draw])


def lines_of(says: str) -> tuple[str, ...]:
    """Return a sentence as a scan's lines of 25."""
    text = f"　　{says}"
    return tuple(text[at : at + 25] for at in range(0, len(text), 25))


def scan(says: str) -> bytes:
    return pdfs.written([partial(scans.scanned, lines=lines_of(says))])


def photo(says: str) -> bytes:
    return scans.saved(scans.drawn(lines_of(says)))


# archives


def old_archive(says: str) -> bytes:
    return old_style({"报告/梅坞村总结.txt": body(says).encode("gb18030"), "说明.txt": OPENING.encode("gb18030")}, "gb18030")


def nested(says: str) -> bytes:
    return packed({"2023年/各村.zip": packed({"柏树村.docx": word(office.paragraph(says))}), "说明.md": OPENING})


def garbled(text: str) -> bytes:
    """Return what is left when UTF-8 was read as GBK and saved."""
    return text.encode().decode("gb18030", "replace").encode()


PLANTED = (
    # texts
    Planted("槐荫村.txt", "槐荫村栽种金银花260亩，带动45户农户增收。",
            {"哪个村栽种金银花": "槐荫村", "槐荫村栽种了多少亩金银花": "260亩"}, encoded("utf-8")),
    Planted("榆钱村.txt", "榆钱村建成豆腐作坊3座，村集体全年收入21万元。",
            {"豆腐作坊是哪个村建的": "榆钱村", "榆钱村建成几座豆腐作坊": "3座"}, encoded("utf-8", b"\xef\xbb\xbf")),
    Planted("白鹭村.txt", "白鹭村养殖稻田鸭1700只，卖到了县城的超市。",
            {"哪个村养殖稻田鸭": "白鹭村", "稻田鸭养了多少只": "1700只"}, encoded("utf-16-le", b"\xff\xfe")),
    Planted("红枫村.txt", "红枫村修建蓄水池12口，解决了旱地的灌溉。",
            {"哪个村修建了蓄水池": "红枫村", "红枫村修建了多少口蓄水池": "12口"}, encoded("utf-16-be", b"\xfe\xff")),
    Planted("芦花村.txt", "芦花村种植莲藕85亩，亩产达到3200斤。",
            {"哪个村种植莲藕": "芦花村", "芦花村莲藕亩产多少斤": "3200斤"}, encoded("utf-16-le")),
    Planted("古槐村.txt", "古槐村引进手工挂面生产线2条，日产挂面900斤。",
            {"哪个村引进了挂面生产线": "古槐村", "挂面日产多少斤": "900斤"}, encoded("gb18030")),
    Planted("雁塘村.txt", "雁塘村培育樹苗二十七萬株，帶動六十戶農戶增收。",
            {"哪个村培育树苗": "雁塘村", "雁塘村培育了多少株树苗": "二十七萬株"}, traditional),
    Planted("全角.txt", "梨花村举办赏花节，接待游客4800人次。",
            {"哪个村举办赏花节": "梨花村", "赏花节接待了多少游客": "4800人次"},
            dirty(lambda says: says.replace("4800", "４８００"))),
    Planted("松果村.md", "松果村采收松子14吨，建起了炒货车间。", {"哪个村采收松子": "松果村", "松果村采收松子多少吨": "14吨"}, markdown,
            quoted="- **松果村采收**松子14吨，建起了炒货车间。"),
    Planted("表格.md", "村名：麦浪村，作物：高粱，面积（亩）：730亩。", {"哪个村种高粱": "麦浪村", "高粱种了多少亩": "730亩"}, markdown_table),
    # web pages
    Planted("通报.html", "杏林村开设中医理疗馆1家，接诊病人2600人次。",
            {"哪个村开设了中医理疗馆": "杏林村", "中医理疗馆接诊了多少人次": "2600人次"}, page(webpages.PORTAL),
            {"navigation": ["政务公开", "登录"], "hidden": ["隐藏的话。", "本页由采集软件转存，请勿引用。"]}, ["谁转存了本页"]),
    Planted("公众号.html", "画眉村组建民间乐队4支，演出130场，又请来文化馆的老师教唱山歌，农闲时节走村串寨，山里的夜晚热闹了起来，外出的年轻人也愿意回来。",
            {"哪个村组建了民间乐队": "画眉村", "画眉村的乐队演出了多少场": "130场"}, page(webpages.WECHAT),
            {"navigation": ["网友：写得真好，柳湾村的变化让人羡慕，明年一定要去看看。"]}, ["网友明年要去看什么"]),
    Planted("政务.html", "金桥村安装太阳能路灯96盏，夜里出行有了光亮。",
            {"哪个村安装了太阳能路灯": "金桥村", "太阳能路灯装了多少盏": "96盏"}, page(webpages.GOVCN),
            {"navigation": ["一图读懂产业发展"]}),
    Planted("旧网页.html", "银杏村改造旱厕210座，村容变得整洁。",
            {"哪个村改造旱厕": "银杏村", "银杏村改造了多少座旱厕": "210座"}, page(webpages.TABLES, "gb18030"), {"navigation": ["便民服务"]}),
    Planted("声明错一.html", "木棉村组织妇女编织竹篮，订单有5300只。",
            {"哪个村编织竹篮": "木棉村", "竹篮的订单有多少只": "5300只"}, page(webpages.PORTAL, "utf-8", "gb2312")),
    Planted("声明错二.html", "紫藤村疏通水渠7公里，三个组用上了自流水。",
            {"哪个村疏通水渠": "紫藤村", "紫藤村疏通水渠多少公里": "7公里"}, page(webpages.PORTAL, "gb18030")),
    Planted("隐藏.html", "鹤鸣村养殖土鸡6200只，鸡蛋卖到了省城。",
            {"哪个村养殖土鸡": "鹤鸣村", "鹤鸣村养了多少只土鸡": "6200只"}, hiding,
            {"hidden": ["鹤鸣村种植罂粟壳椒9亩。", "鹤鸣村旧稿写的是养鹅77只。"]}, ["鹤鸣村养鹅多少只", "哪个村种植罂粟壳椒"]),
    Planted("网页.mht", "海棠村开办农家书屋，藏书8100册。",
            {"哪个村开办了农家书屋": "海棠村", "农家书屋藏书多少册": "8100册"}, web_file, {"hidden": ["隐藏的话。"]}),
    # Word
    Planted("编号.docx", "蜜桃村嫁接黄金蜜桃340亩，三年后挂果。",
            {"哪个村嫁接黄金蜜桃": "蜜桃村", "蜜桃村嫁接了多少亩黄金蜜桃": "340亩"}, numbered),
    Planted("列表.docx", "菊香村烘干菊花9吨，做成了茶包。", {"哪个村烘干菊花": "菊香村", "菊香村烘干了多少菊花": "9吨"}, listing,
            quoted="2.菊香村烘干菊花9吨，做成了茶包。"),
    Planted("文本框.docx", "鲤鱼村放养鲤鱼苗4万尾，秋后起捕。", {"哪个村放养鲤鱼苗": "鲤鱼村", "鲤鱼苗放养了多少尾": "4万尾"}, boxed),
    Planted("脚注.docx", "注1：其中樱桃村分红38万元。", {"樱桃村分红多少": "38万元"}, noted),
    Planted("表格.docx", "村名：山楂村，作物：山楂，面积（亩）：270亩。", {"山楂村的山楂有多少亩": "270亩"}, tabled),
    Planted("合并.docx", "村名：冬青村，作物：生姜，面积（亩）：88亩。",
            {"哪个村种生姜": "冬青村", "冬青村的生姜有多少亩": "88亩"}, partial(tabled, merged=True)),
    Planted("修订.docx", "丝瓜村种植丝瓜140亩，供应学校食堂。",
            {"哪个村种植丝瓜": "丝瓜村", "丝瓜村种植丝瓜多少亩": "140亩"}, tracked,
            {"deleted": ["235亩"], "hidden": ["（实为批发价六角）"]}, ["丝瓜的批发价是多少"]),
    Planted("页眉.docx", "石榴村栽下石榴树6600棵，成活率达到95%。",
            {"哪个村栽下石榴树": "石榴村", "石榴树的成活率是多少": "95%"}, headed,
            {"running_header": ["石榴村内部资料第37号", "石榴村党群服务中心印制"]}, ["内部资料是第几号", "谁印制的"]),
    Planted("目录.docx", "枇杷村举办采摘节2届，卖出枇杷11吨。",
            {"哪个村举办了采摘节": "枇杷村", "枇杷卖出了多少吨": "11吨"}, with_contents,
            {"contents": ["枇杷采摘节\t3", "目录所列"]}, ["目录所列是什么"]),
    # under a wrong name
    Planted("其实是Word.txt", "桂花村酿造桂花蜜酒1300坛，注册了商标。",
            {"哪个村酿造桂花蜜酒": "桂花村", "桂花蜜酒酿造了多少坛": "1300坛"}, lambda says: word(office.paragraph(says))),
    Planted("其实是网页.doc", "茶山村新建制茶车间580平方米，聘请了制茶师傅。",
            {"哪个村新建了制茶车间": "茶山村", "制茶车间有多少平方米": "580平方米"},
            page(webpages.WORD, "gb18030"), {"hidden": ["内部批注，不对外。"]}, ["什么不对外"],
            quoted="1.茶山村新建制茶车间580平方米，聘请了制茶师傅。"),
    Planted("其实是PDF.docx", "荷塘村清理河塘19处，请来保洁员23名。",
            {"哪个村清理河塘": "荷塘村", "荷塘村请来多少名保洁员": "23名"},
            typed),
    # spreadsheets
    Planted("种植.xlsx", "村名：青蒜村，作物：大蒜，面积（亩）：365亩。", {"哪个村种大蒜": "青蒜村", "青蒜村的大蒜有多少亩": "365亩"}, sheet),
    Planted("两页.xlsx", "村名：黑猪村，品种：黑猪，存栏（头）：920头。", {"黑猪村的黑猪存栏多少头": "920头"}, sheets),
    Planted("隐藏行.xlsx", "村名：芝麻村，作物：芝麻，面积（亩）：54亩。",
            {"哪个村种芝麻": "芝麻村", "芝麻村的芝麻有多少亩": "54亩"}, hidden_rows, {"hidden": ["隐沙村\n棉花\n912"]}, ["隐沙村的棉花有多少亩"]),
    Planted("国标.csv", "村名：紫薯村，作物：紫薯，面积（亩）：410亩。", {"紫薯村的紫薯有多少亩": "410亩"}, separated(",", "gb18030")),
    Planted("制表符.csv", "村名：辣椒村，作物：线椒，面积（亩）：77亩。", {"哪个村种线椒": "辣椒村", "线椒种了多少亩": "77亩"}, separated("\t", "utf-8")),
    # PDF
    Planted("两栏.pdf", "兰溪村试种铁皮石斛16亩，请来药材公司的技术员指导。",
            {"哪个村试种铁皮石斛": "兰溪村", "铁皮石斛试种了多少亩": "16亩"}, columns),
    Planted("跨页.pdf", "竹影村把荒了多年的竹林交给合作社经营，挖出春笋四十八吨，又办起了笋干加工厂，安排二十九名妇女务工。",
            {"哪个村办起了笋干加工厂": "竹影村", "竹影村挖出春笋多少吨": "四十八吨"}, over_pages,
            {"running_header": ["竹影镇党政办公室编印"], "page_number": ["— 1 —", "— 2 —", "— 3 —"]}, ["竹影镇哪个办公室编印的"]),
    Planted("表格.pdf", "村名：南瓜村，作物：南瓜，面积（亩）：180亩。", {"南瓜村的南瓜有多少亩": "180亩"}, ruled),
    Planted("水印.pdf", "水杉村铺设天然气管道13公里，通到了每家每户。",
            {"哪个村铺设了天然气管道": "水杉村", "天然气管道铺设了多少公里": "13公里"}, watermarked,
            {"watermark": ["传阅件不得外借"]}, ["什么不得外借"]),
    Planted("扫描.pdf", "石桥村修通了通往茶园的水泥路五里，带动四十户农户增收。",
            {"哪个村修通了通往茶园的水泥路": "石桥村"}, scan, scan=True),
    Planted("照片.png", "竹溪村在后山试种黄精三百二十亩，请来农科所的专家驻村指导。",
            {"哪个村试种黄精": "竹溪村", "黄精试种了多少亩": "三百二十亩"}, photo, scan=True),
    # archives
    Planted("旧压缩.zip", "梅坞村制作梅干菜25吨，销往外省。",
            {"哪个村制作梅干菜": "梅坞村", "梅干菜制作了多少吨": "25吨"}, old_archive, name="旧压缩.zip/报告/梅坞村总结.txt"),
    Planted("套压缩.zip", "柏树村成立秧歌队6支，有队员150人。",
            {"哪个村成立了秧歌队": "柏树村", "秧歌队的队员有多少人": "150人"}, nested, name="套压缩.zip/2023年/各村.zip/柏树村.docx"),
    # dirty texts
    Planted("网站.txt", "苔溪村开辟漂流河道5公里，暑期收入64万元。",
            {"哪个村开辟了漂流河道": "苔溪村", "漂流河道有多少公里": "5公里"},
            dirty(around("《苔溪村总结.docx》由会员分享,可在线阅读,更多相关《苔溪村总结.docx》请在某某网上搜索。", "某某汇 www.example.com")),
            {"advertising": ["由会员分享", "某某汇 www.example.com"]}, ["由谁分享", "在哪个网上搜索"]),
    Planted("下载.txt", "风铃村开办剪纸培训班8期，学员有240名。",
            {"哪个村开办剪纸培训班": "风铃村", "剪纸培训班有多少名学员": "240名"},
            dirty(around("下载 会员 收藏\n加入购物车\n开通会员免费下载全文", "下载本文需要30积分\n已有518人下载\n版权所有 某某文库\n返回顶部")),
            {"advertising": ["加入购物车", "开通会员免费下载全文", "下载本文需要30积分", "已有518人下载", "版权所有 某某文库"]},
            ["下载本文需要多少积分", "多少人下载", "什么加入购物车"]),
    Planted("付费.txt", "青瓦村修缮老宅31栋，开出了民宿。",
            {"哪个村修缮老宅": "青瓦村", "青瓦村修缮了多少栋老宅": "31栋"},
            dirty(around("（此处隐藏1203字，下载后查看）", "剩余内容已隐藏，需要下载后查看全文")),
            {"advertising": ["（此处隐藏1203字，下载后查看）", "剩余内容已隐藏，需要下载后查看全文"]}, ["此处隐藏了多少字"]),
    Planted("页码.txt", "石墨村打通隧道一条，全长860米，去县城少走半个小时。",
            {"哪个村打通了隧道": "石墨村", "隧道全长多少米": "860米"},
            dirty(lambda says: f"- 6 -\n{between(chr(10) + '- 7 -' + chr(10), '860')(says)}\n- 8 -"),
            {"page_lines": ["- 6 -", "- 7 -", "- 8 -"]}),
    Planted("序号.txt", "蓝莓村采摘蓝莓47吨，价格比上年高了两成。",
            {"哪个村采摘蓝莓": "蓝莓村", "蓝莓采摘了多少吨": "47吨"},
            dirty(lambda says: "第 4 页 共 9 页\n" + between("\n第 5 页 共 9 页\n", "价格")(says)),
            {"page_lines": ["第 4 页 共 9 页", "第 5 页 共 9 页"]}),
    Planted("断数.txt", "云雾村卖茶收入128万元。", {"云雾村卖茶收入多少": "128万元"}, dirty(between("\n- 12 -\n", "28")), {"page_lines": ["- 12 -"]}),
    Planted("留空.txt", "石臼村 与 省农科院 合作，引进良种猕猴桃。", {"石臼村与谁合作": "省农科院"}, encoded("utf-8")),
    Planted("网页存的.txt", "沙坪村救助困难老人73名，发放慰问金11万元。",
            {"哪个村救助困难老人": "沙坪村", "沙坪村发放了多少慰问金": "11万元"},
            dirty(around("当前位置：首页 > 工作动态\n【字体：大 中 小】", "打印 关闭\n上一篇：窑湾镇召开春耕会议\n滇ICP备12345678号")),
            {"advertising": ["当前位置：首页", "【字体：大 中 小】", "上一篇：窑湾镇召开春耕会议", "滇ICP备12345678号"]}, ["窑湾镇召开了什么会议"]),
    Planted("点线.txt", "桑园村采摘桑果22吨，榨成了果汁。",
            {"哪个村采摘桑果": "桑园村", "桑园村采摘了多少吨桑果": "22吨"}, listed,
            {"contents": ["一、蚕桑产业........1", "二、桑果采摘........4", "三、来年打算………………9"]}, ["桑果采摘在第几页"]),
    Planted("软连.txt", "麻鸭村孵化鸭苗9万羽，发给了脱贫户。",
            {"哪个村孵化鸭苗": "麻鸭村", "鸭苗孵化了多少羽": "9万羽"},
            dirty(lambda says: "\u200b".join(says[:4]) + says[4:6] + "\u00ad" + says[6:] + "\ufeff")),
    Planted("重复.txt", "芍药村扩种芍药125亩，请来省里的花卉专家讲课，又与三家药厂签订了收购合同，农户不愁销路。",
            {"哪个村扩种芍药": "芍药村", "芍药扩种了多少亩": "125亩"}, dirty(lambda says: f"{says}\n{says}"), {"duplicates": ["芍药村扩种芍药125亩"]}),
    Planted("折行.txt", "磨盘村把废弃的砖厂改成了粮食烘干中心，一天能够烘干稻谷一百一十吨，附近六个村都来排队。",
            {"哪个村把砖厂改成了烘干中心": "磨盘村", "一天能烘干多少吨稻谷": "一百一十吨"}, dirty(wrapped)),
    Planted("发言.txt", "菱角村养殖蜜蜂150箱，蜂蜜卖了18万元。", {"菱角村养殖了多少箱蜜蜂": "150箱"}, speeches),
)  # fmt: skip

REFUSED = (
    Refused("乱码.txt", garbled(body("乱码村种植甘草500亩，增收90万元。") * 3), "UndecodableReport"),
    Refused("空.txt", b"", "EmptyReport"),
    Refused("空白.docx", office.word(office.paragraph("")), "EmptyReport"),
    Refused("二进制.txt", bytes(range(256)) * 8, "UndecodableReport"),
    Refused("加密.docx", office.stream("EncryptedPackage"), "RefusedReport", "密码"),
    Refused("加密.pdf", pdfs.written([lambda canvas: pdfs.centred(canvas, OPENING[:9], 90)], "secret"), "RefusedReport", "密码"),
    Refused("截断.pdf", pdfs.written([lambda canvas: pdfs.centred(canvas, OPENING[:9], 90)])[:300], "UnreadableReport"),
    Refused("截断.docx", word(office.paragraph(OPENING))[:-200], "UnreadableReport"),
    Refused("炸弹.zip", packed({"甲.txt": bytes(3 << 20)}), "RefusedReport", "200 倍"),
    Refused("程序.xyz", b"\x7fELF" + bytes(60), "UnknownFormat"),
)
