"""``cunwen history``: what is stored of a user, handed out or deleted."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.chinese import Group, Number, OneOf
from bot.cli.common import Failure, folders, warn, write

if TYPE_CHECKING:
    from bot.records.history import History

EXPORT_EXAMPLES = (
    ("cunwen history export --user 123456 > 记录.json", "导出一个用户的全部记录"),
    ("cunwen history export --user 123456 --format csv", "导出成表格"),
)
FORGET_EXAMPLES = (
    ("cunwen history forget --user 123456", "删除一个用户的全部记录，删前要确认"),
    ("cunwen history forget --user 123456 --yes", "不再确认，供脚本使用"),
)
user_option = click.option("--user", type=Number(), required=True, metavar="编号", help="Telegram 用户编号。")


@click.group(cls=Group, examples=(*EXPORT_EXAMPLES[:1], *FORGET_EXAMPLES[:1]))
@folders
def history(reports: Path, data: Path) -> None:
    """导出或删除所存的某个用户的记录。"""


@history.command(examples=EXPORT_EXAMPLES)
@user_option
@click.option("--format", "form", type=OneOf("json", "csv"), default="json", help="输出格式，默认 json。")
@folders
def export(user: int, form: str, reports: Path, data: Path) -> int:
    """导出一个用户的全部记录。

    退出码：0 已导出，1 没有这个用户的记录。
    """
    with _opened(data) as stored:
        rows = stored.export(user) if stored else []
    if not rows:
        warn(f"没有用户 {user} 的记录。")
        return 1
    write(_csv(rows) if form == "csv" else json.dumps(rows, ensure_ascii=False, indent=2))
    return 0


@history.command(examples=FORGET_EXAMPLES)
@user_option
@click.option("--yes", is_flag=True, help="不再确认。")
@folders
def forget(user: int, yes: bool, reports: Path, data: Path) -> int:
    """删除一个用户的全部记录，删了就找不回来。

    退出码：0 已删除，1 没有删。
    """
    with _opened(data) as stored:
        count = len(stored.export(user)) if stored else 0
        if not stored or not count:
            warn(f"没有用户 {user} 的记录。")
            return 1
        if not yes and not _agreed(f"要删除用户 {user} 的 {count} 条记录吗？删了就找不回来。输入“是”确认："):
            warn("没有删除。")
            return 1
        write(f"已删除用户 {user} 的 {stored.forget(user)} 条记录。")
    return 0


@contextmanager
def _opened(data: Path) -> Iterator[History | None]:
    """Open what is stored in *data*; None when nothing is, so that a mistyped folder is not created."""
    from bot.records.database import FILE
    from bot.records.history import History

    if data.exists() and not data.is_dir():
        raise Failure(f"数据目录 {data} 不是目录。请检查 --data 或 CUNWEN_DATA 写的路径。")
    if not (data / FILE).exists():
        yield None
        return
    stored = History.open(data)
    try:
        yield stored
    finally:
        stored.close()


def _agreed(question: str) -> bool:
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("是", "y", "yes")


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    table = io.StringIO()
    writer = csv.DictWriter(table, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return table.getvalue().rstrip("\n")


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
