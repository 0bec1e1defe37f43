"""Characters that fonts give for the shape of others are written as those others: ⼀ as 一, ⻓ as 长, ﬁ as fi."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from corpus.lists import read_list

_FOLDED = re.compile("[\u2f00-\u2fd5\uf900-\ufaff\ufb00-\ufb06\U0002f800-\U0002fa1f]")


def unshaped(text: str) -> tuple[str, int]:
    """Return *text* with the characters that are meant, and how many that changed.

    >>> unshaped("⼀村⻓：ﬁ︐一")
    ('一村长：fi，一', 4)
    """
    told = text.translate(_table())
    folded = _FOLDED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), told)
    listed = sum(one != other for one, other in zip(text, told, strict=True))
    return folded, listed + sum(unicodedata.normalize("NFKC", shape) != shape for shape in _FOLDED.findall(told))


@cache
def _table() -> dict[int, str]:
    data = read_list("shapes.yaml")
    return {ord(shape): meant for pairs in data.values() for shape, meant in map(tuple, pairs.split())}
