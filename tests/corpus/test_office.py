"""Old office files: LibreOffice is found, told what to read, ended when it hangs, and missed in clear words.

A stand-in plays LibreOffice: a program on the path that is called in the same way, and gives the last bytes of what it got.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus import RefusedReport, ReportError, UnreadableReport, soffice
from corpus.readers import Source, office, read
from corpus.readers.raw import Raw

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOC = OLE.ljust(512, b"\0") + "WordDocument".encode("utf-16-le").ljust(128, b"\0")
XLS = OLE.ljust(512, b"\0") + "Workbook".encode("utf-16-le").ljust(128, b"\0")

STAND_IN = """#!{python}
import sys, time, pathlib
arguments = sys.argv[1:]
pathlib.Path({log!r}).write_text("\\n".join(arguments), encoding="utf-8")
out = pathlib.Path(arguments[arguments.index("--outdir") + 1])
target = arguments[arguments.index("--convert-to") + 1]
{does}
"""
WRITES = "out.mkdir(); (out / f'report.{target}').write_bytes(pathlib.Path(arguments[-1]).read_bytes()[-16:])"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Path, does: str) -> None:
    """Put a stand-in for LibreOffice on the path, and nothing else."""
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(STAND_IN.format(python=sys.executable, log=str(log), does=does), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))


@pytest.mark.parametrize(
    ("name", "data", "target", "filtered"),
    [
        ("甲.doc", DOC + b"<html><p>ABC</p>", "docx", "MS Word 97"),
        ("甲.wps", DOC + b"<html><p>ABC</p>", "docx", ""),
        ("甲.doc", b"{\\rtf1 <html><p>ABC</p>", "docx", "Rich Text Format"),
        ("甲.xls", XLS + b"<html><p>ABC</p>", "xlsx", "MS Excel 97"),
        ("甲.doc", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><html><p>ABC</p>', "docx", ""),
        ("甲.txt", DOC + b"<html><p>ABC</p>", "docx", "MS Word 97"),
    ],
)
def test_an_old_file_is_read_through_the_newer_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Path, name: str, data: bytes, target: str, filtered: str
) -> None:
    """What it is told to read is said, and the report's bytes and format are those of the file itself."""
    install(tmp_path, monkeypatch, log, WRITES)
    raw = read(Source(name, data))
    told = log.read_text(encoding="utf-8").split("\n")
    assert "ABC" in raw.text
    assert (raw.data, raw.format in ("doc", "wps", "rtf", "xls")) == (data, True)
    assert told[told.index("--convert-to") + 1] == target
    assert [argument for argument in told if argument.startswith("--infilter=")] == ([f"--infilter={filtered}"] if filtered else [])
    assert told[0].startswith("-env:UserInstallation=file://")
    assert not Path(told[-1]).exists()


def test_the_name_of_a_file_never_reaches_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Path) -> None:
    install(tmp_path, monkeypatch, log, WRITES)
    read(Source("--help; rm -rf ~.doc", DOC + b"<html><p>ABC</p>"))
    assert "--help" not in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["甲.doc", "甲.wps", "甲.xls"])
def test_without_libreoffice_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(soffice, "PLACES", ())
    with pytest.raises(RefusedReport) as caught:
        read(Source(name, XLS if name.endswith("xls") else DOC))
    assert "LibreOffice" in caught.value.detail
    assert (".xlsx" if name.endswith("xls") else ".docx") in caught.value.detail


def test_it_is_found_in_the_usual_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    program = tmp_path / "libreoffice7.6" / "program" / "soffice"
    program.parent.mkdir(parents=True)
    program.write_text("", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(soffice, "PLACES", (str(tmp_path / "没有"), str(tmp_path / "libreoffice*" / "program" / "soffice")))
    assert soffice.find_office() == program


@pytest.mark.parametrize("does", ["sys.exit(1)", "out.mkdir(); (out / f'report.{target}').write_bytes(b'')", "pass"])
def test_a_conversion_that_gives_nothing_is_no_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Path, does: str
) -> None:
    install(tmp_path, monkeypatch, log, does)
    with pytest.raises(UnreadableReport):
        read(Source("甲.doc", DOC))


def test_a_conversion_that_hangs_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Path
) -> None:
    """LibreOffice starts a second process, which would live on."""
    child = tmp_path / "child"
    install(tmp_path, monkeypatch, log, "")
    (tmp_path / "bin" / "soffice").write_text(f"#!/bin/sh\n/bin/sleep 100 & echo $! > {child}\n/bin/sleep 100\n", encoding="utf-8")
    monkeypatch.setattr(office, "SECONDS", 1)
    with pytest.raises(RefusedReport, match="1 秒"):
        read(Source("甲.doc", DOC))
    while _runs(int(child.read_text(encoding="utf-8"))):
        time.sleep(0.01)


def _runs(process: int) -> bool:
    """Tell whether a process is still at work; one that was ended and not yet waited for is not."""
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state not in "ZX"


def test_a_program_that_does_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Path) -> None:
    install(tmp_path, monkeypatch, log, "")
    (tmp_path / "bin" / "soffice").write_bytes(b"\x7fELF no program")
    with pytest.raises(ReportError) as caught:
        read(Source("甲.doc", DOC))
    assert "LibreOffice" in caught.value.detail


def test_what_the_reader_says_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Path) -> None:
    """A .txt that is a Word file says so, beside the warnings of the newer format's reader."""
    install(tmp_path, monkeypatch, log, WRITES)
    raw: Raw = read(Source("甲.txt", DOC + b"<html><p>ABC</p>"))
    assert any("旧版 Word" in warning for warning in raw.warnings)


@pytest.mark.skipif(not soffice.find_office(), reason="LibreOffice is not installed")
@pytest.mark.parametrize(("suffix", "kind"), [("doc", "doc"), ("odt", "odt"), ("rtf", "rtf")])
def test_libreoffice_itself_reads_what_it_wrote(tmp_path: Path, suffix: str, kind: str) -> None:
    """The real program, where there is one: a text that it saved in each old format comes back word for word."""
    told = "竹溪村在后山试种黄精三百二十亩，当年带动六十五户农户增收。"
    escaped = "".join(f"\\u{ord(c) - 65536 * (ord(c) > 32767)}?" for c in told)
    (tmp_path / "源.rtf").write_text(f"{{\\rtf1\\ansi\\uc1 {escaped}\\par}}", encoding="ascii")
    out, home = tmp_path / "out", f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(soffice.find_office()), home, "--headless", "--convert-to", suffix, "--outdir", str(out), str(tmp_path / "源.rtf")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    raw = read(Source(f"甲.{suffix}", (out / f"源.{suffix}").read_bytes()))
    assert told in raw.text
    assert raw.format == kind
