"""What is kept of chats, moves and links; what a chat sees of the reports; what goes out in quiet hours."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database
from telegram import Update
from telegram.error import Forbidden

import bot
from answering import answer
from bot.desk import Desk
from bot.errors import StoreFull
from bot.records.database import migrations, open_database
from bot.records.groups import EVERYBODY, Groups, Rules
from bot.records.history import Speaker
from bot.records.links import Links
from bot.records.personal import Personal
from bot.records.store import Store
from bot.settings import Settings
from bot.shelf import VIEWS, Shelf
from bot.wire.hours import read_hours
from bot.wire.limits import Limiter
from bot.wording.rules import LABEL, Shelved, choice_shown, hours, packed, rules_shown, unpacked
from retrieval import Library, open_library
from tests.bot.conftest import QUESTION, REPORTS
from tests.bot.telegram_server import BOT, person
from tests.bot.test_handlers import ADMIN, open_world

minutes = st.integers(0, 24 * 60 - 1)
quiet_hours = st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1])
MIDNIGHT = 16 * 3600
"""The first midnight in Beijing after 1970 began, in seconds since then."""


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    opened = open_database(tmp_path)
    yield opened
    opened.close()


def test_the_columns_are_these() -> None:
    """A change of the tables needs a migration of its own."""
    db = Database(memory=True)
    migrations.apply(db)
    assert db.table("chats").columns_dict == {
        "chat": int, "questions": int, "quiet": str, "reports": str, "locked": int, "gone": int, "greeted": int,
    }
    assert db.table("moves").columns_dict == {"old": int, "new": int}
    assert db.table("links").columns_dict == {"token": str, "kind": str, "body": str, "user": int, "expires": int}


@given(st.booleans(), st.none() | quiet_hours, st.none() | st.frozensets(st.text(max_size=5)), st.booleans())
def test_rules_survive_a_restart(
    questions: bool, quiet: tuple[int, int] | None, reports: frozenset[str] | None, locked: bool
) -> None:
    db = Database(memory=True)
    migrations.apply(db)
    rules = Groups(db).change(-5, questions=questions, quiet=quiet, reports=reports, locked=locked)
    assert Groups(db).of(-5) == rules == Rules(questions, quiet, reports, locked)
    assert Groups(db).of(-6) == Rules()
    Groups(db).change(-5, questions=False, quiet=None, reports=None, locked=False)
    assert db.table("chats").count == 0, "of what nobody decided nothing is kept"


@given(st.none() | st.frozensets(st.sampled_from("甲乙丙")), st.none() | st.frozensets(st.sampled_from("甲乙丙")), st.booleans())
def test_a_group_never_opens_what_is_closed_to_everybody(
    common: frozenset[str] | None, own: frozenset[str] | None, locked: bool
) -> None:
    """Only the bot's administrators do, chat by chat."""
    db = Database(memory=True)
    migrations.apply(db)
    groups, every = Groups(db), frozenset("甲乙丙")
    groups.change(EVERYBODY, reports=common)
    groups.change(-5, reports=own, locked=locked)
    assert groups.allowed(-6) == groups.allowed(42) == common
    seen, given = (names if names is not None else every for names in (groups.allowed(-5), own))
    assert seen == given if locked else seen == given & (common if common is not None else every)


def test_every_table_follows_a_group_that_became_a_supergroup(db: Database) -> None:
    """Also tables that are made later, by whoever; what the new number has of its own stays, and telling twice does nothing."""
    groups = Groups(db)
    db.execute("create table later (chat integer, user integer, what text)")
    db.execute("insert into later values (-5, 1, '甲'), (-5, -5, '匿名'), (-6, 1, '乙')")
    groups.change(-5, questions=True, gone=9)
    groups.change(-1005, greeted=7)
    for _ in range(2):
        groups.migrate(-5, -1005)
    assert db.execute("select chat, user from later").fetchall() == [(-1005, 1), (-1005, -1005), (-6, 1)]
    for known in (groups, Groups(db)):
        assert known.of(-1005) == known.of(-5) == Rules(questions=True)
        assert (known.now_at(-5), known.before(-1005), known.now_at(-6)) == (-1005, -5, -6)


async def test_a_choice_of_reports_follows_one_that_is_renamed(tmp_path: Path, folder: Path) -> None:
    """Whoever chose it, and also after a restart; what was switched off stays so."""
    async with open_world(tmp_path, folder) as world:
        groups = world.store.groups
        for chat, locked in ((-5, False), (-6, True), (EVERYBODY, False)):
            groups.change(chat, reports=frozenset({"银杏镇2022.txt", "以前的.txt"}), locked=locked)
        groups.change(-7, reports=frozenset({"银杏镇2023.txt"}))
        (folder / "银杏镇2022.txt").rename(folder / "银杏镇党建总结.txt")
        await world.say("/reload", sender=person(ADMIN))
        for known in (groups, Groups(open_database(tmp_path / "data"))):
            for chat in (-5, -6, EVERYBODY):
                assert known.of(chat).reports == frozenset({"银杏镇党建总结.txt", "以前的.txt"})
            assert known.of(-6).locked
            assert known.of(-7).reports == frozenset({"银杏镇2023.txt"})
        assert "青里村" in (await world.say(f"/ask {QUESTION}", {"id": -5, "type": "supergroup", "title": "群"}))[0]


