"""Which names are like a word that nobody wrote: by the characters they share, and by those that sound alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from retrieval import sound_of


class Alike:
    """Names by the sounds of their characters, so that only those are looked at that have one of a word's."""

    def __init__(self, names: Iterable[str]) -> None:
        self._sounding: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            for sound in set(map(sound_of, name)):
                self._sounding[sound].append(name)

    def to(self, word: str) -> list[str]:
        """Return the names that have enough of *word*, the likest first, ties by name.

        A character of the word counts 1 where the name has it and half where the name has one that sounds alike; the
        last of both half more when it is the same. Enough is 1.

        >>> Alike(["青里村", "联星村", "轻理村", "石磨村"]).to("青理")
        ['轻理村', '青里村']
        """
        likeness: defaultdict[str, float] = defaultdict(float)
        for character in word:
            for name in self._sounding.get(sound_of(character), ()):
                likeness[name] += 1.0 if character in name else 0.5
        for name in likeness:
            likeness[name] += 0.5 * (word[-1:] == name[-1:])
        near = [name for name, shared in likeness.items() if shared >= 1]
        return sorted(near, key=lambda name: (-likeness[name], name))
