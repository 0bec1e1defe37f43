"""What somebody asked before, through the real bot process: paged, asked again, handed out as files, deleted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.bot.conftest import QUESTION, Process, numbers
from tests.bot.telegram_server import TelegramServer, buttons, person

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADMIN = 7
TOPIC = {"message_thread_id": 17, "is_topic_message": True}


@pytest.fixture
def telegram(served: tuple[TelegramServer, Process]) -> TelegramServer:
    """The stand-in."""
    return served[0]


@pytest.fixture
def process(served: tuple[TelegramServer, Process]) -> Process:
    """The running bot."""
    return served[1]


async def said(telegram: TelegramServer, text: str, chat: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Say something and return what the bot says to it."""
    where = (chat or fields["sender"])["id"]
    before = len(telegram.to(where))
    await telegram.say(text, chat, **fields)
    return await telegram.reply(where, before + 1)


async def test_history_turns_its_pages_in_place(telegram: TelegramServer, user: dict[str, Any]) -> None:
    """The latest first, five on a page, one row of buttons."""
    for n in range(7):
        await said(telegram, f"{QUESTION}{'呢' * n}", sender=user)
    listed = await said(telegram, "/history", sender=user)
    assert "7 个问题（第 1/2 页）" in listed["text"]
    assert list(buttons(listed)) == ["1", "2", "3", "4", "5", "›"]
    assert len(listed["reply_markup"]["inline_keyboard"]) == 1
    assert listed["text"].index(f"1. {QUESTION}呢呢呢呢呢呢") < listed["text"].index("→ 青里村") < listed["text"].index("2. ")
    first = listed["text"]
    await telegram.press(listed, buttons(listed)["›"], user["id"])
    await telegram.wait(lambda: "第 2/2 页" in listed["text"])
    assert list(buttons(listed)) == ["‹", "6", "7"]
    assert listed["text"].count(QUESTION) == 2
    await telegram.press(listed, buttons(listed)["‹"], user["id"])
    await telegram.wait(lambda: listed["text"] == first)


async def test_a_question_is_asked_again_by_its_number(
    telegram: TelegramServer, process: Process, user: dict[str, Any]
) -> None:
    """The answer is one like any other: its buttons work, a reply goes on from it; pressed twice, it is one question."""
    await said(telegram, QUESTION, sender=user)
    await said(telegram, "那增收多少", sender=user)
    await said(telegram, "松坪村种植什么", sender=user)
    listed = await said(telegram, "历史", sender=user)
    query = await telegram.press(listed, buttons(listed)["2"], user["id"])
    again = await telegram.reply(user["id"], 5)
    assert again["text"].startswith("再问一次：")
    assert "青里村" in again["text"].splitlines()[0], "the question as it was completed"
    assert "30余万元" in again["text"]
    before = again["html"]
    await telegram.wait(lambda: process.rows(f"select 1 from turns where user = {user['id']} and reply = {again['message_id']}"))
    pressed = {"id": query, "from": user, "chat_instance": "1", "data": buttons(listed)["2"], "message": without_html(listed)}
    await telegram.deliver(callback_query=pressed)
    await telegram.press(again, buttons(again)["上下文"], user["id"])
    await telegram.wait(lambda: "<blockquote expandable>" in again["html"])
    await telegram.press(again, buttons(again)["收起"], user["id"])
    await telegram.wait(lambda: "<blockquote>" in again["html"])
    assert again["text"].splitlines()[-1] == before.splitlines()[-1] or again["html"] != before
    follow_up = await said(telegram, "在哪个镇", sender=user, reply_to_message=without_html(again))
    assert "银杏镇" in follow_up["text"]
    assert process.rows(f"select count(*) from turns where user = {user['id']} and message < 0") == [(1,)]


async def test_nobody_else_turns_my_pages_or_asks_my_questions_again(
    telegram: TelegramServer, user: dict[str, Any], group: dict[str, Any]
) -> None:
    other = person(next(numbers))
    await said(telegram, f"/ask {QUESTION}", group, sender=user, **TOPIC)
    listed = await said(telegram, "/history", group, sender=user, **TOPIC)
    query = await telegram.press(listed, buttons(listed)["1"], other["id"])
    await told(telegram, query, "只有提问的人")
    await telegram.press(listed, buttons(listed)["1"], user["id"])
    again = await telegram.reply(group["id"], 3)
    assert "青里村" in again["text"]
    assert again["message_thread_id"] == 17
    await said(telegram, "/forget", group, sender=user, **TOPIC)
    await told(telegram, await telegram.press(listed, buttons(listed)["1"], user["id"]), "记录已经不在了")


