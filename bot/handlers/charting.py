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
from bot.logs import where
from bot.wire.sending import send, send_picture
from bot.wording.charts import drawn, face
from bot.wording.replies import Button, Mark, charted, rendered
from retrieval import Library

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chart:
    """Like figures and their picture, a PNG."""

    bars: Bars
    picture: bytes


async def answer_with(
    message: Message, result: Answer, library: Library, mark: Mark, note: str, also: Sequence[Button] = ()
) -> Message:
    """Send *result* under *message* and return what was sent; raises TelegramError when it cannot be delivered.

    also  buttons behind those of the answer
    """
    if chart := await chart_of(result, library):
        under = charted(result, chart.bars, mark, note, date.today())
        if under and (sent := await send_picture(message, chart.picture, under)):
            return sent
    reply = rendered(result, mark, note=note, today=date.today())
    return await send(message, replace(reply, buttons=(*reply.buttons, *also)))


async def chart_of(result: Answer, library: Library) -> Chart | None:
    """Draw the like figures of an answer beside the event loop; None when it has none, or nothing draws here."""
    return await asyncio.to_thread(_draw, result, library) if compares(result) and face() else None


def _draw(result: Answer, library: Library) -> Chart | None:
    try:
        bars = like_figures(result, library.retriever)
        return Chart(bars, drawn(bars, result.parts)) if bars else None
    except Exception as error:  # the answer matters more than its picture
        log.error("a chart could not be drawn: %s", where(error))
        return None
