"""Which messages are meant for the bot and what they want, told from the message alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Message

from bot.handlers.routing import Handlers
from bot.records.history import Speaker
from bot.wire.addressing import Request, read, speaker_of, vocabulary, words

BOT, NAME = 9, "cunwen_bot"
GROUP = {"id": -100, "type": "supergroup", "title": "群"}
PERSON = {"id": 42, "is_bot": False, "first_name": "明"}


def message(text: str | None = None, chat: dict[str, Any] | None = None, **fields: Any) -> Message:
    """Make a message as Telegram sends it, private unless told."""
    where = chat or {"id": 42, "type": "private", "first_name": "明"}
    words = {} if text is None else {"text": text}
    return Message.de_json({"message_id": 5, "date": 1, "chat": where, "from": PERSON, **words, **fields}, None)


def understood(text: str, chat: dict[str, Any] | None = None, **fields: Any) -> tuple[str, str] | None:
    """Return command and argument."""
    request = read(message(text, chat, **fields), NAME, BOT)
    return (request.command, request.argument) if request else None


@pytest.mark.parametrize(("text", "expected"), [
    ("哪个村种植羊肚菌", ("ask", "哪个村种植羊肚菌")),
    ("/ask 羊肚菌", ("ask", "羊肚菌")),
    ("/ask羊肚菌", ("ask", "羊肚菌")),
    ("/ASK：羊肚菌", ("ask", "羊肚菌")),
    ("/ask@Cunwen_Bot 羊肚菌", ("ask", "羊肚菌")),
    ("/ask@cunwen_bot羊肚菌", ("ask", "羊肚菌")),
    ("/问羊肚菌", ("ask", "羊肚菌")),
    ("／问，羊肚菌", ("ask", "羊肚菌")),
    ("问：羊肚菌", ("ask", "羊肚菌")),
    ("问哪个村种植羊肚菌", ("ask", "哪个村种植羊肚菌")),
    ("提问 羊肚菌", ("ask", "羊肚菌")),
    ("ask 羊肚菌", ("ask", "羊肚菌")),
    ("问题有哪些", ("ask", "问题有哪些")),
    ("问卷收回多少份", ("ask", "问卷收回多少份")),
    ("/ask", ("ask", "")),
    ("问", ("ask", "")),
    ("更多", ("more", "")),
    ("/更多", ("more", "")),
    ("原文。", ("source", "")),
    ("历史", ("history", "")),
    ("历史文化名村是哪个", ("ask", "历史文化名村是哪个")),
    ("报告", ("reports", "")),
    ("报告里哪个村种植羊肚菌", ("ask", "报告里哪个村种植羊肚菌")),
    ("帮助农户增收多少", ("ask", "帮助农户增收多少")),
    ("／帮助", ("help", "")),
    ("help", ("help", "")),
    ("你好", ("start", "")),
    ("在吗？", ("start", "")),
    ("你能做什么呀", ("help", "")),
    ("谢谢啦！", ("bye", "")),
    ("好的，辛苦了", ("bye", "")),
    ("谢谢，那枇杷呢", ("ask", "谢谢，那枇杷呢")),
    ("好的枇杷哪里有", ("ask", "好的枇杷哪里有")),
    ("你好村在哪里", ("ask", "你好村在哪里")),
    ("重载", ("reload", "")),
    ("状态", ("status", "")),
    ("未答", ("gaps", "")),
    ("订阅", ("watch", "")),
    ("订阅 羊肚菌", ("watch", "羊肚菌")),
    ("订阅：羊肚菌", ("watch", "羊肚菌")),
    ("/订阅羊肚菌", ("watch", "羊肚菌")),
    ("/watch 羊肚菌", ("watch", "羊肚菌")),
    ("订阅量是多少", ("ask", "订阅量是多少")),
    ("退订 羊肚菌", ("unwatch", "羊肚菌")),
    ("取消订阅", ("unwatch", "")),
    ("导出", ("export", "")),
    ("/导出 全部", ("export", "全部")),
    ("/export all", ("export", "all")),
    ("/start token", ("start", "token")),
    ("/nonsense 1", ("unknown", "1")),
    ("/ask@other_bot 羊肚菌", ("unknown", "")),
    ("@cunwen_bot 羊肚菌", ("ask", "羊肚菌")),
    ("羊肚菌 @CUNWEN_BOT", ("ask", "羊肚菌")),
    ("\u200b", ("ask", "")),
])
def test_private_texts(text: str, expected: tuple[str, str]) -> None:
    assert understood(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("哪个村种植羊肚菌", None),
    ("@cunwen_bot 羊肚菌", ("ask", "羊肚菌")),
    ("@Cunwen_Bot，羊肚菌", ("ask", "羊肚菌")),
    ("请问@cunwen_bot曹操", ("ask", "请问 曹操")),
    ("@cunwen_bot", ("ask", "")),
    ("@cunwen_bot /history", ("history", "")),
    ("@cunwen_bot 帮助", ("help", "")),
    ("@cunwen_bot2 羊肚菌", None),
    ("@cunwen_bo 羊肚菌", None),
    ("me@cunwen_bot.com", None),
    ("https://t.me/@cunwen_bot", None),
    ("/ask 羊肚菌", ("ask", "羊肚菌")),
    ("/ask@cunwen_bot", ("ask", "")),
    ("/ask@other_bot 羊肚菌", None),
    ("/start@cunwen_bot", ("start", "")),
    ("/nonsense", None),
    ("/nonsense@cunwen_bot", ("unknown", "")),
    ("问 羊肚菌", ("ask", "羊肚菌")),
    ("问一下小王", None),
    ("请问，谁知道", None),
    ("更多", ("more", "")),
    ("more", None),
    ("更多的人来了", None),
])
def test_group_texts(text: str, expected: tuple[str, str] | None) -> None:
    assert understood(text, GROUP) == expected


@pytest.mark.parametrize(("text", "how"), [
    ("@cunwen_bot 报告", "named"), ("/报告", "named"), ("/ask 羊肚菌", "named"), ("报告", "word"), ("更多。", "word"),
    ("问 羊肚菌", "word"), ("问", "word"), ("谁种羊肚菌？", "question"), ("谁种羊肚菌?\u200b", "question"),
    ("谁种羊肚菌", None), ("@other_bot 谁种羊肚菌？", None), ("/unknown ？", None), ("清除", None),
])
def test_what_names_the_bot_and_what_it_may_only_look_up(text: str, how: str | None) -> None:
    """In a group whose rules let it look up what ends in a question mark."""
    entities = [{"type": "mention", "offset": 0, "length": 10}] if text.startswith("@other") else []
    request = read(message(text, GROUP, entities=entities), NAME, BOT, questions=True)
    assert (request.how if request else None) == how
    assert how in ("named", "word", None) or read(message(text, GROUP), NAME, BOT) is None


def test_a_lone_word_said_to_somebody_else_is_not_the_bots() -> None:
    """A reply to a person, a message passed on."""
    origin = {"type": "hidden_user", "sender_user_name": "x", "date": 1}
    assert understood("更多", GROUP, reply_to_message=earlier(8)) is None
    assert understood("更多", GROUP, forward_origin=origin) is None
    assert understood("更多", GROUP, reply_to_message=earlier(BOT)) == ("more", "")


@pytest.mark.parametrize(("text", "asked"), [
    ("@lao_wang @cunwen_bot 羊肚菌", "羊肚菌"), ("@cunwen_bot 羊肚菌 @other_bot", "羊肚菌"), ("/ask @lao_wang 羊肚菌", "羊肚菌"),
    ("@cunwen_bot 邮箱wang@lao_wang.cn", "邮箱wang@lao_wang.cn"), ("@cunwen_bot @lao_wang", ""),
])
def test_the_names_of_others_are_no_words_of_the_question(text: str, asked: str) -> None:
    assert understood(text, GROUP) == ("ask", asked)


@pytest.mark.parametrize("text", ["@cunwen_bot", "/ask", "/ask@cunwen_bot", "@cunwen_bot 问"])
def test_the_name_alone_asks_what_the_message_says_that_it_replies_to(text: str) -> None:
    """Not of a reply to the bot, nor of a topic's first message."""
    replied = earlier(8, text="谁种羊肚菌")
    assert understood(text, GROUP, reply_to_message=replied) == ("ask", "谁种羊肚菌")
    assert understood(text, GROUP, reply_to_message=earlier(BOT)) == ("ask", "")
    topic = {"message_thread_id": 3, "is_topic_message": True}
    assert understood(text, GROUP, reply_to_message=replied, **topic) == ("ask", "")


