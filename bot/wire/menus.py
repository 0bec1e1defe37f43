"""What Telegram is told about the bot at the start: the command menus, by scope and language.

Nothing here is needed for answering: whatever the server does not know or refuses is logged, and the bot goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.wording.notices import menu

log = logging.getLogger(__name__)


async def set_up(bot: Bot, admins: Iterable[int]) -> None:
    """Set every menu; an administrator gets one only after having written to the bot, and it may fail until then."""
    await _set(bot, BotCommandScopeAllPrivateChats(), "private")
    await _set(bot, BotCommandScopeAllGroupChats(), "group")
    for admin in sorted(admins):
        await for_admin(bot, admin)


async def for_admin(bot: Bot, admin: int) -> None:
    """Set the menus of one administrator, in their private chat."""
    await _set(bot, BotCommandScopeChat(admin), "admin")


async def _set(bot: Bot, scope: BotCommandScope, shown: str) -> None:
    """Set a menu in Chinese for everybody, in English for clients that are in English."""
    for language in ("zh", "en"):
        commands = menu(language, admin=shown == "admin", group=shown == "group")
        try:
            await bot.set_my_commands(commands, scope=scope, language_code="en" if language == "en" else None)
        except TelegramError as error:
            log.warning("the %s command menu could not be set: %s", shown, type(error).__name__)
