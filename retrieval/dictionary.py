"""jieba's dictionary, by the first character of its words: half a million entries of which a question needs a few hundred.

jieba loads all of them at the start, which takes longer than everything else that a question needs. Here those that
begin with a character are decoded when it is first met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus.copies import fast_copy
from corpus.lean import without

with without("pkg_resources"):  # for its data files, which are files like others
    import jieba

__all__ = ["Dictionary", "jieba", "load_dictionary"]


@dataclass(frozen=True)
class Dictionary:
    """jieba's entries (words, and their beginnings with count 0), and the sum of all counts."""

    total: int
    _packed: Mapping[str, msgspec.Raw]

    def beginning(self, character: str) -> dict[str, int]:
        """Return the entries that begin with *character*, with their counts."""
        packed = self._packed.get(character)
        return msgspec.msgpack.decode(packed, type=dict[str, int]) if packed is not None else {}


def load_dictionary() -> Dictionary:
    """Return the dictionary that comes with jieba; a copy of it that loads fast is kept."""
    source = Path(jieba.__file__).parent / "dict.txt"
    stamp = f"{jieba.__version__} {source.stat().st_size}"
    packed = fast_copy("dictionary", stamp, lambda: _pack(source))
    return Dictionary(*msgspec.msgpack.decode(packed, type=tuple[int, dict[str, msgspec.Raw]]))


def _pack(source: Path) -> bytes:
    with source.open("rb") as file:
        entries, total = jieba.Tokenizer().gen_pfdict(file)
    grouped: dict[str, dict[str, int]] = {}
    for word, count in entries.items():
        grouped.setdefault(word[0], {})[word] = count
    return msgspec.msgpack.encode((total, grouped))
