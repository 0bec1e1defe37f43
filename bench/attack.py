"""Random and hostile updates: odd texts, foreign senders, forged buttons. The same seed makes the same ones.

What is known of a button or a link when it is used says who may use it, by the bot's rules worked out a second time here
(:func:`asker`, :meth:`Button.may`): the bench holds the bot to them.
"""

from __future__ import annotations

import random
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.wire.addressing import words
from load import questions
from tests.bot.telegram_server import BOT, TelegramServer, person

ADMIN = 7
USERS = [300_001 + n for n in range(40)]
GROUPS = [-1_009_000_000_001 - n for n in range(6)]
HEADS = {group: USERS[n] for n, group in enumerate(GROUPS[:3])}
"""Who administers which group."""
SECRET = re.compile(r"暗号\d+号在\d+房")
LINK = re.compile(r"\?start=([A-Za-z0-9_-]+)")
ODD = [
    "\u200b", "\u200d", "\u200e", "\u200f", "\u202e", "\u2066", "\ufeff", "\x00", "\x1b[31m", "\ud83d", "\udc00", "\U0010ffff",
    "👨\u200d👩\u200d👧", "e\u0301" * 30, "\u0489" * 60, "🇨🇳", "㎡", "Ａ１", "亿" * 40, "9" * 400, "<b>", "</blockquote>", "<a href='x'>",
    "&lt;", "&#x110000;", "&", '"', "{bot}", "{0}", "%s", "%(x)s", "'; drop table turns; --", "../../etc/passwd", "`", "*_[]()~>#+-=|",
    "．．／", "\u3000", "\r\n", "\t", "哪个村", "多少", "那呢", "还有呢", "它", "不对，我问的是2022年", "为什么", "？", "？？？",
]
NAMES = ["../../x.txt", "甲.docx", "\x00.pdf", "", "a" * 300, "reports.yaml", ".txt", "x.exe", "\u202etxt.exe"]


def asker(message: dict[str, Any]) -> int:
    """Return whose question a message is: a person's, or, in a group, the chat's that somebody writes as (below 0)."""
    chat, named, sender = message["chat"], message.get("sender_chat"), message.get("from")
    if chat["type"] != "private" and named and named["id"] < 0:
        return int(named["id"])
    return int(sender["id"] if sender else chat["id"])


@dataclass(frozen=True, slots=True)
class Button:
    """One that the bot gave: under which message, to whose question, in which chat."""

    owner: int
    chat: int
    message: dict[str, Any]
    data: str

    def may(self, user: int, chat: int, data: str) -> bool:
        """Say whether a press may do more than be refused: as it was made, where it was made, by who may.

        Anybody may vote, a group's administrators decide over its settings. The rest is the asker's; where that was a chat,
        of whoever is in the group.
        """
        action = self.data.partition(".")[0]
        if data != self.data or chat != self.chat:
            return False
        if action in "gb":
            return True
        if action in "st":
            return user in (ADMIN, HEADS.get(chat))
        return user == self.owner or (self.owner < 0 and self.chat < 0)


class Attack:
    """Makes updates; the same seed makes the same ones over the same replies."""

    def __init__(self, seed: str, server: TelegramServer) -> None:
        self._chance = random.Random(seed)
        self._server = server
        self._questions = questions()
        self._commands = sorted(words())
        self.shown: deque[Button] = deque(maxlen=400)
        self.links: deque[str] = deque(maxlen=40)
        """Payloads of links that the bot gave."""
        self.foreign = False
        """Whether the update made last presses a button that is not its sender's."""
        self.owner = 0
        """Whose button that is: what comes of it is theirs."""

    def update(self) -> dict[str, Any]:
        """Return one update without its id."""
        self.foreign = False
        kinds: list[tuple[int, Callable[[], dict[str, Any]]]] = [
            (62, self._message), (18, self._press), (4, self._edited), (3, self._channel), (3, self._inline), (3, self._member),
            (3, self._rubbish), (4, self._document), (1, self._follow),
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
        rest = c.choice(("", "", "全部", "免打扰 22-7", c.choice(ODD), c.choice(self._questions), "../../x", "a" * 300, str(user)))
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
        button = c.choice(self.shown)
        where, user, data = button.message["chat"], button.owner if button.owner > 0 else c.choice(USERS), button.data
        match c.randrange(7):
            case 0:
                user = c.choice(USERS)
            case 1:
                where = {"id": c.choice([*USERS, *GROUPS]), "type": c.choice(("private", "supergroup"))}
            case 2:
                at = c.randrange(len(data))
                data = data[:at] + c.choice(ODD) + data[at + 1 :]
            case 3:
                data = c.choice(("", "p", "p.1.0.2a.abcdef12.AAAAAAAAAAAA", "\x00", "." * 60, "x" * 500, self._text(user, button.chat)))
            case 4:
                user, data = c.choice(USERS), self._spliced(data)
        self.foreign, self.owner = not button.may(user, where["id"], data), button.owner
        shown: dict[str, Any] = {
            "message_id": button.message["message_id"], "date": 1, "chat": where, "from": BOT, "text": button.message["text"],
        }
        query: dict[str, Any] = {"id": "1", "from": person(user), "chat_instance": "1", "data": data, "message": shown}
        if c.random() < 0.05:
            query.pop(c.choice(("data", "message")))
            self.foreign = True
        elif c.random() < 0.05:
            shown["date"] = 0  # too old for Telegram to tell what it says
        return {"callback_query": query}

    def _spliced(self, data: str) -> str:
        """Put another action, owner or signature into the data of a button, such as those of a button of one's own."""
        parts, others = data.split("."), self._chance.choice(self.shown).data.split(".")
        at = self._chance.randrange(len(parts))
        parts[at] = others[at] if self._chance.random() < 0.5 else f"{self._chance.choice(USERS):x}"
        return ".".join(parts)

    def _follow(self) -> dict[str, Any]:
        """Open a link that the bot gave, to whomever."""
        payload = self._chance.choice(self.links) if self.links else "ask_AAAAAAAAAAAAAAAAAAAAAA"
        user = self._chance.choice(USERS)
        return {"message": self._server.message(f"/start {payload}", sender=person(user))}
