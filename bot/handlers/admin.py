"""The commands of administrators."""

from __future__ import annotations

import importlib.metadata
import resource
import shutil
import sys
import time
from pathlib import Path

from telegram import Bot, Message
from telegram.error import TelegramError

from bot.desk import Desk
from bot.handlers.reloading import reload
from bot.wire import menus
from bot.wire.addressing import Request
from bot.wire.board import Board
from bot.wire.sending import send
from bot.wording.messages import message as sentence
from bot.wording.replies import said
from bot.wording.status import Vitals, status

STARTED = time.monotonic()
ERRORS = 5
"""Kinds of errors that /status names."""


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
        store, meters = self._desk.store, self._desk.meters
        vitals = Vitals(
            version=version(),
            uptime=time.monotonic() - STARTED,
            memory=resident_memory(),
            questions=await self._desk.unless_broken(0, store.history.count),
            waiting=await self._desk.unless_broken(1, store.inbox.count) - 1,  # without this very message
            answers=meters.percentiles("answer"),
            replies=meters.percentiles("reply"),
            errors=dict(meters.errors.most_common(ERRORS)),
            fetched=meters.since_fetched,
            webhook=bool(self._desk.settings.webhook_url),
            read=self._desk.shelf.since,
            disk=free_disk(self._desk.settings.data),
            sees_all=await _sees_all(message.get_bot()),
        )
        await send(message, status(self._desk.shelf.library.corpus, vitals))

    async def menus(self, message: Message) -> None:
        """Set an administrator's command menus: before their first /start Telegram did not know the chat."""
        if message.from_user is not None:
            await menus.for_admin(message.get_bot(), message.from_user.id)


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


def free_disk(folder: Path) -> int | None:
    """Return how many bytes are left on the disk of *folder*, None when the system does not say."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


async def _sees_all(bot: Bot) -> bool:
    """Ask Telegram whether privacy mode is off: it may have been changed since the start."""
    try:
        return bool((await bot.get_me()).can_read_all_group_messages)
    except TelegramError:
        return bool(bot.bot.can_read_all_group_messages)


def version() -> str:
    """Return the installed version."""
    try:
        return importlib.metadata.version("cunwen")
    except importlib.metadata.PackageNotFoundError:  # run from a folder without installing
        return "（未安装，直接运行）"
