"""A document that was sent becomes bytes: asked for with getFile, downloaded, and complete."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from telegram import Document, File
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from corpus.errors import TooLarge
from corpus.shelving import check_size

log = logging.getLogger(__name__)
T = TypeVar("T")

PAUSES = (0.5, 1.5)
"""Seconds before each further try; fetching twice does no harm, so a time-out is tried again as well."""


class NotFetched(Exception):
    """The file could not be had; ``code`` is the sentence that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def fetch(document: Document) -> bytes:
    """Return the bytes of *document*.

    Raises  corpus.errors.TooLarge when Telegram's Bot API gives out no file of that size (20 MB), NotFetched otherwise
    """
    name = document.file_name or ""
    check_size(name, document.file_size or 0)
    try:
        file = await _patiently(document.get_file)
        if not file.file_path:
            raise NotFetched("fetching.gone")
        check_size(name, file.file_size or 0)
        data = await _patiently(lambda: _download(file))
    except BadRequest as error:
        if "too big" in error.message:
            raise TooLarge(Path(name)) from error
        raise NotFetched("fetching.gone") from error
    except InvalidToken as error:  # what the library makes of a 404
        raise NotFetched("fetching.elsewhere") from error
    except OSError as error:
        raise NotFetched("fetching.elsewhere") from error
    except TelegramError as error:
        log.warning("a document could not be fetched: %s", type(error).__name__)
        raise NotFetched("fetching.lost") from error
    if len(data) != (file.file_size or len(data)):
        raise NotFetched("fetching.cut_short")
    return data


async def _download(file: File) -> bytes:
    """A Bot API server of one's own may name a path on its own disk instead: PTB reads that where it is on this machine."""
    if Path(file.file_path or "").is_absolute():
        return await asyncio.to_thread(Path(file.file_path or "").read_bytes)
    return bytes(await file.download_as_bytearray())


async def _patiently(call: Callable[[], Awaitable[T]]) -> T:
    for pause in PAUSES:
        try:
            return await call()
        except NetworkError as error:
            if isinstance(error, BadRequest | InvalidToken):
                raise
            log.warning("a document did not come through, trying again in %.1f s: %s", pause, type(error).__name__)
            await asyncio.sleep(pause)
    return await call()
