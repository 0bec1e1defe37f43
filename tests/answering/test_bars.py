"""Like figures: which are set side by side, under what name, and that each stands in a quoted sentence."""

from __future__ import annotations

import pytest

from answering import answer
from answering.bars import LEAST, MOST, Bars, like_figures
from retrieval import Library, open_library

TEA = zip("云雾霞露霜雪雨雷电风虹星月日", "沟湾坳塘坎岗岭坡坝坪溪河江湖", strict=True)
REPORTS = {
    "龙泉镇2023年产业总结.txt": """龙泉镇2023年产业总结
一、羊肚菌产业
青里村种植羊肚菌120亩，松坪村种植羊肚菌85亩，石岭村种植羊肚菌60亩，竹坝村种植羊肚菌***亩，带动农户210户。
全镇羊肚菌销售收入460万元。
二、村集体经济
东关村村集体收入68万元，排在全镇前列。
南坡村发展民宿，村集体收入45.5万元。
西河村依靠茶园，村集体收入32万元，比上年增加6万元。
三、接待游客
全年接待游客最多的是东关村，其中东关村3.2万人次、南坡村1.5万人次、西河村8600人次。
四、党组织
潘昶村创建五星级党组织，江南村创建四星级党组织，通昌村创建三星级党组织。
""",
    "龙泉镇2022年产业总结.txt": "龙泉镇2022年产业总结\n一、羊肚菌产业\n全镇羊肚菌销售收入320万元，较上年增长明显。\n",
    "龙泉镇2021年产业总结.txt": "龙泉镇2021年产业总结\n一、羊肚菌产业\n全镇羊肚菌销售收入210万元。\n",
    "柳溪镇2023年产业表.csv": """村名,油茶种植面积（亩）,村集体纯收入（万元）
柳坝村,120,30.5
柳坳村,85,42
柳坎村,60,18
柳塘村,***,25
""",
    "河口镇2023年总结.txt": "河口镇2023年总结\n一、茶叶\n"
    + "、".join(f"{first}{second}村茶园{10 * n + 7}亩" for n, (first, second) in enumerate(TEA))
    + "。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Five small reports."""
    folder = tmp_path_factory.mktemp("bars")
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return open_library(folder)


def bars_of(question: str, library: Library) -> Bars | None:
    """Return the like figures of the answer to *question*."""
    return like_figures(answer(question, library), library.retriever)


@pytest.mark.parametrize(
    ("question", "title", "bars"),
    [
        ("哪些村种植羊肚菌", "种植羊肚菌", {"青里村": "120亩", "松坪村": "85亩", "石岭村": "60亩"}),
        ("青里村、松坪村和石岭村哪个羊肚菌种植面积大", "种植羊肚菌", {"青里村": "120亩", "松坪村": "85亩", "石岭村": "60亩"}),
        ("东关村、南坡村、西河村哪个村集体收入高", "村集体收入", {"东关村": "68万元", "南坡村": "45.5万元", "西河村": "32万元"}),
        (
            "2021年、2022年和2023年哪年羊肚菌销售收入高", "全镇羊肚菌销售收入",
            {"2023年": "460万元", "2022年": "320万元", "2021年": "210万元"},
        ),
        ("柳坝村、柳坳村和柳坎村哪个村集体纯收入高", "村集体纯收入", {"柳坳村": "42万元", "柳坝村": "30.5万元", "柳坎村": "18万元"}),
        ("哪个村接待游客最多", "哪个村接待游客最多", {"东关村": "3.2万人次", "南坡村": "1.5万人次", "西河村": "8600人次"}),
    ],
)
def test_like_figures_stand_side_by_side_the_largest_first(
    library: Library, question: str, title: str, bars: dict[str, str]
) -> None:
    """Of one sentence or of several, of one column of a table, of places or of years; 万 is counted in; 增加6万元 is of something else."""
    found = bars_of(question, library)
    assert found is not None
    assert found.title == title
    assert [(bar.label, bar.metric.text) for bar in found.bars] == list(bars.items())


def test_what_the_report_hides_is_counted_and_not_drawn(library: Library) -> None:
    found = bars_of("哪些村种植羊肚菌", library)
    assert found is not None
    assert found.hidden == 1
    assert "竹坝村" not in [bar.label for bar in found.bars]


@pytest.mark.parametrize("question", [
    "青里村种了多少亩羊肚菌",  # one figure is asked for
    "石岭村和西河村哪个收入高",  # two things, one of which says nothing
    "哪些村创建几星级党组织",  # a rank is no amount
    "火星村和青里村哪个羊肚菌多",
    "羊肚菌为什么要轮作",
])  # fmt: skip
def test_what_is_no_comparison_of_like_figures_has_no_bars(library: Library, question: str) -> None:
    assert bars_of(question, library) is None


def test_a_long_list_is_cut_to_the_largest_and_says_so(library: Library) -> None:
    found = bars_of("哪些村有茶园", library)
    assert found is not None
    assert (len(found.bars), found.more) == (MOST, 2)
    assert found.bars[0].metric.text == "137亩"


def test_every_bar_stands_in_its_sentence(demo: Library, library: Library) -> None:
    """Promise 2, over what the demo reports compare and the reports above: the figure is verbatim, in a quoted sentence."""
    asked = ("河湾县的村按集体收入分档，哪一档的村最多？", "青坡镇红辣椒和向日葵，哪样种得多？", "沙枣镇2022年村集体收入最高的那个村是哪个")
    drawn = [(given, like_figures(given, demo.retriever)) for given in (answer(question, demo) for question in asked)]
    ours = [answer(question, library) for question in ("哪些村有茶园", "各村村集体收入是多少")]
    drawn += [(given, like_figures(given, library.retriever)) for given in ours]
    found = [(given, bars) for given, bars in drawn if bars]
    assert len(found) >= 3
    for given, bars in found:
        assert len(bars.bars) >= LEAST
        assert len({bar.label for bar in bars.bars}) == len(bars.bars)
        assert [bar.size for bar in bars.bars] == sorted((bar.size for bar in bars.bars), reverse=True)
        for bar in bars.bars:
            report = bar.sentence.report
            assert report.text[bar.metric.start : bar.metric.end] == bar.metric.text
            assert bar.sentence.start <= bar.metric.start < bar.metric.end <= bar.sentence.end
            assert any(quote.holds(bar.sentence) for quote in given.quotes)
            assert "*" not in bar.metric.text
