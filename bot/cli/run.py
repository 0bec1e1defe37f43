"""``cunwen bot``: the Telegram bot."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.chinese import Command
from bot.cli.common import folders, watching

EXAMPLES = (
    ("TELEGRAM_BOT_TOKEN=123456:ABC cunwen bot", "用环境变量给出令牌"),
    ("cunwen bot --reports ./报告 --data ./数据", "指定报告和数据目录，令牌写在 .env 里"),
    ("cunwen bot --reports ./报告 --watch", "报告有变化就自动重读，不用 /reload"),
)

UNUSED = ("cryptography", "pandas", "rich", "socksio")
"""What the libraries of the bot would take where it is installed (Telegram's passports, data frames, a command line)."""


@click.command("bot", cls=Command, examples=EXAMPLES)
@watching
@folders
def run_bot(watch: bool, reports: Path, data: Path) -> int:
    """启动 Telegram 机器人。

    设置来自环境变量和当前目录的 .env（各项说明见 .env.example）。默认长轮询；设了 CUNWEN_WEBHOOK_URL 就用 webhook。
    """
    from bot.errors import NoToken
    from bot.settings import make_data_folder, read_settings

    settings = read_settings(reports=reports, data=data)
    if not settings.token:
        raise NoToken
    make_data_folder(settings.data)
    from corpus.lean import without

    with without(*UNUSED):
        from bot.app import run  # imported last: telegram takes most of a second

    return run(settings, watch=watch)
