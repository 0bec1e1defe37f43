"""What deploy/ and docs/ say is true of the program: settings, paths, commands, signals, exit codes."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.__main__ import cli
from bot.app import DIED, REFUSED
from bot.settings import VARIABLES
from bot.wire.order import DRAIN
from tests.terminal import parses

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "docs").glob("*.md"))
DEPLOY = ("Dockerfile", "compose.yaml", "cunwen.service")


def text(name: str) -> str:
    return (ROOT / "deploy" / name).read_text(encoding="utf-8")


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions and their arguments, continued lines joined."""
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", text("Dockerfile"), flags=re.MULTILINE))
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1].strip()) for line in joined.splitlines() if line.strip()]


def unit() -> dict[str, dict[str, list[str]]]:
    """Return the unit's sections; a name may be there more than once."""
    sections: dict[str, dict[str, list[str]]] = {}
    for line in text("cunwen.service").splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), defaultdict(list))
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            current[name].append(value)
    return sections


@pytest.fixture
def service() -> dict[str, Any]:
    """The compose file's only service."""
    (found,) = yaml.safe_load(text("compose.yaml"))["services"].values()
    return dict(found)


@pytest.mark.parametrize("path", [*(ROOT / "deploy" / name for name in DEPLOY), *PAGES], ids=lambda path: path.name)
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    named = set(re.findall(r"\b(?:TELEGRAM|CUNWEN)_[A-Z_]+\b", path.read_text(encoding="utf-8")))
    assert named <= set(VARIABLES)
    assert named <= set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_of_a_page_exists(path: Path) -> None:
    """Wherever it is run, also inside of the container."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("    ")]
    named = [found[1] for line in lines if (found := re.search(r"(?:/| )cunwen ((?:backup|reports|bot|ask) [^&|]*)", line))]
    assert named or path.stem.removesuffix(".zh-CN") in ("botfather", "scale")
    for arguments in named:
        parses(cli, shlex.split(arguments))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_and_files_of_a_page_are_there(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", words)
    assert [link for link in links if not (path.parent / link).exists()] == []
    assert [name for name in re.findall(r"\bdeploy/[\w.]+\b", words) if not (ROOT / name).exists()] == []


def test_the_image_is_made_by_the_commands_of_the_readme() -> None:
    (install,) = [argument for name, argument in instructions() if name == "RUN" and "pip" in argument]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 -m venv .venv && .venv/bin/pip install -q . " in readme
    made = install.replace("/opt/cunwen", ".venv").replace("--no-cache-dir ", "").replace('".${EXTRAS}"', ".")
    assert made == "python3 -m venv .venv && .venv/bin/pip install -q ."


def test_the_image_runs_the_bot_as_nobody_special_over_two_volumes() -> None:
    last = [name for name, _ in instructions()][::-1].index("FROM")
    final = dict(instructions()[-last:])
    assert final["USER"].split(":")[0].isdigit()
    assert final["USER"] != "0:0"
    assert ast.literal_eval(final["VOLUME"]) == ["/data", "/reports"]
    entry, command = ast.literal_eval(final["ENTRYPOINT"]), ast.literal_eval(final["CMD"])
    assert entry == ["cunwen"]
    parses(cli, command)
    assert command[0] == "bot"
    environment = dict(word.split("=", 1) for word in final["ENV"].split())
    assert f"http://{environment['CUNWEN_METRICS']}/healthz" in final["HEALTHCHECK"]
    assert (environment["CUNWEN_DATA"], environment["CUNWEN_REPORTS"]) == ("/data", "/reports")


def test_the_image_has_what_is_installed_and_no_secret() -> None:
    """What pyproject.toml needs is copied by name; everything else, .env among it, is not even read."""
    rules = [line for line in text("Dockerfile.dockerignore").splitlines() if line and not line.startswith("#")]
    kept = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    assert rules[0] == "*"
    copied = [argument.split()[:-1] for name, argument in instructions() if name == "COPY" and not argument.startswith("--")]
    assert kept == {name for names in copied for name in names}
    assert kept == {"pyproject.toml", "README.md", "LICENSE", "corpus", "retrieval", "answering", "bot"}
    assert all((ROOT / name).exists() for name in kept)


def test_compose_builds_that_image_and_gives_the_bot_time(service: dict[str, Any]) -> None:
    compose = ROOT / "deploy"
    assert (compose / service["build"]["context"]).resolve() == ROOT
    assert (compose / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    assert (compose / service["env_file"]).resolve() == ROOT / ".env"
    assert int(service["stop_grace_period"].removesuffix("s")) >= DRAIN + 5
    assert {volume.split(":")[1] for volume in service["volumes"]} == {"/data", "/reports"}
    image = dict(word.split("=", 1) for name, told in instructions() if name == "ENV" for word in told.split())
    ours = {name: value for name, value in service["environment"].items() if name in VARIABLES}
    assert ours == {name: value for name, value in image.items() if name in VARIABLES}, "an empty line in .env wins over ENV"
    assert service["cap_drop"] == ["ALL"]


def test_the_service_starts_the_bot_and_starts_it_again_only_where_that_can_help() -> None:
    told = unit()["Service"]
    (start,) = told["ExecStart"]
    program, *arguments = shlex.split(start)
    assert program.endswith("/.venv/bin/cunwen")
    parses(cli, arguments)
    assert told["Restart"] == ["on-failure"]
    assert told["RestartPreventExitStatus"] == [str(REFUSED)]
    assert str(DIED) not in told["RestartPreventExitStatus"]
    assert int(told["TimeoutStopSec"][0]) >= DRAIN + 5
    assert told["User"] == ["cunwen"]
    (home,) = told["StateDirectory"]
    folders = [word for word in arguments if word.startswith("/")]
    assert [folder.startswith(f"/var/lib/{home}/") for folder in folders] == [True, True]


def test_the_page_puts_files_where_the_unit_looks_for_them() -> None:
    page, told = (ROOT / "docs" / "deploy-systemd.md").read_text(encoding="utf-8"), unit()["Service"]
    assert f"install -m 600 .env.example {told['EnvironmentFile'][0]}" in page
    assert shlex.split(told["ExecStart"][0])[0].removesuffix("/.venv/bin/cunwen") in page
    for folder in ("/var/lib/cunwen/reports", "/var/lib/cunwen/data"):
        assert folder in page
        assert folder in told["ExecStart"][0]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """With a program that is there."""
    path = tmp_path / "cunwen.service"
    path.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text("cunwen.service"), flags=re.MULTILINE), "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