def test_a_mention_after_an_emoji_is_cut_out_whole() -> None:
    """Entity offsets count UTF-16 units; nothing is cut by offset."""
    entities = [{"type": "mention", "offset": 3, "length": 11}]
    assert understood("😀 @cunwen_bot 羊肚菌", GROUP, entities=entities) == ("ask", "😀   羊肚菌")


def test_a_mention_by_link_counts() -> None:
    """Clients write one when a bot is picked by its display name."""
    user = {"id": BOT, "is_bot": True, "first_name": "村问"}
    assert understood("村问 羊肚菌", GROUP, entities=[{"type": "text_mention", "offset": 0, "length": 2, "user": user}])


def test_a_caption_that_mentions_the_bot_is_a_question() -> None:
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    request = read(message(None, GROUP, photo=photo, caption="@cunwen_bot 羊肚菌"), NAME, BOT)
    assert request is not None
    assert request.argument == "羊肚菌"


def earlier(sender: int, **fields: Any) -> dict[str, Any]:
    """A message that is replied to."""
    user = {"id": sender, "is_bot": sender == BOT, "first_name": "x"}
    return {"message_id": 3, "date": 1, "chat": GROUP, "from": user, "text": "x", **fields}


def test_only_a_true_reply_to_the_bot_addresses_it() -> None:
    """In a forum each message formally replies to the one that made the topic, which the bot may have made."""
    topic = {"message_thread_id": 3, "is_topic_message": True}
    created = {"forum_topic_created": {"name": "t", "icon_color": 1}}
    assert understood("那增收多少", GROUP, reply_to_message=earlier(BOT)) == ("ask", "那增收多少")
    assert understood("那增收多少", GROUP, reply_to_message=earlier(8)) is None
    assert understood("那增收多少", GROUP, reply_to_message=earlier(BOT, **created)) is None
    assert understood("那增收多少", GROUP, reply_to_message=earlier(BOT), **topic) is None


