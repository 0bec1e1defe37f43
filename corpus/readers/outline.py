"""The lines of a document with an outline, and how its headings are made to show in plain text."""

from __future__ import annotations

from typing import NamedTuple

from corpus.headings import is_title
from corpus.marks import begins_block


class Line(NamedTuple):
    """A line of the text; ``outline`` is 0 for the highest heading, None for text."""

    text: str
    outline: int | None = None


def marked(lines: list[Line]) -> list[str]:
    """Return the lines as text. Headings that do not show as such by themselves are marked with the # of Markdown.

    A first heading that is the only one of its level is the title.
    """
    found = [i for i, line in enumerate(lines) if line.outline is not None]
    if found and found[0] == 0 and len(found) > 1 and all(lines[i].outline != lines[0].outline for i in found[1:]):
        found = found[1:]
    plain = [i for i in found if not begins_block(lines[i].text)]
    following = [lines[i + 1].text if i + 1 < len(lines) else "" for i in found]
    alike = len({lines[i].outline for i in found}) == 1 and len(plain) == len(found)
    shown = alike and all(is_title(lines[i].text, after) for i, after in zip(found, following, strict=True))
    texts = [line.text for line in lines]
    if plain and not shown:
        highest = min(lines[i].outline or 0 for i in found)
        for i in found:
            depth = min(6, 2 + (lines[i].outline or 0) - highest)
            texts[i] = f"{'#' * depth} {texts[i]}"
    return texts


def on_one_line(text: str) -> str:
    return "".join(line.strip() for line in text.split("\n"))
