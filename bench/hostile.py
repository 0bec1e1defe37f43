"""Throw random and hostile updates at the bot's handlers, and look whether anything breaks, overflows or leaks.

    python bench/hostile.py --updates 100000 [--seed 1]

In this process, through the real application: each update is parsed and stored as one that Telegram delivered, and
handled; every call goes to the stand-in, which refuses what Telegram refuses. Counted are exceptions that reached the
error handler, calls that broke a limit (length, HTML, callback data, an empty text), and whatever somebody got that is
not theirs: another chat's questions, another person's buttons, an administrator's command. Each must be 0, else the
exit code is 1. The same seed gives the same updates.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest, RequestData

from bot.desk import Desk
from bot.handlers.routing import Handlers
from bot.records.store import Store
from bot.settings import Settings
from bot.shelf import Shelf
from bot.wire.addressing import words
from bot.wire.updates import InboxQueue, readable
from corpus import DEMO
from load import questions
from tests.bot.telegram_server import BOT, TOKEN, Refusal, TelegramServer, buttons, person, upload, value_of, with_files

ADMIN = 7
USERS = [300_001 + n for n in range(40)]
GROUPS = [-1_009_000_000_001 - n for n in range(6)]
LIMITS = ("too long", "empty", "can't parse", "BUTTON_DATA_INVALID", "invalid")
"""In the words of a refusal: the bot sent what nobody may send. Others (gone, not modified) can happen to anybody."""
FOR_ADMINS = ("reload", "status", "gaps", "add", "remove", "export")
TELLING = ("语料指纹", "没有答上的问题", "已重新读取", "要移走这份报告吗", "已放入")
"""Words that only an administrator is told."""
ODD = [
    "\u200b", "\u200d", "\u200e", "\u200f", "\u202e", "\u2066", "\ufeff", "\x00", "\x1b[31m", "\ud83d", "\udc00", "\U0010ffff",
    "👨\u200d👩\u200d👧", "e\u0301" * 30, "\u0489" * 60, "🇨🇳", "㎡", "Ａ１", "亿" * 40, "9" * 400, "<b>", "</blockquote>", "<a href='x'>",
    "&lt;", "&#x110000;", "&", '"', "{bot}", "{0}", "%s", "%(x)s", "'; drop table turns; --", "../../etc/passwd", "`", "*_[]()~>#+-=|",
    "．．／", "\u3000", "\r\n", "\t", "哪个村", "多少", "那呢", "还有呢", "它", "不对，我问的是2022年", "为什么", "？", "？？？",
]


NAMES = ["../../x.txt", "甲.docx", "\x00.pdf", "", "a" * 300, "reports.yaml", ".txt", "x.exe", "\u202etxt.exe"]


class Wire(BaseRequest):
    """Takes every call to the stand-in without a network and keeps what was refused and what was told."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server
        self.refused: list[str] = []
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.calls: Counter[str] = Counter()

    @property
    def read_timeout(self) -> float:
        """Any."""
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """Make the call and look at what it says."""
        name = url.rsplit("/", 1)[1]
        sent = request_data.json_parameters if request_data else {}
        files = request_data.multipart_data or {} if request_data else {}
        uploads = {key: upload(name, data) for key, (name, data, _) in files.items() if isinstance(data, bytes)}
        params = with_files({key: value_of(text) for key, text in sent.items()} | uploads)
        self.calls[name] += 1
        self.told.append((name, params))
        try:
            self._check(name, params)
            return 200, json.dumps({"ok": True, "result": await self._server._call(name, params)}).encode()
        except Refusal as refusal:
            if any(word in refusal.description for word in LIMITS):
                self.refused.append(f"{name}: {refusal.description}")
            answer = {"ok": False, "error_code": refusal.status, "description": refusal.description}
            return refusal.status, json.dumps(answer).encode()

    @staticmethod
    def _check(name: str, params: dict[str, Any]) -> None:
        """What the stand-in does not look at: an alert has 200 characters, texts are UTF-16 that is whole."""
        text = str(params.get("text", ""))
        if name == "answerCallbackQuery" and len(text.encode("utf-16-le", "surrogatepass")) > 400:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG: too long")
        if len(text.encode("utf-16-le", "surrogatepass")) // 2 > 4096 or "\0" in text:
            raise Refusal(400, "Bad Request: text is too long or invalid")


