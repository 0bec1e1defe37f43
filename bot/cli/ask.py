"""``cunwen ask``: one question, or a batch of them, and out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.chinese import Argument, Command
from bot.cli.common import as_json, folders, library, text_of, warn, write, write_json
from bot.cli.conversations import Conversation, conversations

if TYPE_CHECKING:
    from answering import Answer, Turn
    from answering.explain import Explanation
    from answering.pipeline import Way
    from retrieval import Library

EXAMPLES = (
    ("cunwen ask 哪个村种植羊肚菌", "问一个问题"),
    ("cunwen ask 联星村的螺丝菜有多少亩 --json", "以 JSON 输出，供程序使用"),
    ("cunwen ask --reports ./报告 枇杷文化节在哪里办", "从自己的报告里找答案"),
    ("cunwen ask --explain 哪个村种植羊肚菌", "再说明为什么这样答"),
    ("cunwen ask --batch --json < 问题.txt", "一行一个问题，一行一个答案"),
)


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, metavar="[问题]…", cls=Argument, explain="要问的话；分开写的几个词以空格连起来。")
@click.option("--batch", is_flag=True, help="从标准输入读问题，一行一个（文字或 JSON），逐行作答。")
@click.option("--explain", "why", is_flag=True, help="再说明为什么这样答：对上的词、排名、片段怎么截的、把握。")
@as_json
@folders
def ask(words: tuple[str, ...], batch: bool, why: bool, in_json: bool, reports: Path, data: Path) -> int:
    """回答一个问题，或逐行回答一批问题。

    批量时每行可以是文字、{"question": "…"}，或一段对话 {"turns": [{"question": "…"}, …]}；对话里的每一问各得一行答案。

    退出码：0 已回答，1 报告里没有找到，2 用法不对或报告读不出来。
    """
    if batch == bool(words):
        asked = "给出问题或用 --batch 从标准输入读，两者选一，不能都有。" if batch else "缺少要问的问题。"
        raise click.UsageError(asked, click.get_current_context())
    told = _json if in_json else _line if batch else _plain
    if batch:
        return _batch(sys.stdin.buffer, library(reports, data), told, why)
    ours = library(reports, data)
    (way,) = _ways(Conversation((" ".join(words),)), ours)
    told(way.answer, _why(way, ours) if why else None)
    return 0 if way.answer.found else 1


Told = Callable[["Answer", "Explanation | None"], None]
"""Writes an answer, and why where that is wanted."""


def _batch(lines: Iterable[bytes], reports: Library, told: Told, why: bool) -> int:
    for number, conversation in enumerate(conversations(lines), 1):
        for fault in conversation.faults:
            warn(f"第 {number} 行：{fault}；按空问题处理。")
        for way in _ways(conversation, reports):
            told(way.answer, _why(way, reports) if why else None)
    return 0


def answers(conversation: Conversation, reports: Library) -> Iterator[Answer]:
    """Answer the questions of one conversation, each knowing the turns before it."""
    return (way.answer for way in _ways(conversation, reports))


def _ways(conversation: Conversation, reports: Library) -> Iterator[Way]:
    from answering.pipeline import follow

    turns: list[Turn] = []
    for question in conversation.questions:
        way = follow(text_of(question), reports, turns)
        turns.append(way.answer.turn)
        yield way


def _why(way: Way, reports: Library) -> Explanation:
    from answering.explain import explained

    return explained(way, reports.retriever)


def _json(answer: Answer, why: Explanation | None) -> None:
    write_json({**answer.as_dict(), **({"explain": why.as_dict()} if why else {})})


def _plain(answer: Answer, why: Explanation | None) -> None:
    from bot.wording.replies import plain

    write(plain(answer, date.today()))
    if why:
        from bot.wording.explaining import told

        write(f"\n{told(why)}")


def _line(answer: Answer, why: Explanation | None) -> None:
    """Write the answer as one line, and below it, indented, why."""
    from bot.wording.messages import message

    words = answer.answer or f"未找到：{message(answer.reason.value) if answer.reason else ''}"
    write(" ".join(words.split()))
    if why:
        from bot.wording.explaining import told

        write("\n".join(f"　{line}" for line in told(why).splitlines()))
