"""``cunwen chat``: a conversation in the terminal, with the same memory that a chat in Telegram has."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.chinese import Command
from bot.cli.common import folders, library, text_of, write
from bot.cli.conversations import decoded

if TYPE_CHECKING:
    from answering import Turn

LEAVE = frozenset({"退出", "再见", "quit", "exit", "q", ":q", "bye"})
FORGET = frozenset({"清除", "新话题", "clear"})
REMEMBERED = 20
"""Turns; what leans on an older one is a new question anyway."""

EXAMPLES = (
    ("cunwen chat", "开始对话；可以接着上一句追问，如“那联星村呢”"),
    ("cunwen chat --reports ./报告", "就自己的报告对话"),
)


@click.command(cls=Command, examples=EXAMPLES)
@folders
def chat(reports: Path, data: Path) -> int:
    """在终端里连续提问，后面的问题可以接着前面的。

    输入“退出”或按 Ctrl-D 结束，输入“清除”忘掉前面的对话。
    """
    from answering import answer
    from bot.replies import plain

    opened = library(reports)
    turns: list[Turn] = []
    if sys.stdin.isatty():
        write(f"已读 {len(opened.corpus.reports)} 份报告。请提问；“清除”开始新话题，“退出”结束。")
    for question in _questions():
        if question.lower() in LEAVE:
            break
        if question in FORGET:
            turns.clear()
            write("好，前面的对话已忘掉。\n")
        elif question:
            result = answer(question, opened, turns)
            turns = [*turns, result.turn][-REMEMBERED:]
            write(plain(result) + "\n")
    return 0


def _questions() -> Iterator[str]:
    if not sys.stdin.isatty():
        yield from (line.strip() for line in decoded(sys.stdin.buffer))
        return
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  # arrow keys and recall at the prompt
    with contextlib.suppress(EOFError):
        while True:
            yield text_of(input("问：")).strip()
