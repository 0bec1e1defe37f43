"""What is remembered, of whom, and what is forgotten: a real SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from answering import Answer, Kind, Reason
from bot.errors import StoreDamaged, StoreFull, StoreReadOnly, StoreUnavailable, store_errors
from bot.records.database import FILE, migrations, open_database
from bot.records.history import DAY, History, Speaker

ME, OTHER = Speaker(1, -100, 7), Speaker(2, -100, 7)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """An empty history in a file."""
    opened = History.open(tmp_path)
    yield opened
    opened.close()


def said(question: str, answer: str | None = "青里村") -> Answer:
    """An answer, or a refusal."""
    reason = None if answer else Reason.NOT_SAID
    parts = (answer,) if answer else ()
    return Answer(question, f"{question}（全）", Kind.WHAT, answer=answer, parts=parts, reason=reason)


def test_turns_come_back_oldest_first_and_complete(history: History) -> None:
    for n in range(5):
        assert history.record(ME, n, said(f"问{n}"), reply=100 + n)
    turns = history.recent(ME, 3)
    assert [turn.asked for turn in turns] == ["问2", "问3", "问4"]
    assert turns[0] == said("问2").turn


def test_people_chats_and_topics_have_conversations_of_their_own(history: History) -> None:
    history.record(ME, 1, said("我的"))
    for speaker in (OTHER, Speaker(1, -100, 8), Speaker(1, -200, 7), Speaker(1, 1)):
        assert history.recent(speaker) == []


def test_a_message_is_recorded_once(history: History) -> None:
    assert history.record(ME, 1, said("一"), sent=50)
    assert not history.record(ME, 1, said("二"), sent=50)
    assert history.recorded(-100, 1, 50)
    assert [turn.asked for turn in history.recent(ME)] == ["一"]


def test_the_same_message_id_at_another_time_is_another_message(history: History) -> None:
    """A chat that was emptied, or a server that was set up anew, counts from 1 again."""
    history.record(ME, 1, said("旧"), sent=50)
    assert not history.recorded(-100, 1, 60)
    assert history.record(ME, 1, said("新"), sent=60)
    assert [turn.asked for turn in history.recent(ME)] == ["新"]


def test_replying_to_an_older_answer_goes_back_to_there(history: History) -> None:
    for n in range(4):
        history.record(ME, n, said(f"问{n}"), reply=100 + n)
    assert [turn.asked for turn in history.continued(ME, 101)] == ["问0", "问1"]
    assert [turn.asked for turn in history.continued(OTHER, 101)] == ["问1"]
    history.record(OTHER, 9, said("别人问的"), reply=109)
    assert [turn.asked for turn in history.continued(OTHER, 101)] == ["别人问的", "问1"]
    assert len(history.continued(ME, 999)) == 4
    assert [turn.asked for turn in history.continued(OTHER, 999)] == ["别人问的"]


def test_what_a_question_was_asked_after_is_known_later(history: History) -> None:
    """Also of a reply to an older answer, one's own or somebody else's; without that answer what came before it."""
    for n in range(3):
        history.record(ME, n, said(f"问{n}"), reply=100 + n)
    history.record(OTHER, 7, said("别人问的"), reply=107)
    for message, speaker, replied in ((8, ME, 100), (9, OTHER, 101), (10, ME, 999)):
        history.record(speaker, message, said("那呢"), reply=100 + message, replied=replied)
    expected = {8: ["问0"], 9: ["别人问的", "问1"], 10: ["问0", "问1", "问2", "那呢"]}
    for message, asked in expected.items():
        entry = history.entry(-100, message)
        assert entry is not None
        assert [turn.asked for turn in history.context(entry)] == asked


def test_pages_are_counted_from_the_latest(history: History) -> None:
    for n in range(5):
        history.record(ME, n, said(f"问{n}"))
    history.record(OTHER, 9, said("别人问的"))
    assert history.count_of(ME) == 5
    assert [entry.asked for entry in history.page(ME, 0, 3)] == ["问4", "问3", "问2"]
    assert [entry.asked for entry in history.page(ME, 3, 3)] == ["问1", "问0"]
    assert history.page(ME, 6, 3) == []


def test_the_latest_questions_of_a_person_are_different_and_answered(history: History) -> None:
    """Wherever they were asked; one asked again counts where it was asked last."""
    for n, (question, answer) in enumerate([("甲", "有"), ("乙", "有"), ("丙", None), ("甲", "有")]):
        history.record(Speaker(1, -n), n, said(question, answer))
    history.record(OTHER, 9, said("别人问的"))
    assert [turn.asked for turn in history.latest(1, 5)] == ["甲", "乙"]
    assert [turn.asked for turn in history.latest(1, 1)] == ["甲"]


def test_what_is_older_than_promised_goes(history: History) -> None:
    now = 1_000_000_000
    for days in (0, 29, 31):
        history.record(ME, days, said(f"{days}"), sent=now - days * DAY)
    assert history.prune(0, now=now) == 0
    assert history.prune(30, now=now) == 1
    assert [turn.asked for turn in history.recent(ME)] == ["0", "29"]


def test_unanswered_are_the_questions_that_no_report_answers(history: History) -> None:
    for n, (question, answer) in enumerate([("甲", None), ("乙", None), ("乙", None), ("丙", "有")]):
        history.record(ME, n, said(question, answer), sent=10 + n)
    empty = Answer("？", "？", Kind.WHAT, reason=Reason.EMPTY_QUESTION)
    history.record(ME, 9, empty)
    assert [(one.question, one.user, one.sent) for one in history.unanswered(2)] == [("乙（全）", 1, 11), ("乙（全）", 1, 12)]
    assert len(history.unanswered()) == 3


def test_the_page_last_shown_is_remembered(history: History) -> None:
    history.record(ME, 1, said("一"))
    history.turn_page(-100, 1, 3)
    entry = history.entry(-100, 1)
    assert entry is not None
    assert (entry.page, entry.speaker) == (3, ME)
    assert history.entry(-100, 2) is None


def test_the_columns_are_these() -> None:
    """A change of the tables needs a migration of its own."""
    db = Database(memory=True)
    migrations.apply(db)
    assert db.table("turns").columns_dict == {
        "id": int, "user": int, "chat": int, "topic": int, "message": int, "sent": int, "reply": int,
        "asked": str, "answer": str, "reason": str, "turn": str, "page": int, "replied": int,
    }
    assert db.table("subscriptions").columns_dict == {
        "id": int, "user": int, "chat": int, "topic": int, "message": int, "sent": int, "question": str, "asked": str,
        "turns": str, "answer": str, "quote": str, "title": str, "digest": str, "fingerprint": str, "checked": int, "told": int,
    }
    assert db.table("inbox").columns_dict == {
        "update_id": int, "digest": str, "body": str, "tries": int, "due": int, "fetched": int,
    }
    assert db.table("votes").columns_dict == {"user": int, "chat": int, "message": int, "value": int, "voted": int}


def test_opening_again_finds_everything(tmp_path: Path) -> None:
    first = History.open(tmp_path)
    first.record(ME, 1, said("一"))
    first.close()
    second = History.open(tmp_path)
    assert second.count() == 1
    second.close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"text, not a database; " * 100)
    with pytest.raises(StoreDamaged) as caught:
        open_database(tmp_path)
    assert caught.value.path == tmp_path / FILE


@pytest.mark.parametrize(("name", "error"), [
    ("SQLITE_READONLY", StoreReadOnly), ("SQLITE_READONLY_DBMOVED", StoreReadOnly), ("SQLITE_FULL", StoreFull),
    ("SQLITE_CORRUPT", StoreDamaged), ("SQLITE_NOTADB", StoreDamaged), ("SQLITE_BUSY", StoreUnavailable),
    ("SQLITE_CANTOPEN", StoreUnavailable), ("SQLITE_IOERR_WRITE", StoreFull),
])
def test_sqlites_errors_are_told_apart(name: str, error: type[Exception]) -> None:
    broken = sqlite3.OperationalError("x")
    broken.sqlite_errorcode = getattr(sqlite3, name)
    broken.sqlite_errorname = name
    with pytest.raises(error), store_errors(Path("甲.db")):
        raise broken


def test_a_read_only_connection_says_so(history: History, tmp_path: Path) -> None:
    """SQLite's own refusal to write, whoever runs the tests."""
    history.record(ME, 1, said("一"))
    connection = sqlite3.connect(f"file:{tmp_path / FILE}?mode=ro", uri=True)
    with pytest.raises(StoreReadOnly):
        History(Database(connection), tmp_path / FILE).record(ME, 2, said("二"))
    connection.close()
    assert history.count() == 1


def test_a_full_disk_loses_nothing_that_was_stored(history: History, tmp_path: Path) -> None:
    history.record(ME, 1, said("一"))
    db = history._db
    db.execute(f"pragma max_page_count = {db.execute('pragma page_count').fetchone()[0]}").fetchall()
    with pytest.raises(StoreFull):
        history.record(ME, 2, said("长" * 50_000))
    stored = history.count()
    assert stored == 1
    assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    db.execute("pragma max_page_count = 1000000").fetchall()
    assert history.record(ME, 5000, said("又能写了"))
    assert history.count() == stored + 1
