"""Told when an answer changes: through the real bot process, over reloads, restarts and kills; and the table by itself.

One process serves the tests that need no restart; each has people, questions and a report of its own.
"""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from answering import answer
from bot.records.history import DAY, Speaker
from bot.records.store import Store
from bot.records.subscriptions import Known, Watched
from bot.wording.subscriptions import news
from retrieval import open_library
from tests.bot.conftest import QUESTION, REPORTS, Process, Start, numbers, processes, write_reports
from tests.bot.telegram_server import Fault, TelegramServer, buttons, check_text, person
from tests.bot.test_past import said, told, without_html

ADMIN = person(7)
TOPIC = {"message_thread_id": 17, "is_topic_message": True}
REPORT = "银杏镇2022.txt"
ANOTHER = REPORTS[REPORT].replace("青里村试种羊肚菌", "白杨村试种羊肚菌")
Served = tuple[TelegramServer, Process, Path]
one_process = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A stand-in, a running bot and its folder of reports."""
    home = tmp_path_factory.mktemp("watched")
    server = TelegramServer()
    await server.start()
    folder = write_reports(home / "reports")
    async with processes(server, folder, home / "data") as start:
        yield server, await start(), folder
    await server.stop()


@pytest.fixture
def other() -> dict[str, Any]:
    """Somebody else who has not been here."""
    return person(next(numbers))


async def write(telegram: TelegramServer, folder: Path, text: str, name: str) -> None:
    """Put a report in ('' takes it out), and have the reports read again."""
    if text:
        (folder / name).write_text(text, encoding="utf-8")
    else:
        (folder / name).unlink()
    before = len(telegram.to(ADMIN["id"]))
    await telegram.say("/reload", sender=ADMIN)
    board = await telegram.reply(ADMIN["id"], before + 1)
    await telegram.wait(lambda: "已重新读取" in board["text"])


def grown(crop: str, village: str = "金竹村", rest: str = "产值80万元") -> str:
    """A report about one crop."""
    return f"金竹镇工作总结\n{village}种植{crop}300亩，{rest}。\n"


async def test_each_change_is_told_once_over_restarts_and_kills(telegram: TelegramServer, bot: Start, folder: Path) -> None:
    """What it said before, what it says now, where; after a reload, and at the start what changed meanwhile.

    Not told are other changes, nor anything a second time; a kill before Telegram had the message loses nothing.
    """
    me, friend = person(42), person(43)
    process = await bot()
    answered = await said(telegram, QUESTION, sender=me)
    done = await said(telegram, "订阅", sender=me, reply_to_message=without_html(answered))
    assert done["text"].startswith(f"已订阅：{QUESTION}\n现在：青里村（《银杏镇2022")
    assert list(buttons(done)) == ["退订"]
    assert "早已订阅" in (await said(telegram, f"订阅 {QUESTION}", sender=me))["text"]
    await said(telegram, f"订阅 {QUESTION}", sender=friend)
    await write(telegram, folder, grown("油茶"), "新.txt")
    await telegram.wait(lambda: "2 subscriptions compared, 0 told" in process.log)
    await write(telegram, folder, ANOTHER, REPORT)
    for who, n in ((me, 4), (friend, 2)):
        changed = await telegram.reply(who["id"], n)
        lines = changed["text"].splitlines()
        assert lines[:2] == ["您订阅的问题，答案变了", f"问：{QUESTION}"]
        assert lines[2].startswith("原来：青里村（《银杏镇2022")
        assert "青里村试种羊肚菌，与玉米轮作。" in changed["text"]
        assert "<b>白杨村</b>" in changed["html"].split("现在：")[1]
        assert "出处：《银杏镇2022" in changed["text"].split("现在：")[1]
    assert await process.stop() == 0
    (folder / REPORT).write_text(REPORTS[REPORT], encoding="utf-8")
    telegram.faults["sendMessage"].append(Fault(delay=30))
    process = await bot()
    await telegram.wait(lambda: not telegram.faults["sendMessage"])
    await process.stop(signal.SIGKILL)
    assert [len(telegram.to(who["id"])) for who in (me, friend)] == [4, 2]
    process = await bot()
    for who, n in ((me, 5), (friend, 3)):
        assert "原来：白杨村" in (await telegram.reply(who["id"], n))["text"]
    await telegram.wait(lambda: "2 subscriptions compared, 2 told" in process.log)
    assert QUESTION not in process.log
    assert await process.stop() == 0
    await bot()
    await said(telegram, "/watch", sender=me)
    assert [len(telegram.to(who["id"])) for who in (me, friend)] == [6, 3]


@one_process
async def test_lost_and_found(watched: Served, user: dict[str, Any]) -> None:
    """A question without answer may be watched: it is told when there is one, and when there is none any more."""
    telegram, process, folder = watched
    done = await said(telegram, "订阅 哪个村种植油茶", sender=user)
    assert "现在：报告里没有找到答案。" in done["text"]
    await write(telegram, folder, grown("油茶"), "油茶.txt")
    found = await telegram.reply(user["id"], 2)
    assert "原来：报告里没有找到答案。" in found["text"]
    assert "金竹村" in found["text"].split("现在：")[1]
    await write(telegram, folder, grown("油茶", rest="长势良好"), "油茶.txt")
    assert (await telegram.reply(user["id"], 3))["text"].startswith("您订阅的问题，答案没有变，原话变了")
    await write(telegram, folder, "", "油茶.txt")
    lost = await telegram.reply(user["id"], 4)
    assert "原来：金竹村" in lost["text"]
    assert lost["text"].split("现在：\n")[1].startswith("报告里没有找到答案。")
    await telegram.press(lost, buttons(lost)["退订"], user["id"])
    await telegram.wait(lambda: not buttons(lost))
    assert process.rows(f"select 1 from subscriptions where user = {user['id']}") == []


@one_process
async def test_in_a_topic_of_a_group_it_is_told_there(
    watched: Served, user: dict[str, Any], other: dict[str, Any], group: dict[str, Any]
) -> None:
    """As a reply to whoever subscribed, following the group when it gets another number; nobody else can end it."""
    telegram, process, folder = watched
    await write(telegram, folder, grown("花椒"), "花椒.txt")
    answered = await said(telegram, "/ask 哪个村种植花椒", group, sender=user, **TOPIC)
    reply = {**without_html(answered), "chat": group}
    done = await said(telegram, "订阅", group, sender=other, reply_to_message=reply, **TOPIC)
    assert "已订阅" in done["text"]
    await told(telegram, await telegram.press(done, buttons(done)["退订"], user["id"]), "只有提问的人")
    await telegram.say("订阅", group, sender=user)  # among people
    await write(telegram, folder, grown("花椒", "白杨村"), "花椒.txt")
    changed = await telegram.reply(group["id"], 3)
    assert "答案变了" in changed["text"]
    assert changed["message_thread_id"] == 17
    assert changed["reply_parameters"]["message_id"] == done["reply_parameters"]["message_id"]
    new = group["id"] - 10**9
    await telegram.deliver(message=telegram.message(None, group, sender=user, migrate_to_chat_id=new))
    await telegram.wait(lambda: process.rows(f"select 1 from subscriptions where chat = {new}"))
    await write(telegram, folder, grown("花椒", "石岭村"), "花椒.txt")
    assert "原来：白杨村" in (await telegram.reply(new))["text"]


@one_process
async def test_where_nothing_can_be_sent_any_more_subscriptions_end(
    watched: Served, user: dict[str, Any], other: dict[str, Any]
) -> None:
    """Quietly; others are told all the same."""
    telegram, process, folder = watched
    for who in (user, other):
        await said(telegram, "订阅 哪个村种植贡菊", sender=who)
    telegram.gone.add(user["id"])
    await write(telegram, folder, grown("贡菊"), "贡菊.txt")
    assert "答案变了" in (await telegram.reply(other["id"], 2))["text"]
    rows = process.rows(f"select user from subscriptions where user in ({user['id']}, {other['id']})")
    assert rows == [(other["id"],)]


@one_process
async def test_the_news_can_be_asked_about_and_ended_by_a_reply(watched: Served, user: dict[str, Any]) -> None:
    """A follow-up in a reply is about the answer that is told; 退订 in a reply ends that subscription."""
    telegram, process, folder = watched
    await write(telegram, folder, grown("甘蔗"), "甘蔗.txt")
    await said(telegram, "订阅 哪个村种植甘蔗", sender=user)
    await write(telegram, folder, grown("甘蔗", "白杨村", "产值96万元"), "甘蔗.txt")
    changed = without_html(await telegram.reply(user["id"], 2))
    await telegram.wait(lambda: process.rows(f"select 1 from subscriptions where told = {changed['message_id']}"))
    await said(telegram, "螺丝菜种了多少亩", sender=user)
    assert "96万元" in (await said(telegram, "那产值多少", sender=user, reply_to_message=changed))["text"]
    assert "已退订：哪个村种植甘蔗" in (await said(telegram, "退订", sender=user, reply_to_message=changed))["text"]


@one_process
async def test_the_list_ends_them_one_by_one_and_has_an_end(
    watched: Served, user: dict[str, Any], other: dict[str, Any]
) -> None:
    """Twenty a person; 退订 by its question, by a button, or all of them."""
    telegram, _, _ = watched
    assert "没有订阅" in (await said(telegram, "订阅", sender=user))["text"]
    for crop in ["羊肚菌", "螺丝菜", "枇杷", *(f"作物{n}" for n in range(17))]:
        await said(telegram, f"订阅 哪个村种植{crop}", sender=user)
    assert "最多订阅 20 个" in (await said(telegram, "订阅 哪个村种植花生", sender=user))["text"]
    assert "不知道要查哪件事" in (await said(telegram, "订阅 是什么", sender=other))["text"]
    listed = await said(telegram, "/watch", sender=user)
    assert "您订阅了 20 个问题" in listed["text"]
    assert "→ 松坪村（《银杏镇2023" in listed["text"]
    labels = buttons(listed)
    assert len(labels) == 20
    query = await telegram.press(listed, labels["退订 2 哪个村种植螺丝菜"], user["id"])
    await telegram.wait(lambda: "您订阅了 19 个问题" in listed["text"])
    await told(telegram, query, "已退订：哪个村种植螺丝菜")
    await told(telegram, await telegram.press(listed, labels["退订 2 哪个村种植螺丝菜"], user["id"]), "已经不在了")
    assert "已退订：哪个村种植枇杷" in (await said(telegram, "退订 哪个村种植枇杷", sender=user))["text"]
    assert "没有订阅过" in (await said(telegram, "退订 哪个村种植枇杷", sender=user))["text"]
    assert "您订阅了 18 个问题" in (await said(telegram, "退订", sender=user))["text"]
    assert "已退订" in (await said(telegram, "退订 全部", sender=user))["text"]
    assert "没有订阅" in (await said(telegram, "/unwatch", sender=user))["text"]
    unknown = without_html(listed) | {"message_id": 900_000}
    assert "不是答案" in (await said(telegram, "订阅", sender=user, reply_to_message=unknown))["text"]


@one_process
async def test_a_follow_up_is_watched_as_it_was_understood(watched: Served, user: dict[str, Any]) -> None:
    """So that it can be asked again without the conversation."""
    telegram, process, _ = watched
    await said(telegram, QUESTION, sender=user)
    answered = await said(telegram, "那增收多少", sender=user)
    await telegram.wait(lambda: process.rows(f"select count(*) from turns where user = {user['id']}") == [(2,)])
    done = await said(telegram, "订阅", sender=user, reply_to_message=without_html(answered))
    assert "青里村" in done["text"].splitlines()[0]
    assert "30余万元" in done["text"]
    assert "早已订阅" in (await said(telegram, "订阅 那增收多少", sender=user))["text"]


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store(tmp_path / "data")
    yield opened
    opened.close()


ONE, TWO = Watched("甲", "甲"), Watched("乙", "乙")
KNOWN = Known("青里村", "青里村试种羊肚菌。", "总结")


def test_only_what_was_not_compared_with_these_reports_is_outdated(store: Store) -> None:
    table = store.subscriptions
    _, first = table.add(Speaker(1, 1), 5, ONE, KNOWN, "old", 20)
    _, second = table.add(Speaker(1, 1), 6, TWO, KNOWN, "old", 20)
    table.told(first, Known(), "new")
    assert [each.id for each in table.outdated("new")] == [second]
    found = table.one(first)
    assert found is not None
    assert (found.known, found.digest) == (Known(), Known().digest)


def test_the_limit_is_for_a_person_in_all_chats(store: Store) -> None:
    """What is subscribed already may be renewed."""
    table = store.subscriptions
    assert [table.add(Speaker(1, -n), 1, ONE, KNOWN, "f", 2)[0] for n in (1, 2, 3, 2)] == ["added", "added", "full", "again"]
    assert table.add(Speaker(2, -1), 1, ONE, KNOWN, "f", 2)[0] == "added"


def test_the_same_message_handled_twice_hides_no_change(store: Store) -> None:
    """After a kill it is handled again, perhaps with other reports: what changed in between is yet to be told."""
    table = store.subscriptions
    _, number = table.add(Speaker(1, 1), 5, ONE, KNOWN, "old", 20)
    assert table.add(Speaker(1, 1), 5, ONE, Known("白杨村"), "new", 20) == ("again", number)
    assert [each.known for each in table.outdated("new")] == [KNOWN]
    table.add(Speaker(1, 1), 6, ONE, Known("白杨村"), "new", 20)
    assert table.outdated("new") == []


def test_what_was_made_longer_ago_than_promised_goes(store: Store) -> None:
    table = store.subscriptions
    table.add(Speaker(1, 1), 5, ONE, KNOWN, "f", 20)
    now = store._db.execute("select sent from subscriptions").fetchone()[0]
    assert table.prune(0, now=now + 9999 * DAY) == 0
    assert table.prune(30, now=now + 29 * DAY) == 0
    assert table.prune(30, now=now + 31 * DAY) == 1


def test_the_same_words_in_another_report_are_no_change(folder: Path) -> None:
    """Nor is a neighbour that is quoted along; another answer or another sentence is."""
    before = Known.of(answer(QUESTION, open_library(folder)))
    (folder / REPORT).rename(folder / "改名.txt")
    (folder / "新.txt").write_text(grown("油茶"), encoding="utf-8")
    assert Known.of(answer(QUESTION, open_library(folder))).digest == before.digest
    (folder / "改名.txt").write_text(ANOTHER, encoding="utf-8")
    assert Known.of(answer(QUESTION, open_library(folder))).digest != before.digest


def test_news_stays_within_telegrams_limits(folder: Path) -> None:
    """Whatever was known."""
    now = answer(QUESTION, open_library(folder))
    for words in ("<&>" * 3000, "村" * 9000, "😀" * 3000):
        reply = news(words, Known(words, words, words), now, "y" * 60)
        check_text({"text": reply.html, "parse_mode": "HTML"})
        assert "青里村" in reply.plain
