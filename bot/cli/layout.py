"""Help texts laid out for characters that are two columns wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import east_asian_width

import click

PIECE = re.compile(r"(?:[!-~]+|.)[，。；：、？！”）…]*")
"""What is not torn apart at the end of a line: a Latin word or one character, with the marks that close it."""


class Formatter(click.HelpFormatter):
    """click's formatter with full-width colons, counting columns instead of characters."""

    def write_heading(self, heading: str) -> None:
        """Write 选项："""
        self.write(f"{'':{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs, wrapped."""
        for number, paragraph in enumerate(text.split("\n\n")):
            self.write("\n" if number else "")
            for line in wrapped(_joined(paragraph), self.width - self.current_indent):
                self.write(f"{'':{self.current_indent}}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write two columns, the second wrapped."""
        rows = list(rows)
        first = min(col_max, max(columns(name) for name, _ in rows)) + col_spacing
        indent = self.current_indent
        for name, meaning in rows:
            lines = list(wrapped(meaning, self.width - indent - first)) or [""]
            self.write(f"{'':{indent}}{name}{'':{max(col_spacing, first - columns(name))}}{lines[0]}\n")
            for line in lines[1:]:
                self.write(f"{'':{indent + first}}{line}\n")


def _joined(paragraph: str) -> str:
    r"""Return the lines of *paragraph* as one, without a blank behind a full-width mark.

    >>> _joined("作答率，\n  答案")
    '作答率，答案'
    """
    return re.sub(r"(?<=[，。；：、？！）”]) ", "", " ".join(paragraph.split()))


def columns(text: str) -> int:
    """Return how many columns of a terminal *text* takes.

    >>> columns("问a")
    3
    """
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def wrapped(text: str, width: int) -> Iterator[str]:
    """Cut *text* into lines of at most *width* columns.

    >>> list(wrapped("用报告的原话，回答 cunwen ask 问题。", 14))
    ['用报告的原话，', '回答 cunwen', 'ask 问题。']
    """
    line = ""
    for piece in PIECE.findall(text):
        if line and columns(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line.strip():
        yield line.rstrip()


def table(rows: Sequence[Sequence[str]]) -> str:
    """Lay out *rows* of equal length: the first column on the left, the others on the right, two columns between.

    >>> print(table([("问法", "对"), ("plain", "12")]))
    问法   对
    plain  12
    """
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [f"{'':{width - columns(cell)}}{cell}" for width, cell in zip(widths[1:], others, strict=True)]
        lines.append("  ".join([f"{first}{'':{widths[0] - columns(first)}}", *cells]).rstrip())
    return "\n".join(lines)
