"""A report as bytes and back. Its sections, most of it by far, are made when they are first asked for.

What is written is the report's fields by name, in MessagePack; sections without their paragraphs; and of paragraphs and
sentences numbers in two tables, since their texts are slices of the report's: any one of them is found without the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any, get_type_hints

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus.model import Extent, Paragraph, Report, Section, Sentence

_Layout = tuple[list[tuple[str, ...]], list[tuple[str, int, str, int, int]], bytes, bytes]
"""The headings that occur, of each section its fields, and the tables of paragraphs and sentences, a row each:
(section, number, start, end, sentences up to its end) and (start, end, number of its headings)."""
_LAYOUTS = msgspec.msgpack.Decoder(_Layout)
_NUMBER = "<u4"
HEAD = ("name", "title", "digest", "place", "level", "date", "source", "year")
"""The fields of a report that are held when its text is not."""


def pack(report: Report) -> bytes:
    """Return *report* as bytes.

    Raises    UnicodeEncodeError when its text holds half a surrogate pair, which is no character
    """
    head = {field.name: getattr(report, field.name) for field in fields(Report) if field.name != "sections"}
    return msgspec.msgpack.encode((head, msgspec.msgpack.encode(_layout(report))))


def unpack(packed: bytes) -> Report:
    """Return the report that was packed.

    Raises    msgspec.MsgspecError when these are no such bytes
    """
    head, layout = _reports().decode(packed)
    report = object.__new__(Report)
    report.__dict__.update({name: getattr(head, name) for name in head.__struct_fields__}, unmade=_Sections(layout))
    return report


def pack_head(report: Report) -> bytes:
    """Return what is wanted of a report before its text is: its small fields and its extent."""
    return msgspec.msgpack.encode((*(getattr(report, name) for name in HEAD), report.extent))


def unpack_head(packed: bytes) -> dict[str, object]:
    """Return the fields of HEAD and ``extent`` by name."""
    *fields, extent = msgspec.msgpack.decode(packed)
    return {**dict(zip(HEAD, fields, strict=True)), "extent": Extent(*extent)}


class Outline:
    """The paragraphs of a report, one made at a time: a question needs a few of many."""

    def __init__(self, layout: bytes, text: str) -> None:
        """Read what is written of the sections of a *text*."""
        self._headings, self.sections, paragraphs, sentences = _LAYOUTS.decode(layout)
        self._paragraphs = np.frombuffer(paragraphs, _NUMBER).reshape(-1, 5)
        self._sentences = np.frombuffer(sentences, _NUMBER).reshape(-1, 3)
        self._text = text

    @classmethod
    def of(cls, report: Report) -> Outline:
        """Outline a *report* that was unpacked, and whose sections were not asked for: see :func:`unmade`."""
        made: _Sections = report.__dict__["unmade"]
        return cls(made.layout, report.text)

    def __len__(self) -> int:
        return len(self._paragraphs)

    def paragraph(self, at: int) -> tuple[int, Paragraph]:
        """Return the number of the section, from 0, and the paragraph that is the *at*-th of the report, from 0."""
        section, number, start, end, _ = self._paragraphs[at].tolist()
        text, headings = self._text, self._headings
        made = tuple([Sentence(x, y, text[x:y], headings[h]) for x, y, h in self._rows(at).tolist()])
        return section, Paragraph(number, start, end, made)

    def sentences(self, at: int) -> list[tuple[int, int]]:
        """Return (start, end) of the sentences of the *at*-th paragraph."""
        found: list[tuple[int, int]] = self._rows(at)[:, :2].tolist()
        return found

    def _rows(self, at: int) -> NDArray[np.uint32]:
        return self._sentences[self._paragraphs[at - 1, 4] if at else 0 : self._paragraphs[at, 4]]


def unmade(report: Report) -> bool:
    """Whether *report* was unpacked and its sections are not made yet."""
    return "unmade" in report.__dict__ and "sections" not in report.__dict__


class _Sections:
    """Makes the sections of a text."""

    def __init__(self, layout: bytes) -> None:
        self.layout = layout

    def __call__(self, text: str) -> tuple[Section, ...]:
        outline = Outline(self.layout, text)
        paragraphs: list[list[Paragraph]] = [[] for _ in outline.sections]
        for section, paragraph in map(outline.paragraph, range(len(outline))):
            paragraphs[section].append(paragraph)
        return tuple(
            Section(heading, level, article, start, end, tuple(its))
            for (heading, level, article, start, end), its in zip(outline.sections, paragraphs, strict=True)
        )


def _layout(report: Report) -> _Layout:
    headings: dict[tuple[str, ...], int] = {}
    paragraphs: list[tuple[int, int, int, int, int]] = []
    sentences: list[tuple[int, int, int]] = []
    for number, section in enumerate(report.sections):
        for p in section.paragraphs:
            sentences += [(s.start, s.end, headings.setdefault(s.headings, len(headings))) for s in p.sentences]
            paragraphs.append((number, p.number, p.start, p.end, len(sentences)))
    sections = [(s.heading, s.level, s.article, s.start, s.end) for s in report.sections]
    return list(headings), sections, _packed(paragraphs), _packed(sentences)


def _packed(rows: Sequence[tuple[int, ...]]) -> bytes:
    return np.array(rows, _NUMBER).tobytes()


@cache
def _reports() -> msgspec.msgpack.Decoder[tuple[Any, bytes]]:
    """Return what reads a report's fields, without its sections, and what is written of those; made once, as it takes as long as
    a report."""
    hints = get_type_hints(Report)
    head: Any = msgspec.defstruct("Head", [(f.name, hints[f.name]) for f in fields(Report) if f.name != "sections"])
    return msgspec.msgpack.Decoder(tuple[head, bytes])
