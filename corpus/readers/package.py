"""Office Open XML packages (.docx, .xlsx): a zip of XML parts, opened with limits and with entities off."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from lxml import etree

from corpus.errors import UnreadableReport
from corpus.readers.raw import Source

MOST_BYTES = 200_000_000
"""Unpacked bytes of a whole package; a report of a million characters has a fiftieth of it."""
MOST_PARTS = 10_000
_TIMES = 500
"""How much smaller than its contents a large package may be; XML packs to a twentieth."""
_LARGE = 20_000_000

OLE = b"\xd0\xcf\x11\xe0"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, KeyError)
"""What ``zipfile`` raises for damaged bytes, unknown packings and passwords."""
_DOCTYPE = re.compile(rb"<!DOCTYPE|<\0?!\0D\0O\0C\0T\0Y\0P\0E", re.I)
_STRICT = {  # ISO strict names → those that Word itself writes
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
}


class Package:
    """The parts of a package by name; nothing is unpacked before it is asked for.

    Raises    UnreadableReport when it is damaged, protected by a password, or unpacks to more than MOST_BYTES
    """

    def __init__(self, source: Source) -> None:
        self._path = Path(source.name)
        if source.data.startswith(OLE):
            locked = "EncryptedPackage".encode("utf-16-le") in source.data
            raise self.error("文件有密码保护，请去掉密码后再存一份" if locked else "是旧版格式，请另存为 .docx 或 .xlsx")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source.data))
        except _BROKEN as error:
            raise self.error("文件不完整或已损坏，打不开；请重新存一份") from error
        parts = self._zip.infolist()
        size = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or size > MOST_BYTES or size > max(_LARGE, _TIMES * len(source.data)):
            raise self.error(f"解开后有 {len(parts)} 个部分、{size // 1_000_000} MB，太大，像是压缩炸弹")
        self._names = {part.filename.lstrip("/").lower(): part.filename for part in parts}

    def error(self, detail: str) -> UnreadableReport:
        """Return the error that says *detail* of this file."""
        return UnreadableReport(self._path, detail)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def names(self, folder: str) -> list[str]:
        """Return the names of the parts in *folder*, sorted."""
        return sorted(name for name in self._names.values() if name.lstrip("/").startswith(f"{folder}/"))

    def data(self, name: str) -> bytes:
        """Return the bytes of one part.

        Raises    UnreadableReport when it is not there or damaged
        """
        try:
            return self._zip.read(self._names[name.lower()])
        except _BROKEN as error:
            raise self.error(f"其中的 {name} 缺失或已损坏；请重新存一份") from error

    def checked(self, name: str) -> bytes:
        """Return the bytes of an XML part that declares no entities.

        Raises    UnreadableReport when it does, is not there or damaged
        """
        data = self.data(name)
        if _DOCTYPE.search(data):
            raise self.error(f"其中的 {name} 声明了实体，不安全，没有读")
        return data

    def xml(self, name: str) -> etree._Element:
        """Return one part, parsed; no entity is expanded and nothing is fetched.

        Raises    UnreadableReport when it is not there, is no XML, or declares entities
        """
        data = self.checked(name)
        for strict, usual in _STRICT.items():
            data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.error(f"其中的 {name} 不是完整的 XML；请重新存一份") from error

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return what a part refers to: id → (kind, name of the part); empty when that is lost."""
        where = PurePosixPath(name)
        listed = str(where.parent / "_rels" / f"{where.name}.rels")
        if listed not in self:
            return {}
        try:
            root = self.xml(listed)
        except UnreadableReport:
            return {}
        return {
            relation.get("Id", ""): (relation.get("Type", "").rpartition("/")[2], _inside(where.parent, relation.get("Target", "")))
            for relation in root
            if relation.get("TargetMode") != "External"
        }


def _inside(folder: PurePosixPath, target: str) -> str:
    """Return the name of a part that *target*, seen from *folder*, points at."""
    if target.startswith("/"):
        return target.lstrip("/")
    parts: list[str] = list(folder.parts)
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)
