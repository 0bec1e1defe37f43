"""Talking with the real bot process over real HTTP: who gets which reply, where, and who gets none.

One process serves all these tests; each test has people and chats of its own.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.bot.conftest import QUESTION, Process, numbers
from tests.bot.telegram_server import BOT, TelegramServer, buttons, person

pytestmark = pytest.mark.asyncio(loop_scope="session")
NAME: str = BOT["username"]
ADMIN = 7


@pytest.fixture
def telegram(served: tuple[TelegramServer, Process]) -> TelegramServer:
    """The stand-in."""
    return served[0]


@pytest.fixture
def process(served: tuple[TelegramServer, Process]) -> Process:
    """The running bot."""
    return served[1]


TOPIC = {"message_thread_id": 17, "is_topic_message": True}


def mention(text: str) -> dict[str, Any]:
    """The entity of the mention in *text*, which has only characters of one UTF-16 unit before it."""
    return {"entities": [{"type": "mention", "offset": text.lower().index(f"@{NAME}"), "length": len(NAME) + 1}]}


async def test_a_private_question_gets_answer_quote_and_source(telegram: TelegramServer, user: dict[str, Any]) -> None:
    await telegram.say(QUESTION, sender=user)
    reply = await telegram.reply(user["id"])
    assert "青里村试种羊肚菌，与玉米轮作" in reply["text"]
    assert "银杏镇2022" in reply["text"]
    assert "<blockquote>" in reply["html"]
    assert reply["reply_parameters"] is None


async def test_a_mention_gets_one_reply_in_its_topic(
    telegram: TelegramServer, user: dict[str, Any], group: dict[str, Any]
) -> None:
    text = f"请问 @{NAME.upper()} {QUESTION}"
    asked = await telegram.say(text, group, sender=user, **TOPIC, **mention(text))
    reply = await telegram.reply(group["id"])
    assert "青里村" in reply["text"]
    assert reply["message_thread_id"] == 17
    assert reply["reply_parameters"]["message_id"] == asked["message_id"]
    await telegram.say(f"@{NAME} 报告", group, sender=user, **TOPIC)
    await telegram.reply(group["id"], 2)
    assert len(telegram.to(group["id"])) == 2


async def test_what_is_not_addressed_to_the_bot_gets_no_reply(
    telegram: TelegramServer, process: Process, user: dict[str, Any], group: dict[str, Any]
) -> None:
    """Talk among people, other bots, other bots' names, stickers, topic replies, posts of the linked channel."""
    created = {"forum_topic_created": {"name": "t", "icon_color": 1}}
    topic = {"message_id": 17, "date": 1, "chat": group, "from": BOT, **created}
    other = {"id": 99, "is_bot": True, "first_name": "别的", "username": "other_bot"}
    channel = {"id": -1009, "type": "channel", "title": "频道"}
    messages: list[tuple[str | None, dict[str, Any]]] = [
        (QUESTION, {}),
        ("今天天气不错，帮助大家", {}),
        (f"@{NAME}2 {QUESTION}", {}),
        (f"/ask@other_bot {QUESTION}", {}),
        ("/unknown", {}),
        (QUESTION, {**TOPIC, "reply_to_message": topic}),
        (f"@{NAME} {QUESTION}", {"sender": other}),
        (f"@{NAME} {QUESTION}", {"via_bot": other}),
        (f"@{NAME} {QUESTION}", {"sender_chat": channel, "is_automatic_forward": True}),
        (None, {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                            "is_animated": False, "is_video": False}}),
        (None, {"new_chat_members": [user]}),
    ]
    for text, fields in messages:
        await telegram.say(text, group, **{"sender": user, **fields})
    await telegram.deliver(edited_message=telegram.message(QUESTION, group, sender=user, edit_date=1))
    await telegram.say("/help", group, sender=user)  # handled after all of them: one chat is served in order
    assert "直接提问" in (await telegram.reply(group["id"]))["text"]
    assert len(telegram.to(group["id"])) == 1
    assert process.rows("select count(*) from inbox where body like '%天气不错%'") == [(0,)], "nor is it stored"


