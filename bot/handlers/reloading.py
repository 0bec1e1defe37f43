"""A reload with its progress on a board, and what it changed in words."""

from __future__ import annotations

import asyncio
import logging

from bot.desk import Desk
from bot.logs import where
from bot.wire.board import Board
from bot.wording import notices
from bot.wording.messages import message as sentence
from corpus import CorpusError

log = logging.getLogger(__name__)

EVERY = 3.0
"""Seconds between two edits of the progress; Telegram takes about one a second."""


async def reload(desk: Desk, board: Board) -> str:
    """Read the reports again; return in words what changed, or why the old ones go on answering."""
    try:
        return await _watched(desk, board)
    except CorpusError as error:
        why = notices.corpus_error(error)
    except Exception as error:
        log.error("a reload failed: %s", where(error))
        why = sentence("reload.bug", kind=type(error).__name__)
    return f"{sentence('reload.failed')}\n{why}"


async def _watched(desk: Desk, board: Board) -> str:
    come = (0, 0)

    def progress(done: int, total: int, *_: object) -> None:
        nonlocal come
        come = done, total

    work, told = asyncio.ensure_future(desk.reload(progress)), come
    while not (await asyncio.wait({work}, timeout=EVERY))[0]:
        if come != told:
            told = come
            await board.show(sentence("reload.progress", done=come[0], total=come[1]))
    return notices.reloaded(work.result()).plain
