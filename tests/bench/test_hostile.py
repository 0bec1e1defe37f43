"""Hostile updates break nothing: bench/hostile.py, a smaller one. And it notices what it is there to notice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from attack import ADMIN, GROUPS, HEADS, USERS, Button, asker
from bot.records.store import Store
from bot.shelf import Shelf
from hostile import KINDS, Guard, World, attack_all
from tests.bot.conftest import write_reports
from tests.bot.telegram_server import person, upload

ONE, OTHER, GROUP = USERS[10], USERS[11], GROUPS[0]
SECRET = f"暗号{ONE}号在{ONE}房"


async def test_hostile_updates_break_no_limit_and_get_nothing_that_is_not_theirs(tmp_path: Path) -> None:
    world = World("7.0", tmp_path)
    await world.run(1000)
    result = world.result
    assert result.faults == {kind: [] for kind in KINDS}
    assert result.unreadable > 10
    assert min(result.calls[name] for name in ("sendMessage", "answerCallbackQuery", "editMessageText")) > 10


def test_what_several_bots_saw_is_added_up() -> None:
    result = attack_all(1, 30, workers=2)
    assert sum(result.kinds.values()) == 30
    assert not any(result.faults.values())


PRIVATE, SUPERGROUP = {"id": ONE, "type": "private"}, {"id": GROUP, "type": "supergroup"}


@pytest.mark.parametrize(("message", "whose"), [
    ({"chat": PRIVATE, "from": {"id": ONE}}, ONE),
    ({"chat": SUPERGROUP, "from": {"id": ONE}}, ONE),
    ({"chat": SUPERGROUP, "from": {"id": 1}, "sender_chat": {"id": GROUP}}, GROUP),
    ({"chat": SUPERGROUP, "from": {"id": 1}, "sender_chat": {"id": -5}}, -5),
    ({"chat": SUPERGROUP, "from": {"id": ONE}, "sender_chat": {"id": ADMIN}}, ONE),
    ({"chat": PRIVATE, "from": {"id": ONE}, "sender_chat": {"id": GROUP}}, ONE),
    ({"chat": PRIVATE}, ONE),
    ({"chat": SUPERGROUP}, GROUP),
])
def test_a_question_is_the_persons_or_the_chats_that_wrote_it(message: dict[str, Any], whose: int) -> None:
    assert asker(message) == whose


@pytest.mark.parametrize(("data", "owner", "chat", "may"), [
    ("c.1", ONE, ONE, {ONE}), ("c.1", ONE, GROUP, {ONE}), ("h.1", GROUP, GROUP, {ONE, OTHER, ADMIN, HEADS[GROUP]}),
    ("h.1", -5, GROUP, {ONE, OTHER, ADMIN, HEADS[GROUP]}), ("c.1", GROUP, ONE, set()),
    ("g.1", ONE, GROUP, {ONE, OTHER, ADMIN, HEADS[GROUP]}), ("s.1", GROUP, GROUP, {ADMIN, HEADS[GROUP]}),
])
def test_who_may_press_a_button(data: str, owner: int, chat: int, may: set[int]) -> None:
    """Never anybody in another chat, nor with other data."""
    button = Button(owner, chat, {}, data)
    assert {user for user in (ONE, OTHER, ADMIN, HEADS[GROUP]) if button.may(user, chat, data)} == may
    assert not button.may(owner, chat - 1, data)
    assert not button.may(owner, chat, f"{data}x")


@pytest.fixture
def guard(tmp_path: Path) -> Iterator[Guard]:
    """One over two small reports, of which a group may ask the first; somebody wrote a secret in private."""
    store = Store(tmp_path / "data")
    store.groups.change(GROUP, reports=frozenset({"银杏镇2022.txt"}))
    guard = Guard(store, Shelf(write_reports(tmp_path / "reports")))
    guard.heard({"chat": PRIVATE, "from": {"id": ONE}, "text": SECRET}, ONE)
    yield guard
    store.close()


def said(user: int, chat: int) -> Update:
    """A message of *user* in *chat*."""
    about = {"id": chat, "type": "private" if chat > 0 else "supergroup"}
    message = {"message_id": 1, "date": 1, "chat": about, "from": person(user), "text": "问"}
    return Update.de_json({"update_id": 1, "message": message}, None)


def pressed(user: int, chat: int) -> Update:
    """A press of *user* in *chat*."""
    about = {"id": chat, "type": "private" if chat > 0 else "supergroup"}
    query = {"id": "1", "from": person(user), "chat_instance": "1", "data": "d", "message": {"message_id": 1, "date": 1, "chat": about}}
    return Update.de_json({"update_id": 1, "callback_query": query}, None)


def rows(*users: int) -> dict[str, Any]:
    """An export."""
    return {"document": upload("a.json", json.dumps([{"user": user} for user in users]).encode())}


@pytest.mark.parametrize(("user", "chat", "call", "told"), [
    (OTHER, GROUP, ("sendMessage", {"text": f"按“{SECRET}”查找"}), "another's question"),
    (OTHER, OTHER, ("sendPhoto", {"caption": SECRET}), "another's question"),
    (ONE, GROUP, ("sendMessage", {"text": f"您订阅了 1 个问题：{SECRET}"}), "another's question"),
    (ONE, ONE, ("sendMessage", {"text": f"您订阅了 1 个问题：{SECRET}"}), ""),
    (ONE, ONE, ("sendMessage", {"text": SECRET}), ""),
    (OTHER, OTHER, ("sendMessage", {"text": "语料指纹 12"}), "administrators"),
    (ADMIN, ADMIN, ("sendMessage", {"text": "语料指纹 12"}), ""),
    (ONE, ONE, ("sendDocument", rows(ONE, OTHER)), "records of"),
    (ONE, ONE, ("sendDocument", rows(ONE)), ""),
    (ONE, ONE, ("getFile", {}), "was fetched"),
    (ONE, ONE, ("sendMessage", {"text": "甲", "chat_id": str(OTHER)}), "made the bot write to"),
    (ONE, GROUP, ("sendMessage", {"text": "出处：《银杏镇2023年重点工作情况》"}), "may not ask"),
    (ONE, ONE, ("sendMessage", {"text": "出处：《银杏镇2023年重点工作情况》"}), ""),
])
def test_what_is_not_theirs_is_noticed(guard: Guard, user: int, chat: int, call: tuple[str, Any], told: str) -> None:
    leaks = list(guard.leaks(said(user, chat), user, False, [call]))
    assert len(leaks) == bool(told)
    assert all(told in leak for leak in leaks)


@pytest.mark.parametrize("name", ["editMessageText", "editMessageCaption", "editMessageReplyMarkup", "sendMessage", "sendPhoto"])
def test_whatever_comes_of_anothers_button_is_noticed(guard: Guard, name: str) -> None:
    calls = [("answerCallbackQuery", {"text": "不能"}), (name, {"text": "甲"})]
    assert len(list(guard.leaks(pressed(ONE, GROUP), ONE, True, calls))) == 1
    assert list(guard.leaks(pressed(ONE, GROUP), ONE, False, calls)) == []
    assert list(guard.leaks(pressed(ONE, GROUP), ONE, True, calls[:1])) == []


def test_whoever_changes_the_rules_of_a_group_is_noticed_but_its_administrators(guard: Guard) -> None:
    for user, leaks in ((ONE, 1), (HEADS[GROUP], 0), (ADMIN, 0)):
        guard._store.groups.change(GROUP, quiet=(user % 1000, 1))
        assert len(list(guard.leaks(said(user, GROUP), user, False, []))) == leaks
