"""Plain text in any encoding."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import UndecodableReport
from corpus.readers.encoding import NoText, decode
from corpus.readers.raw import Raw, Source


def read(source: Source) -> Raw:
    """Read *source* as plain text.

    Raises    UndecodableReport when its bytes are no text
    """
    try:
        text, encoding = decode(source.data)
    except NoText as error:
        raise UndecodableReport(Path(source.name), str(error)) from error
    return Raw(source.data, text, "txt", encoding)
