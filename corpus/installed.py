"""Which version of a library is installed, by the name of the folder that says so.

importlib.metadata reads what is in it with the whole of Python's e-mail package, which takes longer to import than a
short question takes to be answered.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from functools import cache

_FOLDER = re.compile(r"(.+?)-([^-]+)(?:-.*)?\.(?:dist|egg)-info")


def version(library: str) -> str:
    """Return the version of *library*, empty when it is not installed: it may be an extra.

    >>> version("numpy") > "1", version("no such library")
    (True, '')
    """
    return _installed().get(_plain(library), "")


@cache
def _installed() -> dict[str, str]:
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for entry in os.scandir(folder or "."):
                if name := _FOLDER.fullmatch(entry.name):
                    found.setdefault(_plain(name[1]), name[2])
    return found


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
