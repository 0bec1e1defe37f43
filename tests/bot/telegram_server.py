"""A Bot API server for the tests: the real one's semantics over real HTTP, and faults on demand.

What Telegram refuses, it refuses: texts that are too long or empty, captions over 1,024 characters, what is no picture,
callback data over 64 bytes, HTML that is not balanced, methods nobody knows, inline results that are too many or share an
id, a second poller, files over 20 MB, edits of what is gone or was written by others, chats that the bot is not in or that
have moved, topics where there are none, members nobody has heard of, private messages to who never wrote. It keeps what
the bot did in ``calls`` and delivers what ``say`` and its like put in.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
import time
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

TOKEN = "123456789:AAtest-token_that-must-never-be-seen-0"
BOT: dict[str, Any] = {"id": 123456789, "is_bot": True, "first_name": "村问", "username": "cunwen_test_bot"}
TAGS = {"b", "strong", "i", "em", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}
LARGEST = 20 * 2**20
"""Bytes of a file that the Bot API gives out."""
TEXT, CAPTION = 4096, 1024
"""Characters of a message and of a photo's caption, after parsing."""
Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot and what it was told."""

    method: str
    params: Params
    status: int
    at: float


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one call: an error (429 with ``retry_after``), a delay, a connection that breaks."""

    status: int = 0
    retry_after: int = 0
    delay: float = 0.0
    drop: str = ""  # 'before' or 'after' the call took effect
    chat: int = 0  # the only one whose calls it is for; 0: any


class Upload(bytes):
    """A file that came with a call, under the ``name`` it was sent with."""

    name: str


