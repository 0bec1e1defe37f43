"""``cunwen history``: what is stored of a user, handed out or deleted; over a real SQLite file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from answering import answer
from bot.records.history import History, Speaker
from bot.records.store import Store
from bot.records.subscriptions import Known, Watched
from bot.records.votes import BAD
from retrieval import Library
from tests.terminal import Command

QUESTIONS = ("哪个村种植羊肚菌", "鲁滨孙漂流记的作者是谁")


@pytest.fixture
def stored(tmp_path: Path, demo: Library) -> Path:
    """A data folder with two questions of user 7 and one of user 8."""
    folder = tmp_path / "data"
    history = History.open(folder)
    for message, question in enumerate(QUESTIONS):
        history.record(Speaker(7, 7), message, answer(question, demo), sent=1_700_000_000)
    history.record(Speaker(8, 8), 9, answer(QUESTIONS[0], demo), sent=1_700_000_000)
    history.close()
    return folder


def test_export_hands_out_everything_of_one_user(cunwen: Command, stored: Path) -> None:
    """Every question of that user in order, nobody else's."""
    ran = cunwen("history", "export", "--user", 7, "--data", stored)
    assert ran.code == 0
    assert tuple(row["asked"] for row in ran.json) == QUESTIONS
    assert {row["user"] for row in ran.json} == {7}


def test_an_export_holds_votes_and_subscriptions_as_well(cunwen: Command, stored: Path) -> None:
    """As /export does: every table that has a user."""
    store = Store(stored)
    store.votes.cast(7, 8, 9, BAD)
    store.subscriptions.add(Speaker(7, 7), 1, Watched(QUESTIONS[0], QUESTIONS[0]), Known("青里村"), "f", 20)
    store.close()
    for options in (("--user", 7), ("--all",)):
        rows = cunwen("history", "export", *options, "--data", stored).json
        assert [row["value"] for row in rows if row["table"] == "votes"] == [BAD]
        assert [row["question"] for row in rows if row["table"] == "subscriptions"] == [QUESTIONS[0]]
    table = cunwen("history", "export", "--user", 7, "--format", "csv", "--data", stored).out
    assert ("评价" in table, "订阅" in table) == (True, True)


def test_export_as_a_table_that_excel_opens(cunwen: Command, stored: Path) -> None:
    """CSV has one row a question and Chinese headings, and begins with what makes Excel take it for UTF-8."""
    ran = cunwen("history", "export", "--user", 7, "--format", "csv", "--data", stored)
    assert ran.out.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff"))))
    assert tuple(row["问题"] for row in rows) == QUESTIONS
    assert [row["答案"] for row in rows] == ["青里村", ""]
    assert rows[0]["时间（北京时间）"] == "2023-11-15 06:13:20"


def test_export_of_everybody(cunwen: Command, stored: Path) -> None:
    """--all hands out everybody's; it and --user exclude each other."""
    ran = cunwen("history", "export", "--all", "--data", stored)
    assert [row["user"] for row in ran.json] == [7, 7, 8]
    assert cunwen("history", "export", "--all", "--user", 7, "--data", stored).code == 2


def test_forget_deletes_one_user(cunwen: Command, stored: Path) -> None:
    """With --yes without asking; the other user's history stays."""
    assert cunwen("history", "forget", "--user", 7, "--yes", "--data", stored).code == 0
    assert cunwen("history", "export", "--user", 7, "--data", stored).code == 1
    assert cunwen("history", "export", "--user", 8, "--data", stored).code == 0


@pytest.mark.parametrize(("said", "code", "left"), [("是\n", 0, 0), ("否\n", 1, 2), ("\n", 1, 2), ("", 1, 2)])
def test_forget_asks_first(cunwen: Command, stored: Path, said: str, code: int, left: int) -> None:
    """Only a yes deletes; the end of the input is none."""
    ran = cunwen("history", "forget", "--user", 7, "--data", stored, stdin=said.encode())
    assert ran.code == code
    assert "2 条" in ran.err
    ran = cunwen("history", "export", "--user", 7, "--data", stored)
    assert (len(ran.json) if ran.out else 0) == left


def test_an_unknown_user_has_no_history(cunwen: Command, stored: Path) -> None:
    """Exit code 1 and a sentence, for both commands."""
    for command in (["export"], ["forget", "--yes"]):
        ran = cunwen("history", *command, "--user", 99, "--data", stored)
        assert (ran.code, ran.out) == (1, "")
        assert "99" in ran.err


def test_a_mistyped_data_folder_is_not_created(cunwen: Command, tmp_path: Path) -> None:
    """Looking for a history leaves no trace where there is none."""
    assert cunwen("history", "export", "--user", 7, "--data", tmp_path / "dta").code == 1
    assert not (tmp_path / "dta").exists()


def test_the_group_takes_the_folder_too(cunwen: Command, stored: Path) -> None:
    """--data before the command counts like after it."""
    assert cunwen("history", "--data", stored, "export", "--user", 7).code == 0
