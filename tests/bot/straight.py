"""The bot's calls taken straight to the Bot API stand-in, without a network between: for handlers in one process."""

from __future__ import annotations

import json
from typing import Any

from telegram.request import BaseRequest, RequestData

from tests.bot.telegram_server import Params, Refusal, TelegramServer, upload, value_of, with_files


class Straight(BaseRequest):
    """Makes each call at *server* and keeps it in ``calls``. ``refuse`` is what the next sendMessage get instead."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server
        self.calls: list[tuple[str, Params]] = []
        self.refuse: list[Exception] = []

    @property
    def read_timeout(self) -> float:
        """Any."""
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """Make the call; a refusal is answered as Telegram does."""
        name, params = url.rsplit("/", 1)[1], _params(request_data)
        self.calls.append((name, params))
        try:
            return 200, json.dumps({"ok": True, "result": await self.taken(name, params)}).encode()
        except Refusal as refusal:
            body = {"ok": False, "error_code": refusal.status, "description": refusal.description}
            return refusal.status, json.dumps({**body, "parameters": refusal.parameters}).encode()

    async def taken(self, name: str, params: Params) -> Any:
        """Return what the stand-in makes of the call; raises Refusal, or what a broken line raises."""
        if name == "sendMessage" and self.refuse:
            raise self.refuse.pop(0)
        return await self._server.call(name, params)

    @property
    def said(self) -> list[str]:
        """The texts that were sent, taken or not."""
        return [str(params["text"]) for name, params in self.calls if name == "sendMessage"]


def _params(data: RequestData | None) -> Params:
    """Return the call's parameters as they come out of a form."""
    if data is None:
        return {}
    files = {key: upload(name, content) for key, (name, content, _) in (data.multipart_data or {}).items() if isinstance(content, bytes)}
    return with_files({key: value_of(text) for key, text in data.json_parameters.items()} | files)