class Refusal(Exception):
    """An error answer of the Bot API."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass
class TelegramServer:
    """Start with ``await start()``; ``url`` is what TELEGRAM_API_URL takes."""

    token: str = TOKEN
    sees_all: bool = False
    unknown: set[str] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    disk: Path | None = None  # where a server of one's own (--local) keeps files: then getFile names a path there
    webhook: Params = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)  # chats that the bot is not in
    moved: dict[int, int] = field(default_factory=dict)  # groups that became supergroups
    members: dict[tuple[int, int], str] = field(default_factory=dict)  # (chat, user) → status, where it is not 'member'

    def __post_init__(self) -> None:
        self.pending: deque[dict[str, Any]] = deque()
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._changed = asyncio.Condition()
        self.polls = 0
        self.gate = asyncio.Event()
        self.gate.set()  # cleared, it holds every download back
        self._ids = {"update": 1000, "message": 1, "callback": 1, "file": 0, "inline": 0}
        self._theirs: set[tuple[int, int]] = set()
        self._chats: dict[int, Params] = {}
        self._seen: set[tuple[int, int]] = set()
        self._known: set[int] = set()
        self._methods: dict[str, Callable[[Params], Any]] = {
            "getMe": lambda _: {**BOT, "can_read_all_group_messages": self.sees_all},
            "deleteWebhook": self._delete_webhook, "setWebhook": self._set_webhook,
            "sendMessage": self._send, "editMessageText": self._edit, "answerCallbackQuery": self._acknowledge,
            "editMessageReplyMarkup": self._edit_buttons, "sendPhoto": self._send_photo, "editMessageCaption": self._edit,
            "sendDocument": self._send_document, "answerInlineQuery": self._answer_inline,
            "setMyCommands": lambda _: True, "sendChatAction": lambda _: True, "getFile": self._file,
            "getChatMember": self._member, "editMessageMedia": self._edit_media, "deleteMessage": self._delete,
        }

    async def start(self) -> None:
        """Listen on a free port of the loopback interface."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close every connection, also those that come in just now: a process that was killed may have begun one."""
        await self._runner.cleanup()
        await asyncio.sleep(0.05)

    # ── what a test does and sees ────────────────────────────────────────────────────────────────────────────────

    async def deliver(self, **content: Any) -> int:
        """Queue an update as it is and return its id."""
        self._ids["update"] += 1
        for told in filter(lambda told: isinstance(told, dict), content.values()):
            self._known |= {part["id"] for part in (told.get("chat"), told.get("from")) if isinstance(part, dict)}
        async with self._changed:
            self.pending.append({"update_id": self._ids["update"], **content})
            self._changed.notify_all()
        return self._ids["update"]

    async def say(self, text: str | None, chat: Params | None = None, **fields: Any) -> dict[str, Any]:
        """Deliver a message (a private one from user 42 unless told) and return it."""
        message = self.message(text, chat, **fields)
        await self.deliver(message=message)
        return message

    def message(self, text: str | None, chat: Params | None = None, **fields: Any) -> dict[str, Any]:
        """Make a message as Telegram would send it."""
        sender = fields.pop("sender", None) or person(42)
        where = chat or {"id": sender["id"], "type": "private", "first_name": sender["first_name"]}
        words = {} if text is None else {"text": text}
        stamp = {"message_id": self._id("message"), "date": int(time.time())}
        self._theirs.add((where["id"], stamp["message_id"]))
        self._chats[where["id"]] = where
        self._seen.add((where["id"], sender["id"]))
        self._known.add(where["id"])
        return {**stamp, "chat": where, "from": sender, **words, **fields}

    async def edit(self, message: Params, text: str | None, **fields: Any) -> None:
        """Deliver the edit of a message that was said."""
        words = {} if text is None else {"text": text}
        await self.deliver(edited_message={**message, "edit_date": int(time.time()), **words, **fields})

    async def moves(self, chat: Params, old: str, new: str, **fields: Any) -> None:
        """Deliver that the bot's status in *chat* changes."""
        about = {"chat": chat, "from": person(42), "date": int(time.time())}
        states = {"old_chat_member": _membership(BOT, old), "new_chat_member": _membership(BOT, new)}
        await self.deliver(my_chat_member={**about, **states, **fields})

    def document(self, name: str | None, data: bytes, **fields: Any) -> Params:
        """Return the fields of a message with a file; ``size`` is what Telegram says of it, if that is something else."""
        number = f"file{self._id('file')}"
        self.files[number] = data
        said = {"file_size": fields.pop("size", len(data)), "mime_type": "application/octet-stream"}
        about = {"file_id": number, "file_unique_id": number, **said, **({} if name is None else {"file_name": name})}
        return {"document": about, **fields}

    def forget(self, sent: dict[str, Any]) -> None:
        """Delete a message of the bot, as a user may."""
        self.sent.remove(sent)

    async def press(self, sent: dict[str, Any], data: str, user: int = 42) -> str:
        """Press a button under a message of the bot; return the query's id."""
        query = str(self._id("callback"))
        pressed = {"id": query, "from": person(user), "chat_instance": "1", "data": data, "message": _as_sent(sent)}
        await self.deliver(callback_query=pressed)
        return query

    async def type(self, query: str, user: int = 42, **fields: Any) -> str:
        """Type *query* after the bot's name in some chat; return the inline query's id."""
        number = str(self._id("inline"))
        about = {"id": number, "from": person(user), "query": query, "offset": "", "chat_type": "supergroup", **fields}
        await self.deliver(inline_query=about)
        return number

    def inline(self, query: str) -> Params | None:
        """Return the results that were given for an inline query and taken, None as long as there are none."""
        calls = self.called("answerInlineQuery")
        return next((c.params for c in calls if str(c.params["inline_query_id"]) == query and c.status == 200), None)

    async def results(self, query: str) -> list[dict[str, Any]]:
        """Wait for the results of an inline query and return them."""
        params = await self.wait(lambda: self.inline(query))
        return list(params["results"])

    async def wait(self, happened: Callable[[], Any], seconds: float = 120.0) -> Any:
        """Return what *happened* gives as soon as that is true; fail after *seconds*.

        It is looked at after every call of the bot, and now and then for what happens elsewhere.
        """
        deadline = time.monotonic() + seconds
        while not (result := happened()):
            if time.monotonic() > deadline:
                done = [(c.method, c.status) for c in self.calls if c.method != "getUpdates"]
                raise AssertionError(f"nothing of the kind within {seconds} s; the bot did {done[-20:]}")
            async with self._changed:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 0.05)
        return result

    def to(self, chat: int) -> list[dict[str, Any]]:
        """Return the messages sent to *chat*, as they look now."""
        return [message for message in self.sent if message["chat"]["id"] == chat]

    async def reply(self, chat: int = 42, n: int = 1) -> dict[str, Any]:
        """Wait until the bot has sent its *n*-th message to *chat* and return that."""
        await self.wait(lambda: len(self.to(chat)) >= n)
        return self.to(chat)[n - 1]

    async def told(self, words: str, chat: int = 42) -> dict[str, Any]:
        """Wait until a message to *chat* holds *words*, perhaps after an edit, and return it."""
        found: dict[str, Any] = await self.wait(lambda: next((m for m in self.to(chat) if words in m["text"]), None))
        return found

    def called(self, method: str) -> list[Call]:
        """Return the calls of one method."""
        return [call for call in self.calls if call.method == method]

    # ── the Bot API ──────────────────────────────────────────────────────────────────────────────────────────────

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method, params = request.match_info["method"], await _params(request)
        # What goes to a stranger (a notice to an administrator) is refused anyway: the fault is meant for another call.
        strange = method == "sendMessage" and self._stranger(params)
        waiting = self.faults[method]
        meant = bool(waiting) and not strange and str(waiting[0].chat or params.get("chat_id")) == str(params.get("chat_id"))
        fault = waiting.popleft() if meant else Fault()
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            return _broken(request)
        try:
            if request.match_info["token"] != self.token:
                raise Refusal(401, "Unauthorized")
            if fault.status:
                raise Refusal(fault.status, "fault on demand", retry_after=fault.retry_after)
            body: Params = {"ok": True, "result": await self.call(method, params)}
            status = 200
        except Refusal as refusal:
            status = refusal.status
            body = {"ok": False, "error_code": status, "description": refusal.description}
            body["parameters"] = {name: value for name, value in refusal.parameters.items() if value}
        async with self._changed:
            self.calls.append(Call(method, params, status, time.monotonic()))
            self._changed.notify_all()
        return _broken(request) if fault.drop == "after" else web.json_response(body, status=status)

    async def call(self, method: str, params: Params) -> Any:
        """Do what a method of the Bot API does; raises Refusal."""
        if method == "getUpdates":
            return await self._updates(params)
        if method in self.unknown or method not in self._methods:
            raise Refusal(404, "Not Found: method not found")
        return self._methods[method](params)

    async def _updates(self, params: Params) -> list[dict[str, Any]]:
        """Long poll. ``offset`` confirms everything before it; a newer poller ends an older one with 409."""
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        self.polls += 1
        mine, offset = self.polls, int(params.get("offset", 0))
        async with self._changed:
            self._changed.notify_all()
            while self.pending and self.pending[0]["update_id"] < offset:
                self.pending.popleft()
            await self._until(lambda: bool(self.pending) or mine != self.polls, float(params.get("timeout", 0)))
            if mine != self.polls:
                raise Refusal(409, "Conflict: terminated by other getUpdates request")
            return list(self.pending)[: int(params.get("limit", 100))]

    async def _until(self, condition: Callable[[], bool], seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait_for(condition)

    def _acknowledge(self, params: Params) -> bool:
        if len(str(params.get("text", ""))) > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        return True

    def _send_photo(self, params: Params) -> dict[str, Any]:
        """Take an uploaded picture with its caption; ``photo`` are the bytes, as the form carried them."""
        check_photo(params.get("photo"))
        check_text({**params, "text": params.get("caption", "")}, CAPTION)
        message = self._send({**params, "text": params.get("caption") or "\u2060"})
        size = {"file_id": "photo", "file_unique_id": "photo", "width": 800, "height": 400}
        self.sent[-1] |= {"photo": [size], "picture": params["photo"]}
        return _as_sent({**message, **self.sent[-1]})

    def _send(self, params: Params) -> dict[str, Any]:
        check_text(params)
        chat = self._reached(params)
        if self._stranger(params):
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        if "message_thread_id" in params and not self._chats.get(chat, {}).get("is_forum", True):
            raise Refusal(400, "Bad Request: message thread not found")
        message = {
            "message_id": self._id("message"), "date": int(time.time()), "from": BOT, "text": words_of(params),
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"}, "html": params["text"],
            "reply_markup": params.get("reply_markup"), "reply_parameters": params.get("reply_parameters"),
        }
        if "message_thread_id" in params:
            message |= {"message_thread_id": int(params["message_thread_id"]), "is_topic_message": True}
        self.sent.append(message)
        return _as_sent(message)

    def _own(self, params: Params) -> dict[str, Any]:
        """Return the bot's message that is to be edited."""
        chat, number = self._reached(params), int(params["message_id"])
        if (chat, number) in self._theirs:
            raise Refusal(400, "Bad Request: message can't be edited")
        found = [m for m in self.to(chat) if m["message_id"] == number]
        if not found:
            raise Refusal(400, "Bad Request: message to edit not found")
        return found[0]

    def _edit_buttons(self, params: Params) -> dict[str, Any]:
        check_buttons(params)
        message = self._own(params)
        if message["reply_markup"] == params.get("reply_markup"):
            raise Refusal(400, "Bad Request: message is not modified")
        message.update(reply_markup=params.get("reply_markup"), edit_date=int(time.time()))
        return _as_sent(message)

    def _edit(self, params: Params) -> dict[str, Any]:
        """Edit a text, or the caption under a photo: each only by its own method."""
        captioned = "caption" in params
        params = {**params, "text": params["caption"]} if captioned else params
        check_text(params, CAPTION if captioned else TEXT)
        message, new = self._own(params), {"html": params["text"], "reply_markup": params.get("reply_markup")}
        if captioned != ("photo" in message):
            raise Refusal(400, f"Bad Request: there is no {'caption' if captioned else 'text'} in the message to edit")
        if all(message[key] == value for key, value in new.items()):
            raise Refusal(400, "Bad Request: message is not modified")
        message.update(new, text=words_of(params), edit_date=int(time.time()))
        return _as_sent(message)

    def _edit_media(self, params: Params) -> dict[str, Any]:
        """Put a picture in the place of a picture or a text."""
        media = params["media"]
        picture = params.get(str(media["media"]).removeprefix("attach://"))
        check_photo(picture)
        told = {**params, "text": media.get("caption", ""), "parse_mode": media.get("parse_mode")}
        check_text(told, CAPTION)
        message = self._own(params)
        size = {"file_id": "photo", "file_unique_id": "photo", "width": 800, "height": 400}
        new = {"html": told["text"], "text": words_of(told), "reply_markup": params.get("reply_markup")}
        message.update(new, photo=[size], picture=picture, edit_date=int(time.time()))
        return _as_sent(message)

    def _delete(self, params: Params) -> bool:
        self.sent.remove(self._own(params))
        return True

    def _send_document(self, params: Params) -> dict[str, Any]:
        """Take an uploaded file; its bytes stay in ``files`` under the name that it was sent with."""
        file = params.get("document")
        if not isinstance(file, Upload):
            raise Refusal(400, "Bad Request: there is no document in the request")
        if len(file) > 50 * 2**20:
            raise Refusal(413, "Request Entity Too Large")
        if len(str(params.get("caption", ""))) > 1024:
            raise Refusal(400, "Bad Request: message caption is too long")
        chat, number = self._reached(params), self._id("message")
        self.files[file.name] = bytes(file)
        about = {"file_id": file.name, "file_unique_id": file.name, "file_name": file.name, "file_size": len(file)}
        message = {
            "message_id": number, "date": int(time.time()), "from": BOT, "document": about,
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
            "text": "", "caption": params.get("caption"), "html": "", "reply_markup": None, "reply_parameters": None,
        }
        self.sent.append(message)
        return _as_sent(message)

    def _answer_inline(self, params: Params) -> bool:
        check_results(params)
        if str(params["inline_query_id"]) not in map(str, range(1, self._ids["inline"] + 1)):
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        return True

    def _reached(self, params: Params) -> int:
        """Return the chat that is meant if the bot can do something there."""
        chat = int(params["chat_id"])
        if chat in self.moved:
            moved = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, moved, migrate_to_chat_id=self.moved[chat])
        if chat in self.gone:
            raise Refusal(403, "Forbidden: bot was kicked from the supergroup chat")
        return chat

    def _member(self, params: Params) -> dict[str, Any]:
        chat, user = self._reached(params), int(params["user_id"])
        if user == BOT["id"]:
            return _membership(BOT, self.members.get((chat, user), "member"))
        if (chat, user) not in self.members and (chat, user) not in self._seen:
            raise Refusal(400, "Bad Request: member not found")
        return _membership(person(user), self.members.get((chat, user), "member"))

    def _stranger(self, params: Params) -> bool:
        """Whether a private message would go to somebody who has never written to the bot."""
        chat = int(params["chat_id"])
        return chat > 0 and chat not in self._known

    def _set_webhook(self, params: Params) -> bool:
        self.webhook = params
        return True

    def _delete_webhook(self, _: Params) -> bool:
        self.webhook = {}
        return True

    def _file(self, params: Params) -> dict[str, Any]:
        name = params["file_id"]
        if name not in self.files:
            raise Refusal(400, "Bad Request: invalid file_id")
        about, size = {"file_id": name, "file_unique_id": name}, len(self.files[name])
        if self.disk is not None:
            (self.disk / name).write_bytes(self.files[name])
            return {**about, "file_path": str(self.disk / name), "file_size": size}
        if size > LARGEST:
            raise Refusal(400, "Bad Request: file is too big")
        return {**about, "file_path": f"documents/{name}", "file_size": size}

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Give out a file; faults of ``download``: a status, a delay, a connection that breaks, half of it (``after``)."""
        name = request.match_info["path"].removeprefix("documents/")
        fault = self.faults["download"].popleft() if self.faults["download"] else Fault()
        await asyncio.sleep(fault.delay)
        await self.gate.wait()
        if fault.drop == "before":
            return _broken(request)
        if request.match_info["token"] != self.token or name not in self.files or fault.status:
            return web.Response(status=fault.status or 404)
        data = self.files[name]
        async with self._changed:
            self.calls.append(Call("download", {"file_id": name}, 200, time.monotonic()))
            self._changed.notify_all()
        return web.Response(body=data[: len(data) // 2] if fault.drop == "after" else data)

    def _id(self, kind: str) -> int:
        self._ids[kind] += 1
        return self._ids[kind]


def person(number: int, name: str = "小明") -> dict[str, Any]:
    """Return a user."""
    return {"id": number, "is_bot": False, "first_name": name, "language_code": "zh-hans"}


def _membership(user: dict[str, Any], status: str) -> dict[str, Any]:
    """Return a ChatMember."""
    rights = (
        "can_be_edited", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
        "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
        "can_delete_stories",
    )  # fmt: skip
    more: dict[str, dict[str, Any]] = {
        "creator": {"is_anonymous": False}, "kicked": {"until_date": 0},
        "administrator": {"is_anonymous": False, **dict.fromkeys(rights, False)},
    }
    return {"user": user, "status": status, **more.get(status, {})}


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Return label → callback data of the buttons under a message, of one that opens a link its address."""
    markup = message["reply_markup"] or {"inline_keyboard": []}
    return {button["text"]: button.get("url") or button["callback_data"] for row in markup["inline_keyboard"] for button in row}


