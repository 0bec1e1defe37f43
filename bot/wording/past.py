"""What somebody asked before: a page of it with a button for each question, and what became of it when it was deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.records.history import Entry
from bot.wording.markup import Run, fit, shorten
from bot.wording.messages import message, sentences
from bot.wording.replies import Button, Reply

PAGE = 5
"""Questions on a page: their buttons and those that turn it fit into one row."""
SHOWN = 120
"""UTF-16 units of a question or an answer in a list."""


def history(entries: Sequence[Entry], page: int, total: int, sign: Callable[[str, int], str]) -> Reply:
    """Return page number *page* (from 0) of what somebody asked here.

    entries  the questions on it, latest first
    total    how many there are on all pages
    sign     signs the buttons: ('again', message id of a question), ('turn', number of a page)
    """
    if not entries:
        return Reply(fit([Run(message("history.none"))]))
    pages = -(-total // PAGE)
    runs = [Run(message("history.title", total=total, page=page + 1, pages=pages), bold=True)]
    for number, entry in enumerate(entries, page * PAGE + 1):
        runs.append(Run("\n" + message("history.line", number=number, question=shorten(entry.asked, SHOWN))))
        said = shorten(entry.answer, SHOWN) if entry.answer else message("history.unanswered")
        runs.append(Run("\n" + message("history.answer", answer=said)))
    runs.append(Run("\n\n" + message("history.how"), italic=True))
    asking = [Button(str(n), sign("again", e.message)) for n, e in enumerate(entries, page * PAGE + 1)]
    newer = [Button(message("history.newer"), sign("turn", page - 1))] if page else []
    older = [Button(message("history.older"), sign("turn", page + 1))] if page + 1 < pages else []
    return Reply(fit(runs), (*newer, *asking, *older))


def forgotten(deleted: Mapping[str, int]) -> str:
    """Say what was deleted, by table.

    >>> forgotten({"turns": 3})
    '已删除您的全部记录：提问 3 条。'
    """
    if not deleted:
        return message("forget.none")
    named = [(f"forget.{table}", count) for table, count in deleted.items()]
    what = [message(code if code in sentences() else "forget.other", count=count) for code, count in named]
    return message("forget.done", what="，".join(what))
