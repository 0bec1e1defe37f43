"""The stand-in refuses what Telegram refuses of pictures, captions and acknowledgements."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from bot.wording.charts import drawn
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
