"""Bad input: a clear Chinese sentence that says what to do, exit code 2, no traceback, nothing lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.terminal import Command, Ran

CHINESE = re.compile(r"[一-鿿]")
ENGLISH = re.compile(r"[A-Za-z]+ [a-z]+ [a-z]+")
COMMAND = re.compile(r"cunwen(?: [\w-]+)*", re.ASCII)


def refused(ran: Ran) -> str:
    """Fail unless *ran* is a wrong use told in Chinese on standard error only; return what was told."""
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert CHINESE.search(ran.err)
    assert not ENGLISH.search(COMMAND.sub("", ran.err)), ran.err
    return ran.err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good report."""
    path = tmp_path / "reports"
    path.mkdir()
    (path / "好.txt").write_text("月亮镇工作总结\n兔儿村种植桂花树300亩。\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["aks"], "ask"),
        (["ask"], "问题"),
        (["ask", "--jsn", "问"], "--json"),
        (["ask", "--batch", "问"], "--batch"),
        (["ask", "问", "--reports"], "--reports"),
        (["ask", "问", "--json=1"], "--json"),
        (["eval"], "标准问题"),
        (["eval", "a", "b"], "b"),
        (["eval", "a", "--misses", "-1"], "-1"),
        (["eval", "a", "--by", "mood"], "kind"),
        (["eval", "nowhere.jsonl"], "nowhere.jsonl"),
        (["reports", "shw"], "show"),
        (["reports", "show"], "名字"),
        (["reports", "show", "没有这份"], "cunwen reports"),
        (["history", "export"], "--user"),
        (["history", "export", "--user", "张三"], "张三"),
        (["history"], "forget"),
        ([], "ask"),
    ],
    ids=" ".join,
)
def test_wrong_usage(cunwen: Command, arguments: list[str], told: str) -> None:
    """The message names what was wrong or what there is instead."""
    ran = cunwen(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert not ENGLISH.search(COMMAND.sub("", ran.err)), ran.err


@pytest.mark.parametrize("command", [["ask", "问"], ["chat"], ["reports"], ["eval", "gold.jsonl"]], ids=" ".join)
def test_reports_that_are_not_there(cunwen: Command, command: list[str], tmp_path: Path) -> None:
    """The path is named, and where to correct it."""
    (tmp_path / "gold.jsonl").write_text("", encoding="utf-8")
    told = refused(cunwen(*command, "--reports", tmp_path / "nowhere"))
    assert "nowhere" in told
    assert "--reports" in told


def test_a_folder_without_reports(cunwen: Command, tmp_path: Path) -> None:
    """An empty folder is told apart from one that is missing."""
    (tmp_path / "empty").mkdir()
    assert "empty" in refused(cunwen("ask", "问", "--reports", tmp_path / "empty"))


def test_a_file_instead_of_a_folder(cunwen: Command, folder: Path) -> None:
    """A single file is no folder of reports."""
    refused(cunwen("ask", "问", "--reports", folder / "好.txt"))


@pytest.mark.parametrize(
    "yaml", ["reports: [", "- 1", "reports:\n- titel: 无", "\x00"], ids=["open", "list", "key", "nul"]
)
def test_a_broken_catalogue(cunwen: Command, folder: Path, yaml: str) -> None:
    """reports.yaml is named; no report is answered from half-read facts."""
    (folder / "reports.yaml").write_text(yaml, encoding="utf-8")
    assert "reports.yaml" in refused(cunwen("ask", "问", "--reports", folder))


@pytest.mark.parametrize(
    ("name", "data"),
    [("未知.xyz", b"?"), ("空.txt", b""), ("乱.txt", b"\x81\x00\xff\xfe\x9d" * 9), ("白.txt", b" \n\n")],
    ids=["unknown type", "empty", "no text", "blank"],
)
def test_one_bad_file_hides_no_other(cunwen: Command, folder: Path, name: str, data: bytes) -> None:
    """The good reports answer; check names the bad file with a sentence and exit code 2."""
    (folder / name).write_bytes(data)
    assert cunwen("ask", "桂花树种了多少亩", "--reports", folder).code == 0
    ran = cunwen("reports", "check", "--reports", folder, "--json")
    assert ran.code == 2
    assert [report["report"] for report in ran.json["reports"]] == ["好.txt"]
    (problem,) = ran.json["problems"]
    assert problem["report"] == name
    assert CHINESE.search(problem["message"])
    alone = cunwen("reports", "check", folder / name, "--json")
    assert (alone.code, alone.json["problems"][0]["code"]) == (2, problem["code"])


def test_a_folder_of_bad_files_says_of_each_why(cunwen: Command, tmp_path: Path) -> None:
    """Not only that there is no report: the reader has to know which file to put right, and how."""
    (tmp_path / "空.txt").write_bytes(b"")
    (tmp_path / "表.xyz").write_bytes(b"?")
    told = refused(cunwen("ask", "问", "--reports", tmp_path))
    assert "空.txt：文件是空的，一个字节也没有" in told
    assert "表.xyz：不认识的文件类型" in told
    ran = cunwen("reports", "check", "--reports", tmp_path, "--json")
    assert (ran.code, {problem["report"] for problem in ran.json["problems"]}) == (2, {"空.txt", "表.xyz"})


def test_check_of_files_goes_on_after_a_broken_catalogue(cunwen: Command, folder: Path, tmp_path: Path) -> None:
    """The reports.yaml beside a file is its problem, not that of the others."""
    (tmp_path / "新.txt").write_text("月亮镇工作总结\n桂花树300亩。\n", encoding="utf-8")
    (folder / "reports.yaml").write_text("reports: [", encoding="utf-8")
    ran = cunwen("reports", "check", folder / "好.txt", tmp_path / "新.txt", "--json")
    assert ran.code == 2
    assert [report["report"] for report in ran.json["reports"]] == ["新.txt"]
    assert [problem["code"] for problem in ran.json["problems"]] == ["BrokenCatalog"]


def test_check_of_a_file_that_is_not_there(cunwen: Command) -> None:
    """A mistyped name is a problem like any other."""
    ran = cunwen("reports", "check", "nowhere.txt")
    assert ran.code == 2
    assert "nowhere.txt：打不开（没有这个文件或目录）" in ran.out


@pytest.mark.parametrize("line", ["{", '{"id": 1}', "[]", '"x"', '{"turns": 3}'])
def test_a_gold_file_of_another_form(cunwen: Command, tmp_path: Path, line: str) -> None:
    """File and line are named."""
    (tmp_path / "gold.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    told = refused(cunwen("eval", "gold.jsonl"))
    assert "gold.jsonl 第 2 行" in told


def test_a_setting_that_cannot_be_used(cunwen: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable, its value and what is expected are named before anything starts."""
    monkeypatch.setenv("CUNWEN_RETENTION_DAYS", "很久")
    told = refused(cunwen("bot"))
    assert "CUNWEN_RETENTION_DAYS" in told
    assert "很久" in told


def test_no_token(cunwen: Command) -> None:
    """Without a token the bot says where to get one, and how to ask without Telegram."""
    told = refused(cunwen("bot"))
    assert "BotFather" in told
    assert "cunwen chat" in told


def test_a_token_of_the_wrong_form_is_not_shown(cunwen: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even when it is wrong: it may be a real one with a character too many."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:secret secret")
    told = refused(cunwen("bot"))
    assert "TELEGRAM_BOT_TOKEN" in told
    assert "secret" not in told


def test_a_data_folder_that_cannot_be_written(
    cunwen: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is named, and how to choose another."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:abcdefghijklmnopqrstuvwxyz")
    told = refused(cunwen("bot", "--data", tmp_path / "file" / "data"))
    assert "--data" in told
    assert "abcdefgh" not in told


def test_a_data_folder_that_is_a_file(cunwen: Command, tmp_path: Path) -> None:
    """Is told as such, and not as a user of whom nothing is stored."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "--data" in refused(cunwen("history", "export", "--user", "1", "--data", tmp_path / "file"))


def test_a_data_file_that_is_no_database(cunwen: Command, tmp_path: Path) -> None:
    """A damaged history is told, and left as it is."""
    (tmp_path / "data").mkdir()
    damaged = tmp_path / "data" / "cunwen.db"
    damaged.write_bytes(b"this is no database" * 100)
    assert "cunwen.db" in refused(cunwen("history", "export", "--user", "1"))
    assert damaged.read_bytes() == b"this is no database" * 100


def test_a_folder_where_a_file_is_wanted(cunwen: Command, folder: Path) -> None:
    """It is called a folder, with what to write instead; one piece of advice is enough."""
    for command in (("reports", "check", folder), ("reports", "add", folder, "--reports", folder)):
        ran = cunwen(*command)
        assert ran.code == 2
        assert "是一个文件夹，请写里面的文件" in ran.out + ran.err
        assert (ran.out + ran.err).count("请") == 1


def test_a_cache_that_another_program_holds(cunwen: Command, folder: Path, tmp_path: Path) -> None:
    """SQLite's reason in Chinese; the question is answered all the same."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "library.db").mkdir()
    ran = cunwen("ask", "兔儿村种了什么", "--reports", folder, "--data", tmp_path / "data")
    assert ran.code == 0
    assert "用不了（打不开）" in ran.err
    assert not ENGLISH.search(COMMAND.sub("", ran.err))
