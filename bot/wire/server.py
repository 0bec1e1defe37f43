"""The HTTP servers of the bot: the webhook, /healthz and /metrics. What shares an address shares a server."""

from __future__ import annotations

import socket
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.errors import CannotListen
from bot.settings import Address
from bot.system import in_chinese

LARGEST = 2**20
"""Bytes of a request; Telegram's updates have some thousand."""
TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Handler(RequestHandler):
    """A handler that does not say what software it is."""

    def set_default_headers(self) -> None:
        """As in RequestHandler."""
        self.clear_header("Server")

    def data_received(self, chunk: bytes) -> None:
        """Nothing is streamed."""


class Page(Handler):
    """Shows what *now* gives: status and text."""

    def initialize(self, now: Callable[[], tuple[int, bytes]]) -> None:
        """As in RequestHandler."""
        self._now = now

    def get(self) -> None:
        """Show it."""
        status, text = self._now()
        self.set_status(status)
        self.set_header("Content-Type", TEXT)
        self.set_header("Cache-Control", "no-store")
        self.write(text)

    def head(self) -> None:
        """Show its status."""
        self.get()


class Servers:
    """What is served where, and the servers that do."""

    def __init__(self) -> None:
        self._rules: defaultdict[Address, dict[str, tuple[type[Handler], dict[str, Any]]]] = defaultdict(dict)
        self._running: list[HTTPServer] = []

    def add(self, address: Address, path: str, handler: type[Handler], **given: Any) -> None:
        """Serve *path* at *address* by *handler*, which is initialised with what is *given*."""
        self._rules[address][path] = (handler, given)

    def start(self) -> None:
        """Listen. Raises CannotListen."""
        for address, rules in self._rules.items():
            shown = [(path, handler, given) for path, (handler, given) in rules.items()]
            server = HTTPServer(Application(shown, log_function=lambda _: None), max_body_size=LARGEST)
            server.add_socket(_listening(address))
            self._running.append(server)

    async def stop(self) -> None:
        """Close every connection."""
        for server in self._running:
            server.stop()
            await server.close_all_connections()
        self._running.clear()


def _listening(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        opened = socket.create_server(address, family=family)
    except OSError as error:
        raise CannotListen(address=f"{address.host}:{address.port}", detail=in_chinese(error.strerror or "")) from error
    opened.setblocking(False)
    return opened