@pytest.mark.parametrize("fields", [
    {"from": {"id": 8, "is_bot": True, "first_name": "别的机器人"}},
    {"via_bot": {"id": BOT, "is_bot": True, "first_name": "村问"}},
    {"is_automatic_forward": True, "sender_chat": {"id": -9, "type": "channel", "title": "c"}},
    {"chat": {"id": -9, "type": "channel", "title": "c"}},
])
def test_what_no_person_wrote_is_ignored(fields: dict[str, Any]) -> None:
    assert read(message("@cunwen_bot 羊肚菌", **{"chat": GROUP, **fields}), NAME, BOT) is None


def test_people_who_write_as_a_chat_are_answered_and_told_apart() -> None:
    """Telegram gives all anonymous administrators one user id, and all channels another."""
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    channel = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
    one = message("@cunwen_bot 羊肚菌", GROUP, **{"from": anonymous, "sender_chat": GROUP})
    two = message("羊肚菌", GROUP, **{"from": channel, "sender_chat": {"id": -7, "type": "channel", "title": "c"}})
    assert read(one, NAME, BOT) is not None
    assert speaker_of(one) == Speaker(-100, -100)
    assert speaker_of(two) == Speaker(-7, -100)


def test_a_topic_is_a_conversation_of_its_own_and_a_reply_chain_is_not() -> None:
    assert speaker_of(message("x", GROUP, message_thread_id=3, is_topic_message=True)).topic == 3
    assert speaker_of(message("x", GROUP, message_thread_id=3)).topic == 0


@pytest.mark.parametrize("text", ["订阅", "订阅 羊肚菌", "退订", "导出", "清除", "watch"])
def test_among_people_these_words_are_theirs(text: str) -> None:
    """They count in a reply to the bot, after its name, or with a slash."""
    reply = {"reply_to_message": {"message_id": 3, "date": 1, "chat": GROUP, "from": {"id": BOT, "is_bot": True, "first_name": "村问"}}}
    assert understood(text, GROUP) is None
    assert understood(text, GROUP, **reply) == understood(text)
    assert understood(f"@cunwen_bot {text}", GROUP) == understood(text)
    assert understood(f"/{text}", GROUP) == understood(text)


def test_every_command_has_a_method_and_every_word_one_command() -> None:
    handlers = Handlers.__new__(Handlers)
    Handlers.__init__(handlers, _NoDesk(), lambda _: None)  # type: ignore[arg-type]
    assert {*vocabulary()["commands"], "bye", "document", "text_only", "unknown"} == {*handlers.commands}
    assert len(words()) == sum(1 + len(entry["words"]) for entry in vocabulary()["commands"].values())
    assert {*vocabulary()["small_talk"]} <= {*handlers.commands}


class _NoDesk:
    """Enough to build the routing table."""

    class store:  # noqa: N801
        history = None
        subscriptions = None


@given(st.text(max_size=60), st.booleans())
def test_any_text_gives_a_request_or_silence(text: str, private: bool) -> None:
    """In a private chat never silence, but for a message without text."""
    request = read(message(text, None if private else GROUP), NAME, BOT)
    assert request is None or isinstance(request, Request)
    assert request is not None or not private or not text
    if request is not None:
        request.argument.encode()  # no half of a surrogate pair is left
