"""``cunwen`` and ``python -m bot``: the commands together, and every expected failure said in Chinese."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from bot.cli import chinese
from bot.cli.ask import ask
from bot.cli.backup import backup
from bot.cli.chat import chat
from bot.cli.evaluate import evaluate
from bot.cli.failures import sentence
from bot.cli.history import history
from bot.cli.reports import reports
from bot.cli.run import run_bot
from bot.cli.shelving import add, remove, restore

EXAMPLES = (
    ("cunwen ask 哪个村种植羊肚菌", "问一个问题"),
    ("cunwen chat", "在终端里连续提问"),
    ("cunwen reports", "看有哪些报告"),
    ("cunwen bot", "启动 Telegram 机器人"),
)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the installed version; a plain checkout has none."""
    if wanted:
        from importlib import metadata

        try:
            print(f"cunwen {metadata.version('cunwen')}")
        except metadata.PackageNotFoundError:
            print("cunwen（未安装，直接从源码运行）")
        ctx.exit()


@click.group(cls=chinese.Group, examples=EXAMPLES)
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="显示版本并退出。")
def cli() -> None:
    """村问：向一个目录里的报告提问，用报告的原话回答。

    每个命令都可以用 --reports 指定报告目录，用 --data 指定数据目录；“cunwen 命令 --help”看它的用法。
    """


for _command in (add, remove, restore):
    reports.add_command(_command)
for _command in (ask, chat, run_bot, reports, evaluate, history, backup):
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an unexpected exception is a bug and keeps its traceback."""
    _write_chinese()
    try:
        return cli.main(arguments, prog_name="cunwen", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.message, file=sys.stderr)
        return 2
    except click.ClickException as error:
        print(chinese.report(error), file=sys.stderr)
        return 2
    except click.Abort:
        print("已中断。", file=sys.stderr)
        return 130
    except Exception as error:
        words = sentence(error)
        if words is None:
            raise
        print(f"错误：{words}", file=sys.stderr)
        return 2


def _write_chinese() -> None:
    """Let standard output and error carry Chinese whatever the locale says, and never fail on a character."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None when the caller closed it
        try:
            "村".encode(stream.encoding)
            encoding = stream.encoding
        except (UnicodeEncodeError, LookupError):
            encoding = "utf-8"
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=encoding, errors="replace")


if __name__ == "__main__":
    sys.exit(main())
