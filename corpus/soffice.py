"""Where LibreOffice is on this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

COMMANDS = ("soffice", "libreoffice", "loffice")
PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
"""Where LibreOffice stands when it is not on the path."""


def find_office() -> Path | None:
    """Return LibreOffice's program; None when it is not installed."""
    for command in COMMANDS:
        if found := shutil.which(command):
            return Path(found)
    return next((path for path in _existing(PLACES) if os.access(path, os.X_OK)), None)


def _existing(places: Iterable[str]) -> Iterable[Path]:
    for place in places:
        path = Path(place)
        if "*" in place:
            yield from sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))), reverse=True)
        elif path.is_file():
            yield path