@pytest.mark.parametrize("text", [
    "/ask {q}", "/ask@{b} {q}", "/ask{q}", "/ask@{b}{q}", "/问{q}", "／问 {q}", "问：{q}",
    "@{b}{q}", "请问@{b}{q}", "{q} @{b}",
])
async def test_ways_to_ask_in_a_group(
    telegram: TelegramServer, user: dict[str, Any], group: dict[str, Any], text: str
) -> None:
    await telegram.say(text.format(q=QUESTION, b=NAME), group, sender=user)
    assert "青里村" in (await telegram.reply(group["id"]))["text"]


async def test_a_reply_to_the_bot_continues_that_conversation(
    telegram: TelegramServer, process: Process, user: dict[str, Any], group: dict[str, Any]
) -> None:
    await telegram.say(f"/ask {QUESTION}", group, sender=user)
    first = await telegram.reply(group["id"])
    await telegram.say("那增收多少", group, sender=user, reply_to_message={**first, "chat": group})
    await telegram.reply(group["id"], 2)
    turns = await recorded(telegram, process, user["id"], 2)
    assert [asked for asked, _ in turns] == [QUESTION, "那增收多少"]


async def test_a_reply_to_an_older_answer_is_about_that_one(
    telegram: TelegramServer, user: dict[str, Any], group: dict[str, Any]
) -> None:
    """Not about what was asked since; a button under it shows the same answer."""
    older = await asked(telegram, group, user, "/ask 松坪村种植什么")
    await asked(telegram, group, user, "/ask 联星村种植什么")
    assert "140亩" in (await asked(telegram, group, user, "/ask 那多少亩"))["text"]
    reply = await asked(telegram, group, user, "那多少亩", to=older)
    assert "松坪村种植" in reply["text"], "the question as it was understood"
    assert "20亩" in reply["text"]
    assert "36名" not in reply["text"]
    before = reply["html"]
    await telegram.press(reply, buttons(reply)["上下文"], user["id"])
    await telegram.wait(lambda: reply["html"] != before)
    await telegram.press(reply, buttons(reply)["收起"], user["id"])
    await telegram.wait(lambda: reply["html"] == before)


async def test_a_reply_to_an_answer_that_somebody_else_was_given(
    telegram: TelegramServer, user: dict[str, Any], group: dict[str, Any]
) -> None:
    """It is about that answer; an answer that is not known (any more) leaves one's own last question."""
    other = person(next(numbers))
    older = await asked(telegram, group, other, "/ask 松坪村种植什么")
    await asked(telegram, group, user, "/ask 联星村种植什么")
    assert "20亩" in (await asked(telegram, group, user, "那多少亩", to=older))["text"]
    unknown = {**older, "message_id": 900_000}
    await asked(telegram, group, other, "/ask 联星村种植什么")
    assert "140亩" in (await asked(telegram, group, other, "那多少亩", to=unknown))["text"]
    assert "20亩" in (await asked(telegram, group, user, "那多少亩", to={**older, "message_id": 900_001}))["text"]


async def test_more_source_history_and_forget(telegram: TelegramServer, process: Process, user: dict[str, Any]) -> None:
    """The Chinese words work without a slash, and nothing is left after 清除."""
    await telegram.say("更多", sender=user)
    assert "还没有问过" in (await telegram.reply(user["id"]))["text"]
    await telegram.say(QUESTION, sender=user)
    await telegram.reply(user["id"], 2)
    await telegram.say("原文", sender=user)
    assert "<blockquote expandable>" in (await telegram.reply(user["id"], 3))["html"]
    await telegram.say("历史", sender=user)
    assert QUESTION in (await telegram.reply(user["id"], 4))["text"]
    await telegram.say("/forget", sender=user)
    assert "1 条" in (await telegram.reply(user["id"], 5))["text"]
    await telegram.say("/history", sender=user)
    assert QUESTION not in (await telegram.reply(user["id"], 6))["text"]
    assert process.rows(f"select * from turns where user = {user['id']}") == []


