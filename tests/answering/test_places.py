"""Several places that answer: all of them, grouped by report, side by side where they differ."""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import jsonschema
import pytest

from answering import Answer, Stance, answer
from answering.scoring import read_gold
from retrieval import Library, open_library

REPORTS = {
    "云台镇2022年工作总结.txt": """云台镇2022年工作总结
2022年，云台镇围绕产业发展抓党建，各项工作稳步推进。
一、产业发展
青冈村种植油茶120亩，石笋村种植油茶300亩。全镇油茶种植面积1800亩。云台镇引进绿源农业公司，建设油茶加工厂。
云台镇引进福满食品公司，建设冻干车间。实施河道治理项目，投资180万元。
二、队伍建设
全镇有党员612名。党委书记周明远带队走访。
""",
    "云台镇2023年工作总结.txt": """云台镇2023年工作总结
2023年，云台镇扩大种植。
一、产业发展
青冈村种植油茶150亩，带动农户60户。松坡村种植油茶95亩，下岭村没有种植油茶。全镇油茶种植面积2300亩。
云台镇引进山河茶油公司，建设榨油生产线。实施道路硬化项目，投资320万元。
二、队伍建设
全镇有党员640名。党委书记周明远讲党课。
三、下一步打算
2024年计划油茶种植面积达到3000亩。
""",
    "云台镇2023年乡村振兴汇报.txt": """云台镇2023年乡村振兴汇报
云台镇2023年把乡村振兴摆在首位。
一、产业
全镇油茶种植面积2350亩。青冈村种植油茶150亩。竹坝村、岭背村也种植油茶。柳树村种植油茶***亩。
""",
    "飞云乡2023年总结.txt": """飞云乡2023年总结
飞云乡以茶兴乡。
一、产业
全乡油茶种植面积560亩。
""",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Three reports on one town that do not agree, and one on another town."""
    folder = tmp_path_factory.mktemp("town")
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return open_library(folder)


def told(said: Answer) -> list[tuple[str, str, str]]:
    """Stance, year and words of every place."""
    return [(place.stance.value, place.date, place.text) for place in said.places]


def test_figures_of_one_indicator_stand_side_by_side(town: Library) -> None:
    """Another year and another report of the same year; the plan and the other town's figure are none of them."""
    said = answer("云台镇油茶种植面积是多少", town)
    assert said.answer in {"2300亩", "2350亩"}
    assert {(date, text) for _, date, text in told(said)} == {("2022", "1800亩"), ("2023", "2300亩"), ("2023", "2350亩")}
    assert [stance for stance, _, _ in told(said)] == ["answer", "differs", "differs"]
    assert (said.disputed, said.total) == (True, 3)


def test_the_same_figure_twice_is_no_dispute(town: Library) -> None:
    said = answer("2023年青冈村种植油茶多少亩", town)
    assert told(said) == [("answer", "2023", "150亩"), ("also", "2023", "150亩")]
    assert not said.disputed


def test_of_two_places_neither_disputes_the_other(town: Library) -> None:
    """Another town's figure for the same indicator answers too, and contradicts nothing."""
    said = answer("油茶种植面积是多少亩", town)
    of_other = [place for place in said.others if "飞云" in place.quote.report.name]
    assert [place.stance for place in of_other] in ([Stance.ALSO], [])


def test_a_list_over_reports_is_complete(town: Library) -> None:
    """Also the second village of a sentence, and not the one that has none."""
    said = answer("哪些村种植油茶", town)
    assert sorted(said.parts) == sorted(["青冈村", "石笋村", "松坡村", "竹坝村", "岭背村", "柳树村"])
    assert said.answer == "、".join(said.parts)
    assert said.others == ()


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("引进了哪些公司", {"绿源农业公司", "福满食品公司", "山河茶油公司"}),
        ("实施了哪些项目", {"实施河道治理项目", "实施道路硬化项目"}),
    ],
)
def test_lists_of_other_things_are_complete_too(question: str, parts: set[str], town: Library) -> None:
    assert set(answer(question, town).parts) == parts


def test_one_village_asked_for_the_others_named(town: Library) -> None:
    said = answer("哪个村种植油茶", town)
    named = {name for place in said.places for name in place.text.split("、")}
    assert named == {"青冈村", "石笋村", "松坡村", "竹坝村", "岭背村", "柳树村"}
    assert len(said.parts) == 1
    assert said.total == len(said.places)


def test_a_place_is_where_it_says(town: Library) -> None:
    """Words, offsets and quote of a place fit together, and one report's places stand together."""
    for question in ("哪个村种植油茶", "云台镇油茶种植面积是多少", "党委书记是谁", "云台镇有多少党员"):
        said = answer(question, town)
        assert said.others
        for place in said.places:
            assert place.quote.start <= place.start < place.end <= place.quote.end
            first = place.text.split("、")[0]
            assert place.quote.report.text[place.start :].startswith(first)
        reports = [place.quote.report.name for place in said.others]
        assert len([a for a, b in pairwise(reports) if a != b]) + 1 == len(set(reports))


def test_what_decides_or_explains_has_one_place(town: Library) -> None:
    assert answer("青冈村种植油茶了吗", town).others == ()


def test_json_tells_the_others(town: Library) -> None:
    """By the published schema; a figure that differs is marked."""
    schema = json.loads((files("answering") / "data" / "answer.schema.json").read_text(encoding="utf-8"))
    printed = answer("青冈村种植油茶多少亩", town).as_dict()
    jsonschema.Draft202012Validator(schema).validate(printed)
    assert {(other["text"], other["date"], other["differs"]) for other in printed["others"]} == {
        ("120亩", "2022", True), ("150亩", "2023", False),
    }  # fmt: skip


def test_the_metrics_are_those_of_the_quotes_that_answer(town: Library) -> None:
    """Of one answer its first quote's, of a list every answering quote's."""
    assert [metric.text for metric in answer("云台镇油茶种植面积是多少", town).metrics] in (["2300亩"], ["2350亩"])
    assert {"120亩", "300亩", "95亩", "***亩"} <= {m.text for m in answer("哪些村种植油茶", town).metrics}


def test_other_places_are_rarely_wrong(demo: Library, demo_answers: list[Answer]) -> None:
    """Over the demo's gold questions: what is named beside an answer stands in the evidence, or says the same."""
    gold = [question for (question,) in read_gold(Path(__file__).parent.parent / "cases" / "demo.jsonl")]
    wrong = [
        (one.question, place.text)
        for one, said in zip(gold, demo_answers, strict=True)
        for place in said.places
        if one.kind in {"list", "which_place"} and not all(
            any(name in right or right in name for right in one.answers) for name in place.text.split("、")
        )
    ]
    assert len(wrong) <= 6, wrong


def test_a_copy_is_no_further_place(tmp_path: Path) -> None:
    """One report twice in an archive, and beside it: the figure stands in one place, a village in the list once."""
    text = "柳坪镇工作总结\n青里村种植羊肚菌30亩。\n石磨村种植羊肚菌20亩。\n".encode()
    with ZipFile(tmp_path / "汇编.zip", "w") as archive:
        archive.writestr("一/甲.txt", text)
        archive.writestr("二/甲.txt", text)
    (tmp_path / "甲.txt").write_bytes(text)
    library = open_library(tmp_path)
    assert len(library.corpus.reports) == 3
    assert answer("青里村种了多少亩羊肚菌", library).total <= 2
    listed = answer("哪些村种植羊肚菌", library)
    assert (set(listed.parts), listed.total, listed.others) == ({"青里村", "石磨村"}, 2, ())
