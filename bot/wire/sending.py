"""Replies on their way out: tried again where that cannot harm, in the right topic."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import msgspec
from telegram import Bot, Chat, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TimedOut

from bot.wire.lines import never_sent
from bot.wording.replies import Button, Reply

log = logging.getLogger(__name__)
T = TypeVar("T")

PAUSES = (0.5, 1.5)
"""Seconds before each further try after a broken connection; what fails then stays in the inbox for later."""
NO_PREVIEW = '{"is_disabled": true}'
"""LinkPreviewOptions."""
ROW = 30
"""Characters of all labels in one row of buttons."""
CHOICES = 30
"""Half-widths of all labels in one row of choices, which are words to be read."""


def keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """Return the reply's buttons as the library takes them."""
    rows = [[_key(button) for button in row] for row in rows_of(reply)]
    return InlineKeyboardMarkup(rows) if rows else None


def rows_of(reply: Reply) -> list[Sequence[Button]]:
    """Return the reply's buttons: its choices packed into rows, below them the others in one row.

    Buttons whose labels would not fit beside each other stand below each other.
    """
    row = reply.buttons
    wide = reply.stacked or sum(len(button.label) for button in row) > ROW
    return [*_packed(reply.choices), *([[button] for button in row] if wide else [row] if row else [])]


def _packed(choices: Iterable[Button]) -> Iterator[Sequence[Button]]:
    """Put as many buttons into each row as their labels leave room for, three at most."""
    row: list[Button] = []
    for choice in choices:
        if row and (len(row) == 3 or sum(_width(button.label) for button in row) + _width(choice.label) > CHOICES):
            yield row
            row = []
        row.append(choice)
    if row:
        yield row


def _key(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.label, callback_data=button.data or None, url=button.url or None)


def _width(label: str) -> int:
    """
    >>> _width("下页 (2/3) ›")
    12
    """
    return sum(2 if character >= "⺀" else 1 for character in label)


async def send_picture(question: Message, picture: bytes, reply: Reply) -> int | None:
    """Send *picture* under *question* with *reply* beneath it; return its number, None when this chat takes no pictures.

    Raises  TelegramError when it cannot be delivered
    """
    try:
        sent = await patiently(
            lambda: question.reply_photo(
                picture, caption=reply.html, parse_mode=ParseMode.HTML, reply_markup=keyboard(reply), filename="chart.png"
            )
        )
        return sent.message_id
    except (BadRequest, Forbidden, ChatMigrated) as error:
        log.info("a picture was not taken, its text is sent alone: %s", type(error).__name__)
        return None


async def send(question: Message, reply: Reply) -> Message:
    """Send *reply* under *question*: same chat, same topic; in groups as a reply to it.

    A topic that was deleted meanwhile is answered beside the topics.

    Raises  TelegramError when it cannot be delivered
    """
    bot = question.get_bot()
    return Message.de_json(await _sent(bot, _under(question), reply), bot)


async def tell(question: Message, reply: Reply) -> int:
    """The same for who needs the number of the message alone: to make an object of the rest would be the most of the work."""
    return int((await _sent(question.get_bot(), _under(question), reply))["message_id"])


async def announce(bot: Bot, chat: int, reply: Reply) -> None:
    """Send *reply* to *chat* without a question before it. Raises TelegramError when it cannot be delivered."""
    await _sent(bot, {"chat_id": chat}, reply)


def _under(question: Message) -> dict[str, Any]:
    """Return where a message stands that replies to *question*."""
    where: dict[str, Any] = {"chat_id": question.chat_id}
    if question.is_topic_message:  # elsewhere a thread is but a chain of replies
        where["message_thread_id"] = question.message_thread_id
    if question.direct_messages_topic:
        where["direct_messages_topic_id"] = question.direct_messages_topic.topic_id
    if question.chat.type != Chat.PRIVATE:
        where["reply_parameters"] = {"message_id": question.message_id, "allow_sending_without_reply": True}
    return where


async def _sent(bot: Bot, where: Mapping[str, Any], reply: Reply) -> dict[str, Any]:
    """Send *reply* and return what Telegram tells of it."""
    looks: dict[str, Any] = {"text": reply.html, "parse_mode": ParseMode.HTML, "link_preview_options": NO_PREVIEW}
    if keys := _keys(reply):
        looks["reply_markup"] = keys
    chat = {"chat_id": where["chat_id"]}
    try:
        return await patiently(partial(_post, bot, {**where, **looks}))
    except ChatMigrated as moved:
        return await patiently(partial(_post, bot, {"chat_id": moved.new_chat_id, **looks}))
    except BadRequest as error:
        if "thread not found" in error.message and chat != where:
            return await _sent(bot, chat, reply)
        if "parse entities" not in error.message:
            raise
        log.error("Telegram did not take the HTML of a reply; sent without looks")
        del looks["parse_mode"]
        return await _post(bot, {**where, **looks, "text": reply.plain})