async def test_two_people_of_a_group_do_not_share_a_history(telegram: TelegramServer, group: dict[str, Any]) -> None:
    one, two = person(next(numbers)), person(next(numbers))
    await telegram.say(f"/ask {QUESTION}", group, sender=one)
    await telegram.reply(group["id"])
    await telegram.say("/history", group, sender=two)
    assert QUESTION not in (await telegram.reply(group["id"], 2))["text"]
    await telegram.say("/history", group, sender=one)
    assert QUESTION in (await telegram.reply(group["id"], 3))["text"]


async def test_buttons_turn_pages_and_unfold(telegram: TelegramServer, user: dict[str, Any]) -> None:
    """上下文 unfolds the paragraph in place, 收起 goes back, and every press is acknowledged."""
    await telegram.say("羊肚菌", sender=user)
    reply = await telegram.reply(user["id"])
    before = reply["html"]
    await telegram.press(reply, buttons(reply)["上下文"], user["id"])
    await telegram.wait(lambda: "<blockquote expandable>" in reply["html"])
    await telegram.press(reply, buttons(reply)["收起"], user["id"])
    await telegram.wait(lambda: reply["html"] == before)
    for label in [label for label in buttons(reply) if label.startswith("下一处")]:
        await telegram.press(reply, buttons(reply)[label], user["id"])
        await telegram.wait(lambda: reply["html"] != before)
    assert len(telegram.to(user["id"])) == 1
    assert all(call.status == 200 for call in telegram.called("answerCallbackQuery"))


async def test_why_tells_in_place_what_counted(telegram: TelegramServer, user: dict[str, Any]) -> None:
    """为什么 takes the place of the answer, short enough for a phone; 收起 brings the answer back."""
    await telegram.say("石岭村举办批杷文化节接待多少人", sender=user)  # a slip: 批 for 枇
    reply = await telegram.reply(user["id"])
    before = reply["html"]
    await telegram.press(reply, buttons(reply)["为什么"], user["id"])
    await telegram.wait(lambda: "问的是" in reply["text"])
    lines = reply["text"].splitlines()
    assert lines[0] == "1.2万人次"
    assert len(lines) <= 12
    for words in (
        "问的是：多少（人数", "批杷文化节→枇杷文化节", "限定：地点 石岭村", "命中的词：", "段落第 1", "句子第 1",
        "片段怎么截的：", "把握 ",
    ):  # fmt: skip
        assert words in reply["text"]
    assert list(buttons(reply)) == ["收起", "👍", "👎"]
    await telegram.press(reply, buttons(reply)["收起"], user["id"])
    await telegram.wait(lambda: reply["html"] == before)
    assert len(telegram.to(user["id"])) == 1


async def test_why_of_a_follow_up_explains_what_was_understood(
    telegram: TelegramServer, process: Process, user: dict[str, Any]
) -> None:
    """The explanation is of the question as it was completed then, and 收起 still says what was carried over."""
    await telegram.say(QUESTION, sender=user)
    await telegram.reply(user["id"])
    await recorded(telegram, process, user["id"], 1)
    await telegram.say("那增收多少", sender=user)
    reply = await telegram.reply(user["id"], 2)
    before = reply["html"]
    await recorded(telegram, process, user["id"], 2)
    await telegram.press(reply, buttons(reply)["为什么"], user["id"])
    await telegram.wait(lambda: "问的是：多少（金额）" in reply["text"])
    assert "青里村" in reply["text"]
    await telegram.press(reply, buttons(reply)["收起"], user["id"])
    await telegram.wait(lambda: reply["html"] == before)


