"""``cunwen backup``: a copy of what the bot keeps, also while it runs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from bot.cli.chinese import Argument, Command
from bot.cli.common import Failure, Progress, folders, write
from bot.system import why

EXAMPLES = (
    ("cunwen backup 备份.db", "把记录复制到 备份.db，机器人不用停"),
    ("cunwen backup /var/backups", "目录里放一个按时间取名的文件，供定时任务用"),
)


@click.command("backup", cls=Command, examples=EXAMPLES)
@click.argument("file", cls=Argument, type=click.Path(path_type=Path), metavar="文件", explain="写到哪个新文件，或哪个目录。")
@folders
def backup(file: Path, reports: Path, data: Path) -> int:
    """备份数据目录里的记录（cunwen.db），机器人运行时也可以。

    备份里有问答记录，请妥善保管。恢复：停掉机器人，删去数据目录里的 cunwen.db-wal 和 cunwen.db-shm，用备份换下 cunwen.db，再启动。

    退出码：0 已备份并检查过，2 没有备份。
    """
    from bot.records.backup import back_up

    target = file / f"cunwen-{datetime.now():%Y%m%d-%H%M%S}.db" if file.is_dir() else file
    with Progress("备份", few=0) as progress:
        try:
            size = back_up(data, target, lambda done, total: progress(done, total, ""))
        except FileExistsError as error:
            raise Failure(f"{target} 已经存在，没有覆盖。请换一个名字，或先移走它。") from error
        except OSError as error:
            raise Failure(f"备份写不到 {target}（{why(error)}）。请检查目录和磁盘空间。") from error
    write(f"已备份到 {target}（{size / 2**20:.1f} MB），完整性检查通过。")
    return 0
