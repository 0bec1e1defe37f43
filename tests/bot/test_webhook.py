"""Updates that Telegram brings: who may, what is kept before it is told so, what cannot be read."""

from __future__ import annotations

import asyncio
import json
import signal
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.errors import CannotListen
from bot.settings import Address
from bot.wire.server import Page, Servers
from tests.bot.conftest import QUESTION, Process, Start
from tests.bot.telegram_server import Fault, TelegramServer

SECRET = "s3cret"


class Bringing:
    """A bot behind a webhook, and Telegram bringing it updates."""

    def __init__(self, telegram: TelegramServer, start: Start, port: int) -> None:
        self.telegram = telegram
        self.url = f"http://127.0.0.1:{port}"
        self._start = start
        self._settings = {
            "CUNWEN_WEBHOOK_URL": "https://bot.example.cn/hook", "CUNWEN_WEBHOOK_SECRET": SECRET,
            "CUNWEN_LISTEN": f"127.0.0.1:{port}",
        }

    async def start(self) -> Process:
        """Start the bot and wait until it can be reached."""
        self.telegram.webhook = {}
        process = await self._start(ready=False, **self._settings)
        await self.telegram.wait(lambda: self.telegram.webhook)
        await listening(int(self.url.rsplit(":", 1)[1]))
        return process

    async def bring(self, body: Any, secret: str | None = SECRET, path: str = "/hook") -> int:
        """Post an update (bytes as they are) and return the status."""
        headers = {"Content-Type": "application/json"}
        headers |= {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with ClientSession() as client, client.post(self.url + path, data=data, headers=headers) as response:
            return response.status


@pytest.fixture
def hook(telegram: TelegramServer, bot: Start, unused_tcp_port: int) -> Bringing:
    return Bringing(telegram, bot, unused_tcp_port)


async def listening(port: int) -> None:
    """Wait until something listens on *port*."""
    async with asyncio.timeout(120):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return


async def test_only_telegram_may_bring_updates_and_nothing_it_brings_stops_the_bot(hook: Bringing) -> None:
    """Without the secret 401, with a wrong one 403; what cannot be read is not asked for again (200); rubbish is 400."""
    process = await hook.start()
    assert hook.telegram.webhook["url"] == "https://bot.example.cn/hook"
    assert hook.telegram.webhook["secret_token"] == SECRET
    update = {"update_id": 5, "message": hook.telegram.message(QUESTION)}
    for secret, status in ((None, 401), ("", 403), ("s3cre", 403), ("s3cret秘", 403), (SECRET, 200)):
        assert await hook.bring(update, secret) == status
    await hook.telegram.reply()
    assert await hook.bring({"update_id": 6, "callback_query": {"id": "1", "data": "秘密"}}) == 200
    for rubbish in (b"", b"[1]", b"\xff", b'{"update_id": "x"}', b'{"update_id": Infinity}'):
        assert await hook.bring(rubbish) == 400
    assert await hook.bring(update, path="/hook/../other") == 404
    assert await hook.bring(update) == 200, "a second delivery"
    async with ClientSession() as client, client.get(f"{hook.url}/healthz") as response:
        assert (response.status, await response.text()) == (200, "ok\n")
    async with ClientSession() as client, client.get(f"{hook.url}/metrics") as response:
        assert response.status == 404, "not where everybody comes by"
    assert await process.stop() == 0
    assert len(hook.telegram.sent) == 1
    assert "秘密" not in process.log
    assert SECRET not in process.log


async def test_what_telegram_was_told_is_kept_outlives_the_process(hook: Bringing) -> None:
    """Also where Telegram, when the bot is back, has to be told twice of the webhook."""
    process = await hook.start()
    hook.telegram.faults["sendMessage"].append(Fault(drop="before"))
    assert await hook.bring({"update_id": 5, "message": hook.telegram.message(QUESTION)}) == 200
    await process.stop(signal.SIGKILL)
    assert hook.telegram.sent == []
    hook.telegram.faults["setWebhook"].append(Fault(status=502))
    process = await hook.start()
    await hook.telegram.reply()
    await hook.telegram.wait(lambda: process.rows("select count(*) from turns") == [(1,)])


async def test_an_address_that_is_taken_is_named() -> None:
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    address = Address("127.0.0.1", taken.sockets[0].getsockname()[1])
    servers = Servers()
    servers.add(address, "/healthz", Page, now=lambda: (200, b"ok"))
    with pytest.raises(CannotListen) as caught:
        servers.start()
    assert caught.value.facts["address"] == f"127.0.0.1:{address.port}"
    taken.close()
