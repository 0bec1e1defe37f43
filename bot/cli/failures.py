"""Expected failures in Chinese: what happened, where, what to do. The sentences are those of the bot."""

from __future__ import annotations

import sqlite3

from bot.system import why, why_sqlite


def sentence(error: Exception) -> str | None:
    """Return what to tell about *error*, None when it is none that is expected."""
    from bot.errors import BotError
    from bot.settings import SettingsError
    from bot.wording.messages import message
    from corpus import CorpusError, EmptyFolder

    match error:
        case SettingsError():
            return "\n".join(error.problems)
        case CorpusError():
            files = error.problems if isinstance(error, EmptyFolder) else ()
            told = [problem(fault.code, fault.name, fault.detail) for fault in files]
            return "\n".join([problem(type(error).__name__, str(error.path), error.detail), *told])
        case BotError():
            return message(type(error).__name__, **error.facts)
        case sqlite3.DatabaseError():
            return f"数据文件用不了（{why_sqlite(error)}）。请检查 --data 指的目录。"
        case OSError():
            return f"{error.filename or '输出'}：{why(error)}。"
    return None


def problem(code: str, path: str, detail: str, since: str = "") -> str:
    """Return the sentence for a file or folder that gave no report.

    code   a class name of ``corpus.errors``
    since  when that began, where an earlier version of the file still answers
    """
    from bot.wording.faults import fault

    return fault(code, path, detail, since)