async def _params(request: web.Request) -> Params:
    """Read the call's parameters; nested ones come as JSON in a form field."""
    form = await request.post() if request.can_read_body else {}
    return with_files({key: value_of(value) for key, value in {**request.query, **form}.items()})


def upload(name: str, data: bytes, _: str = "") -> Upload:
    """Return a file as it was sent, under its name."""
    file = Upload(data)
    file.name = name
    return file


def with_files(params: Params) -> Params:
    """Put an uploaded file in the place of the attach://name that stands for it."""
    return {k: params[v[9:]] if isinstance(v, str) and v.startswith("attach://") else v for k, v in params.items()}


def value_of(value: Any) -> Any:
    """Return what a parameter of a call holds."""
    if isinstance(value, web.FileField):
        return upload(value.filename, value.file.read())
    text = str(value)
    return json.loads(text) if text[:1] in "[{" and text[-1:] in "]}" and _is_json(text) else text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def check_text(params: Params, limit: int = TEXT) -> None:
    words = words_of(params)
    if not words.strip() and limit == TEXT:
        raise Refusal(400, "Bad Request: message text is empty")
    if len(words) > limit or len(params["text"].encode()) > 32_768:
        raise Refusal(400, f"Bad Request: message {'is' if limit == TEXT else 'caption is'} too long")
    check_buttons(params)


