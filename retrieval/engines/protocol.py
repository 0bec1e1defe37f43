"""What every engine is: paragraphs in, scored paragraphs out, and the next one made out of the one before.

An engine is a frozen snapshot, like the library it serves. ``updated`` gives the next one and leaves this one as it is,
so a question that has begun is answered out of what it began with.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, Protocol, Self

Terms = Sequence[str]
"""What a paragraph is indexed as; a term counts as often as it stands there. No term has a blank in it."""
Fresh = Mapping[str, Iterable[Terms]]
"""The paragraphs of reports that an engine does not hold, or holds otherwise, by the report's key."""


class Shape(NamedTuple):
    """A report as an engine knows it: what identifies it, the year it tells of (empty: unknown), its paragraphs."""

    key: str
    year: str
    paragraphs: int


class Among(NamedTuple):
    """Only paragraphs of these reports (by key) and of these years; None: of any."""

    reports: Collection[str] | None = None
    years: Collection[str] | None = None


@dataclass(frozen=True)
class Layout:
    """Reports in the order in which their paragraphs are numbered; the numbers are what engines give out.

    Numbers hold for one layout. What an engine keeps is known by its report's key and its place in the report.
    """

    shapes: tuple[Shape, ...] = ()

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The number of each report's first paragraph; at the end how many paragraphs there are."""
        return (0, *accumulate(shape.paragraphs for shape in self.shapes))

    @cached_property
    def at(self) -> dict[str, int]:
        """The place of each report among them, by its key."""
        return {shape.key: place for place, shape in enumerate(self.shapes)}

    @property
    def size(self) -> int:
        """How many paragraphs there are."""
        return self.starts[-1]

    def start(self, key: str) -> int:
        """Return the number of the first paragraph of the report *key*."""
        return self.starts[self.at[key]]

    def place(self, number: int) -> int:
        """Return the place of the report that holds the paragraph *number*."""
        return bisect_right(self.starts, number) - 1

    def chosen(self, among: Among) -> list[Shape]:
        """Return the reports that are meant, in their order."""
        named = self.shapes if among.reports is None else [self.shapes[at] for at in sorted(self._named(among.reports))]
        return [shape for shape in named if among.years is None or shape.year in among.years]

    def _named(self, keys: Collection[str]) -> set[int]:
        return {self.at[key] for key in keys if key in self.at}


class Engine(Protocol):
    """Scores paragraphs, known by their number in ``layout``, against weighted terms."""

    @property
    def kind(self) -> str:
        """Its name among the settings."""
        ...

    @property
    def layout(self) -> Layout:
        """The reports it searches."""
        ...

    @property
    def names(self) -> bytes:
        """What was given with the last update: the names that its paragraphs were cut into terms with."""
        ...

    @property
    def files(self) -> Sequence[Path]:
        """The files it searches in, none where it is in memory or elsewhere."""
        ...

    def search(
        self, terms: Mapping[str, float], k: int, *, required: Collection[str] = (), among: Among | None = None
    ) -> list[tuple[int, float]]:
        """Return up to *k* (paragraph, score), best first, equals by number.

        terms     what is looked for, each with its weight; a paragraph without any that weighs more than 0 is not found.
                  Without any term every paragraph that holds the required ones is, with score 0
        required  a paragraph without all of these is not found; they add nothing to a score
        among     where to look; a score is the same as without it
        """
        ...

    def holding(self, required: Collection[str], most: int) -> list[int] | None:
        """Return the paragraphs that hold all *required* terms, one or more, ascending; None when there are more than *most*."""
        ...

    def updated(self, layout: Layout, fresh: Fresh, names: bytes) -> Self:
        """Return the engine over *layout*: with the reports in *fresh* as given there, and the others as they are here.

        Raises  corpus.EngineError when it cannot keep that; it is then what it was
        """
        ...
