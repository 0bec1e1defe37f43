"""A report as bytes and back. Its sections, most of it by far, are made when they are first asked for.

What is written is the report's fields by name, in MessagePack; a sentence is two offsets and the number of its headings,
since its text is a slice of the report's.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, get_type_hints

import msgspec

from corpus.model import Extent, Paragraph, Report, Section, Sentence

_Layout = tuple[list[tuple[str, ...]], list[tuple[str, int, str, int, int, list[tuple[int, int, int, list[list[int]]]]]]]
"""The headings that occur, and of each section its fields; a sentence is (start, end, number of its headings)."""
_Parted = tuple[list[tuple[str, ...]], list[tuple[str, int, str, int, int, list[msgspec.Raw]]]]
"""The same with the paragraphs left packed."""
_PARTED = msgspec.msgpack.Decoder(_Parted)
_PARAGRAPH = msgspec.msgpack.Decoder()
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
    head, layout = msgspec.msgpack.decode(packed, type=tuple[_head(), bytes])  # type: ignore[misc]
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

    def __init__(self, report: Report) -> None:
        """Outline a *report* that was unpacked, and whose sections were not asked for: see :func:`unmade`."""
        self._text = report.text
        made: _Sections = report.__dict__["unmade"]
        self._headings, sections = _PARTED.decode(made.layout)
        self._parts = [(number, packed) for number, section in enumerate(sections) for packed in section[-1]]

    def paragraph(self, at: int) -> tuple[int, Paragraph]:
        """Return the number of the section, from 0, and the paragraph that is the *at*-th of the report, from 0."""
        section, packed = self._parts[at]
        number, start, end, sentences = _PARAGRAPH.decode(packed)
        text, headings = self._text, self._headings
        return section, Paragraph(number, start, end, tuple([Sentence(x, y, text[x:y], headings[h]) for x, y, h in sentences]))


def unmade(report: Report) -> bool:
    """Whether *report* was unpacked and its sections are not made yet."""
    return "unmade" in report.__dict__ and "sections" not in report.__dict__


class _Sections:
    """Makes the sections of a text."""

    def __init__(self, layout: bytes) -> None:
        self.layout = layout

    def __call__(self, text: str) -> tuple[Section, ...]:
        headings, sections = msgspec.msgpack.decode(self.layout, type=_Layout)
        return tuple(
            Section(heading, level, article, start, end, tuple(
                Paragraph(number, a, b, tuple([Sentence(x, y, text[x:y], headings[h]) for x, y, h in sentences]))
                for number, a, b, sentences in paragraphs
            ))
            for heading, level, article, start, end, paragraphs in sections
        )  # fmt: skip


def _layout(report: Report) -> _Layout:
    headings: dict[tuple[str, ...], int] = {}

    def number(under: tuple[str, ...]) -> int:
        return headings.setdefault(under, len(headings))

    sections = [
        (s.heading, s.level, s.article, s.start, s.end, [
            (p.number, p.start, p.end, [[x.start, x.end, number(x.headings)] for x in p.sentences]) for p in s.paragraphs
        ])
        for s in report.sections
    ]  # fmt: skip
    return list(headings), sections


@cache
def _head() -> Any:
    """Return the type of what is written of a report beside its sections."""
    hints = get_type_hints(Report)
    return msgspec.defstruct("Head", [(f.name, hints[f.name]) for f in fields(Report) if f.name != "sections"])
