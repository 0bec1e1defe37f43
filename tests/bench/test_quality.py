"""The table of the READMEs: measured in one run, in both languages, put where its marks are."""

from __future__ import annotations

from pathlib import Path

import pytest

import quality
from afternoon import Afternoon
from goldsets import GoldSet
from quality import BEGIN, END, READMES, VERSIONS, markdown, measure, placed, traditional, write
from retrieval import Library


def test_the_afternoon_version_answers_with_its_best_sentence(demo: Library) -> None:
    """It quotes five, refuses nothing, and says the whole sentence."""
    afternoon = Afternoon(demo.corpus)
    (said, nonsense) = afternoon.answers(["哪个村种植羊肚菌", "鲁滨孙漂流记的作者是谁"])
    assert "羊肚菌" in said.quotes[0].text
    assert (said.answer, said.parts, len(said.quotes)) == (said.quotes[0].text, (said.quotes[0].text,), 5)
    assert nonsense.found


def test_each_version_is_measured_on_the_same_questions(few: GoldSet) -> None:
    """Ours beats the afternoon; in traditional characters it answers the same."""
    afternoon, ours, converted = measure(few, VERSIONS)
    assert [row.version for row in (afternoon, ours, converted)] == list(VERSIONS)
    assert afternoon.card.figures()["score"] < ours.card.figures()["score"]
    assert [mark.answer.answer for mark in converted.card.marks] == [mark.answer.answer for mark in ours.card.marks]
    assert converted.card.marks[0].gold.question == traditional(ours.card.marks[0].gold.question)


def test_a_question_is_written_in_traditional_characters() -> None:
    assert traditional("哪个村种了双孢菇") == "哪個村種了雙孢菇"


def test_the_table_is_markdown_in_two_languages(few: GoldSet) -> None:
    """As many cells in each row; the same figures under other headings."""
    rows = list(measure(few, VERSIONS[:2]))
    english, chinese = (markdown(rows, READMES[name]).splitlines() for name in ("README.md", "README.zh-CN.md"))
    assert [line.count("|") for line in english + chinese] == [11] * 8
    assert english[2].startswith(f"| few, {few.questions} | BM25 alone | ")
    assert chinese[0].startswith("| 标准问题 | 版本 | score | ")
    assert [line.split("|")[3:] for line in english[1:]] == [line.split("|")[3:] for line in chinese[1:]]


def test_a_share_of_nothing_is_a_dash(few: GoldSet) -> None:
    """Without a question that must be refused there is no share of refusals."""
    (row,) = measure(GoldSet("one", few.conversations[:1], few.library), ["cunwen"])
    assert markdown([row], READMES["README.md"]).splitlines()[-1].split("|")[8].strip() == "–"


def test_the_table_is_written_between_the_marks_of_both_readmes(few: GoldSet, tmp_path: Path) -> None:
    """What stood there is gone, what stands around stays; writing again changes nothing."""
    for name in READMES:
        (tmp_path / name).write_text(f"# before\n\n{BEGIN}\nstale\n{END}\n\nafter\\1\n", encoding="utf-8")
    rows = list(measure(few, ["afternoon"]))
    write(rows, tmp_path)
    texts = [(tmp_path / name).read_text("utf-8") for name in READMES]
    assert [text.startswith(f"# before\n\n{BEGIN}\n\n| ") and text.endswith(f"|\n\n{END}\n\nafter\\1\n") for text in texts] == [True] * 2
    assert not any("stale" in text for text in texts)
    write(rows, tmp_path)
    assert [(tmp_path / name).read_text("utf-8") for name in READMES] == texts


def test_without_marks_neither_readme_is_written(few: GoldSet, tmp_path: Path) -> None:
    """Half a refresh would leave two READMEs that say different things."""
    before = {"README.md": f"{BEGIN}\nstale\n{END}\n", "README.zh-CN.md": "no marks\n"}
    for name, text in before.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="0 times"):
        write(list(measure(few, ["afternoon"])), tmp_path)
    assert {name: (tmp_path / name).read_text("utf-8") for name in before} == before


def test_the_command_asks_the_demo_questions_when_no_set_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    quality.main(["--limit", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| demo, 1"] * 2 + ["| demo dialogues, 4"] * 2


def test_the_projects_readmes_hold_a_table(project: Path) -> None:
    """The marks are where --write looks for them, with the languages' own headings between them."""
    for name, words in READMES.items():
        text = (project / name).read_text("utf-8")
        assert f"{BEGIN}\n\n| {words['set']} | {words['version']} |" in text
        assert placed(text, "table").count("table") > 0
