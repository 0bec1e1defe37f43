"""A small corpus of the tests' own: five short reports about places that exist nowhere else, full of near-twins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from answering import Answer, Turn, answer
from answering.question import Question, read_question
from retrieval import Library, open_library

Ask = Callable[..., Answer]
"""Asks one question, after the earlier ones of a conversation, and returns the last answer."""

REPORTS = {
    "柳溪镇2022年工作总结.txt": """柳溪镇2022年工作总结
2022年，柳溪镇把特色产业摆在前面，全镇辖9个村、1个社区。
一、产业发展
茶叶种植面积1800亩，其中新增种植面积260亩。杏花村种植油桃320亩，月牙村种植百合75亩，石磨村种植雪菊***亩。
柳溪镇村集体经济总收入的年度目标是450万元，实际完成460万元。
二、队伍建设
组织干部夜校24期，每周三晚上开课。全镇有网格员46名。
""",
    "柳溪镇2023年工作总结.txt": """柳溪镇2023年工作总结
2023年，柳溪镇继续扩大种植，办好实事。
一、产业发展
茶叶种植面积2100亩，其中新增种植面积300亩。杏花村种植油桃350亩，月牙村种植百合90亩，石磨村的雪菊卖到了省城，可为村集体增收**万元。
柳溪镇村集体经济总收入的年度目标是600万元，实际完成640万元；全镇收入最高的杏花村为152万元，最低的棠垭村为21.5万元。
二、办好实事
投入36万元改造食堂4座，受益老人500余名。月牙村没有建成冷库，计划2024年6月开工。
三、存在问题
因山高路远，棠垭村的鲜果运费偏高。劳动力外流，采茶季节缺少人手。
""",
    "杏花村2023年述职报告.txt": """杏花村2023年述职报告
我是柳溪镇杏花村党支部书记罗秋生，现将2023年的工作报告如下。
一、主要工作
村里与省果树研究所合作，由农艺师白晓梅驻村指导，油桃优果率由62%提高到81%。
通过“合作社+农户”模式，120户农户加入合作社。9月18日，首届油桃采摘节在村文化广场举办，接待游客3200人次。
办起老年食堂，70岁以上老人每餐只交2元。村务每季度公示一次。
二、不足
村里还没有快递站点，取件要到镇上。
""",
    "双桥乡2023年乡村旅游情况.txt": """双桥乡2023年乡村旅游情况
双桥乡的旅游资源集中在东片，全年接待游客8.6万人次。
一、景点和节庆
南垭村的石林、河湾头村的古渡口、白鹭村的湿地都已开放。石林位于南垭村东侧，古渡口始建于清代。
7月办荷花节，11月办柿子节，节庆一共带来收入210万元。
二、带动增收
荷塘、竹坪等村发展民宿，共有床位260张。南垭村、白鹭村、竹坪村种植油桃。
投入旅游资金1200万元，其中乡里自筹三百万元。
""",
    "云岭县2023年集体经济通报.txt": """云岭县2023年集体经济通报
全县12个乡镇村集体经济总收入7200万元，比上年增长18%。
一、分档情况
100万元以上的村15个，50万元至100万元的村28个，不到10万元的村7个。
柳溪镇石磨村建成烘干房2座，双桥乡竹坪村建成冷库3座。
二、下一步
2024年总收入力争突破8000万元，由县农业农村局牵头验收。
""",
}


def write_reports(folder: Path) -> Path:
    """Write the reports into *folder*."""
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The five reports, opened once."""
    return open_library(write_reports(tmp_path_factory.mktemp("reports")))


@pytest.fixture(scope="session")
def ask(library: Library) -> Ask:
    """Ask the five reports: ``ask(question)``, or ``ask(first, second, …)`` for a conversation."""

    def asked(*questions: str) -> Answer:
        turns: tuple[Turn, ...] = ()
        for question in questions:
            said = answer(question, library, turns)
            turns = (*turns, said.turn)
        return said

    return asked


@pytest.fixture(scope="session")
def read(library: Library) -> Callable[[str], Question]:
    """Read a question with the words of the five reports."""
    return lambda text: read_question(text, library.retriever)
