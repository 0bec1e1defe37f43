"""Is this message meant for the bot, and what does it want?

Pure: from a Telegram message to a Request, or None when the bot has to stay silent. Chinese is written without spaces,
so a mention or command that is glued to the question carries no entity; the text is looked at as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from telegram import Chat, Document, Message, MessageEntity

from answering.dialogue import is_smalltalk
from bot.records.history import Speaker
from corpus.lists import read_list

TRIMMED = " \t\r\n\u3000\u200b\u200c\u200d\u2060\ufeff"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
BETWEEN = r"[\s\u3000:：，,、\u200b]"
"""What may stand between a command and its question."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the message wants: ``command`` is a name of commands.yaml, 'bye', 'document', 'text_only' or 'unknown'.

    ``argument`` is the rest, of a document its caption.

    ``reply_to`` is the id of the bot's message that it replies to.

    ``how`` it was meant for the bot: 'named' (in private, by mention, reply or slash), or, said in a group without any of
    these, a 'word' (a lone 更多, 问 before a question) or a 'question' that the group's rules let the bot look up.
    """

    command: str
    argument: str
    speaker: Speaker
    reply_to: int | None = None
    how: str = "named"

    @property
    def addressed(self) -> bool:
        """Whether a reply is owed; otherwise the bot only speaks when it has something to say."""
        return self.how == "named"


@cache
def vocabulary() -> dict[str, Any]:
    """Return ``commands.yaml``."""
    return dict(read_list("commands.yaml", "bot"))


@cache
def words() -> dict[str, str]:
    """Return the command that each English or Chinese word stands for."""
    commands = vocabulary()["commands"]
    return {word: name for name, entry in commands.items() for word in (name, *entry["words"])}


def document_of(message: Message) -> Document | None:
    """Return the file that *message* carries; Telegram calls a moving picture a document as well."""
    return message.document if message.animation is None else None


def speaker_of(message: Message) -> Speaker:
    """Return who speaks: in a group the chat somebody writes as (anonymous administrators, channels), else the person.

    A chat's number is below 0, so that what is kept of a person can be had by nobody who writes as something else.
    """
    named = message.sender_chat if message.chat.type != Chat.PRIVATE else None
    sender = named if named and named.id < 0 else message.from_user
    topic = message.message_thread_id if message.is_topic_message else None
    return Speaker(sender.id if sender else message.chat_id, message.chat_id, topic or 0)


def read(message: Message, username: str, bot_id: int, *, questions: bool = False) -> Request | None:
    """Return what *message* wants of the bot called @*username*, None when it is nothing of the bot's.

    questions  whether what ends in a question mark counts, in a group, without being addressed
    """
    if _automatic(message):
        return None
    private = message.chat.type == Chat.PRIVATE
    speaker, answered = speaker_of(message), _answered(message, bot_id)
    raw = clean(message.text or message.caption or "")
    if not raw:
        return _wordless(message, speaker) if private else None
    mentioned = _mentioned(message, raw, username, bot_id)
    text = _without_mention(raw, username).lstrip(TRIMMED + "，,：:、").rstrip(TRIMMED)
    addressed = private or mentioned or answered is not None
    if private and document_of(message) and not text.startswith(("/", "／")):
        return Request("document", text, speaker)
    match _command(text, loose=addressed):
        case (_, other, _) if other and other.lower() != username.lower():
            return Request("unknown", "", speaker) if private else None
        case (name, to_us, rest):
            quiet = name == "unknown" or (name in vocabulary()["addressed"] and answered is None)
            if not quiet or private or mentioned or to_us:
                how = "named" if addressed or text.startswith(("/", "／")) else "word"
                if how == "word" and (_earlier(message) or message.forward_origin):
                    return None  # said to somebody else, or somewhere else
                asked = _without_names(rest) or _shown(message, answered) if name == "ask" else rest
                return Request(name, asked, speaker, answered, how)
            return None
    if addressed:
        return Request("ask", _without_names(text) or _shown(message, answered), speaker, answered)
    return Request("ask", text, speaker, how="question") if questions and _wonders(message) else None


def _automatic(message: Message) -> bool:
    """Bots, their inline results and channel posts that Telegram copies into the group are nobody's question."""
    by_bot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
    return bool(by_bot or message.via_bot or message.is_automatic_forward or message.chat.type == Chat.CHANNEL)


def _answered(message: Message, bot_id: int) -> int | None:
    """Return the id of the bot's message that is replied to. In a forum any message "replies" to its topic's first."""
    earlier = _earlier(message)
    return earlier.message_id if earlier and earlier.from_user and earlier.from_user.id == bot_id else None


def _wonders(message: Message) -> bool:
    """Whether a message asks everybody: it ends in a question mark and is no reply to, nor mentions, somebody."""
    entities = message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION, MessageEntity.BOT_COMMAND])
    text = clean(message.text or "")
    return text.endswith(("?", "？")) and not entities and not message.forward_origin and not _earlier(message)


def _earlier(message: Message) -> Message | None:
    """Return somebody's message that is replied to; a topic's first is none, nor a post of the linked channel."""
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created or earlier.is_automatic_forward:
        return None
    return None if message.is_topic_message and earlier.message_id == message.message_thread_id else earlier


