"""What a question is about, to tell that two ask the same in other words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from answering.question import strip_politeness
from retrieval import Retriever, Unit, fold, light_words

ALIKE = 0.7
"""Share of what each question's words weigh that the other has to say too."""
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Topic:
    """The content words of a question, each as the ways to say it with its weight, and its numbers."""

    terms: tuple[tuple[frozenset[str], float], ...]
    numbers: frozenset[str]

    @property
    def forms(self) -> frozenset[str]:
        """Every way to say any of the words."""
        return frozenset[str]().union(*(forms for forms, _ in self.terms))

    def same(self, other: Topic) -> bool:
        """Whether both are about the same: the same numbers, and most of what each says the other says too."""
        return self.numbers == other.numbers and min(self._said_by(other), other._said_by(self)) >= ALIKE

    def _said_by(self, other: Topic) -> float:
        whole = sum(weight for _, weight in self.terms)
        said = sum(weight for forms, weight in self.terms if forms & other.forms)
        return said / whole if whole else float(not other.terms)


def topic(question: str, retriever: Retriever) -> Topic:
    """Read what *question* is about. Words that say little (村, 年, 名字) count only where there are no others."""
    query = retriever.query(strip_politeness(question))
    units = [unit for unit in query.units if not _NUMBER.fullmatch(unit.text)]
    telling = [unit for unit in units if _tells(unit)] or units
    terms = tuple((frozenset((unit.text, *unit.synonyms)), retriever.weight(unit)) for unit in telling)
    return Topic(terms, frozenset(_NUMBER.findall(fold(question))))


def _tells(unit: Unit) -> bool:
    return unit.text not in light_words() and (len(unit.text) > 1 or bool(unit.synonyms))
