"""An answer on its way out: with a picture where it holds like figures, as a text where it does not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from telegram import Message

from answering import Answer
from answering.bars import Bars, compares, like_figures
from bot.desk import Desk
from bot.logs import where
from bot.wire.sending import send_picture, tell
from bot.wording.charts import drawn, face
from bot.wording.replies import Button, Mark, Reply, charted, rendered, unsigned
from retrieval import Library

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chart:
    """Like figures and their picture, a PNG."""

    bars: Bars
    picture: bytes


@dataclass(frozen=True, slots=True)
class Look:
    """An answer as it is sent, its buttons not signed: a message, and where there are like figures what a picture needs."""

    text: Reply
    picture: bytes = b""
    under: Reply | None = None


async def answer_with(
    desk: Desk, message: Message, result: Answer, library: Library, mark: Mark, note: str, also: Sequence[Button] = ()
) -> int:
    """Send *result* under *message* and return the number of what was sent; raises TelegramError when it cannot be delivered.

    also  buttons behind those of the answer
    """
    today = date.today()
    look = await desk.recall.once(result, (note, today), lambda: _look(result, library, note, today))
    if look.under and (sent := await send_picture(message, look.picture, look.under.signed(mark))):
        return sent
    reply = look.text.signed(mark)
    return await tell(message, replace(reply, buttons=(*reply.buttons, *also)) if also else reply)


async def _look(result: Answer, library: Library, note: str, today: date) -> Look:
    text = rendered(result, unsigned, note=note, today=today)
    text = replace(text, made=text.html)
    chart = await chart_of(result, library)
    return Look(text, chart.picture, charted(result, chart.bars, unsigned, note, today)) if chart else Look(text)


async def chart_of(result: Answer, library: Library) -> Chart | None:
    """Draw the like figures of an answer beside the event loop; None when it has none, or nothing draws here."""
    return await asyncio.to_thread(_draw, result, library) if compares(result) else None


def _draw(result: Answer, library: Library) -> Chart | None:
    try:
        bars = like_figures(result, library.retriever) if face() else None
        return Chart(bars, drawn(bars, result.parts)) if bars else None
    except Exception as error:  # the answer matters more than its picture
        log.error("a chart could not be drawn: %s", where(error))
        return None