class Attack:
    """Makes updates; the same seed makes the same ones over the same replies."""

    def __init__(self, seed: int, server: TelegramServer) -> None:
        self._chance = random.Random(seed)
        self._server = server
        self._questions = questions()
        self._commands = sorted(words())
        self.shown: deque[tuple[int, int, dict[str, Any], str]] = deque(maxlen=400)
        """Buttons that the bot gave: whose, in which chat, under which message, their data."""
        self.foreign = False
        """Whether the update made last presses a button that is not its sender's."""

    def update(self) -> dict[str, Any]:
        """Return one update without its id."""
        self.foreign = False
        kinds: list[tuple[int, Callable[[], dict[str, Any]]]] = [
            (62, self._message), (18, self._press), (4, self._edited), (3, self._channel), (3, self._inline), (3, self._member),
            (3, self._rubbish), (4, self._document),
        ]
        return self._chance.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0]()

    # ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _text(self, user: int, chat: int) -> str:
        c = self._chance
        kind = c.randrange(10)
        if kind == 0:
            return "".join(chr(c.choice((c.randrange(0x110000), c.randrange(0x4E00, 0x9FFF)))) for _ in range(c.randrange(1, 60)))
        if kind == 1:
            return "".join(c.choices(ODD, k=c.randrange(1, 12)))
        if kind == 2:
            return (c.choice(ODD) + c.choice(self._questions)) * c.randrange(1, c.choice((3, 30, 600)))
        if kind in (3, 4):
            return self._command(user, chat)
        if kind == 5:
            return f"暗号{user}号在{-chat if chat < 0 else chat}房"
        if kind == 6:
            text = list(c.choice(self._questions))
            text.insert(c.randrange(len(text) + 1), c.choice(ODD))
            return "".join(text)
        return c.choice(self._questions)

    def _command(self, user: int, chat: int) -> str:
        c = self._chance
        sign, at = c.choice(("/", "/", "／", "")), c.choice(("", "", f"@{BOT['username']}", "@another_bot"))
        rest = c.choice(("", "", c.choice(ODD), c.choice(self._questions), "../../x", "a" * 300, str(user)))
        return f"{sign}{c.choice(self._commands)}{at}{c.choice(('', ' ', '　'))}{rest}"

    # ── messages ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _where(self) -> tuple[int, dict[str, Any]]:
        """Return a person and the chat that they write in."""
        c = self._chance
        user = ADMIN if c.random() < 0.01 else c.choice(USERS)
        if c.random() < 0.6:
            return user, {"id": user, "type": "private", "first_name": "某"}
        return user, {"id": c.choice(GROUPS), "type": "supergroup", "title": "群", "is_forum": c.random() < 0.3}

    def _message(self) -> dict[str, Any]:
        user, chat = self._where()
        text = self._text(user, chat["id"])
        if chat["type"] != "private" and self._chance.random() < 0.7:
            text = self._chance.choice((f"@{BOT['username']} {text}", f"{text} @{BOT['username']}", f"/ask {text}"))
        return {"message": self._odd(self._server.message(text[:20_000], chat, sender=person(user)))}

    def _odd(self, message: dict[str, Any]) -> dict[str, Any]:
        """Add what may stand in a message, and take away what is not always there."""
        c = self._chance
        extras: list[dict[str, Any]] = [
            {"entities": [{"type": c.choice(("mention", "bot_command", "bold", "custom_emoji", "nothing", "text_mention")),
                           "offset": c.randrange(-5, 5000), "length": c.randrange(-5, 5000)} for _ in range(c.randrange(1, 6))]},
            {"sender_chat": {"id": c.choice([*GROUPS, ADMIN, -1001]), "type": "channel", "title": "频道"}},
            {"message_thread_id": c.randrange(1, 99), "is_topic_message": c.random() < 0.5},
            {"reply_to_message": self._replied(message["chat"])},
            {"via_bot": BOT}, {"is_automatic_forward": True}, {"from": {**BOT, "id": 5}},
            {"date": c.choice((0, 1, 2**31, 2**33))}, {"caption": message.get("text", "")},
            {"sticker": {"file_id": "s", "file_unique_id": "s", "width": 1, "height": 1, "is_animated": False, "is_video": False,
                         "type": "regular"}},
            {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]},
            {"new_chat_members": [person(9)]}, {"left_chat_member": BOT}, {"pinned_message": {"message_id": 1, "date": 0,
             "chat": message["chat"]}}, {"forum_topic_created": {"name": "话题", "icon_color": 1}},
            {"from": {**message["from"], "username": "admin", "first_name": "\u202e管理员", "language_code": "\x00"}},
        ]
        if c.random() < 0.5:
            message |= c.choice(extras)
        if c.random() < 0.05:
            message.pop(c.choice([key for key in message if key not in ("message_id", "date", "chat")]))
        if c.random() < 0.02:
            message[c.choice([*message])] = c.choice((None, [], {}, "x", -1, 2**60))
        return message

    def _replied(self, chat: dict[str, Any]) -> dict[str, Any]:
        """A message replied to: one of the bot's, here or elsewhere, or somebody's."""
        c = self._chance
        sent = c.choice(self._server.sent[-200:]) if self._server.sent else {"message_id": 1, "text": "？"}
        sender = c.choice((BOT, BOT, person(9)))
        return {"message_id": sent["message_id"], "date": 1, "chat": chat, "from": sender, "text": sent["text"]}

    def _document(self) -> dict[str, Any]:
        user, chat = self._where()
        user = chat["id"] if chat["type"] == "private" and user != ADMIN else self._chance.choice(USERS)
        if chat["id"] == ADMIN:
            chat = {"id": user, "type": "private", "first_name": "某"}
        name = self._chance.choice((*NAMES, None))
        data = self._server.document(name, b"\xff" * 9, size=self._chance.choice((9, 0, 2**40)), caption=self._text(user, chat["id"]))
        self._server.files.clear()
        return {"message": self._odd(self._server.message(None, chat, sender=person(user), **data))}

    def _edited(self) -> dict[str, Any]:
        return {"edited_message": {**self._message()["message"], "edit_date": 5}}

    def _channel(self) -> dict[str, Any]:
        chat: dict[str, Any] = {"id": -1_008_000_000_000, "type": "channel", "title": "频道"}
        message = self._server.message(self._text(0, chat["id"]), chat)
        message.pop("from")
        return {self._chance.choice(("channel_post", "edited_channel_post")): {**message, "sender_chat": chat}}

    def _inline(self) -> dict[str, Any]:
        user = self._chance.choice(USERS)
        text, offset = self._text(user, user)[:256], self._chance.choice(("", "x"))
        return {"inline_query": {"id": str(self._server._id("inline")), "from": person(user), "query": text, "offset": offset}}

    def _member(self) -> dict[str, Any]:
        user, chat = self._where()
        states = ("member", "left", "kicked", "administrator", "restricted", "nonsense")
        old, new = ({"status": self._chance.choice(states), "user": BOT, "until_date": 0} for _ in range(2))
        about = {"chat": chat, "from": person(user), "date": 1, "old_chat_member": old, "new_chat_member": new}
        return {self._chance.choice(("my_chat_member", "chat_member")): about}

    def _rubbish(self) -> dict[str, Any]:
        bare = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
        reaction = {**bare, "old_reaction": [], "new_reaction": []}
        return self._chance.choice((
            {}, {"message": None}, {"message": []}, {"callback_query": {"id": "1"}}, {"message": {"message_id": "x"}},
            {"unknown": {"a": 1}}, {"poll": {"id": "1"}}, {"message": bare}, {"message_reaction": reaction},
        ))

    # ── buttons ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _press(self) -> dict[str, Any]:
        """Press a button: one's own, another's, one made up, in its chat or elsewhere."""
        c = self._chance
        if not self.shown:
            return self._message()
        owner, chat, message, data = c.choice(self.shown)
        where = message["chat"]
        kind, user = c.randrange(6), owner
        if kind == 0:
            user = c.choice([u for u in USERS if u != owner])
        elif kind == 1:
            where = {"id": c.choice([*USERS, *GROUPS]), "type": "private"}
        elif kind == 2:
            at = c.randrange(len(data))
            data = data[:at] + c.choice(ODD) + data[at + 1 :]
        elif kind == 3:
            data = c.choice(("", "p", "p.1.0.2a.abcdef12.AAAAAAAAAAAA", "\x00", "." * 60, "x" * 500, self._text(user, chat)))
        everybodys = "".join(data.split(".")[3:4]).startswith("-")  # asked in the name of a chat: whoever is in it may press
        self.foreign = kind in (2, 3) or where["id"] != chat or (user != owner and not everybodys)
        shown: dict[str, Any] = {"message_id": message["message_id"], "date": 1, "chat": where, "from": BOT, "text": message["text"]}
        query: dict[str, Any] = {"id": "1", "from": person(user), "chat_instance": "1", "data": data, "message": shown}
        if c.random() < 0.05:
            query.pop(c.choice(("data", "message")))
            self.foreign = True
        elif c.random() < 0.05:
            shown["date"] = 0  # too old for Telegram to tell what it says
        return {"callback_query": query}


