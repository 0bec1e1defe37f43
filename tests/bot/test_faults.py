"""What Telegram does to a bot: duplicates, rubbish, limits, broken connections. One process serves all these tests."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.bot.conftest import QUESTION, Process
from tests.bot.telegram_server import Fault, TelegramServer, person

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def telegram(served: tuple[TelegramServer, Process]) -> TelegramServer:
    """The stand-in."""
    return served[0]


@pytest.fixture
def process(served: tuple[TelegramServer, Process]) -> Process:
    """The running bot."""
    return served[1]


async def test_an_update_that_arrives_twice_is_answered_once(telegram: TelegramServer, user: dict[str, Any]) -> None:
    """Telegram delivers again when its acknowledgement got lost."""
    message = telegram.message(QUESTION, sender=user)
    number = await telegram.deliver(message=message)
    await telegram.reply(user["id"])
    await telegram.deliver(update_id=number, message=message)
    await telegram.say("/help", sender=user)
    await telegram.reply(user["id"], 2)
    assert len(telegram.to(user["id"])) == 2


async def test_a_message_that_comes_in_two_updates_is_answered_and_recorded_once(
    telegram: TelegramServer, process: Process, user: dict[str, Any]
) -> None:
    message = telegram.message(QUESTION, sender=user)
    sql = f"select count(*) from turns where user = {user['id']}"
    await telegram.deliver(message=message)
    await telegram.wait(lambda: process.rows(sql) == [(1,)])
    await telegram.deliver(message=message)
    await telegram.say("/help", sender=user)
    await telegram.reply(user["id"], 2)
    assert len(telegram.to(user["id"])) == 2
    assert process.rows(sql) == [(1,)]


async def test_an_update_that_cannot_be_parsed_stops_nothing(
    telegram: TelegramServer, process: Process, user: dict[str, Any]
) -> None:
    """It is skipped; those before and after it are answered."""
    await telegram.say(QUESTION, sender=user)
    await telegram.deliver(callback_query={"id": "1", "from": person(42), "data": "没有 chat_instance"})
    await telegram.deliver(message={"message_id": "秘密", "chat": []})
    await telegram.say(QUESTION, sender=user)
    await telegram.reply(user["id"], 2)
    assert "cannot be read and is skipped" in process.log
    assert "秘密" not in process.log
    assert "chat_instance" not in process.log


async def test_429_is_obeyed_and_the_answer_still_comes(telegram: TelegramServer, user: dict[str, Any]) -> None:
    telegram.faults["sendMessage"].append(Fault(status=429, retry_after=1))
    await telegram.say(QUESTION, sender=user)
    await telegram.reply(user["id"])
    refused, accepted = [c for c in telegram.called("sendMessage") if c.params["chat_id"] == str(user["id"])]
    assert (refused.status, accepted.status) == (429, 200)
    assert accepted.at - refused.at >= 1.0


@pytest.mark.parametrize("fault", [Fault(status=502), Fault(status=500), Fault(drop="before")])
async def test_a_broken_connection_while_answering_is_ridden_out(
    telegram: TelegramServer, process: Process, user: dict[str, Any], fault: Fault
) -> None:
    telegram.faults["sendMessage"].append(fault)
    await telegram.say(QUESTION, sender=user)
    await telegram.reply(user["id"])
    await telegram.wait(lambda: process.rows(f"select count(*) from turns where user = {user['id']}") == [(1,)])
    assert len(telegram.to(user["id"])) == 1


@pytest.mark.parametrize("fault", [Fault(status=502), Fault(drop="after")])
async def test_broken_polling_is_ridden_out(telegram: TelegramServer, user: dict[str, Any], fault: Fault) -> None:
    """Also when the updates were on their way already: they are delivered again and answered once."""
    telegram.faults["getUpdates"].append(fault)
    await telegram.say("/help", sender=user)  # ends the poll that is under way
    await telegram.say(QUESTION, sender=user)
    await telegram.reply(user["id"], 2)
    assert len(telegram.to(user["id"])) == 2


async def test_a_refused_reply_ends_in_an_apology(
    telegram: TelegramServer, process: Process, user: dict[str, Any]
) -> None:
    telegram.faults["sendMessage"].append(Fault(status=400))
    await telegram.say(QUESTION, sender=user)
    assert "抱歉" in (await telegram.reply(user["id"]))["text"]
    assert f"in chat {user['id']} failed: BadRequest" in process.log
    await telegram.wait(lambda: any(c.params["chat_id"] == "7" for c in telegram.called("sendMessage")))  # the notice


async def test_somebody_who_blocked_the_bot_is_left_alone(
    telegram: TelegramServer, process: Process, user: dict[str, Any]
) -> None:
    telegram.faults["sendMessage"].append(Fault(status=403, chat=user["id"]))
    await telegram.say(QUESTION, sender=user)
    await telegram.wait(lambda: f"in chat {user['id']} failed: Forbidden" in process.log)
    await telegram.say("/help", sender=user)
    assert "直接提问" in (await telegram.reply(user["id"]))["text"]


async def test_an_old_question_is_answered_and_marked(telegram: TelegramServer, user: dict[str, Any]) -> None:
    await telegram.say(QUESTION, sender=user, date=int(time.time()) - 3600)
    text = (await telegram.reply(user["id"]))["text"]
    assert "青里村" in text
    assert "60 分钟前" in text


async def test_the_history_follows_a_group_that_becomes_a_supergroup(
    telegram: TelegramServer, user: dict[str, Any], group: dict[str, Any]
) -> None:
    old = {"id": -user["id"], "type": "group", "title": "群"}
    await telegram.say(f"/ask {QUESTION}", old, sender=user)
    await telegram.reply(old["id"])
    await telegram.say(None, old, sender=user, migrate_to_chat_id=group["id"])
    await telegram.say("/help", old, sender=user)
    await telegram.reply(old["id"], 2)
    await telegram.say("/history", group, sender=user)
    assert QUESTION in (await telegram.reply(group["id"]))["text"]


async def test_a_flood_of_one_chat_is_answered_in_order_and_does_not_hold_up_others(
    telegram: TelegramServer, user: dict[str, Any]
) -> None:
    """A hundred waiting questions are all answered, what comes beyond gets one notice, and another person a reply."""
    telegram.faults["sendMessage"].append(Fault(delay=1.0))
    other = person(user["id"] + 100_000)
    for n in range(110):
        await telegram.say(f"{QUESTION} {n}", sender=user)
    await telegram.say(QUESTION, sender=other)
    await telegram.reply(other["id"])
    assert len(telegram.to(user["id"])) < 100
    await telegram.reply(user["id"], 101)
    texts = [message["text"] for message in telegram.to(user["id"])]
    assert len([text for text in texts if "消息太多" in text]) == 1
    assert len([text for text in texts if "青里村" in text]) == 100
