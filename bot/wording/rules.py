"""The settings of a chat as a message with buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.records.groups import Rules
from bot.wording.markup import Run, fit, shorten
from bot.wording.messages import message
from bot.wording.replies import Button, Reply

CHINA = "Asia/Shanghai"
PAGE = 8
"""Reports on one page of the list."""
LABEL = 48
"""UTF-16 units of a title on a button."""
NAMED = 6
"""Reports named among the settings."""
PRESETS = ((22 * 60, 7 * 60), (21 * 60, 8 * 60))
"""Quiet hours offered one after the other by the button; others can be written."""

Sign = Callable[[str, int, int, str], str]
"""From an action ('rules', 'reports'), what (or the page), the value wanted and a report's name to the data of a button."""
SHOW, QUESTIONS, QUIET = range(3)
"""What a button 'rules' is about."""
LIST, ALLOW, FORBID, ALL, RELEASE = range(5)
"""What a button 'reports' wants."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A report that can be chosen."""

    name: str
    title: str


def rules_shown(
    rules: Rules, reports: Sequence[Shelved], sign: Sign | None, *, group: bool = True, sees_all: bool = True,
    title: str = "title", note: str = "", zone: str = CHINA,
) -> Reply:
    """Return the settings.

    rules     with the names of the reports that may be asked after all
    reports   all there are
    sign      makes the buttons; without it there are none
    group     whether the chat is a group; in another only the reports matter
    title     the sentence on top
    sees_all  whether Telegram delivers what is not addressed to the bot
    note      a line at the end
    zone      whose clock the quiet hours go by
    """
    rows = [message(f"rules.{title}")]
    if group:
        rows += [message("rules.questions" if rules.questions else "rules.addressed")]
        rows += [message("rules.needs_privacy_off")] if rules.questions and not sees_all else []
    rows.append(_allowed(rules, reports))
    if group:
        clock = message("rules.beijing") if zone == CHINA else message("rules.clock", zone=zone)
        quiet = message("rules.quiet", hours=hours(rules.quiet), clock=clock) if rules.quiet else message("rules.never_quiet")
        rows.append(quiet)
    text = "\n".join([*rows, *([note] if note else [])])
    return Reply(fit([Run(text)]), _buttons(rules, sign, group=group) if sign else (), stacked=True)


def _allowed(rules: Rules, reports: Sequence[Shelved]) -> str:
    locked = message("rules.by_owner") if rules.locked else ""
    if rules.reports is None:
        return message("rules.all_reports", count=len(reports), by=locked)
    titles = [f"《{shorten(report.title, LABEL)}》" for report in reports if report.name in rules.reports]
    if not titles:
        return message("rules.no_reports", by=locked)
    more = "…" if len(titles) > NAMED else ""
    return message("rules.some_reports", count=len(titles), titles="".join(titles[:NAMED]) + more, by=locked)


def hours(quiet: tuple[int, int]) -> str:
    """
    >>> hours((1290, 420))
    '21:30–7:00'
    """
    return "–".join(f"{minutes // 60}:{minutes % 60:02}" for minutes in quiet)


def _buttons(rules: Rules, sign: Sign, *, group: bool) -> tuple[Button, ...]:
    choose = Button(message("rules.choose"), sign("reports", 0, LIST, ""))
    if not group:
        return (choose,)
    other = message("rules.to_addressed" if rules.questions else "rules.to_questions")
    following = _following(rules.quiet)
    quiet = message("rules.to_quiet", hours=hours(following)) if following else message("rules.to_never_quiet")
    return (
        Button(other, sign("rules", QUESTIONS, int(not rules.questions), "")),
        choose,
        Button(quiet, sign("rules", QUIET, packed(following), "")),
    )


def _following(quiet: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return the preset after *quiet*: None, then each of them, then None again."""
    choices = (None, *PRESETS)
    return choices[(choices.index(quiet) + 1) % len(choices)] if quiet in choices else None


def packed(quiet: tuple[int, int] | None) -> int:
    """Return quiet hours as one number, 0 for none.

    >>> unpacked(packed((1290, 420))), unpacked(packed(None))
    ((1290, 420), None)
    """
    return quiet[0] * 1440 + quiet[1] if quiet else 0


def unpacked(number: int) -> tuple[int, int] | None:
    """Undo ``packed``."""
    start, end = divmod(number, 1440)
    return (start, end) if number else None


def choice_shown(rules: Rules, reports: Sequence[Shelved], page: int, sign: Sign, *, release: bool = False) -> Reply:
    """Return the list in which reports are switched on and off, *page* counted from 0.

    release  whether there is a button that leaves the choice to others again
    """
    pages = max(1, -(-len(reports) // PAGE))
    page = min(page, pages - 1)
    buttons = [_switch(report, rules, page, sign) for report in reports[page * PAGE : (page + 1) * PAGE]]
    if pages > 1:
        following = (page + 1) % pages
        buttons.append(Button(message("rules.next", page=following + 1, pages=pages), sign("reports", following, LIST, "")))
    buttons.append(Button(message("rules.to_all"), sign("reports", page, ALL, "")))
    if release:
        buttons.append(Button(message("rules.release"), sign("reports", page, RELEASE, "")))
    buttons.append(Button(message("rules.back"), sign("rules", SHOW, 0, "")))
    return Reply(fit([Run(f"{message('rules.choice')}\n{_allowed(rules, reports)}")]), tuple(buttons), stacked=True)


def _switch(report: Shelved, rules: Rules, page: int, sign: Sign) -> Button:
    allowed = rules.reports is None or report.name in rules.reports
    label = message("rules.allowed" if allowed else "rules.forbidden", title=shorten(report.title, LABEL))
    return Button(label, sign("reports", page, FORBID if allowed else ALLOW, report.name))
