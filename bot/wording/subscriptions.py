"""What is said about subscriptions: that one began, which there are, and the news: what was known, what is so now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from answering import Answer
from bot.records.subscriptions import Known, Subscription
from bot.wording.markup import Run, fit, shorten
from bot.wording.messages import message
from bot.wording.replies import Button, Reply, rendered

SHOWN = 120
"""UTF-16 units of a question or an answer."""
BEFORE = 300
"""UTF-16 units of the quote that was."""
LABEL = 24

Sign = Callable[[int], str]
"""From a subscription's number to the data of the button that ends it."""


def subscribed(how: str, number: int, question: str, known: Known, sign: Sign) -> Reply:
    """Say that the question will be watched; *how* is 'added' or 'again'."""
    lines = [message(f"watch.{how}", question=shorten(question, SHOWN)), f"{message('watch.now')}{_told(known)}", message("watch.when")]
    return Reply(fit([Run("\n".join(lines))]), (Button(message("watch.button"), sign(number)),))


def listed(subscriptions: Sequence[Subscription], sign: Sign) -> Reply:
    """Return somebody's subscriptions, each with a button that ends it."""
    if not subscriptions:
        return Reply(fit([Run(message("watch.none"))]))
    runs = [Run(message("watch.title", count=len(subscriptions)), bold=True)]
    for number, each in enumerate(subscriptions, 1):
        runs.append(Run("\n" + message("watch.line", number=number, question=shorten(each.question, SHOWN))))
        runs.append(Run("\n" + message("watch.answer", answer=_told(each.known))))
    buttons = [
        Button(message("watch.button_of", number=number, question=shorten(each.question, LABEL)), sign(each.id))
        for number, each in enumerate(subscriptions, 1)
    ]
    return Reply(fit(runs), tuple(buttons))


def news(question: str, before: Known, now: Answer, data: str, today: date | None = None) -> Reply:
    """Tell a subscriber what changed: the question, the old answer and quote, and the new answer as any other is told.

    data  of the button that ends the subscription
    """
    same = before.answer is not None and before.answer == now.answer
    runs = [
        Run(message("watch.reworded" if same else "watch.changed"), bold=True),
        Run(f"\n{message('watch.question', question=shorten(question, SHOWN))}\n"),
        Run(f"{message('watch.before')}{_told(before)}\n"),
        *([Run(shorten(before.quote, BEFORE), block="quote"), Run("\n")] if before.quote else []),
        Run(message("watch.now") + "\n"),
        *rendered(now, today=today).runs,
    ]
    return Reply(fit(runs), (Button(message("watch.button"), data),))


def _told(known: Known) -> str:
    """Return an answer in a line, with the report that says so."""
    if known.answer is None:
        return message("answer.not_found")
    return message("watch.known", answer=shorten(known.answer, SHOWN), title=known.title)
