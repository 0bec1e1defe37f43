"""Settings: the environment, ``.env``, defaults, and what is told about wrong values."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import (
    LISTEN,
    VARIABLES,
    Address,
    Settings,
    SettingsError,
    default_data,
    make_data_folder,
    read_folders,
    read_settings,
)
from corpus import DEMO

TOKEN = "123456789:AAHfiqksKZ8WmR2zSjiQ7xvAbCdEfGhIjKl"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty working directory and an environment without any of our variables."""
    monkeypatch.chdir(tmp_path)
    for name in (*VARIABLES, "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_defaults() -> None:
    """Nothing set is a usable bot without a token, over the demo reports."""
    settings = read_settings()
    assert settings == Settings()
    assert (settings.token, settings.reports, settings.api_url) == ("", DEMO, "https://api.telegram.org")
    assert (settings.engine, settings.retention_days, settings.admins) == ("auto", 365, frozenset())


def test_data_lives_in_the_users_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """XDG_DATA_HOME where it is an absolute path, as its specification asks, else ~/.local/share."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_data() == tmp_path / ".local" / "share" / "cunwen"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert default_data() == tmp_path / ".local" / "share" / "cunwen"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert default_data() == tmp_path / "xdg" / "cunwen"


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each variable arrives in its field, in its type."""
    values = (
        TOKEN, "http://127.0.0.1:8081/", "reports", "~/data", "1, 2，3", "-100123;4", "rank_bm25", "./milvus.db",
        "https://bot.example.cn/hook/", "s3cret_-", "0.0.0.0:8443", "[::1]:9090", "30", "Asia/Tokyo", "debug",
    )  # fmt: skip
    for name, value in zip(VARIABLES, values, strict=True):
        monkeypatch.setenv(name, value)
    assert read_settings() == Settings(
        TOKEN, "http://127.0.0.1:8081", Path("reports"), Path("~/data").expanduser(), frozenset({1, 2, 3}),
        frozenset({-100123, 4}), "rank_bm25", "./milvus.db", "https://bot.example.cn/hook", "s3cret_-",
        Address("0.0.0.0", 8443), Address("::1", 9090), 30, ZoneInfo("Asia/Tokyo"), "DEBUG",
    )  # fmt: skip


def test_dotenv_fills_in_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A .env of the working directory is read, without touching the environment of other programs."""
    Path(".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nCUNWEN_RETENTION_DAYS=7\n", encoding="utf-8")
    monkeypatch.setenv("CUNWEN_RETENTION_DAYS", "8")
    settings = read_settings()
    assert (settings.token, settings.retention_days) == (TOKEN, 8)


def test_only_the_working_directorys_dotenv_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A .env further up belongs to something else."""
    Path(".env").write_text("CUNWEN_RETENTION_DAYS=7\n", encoding="utf-8")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert read_settings().retention_days == 365


@pytest.mark.parametrize("name", VARIABLES)
def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """``NAME=`` in .env sets nothing."""
    monkeypatch.setenv(name, "  ")
    assert read_settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "ftp://host"),
        ("TELEGRAM_API_URL", "http://[bad"),
        ("CUNWEN_ADMINS", "张三"),
        ("CUNWEN_CHATS", "@group"),
        ("CUNWEN_ENGINE", "lucene"),
        ("CUNWEN_WEBHOOK_URL", "https://"),
        ("CUNWEN_LISTEN", "8080"),
        ("CUNWEN_LISTEN", "http://127.0.0.1:8080"),
        ("CUNWEN_METRICS", "127.0.0.1:"),
        ("CUNWEN_METRICS", "127.0.0.1:99999"),
        ("CUNWEN_METRICS", "me@127.0.0.1:9090"),
        ("CUNWEN_RETENTION_DAYS", "-1"),
        ("CUNWEN_RETENTION_DAYS", "1.5"),
        ("CUNWEN_TIMEZONE", "北京"),
        ("CUNWEN_TIMEZONE", "Asia"),
        ("CUNWEN_TIMEZONE", "../etc/passwd"),
        ("CUNWEN_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_value_is_told_with_name_value_and_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Enough to correct it without opening the documentation."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    (problem,) = caught.value.problems
    assert name in problem
    assert f"“{value}”" in problem
    assert "应为" in problem


@pytest.mark.parametrize(
    ("name", "value"),
    [("TELEGRAM_BOT_TOKEN", f"bot{TOKEN}"), ("CUNWEN_WEBHOOK_SECRET", "not a secret"), ("CUNWEN_ADMINS", TOKEN)],
)
def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Neither a wrong secret nor a token pasted into another variable."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert name in str(caught.value)
    assert value not in str(caught.value)
    assert TOKEN[10:] not in str(caught.value)


def test_settings_can_be_logged_without_their_secrets() -> None:
    """The repr that ends up in a log or a traceback holds no secret."""
    shown = repr(Settings(token=TOKEN, webhook_secret="s3cret", milvus_uri="http://user:pass@host"))
    assert not any(secret in shown for secret in (TOKEN, "s3cret", "pass"))


def test_all_wrong_values_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wants to start the bot once per mistake."""
    monkeypatch.setenv("CUNWEN_ENGINE", "lucene")
    monkeypatch.setenv("CUNWEN_LOG_LEVEL", "LOUD")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("broken", [b"TELEGRAM_BOT_TOKEN=\xff\xfe\x81", None], ids=["no UTF-8", "a folder"])
def test_a_dotenv_that_cannot_be_read(broken: bytes | None) -> None:
    """It is named instead of being passed over in silence."""
    if broken is None:
        Path(".env").mkdir()
    else:
        Path(".env").write_bytes(broken)
    with pytest.raises(SettingsError, match=r"\.env"):
        read_settings()


def test_folders_of_the_command_line_win(monkeypatch: pytest.MonkeyPatch) -> None:
    """Command line, then environment, then default; a wrong setting elsewhere does not matter to them."""
    monkeypatch.setenv("CUNWEN_REPORTS", "from-env")
    monkeypatch.setenv("CUNWEN_ENGINE", "lucene")
    assert read_folders(None, Path("d")) == (Path("from-env"), Path("d"))
    assert read_folders(Path("r"), None) == (Path("r"), default_data())


def test_the_data_folder_is_made_and_left_empty(tmp_path: Path) -> None:
    """Trying whether it can be written leaves nothing behind."""
    folder = make_data_folder(tmp_path / "a" / "b")
    assert list(folder.iterdir()) == []


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """The path, the reason in Chinese and the way out are told."""
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"file/b.*路径里有一段不是目录.*CUNWEN_DATA"):
        make_data_folder(tmp_path / "file" / "b")


@pytest.mark.parametrize(
    ("url", "listen", "expected"),
    [
        ("https://bot.example.cn/hook", None, LISTEN),
        ("https://bot.example.cn/hook", Address("0.0.0.0", 80), Address("0.0.0.0", 80)),
        ("http://127.0.0.1:8765/hook", None, Address("127.0.0.1", 8765)),
        ("http://127.0.0.1:8765/hook", Address("::1", 80), Address("::1", 80)),
    ],
)
def test_where_the_webhook_listens(url: str, listen: Address | None, expected: Address) -> None:
    """What is set; else where the proxy looks for it; a URL of this machine needs no proxy."""
    assert Settings(webhook_url=url, listen=listen).listening == expected
