"""Text with bold and quoted parts, turned into Telegram's HTML: escaped, balanced and never too long.

A message is a sequence of Runs. Tags are only made from whole runs, so they close whatever the text holds, and a
message is shortened before tags are put around it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

LIMIT = 4096
"""UTF-16 units of the HTML. Telegram counts characters after parsing, so this is on the safe side of every reading."""

CAPTION = 1024
"""The same of what stands under a picture."""
LOOKS = 90
"""Bold, italic and quoted pieces of one message; Telegram shows the first hundred."""

SENTENCE_END = re.compile(r"[。！？；\n]")
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, half surrogates, and the marks that turn the direction of all that follows in the message."""
OPENING = {"": "", "quote": "<blockquote>", "folded": "<blockquote expandable>"}


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. ``block`` is '' for plain lines, 'quote' for a block quote, 'folded' for one that unfolds."""

    text: str
    bold: bool = False
    italic: bool = False
    block: str = ""


def units(text: str) -> int:
    """Return the length as Telegram counts entity offsets: in UTF-16 code units.

    >>> units("村😀")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def seen(text: str) -> str:
    r"""Return *text* without what nobody sees and Telegram does not take.

    >>> seen("亩\u202e产\x00")
    '亩产'
    """
    return UNSEEN.sub("", text)


def short(text: str, limit: int) -> str:
    """Return *text* in one line of at most *limit* UTF-16 units."""
    return shorten(" ".join(text.split()), limit)


def to_html(runs: Sequence[Run]) -> str:
    """Return *runs* as HTML for ``parse_mode=HTML``.

    >>> to_html([Run("a<b"), Run("甲", bold=True, block="quote")])
    'a&lt;b<blockquote><b>甲</b></blockquote>'
    """
    out = []
    for block, members in groupby((run for run in runs if seen(run.text)), key=lambda run: run.block):
        inside = "".join(_tagged(run) for run in members)
        out.append(f"{OPENING[block]}{inside}</blockquote>" if block else inside)
    return "".join(out)


def to_plain(runs: Sequence[Run]) -> str:
    """Return the words alone."""
    return "".join(seen(run.text) for run in runs)


def _tagged(run: Run) -> str:
    text = html.escape(seen(run.text), quote=False)
    if run.bold:
        text = f"<b>{text}</b>"
    return f"<i>{text}</i>" if run.italic else text


def shorten(text: str, limit: int) -> str:
    """Cut *text* to at most *limit* UTF-16 units, at a sentence end in its second half if there is one, with … after.

    >>> shorten("第一句。第二句。第三句", 9)
    '第一句。第二句。…'
    """
    if units(text) <= limit:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * max(limit - 1, 0)].decode("utf-16-le", "ignore")
    ends = [match.end() for match in SENTENCE_END.finditer(kept)]
    if ends and ends[-1] > len(kept) // 2:
        kept = kept[: ends[-1]]
    return f"{kept.rstrip()}…" if limit > 0 else ""


def fit(runs: Sequence[Run], limit: int = LIMIT) -> tuple[Run, ...]:
    """Shorten the longest run, again and again, until the HTML of all is at most *limit* UTF-16 units."""
    fitted = _plainer([run for run in runs if run.text])
    while (excess := units(to_html(fitted)) - limit) > 0:
        longest = max(range(len(fitted)), key=lambda i: units(fitted[i].text))
        run = fitted[longest]
        # An escaped character takes up to five units: taking away the excess in characters could take far too much.
        target = units(run.text) - max(1, excess // 5)
        if target < 1:
            del fitted[longest]
        else:
            fitted[longest] = replace(run, text=shorten(run.text, target))
    return tuple(fitted)


def _plainer(runs: Sequence[Run]) -> list[Run]:
    """Take the looks of the last runs that have any, where there are more than LOOKS."""
    looks, plainer = 0, []
    for run in runs:
        looks += run.bold + run.italic
        plainer.append(run if looks <= LOOKS else replace(run, bold=False, italic=False))
    return plainer
