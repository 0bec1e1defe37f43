"""Why a file or a folder gave no report, in one sentence with one piece of advice."""

from __future__ import annotations

from bot.system import in_chinese
from bot.wording.messages import message, sentences


def fault(code: str, path: str, detail: str, since: str = "") -> str:
    """Return the sentence for a file or folder that gave no report.

    code    a class name of ``corpus.errors``
    detail  the fact; where it says itself what to do, the sentence says nothing more
    since   when that began, where an earlier version of the file still answers
    """
    told = in_chinese(detail)
    advised = f"{code}Advised"
    known = advised if "请" in told and advised in sentences() else code if code in sentences() else "ReportError"
    return message(known, path=path, detail=told) + (message("reports.since", since=since) if since else "")
