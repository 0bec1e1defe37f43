"""jieba itself, with all its entries loaded, to be compared with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

import jieba

from retrieval import fold


@cache
def jiebas() -> tuple[dict[str, int], int]:
    """Return the entries as jieba makes them, and the sum of their counts."""
    with (Path(jieba.__file__).parent / "dict.txt").open("rb") as file:
        return jieba.Tokenizer().gen_pfdict(file)  # type: ignore[no-any-return]


def whole_jieba(learned: Iterable[str] = ()) -> jieba.Tokenizer:
    """Return a jieba that has the genre's words and those *learned*, which count 5000 each and add nothing to the sum."""
    entries, total = jiebas()
    whole = jieba.Tokenizer()
    whole.FREQ, whole.total, whole.initialized = dict(entries), total, True
    lines = (files("retrieval") / "data" / "userdict.txt").read_text("utf-8").splitlines()
    for word in (fold(line.split()[0]) for line in lines if line.strip() and not line.startswith("#")):
        whole.add_word(word, 5000)
    total = whole.total
    for word in learned:
        whole.add_word(word, 5000)
    whole.total = total
    return whole