def _keys(reply: Reply) -> str:
    """Return the reply's buttons as Telegram takes them, '' for none."""
    rows = [[_told(button) for button in row] for row in rows_of(reply)]
    return msgspec.json.encode({"inline_keyboard": rows}).decode() if rows else ""


def _told(button: Button) -> dict[str, str]:
    return {"text": button.label, **({"url": button.url} if button.url else {"callback_data": button.data})}


async def _post(bot: Bot, message: dict[str, Any]) -> dict[str, Any]:
    """Call sendMessage as the library's own method does, but without the objects that it makes of every part and of the result.

    They take longer than all else that there is to do for a reply.
    """
    return dict(await bot._post("sendMessage", message))


async def edit(message: Message, reply: Reply) -> None:
    """Put *reply* in the place of the bot's own *message*: of its text, or of what stands under its picture.

    A message that Telegram tells no more of may have one as well.

    Raises  TelegramError, but not when nothing changes
    """

    async def text() -> object:
        return await message.edit_text(reply.html, parse_mode=ParseMode.HTML, reply_markup=keyboard(reply))

    async def caption() -> object:
        return await message.edit_caption(reply.caption.html, parse_mode=ParseMode.HTML, reply_markup=keyboard(reply))

    for way in (caption,) if message.photo else (text, caption):
        try:
            await patiently(way)
            return
        except BadRequest as error:
            if "not modified" in error.message:
                return
            if "no text in the message" not in error.message:
                raise


async def edit_text(message: Message, reply: Reply) -> bool:
    """Put *reply* in the place of the text of the bot's own *message*; False when it has a picture instead.

    Raises  TelegramError, but not when nothing changes
    """
    try:
        await patiently(lambda: message.edit_text(reply.html, parse_mode=ParseMode.HTML, reply_markup=keyboard(reply)))
    except BadRequest as error:
        if "no text in the message" in error.message:
            return False
        if "not modified" not in error.message:
            raise
    return True


async def edit_picture(message: Message, picture: bytes, reply: Reply) -> bool:
    """Put *picture*, *reply* beneath it, in the place of the bot's own *message*, a text or a picture; False when it cannot be."""
    media = InputMediaPhoto(picture, caption=reply.html, parse_mode=ParseMode.HTML, filename="chart.png")
    try:
        await patiently(lambda: message.edit_media(media, reply_markup=keyboard(reply)))
    except (BadRequest, Forbidden, ChatMigrated, InvalidToken) as error:  # the last: what the library makes of a 404
        log.info("a picture did not take a message's place: %s", type(error).__name__)
        return "not modified" in error.message
    return True


async def relabel(message: Message, labels: Mapping[str, str]) -> None:
    """Give the buttons under the bot's own *message* other labels, by the letter of their action.

    Raises  TelegramError, but not when nothing changes
    """
    if message.reply_markup is None:
        return
    rows = [[_relabelled(button, labels) for button in row] for row in message.reply_markup.inline_keyboard]
    try:
        await patiently(lambda: message.edit_reply_markup(InlineKeyboardMarkup(rows)))
    except BadRequest as error:
        if "not modified" not in error.message:
            raise


def _relabelled(button: InlineKeyboardButton, labels: Mapping[str, str]) -> InlineKeyboardButton:
    data = str(button.callback_data)
    return InlineKeyboardButton(labels.get(data.partition(".")[0], button.text), callback_data=data)


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Make the call, again after a broken connection or a server error.

    A time-out while waiting for the answer is not tried again: Telegram has most likely delivered the message.
    """
    for pause in PAUSES:
        try:
            return await call()
        except NetworkError as error:
            if isinstance(error, BadRequest) or (isinstance(error, TimedOut) and not never_sent(error)):
                raise
            log.warning("a message did not get through, trying again in %.1f s: %s", pause, _kind(error))
            await asyncio.sleep(pause)
    return await call()


def _kind(error: NetworkError) -> str:
    return type(error.__cause__ or error).__name__
