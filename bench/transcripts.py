#!/usr/bin/env python3
"""Print what the bot sends for each form of reply, over the demo reports, rendered by the code that sends it.

    python bench/transcripts.py [--write]

【…】 is bold, ┃ a block quote, ┊ one that is folded and shows three lines until it is touched, [ ] a button.
--write puts the transcripts in the place of those between the marks in both READMEs, and the chart's picture beside this
file (that needs the extra charts).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

from answering import Answer, answer
from answering.bars import like_figures
from answering.explain import explained
from answering.pipeline import follow
from answering.rephrase import asked_with
from bot.tally import Tally
from bot.wire.sending import keyboard
from bot.wording.charts import drawn
from bot.wording.explaining import why
from bot.wording.markup import Run
from bot.wording.messages import message
from bot.wording.replies import Reply, around, charted, rendered
from corpus import DEMO
from retrieval import Library, open_library

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
BEGIN, END = "<!-- transcripts: bench/transcripts.py --write -->", "<!-- /transcripts -->"
CHART = Path(__file__).with_name("chart.png")
TODAY = date(2026, 11, 22)
"""So that the age of a report does not change from day to day."""

PLAIN = "哪个村种植羊肚菌"
HIDDEN = "杨家村种了多大一片茭白"
COMPARED = "河湾县的村按集体收入分档，哪一档的村最多？"
REFUSED, OFFERED = "下湾村种了多少亩火龙果", "茭白"


def mark(action: str, page: int) -> str:
    """Stand for the signature of a button."""
    return f"{action}:{page}"


def transcripts(library: Library) -> Iterator[tuple[str, Reply]]:
    """Yield what is asked or pressed, and what comes back."""
    first = answer(PLAIN, library)
    yield PLAIN, rendered(first, mark, today=TODAY)
    yield f"[{message('buttons.context')}]", around(first, mark, today=TODAY, votes=Tally(2, 0))
    yield f"[{message('buttons.why')}]", why(explained(follow(PLAIN, library), library.retriever), mark, votes=Tally(2, 0))
    yield HIDDEN, rendered(answer(HIDDEN, library), mark, today=TODAY)
    yield COMPARED, _under_chart(answer(COMPARED, library), library)
    refusal = answer(REFUSED, library)
    yield REFUSED, rendered(refusal, mark, today=TODAY)
    second = asked_with(refusal, OFFERED, library)
    yield f"[{OFFERED}]", rendered(second, mark, note=message("answer.understood", question=second.question), today=TODAY)


def _under_chart(compared: Answer, library: Library) -> Reply:
    bars = like_figures(compared, library.retriever)
    under = charted(compared, bars, mark, today=TODAY) if bars else None
    assert under is not None, COMPARED
    return replace(under, runs=(Run(f"（{CHART.name}）\n"), *under.runs))


def told(reply: Reply) -> str:
    """Return a reply as plain lines."""
    text = ""
    for block, runs in groupby((run for run in reply.runs if run.text), key=lambda run: run.block):
        inside = "".join(f"【{run.text}】" if run.bold else run.text for run in runs)
        bar = {"": "", "quote": "┃ ", "folded": "┊ "}[block]
        text += "".join(f"{bar}{line}" for line in inside.splitlines(keepends=True))
    markup = keyboard(reply)
    rows = ["".join(f"[{button.text}]" for button in row) for row in (markup.inline_keyboard if markup else ())]
    return "\n".join([text.rstrip("\n"), *rows])


def written(library: Library) -> str:
    """Return all transcripts as one block of Markdown."""
    blocks = [f"› {asked}\n\n{told(reply)}" for asked, reply in transcripts(library)]
    return "```text\n" + "\n\n\n".join(blocks) + "\n```"


def placed(readme: str, block: str) -> str:
    """Return the text of a README with *block* between the marks.

    Raises  ValueError when the marks are not there once
    """
    pattern = re.compile(rf"({re.escape(BEGIN)}\n).*?({re.escape(END)})", re.DOTALL)
    text, count = pattern.subn(lambda match: f"{match[1]}\n{block}\n\n{match[2]}", readme)
    if count != 1:
        raise ValueError(f"the marks {BEGIN} … {END} are wanted once, and are there {count} times")
    return text


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the transcripts into both READMEs")
    options = parser.parse_args(arguments)
    library = open_library(DEMO)
    block = written(library)
    print(block)
    if options.write:
        texts = {ROOT / name: placed((ROOT / name).read_text("utf-8"), block) for name in READMES}
        for path, text in texts.items():
            path.write_text(text, "utf-8")
        compared = answer(COMPARED, library)
        if bars := like_figures(compared, library.retriever):
            CHART.write_bytes(drawn(bars, compared.parts))


if __name__ == "__main__":
    main()
