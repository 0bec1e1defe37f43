"""Groups as they are, with the real bot process: who is answered where, what an edit does, coming, going and moving.

Telegram lets a bot write five messages in twenty seconds to a group, so each test has a group of its own.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.conftest import QUESTION, Process, numbers
from tests.bot.telegram_server import BOT, Call, TelegramServer, buttons, person

pytestmark = pytest.mark.asyncio(loop_scope="session")
NAME: str = BOT["username"]
OTHER = "联星村种植什么"
TOPIC = {"message_thread_id": 17, "is_topic_message": True}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
AS_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
CHANNEL = {"id": -1005, "type": "channel", "title": "频道"}
Chat = dict[str, Any]


@pytest.fixture
def telegram(served: tuple[TelegramServer, Process]) -> TelegramServer:
    """The stand-in."""
    return served[0]


@pytest.fixture
def process(served: tuple[TelegramServer, Process]) -> Process:
    """The running bot."""
    return served[1]


@pytest.fixture
def small() -> Chat:
    """A group that is no supergroup."""
    return {"id": -next(numbers), "type": "group", "title": "小群"}


async def silent(telegram: TelegramServer, chat: Chat, user: Chat, before: int = 0) -> None:
    """Make sure that nothing was sent to *chat* beyond *before* messages: what comes after is answered after."""
    await telegram.say(f"/help@{NAME}", chat, sender=user)
    assert "直接提问" in (await telegram.reply(chat["id"], before + 1))["text"]
    assert len(telegram.to(chat["id"])) == before + 1


# ── who is answered ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", [
    f"@{NAME} {QUESTION}", f"请问 @{NAME} {QUESTION}", f"{QUESTION} @{NAME}", f"@lao_wang 看看 @{NAME} {QUESTION}",
])
async def test_a_mention_counts_wherever_it_stands(
    telegram: TelegramServer, user: Chat, small: Chat, text: str
) -> None:
    asked = await telegram.say(text, small, sender=user)
    reply = await telegram.reply(small["id"])
    assert reply["text"].startswith("青里村")
    assert reply["reply_parameters"]["message_id"] == asked["message_id"]


async def test_the_name_alone_points_to_the_message_it_replies_to(
    telegram: TelegramServer, user: Chat, small: Chat
) -> None:
    """Somebody wonders, somebody else calls the bot."""
    wondered = await telegram.say(f"谁知道{QUESTION}", small, sender=person(next(numbers)))
    await telegram.say(f"@{NAME}", small, sender=user, reply_to_message=wondered)
    assert "青里村" in (await telegram.reply(small["id"]))["text"]


async def test_a_thread_of_replies_in_a_plain_group_is_no_topic(
    telegram: TelegramServer, user: Chat, group: Chat
) -> None:
    """Telegram numbers it as if it were one, and refuses that number."""
    plain = {**group, "is_forum": False}
    await telegram.say(f"/ask {QUESTION}", plain, sender=user, message_thread_id=5)
    assert "青里村" in (await telegram.reply(plain["id"]))["text"]


async def test_an_answer_stays_in_its_topic_and_two_topics_are_two_conversations(
    telegram: TelegramServer, user: Chat, group: Chat
) -> None:
    await telegram.say(f"/ask {QUESTION}", group, sender=user, **TOPIC)
    assert (await telegram.reply(group["id"]))["message_thread_id"] == 17
    await telegram.say("/more", group, sender=user)
    reply = await telegram.reply(group["id"], 2)
    assert "还没有问过" in reply["text"]
    assert "message_thread_id" not in reply


async def test_people_who_write_as_a_chat_are_answered_and_do_not_share_a_history(
    telegram: TelegramServer, group: Chat
) -> None:
    """Anonymous administrators have one user number among all groups, people writing as channels another."""
    await telegram.say(f"/ask {QUESTION}", group, sender=ANONYMOUS, sender_chat=group)
    reply = await telegram.reply(group["id"])
    assert "青里村" in reply["text"]
    await telegram.say("/more", group, sender=AS_CHANNEL, sender_chat=CHANNEL)
    assert "还没有问过" in (await telegram.reply(group["id"], 2))["text"]
    before = reply["html"]
    await telegram.press(reply, buttons(reply)["上下文"], next(numbers))  # who is behind it nobody can tell
    await telegram.wait(lambda: reply["html"] != before)


async def test_nobody_else_is_disturbed(telegram: TelegramServer, process: Process, user: Chat, group: Chat) -> None:
    """Words that are commands too, talk about the bot's subject, the bot's own, services, forwards: silence."""
    forwarded = {"type": "channel", "chat": CHANNEL, "date": 1, "message_id": 3}
    said: list[tuple[str | None, Chat]] = [
        ("报告", {}), ("帮助", {}), ("更多", {}), ("设置", {}), ("状态。", {}), (f"{QUESTION}？", {}), ("问 今晚几点吃饭", {}),
        ("@other_bot 报告", {}), (QUESTION, {"via_bot": BOT}), (f"@{NAME} {QUESTION}", {"sender": BOT}),
        (f"@{NAME} {QUESTION}", {"is_automatic_forward": True, "sender_chat": CHANNEL, "forward_origin": forwarded}),
        (None, {"new_chat_title": "新名"}), (None, {"pinned_message": {"message_id": 1, "date": 1, "chat": group}}),
        (None, {"left_chat_member": user}), (None, {"dice": {"emoji": "🎲", "value": 3}}),
    ]
    for text, fields in said:
        await telegram.say(text, group, **{"sender": user, **fields})
    await silent(telegram, group, user)
    assert process.rows(f"select count(*) from turns where chat = {group['id']}") == [(0,)]


async def test_a_lone_word_is_meant_for_the_bot_once_one_talks_with_it(
    telegram: TelegramServer, process: Process, user: Chat, group: Chat
) -> None:
    """And for nobody else in the group; with a slash it always is."""
    await telegram.say(f"/ask {QUESTION}", group, sender=user)
    await telegram.reply(group["id"])
    await telegram.wait(lambda: process.rows(f"select 1 from turns where user = {user['id']}"))
    await telegram.say("报告", group, sender=person(next(numbers)))
    await telegram.say("报告", group, sender=user)
    assert "共 2 份报告" in (await telegram.reply(group["id"], 2))["text"]
    await telegram.say("/帮助", group, sender=person(next(numbers)))
    assert "直接提问" in (await telegram.reply(group["id"], 3))["text"]
    assert len(telegram.to(group["id"])) == 3


async def test_channels_are_left_alone(telegram: TelegramServer, user: Chat) -> None:
    """Posts are not asked for; should some come all the same, nothing happens."""
    channel: Chat = {"id": -1003000000000 - next(numbers), "type": "channel", "title": "频道"}
    post = {**telegram.message(f"@{NAME} {QUESTION}", channel), "sender_chat": channel}
    del post["from"]
    await telegram.moves(channel, "left", "administrator")
    await telegram.deliver(channel_post=post)
    await telegram.deliver(edited_channel_post={**post, "edit_date": post["date"]})
    await telegram.say(QUESTION, sender=user)
    await telegram.reply(user["id"])
    assert telegram.to(channel["id"]) == []
    assert not {"channel_post", "edited_channel_post"} & set(telegram.called("getUpdates")[-1].params["allowed_updates"])


# ── edits ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_edited_question_has_its_answer_edited(
    telegram: TelegramServer, process: Process, user: Chat, group: Chat
) -> None:
    """One answer, one row of history, and the buttons are those of the new one."""
    asked = await telegram.say(f"@{NAME} {OTHER}", group, sender=user)
    reply = await telegram.reply(group["id"])
    assert "螺丝菜" in reply["text"]
    await telegram.wait(lambda: process.rows(f"select 1 from turns where user = {user['id']}"))
    await telegram.edit(asked, f"@{NAME} {QUESTION}")
    await telegram.wait(lambda: reply["text"].startswith("青里村"))
    rows = f"select asked, answer, reply from turns where user = {user['id']}"
    await telegram.wait(lambda: process.rows(rows) == [(QUESTION, "青里村", reply["message_id"])])
    before = reply["html"]
    await telegram.press(reply, buttons(reply)["上下文"], user["id"])
    await telegram.wait(lambda: reply["html"] != before and "青里村" in reply["html"])
    assert len(telegram.to(group["id"])) == 1


async def test_an_edit_that_takes_the_answer_away_says_so_in_its_place(
    telegram: TelegramServer, process: Process, user: Chat
) -> None:
    """A question, then nothing but a command word left of it."""
    asked = await telegram.say(QUESTION, sender=user)
    reply = await telegram.reply(user["id"])
    await telegram.wait(lambda: process.rows(f"select 1 from turns where user = {user['id']}"))
    await telegram.edit(asked, "火星基地何时建成")
    await telegram.wait(lambda: "没有找到答案" in reply["text"])
    await telegram.edit(asked, "/ask")
    await telegram.wait(lambda: "写上问题" in reply["text"])
    assert len(telegram.to(user["id"])) == 1


async def test_an_edit_runs_no_command(telegram: TelegramServer, process: Process, user: Chat) -> None:
    """Neither one that was run already nor one that a question turns into; the writer is told."""
    asked = await telegram.say(QUESTION, sender=user)
    await telegram.reply(user["id"])
    await telegram.wait(lambda: process.rows(f"select 1 from turns where user = {user['id']}"))
    await telegram.edit(asked, "/forget")
    assert "重新发" in (await telegram.reply(user["id"], 2))["text"]
    assert len(process.rows(f"select 1 from turns where user = {user['id']}")) == 1


async def test_an_old_message_that_comes_to_name_the_bot_is_answered(
    telegram: TelegramServer, user: Chat, group: Chat
) -> None:
    """As a reply to it, without the remark that it is old: it was not before the edit."""
    asked = await telegram.say(QUESTION, group, sender=user, date=1_700_000_000)
    await telegram.edit(asked, f"@{NAME} {QUESTION}")
    reply = await telegram.reply(group["id"])
    assert reply["text"].startswith("青里村")
    assert reply["reply_parameters"]["message_id"] == asked["message_id"]


async def test_an_answer_that_was_deleted_is_sent_anew_when_its_question_is_edited(
    telegram: TelegramServer, process: Process, user: Chat
) -> None:
    asked = await telegram.say(OTHER, sender=user)
    reply = await telegram.reply(user["id"])
    await telegram.wait(lambda: process.rows(f"select 1 from turns where user = {user['id']}"))
    telegram.forget(reply)
    await telegram.edit(asked, QUESTION)
    again = await telegram.reply(user["id"])
    assert "青里村" in again["text"]
    rows = f"select reply from turns where user = {user['id']}"
    await telegram.wait(lambda: process.rows(rows) == [(again["message_id"],)])


async def test_edits_of_what_is_no_question_are_let_be(telegram: TelegramServer, user: Chat, group: Chat) -> None:
    """Talk in a group; in private a place on the move, which comes every few seconds, and the caption of a file."""
    talk = await telegram.say("明天开会", group, sender=user)
    await telegram.edit(talk, "后天开会")
    await silent(telegram, group, user)
    place = telegram.message(None, sender=user, location={"latitude": 1.0, "longitude": 1.0})
    await telegram.edit(place, None)
    await telegram.edit(telegram.message(None, sender=user, **telegram.document("甲.txt", b"1")), None, caption="标题")
    await silent(telegram, {"id": user["id"], "type": "private", "first_name": "明"}, user)


# ── coming, going, moving ────────────────────────────────────────────────────────────────────────────────────────────


async def test_where_it_is_added_the_bot_says_hello_once(telegram: TelegramServer, user: Chat, group: Chat) -> None:
    """How to ask, with the space that privacy mode needs; /start right after and coming back at once get no second one."""
    await telegram.moves(group, "left", "member")
    hello = await telegram.reply(group["id"])
    assert f"@{NAME} 哪个村" in hello["text"]
    assert "空一格" in hello["text"]
    await telegram.say(f"/start@{NAME} hello", group, sender=user)
    await telegram.moves(group, "member", "administrator")
    await telegram.moves(group, "administrator", "kicked")
    await telegram.moves(group, "left", "member")
    await silent(telegram, group, user, 1)


async def test_an_administrator_hears_everything_and_needs_no_space(telegram: TelegramServer, small: Chat) -> None:
    await telegram.moves(small, "left", "administrator")
    assert "空一格" not in (await telegram.reply(small["id"]))["text"]


async def test_nothing_is_sent_where_the_bot_was_removed(
    telegram: TelegramServer, process: Process, user: Chat, small: Chat
) -> None:
    """Not even what was still waiting; being added again, or any later message from there, ends that."""
    await telegram.say(f"/ask {OTHER}", small, sender=user)
    await telegram.reply(small["id"])
    await telegram.moves(small, "member", "kicked", date=2_000_000_000)
    def sent() -> list[Call]:
        return [call for call in telegram.called("sendMessage") if int(call.params["chat_id"]) == small["id"]]

    await telegram.say(f"/ask {QUESTION}", small, sender=user)  # had been fetched before
    await telegram.wait(lambda: process.rows(f"select gone from chats where chat = {small['id']}") == [(2_000_000_000,)])
    await telegram.say("/help", sender=user)
    await telegram.reply(user["id"])
    assert len(sent()) == 1
    await telegram.say(f"/ask {QUESTION}", small, sender=user, date=2_000_000_001)
    assert "青里村" in (await telegram.reply(small["id"], 2))["text"]


async def test_a_refusal_of_telegram_is_noted_too(telegram: TelegramServer, process: Process, user: Chat, small: Chat) -> None:
    telegram.gone.add(small["id"])
    await telegram.say(f"/ask {QUESTION}", small, sender=user)
    await telegram.wait(lambda: process.rows(f"select 1 from chats where chat = {small['id']} and gone > 0"))
    telegram.gone.clear()
    await telegram.say(f"/ask {QUESTION}", small, sender=user)
    assert "青里村" in (await telegram.reply(small["id"]))["text"]


async def test_everything_follows_a_group_that_became_a_supergroup(
    telegram: TelegramServer, process: Process, user: Chat, group: Chat, small: Chat
) -> None:
    """The answer that was under way goes to the new number, its buttons work there, history and settings are kept."""
    telegram.members[small["id"], user["id"]] = "creator"
    await telegram.say("/settings 免打扰 0-24:00", small, sender=user)
    assert "这样写" in (await telegram.reply(small["id"]))["text"], "from midnight to midnight is no time"
    await telegram.say("/settings 免打扰 0:00-23:59", small, sender=user)
    await telegram.reply(small["id"], 2)
    telegram.moved[small["id"]] = group["id"]
    await telegram.say(f"/ask {QUESTION}", small, sender=user)
    reply = await telegram.reply(group["id"])
    assert "青里村" in reply["text"]
    await telegram.say(None, small, sender=user, migrate_to_chat_id=group["id"])
    await telegram.say(None, group, sender=user, migrate_from_chat_id=small["id"])
    await telegram.moves(small, "member", "left")
    await telegram.say("/history", group, sender=user)
    assert QUESTION in (await telegram.reply(group["id"], 2))["text"]
    before = reply["html"]
    await telegram.press({**reply, "chat": group}, buttons(reply)["上下文"], user["id"])
    await telegram.wait(lambda: reply["html"] != before)
    old = f"select chat from turns where chat = {small['id']} union select chat from chats where chat = {small['id']}"
    assert process.rows(old) == []
    assert process.rows(f"select quiet, gone from chats where chat = {group['id']}") == [("[0, 1439]", 0)]
