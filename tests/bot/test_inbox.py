"""Updates on disk: kept before they are acknowledged, given back after a crash, known when they come twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.records.database import open_database
from bot.records.inbox import GIVEN_UP, KEPT, MAX_TRIES, Inbox


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    """An empty inbox in a file."""
    with open_database(tmp_path) as db:
        yield Inbox(db)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Time that passes only when told: ``clock[0] += seconds``."""
    now = [time.time()]
    monkeypatch.setattr("bot.records.inbox.time.time", lambda: now[0])
    return now


def test_what_was_kept_and_not_done_comes_back_in_order(inbox: Inbox) -> None:
    for number in (3, 1, 2):
        assert inbox.keep(number, f"{{{number}}}")
    inbox.done(2)
    assert [(left.update_id, left.body) for left in inbox.waiting()] == [(1, "{1}"), (3, "{3}")]
    assert inbox.count() == 2


def test_a_second_delivery_is_known_also_after_handling(inbox: Inbox) -> None:
    assert inbox.keep(1, "一")
    assert not inbox.keep(1, "一")
    inbox.done(1)
    assert not inbox.keep(1, "一")
    assert inbox.count() == 0


def test_the_same_number_with_other_content_is_another_update(inbox: Inbox) -> None:
    """Numbers start anew after a quiet week."""
    inbox.keep(1, "一")
    inbox.done(1)
    assert inbox.keep(1, "二")
    assert inbox.count() == 1


def test_an_update_that_keeps_killing_the_process_is_given_up(inbox: Inbox) -> None:
    inbox.keep(1, "毒")
    inbox.keep(2, "好")
    for _ in range(MAX_TRIES):
        assert 1 in [left.update_id for left in inbox.waiting()]
        inbox.begin(1)
    assert [left.update_id for left in inbox.waiting()] == [2]


def test_what_could_not_be_delivered_comes_back_later_and_later(inbox: Inbox, clock: list[float]) -> None:
    """After as long as it has waited already; how often makes no difference."""
    inbox.keep(1, "一")
    for delay in (5, 6, 13, 27, 55):
        inbox.begin(1)
        assert inbox.postpone(1)
        clock[0] += delay - 1
        assert inbox.due() == []
        clock[0] += 2
        assert [left.update_id for left in inbox.due()] == [1]
        assert inbox.due() == [], "given out once"


def test_a_pause_that_telegram_asks_for_is_kept(inbox: Inbox, clock: list[float]) -> None:
    inbox.keep(1, "一")
    assert inbox.postpone(1, after=299.5)
    clock[0] += 299
    assert inbox.due() == []
    clock[0] += 1
    assert [left.update_id for left in inbox.due()] == [1]


def test_what_could_not_be_delivered_for_a_day_is_given_up(inbox: Inbox, clock: list[float]) -> None:
    inbox.keep(1, "一")
    clock[0] += GIVEN_UP
    assert not inbox.postpone(1)


def test_a_batch_is_kept_whole_or_not_at_all(inbox: Inbox) -> None:
    assert inbox.keep_all([(1, "一"), (2, "二"), (1, "一")]) == [True, True, False]
    with pytest.raises(UnicodeEncodeError):
        inbox.keep_all([(3, "三"), (4, "\ud83d")])
    assert [left.update_id for left in inbox.waiting()] == [1, 2]


def test_numbers_of_handled_updates_go_after_a_week_and_others_stay(inbox: Inbox, clock: list[float]) -> None:
    inbox.keep(1, "一")
    inbox.keep(2, "二")
    inbox.done(1)
    clock[0] += KEPT + 1
    inbox.prune()
    assert inbox.keep(1, "一")
    assert not inbox.keep(2, "二")
