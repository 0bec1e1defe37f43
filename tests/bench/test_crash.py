"""Kills at random moments lose nothing: bench/crash.py, a smaller one."""

from __future__ import annotations

from pathlib import Path

from crash import crash
from tests.bot.conftest import QUESTION, write_reports


async def test_three_kills_lose_no_question_and_record_none_twice(tmp_path: Path) -> None:
    texts = (QUESTION, "哪个村种植螺丝菜", "联星村种了多少亩螺丝菜", "谁是村支书")
    outcome = await crash(3, seed=3, chats=5, data=tmp_path / "data", reports=write_reports(tmp_path / "reports"), texts=texts)
    assert outcome.kills_at_work >= 2, "they came too late to show anything"
    assert (outcome.unrecorded, outcome.recorded_twice, outcome.unanswered, outcome.waiting) == ([], [], [], 0)
    assert outcome.integrity == "ok"
    assert outcome.whole
