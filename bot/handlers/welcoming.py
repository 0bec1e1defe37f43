"""Coming and going: a hello where the bot is added, silence where it was removed, /start and what its link stands for."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

from telegram import Chat, ChatMember, Message, Update
from telegram.constants import ChatMemberStatus
from telegram.error import Forbidden, TelegramError
from telegram.ext import ContextTypes

from bot.desk import Desk
from bot.handlers.questions import Questions
from bot.handlers.ruling import Ruling
from bot.wire.addressing import Request
from bot.wire.sending import announce, send
from bot.wording.messages import message as sentence
from bot.wording.replies import Reply, said

log = logging.getLogger(__name__)

AGAIN = 3600
"""Seconds after a hello in which coming back gets none."""
JUST = 60
"""Seconds after a hello in which /start gets none: a link with startgroup adds the bot and says /start in one."""
GROUPS = (Chat.GROUP, Chat.SUPERGROUP)


class Welcome:
    """Greets, and notes where the bot is."""

    def __init__(self, desk: Desk, asker: Questions, ruling: Ruling) -> None:
        self._desk = desk
        self._asker = asker
        self._ruling = ruling

    async def start(self, message: Message, request: Request) -> None:
        """Greet; in private do what the link stands for that brought somebody here, if it is good."""
        if message.chat.type != Chat.PRIVATE:
            if time.time() - self._desk.rules(message.chat_id).greeted > JUST:
                await send(message, self._hello(message.get_bot().username, bool(message.get_bot().bot.can_read_all_group_messages)))
            return
        links, user = self._desk.store.links, message.from_user.id if message.from_user else 0
        match await self._desk.unless_broken(None, links.meant, request.argument.strip(), user):
            case ("ask", question):
                note = sentence("history.again", question=question)
                await self._asker.ask(message, replace(request, command="ask", argument=question), note)
            case ("set", chat):
                await self._ruling.shown_in_private(message, self._desk.store.groups.now_at(int(chat)))
            case _:
                await send(message, said(sentence("talk.start")))

    async def membership(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Note that the bot was added or removed, blocked or let in again; say hello in a group it has come to."""
        changed = update.my_chat_member
        if changed is None or self._desk.store.groups.now_at(changed.chat.id) != changed.chat.id:
            return  # a group that became a supergroup is left behind, not left
        groups, chat = self._desk.store.groups, changed.chat
        if not _is_in(changed.new_chat_member):
            await self._desk.unless_broken(None, groups.left, chat.id, changed.date.timestamp())
            return
        await self._desk.unless_broken(None, groups.back, chat.id)
        if _is_in(changed.old_chat_member) or chat.type not in GROUPS or not _may_write(changed.new_chat_member):
            return
        now = int(time.time())
        if now - self._desk.rules(chat.id).greeted < AGAIN:
            return
        await self._desk.unless_broken(None, groups.change, chat.id, greeted=now)
        promoted = changed.new_chat_member.status == ChatMemberStatus.ADMINISTRATOR
        sees_all = bool(context.bot.bot.can_read_all_group_messages) or promoted
        refusal = said(sentence("talk.not_allowed", chat=chat.id))
        hello = self._hello(context.bot.username, sees_all) if self._desk.allows(chat.id) else refusal
        try:
            await announce(context.bot, chat.id, hello)
        except Forbidden:
            await self._desk.unless_broken(None, groups.left, chat.id, changed.date.timestamp())
        except TelegramError as error:  # a closed topic, no right to write: nobody asked for the hello
            log.info("no hello in chat %d: %s", chat.id, type(error).__name__)

    def _hello(self, username: str, sees_all: bool) -> Reply:
        space = "" if sees_all else sentence("groups.space")
        return said(sentence("groups.hello", bot=username, space=space))


def _is_in(member: ChatMember) -> bool:
    """Whether somebody of this status is in the chat; a restricted one may have left."""
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status in (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


def _may_write(member: ChatMember) -> bool:
    return member.status != ChatMemberStatus.RESTRICTED or bool(getattr(member, "can_send_messages", False))
