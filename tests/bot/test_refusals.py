"""The stand-in refuses what Telegram refuses of pictures, captions and acknowledgements."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from telegram import Bot, Chat, Message

from bot.wire.sending import edit
from bot.wording.charts import drawn
from bot.wording.replies import said
from tests.bot.telegram_server import TOKEN, Refusal, TelegramServer, check_photo
from tests.bot.test_charts import bars

PICTURE = drawn(bars("青里村", "松坪村", "石岭村"))


async def call(telegram: TelegramServer, method: str, picture: bytes | None = None, **params: Any) -> tuple[int, str]:
    """Call a method with a form, a picture as an upload; return the status and what was said."""
    files = {"upload": ("chart.png", picture, "image/png")} if picture is not None else None
    data = {**params, **({"photo": "attach://upload"} if files else {})}
    async with httpx.AsyncClient() as client:
        answered = await client.post(f"{telegram.url}/bot{TOKEN}/{method}", data=data, files=files)
    body = answered.json()
    return answered.status_code, body.get("description") or json.dumps(body["result"])


async def test_pictures_and_captions(telegram: TelegramServer) -> None:
    """A caption counts after parsing, up to 1,024; it is edited as a caption and a text as a text."""
    caption = "<b>" + "村" * 1024 + "</b>"
    assert (await call(telegram, "sendPhoto", PICTURE, chat_id=1, caption=caption, parse_mode="HTML"))[0] == 200
    (photo,) = telegram.to(1)
    assert photo["picture"] == PICTURE
    where = {"chat_id": 1, "message_id": photo["message_id"]}
    assert "too long" in (await call(telegram, "sendPhoto", PICTURE, chat_id=1, caption="村" * 1025))[1]
    assert "too long" in (await call(telegram, "editMessageCaption", **where, caption="村" * 1025))[1]
    assert "can't parse" in (await call(telegram, "editMessageCaption", **where, caption="<b>", parse_mode="HTML"))[1]
    assert "no text" in (await call(telegram, "editMessageText", **where, text="村"))[1]
    assert (await call(telegram, "editMessageCaption", **where, caption="村"))[0] == 200
    assert (await call(telegram, "sendPhoto", b"no picture", chat_id=1))[0] == 400
    assert (await call(telegram, "sendPhoto", chat_id=1))[0] == 400
    await call(telegram, "sendMessage", chat_id=2, text="村")
    where = {"chat_id": 2, "message_id": telegram.to(2)[0]["message_id"]}
    assert "no caption" in (await call(telegram, "editMessageCaption", **where, caption="村"))[1]


async def test_an_answer_known_by_its_number_is_edited_though_it_has_a_picture(telegram: TelegramServer) -> None:
    """What is recorded of an answer is its message id, not whether it was a picture."""
    await call(telegram, "sendPhoto", PICTURE, chat_id=1, caption="旧的")
    async with Bot(TOKEN, base_url=f"{telegram.url}/bot") as sender:
        message = Message(telegram.to(1)[0]["message_id"], datetime.now(UTC), Chat(1, Chat.PRIVATE))
        message.set_bot(sender)
        await edit(message, said("新的"))
        await edit(message, said("新的"))
    assert telegram.to(1)[0]["text"] == "新的"


async def test_buttons_are_edited_alone(telegram: TelegramServer) -> None:
    """Not to what they are already, nor with data that is too long; a press is thanked for in 200 characters."""
    await call(telegram, "sendMessage", chat_id=1, text="村")
    where = {"chat_id": 1, "message_id": telegram.to(1)[0]["message_id"]}

    def keyboard(data: str) -> str:
        return json.dumps({"inline_keyboard": [[{"text": "👍", "callback_data": data}]]})

    assert (await call(telegram, "editMessageReplyMarkup", **where, reply_markup=keyboard("g")))[0] == 200
    assert "not modified" in (await call(telegram, "editMessageReplyMarkup", **where, reply_markup=keyboard("g")))[1]
    assert "DATA_INVALID" in (await call(telegram, "editMessageReplyMarkup", **where, reply_markup=keyboard("g" * 65)))[1]
    assert "TOO_LONG" in (await call(telegram, "answerCallbackQuery", callback_query_id="1", text="谢" * 201))[1]


@pytest.mark.parametrize(("width", "height"), [(9_000, 1_001), (21, 1), (1, 21), (0, 5)])
def test_pictures_of_odd_sizes(width: int, height: int) -> None:
    header = b"\x89PNG\r\n\x1a\n" + bytes(8) + width.to_bytes(4) + height.to_bytes(4)
    with pytest.raises(Refusal, match="DIMENSIONS"):
        check_photo(header)
