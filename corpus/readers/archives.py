"""Archives: each member is a source of its own, named ``汇编.zip/青里村.docx``. Nothing is unpacked to disk.

What is refused, in all of an archive and the archives within it: more than 5,000 members, 512 MB unpacked, 128 MB in one
member, or a member of 1 MB and more that unpacks to over 200 times its size.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from corpus.errors import RefusedReport, ReportError, UnreadableReport
from corpus.model import Problem
from corpus.readers.formats import MOST_ENTRIES, format_of
from corpus.readers.plausible import commonness
from corpus.readers.raw import Source

MOST_MEMBERS = 5_000
MOST_BYTES = 512 << 20
LARGEST_MEMBER = 128 << 20
STEEPEST = 200
"""How many times its size a member may unpack to."""
_SMALL = 1 << 20
"""Bytes; below, the ratio says nothing."""
_LITTER = frozenset(("__macosx", "thumbs.db", "desktop.ini", "reports.yaml"))


@dataclass(slots=True)
class _Budget:
    """How much may still come out of an archive and the archives within it."""

    members: int
    size: int


def sources(source: Source) -> Iterator[Source | Problem]:
    """Yield *source* itself, or the members of an archive, in the order of their names; one is unpacked at a time.

    A member that cannot be read becomes a problem of its name and hides no other; an archive that holds too much is
    one problem altogether.
    """
    if format_of(source) == "zip":
        yield from _members(source, _Budget(MOST_MEMBERS, MOST_BYTES), nested=False)
    else:
        yield source


def _members(source: Source, budget: _Budget, nested: bool) -> Iterator[Source | Problem]:
    try:
        with _open(source) as archive:
            found = _named(source.name, archive)
            _check(source, [info for _, info in found], budget)
            for name, info in found:
                yield from _member(archive, name, info, budget, nested)
    except ReportError as error:
        yield _problem(error)


def _open(source: Source) -> zipfile.ZipFile:
    path = Path(source.name)
    if source.data.count(b"PK\1\2") > MOST_ENTRIES:
        raise RefusedReport(path, f"压缩包里的文件超过 {MOST_MEMBERS} 个，请分成几个")
    try:
        return zipfile.ZipFile(BytesIO(source.data))
    except Exception as error:  # zipfile raises what it likes on damaged archives
        raise UnreadableReport(path, "压缩包已损坏") from error


def _member(
    archive: zipfile.ZipFile, name: str, info: zipfile.ZipInfo, budget: _Budget, nested: bool
) -> Iterator[Source | Problem]:
    try:
        member = Source(name, _unpack(archive, name, info))
        budget.size -= len(member.data)
        if format_of(member) != "zip":
            yield member
        elif nested:
            raise RefusedReport(Path(name), "压缩包里的压缩包里还有压缩包，请解开后再放进来")
        else:
            yield from _members(member, budget, nested=True)
    except ReportError as error:
        yield _problem(error)


def _unpack(archive: zipfile.ZipFile, name: str, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 0x1:
        raise RefusedReport(Path(name), "有密码，请解开后再放进来")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # the others unpack without a limit
        raise RefusedReport(Path(name), "压缩方法不是通常的一种，请重新压缩成普通的 zip")
    try:
        with archive.open(info) as stream:
            return stream.read(info.file_size + 1)  # a limit: what it unpacks to may be more than it tells
    except Exception as error:  # zipfile and zlib raise what they like on damaged members
        raise UnreadableReport(Path(name), "压缩包的这一项已损坏") from error


def _check(source: Source, infos: list[zipfile.ZipInfo], budget: _Budget) -> None:
    """Refuse an archive by the sizes it tells; zipfile reads no more of a member than it tells.

    Raises    RefusedReport
    """
    path = Path(source.name)
    budget.members -= len(infos)
    if budget.members < 0:
        raise RefusedReport(path, f"压缩包里的文件超过 {MOST_MEMBERS} 个，请分成几个")
    if sum(info.file_size for info in infos) > budget.size:
        raise RefusedReport(path, f"压缩包解开后超过 {MOST_BYTES >> 20} MB，请分成几个")
    for info in infos:
        if info.file_size > LARGEST_MEMBER:
            raise RefusedReport(path, f"压缩包里有文件解开后超过 {LARGEST_MEMBER >> 20} MB")
        if info.file_size > _SMALL and info.file_size > STEEPEST * max(1, info.compress_size):
            raise RefusedReport(path, f"压缩包里有文件解开后是压缩时的 {STEEPEST} 倍以上，不像是报告")


def _named(archive_name: str, archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """Return the members that may be reports, each with the name its report will have, no two alike."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    encoding = _encoding([info for info in infos if not info.flag_bits & 0x800])
    named: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        path = safe_path(_member_name(info, encoding))
        if path.parts and not any(part.startswith((".", "~$")) or part.lower() in _LITTER for part in path.parts):
            named[_unused(f"{archive_name}/{path}", named)] = info
    return sorted(named.items())


def _member_name(info: zipfile.ZipInfo, encoding: str) -> str:
    """Return a member's name as it was meant; zipfile takes names that are not marked as UTF-8 for DOS Latin."""
    if info.flag_bits & 0x800 or info.orig_filename.isascii():
        return info.orig_filename
    return info.orig_filename.encode("cp437", "replace").decode(encoding, "replace")


def _encoding(infos: list[zipfile.ZipInfo]) -> str:
    """Return the encoding of the names that are not marked as UTF-8: Chinese Windows writes GBK, some UTF-8 or BIG5."""
    data = b"\n".join(info.orig_filename.encode("cp437", "replace") for info in infos)
    readings = []
    for encoding in ("utf-8", "gb18030", "cp950"):
        try:
            readings.append((commonness(data.decode(encoding))[0], encoding))
        except UnicodeDecodeError:
            continue
    if readings and readings[0][1] == "utf-8":
        return "utf-8"
    return max(readings, key=lambda reading: reading[0])[1] if readings else "gb18030"


def safe_path(name: str) -> PurePosixPath:
    """Return a member's path below its archive, whatever its name tries.

    >>> safe_path("../../etc/passwd"), safe_path("C:\\\\旧\\\\青里村.txt"), safe_path("/./甲/../乙.txt")
    (PurePosixPath('etc/passwd'), PurePosixPath('旧/青里村.txt'), PurePosixPath('甲/乙.txt'))
    """
    printable = "".join(character for character in name.partition("\0")[0] if character.isprintable())
    parts = [part.strip() for part in printable.replace("\\", "/").split("/")]
    if parts and len(parts[0]) == 2 and parts[0][1] == ":":
        parts = parts[1:]
    return PurePosixPath(*(part for part in parts if part not in ("", ".", "..")))


def _unused(name: str, taken: dict[str, zipfile.ZipInfo]) -> str:
    """Return *name*, with a number before its ending when it is taken."""
    stem, dot, ending = name.rpartition(".")
    number = 1
    unused = name
    while unused in taken:
        number += 1
        unused = f"{stem}({number}){dot}{ending}" if stem else f"{name}({number})"
    return unused


def _problem(error: ReportError) -> Problem:
    return Problem(error.path.as_posix(), type(error).__name__, error.detail)