async def test_what_still_waited_from_the_old_number_is_recorded_under_the_new(tmp_path: Path, folder: Path) -> None:
    async with open_world(tmp_path, folder) as world:
        world.store.groups.migrate(-5, -1005)
        await world.say(f"/ask {QUESTION}", {"id": -5, "type": "group", "title": "群"})
        assert [turn.asked for turn in world.store.history.recent(Speaker(42, -1005))] == [QUESTION]


def test_a_group_that_moved_stays_allowed(tmp_path: Path, folder: Path) -> None:
    store = Store(tmp_path / "data")
    desk = Desk(Settings(chats=frozenset({-5})), Shelf(folder), store)
    assert desk.allows(-5)
    assert not desk.allows(-1005)
    store.groups.migrate(-5, -1005)
    assert desk.allows(-1005)
    store.close()


@pytest.mark.parametrize(("text", "expected"), [
    ("22-7", (1320, 420)), ("22:00–7:30", (1320, 450)), ("22点到7点", (1320, 420)), ("9点30分 至 10:15", (570, 615)),
    ("23 ~ 6", (1380, 360)), ("20-24", (1200, 0)), ("7-7", None), ("0-24", None), ("25-7", None), ("22:60-7", None),
    ("", None), ("22", None), ("晚上到早上", None), ("22-7-8", None),
])
def test_quiet_hours_as_people_write_them(text: str, expected: tuple[int, int] | None) -> None:
    assert read_hours(text) == expected


@given(quiet_hours)
def test_quiet_hours_are_read_back_as_they_are_shown(quiet: tuple[int, int]) -> None:
    assert read_hours(hours(quiet)) == quiet
    assert unpacked(packed(quiet)) == quiet


@given(quiet_hours, minutes)
def test_quiet_hours_begin_and_end_in_beijing(quiet: tuple[int, int], minute: int) -> None:
    """From the first up to the second, over midnight where it comes before; every minute is on one side."""
    start, end = quiet
    rules, other = Rules(quiet=quiet), Rules(quiet=(end, start))
    assert rules.is_quiet(MIDNIGHT + start * 60)
    assert not rules.is_quiet(MIDNIGHT + end * 60)
    assert rules.is_quiet(MIDNIGHT + minute * 60) != other.is_quiet(MIDNIGHT + minute * 60)
    assert not Rules().is_quiet(MIDNIGHT)
    assert rules.is_quiet(MIDNIGHT + start * 60 - 3600, ZoneInfo("Asia/Tokyo")), "an hour ahead of Beijing"


async def test_in_quiet_hours_nothing_rings_and_where_the_bot_is_not_nothing_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is sent, by whichever part of the bot."""
    rules = {-1: Rules(quiet=(0, 60)), -2: Rules(gone=1), -3: Rules(quiet=(0, 60), gone=0)}
    limiter, sent = Limiter(lambda chat: rules[chat]), list[dict[str, Any]]()

    async def out(endpoint: str, data: dict[str, Any]) -> bool:
        sent.append(data)
        return True

    async def send(endpoint: str, chat: int, at: int) -> None:
        monkeypatch.setattr(time, "time", lambda: MIDNIGHT + at)
        data = {"chat_id": chat}
        await limiter.process_request(out, (endpoint, data), {}, endpoint, data, None)

    await limiter.initialize()
    await send("sendMessage", -1, 60)
    await send("sendPhoto", -1, 3600)
    await send("editMessageText", -1, 60)
    limiter._zone = ZoneInfo("Asia/Tokyo")
    await send("sendMessage", -1, -3540)
    limiter._zone = ZoneInfo("Asia/Shanghai")
    assert sent.pop().get("disable_notification"), "midnight has come in Tokyo"
    assert [data.get("disable_notification", False) for data in sent] == [True, False, False]
    with pytest.raises(Forbidden):
        await send("sendMessage", -2, 60)
    await limiter.shutdown()


@pytest.mark.parametrize(("hour", "late", "answered"), [(12, 0, 1), (12, 60, 1), (12, 300, 0), (23, 0, 0), (6, 60, 0)])
async def test_a_question_to_everybody_is_answered_while_it_is_fresh_and_outside_of_quiet_hours(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, hour: int, late: int, answered: int
) -> None:
    """By the time of the message; who names the bot is answered whenever it comes back."""
    group, sent = {"id": -100, "type": "supergroup", "title": "群"}, MIDNIGHT + 100 * 86_400 + hour * 3600
    monkeypatch.setattr(time, "time", lambda: sent + late)
    async with open_world(tmp_path, folder) as world:
        world.store.groups.change(-100, questions=True, quiet=(22 * 60, 7 * 60))
        assert len(await world.say(f"{QUESTION}？", group, date=sent)) == answered
        assert "青里村" in (await world.say(f"@cunwen_test_bot {QUESTION}？", group, date=sent))[0]


async def test_who_may_not_ask_is_told_only_when_addressing_the_bot(tmp_path: Path, folder: Path) -> None:
    group = {"id": -100, "type": "supergroup", "title": "群"}
    async with open_world(tmp_path, folder, chats=frozenset({42})) as world:
        world.store.groups.change(-100, questions=True)
        assert await world.say(f"{QUESTION}？", group) == []
        assert "-100" in (await world.say(f"@cunwen_test_bot {QUESTION}？", group))[0]


def joined(chat: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The update that tells that the bot was added to *chat*."""
    states = {"old_chat_member": {"user": BOT, "status": "left"}, "new_chat_member": {"user": BOT, **new}}
    return {"update_id": 1, "my_chat_member": {"chat": chat, "from": person(42), "date": 1, **states}}


