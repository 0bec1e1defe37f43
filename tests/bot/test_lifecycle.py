"""Starting, failing, being killed and stopping: the real bot process against faults of server, files and machine."""

from __future__ import annotations

import signal
from pathlib import Path

from tests.bot.conftest import QUESTION, Start
from tests.bot.telegram_server import TOKEN, Fault, TelegramServer, buttons, person


async def test_kill_nine_loses_no_question_and_records_each_once(telegram: TelegramServer, bot: Start) -> None:
    """Fifty questions of five people; the process dies amid them; the next one answers the rest."""
    process = await bot()
    asked = [await telegram.say(f"{QUESTION} {n}", sender=person(50 + n % 5)) for n in range(50)]
    await telegram.wait(lambda: len(telegram.sent) >= 5)
    await process.stop(signal.SIGKILL)
    assert len(telegram.sent) < 50, "it died too late to show anything"
    process = await bot()
    count = "select count(*), count(distinct chat || '/' || message) from turns"
    await telegram.wait(lambda: process.rows(count)[0][0] >= 50)
    assert await process.stop() == 0
    assert process.rows(count) == [(50, 50)]
    stored = process.rows("select chat, message from turns")
    assert sorted(stored) == sorted((message["chat"]["id"], message["message_id"]) for message in asked)
    assert process.rows("pragma integrity_check") == [("ok",)]
    assert process.rows("select count(*) from inbox where body is not null") == [(0,)]


async def test_sigterm_answers_what_was_fetched_and_ends_with_zero(telegram: TelegramServer, bot: Start) -> None:
    process = await bot()
    telegram.faults["sendMessage"].extend([Fault(delay=0.3)] * 3)
    for n in range(10):
        await telegram.say(QUESTION, sender=person(60 + n))
    await telegram.wait(lambda: process.rows("select count(*) from inbox")[0][0] == 10)
    assert await process.stop(signal.SIGTERM) == 0
    assert len(telegram.sent) == 10


async def test_methods_that_the_server_does_not_know_stop_nothing(telegram: TelegramServer, bot: Start) -> None:
    telegram.unknown |= {"setMyCommands", "sendChatAction", "deleteWebhook"}
    process = await bot()
    await telegram.say(QUESTION)
    await telegram.reply()
    await telegram.wait(lambda: "command menu could not be set" in process.log)
    assert await process.stop() == 0


async def test_two_pollers_end_the_bot_with_a_message(telegram: TelegramServer, bot: Start) -> None:
    process = await bot()
    telegram.faults["getUpdates"].extend([Fault(status=409)] * 9)
    await telegram.say(QUESTION)
    assert await process.end() == 2
    assert "409" in process.log
    assert "另一个程序" in process.log


async def test_a_wrong_token_is_one_clear_sentence(telegram: TelegramServer, bot: Start) -> None:
    process = await bot(ready=False, TELEGRAM_BOT_TOKEN="123456789:AAwrong-token-wrong-token-wrong-token")
    assert await process.end() == 2
    assert "令牌" in process.log
    assert "Traceback" not in process.log
    assert "AAwrong" not in process.log


async def test_a_token_withdrawn_while_running_ends_the_bot(telegram: TelegramServer, bot: Start) -> None:
    process = await bot()
    telegram.token = "another"
    await telegram.say(QUESTION)
    assert await process.end() == 2
    assert "令牌" in process.log


async def test_without_a_token_it_says_what_to_do(bot: Start) -> None:
    process = await bot(ready=False, TELEGRAM_BOT_TOKEN="")
    assert await process.end() == 2
    assert "BotFather" in process.log
    assert ".env" in process.log
    assert "cunwen chat" in process.log
    assert "Traceback" not in process.log


async def test_starting_without_a_network_waits_for_it(telegram: TelegramServer, bot: Start) -> None:
    telegram.faults["getMe"].append(Fault(drop="before"))
    telegram.faults["deleteWebhook"].append(Fault(status=502))
    process = await bot()
    assert "connecting to Telegram" in process.log
    await telegram.say(QUESTION)
    await telegram.reply()


async def test_reload_picks_up_changes_and_a_failed_one_changes_nothing(
    telegram: TelegramServer, bot: Start, folder: Path
) -> None:
    """What was added and removed is named; old buttons expire; the old reports outlive a failure."""
    process = await bot()
    admin = person(7)
    await telegram.say(QUESTION)
    old = await telegram.reply()
    (folder / "金竹镇2023.txt").write_text("金竹镇工作总结\n金竹村发展油茶300亩，产值80万元。\n", encoding="utf-8")
    (folder / "银杏镇2023.txt").unlink()
    (folder / "坏.txt").write_bytes(b"\xff\xfe\x00\xd8" + bytes(range(256)) * 3)
    await telegram.say("/reload", sender=admin)
    text = (await telegram.told("已重新读取", 7))["text"]
    assert "新增：金竹镇2023.txt" in text
    assert "移走：银杏镇2023.txt" in text
    await telegram.say("哪个村发展油茶", sender=admin)
    assert "金竹村" in (await telegram.reply(7, 2))["text"]
    for label in ("上下文", "为什么"):
        await telegram.press(old, buttons(old)[label])
    answers = await telegram.wait(lambda: a if len(a := telegram.called("answerCallbackQuery")) == 2 else [])
    assert all("已更新" in told.params["text"] for told in answers)
    for path in folder.iterdir():
        path.unlink()
    await telegram.say("重载", sender=admin)
    await telegram.told("仍用原来的报告", 7)
    await telegram.say("哪个村发展油茶", sender=admin)
    assert "金竹村" in (await telegram.reply(7, 4))["text"]
    assert await process.stop() == 0


async def test_the_token_appears_in_no_output(telegram: TelegramServer, bot: Start) -> None:
    """Nor a user's words, not even where everything is logged and the server fails."""
    process = await bot(CUNWEN_LOG_LEVEL="DEBUG")
    telegram.faults["sendMessage"].extend([Fault(status=400), Fault(status=502), Fault(status=403)])
    for n in range(4):
        await telegram.say("秘密的话 羊肚菌", sender=person(70 + n))
    await telegram.wait(lambda: len(telegram.called("sendMessage")) >= 5)
    await process.stop()
    assert TOKEN not in process.log
    assert TOKEN.split(":")[1] not in process.log
    assert "秘密" not in process.log
    assert "羊肚菌" not in process.log