def _shown(message: Message, answered: int | None) -> str:
    """Return the text that the bot's name alone points to, in a reply to somebody else's message."""
    earlier = _earlier(message) if answered is None else None
    return clean(earlier.text or earlier.caption or "") if earlier else ""


def _wordless(message: Message, speaker: Speaker) -> Request | None:
    """A file may become a report, a photo or the like gets a reason, an invisible text is an empty question."""
    if document_of(message):
        return Request("document", "", speaker)
    if message.effective_attachment is not None:
        return Request("text_only", "", speaker)
    return Request("ask", "", speaker) if message.text else None


def clean(text: str) -> str:
    """Drop half surrogate pairs, which neither SQLite nor HTTP can carry, control characters, and blanks at the ends."""
    return CONTROLS.sub("", text.encode("utf-8", "ignore").decode("utf-8")).strip(TRIMMED)


@cache
def _name(username: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9_/.@])@{re.escape(username)}(?![A-Za-z0-9_])", re.IGNORECASE)


def _mentioned(message: Message, text: str, username: str, bot_id: int) -> bool:
    entities: Sequence[MessageEntity] = message.entities or message.caption_entities
    by_entity = any(e.type == MessageEntity.TEXT_MENTION and e.user and e.user.id == bot_id for e in entities)
    return by_entity or bool(_name(username).search(text))


def _without_mention(text: str, username: str) -> str:
    return _name(username).sub(" ", text)


def _without_names(text: str) -> str:
    """Drop the mentions of others, which are no words of the question.

    >>> _without_names("@lao_wang 看看 哪个村种羊肚菌")
    '看看 哪个村种羊肚菌'
    """
    return re.sub(r"(?<![A-Za-z0-9_/.@])@[A-Za-z][A-Za-z0-9_]{4,31}(?!\.?[A-Za-z0-9_])", " ", text).strip(TRIMMED)


def _command(text: str, *, loose: bool) -> tuple[str, str, str] | None:
    """Split *text* into command, the bot it names ('' for none) and the rest; None when it is no command.

    loose  whether the bot is addressed anyway, so that 问 glued to the question counts without a slash
    >>> _command("/ask@cunwen_bot曹操", loose=False)
    ('ask', 'cunwen_bot', '曹操')
    >>> _command("报告里有哪些村", loose=True) is None
    True
    """
    if slashed := re.match(r"[/／]([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?" + BETWEEN + "*", text):
        name = words().get(slashed[1].lower(), "unknown")
        return name, slashed[2] or "", text[slashed.end() :]
    if slashed := _pattern(r"[/／]({chinese})(?:@([A-Za-z0-9_]+))?{between}*").match(text):
        return words()[slashed[1]], slashed[2] or "", text[slashed.end() :]
    if alone := _pattern("({every}){between}*[。！!？?]?" if loose else "({chinese}){between}*[。！!？?]?").fullmatch(text):
        name = words()[alone[1].lower()]
        return None if name in vocabulary()["meant"] and not loose else (name, "", "")
    return (_small_talk(text) or _worded(text) if loose else None) or _asking(text, loose)


def _small_talk(text: str) -> tuple[str, str, str] | None:
    """Recognise what is said to be polite, or to find out whom one talks with.

    >>> _small_talk("谢谢啦！"), _small_talk("谢谢，那枇杷呢")
    (('bye', '', ''), None)
    """
    said = re.sub(r"[啊呀哦啦哈呢吧\s,，。.!！?？~～…]+$", "", text).lower()
    name = next((name for name, each in vocabulary()["small_talk"].items() if said in each), "bye" if is_smalltalk(text) else "")
    return (name, "", "") if name else None


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """Compile *form*, in which names in braces stand for the words of commands.yaml."""
    said, spoken = vocabulary(), words()
    sets = {
        "every": spoken,
        "chinese": sorted((word for word in spoken if not word.isascii()), key=len, reverse=True),
        "worded": [word for name in said["worded"] for word in (name, *said["commands"][name]["words"])],
        "asking": sorted(said["commands"]["ask"]["words"], key=len, reverse=True),
    }
    told = {name: "|".join(each) for name, each in sets.items()}
    return re.compile(form.format(between=BETWEEN, not_after=said["not_after_ask"], **told), re.IGNORECASE)


def _worded(text: str) -> tuple[str, str, str] | None:
    """Recognise 订阅 and its like before what they are about.

    >>> _worded("订阅 哪个村种植羊肚菌")
    ('watch', '', '哪个村种植羊肚菌')
    """
    match = _pattern("({worded}){between}+").match(text)
    return (words()[match[1].lower()], "", text[match.end() :]) if match else None


def _asking(text: str, loose: bool) -> tuple[str, str, str] | None:
    """Recognise 问 before a question: with a separator anywhere, glued to it only where the bot is addressed."""
    if match := _pattern("(?:{asking}|ask){between}+").match(text):
        return "ask", "", text[match.end() :]
    if loose and (match := _pattern("(?:{asking})(?![{not_after}])").match(text)):
        return "ask", "", text[match.end() :]
    return None
