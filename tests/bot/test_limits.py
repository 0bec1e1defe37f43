"""429 and Telegram's rates: who waits, and who does not. Time passes only when told."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.wire import limits
from bot.wire.limits import PATIENCE, Limiter, pause


class Clock:
    """Sleeping moves it; ``slept`` keeps how long."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What the limiter takes for the time."""
    made = Clock()
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # else the library warns of a change to come
    monkeypatch.setattr(limits, "monotonic", made.monotonic)
    monkeypatch.setattr(limits, "sleep", made.sleep)
    return made


class Telegram:
    """Refuses as often as told, then answers."""

    def __init__(self, *refusals: int) -> None:
        self.refusals = list(refusals)
        self.calls = 0

    async def call(self) -> bool:
        self.calls += 1
        if self.refusals:
            raise RetryAfter(self.refusals.pop(0))
        return True


async def made(limiter: Limiter, telegram: Telegram, chat: int, endpoint: str = "sendMessage") -> Any:
    """Make a call through *limiter*."""
    return await limiter.process_request(telegram.call, (), {}, endpoint, {"chat_id": chat} if chat else {}, None)


async def test_a_429_is_waited_out_and_the_call_made_again(clock: Clock) -> None:
    telegram = Telegram(3, 2)
    assert await made(Limiter(), telegram, 42)
    assert telegram.calls == 3
    assert sum(clock.slept) >= 5


async def test_a_429_for_one_chat_holds_up_no_other(clock: Clock) -> None:
    limiter = Limiter()
    with pytest.raises(RetryAfter):
        await made(limiter, Telegram(300), 42)
    assert await made(limiter, Telegram(), 43)
    assert clock.slept == []


async def test_a_429_for_two_chats_at_a_time_holds_up_all(clock: Clock) -> None:
    limiter = Limiter()
    for chat in (42, 43):
        with pytest.raises(RetryAfter):
            await made(limiter, Telegram(300), chat)
    with pytest.raises(RetryAfter):
        await made(limiter, Telegram(), 44)
    clock.now += 301
    assert await made(limiter, Telegram(), 44)


async def test_a_long_pause_is_not_waited_for_here_but_told(clock: Clock) -> None:
    """The inbox brings the update back then; until then the chat is not written to."""
    limiter, telegram = Limiter(), Telegram(int(PATIENCE) + 10)
    with pytest.raises(RetryAfter):
        await made(limiter, telegram, 42)
    with pytest.raises(RetryAfter) as told:
        await made(limiter, telegram, 42)
    assert telegram.calls == 1
    assert pause(told.value) >= PATIENCE + 9
    clock.now += PATIENCE + 11
    assert await made(limiter, telegram, 42)


async def test_a_group_is_written_to_five_times_and_then_waits_its_turn(clock: Clock) -> None:
    """Others do not wait meanwhile."""
    limiter, telegram = Limiter(), Telegram()
    for _ in range(5):
        await made(limiter, telegram, -100)
    sixth = asyncio.create_task(made(limiter, telegram, -100))
    for chat in (-200, 42):
        assert await made(limiter, telegram, chat)
    assert await made(limiter, telegram, -100, "sendChatAction"), "no message, not counted"
    assert not sixth.done()
    sixth.cancel()
    await asyncio.gather(sixth, return_exceptions=True)