async def test_a_reply_to_an_answer_that_was_asked_again_is_for_everybody(
    telegram: TelegramServer, user: dict[str, Any], group: dict[str, Any]
) -> None:
    """A follow-up of somebody else leans on it as on any other answer."""
    other = person(next(numbers))
    await said(telegram, "/ask 松坪村种植什么", group, sender=user)
    await said(telegram, "/ask 联星村种植什么", group, sender=user)
    listed = await said(telegram, "/history", group, sender=user)
    await telegram.press(listed, buttons(listed)["2"], user["id"])
    again = await telegram.reply(group["id"], 4)
    reply = await said(telegram, "那多少亩", group, sender=other, reply_to_message={**without_html(again), "chat": group})
    assert "20亩" in reply["text"]


async def test_forget_says_what_was_deleted(telegram: TelegramServer, process: Process, user: dict[str, Any]) -> None:
    """In one step, in all chats, of all tables."""
    group = {"id": -1003000000000 - user["id"], "type": "supergroup", "title": "群"}
    await said(telegram, QUESTION, sender=user)
    await said(telegram, f"/ask {QUESTION}", group, sender=user)
    await said(telegram, f"订阅 {QUESTION}", sender=user)
    assert (await said(telegram, "清除", sender=user))["text"] == "已删除您的全部记录：提问 2 条，订阅 1 个。"
    for table in ("turns", "subscriptions"):
        assert process.rows(f"select * from {table} where user = {user['id']}") == []
    assert "没有您的记录" in (await said(telegram, "清除", sender=user))["text"]


async def test_export_gives_everybody_their_own_as_files(telegram: TelegramServer, user: dict[str, Any]) -> None:
    """JSON and CSV, only in private, nobody else's."""
    group = {"id": -1004000000000 - user["id"], "type": "supergroup", "title": "群"}
    assert "没有您的记录" in (await said(telegram, "/export", sender=user))["text"]
    await said(telegram, f"=1+1 {QUESTION}", sender=user)
    assert "私聊" in (await said(telegram, "/export", group, sender=user))["text"]
    await telegram.say("导出", sender=user)
    first, second = await documents(telegram, user["id"], 2)
    assert first["caption"].startswith("您的全部记录：1 条")
    rows = json.loads(telegram.files[first["document"]["file_name"]])
    assert {row["user"] for row in rows} == {user["id"]}
    table = telegram.files[second["document"]["file_name"]].decode()
    assert second["document"]["file_name"].startswith("村问记录")
    assert second["document"]["file_name"].endswith(".csv")
    assert table.startswith("\ufeff类别,")
    assert ",'=1+1 " in table


async def test_export_of_everybody_is_for_administrators(telegram: TelegramServer, user: dict[str, Any]) -> None:
    await said(telegram, QUESTION, sender=user)
    assert "只有管理员" in (await said(telegram, "/export all", sender=user))["text"]
    await telegram.say("/export 全部", sender=person(ADMIN))
    first, _ = await documents(telegram, ADMIN, 2)
    rows = json.loads(telegram.files[first["document"]["file_name"]])
    assert user["id"] in {row["user"] for row in rows}


async def documents(telegram: TelegramServer, chat: int, n: int) -> list[dict[str, Any]]:
    """Wait for *n* files sent to *chat*."""
    def files() -> list[dict[str, Any]]:
        found = [message for message in telegram.to(chat) if "document" in message]
        return found if len(found) >= n else []

    return list(await telegram.wait(files))


async def told(telegram: TelegramServer, query: str, words: str) -> None:
    """Wait until a button press was answered with *words*."""
    def texts() -> list[str]:
        calls = telegram.called("answerCallbackQuery")
        return [str(call.params.get("text")) for call in calls if str(call.params["callback_query_id"]) == query]

    assert words in (await telegram.wait(texts))[0]


def without_html(message: dict[str, Any]) -> dict[str, Any]:
    """A message of the bot as Telegram hands it on."""
    return {key: value for key, value in message.items() if key not in ("html", "reply_parameters") and value is not None}
