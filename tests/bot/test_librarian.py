"""Reports put in and taken out from a chat, by the real process over real HTTP: what is told, what is left when it fails.

One process serves these tests; each has administrators and file names of its own.
"""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import pytest_asyncio

from corpus.shelving import remove, restore
from tests.bot.conftest import QUESTION, Process, Start, numbers, processes, write_reports
from tests.bot.telegram_server import BOT, Fault, TelegramServer, buttons, person

pytestmark = pytest.mark.asyncio(loop_scope="module")
NAME: str = BOT["username"]
ADMINS = range(7000, 7040)
admins = iter(ADMINS)
Served = tuple[TelegramServer, Process, Path]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def librarian(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A stand-in, a running bot with many administrators, and its folder."""
    home = tmp_path_factory.mktemp("librarian")
    server = TelegramServer()
    await server.start()
    folder = write_reports(home / "reports")
    async with processes(server, folder, home / "data") as start:
        yield server, await start(CUNWEN_ADMINS=",".join(map(str, ADMINS))), folder
    await server.stop()


@pytest.fixture
def telegram(librarian: Served) -> TelegramServer:
    """The stand-in."""
    return librarian[0]


@pytest.fixture
def process(librarian: Served) -> Process:
    """The running bot."""
    return librarian[1]


@pytest.fixture
def folder(librarian: Served) -> Path:
    """Its reports."""
    return librarian[2]


@pytest.fixture
def admin() -> dict[str, Any]:
    """An administrator who has not been here."""
    return person(next(admins))


@pytest.fixture
def name() -> str:
    """Of a file that is not there yet."""
    return f"金竹镇{next(numbers)}.txt"


def words(crop: str) -> bytes:
    return f"金竹镇工作总结\n一、产业\n金竹村种植{crop}300亩，产值80万元。\n".encode()


def seen(folder: Path) -> dict[str, bytes]:
    """Every file of the folder that is no kept version, and reports.yaml where it says something."""
    every = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".versions"}
    return {name: data for name, data in every.items() if data != b"reports:\n"}


def looks(telegram: TelegramServer, message: dict[str, Any]) -> list[str]:
    """What *message* looked like, edit by edit."""
    edits = [c for c in telegram.called("editMessageText") if int(c.params["message_id"]) == message["message_id"]]
    return [str(call.params["text"]) for call in edits]


async def test_a_document_becomes_a_report_and_the_button_takes_it_out_again(
    telegram: TelegramServer, process: Process, folder: Path, admin: dict[str, Any], name: str
) -> None:
    """Received, read, put in, in service: one message, edited; the caption is the title."""
    before = seen(folder)
    await telegram.say(None, sender=admin, caption="金竹镇2023年总结", **telegram.document(name, words("油茶")))
    told = await telegram.told("已重新读取", admin["id"])
    assert len(telegram.to(admin["id"])) == 1
    assert [part in look for part, look in zip(("正在读取", "正在重新读取"), looks(telegram, told), strict=False)] == [True] * 2
    for part in (f"已放入 {name}", "《金竹镇2023年总结》", "句", f"新增：{name}"):
        assert part in told["text"]
    assert (folder / name).read_bytes() == words("油茶")
    await telegram.say("哪个村种植油茶", sender=admin)
    assert "金竹镇2023年总结" in (await telegram.reply(admin["id"], 2))["text"]
    await telegram.press(told, buttons(told)[f"撤销 {name}"], admin["id"])
    await telegram.told(f"移走：{name}", admin["id"])
    assert f"已放入 {name}" in told["text"], "what was told stays"
    assert buttons(told) == {}
    assert seen(folder) == before
    assert "金竹" not in process.log
    assert "a report added" in process.log


async def test_a_newer_file_replaces_and_undo_brings_the_older_back(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], name: str
) -> None:
    for crop in ("枇杷", "桂花"):
        await telegram.say(None, sender=admin, **telegram.document(name, words(crop)))
    told = await telegram.told(f"改动：{name}", admin["id"])
    assert f"已换成新的 {name}" in told["text"]
    undo = buttons(told)[f"撤销 {name}"]
    await telegram.press(told, undo, admin["id"])
    await telegram.told(f"已恢复 {name}", admin["id"])
    assert (folder / name).read_bytes() == words("枇杷")
    await telegram.press(told, undo, admin["id"])
    await refusal(telegram, "撤销不了")
    assert (folder / name).read_bytes() == words("枇杷")


async def test_undo_does_not_undo_what_came_after(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], name: str
) -> None:
    await telegram.say(None, sender=admin, **telegram.document(name, words("草莓")))
    told = await telegram.told(f"新增：{name}", admin["id"])
    (folder / name).write_bytes(words("樱桃"))
    await telegram.press(told, buttons(told)[f"撤销 {name}"], admin["id"])
    await refusal(telegram, "撤销不了")
    assert (folder / name).read_bytes() == words("樱桃")


async def test_an_album_shares_one_message_and_each_file_has_its_button(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], name: str
) -> None:
    """A caption says something of all of them, so it is nobody's title; a bad file does not keep the others out."""
    files = {f"甲{name}": words("甘蓝"), f"乙{name}": b"", f"丙{name}": words("莴笋")}
    for number, (each, data) in enumerate(files.items()):
        caption: dict[str, Any] = {"caption": "三份总结"} if number == 2 else {}
        await telegram.say(None, sender=admin, media_group_id="9", **caption, **telegram.document(each, data))
    told = await telegram.told(f"新增：丙{name}", admin["id"])
    assert len(telegram.to(admin["id"])) == 1
    for part in (f"已放入 甲{name}", f"乙{name}：", f"已放入 丙{name}", "说明文字不作标题"):
        assert part in told["text"]
    assert "《三份总结》" not in told["text"]
    assert set(buttons(told)) == {f"撤销 甲{name}", f"撤销 丙{name}"}
    await telegram.press(told, buttons(told)[f"撤销 甲{name}"], admin["id"])
    await telegram.told(f"移走：甲{name}", admin["id"])
    assert set(buttons(told)) == {f"撤销 丙{name}"}
    assert [(folder / each).exists() for each in files] == [False, False, True]


@pytest.mark.parametrize(("called", "data", "fields", "told"), [
    ("../甲.txt", b"x", {}, "名字里有路径"),
    (None, b"x", {}, "没有文件名"),
    ("reports.yaml", b"reports:\n", {}, "清单"),
    ("大.txt", b"x", {"size": 20 * 2**20 + 1}, "最多 20 MB"),
    ("空.txt", b"", {}, "文件是空的"),
    ("坏.txt", b"\xff\xfe\x00\xd8" + bytes(range(256)) * 3, {}, "读不出文字"),
    ("程序.exe", b"MZ\0\0" * 9, {}, "程序.exe"),
])
async def test_what_is_no_report_is_refused_with_the_reason_and_leaves_nothing(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], called: str | None, data: bytes,
    fields: dict[str, Any], told: str,
) -> None:  # fmt: skip
    before, downloads = seen(folder), len(telegram.called("download"))
    await telegram.say(None, sender=admin, **telegram.document(called, data, **fields))
    reply = await telegram.told("没有放入", admin["id"])
    assert told in reply["text"]
    assert buttons(reply) == {}
    assert seen(folder) == before
    if told in ("名字里有路径", "最多 20 MB"):
        assert len(telegram.called("download")) == downloads, "nothing is downloaded for that"


