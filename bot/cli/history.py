"""``cunwen history``: what is stored of a user, handed out or deleted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.chinese import Group, Number, OneOf
from bot.cli.common import Failure, folders, warn, write

if TYPE_CHECKING:
    from bot.records.personal import Personal

EXPORT_EXAMPLES = (
    ("cunwen history export --user 123456 > 记录.json", "导出一个用户的全部记录"),
    ("cunwen history export --user 123456 --format csv > 记录.csv", "导出成表格，Excel 能打开"),
    ("cunwen history export --all > 全部.json", "导出所有用户的记录"),
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
@click.option("--user", type=Number(), metavar="编号", help="Telegram 用户编号。")
@click.option("--all", "everybody", is_flag=True, help="所有用户。")
@click.option("--format", "form", type=OneOf("json", "csv"), default="json", help="输出格式，默认 json。")
@folders
def export(user: int | None, everybody: bool, form: str, reports: Path, data: Path) -> int:
    """导出一个用户的全部记录：提问、订阅和评价；加 --all 导出所有用户的。

    退出码：0 已导出，1 没有记录，2 用法不对。
    """
    from bot.wording.spreadsheet import as_csv, as_json

    if (user is None) is not everybody:
        raise Failure("请写明导出谁的记录：--user 编号，或 --all 导出所有用户的，两者选一。")
    with _opened(data) as stored:
        rows = stored.export(user) if stored else []
    if not rows:
        warn("还没有任何记录。" if everybody else f"没有用户 {user} 的记录。")
        return 1
    write(as_csv(rows).removesuffix("\r\n") if form == "csv" else as_json(rows))
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
        count = stored.count(user) if stored else 0
        if not stored or not count:
            warn(f"没有用户 {user} 的记录。")
            return 1
        if not yes and not _agreed(f"要删除用户 {user} 的 {count} 条记录吗？删了就找不回来。输入“是”确认："):
            warn("没有删除。")
            return 1
        write(f"已删除用户 {user} 的 {sum(stored.forget(user).values())} 条记录。")
    return 0


@contextmanager
def _opened(data: Path) -> Iterator[Personal | None]:
    """Open what is stored in *data*; None when nothing is, so that a mistyped folder is not created."""
    from bot.records.database import FILE
    from bot.records.personal import Personal

    if data.exists() and not data.is_dir():
        raise Failure(f"数据目录 {data} 不是目录。请检查 --data 或 CUNWEN_DATA 写的路径。")
    if not (data / FILE).exists():
        yield None
        return
    stored = Personal.open(data)
    try:
        yield stored
    finally:
        stored.close()


def _agreed(question: str) -> bool:
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("是", "y", "yes")
