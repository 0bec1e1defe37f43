"""``@bot 羊肚菌 亩`` in any chat: through the real bot process, and the results by themselves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Update

from answering.pipeline import follow
from answering.related import related
from bot.handlers.inline import Inline
from bot.wire.inline import CACHED
from bot.wording.articles import MOST, articles
from retrieval import Library
from tests.bot.conftest import QUESTION, Process
from tests.bot.telegram_server import TelegramServer, check_results, person
from tests.bot.test_handlers import World, open_world

served_by_all = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def process(served: tuple[TelegramServer, Process]) -> Process:
    """The running bot."""
    return served[1]


@served_by_all
async def test_a_query_gives_answers_to_choose_from(served: tuple[TelegramServer, Process], user: dict[str, Any]) -> None:
    """Title the answer, description its sentence, the message the question and what a chat would get, without buttons."""
    telegram, _ = served
    query = await telegram.type(QUESTION, user["id"])
    results = await telegram.results(query)
    first = results[0]
    assert first["type"] == "article"
    assert first["title"] == "青里村"
    assert first["description"].startswith("青里村试种羊肚菌")
    assert first["input_message_content"]["message_text"].startswith(f"<i>问：{QUESTION}")
    assert "<blockquote>" in first["input_message_content"]["message_text"]
    assert "出处：《银杏镇2022" in first["input_message_content"]["message_text"]
    assert all("reply_markup" not in result for result in results)
    assert 1 <= len(results) <= MOST
    given = telegram.inline(query) or {}
    assert (given["cache_time"], given["is_personal"]) == (str(CACHED), "true")


@served_by_all
async def test_nothing_typed_is_stored(
    served: tuple[TelegramServer, Process], user: dict[str, Any]
) -> None:
    """Neither keystrokes nor the query; nor is any of it logged."""
    telegram, process = served
    for words in ("羊", "羊肚", "羊肚菌秘密"):
        await telegram.results(await telegram.type(words, user["id"]))
    assert process.rows(f"select * from turns where user = {user['id']}") == []
    assert process.rows("select * from inbox where body like '%inline_query%'") == []
    assert "秘密" not in process.log


@served_by_all
async def test_an_empty_query_offers_ones_own_questions(served: tuple[TelegramServer, Process], user: dict[str, Any]) -> None:
    """With the answers they have now; to somebody unknown it says how to ask."""
    telegram, process = served
    query = await telegram.type("", user["id"])
    assert await telegram.wait(lambda: telegram.inline(query)) is not None
    given = telegram.inline(query) or {}
    assert given["results"] == []
    assert given["button"] == {"text": "写上要问的，例如：羊肚菌 亩", "start_parameter": "inline"}
    await telegram.say(QUESTION, sender=user)
    await telegram.wait(lambda: process.rows(f"select 1 from turns where user = {user['id']}"))
    (offered,) = await telegram.results(await telegram.type(" ", user["id"]))
    assert (offered["title"], offered["description"]) == (QUESTION, "青里村")
    assert "出处" in offered["input_message_content"]["message_text"]


@served_by_all
async def test_nothing_found_is_said_and_leads_to_the_private_chat(
    served: tuple[TelegramServer, Process], user: dict[str, Any]
) -> None:
    telegram, _ = served
    query = await telegram.type("鲁滨孙漂流记的作者", user["id"])
    (only,) = await telegram.results(query)
    assert only["title"] == "报告里没有找到答案。"
    assert only["description"]
    assert (telegram.inline(query) or {})["button"]["start_parameter"] == "inline"
    await telegram.say("/start inline", sender=user)
    assert "村问" in (await telegram.reply(user["id"]))["text"]


@served_by_all
@pytest.mark.parametrize("words", ["😀", "<b>羊肚菌", "村" * 256, "\u200b", "？", "\ud83d羊肚菌", "&amp;", "羊肚菌\x00亩"])
async def test_an_odd_query_is_answered(served: tuple[TelegramServer, Process], user: dict[str, Any], words: str) -> None:
    telegram, process = served
    query = await telegram.type(words, user["id"])
    await telegram.wait(lambda: telegram.inline(query))
    assert "an inline query failed" not in process.log


@served_by_all
async def test_an_inline_query_that_cannot_be_read_or_is_too_old_stops_nothing(
    served: tuple[TelegramServer, Process], user: dict[str, Any]
) -> None:
    telegram, process = served
    await telegram.deliver(inline_query={"id": "99", "query": "没有 from"})
    await telegram.deliver(inline_query={"id": "987654", "from": user, "query": QUESTION, "offset": ""})
    await telegram.wait(lambda: "could not be answered: BadRequest" in process.log)
    assert await telegram.results(await telegram.type(QUESTION, user["id"]))


async def test_people_who_are_not_listed_get_nothing_from_the_reports(tmp_path: Path, folder: Path) -> None:
    """CUNWEN_CHATS lists chats; of an inline query only the person is known. Administrators always may."""
    async with open_world(tmp_path, folder, chats=frozenset({-100, 42})) as world:
        for number, person in enumerate((43, 42, 7)):
            await world.app.process_update(typed(number, person, QUESTION, world))
        refused, *allowed = [p for name, p in world.requests.calls if name == "answerInlineQuery"]
        assert refused["results"] == []
        assert "没有对您开放" in refused["button"]["text"]
        assert [p["results"][0]["title"] for p in allowed] == ["青里村"] * 2


async def test_only_the_last_of_a_users_keystrokes_is_answered(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came before it is dropped before it is looked up, or after; other users are none of its business."""
    async with open_world(tmp_path, folder) as world:
        begun, go_on, found = list[str](), asyncio.Event(), Inline._found

        async def slowly(self: Inline, query: Any) -> Any:
            begun.append(query.query)
            await go_on.wait()
            return await found(self, query)

        monkeypatch.setattr(Inline, "_found", slowly)

        def heard(number: int, user: int, words: str) -> Update:
            update = typed(number, user, words, world)
            assert world.handlers.wants(update)
            return update

        first = asyncio.create_task(world.app.process_update(heard(1, 42, "羊")))
        while not begun:
            await asyncio.sleep(0)
        later = [heard(2, 42, "羊肚"), heard(3, 42, "羊肚菌"), heard(4, 43, "枇杷")]
        rest = [asyncio.create_task(world.app.process_update(each)) for each in later]
        go_on.set()
        await asyncio.gather(first, *rest)
        answered = [p["inline_query_id"] for name, p in world.requests.calls if name == "answerInlineQuery"]
        assert sorted(answered) == ["3", "4"]
        assert begun == ["羊", "羊肚菌", "枇杷"]