def check_photo(picture: Any) -> None:
    """Refuse what is no PNG, over 10 MB, over 10,000 pixels in width and height together, or of more than 20 to 1."""
    if not isinstance(picture, bytes) or picture[:8] != b"\x89PNG\r\n\x1a\n":
        raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
    width, height = int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])
    if len(picture) > 10 * 2**20 or width + height > 10_000 or not 1 / 20 <= width / max(height, 1) <= 20:
        raise Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")


def check_buttons(params: Params) -> None:
    for row in (params.get("reply_markup") or {}).get("inline_keyboard", []):
        for button in row:
            if ("url" in button) == ("callback_data" in button):
                raise Refusal(400, "Bad Request: BUTTON_TYPE_INVALID")
            if not button.get("url", "https://").startswith(("https://", "tg://")):
                raise Refusal(400, "Bad Request: BUTTON_URL_INVALID")
            if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")


def check_results(params: Params) -> None:
    """Refuse results of an inline query as Telegram does."""
    results = params["results"]
    if len(results) > 50:
        raise Refusal(400, "Bad Request: too many inline query results specified")
    keys = [result["id"] for result in results]
    if len(set(keys)) != len(keys):
        raise Refusal(400, "Bad Request: RESULT_ID_DUPLICATE")
    for result in results:
        if not 1 <= len(result["id"].encode()) <= 64:
            raise Refusal(400, "Bad Request: RESULT_ID_INVALID")
        if not result["title"].strip():
            raise Refusal(400, "Bad Request: ARTICLE_TITLE_EMPTY")
        content = result["input_message_content"]
        check_text({"text": content["message_text"], "parse_mode": content.get("parse_mode"), "reply_markup": result.get("reply_markup")})
    start = params.get("button", {"start_parameter": "x"}).get("start_parameter", "x")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start):
        raise Refusal(400, "Bad Request: START_PARAM_INVALID")


