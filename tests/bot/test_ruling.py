"""The settings of a chat, end to end: who may decide, what then holds, and what its links stand for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.bot.conftest import QUESTION, Process, numbers
from tests.bot.telegram_server import BOT, TelegramServer, buttons, person
from tests.bot.test_conversation import ADMIN, acknowledged
from tests.bot.test_groups import ANONYMOUS, AS_CHANNEL, CHANNEL, silent

pytestmark = pytest.mark.asyncio(loop_scope="session")
NAME: str = BOT["username"]
Chat = dict[str, Any]
FIRST, SECOND = "银杏镇2022年党建促乡村振兴工作总结", "银杏镇2023年重点工作情况"


@pytest.fixture
def telegram(served: tuple[TelegramServer, Process]) -> TelegramServer:
    """The stand-in."""
    return served[0]


@pytest.fixture
def process(served: tuple[TelegramServer, Process]) -> Process:
    """The running bot."""
    return served[1]


async def opened(telegram: TelegramServer, chat: int, sender: Chat | None = None) -> Chat:
    """Open the settings of *chat* in private, where one may write as often as one likes."""
    sender = sender or person(ADMIN)
    before = len(telegram.to(sender["id"]))
    await telegram.say(f"/settings {chat}", sender=sender)
    return await telegram.reply(sender["id"], before + 1)


async def press(telegram: TelegramServer, shown: Chat, label: str, user: int) -> str:
    """Press the button whose label holds *label*; return what the press was told."""
    data = next(data for name, data in buttons(shown).items() if label in name)
    return await acknowledged(telegram, await telegram.press(shown, data, user))


async def changed(telegram: TelegramServer, shown: Chat, label: str, words: str, user: int = ADMIN) -> None:
    """Press a button and wait until the settings say *words*."""
    assert await press(telegram, shown, label, user) == ""
    await telegram.wait(lambda: words in shown["text"])


async def only_second(telegram: TelegramServer, chat: int) -> None:
    """Let *chat* ask only the report of 2023."""
    shown = await opened(telegram, chat)
    await changed(telegram, shown, "选能问的报告", "打勾的报告能问")
    assert list(buttons(shown)) == [f"✅ {FIRST}", f"✅ {SECOND}", "全部报告", "返回"]
    await changed(telegram, shown, FIRST, "只能问 1 份（由机器人的管理员选定）")
    assert f"⬜ {FIRST}" in buttons(shown)


# ── who may decide ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_only_the_groups_administrators_get_buttons(telegram: TelegramServer, group: Chat) -> None:
    """The owner, and who writes in the name of the group itself; not a member, nor who writes as another channel."""
    owner, member = person(next(numbers)), person(next(numbers))
    telegram.members[group["id"], owner["id"]] = "creator"
    await telegram.say("/settings", group, sender=owner)
    assert len(buttons(await telegram.reply(group["id"]))) == 3
    await telegram.say(f"/settings@{NAME}", group, sender=member)
    refused = await telegram.reply(group["id"], 2)
    assert buttons(refused) == {}
    assert "只有本群的管理员" in refused["text"]
    await telegram.say("/设置", group, sender=ANONYMOUS, sender_chat=group)
    assert len(buttons(await telegram.reply(group["id"], 3))) == 3
    await telegram.say("/settings", group, sender=AS_CHANNEL, sender_chat=CHANNEL)
    assert buttons(await telegram.reply(group["id"], 4)) == {}


async def test_each_press_is_checked_and_says_what_shall_hold(
    telegram: TelegramServer, process: Process, group: Chat
) -> None:
    """A member who presses changes nothing; a press that is handled twice has one effect; a button of another chat none."""
    owner = person(next(numbers))
    telegram.members[group["id"], owner["id"]] = "administrator"
    await telegram.say("/settings", group, sender=owner)
    shown = await telegram.reply(group["id"])
    await telegram.say("今天", group, sender=person(member := next(numbers)))
    rows = f"select questions from chats where chat = {group['id']}"
    assert "只有本群的管理员" in await press(telegram, shown, "问号结尾", member)
    assert process.rows(rows) == []
    label, data = next((label, data) for label, data in buttons(shown).items() if "问号结尾" in label)
    await changed(telegram, shown, label, "查得到才出声", owner["id"])
    assert "setprivacy" in shown["text"], "privacy mode is on, so the messages do not come"
    assert await acknowledged(telegram, await telegram.press(shown, data, owner["id"])) == ""
    assert process.rows(rows) == [(1,)]
    elsewhere = {**shown, "chat": {**group, "id": group["id"] - 1}}
    assert "不能用了" in await acknowledged(telegram, await telegram.press(elsewhere, data, owner["id"]))


async def test_a_bot_that_hears_everything_needs_no_other_setting(telegram: TelegramServer, group: Chat) -> None:
    """An administrator does, also with privacy mode on."""
    telegram.members[group["id"], BOT["id"]] = "administrator"
    shown = await opened(telegram, group["id"])
    await changed(telegram, shown, "问号结尾", "查得到才出声")
    assert "setprivacy" not in shown["text"]


async def test_where_telegram_does_not_tell_who_administers_nobody_does(
    telegram: TelegramServer, group: Chat
) -> None:
    await telegram.say("/settings", group, sender=person(ADMIN))
    shown = await telegram.reply(group["id"])
    assert "核对不了" in await press(telegram, shown, "问号结尾", next(numbers))


# ── what then holds ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_questions_to_everybody_are_answered_where_that_is_set_and_only_when_there_is_an_answer(
    telegram: TelegramServer, process: Process, user: Chat, group: Chat
) -> None:
    """No refusal, no reply to what is said to somebody, no leaning on what was asked before."""
    shown = await opened(telegram, group["id"])
    await changed(telegram, shown, "问号结尾", "查得到才出声")
    other = telegram.message("昨天那事", group, sender=person(next(numbers)))
    said: list[tuple[str, Chat]] = [
        ("今晚几点吃饭？", {}), (QUESTION, {}), (f"{QUESTION}？", {"reply_to_message": other}), ("？", {}),
        (f"@lao_wang {QUESTION}？", {"entities": [{"type": "mention", "offset": 0, "length": 9}]}),
        (f"{QUESTION}？", {"forward_origin": {"type": "hidden_user", "sender_user_name": "x", "date": 1}}),
    ]  # fmt: skip
    for text, fields in said:
        await telegram.say(text, group, **{"sender": user, **fields})
    await telegram.say(f"{QUESTION}？", group, sender=user)
    assert "青里村" in (await telegram.reply(group["id"]))["text"]
    await telegram.say("那它呢？", group, sender=user)
    await silent(telegram, group, user, 1)
    asked = f"select asked from turns where chat = {group['id']}"
    assert process.rows(asked) == [(f"{QUESTION}？",)], "of what people say among themselves nothing is kept"


async def test_a_group_only_ever_sees_the_reports_it_may_ask(
    telegram: TelegramServer, process: Process, user: Chat, group: Chat
) -> None:
    """Answers, the list, the nearest words of a refusal, and buttons that were made before."""
    await telegram.say(f"/ask {QUESTION}", group, sender=user)
    before = await telegram.reply(group["id"])
    await telegram.wait(lambda: process.rows(f"select 1 from turns where chat = {group['id']}"))
    await only_second(telegram, group["id"])
    query = await telegram.press(before, buttons(before)["上下文"], user["id"])
    assert "报告已更新" in await acknowledged(telegram, query)
    for text, words in [(f"/ask {QUESTION}", "没有找到答案"), ("/ask 青里村种什么", ""), ("/reports", "共 1 份报告")]:
        n = len(telegram.to(group["id"]))
        await telegram.say(text, group, sender=user)
        reply = await telegram.reply(group["id"], n + 1)
        assert words in reply["text"]
        assert "2022" not in reply["text"]
    await telegram.say(QUESTION, sender=user)
    assert "青里村" in (await telegram.reply(user["id"]))["text"], "in private everything can be asked"


async def test_what_a_group_may_not_ask_is_asked_in_private_by_who_asked(
    telegram: TelegramServer, process: Process, user: Chat, group: Chat
) -> None:
    """Where there is an answer for them; the link is theirs, others are greeted."""
    await only_second(telegram, group["id"])
    n, other = len(telegram.to(group["id"])), person(next(numbers))
    await telegram.say(f"/ask {QUESTION}", group, sender=user)
    reply = await telegram.reply(group["id"], n + 1)
    assert "青里村" not in reply["text"]
    payload = buttons(reply)["私聊里能查到，去看"].partition("?start=")[2]
    await telegram.say(f"/start {payload}", sender=other)
    assert "您好" in (await telegram.reply(other["id"]))["text"]
    await telegram.say(f"/start {payload}", sender=user)
    answer = await telegram.reply(user["id"])
    assert answer["text"].startswith(f"再问一次：{QUESTION}\n青里村")
    await telegram.say("/ask 火星基地何时建成", group, sender=user)
    assert "去看" not in str(buttons(await telegram.reply(group["id"], n + 2)))
    await telegram.say(f"/ask {QUESTION}", group, sender=person(1087968824), sender_chat=group)
    assert "去看" not in str(buttons(await telegram.reply(group["id"], n + 3))), "of an anonymous administrator nobody knows the chat"


async def test_what_the_bots_administrators_chose_the_groups_cannot_change(
    telegram: TelegramServer, group: Chat
) -> None:
    """Nor see what else there is. Of the last report nobody can be deprived."""
    await only_second(telegram, group["id"])
    owner = person(next(numbers))
    telegram.members[group["id"], owner["id"]] = "creator"
    await telegram.say("/settings", group, sender=owner)
    shown = await telegram.reply(group["id"])
    assert SECOND in shown["text"]
    assert FIRST not in shown["text"]
    assert "由机器人的管理员" in await press(telegram, shown, "选能问的报告", owner["id"])
    again = await opened(telegram, group["id"])
    await changed(telegram, again, "选能问的报告", "打勾")
    assert "至少要留一份" in await press(telegram, again, SECOND, ADMIN)
    await changed(telegram, again, "全部报告", "全部 2 份（由机器人的管理员选定）")
    assert "由机器人的管理员" in await press(telegram, shown, "选能问的报告", owner["id"])
    await changed(telegram, again, "不指定", "全部 2 份")
    await telegram.wait(lambda: "选定" not in again["text"])
    await changed(telegram, again, "返回", "本群设置")
    assert await press(telegram, shown, "选能问的报告", owner["id"]) == ""


async def test_of_a_private_chat_only_the_reports_can_be_chosen(telegram: TelegramServer, user: Chat) -> None:
    shown = await opened(telegram, user["id"])
    assert len(buttons(shown)) == 1
    await only_second(telegram, user["id"])
    await telegram.say("哪些村种植羊肚菌", sender=user)
    reply = await telegram.reply(user["id"])
    assert "松坪村" in reply["text"]
    assert "青里" not in reply["text"]


async def test_a_report_can_be_for_some_chats_only(telegram: TelegramServer, user: Chat, group: Chat) -> None:
    """Closed to everybody, opened to one group by the bot's administrators; the others' administrators cannot open it."""
    everybody = await opened(telegram, 0)
    await changed(telegram, everybody, "选能问的报告", "打勾")
    await changed(telegram, everybody, FIRST, "只能问 1 份：")
    try:
        shown = await opened(telegram, group["id"])
        await changed(telegram, shown, "选能问的报告", "打勾")
        await changed(telegram, shown, FIRST, "只能问 2 份（由机器人的管理员选定）")
        await telegram.say(f"/ask {QUESTION}", group, sender=user)
        assert "青里村" in (await telegram.reply(group["id"]))["text"]
        await telegram.say(QUESTION, sender=user)
        assert "没有找到答案" in (await telegram.reply(user["id"]))["text"]
        other, owner = {**group, "id": group["id"] - 500_000}, person(next(numbers))
        telegram.members[other["id"], owner["id"]] = "creator"
        await telegram.say("/settings", other, sender=owner)
        theirs = await telegram.reply(other["id"])
        await changed(telegram, theirs, "选能问的报告", "打勾", owner["id"])
        assert not any(FIRST in label for label in buttons(theirs))
    finally:
        await changed(telegram, everybody, "全部报告", "全部 2 份")
    await telegram.say(QUESTION, sender=user)
    assert "青里村" in (await telegram.reply(user["id"], 2))["text"]


async def test_quiet_hours_are_offered_and_can_be_written(telegram: TelegramServer, process: Process, group: Chat) -> None:
    shown = await opened(telegram, group["id"])
    await changed(telegram, shown, "22:00–7:00", "免打扰：22:00–7:00")
    await changed(telegram, shown, "21:00–8:00", "免打扰：21:00–8:00")
    await changed(telegram, shown, "关掉免打扰", "没有设")
    await telegram.say("/settings 免打扰 20:30到6点", group, sender=person(ADMIN))
    assert "20:30–6:00" in (await telegram.reply(group["id"]))["text"]
    await telegram.say("/settings 免打扰 关", group, sender=person(ADMIN))
    assert "没有设" in (await telegram.reply(group["id"], 2))["text"]


async def test_in_private_the_settings_are_for_the_bots_administrators(telegram: TelegramServer, user: Chat, group: Chat) -> None:
    """Others learn where they belong and get the link that adds the bot to a group."""
    reply = await opened(telegram, group["id"], user)
    assert buttons(reply) == {}
    assert f"https://t.me/{NAME}?startgroup=" in reply["text"]


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_link_leads_to_the_settings_in_private(telegram: TelegramServer, process: Process, group: Chat) -> None:
    """For the one it was made for, while it is good and while they administer the group; others are greeted."""
    owner, other = person(next(numbers)), person(next(numbers))
    telegram.members[group["id"], owner["id"]] = "creator"
    await telegram.say("/settings", group, sender=owner)
    payload = re.search(r"\?start=(\S+)", (await telegram.reply(group["id"]))["text"])
    assert payload is not None
    await telegram.say(f"/start {payload[1]}", sender=other)
    assert "您好" in (await telegram.reply(other["id"]))["text"]
    await telegram.say(f"/start {payload[1]}", sender=owner)
    shown = await telegram.reply(owner["id"])
    await changed(telegram, shown, "问号结尾", "查得到才出声", owner["id"])
    assert process.rows(f"select questions from chats where chat = {group['id']}") == [(1,)]


@pytest.mark.parametrize("payload", ["ask_x", "set_-100", "hello", "ask_" + "A" * 22, "a" * 64, "' or 1=1 --", "村"])
async def test_a_foreign_payload_ends_in_the_greeting(telegram: TelegramServer, user: Chat, payload: str) -> None:
    await telegram.say(f"/start {payload}", sender=user)
    assert "您好" in (await telegram.reply(user["id"]))["text"]
