"""Bytes become text: one module a format, each with ``read(source) -> Raw``, behind one registry.

What a source is shows in its content (``formats.py``); its name only tells apart what looks alike, as .txt and .md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from corpus.errors import EmptyReport, RefusedReport, UnknownFormat, UnreadableReport
from corpus.readers.encoding import NoText, decode
from corpus.readers.formats import BINARIES, NAMES, format_of, surprise
from corpus.readers.raw import Cut, Raw, Source, Table

__all__ = ["READERS", "Cut", "NoText", "Raw", "Source", "Table", "decode", "open_source", "read"]

READERS = {
    "txt": "plain",
    "md": "markdown",
    "html": "html",
    "mht": "html",
    "docx": "word",
    "xlsx": "sheets",
    "csv": "sheets",
    "doc": "office",
    "wps": "office",
    "rtf": "office",
    "odt": "office",
    "ods": "office",
    "xls": "office",
    "pdf": "pdf",
    "image": "image",
}
"""The module that reads each format; imported when it is first needed, since some are heavy."""


def open_source(path: Path) -> Source:
    """Return the bytes of a file.

    Raises    UnreadableReport when the system gives none
    """
    try:
        if path.exists() and not path.is_file():
            what = "是一个文件夹，请写里面的文件，或用 --reports 指这个文件夹" if path.is_dir() else "是设备或管道一类，不是普通文件"
            raise UnreadableReport(path, what)
        return Source(path.name, path.read_bytes())
    except OSError as error:
        raise UnreadableReport(path, error.strerror or type(error).__name__) from error


def read(source: Source) -> Raw:
    """Read one source by the reader of its format.

    Raises    UnknownFormat, UndecodableReport, UnreadableReport, RefusedReport, or EmptyReport when it says nothing
    """
    if not source.data:
        raise EmptyReport(Path(source.name), "一个字节也没有，多半没有下载或拷贝完，请重新拷贝一份")
    kind = format_of(source)
    if kind == "encrypted":
        raise RefusedReport(Path(source.name), "文件有密码，请去掉密码、另存之后再放进来")
    if not kind and Path(source.name).suffix.lower() in BINARIES:
        raise UnreadableReport(Path(source.name), f"内容不是 {Path(source.name).suffix}，文件可能已损坏，请重新存一份")
    if kind not in READERS:
        raise UnknownFormat(Path(source.name), NAMES.get(kind) or Path(source.name).suffix or source.name)
    reader: Callable[[Source], Raw] = import_module(f"corpus.readers.{READERS[kind]}").read
    raw = reader(source)
    if not raw.text.strip():
        raise EmptyReport(Path(source.name))
    told = surprise(source, kind)
    return replace(raw, warnings=(told, *raw.warnings)) if told else raw
