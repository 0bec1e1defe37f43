"""``cunwen reports add``, ``remove`` and ``restore``: what stands in the folder of reports."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.chinese import Argument, Command, Number
from bot.cli.common import Failure, Progress, as_json, folders, warn, write, write_json
from bot.cli.failures import problem
from bot.cli.layout import table

if TYPE_CHECKING:
    from corpus.shelving import Shelved

ADD_EXAMPLES = (
    ("cunwen reports add 青里村2023.txt --reports ./报告", "放进一份报告；读不成的不放，同名的旧报告留着备查"),
    ("cunwen reports add 总结.txt --title 青里村2023年工作总结 --date 2023-12 --reports ./报告", "同时写明标题和日期"),
    ("cunwen reports add 新到/*.txt --level 村 --reports ./报告", "放进一批"),
)
REMOVE_EXAMPLES = (("cunwen reports remove 青里村2023.txt --reports ./报告", "移走一份报告，随时可以恢复"),)
RESTORE_EXAMPLES = (
    ("cunwen reports restore --reports ./报告", "看有哪些可以恢复"),
    ("cunwen reports restore 青里村2023.txt --reports ./报告", "恢复成上一版；再来一次又换回来"),
)
NEAR = 3


def described(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command an option for each thing that reports.yaml may say."""
    options = {
        "title": "标题，只放一份时可用。", "place": "写的是哪里，如 青里村。", "level": "级别，如 村、镇、县。",
        "date": "年份或年月，如 2023-12。", "source": "来源，如 村委会提供。",
    }  # fmt: skip
    for name, meaning in reversed(options.items()):
        command = click.option(f"--{name}", default="", metavar="文字", help=meaning)(command)
    return command


@click.command(cls=Command, examples=ADD_EXAMPLES)
@click.argument("files", nargs=-1, required=True, metavar="文件…", type=click.Path(path_type=Path), cls=Argument,
                explain="要放进报告目录的文件，每个不超过 20 MB。")  # fmt: skip
@described
@as_json
@folders
def add(files: tuple[Path, ...], in_json: bool, reports: Path, data: Path, **entry: str) -> int:
    """把文件放进报告目录：先读一遍，读不成的不放并说明原因。

    同名的旧报告会留着，用 restore 换回来。标题等写进 reports.yaml。退出码：0 都放好了，2 有没放成的。
    """
    from corpus import CorpusError, FolderError
    from corpus.catalog import Entry
    from corpus.shelving import check_folder

    if entry["title"] and len(files) > 1:
        raise Failure("--title 只能用于一个文件。请一份一份地放，或去掉 --title。")
    _make(reports)
    check_folder(reports)
    done, failed = [], []
    with Progress("放入报告") as progress:
        for number, path in enumerate(files, 1):
            try:
                done.append(_added(reports, path, Entry(**entry)))
            except FolderError:
                raise
            except CorpusError as error:
                failed.append((str(path), error))
            progress(number, len(files), path.name)
    _tell(reports, done, failed, in_json)
    return 2 if failed else 0


@click.command(cls=Command, examples=REMOVE_EXAMPLES)
@click.argument("names", nargs=-1, required=True, metavar="名字…", cls=Argument, explain="报告的文件名，扩展名可以不写。")
@as_json
@folders
def remove(names: tuple[str, ...], in_json: bool, reports: Path, data: Path) -> int:
    """把报告移出报告目录，连同它在 reports.yaml 里的说明；用 restore 恢复。

    退出码：0 都移走了，2 有没移走的。
    """
    from corpus import CorpusError
    from corpus.shelving import check_folder, shelved
    from corpus.shelving import remove as take_out

    check_folder(reports)
    chosen = [_meant(name, shelved(reports), "全部报告：cunwen reports") for name in names]
    done, failed = [], []
    for name in dict.fromkeys(chosen):
        try:
            done.append(take_out(reports, name))
        except CorpusError as error:
            failed.append((name, error))
    _tell(reports, done, failed, in_json)
    return 2 if failed else 0


