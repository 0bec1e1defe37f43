"""``cunwen chat``: a conversation in the terminal, with the same memory that a chat in Telegram has."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.chinese import Command
from bot.cli.common import engine, folders, library, tell, text_of, warn, watching, write
from bot.cli.conversations import decoded

if TYPE_CHECKING:
    from answering import Answer, Turn
    from bot.watching import Watcher
    from retrieval import Library

LEAVE = frozenset({"退出", "再见", "quit", "exit", "q", ":q", "bye"})
FORGET = frozenset({"清除", "新话题", "clear"})
MORE = frozenset({"更多", "more"})
SOURCE = frozenset({"原文", "source"})
REMEMBERED = 20
"""Turns; what leans on an older one is a new question anyway."""

EXAMPLES = (
    ("cunwen chat", "开始对话；可以接着上一句追问，如“那联星村呢”"),
    ("cunwen chat --reports ./报告", "就自己的报告对话"),
)


@click.command(cls=Command, examples=EXAMPLES)
@watching
@folders
def chat(watch: bool, reports: Path, data: Path) -> int:
    """在终端里连续提问，后面的问题可以接着前面的。

    输入“更多”看上一个问题的下一处，“原文”看它前后的文字，“清除”忘掉前面的对话，“退出”或按 Ctrl-D 结束。
    """
    talk = Talk(library(reports, data))
    if sys.stdin.isatty():
        write(f"已读 {len(talk.library.corpus.reports)} 份报告。请提问；“更多”看下一处，“原文”看前后文，“退出”结束。")
    with _watcher(talk, reports, data) if watch else contextlib.nullcontext():
        for line in _lines():
            if line.lower() in LEAVE:
                break
            if line:
                write(talk.reply(line) + "\n")
    return 0


def _watcher(talk: Talk, reports: Path, data: Path) -> Watcher:
    from bot.watching import Watcher

    async def changed() -> None:
        reread(talk, reports, data)

    return Watcher(reports, changed)


def reread(talk: Talk, reports: Path, data: Path) -> None:
    """Give *talk* the next library when the reports have changed, and say so and what could not be read."""
    from bot.cli.failures import sentence
    from bot.wording.messages import message
    from bot.wording.notices import problems
    from corpus import CorpusError
    from retrieval import open_library

    try:
        following = open_library(reports, data=data, before=talk.library, tell=tell, engine=engine())
    except CorpusError as error:
        warn(f"{message('reload.failed')}{sentence(error)}")
        return
    if following is not talk.library:
        talk.library = following
        warn("\n".join([message("reload.watched", count=len(following.corpus.reports)), *problems(following.corpus.problems)]))


class Talk:
    """One conversation: the turns a question may lean on, and the last answer with the quote that is looked at."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._turns: list[Turn] = []
        self._last: Answer | None = None
        self._page = 0

    def reply(self, line: str) -> str:
        """Return what is said to one line, a question or one of the words above."""
        word = line.lower()
        if word in FORGET:
            self._turns, self._last = [], None
            return "好，前面的对话已忘掉。"
        if word in MORE or word in SOURCE:
            return self._again(onward=word in MORE)
        return self._answer(line)

    def _answer(self, question: str) -> str:
        from answering import answer
        from bot.wording.replies import plain

        result = answer(question, self.library, self._turns)
        self._turns = [*self._turns, result.turn][-REMEMBERED:]
        if result.found and result.quotes:
            self._last, self._page = result, 0
        return plain(result, date.today())

    def _again(self, *, onward: bool) -> str:
        from bot.wording.replies import answered, around, message

        if self._last is None:
            return message("answer.nothing_asked")
        if not onward:
            return around(self._last, page=self._page, today=date.today()).plain
        if self._page + 1 >= len(self._last.quotes):
            return message("answer.no_more", total=len(self._last.quotes))
        self._page += 1
        return answered(self._last, page=self._page, today=date.today()).plain


def _lines() -> Iterator[str]:
    if not sys.stdin.isatty():
        yield from (line.strip() for line in decoded(sys.stdin.buffer))
        return
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  # arrow keys and recall at the prompt
    with contextlib.suppress(EOFError):
        while True:
            yield text_of(input("问：")).strip()
