"""Who waits for whom, and how much may wait. No clock: what is asserted is order and number."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.records.store import Store
from bot.wire.crowd import EACH, MEMBER, QUIET, Crowd
from bot.wire.order import PerChat
from bot.wire.updates import InboxQueue

GROUP = {"id": -100, "type": "supergroup", "title": "群"}


def update(number: int, user: int, chat: dict[str, Any] | None = None) -> Update:
    """A message of *user*, in private unless told."""
    person = {"id": user, "is_bot": False, "first_name": "明"}
    where = chat or {"id": user, "type": "private", "first_name": "明"}
    message = {"message_id": number, "date": 1, "chat": where, "from": person, "text": "羊肚菌"}
    parsed = Update.de_json({"update_id": number, "message": message}, None)
    assert parsed is not None
    return parsed


class Desk:
    """Handles updates when the test lets it, and keeps who came in which order and who was turned away."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)
        self.queue = InboxQueue(self.store, lambda _: True)
        self.order = PerChat(self.store, self.queue, self._crowded)
        self.begun: list[int] = []
        self.told: list[int] = []
        self.gates: dict[int, asyncio.Event] = {}
        self.tasks: list[asyncio.Task[None]] = []

    async def _crowded(self, update: Update) -> None:
        self.told.append(update.update_id)

    def come(self, one: Update, *, held: bool = False) -> None:
        """Let an update in; a *held* one is handled until its gate opens."""
        gate = self.gates.setdefault(one.update_id, asyncio.Event())
        if not held:
            gate.set()

        async def handle() -> None:
            self.begun.append(one.update_id)
            await gate.wait()

        self.tasks.append(asyncio.create_task(self.order.process_update(one, handle())))

    async def settle(self) -> None:
        """Let everything happen that can."""
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Nobody has come yet."""
    made = Desk(tmp_path)
    yield made
    made.store.close()


async def test_a_chat_is_handled_in_order_one_at_a_time(desk: Desk) -> None:
    for number in range(1, 6):
        desk.come(update(number, 42), held=True)
    for number in range(1, 6):
        await desk.settle()
        assert desk.begun == [*range(1, number + 1)]
        desk.gates[number].set()
    await asyncio.gather(*desk.tasks)


async def test_a_flooding_chat_delays_nobody_else(desk: Desk) -> None:
    """A hundred of one chat wait, its first is stuck; of fifty others each begins at once."""
    for number in range(1, EACH + 1):
        desk.come(update(number, 42), held=True)
    for other in range(50):
        desk.come(update(1000 + other, 100 + other))
    await desk.settle()
    assert sorted(desk.begun) == [1, *range(1000, 1050)]
    for gate in desk.gates.values():
        gate.set()
    await asyncio.gather(*desk.tasks)
    assert [number for number in desk.begun if number < 1000] == [*range(1, EACH + 1)]


async def test_what_goes_beyond_is_told_once_and_counts_as_handled(desk: Desk) -> None:
    for number in range(1, EACH + 31):
        one = update(number, 42)
        await desk.queue.put(one)
        desk.come(one, held=number == 1)
    await desk.settle()
    assert desk.told == [EACH + 1]
    desk.gates[1].set()
    await asyncio.gather(*desk.tasks)
    assert len(desk.begun) == EACH
    assert await desk.store.do(desk.store.inbox.count) == 0


async def test_one_member_leaves_room_for_the_others_of_a_group(desk: Desk) -> None:
    """The twenty-first of one person is turned away, the first of another is not."""
    for number in range(1, MEMBER + 2):
        desk.come(update(number, 42, GROUP), held=True)
    desk.come(update(500, 43, GROUP))
    await desk.settle()
    assert desk.told == [MEMBER + 1]
    for gate in desk.gates.values():
        gate.set()
    await asyncio.gather(*desk.tasks)
    assert desk.begun == [*range(1, MEMBER + 1), 500]


async def test_what_was_taken_in_before_a_restart_is_never_turned_away(desk: Desk) -> None:
    """However much waits, and what comes anew has the room that it always has."""
    for number in range(1, EACH + 51):
        await desk.queue.again(update(number, 42))
        desk.come(update(number, 42), held=number == 1)
    desk.come(update(1000, 42))
    await desk.settle()
    assert desk.told == []
    desk.gates[1].set()
    await asyncio.gather(*desk.tasks)
    assert desk.begun == [*range(1, EACH + 51), 1000]


async def test_what_may_have_killed_the_process_is_handled_one_at_a_time(desk: Desk) -> None:
    """Three chats had one in work when it died: each is begun when the one before has ended; who comes anew does not wait."""
    for number in (1, 2, 3):
        desk.order.suspects.add(number)
        await desk.queue.again(update(number, 40 + number))
        desk.come(update(number, 40 + number), held=True)
    desk.come(update(9, 49))
    for begun in ([1, 9], [1, 9, 2], [1, 9, 2, 3]):
        await desk.settle()
        assert desk.begun == begun
        desk.gates[begun[-1] if begun[-1] != 9 else 1].set()
    await asyncio.gather(*desk.tasks)


def test_a_notice_comes_again_only_after_a_while_of_quiet() -> None:
    now = [0.0]
    crowd = Crowd(lambda: now[0])
    assert crowd.to_tell(42)
    for _ in range(10):
        now[0] += QUIET / 2
        assert not crowd.to_tell(42), "who goes on is not told again"
    assert crowd.to_tell(43)
    now[0] += QUIET
    assert crowd.to_tell(42)


def test_room_is_free_again_when_something_was_handled() -> None:
    crowd = Crowd()
    with crowd.waiting(update(0, 42)):
        pass
    waiting = [crowd.waiting(update(number, 42)) for number in range(EACH)]
    for each in waiting:
        assert crowd.full(update(0, 42)) is None
        each.__enter__()
    assert crowd.full(update(0, 42)) == 42
    assert crowd.full(update(0, 43)) is None
    waiting[0].__exit__(None, None, None)
    assert crowd.full(update(0, 42)) is None
