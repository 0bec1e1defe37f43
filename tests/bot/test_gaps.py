"""/gaps: the same question in other words told once, pages that turn in place, for administrators alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from answering.topic import Topic
from bot.records.gaps import Gap, Missed, grouped
from bot.wording.gaps import A_PAGE, pages, shown
from tests.bot.conftest import Process
from tests.bot.telegram_server import TelegramServer, buttons, person
from tests.bot.test_handlers import open_world

ADMIN = 7


def read(question: str) -> Topic:
    """Take each character for a word; ? says nothing."""
    return Topic(tuple((frozenset({c}), 1.0) for c in question if c != "?"), frozenset())


def test_wordings_are_counted_together_and_most_people_come_first() -> None:
    missed = [
        Missed(1, "甲乙", 10), Missed(1, "丙", 11), Missed(1, "丙", 12), Missed(1, "丙", 13),
        Missed(2, "乙甲?", 14), Missed(3, "甲乙", 15), Missed(-100, "丁", 16),
    ]
    assert grouped(missed, read) == [
        Gap("甲乙", ("乙甲?",), 3, 3, 15), Gap("丙", (), 3, 1, 13), Gap("丁", (), 1, 1, 16),
    ]
    assert grouped([], read) == []


def test_many_questions_are_grouped_without_comparing_all() -> None:
    compared = 0

    class Counting(Topic):
        def same(self, other: Topic) -> bool:
            nonlocal compared
            compared += 1
            return super().same(other)

    def counting(question: str) -> Topic:
        return Counting(((frozenset({question}), 1.0),), frozenset())

    assert len(grouped([Missed(1, f"问{n}", n) for n in range(1000)], counting)) == 1000
    assert compared == 0


@dataclass(frozen=True)
class Bad:
    """An answer that was voted down."""

    question: str
    answer: str
    count: int
    last: int


def test_pages_hold_what_is_missing_and_then_what_was_voted_down() -> None:
    gaps = [Gap(f"缺{n}", ("又", "再", "还"), 5, 2, 1_700_000_000) for n in range(A_PAGE + 1)]
    found = pages(gaps, [Bad("哪里好", "<b>甲村</b>", 4, 1_700_000_000)])
    first, second, third = (shown(found, n, lambda page: f"p{page}", lambda q: q == "缺0") for n in range(3))
    assert "1. 缺0（5 次） ✓ 现在答得上了" in first.plain
    assert "2. 缺1（5 次）\n" in first.plain
    assert "也问：又；再\n" in first.plain
    assert [button.data for button in first.buttons] == ["p1"]
    assert f"{A_PAGE + 1}. 缺{A_PAGE}" in second.plain
    assert [button.data for button in second.buttons] == ["p0", "p2"]
    assert "1. 哪里好（👎 4）\n　→ <b>甲村</b>" in third.plain
    assert "&lt;b&gt;" in third.html
    assert shown(found, 99, str).plain == third.plain, "fewer pages than there were"
    assert "没有答不上" in shown([], 0, str).plain


@pytest.mark.parametrize("count", [1, 200])
def test_a_page_keeps_telegrams_limit(count: int) -> None:
    gaps = [Gap("<" * 500, ("&" * 500,) * 5, 10**9, 10**9, 1_700_000_000)] * count
    assert len(shown(pages(gaps, []), 0, str).html) <= 4096


async def test_answers_that_were_voted_down_stand_behind_what_is_missing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where votes are kept."""

    class Votes:
        def disliked(self) -> list[Bad]:
            return [Bad("哪个村种植羊肚菌", "石岭村", 3, 1_700_000_000)]

    async with open_world(tmp_path, folder) as world:
        monkeypatch.setattr(world.store, "votes", Votes(), raising=False)
        (told,) = await world.say("/gaps", sender=person(ADMIN))
    assert "被点了 👎 的答案\n1. 哪个村种植羊肚菌（👎 3）\n　→ 石岭村，最近 2023年11月1" in told


@pytest.mark.asyncio(loop_scope="session")
async def test_an_administrator_turns_the_pages_in_one_message(
    served: tuple[TelegramServer, Process], user: dict[str, Any], group: dict[str, Any]
) -> None:
    """In private only; the button is worth nothing to others."""
    telegram, process = served
    names = ("鲁滨孙漂流记", "三国演义", "红楼梦", "西游记", "水浒传", "聊斋志异", "儒林外史", "镜花缘")
    asked = ["藏红花种在哪里", "哪个村种植藏红花", *(f"{name}的作者是谁" for name in names)]
    for n, question in enumerate(asked):
        await telegram.say(question, sender=person(10 * user["id"] + n))
    sql = f"select count(*) from turns where user / 10 = {user['id']}"
    await telegram.wait(lambda: process.rows(sql) == [(len(asked),)])
    before = len(telegram.to(ADMIN))
    await telegram.say("/gaps", sender=person(ADMIN))
    sent = await telegram.reply(ADMIN, before + 1)
    first = sent["text"]
    assert "（2 次）\n　2 人问过" in first
    assert first.count("藏红花") == 2, "as asked, and as asked too"
    await telegram.press(sent, buttons(sent)["下一页"], user=42)
    await telegram.wait(lambda: any("按钮" in c.params.get("text", "") for c in telegram.called("answerCallbackQuery")))
    assert sent["text"] == first
    await telegram.press(sent, buttons(sent)["下一页"], user=ADMIN)
    await telegram.wait(lambda: sent["text"] != first)
    assert "第 2/" in sent["text"]
    assert "上一页" in buttons(sent)
    assert len(telegram.to(ADMIN)) == before + 1
    await telegram.say("/gaps", group, sender=person(ADMIN))
    assert "私聊" in (await telegram.reply(group["id"]))["text"]
