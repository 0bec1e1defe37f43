"""What the READMEs, .env.example and the task runner say is true: commands exist, examples print what is shown."""

from __future__ import annotations

import contextlib
import doctest
import json
import re
import shlex
from pathlib import Path

import click
import pytest
from click.exceptions import NoArgsIsHelpError

import transcripts
from answering.scoring import gold_of
from bot.__main__ import cli
from bot.settings import VARIABLES, Settings, read_settings
from retrieval import Library
from tests.terminal import Command, parses

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
COMMAND = re.compile(r"`(cunwen [^`]+)`|^ +(?:.*&& )?(?:\.venv/bin/)?(cunwen .+)$|^\$ (cunwen .+)$", re.MULTILINE)
BLOCK = re.compile(r"^```console\n\$ cunwen (.+)\n((?:.*\n)*?)```$", re.MULTILINE)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*READMES, "CHANGELOG.md", ".env.example"])
def test_every_command_that_is_named_exists(name: str) -> None:
    """Each ``cunwen …`` in prose, tables and code is a command line that parses."""
    named = ["".join(match).strip() for match in COMMAND.findall(text(name))]
    assert named or name == ".env.example"
    for line in named:
        with contextlib.suppress(click.MissingParameter, NoArgsIsHelpError):  # `cunwen eval` amid a sentence
            parses(cli, shlex.split(line)[1:])


@pytest.mark.parametrize("name", READMES)
def test_the_examples_print_what_is_shown(cunwen: Command, name: str) -> None:
    """A console block is run; ``...`` stands for anything."""
    blocks = BLOCK.findall(text(name))
    assert len(blocks) >= 2
    for line, shown in blocks:
        printed = cunwen(*shlex.split(line)).out
        assert doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS), printed


@pytest.mark.parametrize("name", READMES)
def test_the_transcripts_are_what_the_bot_sends(name: str, demo: Library) -> None:
    """``python bench/transcripts.py --write`` brings them up to date."""
    assert transcripts.placed(text(name), transcripts.written(demo)) == text(name)


def test_both_readmes_say_the_same() -> None:
    """Twins: as many headings of each level, the same code, the same first words of table rows."""
    ours, theirs = map(text, READMES)
    for pattern in (r"^#+ ", r"^```[\s\S]*?^```", r"^    \S.*", r"^\| `[^`]+`", r"^\d+\. "):
        assert re.findall(pattern, ours, re.MULTILINE) == re.findall(pattern, theirs, re.MULTILINE)


@pytest.mark.parametrize("name", [*READMES, ".env.example"])
def test_every_setting_is_explained(name: str) -> None:
    """No variable is left out, and none is named that nothing reads."""
    assert set(re.findall(r"\b(?:TELEGRAM|CUNWEN)_[A-Z_]+\b", text(name))) == set(VARIABLES)


def test_the_example_settings_are_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .env copied without a change changes nothing, and lists the variables in the order they are read."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".env").write_text(text(".env.example"), encoding="utf-8")
    assert read_settings() == Settings()
    assert re.findall(r"^([A-Z_]+)=", text(".env.example"), re.MULTILINE) == list(VARIABLES)


def test_the_gold_example_can_be_read() -> None:
    """The form that is described is the form that is read."""
    for name in READMES:
        (example,) = re.findall(r"^```json\n(.*)\n```$", text(name), re.MULTILINE)
        assert gold_of(json.loads(example))[0].answers == ("青里村",)


@pytest.mark.parametrize("name", READMES)
def test_links_lead_somewhere(name: str) -> None:
    """Each relative link is a file of the project."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text(name))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_every_task_that_is_named_exists(name: str) -> None:
    """``make …`` in the READMEs is a target of the Makefile."""
    tasks = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", text(name))) <= tasks


def test_the_changelog_knows_the_version() -> None:
    """The version in pyproject.toml has its heading, or is the one being prepared."""
    version = re.search(r'^version = "(.+)"$', text("pyproject.toml"), re.MULTILINE)
    assert version
    assert f"## [{version[1]}]" in text("CHANGELOG.md") or "## [Unreleased]" in text("CHANGELOG.md")
