"""Question terms in, passages out."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Corpus, Paragraph, Report, Sentence


@dataclass(frozen=True)
class Passage:
    """One sentence where it stands."""

    report: Report
    paragraph: Paragraph
    sentence: Sentence


@dataclass(frozen=True)
class Hit:
    """A passage found, its score (higher is better, above 0) and the question's terms that stand in it."""

    passage: Passage
    score: float
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Retriever:
    """Finds passages."""

    passages: tuple[Passage, ...]

    @classmethod
    def over(cls, corpus: Corpus) -> Retriever:
        """Index every sentence of *corpus*."""
        return cls(
            tuple(
                Passage(report, paragraph, sentence)
                for report in corpus.reports
                for paragraph in report.paragraphs
                for sentence in paragraph.sentences
            )
        )

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """Return the *k* best passages."""
        terms = {question[i : i + 2] for i in range(len(question) - 1)}
        hits = [
            Hit(p, float(len(found)), tuple(sorted(found)))
            for p in self.passages
            if (found := {t for t in terms if t in p.sentence.text})
        ]
        return sorted(hits, key=lambda h: (-h.score, h.passage.report.name, h.passage.sentence.start))[:k]
