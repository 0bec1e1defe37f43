"""Why the bot does not start: one clear sentence, exit code 2, no traceback, nothing touched."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock
from telegram import Update

from bot.app import Service, run
from bot.settings import Settings
from bot.wire.lines import proxy
from tests.bot.telegram_server import TOKEN

Refusal = Callable[[Settings], str]


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Undo what run() sets up for the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(False)


@pytest.fixture
def settings(tmp_path: Path, folder: Path) -> Settings:
    """Settings that would do, but for a server: nothing listens on port 9."""
    return Settings(token=TOKEN, api_url="http://127.0.0.1:9", reports=folder, data=tmp_path / "data")


@pytest.fixture
def refusal(capfd: pytest.CaptureFixture[str]) -> Refusal:
    """Run the bot and return what it said when it refused."""

    def refused(settings: Settings) -> str:
        assert run(settings) == 2
        said = capfd.readouterr()
        assert "Traceback" not in said.out + said.err
        assert TOKEN not in said.out + said.err
        return said.err

    return refused


def test_no_token(settings: Settings, refusal: Refusal) -> None:
    said = refusal(replace(settings, token=""))
    assert all(word in said for word in ("BotFather", ".env", "cunwen chat"))


@pytest.mark.parametrize("token", ["村问", "123:a b", "123:a\nb"])
def test_a_token_that_is_none(settings: Settings, refusal: Refusal, token: str) -> None:
    said = refusal(replace(settings, token=token))
    assert "令牌" in said
    assert token not in said


def test_a_webhook_needs_its_secret(settings: Settings, refusal: Refusal) -> None:
    assert "CUNWEN_WEBHOOK_SECRET" in refusal(replace(settings, webhook_url="https://example.org/hook"))


@pytest.mark.parametrize(("name", "address"), [
    ("ALL_PROXY", "socks5://user:geheim@127.0.0.1:1080"), ("https_proxy", "socks5h://127.0.0.1:1080"),
])
def test_a_proxy_that_speaks_no_http(
    settings: Settings, refusal: Refusal, name: str, address: str, proxies: pytest.MonkeyPatch
) -> None:
    proxies.setenv(name, address)
    said = refusal(replace(settings, api_url="https://api.telegram.org"))
    assert f"代理是 {address.partition(':')[0]} 的" in said
    assert "HTTPS_PROXY=http://" in said
    assert "geheim" not in said


@pytest.mark.parametrize(("values", "through"), [
    ({}, None), ({"HTTPS_PROXY": "http://a:1"}, "http://a:1"), ({"ALL_PROXY": "http://b:2"}, "http://b:2"),
    ({"ALL_PROXY": "socks5://b:2", "HTTPS_PROXY": "http://a:1"}, "http://a:1"), ({"HTTP_PROXY": "http://c:3"}, None),
    ({"ALL_PROXY": "http://b:2", "NO_PROXY": "telegram.org"}, None),
])
def test_which_proxy_the_environment_names(values: dict[str, str], through: str | None, proxies: pytest.MonkeyPatch) -> None:
    for name, value in values.items():
        proxies.setenv(name, value)
    assert proxy("https", "api.telegram.org") == through


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """No proxy in the environment yet, and none remembered."""
    for name in ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"):
        for each in (name, name.lower()):
            monkeypatch.delenv(each, raising=False)
    proxy.cache_clear()
    yield monkeypatch
    proxy.cache_clear()


def test_a_second_bot_on_the_same_data(settings: Settings, refusal: Refusal) -> None:
    settings.data.mkdir()
    with FileLock(settings.data / "bot.lock"):
        assert "正被另一个机器人使用" in refusal(settings)


def test_a_damaged_database_is_named_and_left_alone(settings: Settings, refusal: Refusal) -> None:
    settings.data.mkdir()
    damaged = settings.data / "cunwen.db"
    damaged.write_bytes(b"no database at all, " * 300)
    said = refusal(settings)
    assert str(damaged) in said
    assert "已损坏" in said
    assert damaged.read_bytes() == b"no database at all, " * 300


def test_broken_pages_in_a_database_are_noticed(settings: Settings, refusal: Refusal) -> None:
    from bot.records.store import Store

    Store(settings.data).close()
    path = settings.data / "cunwen.db"
    data = bytearray(path.read_bytes())
    data[4096 + 20 :] = b"\xa5" * (len(data) - 4096 - 20)
    path.write_bytes(data)
    assert "已损坏" in refusal(settings)


def test_a_data_folder_that_cannot_be(settings: Settings, refusal: Refusal, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert str(tmp_path / "file") in refusal(replace(settings, data=tmp_path / "file" / "data"))


def test_reports_that_are_not_there(settings: Settings, refusal: Refusal, tmp_path: Path) -> None:
    assert "nowhere" in refusal(replace(settings, reports=tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    assert "empty" in refusal(replace(settings, reports=tmp_path / "empty"))


async def test_what_was_put_off_is_queued_again_when_its_time_comes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then it waits in the inbox, not in memory."""
    monkeypatch.setattr("bot.app.RETRY_EVERY", 0.01)
    monkeypatch.setattr("bot.records.inbox.SOONEST", 0)
    service = Service(settings)
    service._build()
    chat = {"id": 42, "type": "private", "first_name": "明"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": {**chat, "is_bot": False}, "text": "羊肚菌"}
    service._store.inbox.keep(5, json.dumps({"update_id": 5, "message": message}))
    service._store.inbox.begin(5)
    assert service._store.inbox.postpone(5)
    retrying = asyncio.create_task(service._retry())
    update = await asyncio.wait_for(service._queue.get(), 120)
    assert isinstance(update, Update)
    assert update.update_id == 5
    retrying.cancel()
    await asyncio.gather(retrying, return_exceptions=True)
    service._store.close()