class World:
    """The bot, the attack, and what went wrong."""

    def __init__(self, seed: int, home: Path) -> None:
        self._server = TelegramServer()
        self._wire = Wire(self._server)
        self._attack = Attack(seed, self._server)
        settings = Settings(token=TOKEN, reports=DEMO, data=home, admins=frozenset({ADMIN}))
        self._shelf = Shelf(DEMO)
        self._library = self._shelf.library
        self._store = Store(home)
        builder = ApplicationBuilder().token(TOKEN).request(self._wire).get_updates_request(self._wire)
        self.application: Application[Any, Any, Any, Any, Any, Any] = builder.updater(None).build()
        handlers = Handlers(Desk(settings, self._shelf, self._store), lambda _: None)
        handlers.join(self.application)
        self._queue = InboxQueue(self._store, handlers.wants)
        self.application.add_error_handler(self._failed)
        self.kinds: Counter[str] = Counter()
        self.unreadable = 0
        self.errors: list[str] = []
        self.leaks: list[str] = []
        self._last: dict[str, Any] | None = None

    async def _failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        if context.error is not None:
            self.errors.append("".join(traceback.format_exception(context.error)[-3:]))

    async def run(self, count: int) -> None:
        """Handle *count* updates."""
        async with self.application:
            for number in range(1, count + 1):
                raw = {"update_id": number, **self._attack.update()}
                self.kinds[next((key for key in raw if key != "update_id"), "nothing")] += 1
                await self._handle(raw)
        self._store.close()

    async def _handle(self, raw: dict[str, Any]) -> None:
        """As polling does: parse, choose, store, handle."""
        self._wire.told.clear()
        try:
            _, payload, heard = readable(json.dumps({"ok": True, "result": [raw]}).encode(), self.application.bot)
            update = Update.de_json(json.loads(payload)["result"][0], self.application.bot)
            self.unreadable += not heard
            polled = raw["update_id"] % 2 or not heard  # else as the webhook
            self._queue.heard(heard if polled else {})
            update = update if polled else heard[update.update_id].update
            await self._queue.put(update)
            if not self._queue.empty():
                await self.application.process_update(self._queue.get_nowait())
                await self._store.do(self._store.inbox.done, update.update_id)
                self._queue.leave()
        except Exception:
            self.errors.append(traceback.format_exc())
        self._look(heard[update.update_id].update if heard else update)

    def _look(self, update: Update) -> None:
        """Look at every call that this update made happen."""
        user = update.effective_user.id if update.effective_user else 0
        chat = update.effective_chat.id if update.effective_chat else 0
        as_admin = user == ADMIN and not (update.effective_message and update.effective_message.sender_chat)
        for name, params in self._wire.told:
            text, to = str(params.get("text", "")), int(params.get("chat_id", chat))
            if "号在" in text and _others(text, to, user if "您最近问过" in text else 0):
                self.leaks.append(f"chat {to} was told another's question: {text[:200]!r}")
            if any(word in text for word in TELLING) and not as_admin:
                self.leaks.append(f"user {user} was told what only administrators are: {text[:200]!r}")
            if name == "getFile" and not as_admin:
                self.leaks.append(f"a file of user {user} was fetched")
            if name == "editMessageText" and update.callback_query and self._attack.foreign:
                self.leaks.append(f"user {user} pressed what is not theirs: {update.callback_query.data!r}")
            if name.startswith(("send", "edit")) and to != chat:
                self.leaks.append(f"an update of chat {chat} made the bot write to {to}")
        if self._shelf.library is not self._library:
            self.leaks.append(f"user {user} changed the reports")
            self._library = self._shelf.library
        self._remember(user, chat, update)

    def _remember(self, user: int, chat: int, update: Update) -> None:
        if update.message and any(name == "sendMessage" for name, _ in self._wire.told) and self._server.sent:
            sent = self._server.sent[-1]
            sender = update.message.sender_chat
            if sender is None and sent["chat"]["id"] == chat and sent is not self._last:
                self._attack.shown.extend((user, chat, sent, data) for data in buttons(sent).values())
        del self._server.sent[:-500]
        self._last = self._server.sent[-1] if self._server.sent else None

    @property
    def broken(self) -> list[str]:
        """Calls that no bot may make."""
        return self._wire.refused

    @property
    def calls(self) -> Counter[str]:
        """How many calls of each method."""
        return self._wire.calls


def _others(text: str, chat: int, user: int) -> bool:
    """Whether *text* holds a question of another chat (or, with *user*, of another person)."""
    rooms = re.findall(r"暗号(\d+)号在(\d+)房", text)
    return any(int(room) != abs(chat) or (user and int(who) != user) for who, room in rooms)


def main() -> int:
    """Read the options, attack, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        world = World(options.seed, Path(folder))
        asyncio.run(world.run(options.updates))
    for what in (world.errors, world.broken, world.leaks):
        for each, times in Counter(what).most_common(5):
            print(f"{times} times: {each}", file=sys.stderr)
    print(f"{options.updates} updates (seed {options.seed}) in {time.monotonic() - began:.0f} s: "
          f"{', '.join(f'{n} {kind}' for kind, n in world.kinds.most_common())}; {world.unreadable} unreadable; "
          f"the bot's calls: {', '.join(f'{n} {name}' for name, n in world.calls.most_common())}")
    print(f"{len(world.errors)} exceptions at the top, {len(world.broken)} limits broken, {len(world.leaks)} got what is not theirs")
    return 1 if world.errors or world.broken or world.leaks else 0


if __name__ == "__main__":
    sys.exit(main())
