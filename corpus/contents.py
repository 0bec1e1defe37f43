"""The cleaning steps that take out a table of contents, and the titles it named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.edits import Edit

_WORD = re.compile(
    r"^[^\S\n]*[【\[]?(?:目[^\S\n]*[录次]|目[^\S\n]*錄|CONTENTS|Contents)[】\]]?(?=[\s:：一第])[^\S\n:：]*(?:[:：][^\S\n]*)?", re.M
)
_PAGE = r"(?:[-–—－(（][^\S\n]*)?(?P<page>\d{1,3})(?:[^\S\n]*[-–—－)）])?"
_ENTRY = re.compile(
    rf"\s*(?P<title>[^\s。！？；][^\n。！？；]{{0,59}}?)[ \t\u3000\xa0.．…·•⋯_—－―─-]+{_PAGE}(?=\s|$)"
)
_WRAPPED = re.compile(
    rf"\s*(?P<title>[^\s。！？；\d][^\n。！？；]{{5,59}}\n[^\n。！？；]{{1,40}}?)(?:[.．…·•⋯_—－―─-]{{2,}}|\t)[^\S\n]*{_PAGE}(?=\s|$)"
)
_DOTTED = re.compile(r"^[^\n]{1,80}?(?:[.．…·•⋯]{2,}|(?:[.．…·•⋯]\ ){3,}|[—－―─_-]{4,})[^\S\n]*\d{1,3}[^\S\n]*(?:\n|\Z)", re.M)
_TABBED = re.compile(r"^(?P<title>[^\n。！？；]{2,60}?)(?:\t+|[ \u3000\xa0]{2,})(?P<page>\d{1,3})[^\S\n]*(?:\n|\Z)", re.M)
_FEWEST = 3
"""Entries of a table of contents that nothing heads."""
_MOST_LINES = 200


def contents(text: str) -> Iterator[Edit]:
    r"""Take out tables of contents: the entries after a line-beginning 目录, with page numbers or standing again below;
    without the word, lines with rising page numbers whose titles all stand again below.

    What follows the last entry on its line stays when it is the first title, glued on; otherwise that is no table.

    >>> from corpus.edits import apply
    >>> apply(contents, "目录 甲路 乙篇 1 丙路 丁章 3 甲路 乙篇\n近年来")
    '甲路 乙篇\n近年来'
    >>> apply(contents, "目录\n一、成效\n二、问题\n一、成效\n修了路。\n二、问题\n缺水。")
    '一、成效\n修了路。\n二、问题\n缺水。'
    >>> apply(contents, "目录 一套，制度 3 项。\n目录已印发。")
    '目录 一套，制度 3 项。\n目录已印发。'
    """
    done = 0
    for start, end in sorted([*_headed(text), *_unheaded(text)]):
        if start >= done:
            yield Edit(start, end)
            done = end


def _headed(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    for word in _WORD.finditer(text):
        if word.start() >= done and (done := _end_of_table(text, word.end())) > word.end():
            while done < len(text) and text[done].isspace() and text[done - 1] != "\n":
                done += 1
            yield word.start(), done


def _unheaded(text: str) -> Iterator[tuple[int, int]]:
    """Yield tables of contents without the word: lines of a title and a rising number, all standing again below."""
    run: list[re.Match[str]] = []
    for entry in [*_TABBED.finditer(text), None]:
        follows = entry and run and entry.start() == run[-1].end() and int(entry["page"]) >= int(run[-1]["page"])
        if entry and follows:
            run.append(entry)
            continue
        if len(run) >= _FEWEST and all(_stands_below(text, line["title"].strip(), run[-1].end()) for line in run):
            yield run[0].start(), run[-1].end()
        run = [entry] if entry else []


def _stands_below(text: str, title: str, position: int) -> bool:
    return text.find(f"\n{title}", max(0, position - 1)) >= 0


def dotted_lines(text: str) -> Iterator[Edit]:
    r"""Take out lines of dots that end in a page number, wherever they stand.

    >>> from corpus.edits import apply
    >>> apply(dotted_lines, "一、成效……………… 12\n我们……3年来")
    '我们……3年来'
    """
    for found in _DOTTED.finditer(text):
        yield Edit(*found.span())


def _entries(text: str, position: int) -> Iterator[re.Match[str]]:
    """Yield the entries of a table of contents from *position* on, as long as their page numbers rise.

    A long title may be broken over two lines if dots or a tab lead from it to its page number.
    """
    page = 0
    while (entry := _ENTRY.match(text, position) or _WRAPPED.match(text, position)) and int(entry["page"]) >= page:
        yield entry
        page, position = int(entry["page"]), entry.end()


def _end_of_table(text: str, position: int) -> int:
    """Return where the table that begins at *position* ends; *position* itself when it is none."""
    entries = list(_entries(text, position))
    if not entries:
        return _end_of_repeated_lines(text, position)
    end = entries[-1].end()
    rest = text[end : end + 80].split("\n")[0].strip()
    return end if not rest or rest.startswith(entries[0]["title"].strip()) else position


def _end_of_repeated_lines(text: str, position: int) -> int:
    """Return the end of the lines after 目录 that stand a second time further down: a table without page numbers."""
    end = position
    lines = re.compile(r"\s*\n\s*([^\s。！？；][^\n。！？；]{0,59})(?=\n)")
    for _ in range(_MOST_LINES):
        line = lines.match(text, end)
        if line is None or text.find(f"\n{line[1].strip()}\n", line.end()) < 0:
            break
        end = line.end()
    return end


def titles(removed: Iterable[str]) -> tuple[str, ...]:
    """Return the titles in the tables of contents that were taken out, in order, without repeats.

    >>> titles(["目录 甲路 乙篇 1 丙路 丁章 3"])
    ('甲路 乙篇', '丙路 丁章')
    """
    found: list[str] = []
    for piece in removed:
        word = _WORD.match(piece)
        start = word.end() if word else 0
        entries = ["".join(entry["title"].strip().split("\n")) for entry in _entries(piece, start)]
        found += entries or [line.strip() for line in piece[start:].splitlines() if line.strip()]
    return tuple(dict.fromkeys(found))
