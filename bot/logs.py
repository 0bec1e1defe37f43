"""Logging without secrets: no token, no word of a user.

Exceptions may carry a user's words in their text, so a traceback is logged as the places it went through, not as text.
"""

from __future__ import annotations

import copy
import logging
import re
import sys
import traceback
from pathlib import Path
from types import TracebackType

TOKEN_LIKE = re.compile(r"\d{5,}:[\w-]{20,}")
FRAMES = 6
ROOT, PACKAGES = Path(__file__).parents[1], {"corpus", "retrieval", "answering", "bot"}
FOREIGN = ("telegram", "httpx", "httpcore", "asyncio", "tornado", "aiohttp")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def where(error: BaseException) -> str:
    """Return what kind of error it is and through which lines it came, innermost first; never its text.

    Of libraries only the innermost line: what they were called for says more than their own way.

    >>> try:
    ...     {}["羊肚菌"]
    ... except KeyError as error:
    ...     where(error).split(" at ")[0]
    'KeyError'
    """
    frames = traceback.extract_tb(error.__traceback__)[::-1]
    shown = [frame for n, frame in enumerate(frames) if n == 0 or _ours(frame.filename)][:FRAMES]
    places = " ← ".join(f"{Path(f.filename).parent.name}/{Path(f.filename).name}:{f.lineno}" for f in shown)
    cause = f", caused by {type(error.__cause__).__name__}" if error.__cause__ else ""
    return f"{type(error).__name__}{cause} at {places or 'an unknown place'}"


def _ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in PACKAGES


class Discreet(logging.Formatter):
    """Hides *token* and everything that looks like one, in whatever was logged."""

    def __init__(self, token: str = "") -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Return one line without secrets."""
        record = copy.copy(record)
        record.exc_text = record.stack_info = None  # another handler may have left the exception's own text there
        line = super().format(record)
        if self._token:
            line = line.replace(self._token, "<token>")
        return TOKEN_LIKE.sub("<token>", line)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802
        """Return places only: an exception's text may hold a user's words."""
        return where(ei[1]) if ei[1] is not None else ""


class WithoutArguments(logging.Filter):
    """Libraries log updates as arguments of their messages; only the message itself is let through."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the arguments off records of libraries that see updates."""
        if record.name.startswith(FOREIGN):
            record.msg, record.args = str(record.msg).split("\n")[0], ()
        return True


def set_up(level: str, token: str) -> None:
    """Send the log to standard error, with the libraries kept short."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet(token))
    handler.addFilter(WithoutArguments())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in FOREIGN:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    # Its retry loop prints a refused token with a traceback; app.py says it in one sentence.
    logging.getLogger("telegram.ext").addFilter(lambda record: "Invalid token" not in str(record.msg))
