"""Folding for the match: one character to one, so that offsets survive.

Full width becomes half width, traditional becomes simplified, capitals become small. Quotes are never folded: they are
cut from the report by the offsets that folding leaves in place.
"""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus.copies import fast_copy
from corpus.installed import version

_UNKNOWN = 0xFFFFFFFF
_FIRST, _LAST = 0x3400, 0x9FFF
"""The ideographs that may have a simplified form."""


@cache
def _simplified() -> dict[str, str]:
    """Return the simplified form of each ideograph that has one of one character."""
    return msgspec.msgpack.decode(fast_copy("simplified", f"opencc {version('opencc')}", _converted), type=dict[str, str])


def _converted() -> bytes:
    from opencc import OpenCC  # with its dictionaries: few starts need it

    written = [chr(code) for code in range(_FIRST, _LAST + 1)]
    simplified = OpenCC("t2s").convert("\n".join(written)).split("\n")
    return msgspec.msgpack.encode({old: new for old, new in zip(written, simplified, strict=True) if len(new) == 1 and new != old})


class _Folding(dict[int, str]):
    """A ``str.translate`` table that works out each character when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    code = ord(character)
    if code == 0x3000:
        return " "
    if 0xFF01 <= code <= 0xFF5E:
        character = chr(code - 0xFEE0)
    elif _FIRST <= code <= _LAST:
        return _simplified().get(character, character)
    small = character.lower()
    return small if len(small) == 1 else character


_TABLE = _Folding({ord(c): c for c in "abcdefghijklmnopqrstuvwxyz0123456789"})


@cache
def _codes() -> NDArray[np.uint32]:
    """Return the folded code of each character, _UNKNOWN where it was not met yet."""
    return np.full(0x110000, _UNKNOWN, np.uint32)


def fold_long(text: str) -> str:
    """Return what :func:`fold` does, in a tenth of the time for a long text; not remembered."""
    codes, folded = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32), _codes()
    found = folded.take(codes)
    if (new := codes[found == _UNKNOWN]).size:
        for code in set(new.tolist()):
            folded[code] = ord(_fold_character(chr(code)))
        found = folded.take(codes)
    return found.tobytes().decode("utf-32-le", "surrogatepass")


@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """Return *text* as it is compared: the same length, character for character.

    >>> fold("ＡＢ１２％，東關寨")
    'ab12%,东关寨'
    >>> len(fold("İstanbul ㎡")) == len("İstanbul ㎡")
    True
    """
    return text.translate(_TABLE)
