"""Archives made for the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def packed(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of *members*."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def old_style(members: Mapping[str, bytes | str], encoding: str) -> bytes:
    """Pack *members* as Windows' own archiver does: named in the bytes of its code page, without the mark of UTF-8."""
    raws = [name.encode(encoding) for name in members]
    marks = [bytes((ord("A") + number,)) * len(raw) for number, raw in enumerate(raws)]
    data = packed({mark.decode(): content for mark, content in zip(marks, members.values(), strict=True)})
    for mark, raw in zip(marks, raws, strict=True):
        data = data.replace(mark, raw)
    return data
