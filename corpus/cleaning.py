"""Raw text becomes clean text, and every step says what it took out.

Nothing is lost: the characters of the raw text, blanks aside, are those of the clean text and of the pieces taken out
(figures written half width count as the same character).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.characters import blanks, full_width, invisible, line_ends, spaced_out
from corpus.contents import contents, dotted_lines, titles
from corpus.edits import Edit, Step, moved, rewrite
from corpus.lines import broken_lines, empty_lines
from corpus.model import Firing
from corpus.pages import page_lines, page_numbers
from corpus.site import advertising, file_title

STEPS: dict[str, Step] = {
    "line_ends": line_ends,
    "invisible": invisible,
    "full_width": full_width,
    "advertising": advertising,
    "contents": contents,  # before blanks: they part its titles from its page numbers
    "dotted_lines": dotted_lines,
    "page_numbers": page_numbers,
    "page_lines": page_lines,
    "spaced_out": spaced_out,
    "blanks": blanks,
    "broken_lines": broken_lines,
    "empty_lines": empty_lines,
}
"""The steps in their order, by the name the receipt shows."""

_ROUNDS = 20
_EXAMPLES = 3
_EXAMPLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean text, the steps that fired, and what they took out.

    ``removed`` holds every piece in full, in the order of the steps. ``titles`` are the titles that a table of contents
    listed, ``file_title`` the one a site line gave the file; both are empty when there was none. ``pages`` holds the
    offset in ``text`` at which each page begins.
    """

    text: str
    firings: tuple[Firing, ...] = ()
    removed: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    file_title: str = ""
    pages: tuple[int, ...] = ()


def clean(raw: str, pages: Sequence[int] = ()) -> Cleaned:
    """Run every step over *raw* until none finds anything: cleaning the result again changes nothing.

    pages  offsets in *raw* that are to be known in the clean text, in order

    >>> cleaned = clean("营业收入增长８％。\\n某某汇 www.example.com\\n二、问题")
    >>> cleaned.text, cleaned.removed
    ('营业收入增长8%。\\n二、问题', ('某某汇 www.example.com\\n',))
    >>> cleaned.firings[0]
    Firing(step='full_width', count=1, examples=('８％',))
    """
    text = raw.strip()  # the blank end that every file has is not worth a word
    blank = len(raw) - len(raw.lstrip())
    pages = tuple(min(max(0, page - blank), len(text)) for page in pages)
    shown: dict[str, list[str]] = defaultdict(list)
    removed: dict[str, list[str]] = defaultdict(list)
    for _ in range(_ROUNDS):
        before = text
        for name, step in STEPS.items():
            if edits := list(step(text)):
                shown[name] += [_example(text, edit) for edit in edits]
                removed[name] += [
                    text[e.start : e.end] for e in edits if not e.put.strip() and text[e.start : e.end].strip()
                ]
                text, pages = rewrite(text, edits), moved(pages, edits)
        if text == before:
            break
    return Cleaned(
        text,
        tuple(Firing(name, len(shown[name]), _examples(shown[name])) for name in STEPS if shown[name]),
        tuple(piece for name in STEPS for piece in removed[name]),
        titles(removed["contents"]),
        file_title(removed["advertising"]),
        pages,
    )


def _example(text: str, edit: Edit) -> str:
    """Show a piece that was taken out, a blank one between its neighbours; line ends as ⏎ and blanks as ␣."""
    piece = text[edit.start : edit.end]
    if piece.strip() and not piece.startswith("\n"):
        shown = piece.strip()
    else:
        shown = f"{text[max(0, edit.start - 6) : edit.start]}{piece}{text[edit.end : edit.end + 6]}"
    shown = shown.replace("\n", "⏎").replace("\u3000", "␣").replace("\xa0", "␣").replace("\t", "␣").replace("\r", "␍")
    return shown if len(shown) <= _EXAMPLE_LENGTH else f"{shown[:_EXAMPLE_LENGTH]}…"


def _examples(shown: list[str]) -> tuple[str, ...]:
    return tuple(list(dict.fromkeys(shown))[:_EXAMPLES])
