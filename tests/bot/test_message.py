"""The message itself, over the real bot process: charts, long lists, votes, the way on from a refusal, hostile reports.

One process serves all these tests; each has people and chats of its own. The stand-in refuses what Telegram refuses, and
the last test sees to it that nothing was refused.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.bot.conftest import Process, numbers, processes
from tests.bot.telegram_server import Fault, TelegramServer, buttons, person

pytestmark = pytest.mark.asyncio(loop_scope="session")
VILLAGES = [f"{first}{second}村" for first in "云雾霞露霜" for second in "沟湾坳塘坎岗"]
HOSTILE = "<b>苦荞</b>&amp;<blockquote>\u202e种植\u200b苦荞😀" + "，夹着</b>和&lt;的话" * 600 + "。"
REPORTS = {
    "龙泉镇2023年产业总结.txt": """龙泉镇2023年产业总结
一、羊肚菌产业
青里村种植羊肚菌120亩，松坪村种植羊肚菌85亩，石岭村种植羊肚菌60亩，竹坝村种植羊肚菌***亩，带动农户210户。
二、村集体经济
东关村村集体收入68万元，排在全镇前列。
南坡村发展民宿，村集体收入45.5万元。
西河村依靠茶园，村集体收入32万元，比上年增加6万元。
""",
    "龙泉镇2022年茶叶总结.txt": "龙泉镇2022年茶叶总结\n一、茶叶产业\n" + "、".join(VILLAGES) + "种植白茶。\n",
    "<b>怪&\u202e名.txt": f"龙泉镇<i>2021</i>年&苦荞总结\n一、<b>苦荞\n河口村{HOSTILE}\n",
}
CHART = "哪些村种植羊肚菌"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def served_message(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[TelegramServer, Process]]:
    """A stand-in and a running bot over the reports above."""
    home = tmp_path_factory.mktemp("message")
    (home / "reports").mkdir()
    for name, text in REPORTS.items():
        (home / "reports" / name).write_text(text, encoding="utf-8")
    server = TelegramServer()
    await server.start()
    async with processes(server, home / "reports", home / "data") as start:
        yield server, await start()
    await server.stop()


@pytest.fixture
def telegram(served_message: tuple[TelegramServer, Process]) -> TelegramServer:
    """The stand-in."""
    return served_message[0]


@pytest.fixture
def process(served_message: tuple[TelegramServer, Process]) -> Process:
    """The running bot."""
    return served_message[1]


async def press(telegram: TelegramServer, reply: dict[str, Any], label: str, user: int) -> str:
    """Press the button whose label begins so; return what the press was acknowledged with."""
    data = next(data for text, data in buttons(reply).items() if text.startswith(label))
    query = await telegram.press(reply, data, user)

    def answers() -> list[Any]:
        return [c.params for c in telegram.called("answerCallbackQuery") if str(c.params["callback_query_id"]) == query]

    return str((await telegram.wait(answers))[0].get("text", ""))


async def changed(telegram: TelegramServer, reply: dict[str, Any], before: str) -> None:
    """Wait until *reply* looks otherwise than *before*."""
    await telegram.wait(lambda: reply["html"] != before)


async def asked(telegram: TelegramServer, process: Process, question: str, user: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Ask in private or in the *chat* given, and return the reply once it is recorded."""
    chat = fields.get("chat", user)["id"]
    before, rows = len(telegram.to(chat)), len(process.rows("select 1 from turns"))
    await telegram.say(question, sender=user, **fields)
    reply = await telegram.reply(chat, before + 1)
    await telegram.wait(lambda: len(process.rows("select 1 from turns")) > rows)
    return reply