def typed(number: int, user: int, words: str, world: World) -> Update:
    """An inline query as it comes in."""
    about = {"id": str(number), "from": person(user), "query": words, "offset": ""}
    return Update.de_json({"update_id": number, "inline_query": about}, world.app.bot)


def test_every_place_that_answers_is_a_result(library: Library) -> None:
    """Each named with its report; the message shows that place."""
    way = follow("羊肚菌 亩", library)
    found = articles(way.answer, related(way, library.retriever, MOST))
    assert [article.title for article in found[:2]] == ["20亩", "**亩 · 《银杏镇2022年党建促乡村振兴工作总结》"]
    assert found[2].title.startswith("相关原文")
    assert len({article.key for article in found}) == len(found)
    for article in found:
        assert article.description.strip("…") in article.reply.plain
        assert article.reply.plain.startswith("问：羊肚菌 亩\n")


def test_a_refusal_shows_the_nearest_passages_as_such(library: Library) -> None:
    """Headed as related, never as an answer."""
    way = follow("面铺村羊肚菌种植面积", library)
    assert not way.answer.found
    first, *nearest = articles(way.answer, related(way, library.retriever, MOST))
    assert first.title == "报告里没有找到答案。"
    assert all(article.title.startswith("相关原文") and "相关原文" in article.reply.plain for article in nearest)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=256), st.sampled_from(["", "羊肚菌", "哪些村", "<b>"]))
def test_whatever_is_typed_the_results_are_within_telegrams_limits(library: Library, words: str, before: str) -> None:
    way = follow((before + words).encode("utf-8", "ignore").decode(), library)
    found = articles(way.answer, related(way, library.retriever, MOST))
    assert 1 <= len(found) <= MOST
    results = [
        {"id": a.key, "title": a.title, "description": a.description,
         "input_message_content": {"message_text": a.reply.html, "parse_mode": "HTML"}}
        for a in found
    ]  # fmt: skip
    check_results({"results": results})


def test_the_longest_report_gives_results_that_fit(library: Library) -> None:
    """An answer that is all tags and takes many characters to escape."""
    way = follow(QUESTION, library)
    long = replace(way.answer, question="<&>" * 85, answer="&" * 4000)
    (first, *_) = articles(long, ())
    assert len(first.title) <= 60
    check_results({"results": [{"id": first.key, "title": first.title, "input_message_content": {
        "message_text": first.reply.html, "parse_mode": "HTML"}}]})
