"""``cunwen eval``: answers scored against gold questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.ask import answers
from bot.cli.chinese import Argument, Command, Number, OneOf
from bot.cli.common import Failure, Progress, as_json, folders, library, write, write_json
from bot.cli.conversations import Conversation
from bot.system import why

if TYPE_CHECKING:
    from answering import Answer
    from answering.diagnosis import Diagnosis
    from answering.scoring import Gold, Scorecard
    from retrieval import Library

GOLD = "JSONL 文件，一行一个问题或一段对话。"
EXAMPLES = (
    ("cunwen eval tests/cases/demo.jsonl", "给示例报告上的标准问题打分"),
    ("cunwen eval 问题.jsonl --reports ./报告 --misses 20", "列出前 20 个没答好的问题"),
    ("cunwen eval 问题.jsonl --by kind --by style", "按问题种类和问法分列"),
)


@click.command("eval", cls=Command, examples=EXAMPLES)
@click.argument("gold", metavar="标准问题", type=click.Path(path_type=Path), cls=Argument, explain=GOLD)
@click.option("--misses", type=Number(least=0), default=0, metavar="个数", help="列出没答好的问题和原因，至多几个。")
@click.option("--by", type=OneOf("kind", "style", "report"), multiple=True, help="另按种类、问法或报告分列，可写几次。")
@as_json
@folders
def evaluate(gold: Path, misses: int, by: tuple[str, ...], in_json: bool, reports: Path, data: Path) -> int:
    """回答一批标准问题并打分。

    输出的各项：score 总分，answered 作答率，answer 答案正确率，quote@1 与 quote@3 出处正确率，
    refused 该拒答时的拒答率，verbatim 引文逐字率，p50 与 p95 每问毫秒数。比率都是 0 到 1 之间的小数。

    没答好的问题按在哪一步丢的答案分出原因，并给出正确出处的排位：段落是全文检索的名次，
    句子是检出的句子里的名次，选取是比较各句的片段之后的名次。
    """
    from bot.cli import marks

    asked, opened = _gold(gold), library(reports, data)
    card = _score(asked, opened, reports)
    found = _diagnoses(asked, card, opened)
    fields = tuple(dict.fromkeys(by))
    if in_json:
        write_json(marks.as_json(card, fields, found, misses))
        return 0
    blocks = [*map(marks.told, found[:misses]), marks.figures(card)]
    blocks += [marks.shares(field, card.by(field)) for field in fields]
    write("\n\n".join([*blocks, marks.causes(found)] if found else blocks))
    return 0


def _gold(path: Path) -> tuple[tuple[Gold, ...], ...]:
    from answering.scoring import GoldError, read_gold

    try:
        return read_gold(path)
    except GoldError as error:
        where = f"第 {error.line} 行" if error.line else "不是 UTF-8 文字，"
        lack = f"缺少 {error.field}" if error.field else "不是标准问题的 JSON"
        raise Failure(f"{path} {where}{lack}。写法见 README 的“标准问题”一节。") from error
    except OSError as error:
        raise Failure(f"打不开标准问题文件 {path}（{why(error)}）。请检查路径。") from error


def _score(conversations: Sequence[Sequence[Gold]], reports: Library, folder: Path) -> Scorecard:
    from answering.scoring import score

    given: list[Answer] = []
    with Progress("作答") as progress:
        for done, golds in enumerate(conversations, 1):
            given += answers(Conversation(tuple(gold.question for gold in golds)), reports)
            progress(done, len(conversations), golds[-1].id if golds else "")
    return score([gold for golds in conversations for gold in golds], given, _sources(reports, folder))


def _diagnoses(
    conversations: Sequence[Sequence[Gold]], card: Scorecard, reports: Library
) -> tuple[Diagnosis, ...]:
    from answering.diagnosis import diagnose

    found: list[Diagnosis] = []
    with Progress("查原因") as progress:
        for diagnosis in diagnose(conversations, card.marks, reports):
            found.append(diagnosis)
            progress(len(found), len(card.misses), diagnosis.mark.gold.id)
    return tuple(found)


def _sources(reports: Library, folder: Path) -> dict[str, str]:
    """Return each report's text as its file has it, before any cleaning; the clean text where the file is no text."""
    sources = {}
    for report in reports.corpus.reports:
        try:
            sources[report.name] = (folder / report.name).read_text(encoding=report.receipt.encoding)
        except (OSError, ValueError, LookupError):
            sources[report.name] = report.text
    return sources

