"""Who administers a chat, asked of Telegram and remembered for a minute."""

from __future__ import annotations

import logging
import time

from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.wire.sending import patiently

log = logging.getLogger(__name__)

REMEMBERED = 60.0
"""Seconds that an answer is good for: somebody may press several buttons, and may stop being an administrator."""
MANY = 1000
"""Answers kept before all are dropped."""
HEADS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


class Members:
    """Remembers what Telegram said of members."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[float, bool]] = {}

    async def administers(self, bot: Bot, chat: int, user: int) -> bool | None:
        """Say whether *user* administers *chat*; None when Telegram does not tell."""
        until, known = self._known.get((chat, user), (0.0, False))
        if time.monotonic() < until:
            return known
        try:
            member = await patiently(lambda: bot.get_chat_member(chat, user))
        except (TelegramError, TypeError) as error:  # a server of another version tells of members in other fields
            log.info("Telegram does not tell who administers chat %d: %s", chat, type(error).__name__)
            return None
        if len(self._known) >= MANY:
            self._known.clear()
        heads = member.status in HEADS
        self._known[chat, user] = time.monotonic() + REMEMBERED, heads
        return heads
