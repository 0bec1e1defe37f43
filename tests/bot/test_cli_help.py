"""Help: Chinese throughout, with examples that are real commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from bot.__main__ import cli
from bot.cli import chinese
from bot.cli.layout import columns
from tests.terminal import Command, parses


def commands(command: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands(child, *path, name)


ALL = list(commands(cli))
LEAVES = [(path, command) for path, command in ALL if not isinstance(command, click.Group)]


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) or "cunwen" for path, _ in ALL])
def test_help_is_chinese_and_ends_with_examples(cunwen: Command, path: tuple[str, ...], command: click.Command) -> None:
    """No heading or text of click's own is left, each option is explained, and 示例 comes last."""
    ran = cunwen(*path, "--help")
    assert (ran.code, ran.err) == (0, "")
    headings = [line.strip("： ") for line in ran.lines if re.fullmatch(r"\S+：", line)]
    assert headings[-1] == "示例"
    assert set(headings) <= {"参数", "选项", "命令", "示例"}
    assert ran.out.startswith("用法：cunwen")
    assert "显示帮助并退出" in ran.out
    assert not re.search(r"Usage|Options|Commands|Show this|Arguments|required", ran.out)
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    assert all(argument.explain for argument in command.params if isinstance(argument, chinese.Argument))
    assert max(columns(line) for line in ran.lines) <= 100


@pytest.mark.parametrize(("path", "command"), LEAVES, ids=[" ".join(path) for path, _ in LEAVES])
def test_every_command_takes_both_folders(path: tuple[str, ...], command: click.Command) -> None:
    """--reports and --data are part of the contract for each of them."""
    assert {"--reports", "--data"} <= {name for parameter in command.params for name in parameter.opts}


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) or "cunwen" for path, _ in ALL])
def test_examples_can_be_typed(path: tuple[str, ...], command: click.Command) -> None:
    """Each example is a command line that parses."""
    assert isinstance(command, chinese.Command)
    assert command.examples
    for line, _ in command.examples:
        words = shlex.split(re.split(r" [<>|] ", line)[0])
        words = words[words.index("cunwen") + 1 :]
        parses(cli, words)


def test_version(cunwen: Command) -> None:
    """One line with the name first."""
    ran = cunwen("--version")
    assert (ran.code, len(ran.lines)) == (0, 1)
    assert ran.out.startswith("cunwen")
