"""``cunwen reports``: what there is to answer from, and what became of each file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.chinese import Argument, Group
from bot.cli.common import Failure, Progress, as_json, folders, tell, warn, write, write_json
from bot.cli.failures import problem

if TYPE_CHECKING:
    from corpus import Corpus, Problem, Report

LIST_EXAMPLES = (
    ("cunwen reports", "列出自带的示例报告"),
    ("cunwen reports list --reports ./报告 --json", "列出自己的报告，一行 JSON"),
)
SHOW_EXAMPLES = (
    ("cunwen reports show 青禾镇2022年党建促乡村振兴工作总结.txt", "打印一份报告的正文"),
    ("cunwen reports show 青禾镇", "只写名字的一部分也行，认得出是哪一份就好"),
)
CHECK_EXAMPLES = (
    ("cunwen reports check --reports ./报告", "检查目录里的每个文件"),
    ("cunwen reports check 新报告.txt", "放进目录之前先看看读得怎样"),
)


FILES = "要检查的文件；不写就检查报告目录里的全部。"


@click.group(cls=Group, examples=LIST_EXAMPLES, invoke_without_command=True)
@as_json
@folders
@click.pass_context
def reports(ctx: click.Context, in_json: bool, reports: Path, data: Path) -> int | None:
    """列出报告，看一份报告的正文，或检查文件读得怎样。

    不写命令就是 list。
    """
    return None if ctx.invoked_subcommand else _list(reports, data, in_json)


@reports.command("list", examples=LIST_EXAMPLES)
@as_json
@folders
def list_reports(in_json: bool, reports: Path, data: Path) -> int:
    """列出报告：标题、地点、级别、年份、日期、段数、句数、字数；从文中或文件名找到的会注明。"""
    return _list(reports, data, in_json)


@reports.command(examples=SHOW_EXAMPLES)
@click.argument("name", metavar="名字", cls=Argument, explain="报告的文件名、标题，或其中认得出的一部分。")
@folders
def show(name: str, reports: Path, data: Path) -> int:
    """打印一份报告的正文，即答案里引文位置所数的那份文字。"""
    text = _named(name, _corpus(reports, data)).text
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    return 0


@reports.command(examples=CHECK_EXAMPLES)
@click.argument("files", nargs=-1, metavar="[文件]…", type=click.Path(path_type=Path), cls=Argument, explain=FILES)
@as_json
@folders
def check(files: tuple[Path, ...], in_json: bool, reports: Path, data: Path) -> int:
    """检查每个文件：格式、编码、页数、段落、表格、清理步骤和警告；--json 列出删去的全部文字。

    退出码：0 都能读，2 有读不出来的文件。
    """
    from bot.wording.messages import message
    from bot.wording.receipts import receipt_dict, receipt_text

    found = _read(files) if files else _readings(reports, data)
    remarks = [message(f"remarks.{r.code}", path=r.name, detail=r.detail) for r in found.remarks]
    if in_json:
        receipts, problems = map(receipt_dict, found.reports), map(_told, found.problems)
        write_json({"reports": [*receipts], "problems": [*problems], "remarks": remarks})
    else:
        heading = [message("reports.problems")] if found.problems else []
        for line in (*map(receipt_text, found.reports), *remarks, *heading, *map(_sentence, found.problems)):
            write(line)
    return 2 if found.problems else 0


def _corpus(folder: Path, data: Path, tolerant: bool = False) -> Corpus:
    from retrieval.library import open_corpus

    with Progress("读取报告") as progress:
        corpus = open_corpus(folder, progress, data=data, tell=tell)
    if not tolerant:
        for fault in corpus.problems:
            warn(f"没有读入 {_sentence(fault)}")
    return corpus


def _readings(folder: Path, data: Path) -> Corpus:
    """Return what the folder's files gave, also when none of them is a report."""
    from corpus import Corpus, EmptyFolder

    try:
        return _corpus(folder, data, tolerant=True)
    except EmptyFolder as error:
        if error.problems:
            return Corpus((), error.problems, "")
        raise


def _read(files: Iterable[Path]) -> Corpus:
    from corpus import Corpus, CorpusError, Problem, Report, load_each
    from corpus.catalog import read_catalog

    good: list[Report] = []
    bad: list[Problem] = []
    for path in files:
        try:
            for found in load_each(path, read_catalog(path.parent)):
                if isinstance(found, Report):
                    good.append(found)
                else:
                    bad.append(replace(found, name=str(path.parent / found.name)))
        except CorpusError as error:  # the reports.yaml beside it
            bad.append(Problem(str(error.path), type(error).__name__, error.detail))
    return Corpus(tuple(good), tuple(dict.fromkeys(bad)), "")  # several files may stand beside one broken reports.yaml


def _named(name: str, corpus: Corpus) -> Report:
    """Return the report of that file name or title, or the only one that holds *name* in either."""
    names = {report.name: report for report in corpus.reports}
    exact = [report for report in corpus.reports if name in (report.name, Path(report.name).stem, report.title)]
    holding = [report for report in corpus.reports if name in report.name or name in report.title]
    if exact:
        return exact[0]
    if len(holding) == 1:
        return holding[0]
    near = [report.name for report in holding] or get_close_matches(name, names, n=3, cutoff=0.2) or list(names)[:3]
    reason = f"“{name}”对得上 {len(holding)} 份报告" if holding else f"没有叫“{name}”的报告"
    raise Failure(f"{reason}。是不是：{'、'.join(near)}？全部报告：cunwen reports")


def _list(folder: Path, data: Path, in_json: bool) -> int:
    from bot.wording.receipts import summary

    corpus = _corpus(folder, data)
    if in_json:
        write_json([summary(report) for report in corpus.reports])
    else:
        for report in corpus.reports:
            write(_line(report))
        write(f"共 {len(corpus.reports)} 份报告。")
    return 0


def _line(report: Report) -> str:
    from bot.wording.messages import message
    from bot.wording.receipts import facts, summary

    size = summary(report)
    counts = message("reports.counts", **{name: size[name] for name in ("paragraphs", "sentences", "characters")})
    return "\n    ".join((report.name, "｜".join((report.title, *facts(report), counts))))


def _told(fault: Problem) -> dict[str, str]:
    return {"report": fault.name, "code": fault.code, "message": _sentence(fault)}


def _sentence(fault: Problem) -> str:
    return problem(fault.code, fault.name, fault.detail, fault.since)
