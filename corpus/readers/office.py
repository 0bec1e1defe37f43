"""What only an office program reads: .doc, .wps, .rtf, .odt, .xls and .ods become .docx and .xlsx through LibreOffice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Lock

from corpus.errors import RefusedReport, UnreadableReport
from corpus.readers.formats import NAMES, format_of
from corpus.readers.raw import Raw, Source
from corpus.soffice import find_office

SECONDS = 120
"""The time a conversion may take; the first one on a slow machine takes some twenty seconds."""
LARGEST = 256 << 20
"""Bytes that a converted file may have."""

_ONE_AT_A_TIME = Lock()
_TARGETS = {"doc": "docx", "wps": "docx", "rtf": "docx", "odt": "docx", "xls": "xlsx", "ods": "xlsx"}
_FILTERS = {"doc": "MS Word 97", "rtf": "Rich Text Format", "xls": "MS Excel 97"}
"""How LibreOffice is told to read a file; left to itself it takes a damaged one for plain text."""


def read(source: Source) -> Raw:
    """Read *source* through LibreOffice and the reader of the newer format.

    Raises    RefusedReport when LibreOffice is missing or takes too long, UnreadableReport when it gives nothing
    """
    kind = format_of(source)
    target = _TARGETS[kind]
    program = find_office()
    if program is None:
        raise RefusedReport(
            Path(source.name),
            f"读{NAMES[kind]}需要 LibreOffice，这台机器上没有；请安装它（libreoffice-writer、libreoffice-calc），"
            f"或用 Word、WPS 把文件另存为 .{target} 再放进来",
        )
    from corpus import readers  # which imports this module when it is needed

    raw = readers.read(Source(f"{source.name}.{target}", convert(source, kind, program)))
    return replace(raw, data=source.data, format=kind)


def convert(source: Source, kind: str, program: Path) -> bytes:
    """Return *source* in the newer format.

    Each process has a profile of its own, so that several can convert at once, beside a LibreOffice in use too.

    Raises    RefusedReport when it takes too long, UnreadableReport when nothing comes out
    """
    path = Path(source.name)
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory(prefix="cunwen-") as folder:
        home = Path(folder)
        given, out = home / f"report.{kind}", home / "out"
        given.write_bytes(source.data)
        filters = [f"--infilter={_FILTERS[kind]}"] if kind in _FILTERS and not _is_xml(source.data) else []
        command = [
            str(program),
            f"-env:UserInstallation={_profile(os.getpid()).as_uri()}",
            *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            *filters,
            *("--convert-to", _TARGETS[kind], "--outdir", str(out), str(given)),
        ]
        _run(command, path)
        made = out / f"report.{_TARGETS[kind]}"
        if not made.is_file() or not 0 < made.stat().st_size <= LARGEST:
            raise UnreadableReport(path, f"LibreOffice 读不出这个{NAMES[kind]}，文件可能已损坏或有密码")
        return made.read_bytes()


@cache
def _profile(process: int) -> Path:
    """Return the folder of a process's profile, which takes longer to make than a file to convert."""
    folder = Path(tempfile.mkdtemp(prefix=f"cunwen-office-{process}-"))
    Finalize(None, shutil.rmtree, (folder,), {"ignore_errors": True}, exitpriority=1)  # at the end of a worker too
    return folder


def _is_xml(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _run(command: list[str], path: Path) -> None:
    """Run a command to its end; when it takes too long, end it with all that it started."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise RefusedReport(path, f"LibreOffice 启动不了（{error.strerror or type(error).__name__}），请重新安装") from error
    try:
        process.wait(SECONDS)
    except BaseException as error:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        _profile.cache_clear()  # it may be left locked
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
        raise RefusedReport(path, f"LibreOffice 转换了 {SECONDS} 秒还没有完成，请另存为新格式再放进来") from error