RESTRICTED = dict.fromkeys((
    "is_member", "can_change_info", "can_invite_users", "can_pin_messages", "can_send_messages", "can_send_polls",
    "can_send_other_messages", "can_add_web_page_previews", "can_manage_topics", "can_send_audios",
    "can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes", "can_send_voice_notes",
    "can_edit_tag", "can_react_to_messages",
), False)  # fmt: skip


@pytest.mark.parametrize(("new", "said"), [
    ({"status": "member"}, ["-100"]),
    ({"status": "restricted", "until_date": 0, **RESTRICTED, "is_member": True}, []),
    ({"status": "restricted", "until_date": 0, **RESTRICTED}, []),
])
async def test_where_the_bot_may_not_answer_it_says_the_number_to_hand_on(
    tmp_path: Path, folder: Path, new: dict[str, Any], said: list[str]
) -> None:
    """Once, instead of the hello; where it may not write, nothing."""
    group = {"id": -100, "type": "supergroup", "title": "群"}
    async with open_world(tmp_path, folder, chats=frozenset({42})) as world:
        for _ in range(2):
            await world.app.process_update(Update.de_json(joined(group, new), world.app.bot))
        assert len(world.requests.said) == len(said)
        assert all(words in told for words, told in zip(said, world.requests.said, strict=True))


