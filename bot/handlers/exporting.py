"""What is stored as files: one's own for everybody, all of it for administrators; in private chats only."""

from __future__ import annotations

import asyncio
from datetime import datetime

from telegram import Chat, InputFile, Message

from bot.desk import Desk
from bot.wire.addressing import Request
from bot.wire.sending import patiently, send
from bot.wording.messages import message as sentence
from bot.wording.replies import said
from bot.wording.spreadsheet import CHINA, as_csv, as_json

MOST = 200_000
"""Rows of one export; more is for the command line, which has the machine to itself."""
LARGEST = 50 * 2**20
"""Bytes of a file that a bot may send."""
EVERYBODY = {"all", "全部", "所有"}


class Exporting:
    """Handles /export."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def export(self, message: Message, request: Request) -> None:
        """Send what is stored of this person; to an administrator who asks for all, of everybody."""
        everybody = request.argument.strip().lower() in EVERYBODY
        if everybody and not self._desk.administers(message):
            user = message.from_user.id if message.from_user else request.speaker.user
            await send(message, said(sentence("talk.admins_only", user=user)))
        elif message.chat.type != Chat.PRIVATE:
            await send(message, said(sentence("export.private")))
        else:
            await self._hand_out(message, None if everybody else request.speaker.user)

    async def _hand_out(self, message: Message, user: int | None) -> None:
        """Send the rows of *user*, of everybody without one, as JSON and CSV, or say why not."""
        store, suffix = self._desk.store, "_all" if user is None else ""
        count = await store.do(store.personal.count, user)
        if not count:
            await send(message, said(sentence("export.none_at_all" if user is None else "export.none")))
            return
        if count > MOST:
            await send(message, said(sentence("export.too_many", count=count)))
            return
        rows = await store.do(store.personal.export, user)
        files = {"json": await asyncio.to_thread(as_json, rows), "csv": await asyncio.to_thread(as_csv, rows)}
        name = f"{sentence(f'export.name{suffix}')}{datetime.now(CHINA):%Y%m%d}"
        data = {f"{name}.{kind}": text.encode() for kind, text in files.items()}
        if max(map(len, data.values())) > LARGEST:
            await send(message, said(sentence("export.too_large")))
            return
        caption = sentence(f"export.caption{suffix}", count=len(rows))
        for i, (filename, content) in enumerate(data.items()):
            await self._send(message, filename, content, caption if i == 0 else "")

    async def _send(self, message: Message, name: str, content: bytes, caption: str) -> None:
        await patiently(lambda: message.reply_document(InputFile(content, filename=name), caption=caption or None))
