"""One message that tells how far a piece of work has come: sent once, then edited."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace

from telegram import Chat, Message
from telegram.error import BadRequest, TelegramError

from bot.wire.sending import edit, send
from bot.wording.notices import lines
from bot.wording.replies import Button

log = logging.getLogger(__name__)


class Board:
    """What was finished stays; below it stands what is going on."""

    def __init__(
        self, question: Message, shown: Message | None = None, finished: str = "", buttons: Sequence[Button] = ()
    ) -> None:
        """shown  a message of the bot to go on with, and what of it stays; otherwise one is sent under *question*"""
        self._question = question
        self._shown = shown
        self._finished = [finished] if finished else []
        self._buttons = list(buttons)

    async def show(self, words: str) -> None:
        """Tell what is going on now.

        Only the first message matters enough to fail for. In a group, and for the files of an album, it is the only one:
        Telegram lets a bot write to a group 20 times a minute, to a chat once a second, and the ends are worth more.

        Raises  TelegramError when nothing could be sent at all
        """
        reply = lines(["\n\n".join([*self._finished, words])])
        if self._shown is None:
            self._shown = await send(self._question, reply)
        elif self._question.chat.type == Chat.PRIVATE and not self._question.media_group_id:
            try:
                await edit(self._shown, reply)
            except TelegramError as error:
                log.info("progress could not be shown: %s", type(error).__name__)

    async def end(self, told: Iterable[str], buttons: Sequence[Button] = ()) -> None:
        """Tell how it ended; in a message of its own when that of the progress is gone.

        Raises  TelegramError when it cannot be delivered
        """
        self._finished.append("\n".join(line for line in told if line))
        self._buttons += buttons
        reply = replace(lines(["\n\n".join(self._finished)]), buttons=tuple(self._buttons))
        try:
            if self._shown is not None:
                await edit(self._shown, reply)
                return
        except BadRequest as error:
            log.info("a progress message is gone, its end is sent anew: %s", type(error).__name__)
        self._shown = await send(self._question, reply)
