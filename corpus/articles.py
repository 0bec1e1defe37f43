"""Where an article begins: one file may hold several, pasted one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.headings import Heading, can_be_title, is_title, label, words
from corpus.marks import END, begins_block, ends_sentence

_SUFFIXES = re.compile(r"[（(][^（）()]*[）)]$|(?:精选|合集|汇编|范文|模板)+$")
_COUNT = re.compile(r"^(?:精选|最新)?[（(【\[]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})篇[】）)\]]?")
_YEAR = re.compile(r"^\d{4}年(?:度|上半年|下半年|第[一二三四]季度)?")
_NUMBER = re.compile(r"([一二三四五六七八九十]+)、")
_NEAR = 20
"""Lines between a title and the first number of its article."""

_SHORTEST_NAMED = 4
_SHORTEST_GLUED = 6
_SHORTEST_FOUND = 10
"""Characters; a shorter line that nothing names is a heading within an article rather than a title."""


def bare_title(file_title: str) -> str:
    """Return the title within the name a site gave a file: without 2篇, the year and what follows it in brackets.

    >>> bare_title("2篇2024年镇在推进会上的发言（7页）")
    '镇在推进会上的发言'
    """
    return _YEAR.sub("", _COUNT.sub("", _SUFFIXES.sub("", file_title.strip())))


def articles(text: str, titles: Sequence[str] = (), file_title: str = "") -> list[Heading]:
    """Return the titles in *text* at which an article begins, in order.

    titles      those a table of contents listed
    file_title  the name a site gave the file
    Where a line or a sentence begins with one of these, an article begins, also when its text follows without a break.
    Otherwise a line that looks like a title begins the first article, and further ones where the numbering starts
    anew, where they name a kind of text (…发言, …总结), or where nothing in the file is numbered.
    """
    whole = [title for title in titles if not begins_block(title)]
    known = list(_named(text, whole)) or list(_named(text, [bare_title(file_title)]))
    return known or list(_found(text))


def _named(text: str, titles: Sequence[str]) -> Iterator[Heading]:
    """Yield the places that begin with one of *titles*, whatever blanks stand in it; short ones as a whole line only."""
    patterns = [_flexible(title) for title in titles if len(title) >= _SHORTEST_NAMED]
    if patterns:
        begins = re.compile(rf"(?:^|(?<=[\n{END}”）)]))[^\S\n]*({'|'.join(patterns)})")
        for found in begins.finditer(text):
            start, end = found.span(1)
            yield Heading(start, end, label(found[1]), 0, 0)


def _flexible(title: str) -> str:
    pattern = r"[^\S\n]*".join(re.escape(character) for character in title if not character.isspace())
    return pattern if len(title) >= _SHORTEST_GLUED else rf"{pattern}(?=[^\S\n]*(?:\n|\Z))"


def _lines(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r"[^\n]+", text))


def _heading(line: re.Match[str]) -> Heading:
    return Heading(line.start(), line.end(), label(line[0]), 0, 0)


def _found(text: str) -> Iterator[Heading]:
    lines = _lines(text)
    candidates = [i for i in range(len(lines) - 1) if is_title(lines[i][0], lines[i + 1][0])]
    head = _head(lines)
    if head is not None:
        yield _heading(lines[head])
    numbers = [found[1] if (found := _NUMBER.match(line[0])) else "" for line in lines]
    for index in candidates:
        line = lines[index][0]
        if head is None or index <= head or len(line) < _SHORTEST_FOUND:
            continue
        if line.endswith(words("genres")) or not any(numbers) or _starts_anew(numbers, index):
            yield _heading(lines[index])


def _head(lines: Sequence[re.Match[str]]) -> int | None:
    """Return which line is the title at the head of a text: the first short one, or the next that names a kind of text.

    Something must follow that is no title: a sentence, a heading or a salutation.
    """
    short = 0
    while short < min(4, len(lines)) and can_be_title(lines[short][0]):
        short += 1
    follows = any(ends_sentence(line[0]) or begins_block(line[0]) or len(line[0]) >= 40 for line in lines[short:][:3])
    if not short or not follows:
        return None
    named = [index for index in range(short) if lines[index][0].endswith(words("genres"))]
    return named[0] if named else 0


def _starts_anew(numbers: Sequence[str], index: int) -> bool:
    """Tell whether numbered lines stand before a line, and 一、 is the next number behind it."""
    return any(numbers[:index]) and next(filter(None, numbers[index + 1 : index + _NEAR]), "") == "一"
