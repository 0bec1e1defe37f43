"""Hostile updates break nothing: bench/hostile.py, a smaller one."""

from __future__ import annotations

from pathlib import Path

from hostile import World


async def test_hostile_updates_break_no_limit_and_get_nothing_that_is_not_theirs(tmp_path: Path) -> None:
    world = World(7, tmp_path)
    await world.run(1500)
    assert world.errors == []
    assert world.broken == []
    assert world.leaks == []
    assert world.unreadable > 10
    assert min(world.calls[name] for name in ("sendMessage", "answerCallbackQuery", "editMessageText")) > 20