@pytest.mark.parametrize(("method", "faults", "told"), [
    ("getFile", [Fault(status=400)], "重新发一次"),
    ("download", [Fault(status=404)], "下载不到"),
    ("download", [Fault(drop="after")], "没有下载完整"),
    ("download", [Fault(drop="before")] * 6, "没有下载下来"),  # aiohttp tries a kept connection twice
])
async def test_a_download_that_fails_is_told_and_leaves_nothing(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], name: str, method: str, faults: list[Fault],
    told: str,
) -> None:  # fmt: skip
    before = seen(folder)
    telegram.faults[method].extend(faults)
    await telegram.say(None, sender=admin, **telegram.document(name, words("枇杷")))
    assert told in (await telegram.told("没有放入", admin["id"]))["text"]
    assert seen(folder) == before
    telegram.faults[method].clear()


async def test_a_broken_connection_is_tried_again(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], name: str
) -> None:
    telegram.faults["getFile"].append(Fault(drop="before"))
    telegram.faults["download"].append(Fault(status=502))
    await telegram.say(None, sender=admin, **telegram.document(name, words("甜菜")))
    await telegram.told(f"已放入 {name}", admin["id"])


async def test_a_server_of_ones_own_names_a_path_on_its_disk(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], name: str, tmp_path: Path
) -> None:
    telegram.disk = tmp_path
    await telegram.say(None, sender=admin, **telegram.document(name, words("苦瓜")))
    await telegram.told(f"已放入 {name}", admin["id"])
    telegram.disk = None


async def test_progress_that_cannot_be_shown_changes_nothing_and_the_end_is_told_anew(
    telegram: TelegramServer, admin: dict[str, Any], name: str
) -> None:
    """The administrator deleted the message that told how far it was."""
    telegram.gate.clear()
    await telegram.say(None, sender=admin, **telegram.document(name, words("丝瓜")))
    telegram.forget(await telegram.told("正在下载", admin["id"]))
    telegram.gate.set()
    told = await telegram.told(f"已放入 {name}", admin["id"])
    assert buttons(told)


