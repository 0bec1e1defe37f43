"""The connections to the Bot API. aiohttp makes a call in a quarter of the time that the library's own client takes."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any
from urllib.request import getproxies, proxy_bypass

import msgspec
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    TCPConnector,
)
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

log = logging.getLogger(__name__)

READ, CONNECT = 15.0, 10.0
"""Seconds for an answer, and for a connection: through a proxy both take their time."""
OPEN = 60.0
"""Seconds that a connection is kept open while nothing is said: a new one would come before most answers of a quiet bot."""
_ECHOED = frozenset(["reply_to_message", "reply_markup", "entities", "caption_entities", "link_preview_options"])
"""What Telegram tells of a sent message beside what is used of it: objects made of it would only be thrown away."""


class Weather:
    """Whether Telegram can be reached; says in the log when that changes."""

    _fair = True

    def lost(self, error: Exception) -> None:
        """A call did not get through."""
        if self._fair:
            log.warning("no connection to Telegram, trying again: %s", type(error).__name__)
        self._fair = False

    def found(self) -> None:
        """A call got through."""
        if not self._fair:
            log.info("connected to Telegram again")
        self._fair = True


class Lines(BaseRequest):
    """Calls to the Bot API, so many at once. Proxies are taken from the environment (HTTPS_PROXY)."""

    def __init__(self, most: int, weather: Weather) -> None:
        """most  calls at once; further ones wait for their turn, as long as it takes"""
        self._most = most
        self._weather = weather
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds, as in BaseRequest."""
        return READ

    async def initialize(self) -> None:
        """As in BaseRequest."""
        if self._session is None:
            connector = TCPConnector(limit=self._most, keepalive_timeout=OPEN)
            self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar())

    async def shutdown(self) -> None:
        """As in BaseRequest."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As in BaseRequest; of a message that was sent without what it answers and how it looks, which nobody asks for."""
        try:
            told = msgspec.json.decode(payload)
        except msgspec.DecodeError:
            told = BaseRequest.parse_json_payload(payload)  # which raises what the library expects
        result = told.get("result")
        if isinstance(result, dict) and "message_id" in result:
            told["result"] = {name: value for name, value in result.items() if name not in _ECHOED}
        return told

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *_: Any, **__: Any,
    ) -> tuple[int, bytes]:
        """Make one call; as in BaseRequest, but the other time-outs are always the same."""
        if self._session is None:
            raise RuntimeError("not initialized")
        read = READ if isinstance(read_timeout, DefaultValue) else read_timeout
        target = URL(url, encoded=True)
        patience = ClientTimeout(total=None, sock_connect=CONNECT, sock_read=read)
        body, headers = _form(request_data)
        try:
            async with self._session.request(
                method, target, data=body, headers=headers, timeout=patience, allow_redirects=False,
                proxy=proxy(target.scheme, target.host),
            ) as response:
                code, payload = response.status, await response.read()
        except TimeoutError as error:
            self._weather.lost(error)
            raise TimedOut from error
        except (ClientError, OSError) as error:
            self._weather.lost(error)
            raise NetworkError(type(error).__name__) from error
        self._weather.found()
        if code == 404 and url.endswith("/deleteWebhook"):
            return 200, b'{"ok": true, "result": true}'  # a server that knows no webhooks has none set
        return code, payload


@cache
def proxy(scheme: str, host: str | None) -> str | None:
    """Return the proxy that the environment names for a host: HTTPS_PROXY, else ALL_PROXY, unless NO_PROXY says so; None for none."""
    proxies = getproxies()
    return None if proxy_bypass(host or "") else proxies.get(scheme) or proxies.get("all")


def never_sent(error: NetworkError) -> bool:
    """Say whether the call failed before anything of it was sent, so that it cannot have had any effect."""
    return isinstance(error.__cause__, ClientConnectorError | ConnectionTimeoutError)


def _form(data: RequestData | None) -> tuple[FormData | bytes | None, dict[str, str]]:
    """Return the body and its headers.

    Without files it is encoded here, by yarl in a tenth of the time: aiohttp gets ready to send files first, and goes through
    Chinese byte by byte.
    """
    if data is None or not (told := data.json_parameters):
        return None, {}
    if not data.multipart_data:
        return URL.build(query=told).raw_query_string.encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    form = FormData(told, quote_fields=False)  # quoted, a file would be called %E6%9D%91… in the chat
    for name, (file, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=file, content_type=kind)
    return form, {}