async def test_a_comparison_comes_with_a_picture_and_its_sentences(
    telegram: TelegramServer, process: Process, user: dict[str, Any]
) -> None:
    """One message: PNG, the sentences with the figures beneath, one row of buttons that edit the caption."""
    reply = await asked(telegram, process, CHART, user)
    assert reply["picture"][:4] == b"\x89PNG"
    assert reply["text"].startswith("青里村、松坪村、石岭村、竹坝村（共 4 处）")
    assert "<b>120亩</b>，松坪村种植羊肚菌<b>85亩</b>" in reply["html"]
    assert "另有 1 个数字原文已隐去" in reply["text"]
    rows = reply["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [["上下文", "为什么", "👍", "👎"]]
    before = reply["html"]
    await press(telegram, reply, "上下文", user["id"])
    await telegram.wait(lambda: "文件：" in reply["text"])
    await press(telegram, reply, "收起", user["id"])
    await telegram.wait(lambda: reply["html"] == before)
    assert len(telegram.to(user["id"])) == 1


async def test_an_edited_question_gets_its_picture_and_loses_it(
    telegram: TelegramServer, process: Process, user: dict[str, Any]
) -> None:
    """A picture comes in the place of the text; it never stands above another answer: a text is a message of its own."""
    question = await telegram.say("东关村村集体收入多少", sender=user)
    reply = await telegram.reply(user["id"])
    await telegram.wait(lambda: process.rows(f"select 1 from turns where user = {user['id']}"))
    await telegram.edit(question, CHART)
    await telegram.wait(lambda: "picture" in reply)
    assert "<b>120亩</b>，松坪村种植羊肚菌<b>85亩</b>" in reply["html"]
    assert [*buttons(reply)] == ["上下文", "为什么", "👍", "👎"]
    await telegram.wait(lambda: process.rows(f"select 1 from turns where user = {user['id']} and asked = '{CHART}'"))
    await telegram.edit(question, "东关村村集体收入多少")
    plain = await telegram.told("68万元", user["id"])
    assert ("picture" in plain, telegram.to(user["id"])) == (False, [plain])
    told = f"select 1 from turns where user = {user['id']} and reply = {plain['message_id']}"
    await telegram.wait(lambda: process.rows(told))
    telegram.unknown.add("editMessageMedia")  # a server of an older version
    await telegram.edit(question, CHART)
    await telegram.wait(lambda: "（共 4 处）" in plain["text"])
    telegram.unknown.clear()
    assert ("picture" in plain, len(telegram.to(user["id"]))) == (False, 1)


async def test_figures_of_several_sentences_are_drawn_with_all_of_them(
    telegram: TelegramServer, process: Process, user: dict[str, Any]
) -> None:
    reply = await asked(telegram, process, "东关村、南坡村、西河村哪个村集体收入高", user)
    assert reply["picture"]
    for sentence in ("收入68万元，排在全镇前列。", "村集体收入45.5万元。", "村集体收入32万元，比上年增加6万元。"):
        assert sentence in reply["text"]


async def test_where_pictures_are_not_allowed_the_text_is_sent(
    telegram: TelegramServer, process: Process, user: dict[str, Any]
) -> None:
    telegram.faults["sendPhoto"].append(Fault(status=400))
    reply = await asked(telegram, process, CHART, user)
    assert "picture" not in reply
    assert reply["text"].startswith("青里村、松坪村、石岭村、竹坝村（共 4 处）")


async def test_a_long_list_pages_by_editing(telegram: TelegramServer, process: Process, user: dict[str, Any]) -> None:
    """Every village once, the true number on each page, and always the same message."""
    reply = await asked(telegram, process, "哪些村种植白茶", user)
    told: list[str] = []
    while True:
        head = reply["text"].splitlines()[0]
        assert head.endswith("，共 30 处）")
        told += re.findall(r"[一-鿿]{2}村", head)
        if not any(label.startswith("下页") for label in buttons(reply)):
            break
        before = reply["html"]
        await press(telegram, reply, "下页", user["id"])
        await changed(telegram, reply, before)
    assert told == VILLAGES
    await press(telegram, reply, "‹ 上页", user["id"])
    await telegram.wait(lambda: "第 13–24 处" in reply["text"])
    assert len(telegram.to(user["id"])) == 1


async def test_anybody_votes_but_only_the_asker_turns_pages(
    telegram: TelegramServer, process: Process, user: dict[str, Any], group: dict[str, Any]
) -> None:
    """A vote changes two labels and nothing else, can be changed, and is shown on every page."""
    other = person(next(numbers))
    reply = await asked(telegram, process, "/ask 河口村种植什么", user, chat=group)
    before = reply["html"]
    assert "只有提问的人" in await press(telegram, reply, "上下文", other["id"])
    assert "谢谢" in await press(telegram, reply, "👍", other["id"])
    await telegram.wait(lambda: "👍 1" in buttons(reply))
    await press(telegram, reply, "👎", user["id"])
    await telegram.wait(lambda: "👎 1" in buttons(reply))
    assert "管理员会看到" in await press(telegram, reply, "👎", other["id"])
    await telegram.wait(lambda: "👎 2" in buttons(reply))
    assert "👍" in buttons(reply)
    assert reply["html"] == before
    edits = len(telegram.called("editMessageText"))
    await press(telegram, reply, "上下文", user["id"])
    await telegram.wait(lambda: len(telegram.called("editMessageText")) > edits)
    assert "👎 2" in buttons(reply)
    assert sorted(process.rows(f"select user, value from votes where chat = {group['id']}")) == [
        (user["id"], -1), (other["id"], -1),
    ]  # fmt: skip


async def test_votes_are_forgotten_with_the_voter_and_with_the_question(
    telegram: TelegramServer, process: Process, user: dict[str, Any], group: dict[str, Any]
) -> None:
    other = person(next(numbers))
    reply = await asked(telegram, process, "/ask 河口村种植什么", user, chat=group)
    for voter in (user, other):
        await press(telegram, reply, "👍", voter["id"])
    await telegram.say("/forget", sender=other)
    await telegram.told("1 条", other["id"])
    assert process.rows(f"select user from votes where chat = {group['id']}") == [(user["id"],)]
    await telegram.say("/forget", sender=user)
    await telegram.told("已删除", user["id"])
    assert process.rows(f"select user from votes where chat = {group['id']}") == []
    assert "记录已经不在了" in await press(telegram, reply, "👎", other["id"])


async def test_a_forged_vote_does_not_count(telegram: TelegramServer, process: Process, user: dict[str, Any]) -> None:
    reply = await asked(telegram, process, "河口村种植什么", user)
    forged = "g" + buttons(reply)["上下文"][1:]
    await telegram.press(reply, forged, user["id"])
    await press(telegram, reply, "👎", user["id"])
    assert process.rows(f"select value from votes where chat = {user['id']}") == [(-1,)]


async def test_a_refusal_goes_on_by_a_button(telegram: TelegramServer, process: Process, user: dict[str, Any]) -> None:
    """It says what was searched; a press asks anew in a message of its own, once; a follow-up leans on that."""
    reply = await asked(telegram, process, "松峪村种植羊肚菌多少亩", user)
    assert reply["text"].startswith("报告里没有找到答案。")
    assert "查了 3 份报告，找的词：" in reply["text"]
    rows = reply["reply_markup"]["inline_keyboard"]
    assert [button["text"] for button in rows[-1]] == ["为什么"]
    assert any(button["text"] == "松坪村" for row in rows[:-1] for button in row)
    assert "只有提问的人" in await press(telegram, reply, "松坪村", 1)
    before = reply["html"]
    await press(telegram, reply, "松坪村", user["id"])
    second = await telegram.reply(user["id"], 2)
    assert second["html"].startswith("<i>按“松坪村种植羊肚菌多少亩”查找\n</i><b>85亩</b>")
    assert reply["html"] == before
    sql = f"select asked, answer from turns where user = {user['id']} order by id"
    await telegram.wait(lambda: len(process.rows(sql)) == 2)
    assert process.rows(sql)[1] == ("松坪村种植羊肚菌多少亩", "85亩")
    assert "已经按这个词查过" in await press(telegram, reply, "松坪村", user["id"])
    await press(telegram, second, "为什么", user["id"])
    await telegram.wait(lambda: "问的是：多少" in second["text"])
    assert len(telegram.to(user["id"])) == 2


@pytest.mark.parametrize("question", ["河口村种植什么", "苦荞", "河口村苦荞😀多少亩", "<b>苦荞</b>&amp;在哪里种", "\u202e种植苦荞的村"])
async def test_a_hostile_report_breaks_no_message(
    telegram: TelegramServer, process: Process, user: dict[str, Any], question: str
) -> None:
    """Tags, entities, a turned direction, 6,000 characters in one sentence, a name to match: read and turned all through."""
    reply = await asked(telegram, process, question, user)
    for label in ("上下文", "收起", "下一处", "为什么", "收起"):
        if any(text.startswith(label) for text in buttons(reply)):
            await press(telegram, reply, label, user["id"])
    assert "\u202e" not in reply["text"]
    assert len(reply["text"]) < 1800


async def test_telegram_refused_nothing(telegram: TelegramServer, process: Process, tmp_path: Path) -> None:
    """After everything above: no text, caption, button or picture that Telegram would not take."""
    sent = [c for c in telegram.calls if c.method.startswith(("send", "edit", "answer"))]
    assert len(sent) > 40
    refused = [(c.method, c.status) for c in sent if c.status != 200]
    assert refused == [("editMessageText", 400), ("editMessageMedia", 404), ("sendPhoto", 400)], "a picture has no text to edit"
    assert "without looks" not in process.log
    assert "could not be" not in process.log
