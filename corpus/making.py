"""One file's bytes become a Report: read, cleaned, cut.

Imported where something is read, which is not each time that reports are opened: the readers take a while.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from corpus.articles import articles, bare_title
from corpus.catalog import Entry
from corpus.cleaning import Cleaned, clean
from corpus.errors import EmptyReport
from corpus.metadata import Page, find_metadata
from corpus.model import Receipt, Report, Section
from corpus.readers import Raw, Source, read
from corpus.structure import sections

_MASKED = re.compile(
    r"(?<![*＊])[*＊]++(?=[余多]?(?:[%％亩个户人名元万亿件次场期家条处座株头棚栋米吨斤岁批届]|公里|平方))"
)
_LONG_PARAGRAPH = 2000
_MUCH = 0.3
_REPLACED = "\ufffd"


def make_report(source: Source, entry: Entry) -> Report:
    """Read, clean and cut *source*; a pure function of its bytes, its name and what reports.yaml says of it.

    Raises    UnknownFormat, UnreadableReport, UndecodableReport or EmptyReport
    """
    path = Path(source.name)
    raw = read(source)
    cleaned = clean(raw.text, raw.pages)
    if not cleaned.text.strip():
        raise EmptyReport(path)
    titles = articles(cleaned.text, cleaned.titles, cleaned.file_title)
    first = next(iter(titles), None)
    title = entry.title or bare_title(cleaned.file_title) or (first.label if first else "")
    found = sections(cleaned.text, titles, title, path.stem)
    at = first.start if first and first.label == title else -1
    page = Page(raw.published, tuple(cut.piece for cut in (*raw.cuts, *cleaned.cuts)))
    said = find_metadata(cleaned.text, title, at, (cleaned.file_title, path.stem), page)
    facts = {fact.name: fact.value for fact in said} | {name: value for name, value in entry._asdict().items() if value}
    return Report(
        name=source.name,
        title=title or path.stem,
        text=cleaned.text,
        sections=found,
        receipt=_receipt(raw, cleaned, _warnings(raw, cleaned, found, title)),
        digest=hashlib.sha256(source.data).hexdigest(),
        place=facts.get("place", ""),
        level=facts.get("level", ""),
        date=facts.get("date", ""),
        source=entry.source,
        pages=cleaned.pages,
        year=facts.get("year", ""),
        found=tuple(fact for fact in said if not getattr(entry, fact.name, "")),
    )


def _receipt(raw: Raw, cleaned: Cleaned, warnings: tuple[str, ...]) -> Receipt:
    return Receipt(
        encoding=raw.encoding,
        characters_in=len(raw.text),
        characters_out=len(cleaned.text),
        firings=cleaned.firings,
        warnings=warnings,
        format=raw.format,
        pages=len(raw.pages),
        tables=raw.tables,
        cuts=(*raw.cuts, *cleaned.cuts),
    )


def _has_headings(found: tuple[Section, ...]) -> bool:
    """Tell whether any sentence stands under something other than a title."""
    sentences = (
        (section.article, s) for section in found for paragraph in section.paragraphs for s in paragraph.sentences
    )
    return any(set(sentence.headings) - {article} for article, sentence in sentences)


def _warnings(raw: Raw, cleaned: Cleaned, found: tuple[Section, ...], title: str) -> tuple[str, ...]:
    """Say in Chinese what a reader of the receipt should look at."""
    longest = max(paragraph.end - paragraph.start for section in found for paragraph in section.paragraphs)
    masked = len(_MASKED.findall(cleaned.text))
    cut = sum(map(len, cleaned.removed))
    told = {
        "没有找到标题，以文件名代替": not title,
        "没有找到小标题，出处只能指到段落": not _has_headings(found),
        f"有 {masked} 处数字用星号隐去，回答时照原样引用": masked,
        f"最长的一段有 {longest} 字，原文可能丢失了分段": longest > _LONG_PARAGRAPH,
        f"清理掉的文字占 {cut / len(raw.text):.0%}，请核对": cut > len(raw.text) * _MUCH,
        f"有 {cleaned.text.count(_REPLACED)} 处乱码（{_REPLACED}）": _REPLACED in cleaned.text,
    }
    return (*raw.warnings, *(warning for warning, holds in told.items() if holds))