async def test_why_not_tells_what_is_missing(telegram: TelegramServer, process: Process, user: dict[str, Any]) -> None:
    """A refusal has the button too: which words no report has, and which are not said together."""
    await telegram.say("火星村<b>羊肚菌有多少亩", sender=user)
    reply = await telegram.reply(user["id"])
    before = reply["html"]
    await recorded(telegram, process, user["id"], 1)
    await telegram.press(reply, buttons(reply)["为什么"], user["id"])
    await telegram.wait(lambda: "哪份报告都没有的词：" in reply["text"])
    assert "火星村" in reply["text"]
    assert len(reply["text"].splitlines()) <= 12
    await telegram.press(reply, buttons(reply)["收起"], user["id"])
    await telegram.wait(lambda: reply["html"] == before)


async def test_why_of_what_was_forgotten_is_said_politely(
    telegram: TelegramServer, process: Process, user: dict[str, Any]
) -> None:
    await telegram.say(QUESTION, sender=user)
    reply = await telegram.reply(user["id"])
    before = reply["html"]
    await recorded(telegram, process, user["id"], 1)
    await telegram.say("/forget", sender=user)
    await telegram.reply(user["id"], 2)
    query = await telegram.press(reply, buttons(reply)["为什么"], user["id"])
    assert "记录已经不在了" in await acknowledged(telegram, query)
    assert reply["html"] == before


@pytest.mark.parametrize("forge", [
    lambda data: data[:-1] + ("A" if data[-1] != "A" else "B"),
    lambda data: "p.1.0." + data.split(".", 3)[3],
    lambda data: "x" * 64,
    lambda data: "村" * 21,
    lambda data: "....",
])
async def test_a_forged_button_changes_nothing(telegram: TelegramServer, user: dict[str, Any], forge: Any) -> None:
    await telegram.say(QUESTION, sender=user)
    reply = await telegram.reply(user["id"])
    before = reply["html"]
    query = await telegram.press(reply, forge(buttons(reply)["上下文"]), user["id"])
    assert "重新提问" in await acknowledged(telegram, query)
    assert reply["html"] == before


async def test_somebody_else_cannot_press_my_button(telegram: TelegramServer, group: dict[str, Any]) -> None:
    one, two = person(next(numbers)), person(next(numbers))
    await telegram.say(f"/ask {QUESTION}", group, sender=one)
    reply = await telegram.reply(group["id"])
    for label in ("上下文", "为什么"):
        query = await telegram.press(reply, buttons(reply)[label], two["id"])
        assert "只有提问的人" in await acknowledged(telegram, query)


async def test_admin_commands_are_for_administrators(telegram: TelegramServer, user: dict[str, Any]) -> None:
    """Others are refused with the number to hand on; a person who writes as a chat is nobody's administrator."""
    await telegram.say("/reload", sender=user)
    assert str(user["id"]) in (await telegram.reply(user["id"]))["text"]
    group = {"id": -1002000000000 - user["id"], "type": "supergroup", "title": "群"}
    await telegram.say("/status", group, sender=person(ADMIN), sender_chat=group)
    assert "只有管理员" in (await telegram.reply(group["id"]))["text"]


async def test_status_shows_what_is_running(telegram: TelegramServer, user: dict[str, Any]) -> None:
    await telegram.say(QUESTION, sender=user)
    await telegram.reply(user["id"])
    before = len(telegram.to(ADMIN))
    await telegram.say("状态", sender=person(ADMIN))
    text = (await telegram.reply(ADMIN, before + 1))["text"]
    assert "报告 2 份" in text
    assert "语料指纹" in text
    assert re.search(r"找答案用时 p50 \d+ · p95 \d+ · p99 \d+ 毫秒", text)
    assert "从收到到回复 p50" in text
    assert re.search(r"上次成功收取消息：\d 秒前", text)
    assert "隐私模式：开" in text
    assert "/setprivacy" in text, "and what to do about it"
    telegram.sees_all = True  # changed in BotFather while the bot runs
    await telegram.say("/status", sender=person(ADMIN))
    assert "隐私模式：关" in (await telegram.reply(ADMIN, before + 2))["text"]
    telegram.sees_all = False
    await telegram.say("/status", sender=person(ADMIN))
    assert "隐私模式：开" in (await telegram.reply(ADMIN, before + 3))["text"]
    memory = int(text.split("内存 ")[1].split()[0])
    assert 20 < memory < 250, "MB, with two small reports"


