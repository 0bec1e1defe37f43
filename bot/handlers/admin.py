"""The commands of administrators."""

from __future__ import annotations

import importlib.metadata
import resource
import sys
import time
from pathlib import Path

from telegram import Message

from bot.desk import Desk
from bot.handlers.reloading import reload
from bot.wire.addressing import Request
from bot.wire.board import Board
from bot.wire.sending import send
from bot.wording import notices
from bot.wording.messages import message as sentence
from bot.wording.replies import said

STARTED = time.monotonic()


class Admin:
    """Each method answers one command; who may give it is decided before."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def reload(self, message: Message, _: Request) -> None:
        """Read the reports again and say what changed; a failure changes nothing."""
        if self._desk.shelf.reloading:
            await send(message, said(sentence("reload.busy")))
            return
        board = Board(message)
        await board.show(sentence("reload.working"))
        await board.end([await reload(self._desk, board)])

    async def status(self, message: Message, _: Request) -> None:
        """Say how the bot is doing."""
        store = self._desk.store
        vitals = notices.Vitals(
            version=_version(),
            uptime=time.monotonic() - STARTED,
            memory=resident_memory(),
            questions=await self._desk.unless_broken(0, store.history.count),
            waiting=await self._desk.unless_broken(1, store.inbox.count) - 1,  # without this very message
            sees_all=bool(message.get_bot().bot.can_read_all_group_messages),
        )
        await send(message, notices.status(self._desk.shelf.library.corpus, vitals))

    async def gaps(self, message: Message, _: Request) -> None:
        """List the questions that no report answers."""
        await send(message, notices.gaps(await self._desk.store.do(self._desk.store.history.unanswered)))


def resident_memory() -> int:
    """Return the process's resident memory in bytes: now on Linux, at its highest elsewhere."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest if sys.platform == "darwin" else highest * 1024


def _version() -> str:
    try:
        return importlib.metadata.version("cunwen")
    except importlib.metadata.PackageNotFoundError:  # run from a folder without installing
        return "（未安装，直接运行）"