def words_of(params: Params) -> str:
    text = str(params.get("text", ""))
    if params.get("parse_mode") != "HTML":
        return text
    return _parsed(text)


def _parsed(text: str) -> str:
    """Read Telegram's small HTML: known tags only, closed in order, no quote within a quote, no bare <."""
    words, opened, at = [], list[str](), 0
    for tag in re.finditer(r"<(/?)([a-z-]*)([^<>]*)>?", text):
        words.append(html.unescape(text[at : tag.start()]))
        closing, name, at = tag[1], tag[2], tag.end()
        if name not in TAGS or not tag[0].endswith(">") or (not closing and name == "blockquote" and name in opened):
            raise Refusal(400, f"Bad Request: can't parse entities: unsupported start tag {name}")
        if not closing:
            opened.append(name)
        elif not opened or opened.pop() != name:
            raise Refusal(400, f"Bad Request: can't parse entities: unexpected end tag {name}")
    if opened:
        raise Refusal(400, f"Bad Request: can't parse entities: can't find end tag for {opened[-1]}")
    return "".join([*words, html.unescape(text[at:])])


def _as_sent(message: dict[str, Any]) -> dict[str, Any]:
    """Return the Message object of the Bot API."""
    hidden = {"html", "reply_parameters", "picture"}
    message = {**message, "text": None, "caption": message["text"]} if message.get("photo") else message
    return {key: value for key, value in message.items() if key not in hidden and value is not None}


def _broken(request: web.Request) -> web.StreamResponse:
    """Cut the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