async def test_an_archive_gives_several_reports(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], name: str
) -> None:
    """Each with its receipt; what in it gives none is named; one title cannot be that of all."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for each, data in (("甲.txt", words("洋葱")), ("乙.txt", words("大蒜")), ("空.txt", b"")):
            archive.writestr(each, data)
    name = name.replace(".txt", ".zip")
    await telegram.say(None, sender=admin, caption="汇编", **telegram.document(name, packed.getvalue()))
    told = await telegram.told(f"已放入 {name}", admin["id"])
    for part in (f"（{name}/甲.txt）", f"（{name}/乙.txt）", f"{name}/空.txt：", "给的标题等说明没有用上", "各有各的标题"):
        assert part in told["text"]
    await telegram.say(f"/remove {name}", sender=admin)
    asked = await telegram.told("要移走这份报告吗", admin["id"])
    await telegram.press(asked, buttons(asked)["移走"], admin["id"])
    assert f"{name}/甲.txt" in (await telegram.told("移走：", admin["id"]))["text"]
    assert not (folder / name).exists()


async def test_everybody_else_is_answered_meanwhile(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], user: dict[str, Any], name: str
) -> None:
    telegram.gate.clear()
    await telegram.say(None, sender=admin, **telegram.document(name, words("莲藕")))
    shown = await telegram.told("正在下载", admin["id"])
    await telegram.say(QUESTION, sender=user)
    assert "青里村" in (await telegram.reply(user["id"]))["text"]
    assert "正在下载" in shown["text"]
    telegram.gate.set()
    await telegram.told(f"已放入 {name}", admin["id"])


async def test_the_same_file_again_is_said_to_be_there(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], name: str
) -> None:
    await telegram.say(None, sender=admin, **telegram.document(name, words("南瓜")))
    await telegram.told(f"已放入 {name}", admin["id"])
    before = seen(folder)
    for each in (name, f"副本{name}"):
        await telegram.say(None, sender=admin, **telegram.document(each, words("南瓜")))
    await telegram.told("没有再放一份", admin["id"])
    assert buttons(await telegram.told("没有改动", admin["id"])) == {}
    assert seen(folder) == before


async def test_remove_asks_first_and_can_be_undone(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], name: str
) -> None:
    await telegram.say(None, sender=admin, caption=f"/add {name}总结", **telegram.document(name, words("冬瓜")))
    await telegram.told(f"已放入 {name}", admin["id"])
    before = seen(folder)
    await telegram.say(f"/remove {name}总结", sender=admin)
    asked = await telegram.told("要移走这份报告吗", admin["id"])
    assert name in asked["text"]
    await telegram.press(asked, buttons(asked)["不移走"], admin["id"])
    await telegram.told(f"没有移走 {name}", admin["id"])
    assert seen(folder) == before
    await telegram.say(f"/remove {name.removesuffix('.txt')}", sender=admin)
    asked = await telegram.told("要移走这份报告吗", admin["id"])
    await telegram.press(asked, buttons(asked)["移走"], 42)
    await refusal(telegram, "只有管理员")
    await telegram.press(asked, buttons(asked)["移走"], admin["id"])
    await telegram.told(f"移走：{name}", admin["id"])
    assert name not in seen(folder)
    await telegram.press(asked, buttons(asked)[f"撤销 {name}"], admin["id"])
    await telegram.told(f"已恢复 {name}", admin["id"])
    assert seen(folder) == before


async def test_what_a_killed_process_had_done_is_completed_by_the_same_button(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], name: str
) -> None:
    """The press is handled again after the restart; the report is out already, and nobody was told."""
    await telegram.say(None, sender=admin, caption="总结", **telegram.document(name, words("西瓜")))
    await telegram.told(f"已放入 {name}", admin["id"])
    await telegram.say(f"/remove {name}", sender=admin)
    asked = await telegram.told("要移走这份报告吗", admin["id"])
    gone = buttons(asked)["移走"]
    remove(folder, name)
    await telegram.press(asked, gone, admin["id"])
    await telegram.told(f"移走：{name}", admin["id"])
    undo = buttons(asked)[f"撤销 {name}"]
    restore(folder, name)
    assert "总结" in (folder / "reports.yaml").read_text(encoding="utf-8")
    await telegram.press(asked, undo, admin["id"])
    await refusal(telegram, "撤销不了")
    assert (folder / name).read_bytes() == words("西瓜")


async def test_remove_offers_names_that_are_near(telegram: TelegramServer, admin: dict[str, Any]) -> None:
    await telegram.say("/remove 银杏镇", sender=admin)
    offered = await telegram.told("没有叫“银杏镇”的报告", admin["id"])
    assert set(buttons(offered)) == {"银杏镇2022.txt", "银杏镇2023.txt"}
    await telegram.press(offered, buttons(offered)["银杏镇2023.txt"], admin["id"])
    await telegram.told("要移走这份报告吗", admin["id"])
    assert "（银杏镇2023.txt）" in offered["text"]
    for text, said in (("/remove", "请写上要移走的报告"), ("/remove zzzz", "没有叫“zzzz”"), ("/add", "把文件直接发给我")):
        await telegram.say(text, sender=admin)
        await telegram.told(said, admin["id"])


async def test_in_a_group_only_what_is_addressed_to_the_bot_is_taken(
    telegram: TelegramServer, folder: Path, admin: dict[str, Any], group: dict[str, Any], user: dict[str, Any], name: str
) -> None:
    """Other bots have an /add as well; a document is put in by a reply to it, too."""
    for sender in (user, admin):
        shared = await telegram.say(None, group, sender=sender, **telegram.document(name, words("豇豆")))
        await telegram.say(None, group, sender=sender, caption="看看", **telegram.document(name, words("豇豆")))
        await telegram.say(None, group, sender=sender, caption="/add", **telegram.document(name, words("豇豆")))
        await telegram.say("/add 总结", group, sender=sender)
        await telegram.say("添加", group, sender=sender)
    await telegram.say(f"/add@{NAME} 总结", group, sender=user, reply_to_message=shared)
    assert "只有管理员" in (await telegram.reply(group["id"]))["text"]
    await telegram.say(f"/add@{NAME}", group, sender=admin)
    assert f"/add@{NAME} 标题" in (await telegram.reply(group["id"], 2))["text"]
    assert name not in seen(folder)
    await telegram.say(f"/add@{NAME} 豇豆总结", group, sender=admin, reply_to_message=shared)
    assert "《豇豆总结》" in (await telegram.told(f"已放入 {name}", group["id"]))["text"]
    assert len(telegram.to(group["id"])) == 3


async def test_others_are_told_politely_and_nothing_is_fetched(
    telegram: TelegramServer, folder: Path, user: dict[str, Any], name: str
) -> None:
    fetched, before = len(telegram.called("getFile")), seen(folder)
    await telegram.say(None, sender=user, caption="总结", **telegram.document(name, words("豇豆")))
    assert "由管理员放入" in (await telegram.reply(user["id"]))["text"]
    await telegram.say(None, sender=user, caption="/add 总结", **telegram.document(name, words("豇豆")))
    assert "只有管理员" in (await telegram.reply(user["id"], 2))["text"]
    assert len(telegram.called("getFile")) == fetched
    assert seen(folder) == before


async def test_a_caption_too_long_for_a_title_is_left_out_and_said(
    telegram: TelegramServer, admin: dict[str, Any], name: str
) -> None:
    await telegram.say(None, sender=admin, caption="转发：\n请查收", **telegram.document(name, words("芋头")))
    told = await telegram.told(f"已放入 {name}", admin["id"])
    assert "没有用作标题" in told["text"]
    assert "《金竹镇工作总结》" in told["text"]


async def test_killed_before_the_reload_it_goes_on_after_the_restart(tmp_path: Path) -> None:
    """The file stands in the folder whole; the update is handled again, and everybody is answered from it."""
    telegram = TelegramServer()
    await telegram.start()
    folder = write_reports(tmp_path / "reports")
    async with processes(telegram, folder, tmp_path / "data") as start:
        await killed_amid(telegram, folder, start)
    await telegram.stop()


async def killed_amid(telegram: TelegramServer, folder: Path, start: Start) -> None:
    process = await start()
    telegram.faults["editMessageText"].extend([Fault(), Fault(delay=30)])
    before = seen(folder)
    await telegram.say(None, sender=person(7), caption="金竹总结", **telegram.document("金竹镇.txt", words("油茶")))
    await telegram.wait(lambda: (folder / "金竹镇.txt").exists() and not telegram.faults["editMessageText"])
    await process.stop(signal.SIGKILL)
    await start()
    told = await telegram.told("已放入 金竹镇.txt", 7)
    assert "《金竹总结》" in told["text"]
    await telegram.say("哪个村种植油茶")
    assert "金竹村" in (await telegram.reply())["text"]
    await telegram.press(told, buttons(told)["撤销 金竹镇.txt"], 7)
    await telegram.told("已移走 金竹镇.txt", 7)
    assert seen(folder) == before
    await telegram.say(QUESTION)
    assert "青里村" in (await telegram.reply(42, 2))["text"]


async def refusal(telegram: TelegramServer, words: str) -> None:
    """Wait until a button press was answered with *words*."""
    await telegram.wait(lambda: any(words in str(c.params.get("text")) for c in telegram.called("answerCallbackQuery")))
