"""What the commands share: the two folders, the library with its progress bar, writing lines, failing in words."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.system import in_chinese

if TYPE_CHECKING:
    from retrieval import Choice, Event, Library

FEW_FILES = 20
"""Up to here reading is over before a progress bar is noticed."""
BAR = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} 已用 {elapsed} 还要 {remaining}{postfix}"


class Failure(click.ClickException):
    """An expected failure: one Chinese sentence that says what to do, exit code 2."""

    exit_code = 2


def folders(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--reports`` and ``--data``; it is called with both as paths.

    What the command line leaves open is taken from the group it stands in (``cunwen reports --reports DIR list``), then
    from the environment, then the defaults.
    """

    @click.option("--reports", type=click.Path(path_type=Path), metavar="目录", help="报告目录，默认用自带的示例报告。")
    @click.option("--data", type=click.Path(path_type=Path), metavar="目录", help="数据目录，放历史记录和读过的报告。")
    @functools.wraps(command)
    def resolved(*args: Any, reports: Path | None, data: Path | None, **rest: Any) -> Any:
        from bot.settings import read_folders

        reports, data = read_folders(reports or _inherited("reports"), data or _inherited("data"))
        return command(*args, reports=reports, data=data, **rest)

    return resolved


def _inherited(name: str) -> Path | None:
    parent = click.get_current_context().parent
    return parent.params.get(name) if parent else None


def as_json(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--json``, which it receives as ``in_json``."""
    return click.option("--json", "in_json", is_flag=True, help="以 JSON 输出。")(command)


def watching(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--watch``, which it receives as ``watch``."""
    return click.option("--watch", is_flag=True, help="报告目录里的文件有变化时，自动重新读取。")(command)


def library(folder: Path, data: Path) -> Library:
    """Open the reports of *folder*, saying on a terminal how far reading has come; what was read is kept in *data*.

    Raises  SettingsError when CUNWEN_ENGINE names no engine: a wrong setting is told, not passed over
    """
    from corpus.garbage import settled
    from retrieval import open_library

    with Progress("读取报告") as progress:
        library = open_library(folder, progress, data=data, tell=tell, engine=engine())
    settled()
    return library


def engine() -> Choice:
    """Return the search engine that the settings name; raises SettingsError when they name none."""
    from bot.settings import read_engine
    from retrieval import Choice

    return Choice(*read_engine())


def tell(event: Event) -> None:
    """Say what became of the data folder: the reports are read all the same."""
    from bot.wording.messages import message

    warn(message(f"library.{event.code}", path=event.path, detail=in_chinese(event.detail)))


class Progress:
    """A bar on standard error: only on a terminal, and only when there is much to do.

    Called as (done, total, name) or (done, total, name, characters so far); it works out the time that is left.
    """

    def __init__(self, label: str, few: int = FEW_FILES) -> None:
        self._label = label
        self._few = few
        self._bar: Any = None

    def __call__(self, done: int, total: int, name: str, characters: int = 0) -> None:
        if self._bar is None:
            if total <= self._few or done == total or not sys.stderr.isatty():
                return
            from tqdm import tqdm

            self._bar = tqdm(total=total, desc=self._label, file=sys.stderr, leave=False, bar_format=BAR)
        self._bar.total = total
        told = f"{characters / 10_000:.0f} 万字 {name}" if characters else name
        self._bar.set_postfix_str(told, refresh=False)
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


def write(line: str) -> None:
    """Write one line to standard output at once, so that a reader at the other end of a pipe has it."""
    print(line, flush=True)


def write_json(value: Any) -> None:
    """Write *value* as one line of JSON."""
    write(json.dumps(value, ensure_ascii=False))


def warn(sentence: str) -> None:
    """Write a remark to standard error."""
    print(sentence, file=sys.stderr, flush=True)


def text_of(question: str) -> str:
    """Return *question* without lone surrogates, which no output encoding can carry.

    Those that Python makes of an argument's bytes under an ASCII locale are turned back into the characters meant.
    """
    try:
        return question.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return question.encode("utf-8", "replace").decode("utf-8")
