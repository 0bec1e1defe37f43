"""/settings: a chat's administrators decide what is answered there, out of which reports, and when nothing rings.

A button says what shall hold, not that something shall change: pressed twice, or handled twice, it has one effect. That
the presser may decide is asked of Telegram at each press.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from telegram import Bot, CallbackQuery, Chat, Message

from bot.desk import Desk
from bot.errors import StoreError
from bot.handlers.queries import Refused, acknowledge, chat_of
from bot.records.groups import EVERYBODY, Rules
from bot.records.links import ANYBODY
from bot.wire.addressing import Request
from bot.wire.buttons import EPOCH, Press
from bot.wire.hours import read_hours
from bot.wire.members import Members
from bot.wire.sending import edit, send
from bot.wording import rules
from bot.wording.messages import message as sentence
from bot.wording.replies import Reply, said
from bot.wording.rules import (
    Shelved,
    Sign,
    choice_shown,
    rules_shown,
    unpacked,
)

RULES = {"rules", "reports"}
"""Buttons under the settings."""
QUIET_WORDS = ("免打扰", "安静", "quiet")
OFF = ("关", "关闭", "取消", "off")


class Ruling:
    """Handles /settings and the buttons under it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._members = Members()

    async def settings(self, message: Message, request: Request) -> None:
        """Show the settings of this group; those of any chat to the bot's administrators, in private, by number."""
        if message.chat.type == Chat.PRIVATE:
            await self._in_private(message, request.argument)
            return
        chat = message.chat_id
        may = await self._may(message, chat)
        if not may:
            await send(message, await self._shown(message.get_bot(), chat, None, await self._why_not(may)))
            return
        if request.argument and not await self._set_hours(message, request.argument):
            await send(message, said(sentence("rules.hours_how")))
            return
        await send(message, await self._shown(message.get_bot(), chat, self._sign(chat, chat), await self._private_link(message)))

    async def _in_private(self, message: Message, argument: str) -> None:
        number = argument.strip().replace("−", "-")
        if self._desk.administers(message) and number.removeprefix("-").isdecimal() and len(number) < 16:
            await self.shown_in_private(message, int(number))
        else:
            owner = sentence("rules.how_owner") if self._desk.administers(message) else ""
            await send(message, said(sentence("rules.how_private", bot=message.get_bot().username) + owner))

    async def shown_in_private(self, message: Message, chat: int) -> None:
        """Show the settings of *chat* to somebody in private who may decide over them; say why not to another."""
        if may := await self._may(message, chat):
            await send(message, await self._shown(message.get_bot(), chat, self._sign(chat, message.chat_id)))
        else:
            await send(message, said(await self._why_not(may)))

    async def _set_hours(self, message: Message, argument: str) -> bool:
        """Take 免打扰 22-7 or 免打扰 关; False when it is neither."""
        words = argument
        for word in QUIET_WORDS:
            words = words.removeprefix(word).strip()
        quiet = read_hours(words)
        if quiet is None and words not in OFF:
            return False
        await self._desk.store.do(self._desk.store.groups.change, message.chat_id, quiet=quiet)
        return True

    async def _private_link(self, message: Message) -> str:
        user = message.from_user.id if message.from_user and message.sender_chat is None else ANYBODY
        link = await self._desk.link(message.get_bot().username, "set", str(message.chat_id), user)
        return sentence("rules.in_private", link=link)

    # ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def _may(self, message: Message, chat: int) -> bool | None:
        """Whether the writer of *message* may decide over *chat*; None when Telegram does not tell.

        An anonymous administrator writes in the name of the group itself; any other chat somebody writes as counts nothing.
        """
        if message.sender_chat is not None:
            return message.sender_chat.id == chat
        return await self._person_may(message.get_bot(), chat, message.from_user.id if message.from_user else 0)

    async def _person_may(self, bot: Bot, chat: int, user: int) -> bool | None:
        if user in self._desk.settings.admins:
            return True
        return await self._members.administers(bot, chat, user) if chat < 0 else False

    async def _why_not(self, may: bool | None) -> str:
        return sentence("rules.admins_only" if may is False else "rules.unknown_admin")

    # ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────

    async def _shown(self, bot: Bot, chat: int, sign: Sign | None, note: str = "") -> Reply:
        decided = self._effective(chat)
        sees_all = bot.bot.can_read_all_group_messages or (
            decided.questions and chat < 0 and await self._members.administers(bot, chat, bot.id)
        )
        title = "title_everybody" if chat == EVERYBODY else "title" if chat < 0 else "title_private"
        offered = self._offered(chat)
        zone = self._desk.settings.timezone.key
        return rules_shown(decided, offered, sign, group=chat < 0, sees_all=bool(sees_all), title=title, note=note, zone=zone)

    def _effective(self, chat: int) -> Rules:
        """Return the rules of *chat* with what it may ask after all."""
        return replace(self._desk.rules(chat), reports=self._desk.store.groups.allowed(chat))

    def _offered(self, chat: int, *, owner: bool = False) -> list[Shelved]:
        """Return the reports that can be chosen for *chat*: all by the bot's administrators, by others what everybody may ask."""
        common = None if owner or self._desk.rules(chat).locked else self._desk.rules(EVERYBODY).reports
        reports = self._desk.shelf.library.corpus.reports
        return [Shelved(each.name, each.title) for each in reports if common is None or each.name in common]

    def _sign(self, chat: int, shown_in: int) -> Sign:
        """Return what makes the buttons over the settings of *chat*, in a message that stands in *shown_in*."""

        def signed(action: str, what: int, value: int, name: str) -> str:
            press = Press(action, chat, what, value, _tag(name) if name else "")
            return self._desk.store.signer.pack(press, shown_in)

        return signed

    # ── buttons ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def pressed(self, query: CallbackQuery, press: Press) -> None:
        """Do what the button says if the presser may. Raises Refused."""
        shown, chat, user = query.message, press.message, query.from_user.id
        if not isinstance(shown, Message):
            raise Refused(sentence("rules.old"))
        if not (may := await self._person_may(shown.get_bot(), chat, user)):
            raise Refused(await self._why_not(may))
        owner = user in self._desk.settings.admins
        if press.action == "reports" and self._desk.rules(chat).locked and not owner:
            raise Refused(sentence("rules.locked"))
        if changes := self._wanted(press, owner):
            await self._change(chat, changes)
        sign = self._sign(chat, chat_of(query))
        await acknowledge(query)
        if press.action == "reports":
            decided = self._effective(chat)
            await edit(shown, choice_shown(decided, self._offered(chat, owner=owner), press.page, sign, release=decided.locked))
        else:
            await edit(shown, await self._shown(shown.get_bot(), chat, sign))

    def _wanted(self, press: Press, owner: bool) -> dict[str, Any]:
        """Return what a button changes in the rules, nothing for one that only shows; raises Refused."""
        if press.action == "rules":
            match press.page:
                case rules.QUESTIONS:
                    return {"questions": bool(press.owner)}
                case rules.QUIET:
                    return {"quiet": unpacked(press.owner)}
            return {}
        locked = owner and press.message != EVERYBODY
        match press.owner:
            case rules.LIST:
                return {}
            case rules.ALL:
                return {"reports": None, "locked": locked}
            case rules.RELEASE:
                return {"reports": None, "locked": False}
        return {"reports": self._chosen(press, owner), "locked": locked}

    def _chosen(self, press: Press, owner: bool) -> frozenset[str]:
        """Return the reports that may be asked once one is switched on or off; names of reports that are gone drop out."""
        names = {_tag(report.name): report.name for report in self._offered(press.message, owner=owner)}
        if press.epoch not in names:
            raise Refused(sentence("rules.gone"))
        allowed = self._desk.store.groups.allowed(press.message)
        chosen = set(names.values()) if allowed is None else set(names.values()) & allowed
        chosen = chosen | {names[press.epoch]} if press.owner == rules.ALLOW else chosen - {names[press.epoch]}
        if not chosen:
            raise Refused(sentence("rules.last"))
        return frozenset(chosen)

    async def _change(self, chat: int, changes: dict[str, Any]) -> None:
        try:
            await self._desk.store.do(self._desk.store.groups.change, chat, **changes)
        except StoreError as error:
            raise Refused(sentence("talk.failed_store")) from error


def _tag(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:EPOCH]