async def test_photos_are_declined_with_a_reason_in_private(telegram: TelegramServer, user: dict[str, Any]) -> None:
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    await telegram.say(None, sender=user, photo=photo)
    assert "文字" in (await telegram.reply(user["id"]))["text"]


@pytest.mark.parametrize("text", ["😀", "？", "是什么", "长" * 4000, "\u200b", "&<b>&lt;", "\ud83d 羊肚菌"])
async def test_an_odd_question_gets_a_reason(telegram: TelegramServer, user: dict[str, Any], text: str) -> None:
    await telegram.say(text, sender=user)
    assert (await telegram.reply(user["id"]))["text"]


async def test_the_log_has_neither_the_token_nor_words_of_users(
    process: Process, telegram: TelegramServer, user: dict[str, Any]
) -> None:
    """After everything above."""
    await telegram.say("秘密的话 羊肚菌", sender=user)
    await telegram.reply(user["id"])
    assert "connected as @" in process.log
    for secret in (telegram.token, telegram.token.split(":")[1], "秘密", "羊肚菌", QUESTION, "小明"):
        assert secret not in process.log


async def test_menus_are_set_by_scope_and_language(telegram: TelegramServer) -> None:
    """Administrators see their commands, others do not; Chinese unless the client is English."""
    calls = await telegram.wait(lambda: c if len(c := telegram.called("setMyCommands")) >= 6 else [])
    menus = {(c.params["scope"]["type"], c.params.get("language_code", "")): c.params["commands"] for c in calls}
    assert {scope for scope, _ in menus} == {"all_private_chats", "all_group_chats", "chat"}
    assert "reload" in [entry["command"] for entry in menus["chat", ""]]
    assert "reload" not in [entry["command"] for entry in menus["all_private_chats", ""]]
    assert menus["all_private_chats", "en"][0]["description"].isascii()
    assert not menus["all_private_chats", ""][0]["description"].isascii()


async def test_an_administrators_menu_is_set_again_on_start(telegram: TelegramServer, user: dict[str, Any]) -> None:
    """Before it Telegram does not know their chat; others' menus stay as they are."""
    await telegram.wait(lambda: len(telegram.called("setMyCommands")) >= 6)
    for number in (user["id"], ADMIN):
        await telegram.say("/start", sender=person(number))
    calls = (await telegram.wait(lambda: c if len(c := telegram.called("setMyCommands")) >= 8 else []))[6:]
    assert [c.params["scope"] for c in calls] == [{"type": "chat", "chat_id": ADMIN}] * 2
    assert "gaps" in [entry["command"] for entry in calls[0].params["commands"]]


async def asked(
    telegram: TelegramServer, group: dict[str, Any], sender: dict[str, Any], text: str, *, to: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Say *text* in the group, as a reply *to* one of the bot's messages, and return what the bot says to it."""
    before = len(telegram.to(group["id"]))
    fields = {"reply_to_message": {**to, "chat": group}} if to else {}
    await telegram.say(text, group, sender=sender, **fields)
    return await telegram.reply(group["id"], before + 1)


async def acknowledged(telegram: TelegramServer, query: str) -> str:
    """Wait for the answer to a button press and return its text."""
    def answers() -> list[Any]:
        return [c.params for c in telegram.called("answerCallbackQuery") if str(c.params["callback_query_id"]) == query]

    return str((await telegram.wait(answers))[0].get("text", ""))


async def recorded(telegram: TelegramServer, process: Process, user: int, n: int) -> list[Any]:
    """Wait until *n* turns of *user* are recorded: the record follows the reply."""
    sql = f"select asked, answer from turns where user = {user} order by id"
    return list(await telegram.wait(lambda: rows if len(rows := process.rows(sql)) >= n else []))