async def test_when_nothing_can_be_stored_the_bot_still_answers_where_it_is_back(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = {"id": -100, "type": "supergroup", "title": "群"}
    async with open_world(tmp_path, folder) as world:
        world.store.groups.left(-100, 5)

        def full(*_: object, **__: object) -> None:
            raise StoreFull(Path("甲.db"))

        monkeypatch.setattr(world.store.groups, "change", full)
        assert "青里村" in (await world.say(f"/ask {QUESTION}", group))[0]
        assert not world.store.groups.of(-100).gone


def test_a_link_is_good_for_whom_it_was_made_and_for_a_day(db: Database) -> None:
    links = Links(db)
    mine, any_ones = links.make("ask", "哪个村", 42, now=1000), links.make("set", "-100", now=1000)
    assert len(mine) <= 64
    assert links.meant(mine, 42, now=1000 + 86_400) == ("ask", "哪个村")
    assert links.meant(mine, 43, now=1000) is None
    assert links.meant(mine.replace("ask_", "set_"), 42, now=1000) is None
    assert links.meant(mine, 42, now=1001 + 86_400) is None
    assert links.meant(any_ones, 43, now=1000) == ("set", "-100")
    links.make("ask", "新的", now=1001 + 86_400)
    assert db.execute("select count(*) from links").fetchone() == (1,), "what is too old is dropped"


def test_forgetting_somebody_forgets_their_links(db: Database) -> None:
    mine, other = Links(db).make("ask", "哪个村", 42), Links(db).make("ask", "哪个村", 43)
    Personal(db).forget(42)
    assert Links(db).meant(mine, 42) is None
    assert Links(db).meant(other, 43)


async def test_a_link_with_a_question_has_it_answered(tmp_path: Path, folder: Path) -> None:
    """In the private chat, out of what may be asked there; recorded as the question, not as /start."""
    async with open_world(tmp_path, folder) as world:
        desk = Desk(Settings(data=tmp_path / "data"), world.shelf, world.store)
        link = await desk.link("cunwen_test_bot", "ask", QUESTION, 42)
        (said,) = await world.say(f"/start {link.partition('?start=')[2]}")
        assert "青里村" in said
        assert [turn.asked for turn in world.store.history.recent(Speaker(42, 42))] == [QUESTION]


# ── what a chat sees of the reports ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", list(REPORTS))
def test_a_limited_library_is_that_of_the_reports_alone(library: Library, tmp_path: Path, name: str) -> None:
    """As if no other had ever been read: the same answers, refusals, nearest words and confidence to the last digit."""
    (tmp_path / name).write_text(REPORTS[name], encoding="utf-8")
    alone, limited = open_library(tmp_path), library.limited({name, "没有.txt"})
    assert [report.name for report in limited.corpus.reports] == [name]
    assert limited.corpus.fingerprint != library.corpus.fingerprint
    assert limited.index.counts == alone.index.counts
    assert limited.index.gazetteer == alone.index.gazetteer
    for question in (QUESTION, "哪些村种植羊肚菌", "青里村种什么", "2021年种植多少亩", "螺丝菜带动多少户", "接待游客多少"):
        assert answer(question, limited) == answer(question, alone)


def test_without_any_report_nothing_is_found(library: Library) -> None:
    for empty in (library.limited(()), Library(library.corpus, library.retriever).limited(())):
        refusal = answer(QUESTION, empty)
        assert (refusal.found, refusal.quotes, refusal.nearest) == (False, (), ())


async def test_a_view_is_made_once_until_the_reports_change(folder: Path) -> None:
    """All reports are the library itself; views made before a reload are not used after it, nor are too many kept."""
    shelf = Shelf(folder)
    first = frozenset(list(REPORTS)[:1])
    assert await shelf.view(None) is await shelf.view(frozenset(REPORTS)) is shelf.library
    one, two = await asyncio.gather(shelf.view(first), shelf.view(first | {"没有.txt"}))
    assert one is two
    (folder / "新.txt").write_text("新镇总结\n新村种植油茶三百亩。\n", encoding="utf-8")
    await shelf.reload()
    again = await shelf.view(first)
    assert again is not one
    assert [report.name for report in again.corpus.reports] == list(first)
    assert [report.name for report in (await shelf.view(frozenset(REPORTS))).corpus.reports] == list(REPORTS)
    assert len(shelf._views) == 2 <= VIEWS


async def test_a_chat_whose_reports_are_all_gone_is_told_so(tmp_path: Path, folder: Path) -> None:
    """And is not widened to the others."""
    async with open_world(tmp_path, folder) as world:
        world.store.groups.change(42, reports=frozenset({"没有.txt"}))
        (said,) = await world.say(QUESTION)
        assert "都已移走" in said
        assert "青里村" not in said


def test_only_who_looks_after_all_reports_takes_the_library_whole() -> None:
    """What is shown in a chat comes from ``Desk.library``, which leaves out what the chat may not see."""
    handlers = Path(bot.__file__).parent / "handlers"
    whole = {path.name for path in handlers.glob("*.py") if "shelf.library" in path.read_text(encoding="utf-8")}
    assert whole <= {"admin.py", "gaps.py", "librarian.py", "reloading.py", "ruling.py"}


# ── the settings as a message ────────────────────────────────────────────────────────────────────────────────────────


def sign(action: str, what: int, value: int, name: str) -> str:
    """Stand in for a signature."""
    return f"{action}.{what}.{value}.{name}"


@given(st.lists(st.text(min_size=1, max_size=300), max_size=30), st.integers(0, 9))
def test_the_settings_are_within_telegrams_limits(titles: list[str], page: int) -> None:
    """Whatever the reports are called and however many there are."""
    reports = [Shelved(str(n), title) for n, title in enumerate(titles)]
    rules = Rules(reports=frozenset({"0", "没有"}), locked=True, questions=True, quiet=(0, 5))
    for reply in (rules_shown(rules, reports, sign, sees_all=False, note="注"), choice_shown(rules, reports, page, sign)):
        assert len(reply.html.encode("utf-16-le")) // 2 <= 4096
        assert all(0 < len(button.label) <= LABEL + 8 for button in reply.buttons)
        assert len({button.data for button in reply.buttons}) == len(reply.buttons) <= 11


def test_every_report_can_be_reached_by_turning_pages() -> None:
    reports = [Shelved(str(n), f"报告{n}") for n in range(19)]
    shown = [choice_shown(Rules(), reports, page, sign) for page in range(3)]
    assert [button.label for reply in shown for button in reply.buttons if "报告" in button.label[1:] and "全部" not in button.label] == [
        f"✅ 报告{n}" for n in range(19)
    ]
    assert [b.label for reply in shown for b in reply.buttons if "下一页" in b.label] == [f"下一页 ({n}/3)" for n in (2, 3, 1)]
    assert "1 份" not in rules_shown(Rules(reports=frozenset({"没有"})), reports, None).plain