@click.command(cls=Command, examples=RESTORE_EXAMPLES)
@click.argument("name", required=False, metavar="[名字]", cls=Argument, explain="报告的文件名；不写就列出可以恢复的。")
@click.option("--version", "number", type=Number(1), metavar="编号", help="恢复哪一版；不写就是最近的一版。")
@as_json
@folders
def restore(name: str | None, number: int | None, in_json: bool, reports: Path, data: Path) -> int:
    """恢复一份移走或换掉的报告；现在的那份留着，再恢复一次又换回来。"""
    from corpus.shelving import check_folder, kept_of
    from corpus.shelving import restore as put_back

    check_folder(reports)
    if name is None:
        return _kept(reports, in_json)
    known = [version.name for version in kept_of(reports)]
    _tell(reports, [put_back(reports, _meant(name, known, "能恢复的：cunwen reports restore"), number or 0)], [], in_json)
    return 0


def _make(folder: Path) -> None:
    """Make the folder when only it is missing: a path of several new folders is more likely a slip."""
    if not folder.exists() and folder.absolute().parent.is_dir():
        folder.mkdir()
        warn(f"新建了目录 {folder}")


def _added(folder: Path, path: Path, entry: Any) -> Shelved:
    from corpus import UnreadableReport
    from corpus.readers import open_source
    from corpus.shelving import add, check_size

    try:
        check_size(path.name, path.stat().st_size)
    except OSError as error:
        raise UnreadableReport(path, error.strerror or "") from error
    return add(folder, open_source(path), entry)


def _meant(name: str, known: Iterable[str], where: str) -> str:
    """Return the file name among *known* that *name* means; fail naming those that read like it."""
    from corpus.names import key

    wanted, names = key(name), list(dict.fromkeys(known))
    archive, inside, _ = name.partition("/")
    if inside and archive in names:
        raise Failure(f"{name} 是压缩包里的一份，不能单独移走或恢复。请改好压缩包 {archive} 再放一次。")
    exact = [each for each in names if key(each) == wanted] or [each for each in names if key(Path(each).stem) == wanted]
    if len(exact) == 1:
        return exact[0]
    near = exact or [each for each in names if wanted in key(each)] or get_close_matches(name, names, n=NEAR, cutoff=0.2)
    told = f"是不是：{'、'.join(near[:NEAR])}？" if near else ""
    raise Failure(f"没有叫“{name}”的报告。{told}{where}")


def _tell(folder: Path, done: Sequence[Shelved], failed: Sequence[tuple[str, Any]], in_json: bool) -> None:
    from bot.wording.messages import message
    from bot.wording.receipts import receipt_text

    problems = [(path, type(error).__name__, problem(type(error).__name__, path, error.detail)) for path, error in failed]
    if in_json:
        told = [{"report": path, "code": code, "message": words} for path, code, words in problems]
        write_json({"reports": [_facts(one) for one in done], "problems": told})
        return
    for one in done:
        write(f"{message(f'shelved.{one.action}', name=one.name)}{_way_back(folder, one)}")
        for report in one.reports if one.changed else ():
            write(receipt_text(report))
        for fault in one.problems:
            write(f"    没有读入 {problem(fault.code, fault.name, fault.detail)}")
        if not one.told:
            write(f"    {message('shelved.untold', name=one.name)}")
        if one.action == "restored" and not one.reports:
            write(f"    {message('shelved.unread')}")
    for _, _, words in problems:
        write(f"没有办成 {words}")
    if any(one.changed for one in done):
        write("正在运行的机器人收到 /reload 后使用改动后的报告。")


def _facts(one: Shelved) -> dict[str, Any]:
    from bot.wording.receipts import receipt_dict

    problems = [
        {"report": fault.name, "code": fault.code, "message": problem(fault.code, fault.name, fault.detail)}
        for fault in one.problems
    ]
    gave = [receipt_dict(report) for report in one.reports]
    return {"action": one.action, "report": one.name, "kept": one.kept, "gave": gave, "problems": problems}


def _way_back(folder: Path, one: Shelved) -> str:
    if not one.kept:
        return ""
    words = ["cunwen", "reports", "restore", one.name, "--version", str(one.kept), "--reports", str(folder)]
    return f"（撤销：{shlex.join(words)}）"


def _kept(folder: Path, in_json: bool) -> int:
    from corpus.shelving import kept_of

    kept = kept_of(folder)
    if in_json:
        write_json([{"version": v.number, "report": v.name, "kept": v.kept.isoformat(timespec="seconds")} for v in kept])
    elif kept:
        rows = [(version.name, f"{version.kept:%Y-%m-%d %H:%M}", str(version.number)) for version in kept]
        write(table([("名字", "留下的时间", "编号"), *rows]))
    else:
        write("没有可以恢复的报告。")
    return 0
