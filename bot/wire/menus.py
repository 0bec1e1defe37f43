"""What Telegram is told about the bot at the start: the command menus, by scope and language.

Nothing here is needed for answering: whatever the server does not know or refuses is logged, and the bot goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

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
    for scope, shown in _menus(admins):
        for language in ("zh", "en"):
            commands = menu(language, admin=shown == "admin", group=shown == "group")
            try:
                await bot.set_my_commands(commands, scope=scope, language_code="en" if language == "en" else None)
            except TelegramError as error:
                log.warning("the %s command menu could not be set: %s", shown, type(error).__name__)


def _menus(admins: Iterable[int]) -> Iterator[tuple[BotCommandScope, str]]:
    yield BotCommandScopeAllPrivateChats(), "private"
    yield BotCommandScopeAllGroupChats(), "group"
    for admin in sorted(admins):
        yield BotCommandScopeChat(admin), "admin"
