"""No token and no user's word in a log, whoever logs."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.logs import Discreet, WithoutArguments, where
from bot.settings import make_data_folder

TOKEN = "123456:short"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What loggers of any name write through our handler."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet(TOKEN))
    handler.addFilter(WithoutArguments())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def test_tokens_are_hidden_wherever_they_stand(written: io.StringIO) -> None:
    other = "987654321:AAother-token_other-token_other-tok"
    logging.getLogger("bot.x").warning("POST https://host/bot%s/getMe and %s", TOKEN, other)
    assert TOKEN not in written.getvalue()
    assert other not in written.getvalue()
    assert written.getvalue().count("<token>") == 2


def test_an_exception_is_logged_by_kind_and_place_only(written: io.StringIO) -> None:
    try:
        raise KeyError("羊肚菌的秘密")
    except KeyError as error:
        logging.getLogger("bot.x").exception("failed")
        place = where(error)
    assert "秘密" not in written.getvalue()
    assert "KeyError at" in written.getvalue()
    assert "bot/test_logs.py:" in place


def test_of_libraries_only_the_innermost_line_is_told() -> None:
    """Their own way would push out which line of ours called them."""
    with pytest.raises(ValueError, match="null byte") as caught:
        make_data_folder(Path("\0"))
    inner, outer = where(caught.value).split(" at ")[1].split(" ← ")
    assert "pathlib" in inner
    assert outer.startswith("bot/settings.py:")


@pytest.mark.parametrize("name", ["telegram.ext.ExtBot", "telegram.ext.Updater", "asyncio", "httpx"])
def test_libraries_do_not_get_updates_into_the_log(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).critical("Received data was *not* processed! Received data was: %s", {"text": "秘密"})
    logging.getLogger(name).error("Task exception was never retrieved\nfuture: <Task exception=KeyError('秘密')>")
    assert "秘密" not in written.getvalue()
    assert "Received data" in written.getvalue()
