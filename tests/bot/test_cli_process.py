"""The real command in a process of its own: exit codes, pipes, signals, locales, what is imported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

QUESTION = "哪个村种植羊肚菌"


def user(home: Path, project: Path) -> dict[str, str]:
    """Somebody with nothing set."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(project), "LC_ALL": "C.UTF-8"}


@pytest.fixture
def first(tmp_path: Path, project: Path) -> dict[str, str]:
    """A user with an empty home, for whom the program has never run."""
    return user(tmp_path, project)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, project: Path) -> dict[str, str]:
    """A user for whom it has: the word lists are parsed and the reports are read, which takes longer than all the rest."""
    return {**user(tmp_path_factory.mktemp("home"), project), "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"]}


def run(
    environment: Mapping[str, str], *arguments: str, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=stdin, capture_output=True, env=environment, cwd=environment["HOME"], check=False,
    )  # fmt: skip


def test_python_m_bot_is_the_command(first: dict[str, str]) -> None:
    """``python -m bot`` answers like ``cunwen``, and leaves nothing in the home folder but its cache and its data.

    Reports read and word lists parsed are kept, so the second process imports no reader, and nothing that they use.
    """
    ran = run(first, "ask", QUESTION)
    assert (ran.returncode, ran.stdout.decode().splitlines()[0], ran.stderr) == (0, "青里村", b"")
    assert [path.name for path in Path(first["HOME"]).iterdir() if path.name not in (".cache", ".local")] == []
    only_read = ("yaml", "opencc", "pypinyin", "corpus.making", "corpus.readers", "importlib.metadata")
    code = f"import sys; from bot.__main__ import main; main(['ask', '{QUESTION}']); sys.exit(str({{*{only_read}}} & {{*sys.modules}}))"
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, env=first, check=False)
    assert again.stderr.decode().strip() == "set()"


def test_exit_codes_reach_the_shell(environment: dict[str, str]) -> None:
    """1 for nothing found, 2 for reports that are not there."""
    assert run(environment, "ask", "鲁滨孙漂流记").returncode == 1
    assert run(environment, "ask", QUESTION, "--reports", "nowhere").returncode == 2


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"PYTHONIOENCODING": "ascii"}])
def test_chinese_is_printed_whatever_the_locale(environment: dict[str, str], locale: dict[str, str]) -> None:
    """A terminal that claims to know only ASCII gets UTF-8 instead of a failure."""
    ran = run({**environment, **locale}, "ask", QUESTION)
    assert (ran.returncode, ran.stdout.decode("utf-8").splitlines()[0]) == (0, "青里村")


def test_a_terminal_in_gbk_gets_gbk(environment: dict[str, str]) -> None:
    """An encoding that can carry Chinese is left as it is."""
    ran = run({**environment, "PYTHONIOENCODING": "gbk"}, "ask", QUESTION)
    assert ran.stdout.decode("gbk").splitlines()[0] == "青里村"


def test_a_reader_that_leaves_early_hears_no_traceback(environment: dict[str, str]) -> None:
    """``cunwen ask --batch | head -1`` is quiet."""
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--batch", "--json"],
        input=f"{QUESTION}\n".encode() * 50, stdout=write, stderr=subprocess.PIPE, env=environment, check=False,
    )  # fmt: skip
    os.close(write)
    assert ran.stderr == b""


def test_each_answer_is_there_before_the_next_question(environment: dict[str, str]) -> None:
    """A program can hold a conversation over the two pipes: answers are flushed line by line."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--batch"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write(f"{QUESTION}\n".encode())
            process.stdin.flush()
            assert process.stdout.readline().decode() == "青里村\n"
        process.stdin.close()
        assert process.wait() == 0


def test_ctrl_c_is_130_and_one_line(environment: dict[str, str]) -> None:
    """An interrupted conversation ends without a traceback."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{QUESTION}\n".encode())
        process.stdin.flush()
        process.stdout.readline()  # it is listening now
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode == 130
    assert errors.decode().split() == ["已中断。"]


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        ("['--help']", "jieba telegram sqlite_utils yaml tqdm dotenv numpy"),
        (f"['ask', '{QUESTION}']", "telegram sqlite_utils tqdm dotenv pkg_resources pandas"),
    ],
    ids=["help", "ask"],
)
def test_a_command_imports_only_what_it_needs(first: dict[str, str], arguments: str, absent: str) -> None:
    """Help is quick, and asking does not load the Telegram library."""
    code = (
        f"import sys; from bot.__main__ import main; main({arguments});"
        f"loaded = [name for name in {absent.split()} if name in sys.modules]; sys.exit(str(loaded) if loaded else 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, env=first, check=False)
    assert (ran.returncode, ran.stderr.decode()) == (0, "")


def test_chat_knows_the_words_that_the_bot_knows(environment: dict[str, str]) -> None:
    """更多 and 原文 look again at the last answer; they are no questions."""
    lines = ["更多", QUESTION, "原文", *["更多"] * 9, "清除", "原文"]
    ran = run(environment, "chat", stdin="\n".join(lines).encode())
    replies = ran.stdout.decode().strip().split("\n\n")
    assert replies[0] == replies[-1]
    assert replies[0].startswith("还没有问过")
    assert replies[1].startswith("青里村\n「")
    assert "文件：" in replies[2]
    assert replies[3] != replies[4]
    assert replies[-3].startswith("没有更多了")


def test_chat_remembers_the_turns(environment: dict[str, str]) -> None:
    """Piped lines are a conversation; what follows 退出 is not asked any more."""
    ran = run(environment, "chat", stdin=f"{QUESTION}\n清除\n退出\n{QUESTION}\n".encode())
    assert ran.returncode == 0
    assert ran.stdout.decode().count("「") == 1
    assert "已忘掉" in ran.stdout.decode()
