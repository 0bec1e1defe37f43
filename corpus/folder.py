"""One file becomes a Report."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus.articles import articles, bare_title
from corpus.catalog import NAME, Entry, read_catalog
from corpus.cleaning import Cleaned, clean
from corpus.errors import EmptyReport, FolderNotFound, ReportError
from corpus.metadata import Page, find_metadata
from corpus.model import Problem, Receipt, Report, Section
from corpus.readers import Raw, Source, open_source, read
from corpus.readers.archives import sources
from corpus.structure import sections

DEMO = Path(__file__).parent / "reports"
"""The demo reports that ship with the package."""

_MASKED = re.compile(
    r"(?<![*＊])[*＊]++(?=[余多]?(?:[%％亩个户人名元万亿件次场期家条处座株头棚栋米吨斤岁批届]|公里|平方))"
)
_LONG_PARAGRAPH = 2000
_MUCH = 0.3
_REPLACED = "\ufffd"


def files(folder: Path) -> list[Path]:
    """Return what may be reports in *folder*, by name: no folders, no hidden files, not reports.yaml, no lock of Word's.

    Raises    FolderNotFound when the system does not list it
    """
    try:
        with os.scandir(folder) as inside:
            names = sorted(entry.name for entry in inside if _may_be_report(entry))
    except OSError as error:
        raise FolderNotFound(folder, error.strerror or type(error).__name__) from error
    return [folder / name for name in names]


def _may_be_report(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith((".", "~$")) and entry.name != NAME and not entry.is_dir()


def load_each(path: Path, catalog: Mapping[str, Entry]) -> Iterator[Report | Problem]:
    """Read one file: a report or a problem; of an archive, one for each of its members.

    catalog   what reports.yaml says of each, by the name of the report
    """
    try:
        for found in sources(open_source(path)):
            yield found if isinstance(found, Problem) else _load(found, catalog.get(found.name, Entry()))
    except ReportError as error:
        yield Problem(path.name, type(error).__name__, error.detail)


def _load(source: Source, entry: Entry) -> Report | Problem:
    try:
        return make_report(source, entry)
    except ReportError as error:
        return Problem(source.name, type(error).__name__, error.detail)


def load_file(path: Path, entry: Entry | None = None) -> Report:
    """Read one file as a report.

    entry     what reports.yaml says of it; looked up beside the file when not given
    Raises    UnknownFormat, UnreadableReport, UndecodableReport or EmptyReport; BrokenCatalog when it is looked up
    """
    if entry is None:
        entry = read_catalog(path.parent).get(path.name, Entry())
    try:
        return make_report(open_source(path), entry)
    except ReportError as error:
        raise type(error)(path, error.detail) from error


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
