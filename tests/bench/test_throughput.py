"""Which reply belongs to which question: bench/throughput.py."""

from __future__ import annotations

from tests.bot.telegram_server import Call, TelegramServer
from throughput import _taken


def test_a_picture_is_a_reply_as_well() -> None:
    """Else every later reply of that chat would be taken for the answer to the question before."""
    server = TelegramServer()
    sent = [("sendMessage", 1.0), ("sendPhoto", 2.0), ("editMessageText", 2.5), ("sendMessage", 3.0)]
    server.calls = [Call(method, {"chat_id": "7"}, 200, at) for method, at in sent]
    assert _taken(server, {(7, 0): 0.5, (7, 1): 1.75, (7, 2): 2.75}) == [0.5, 0.25, 0.25]


def test_a_picture_that_is_not_taken_is_none() -> None:
    server = TelegramServer()
    server.calls = [Call("sendPhoto", {"chat_id": "7"}, 400, 1.0), Call("sendMessage", {"chat_id": "7"}, 200, 2.0)]
    assert _taken(server, {(7, 0): 1.0}) == [1.0]
