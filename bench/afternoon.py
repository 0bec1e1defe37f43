"""The version that an afternoon gives, to compare with: rank-bm25's BM25Okapi over jieba's words of sentences.

The best sentence is the answer. Nothing is refused; no synonyms, no pairs of characters, no history. It gets the same clean
sentences as cunwen does, so that only finding and cutting are compared.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import jieba
from rank_bm25 import BM25Okapi

from answering import Answer, Kind
from corpus import Corpus, Quote

QUOTES = 5
"""Sentences that are quoted, best first; as many as cunwen quotes."""


class Afternoon:
    """Answers every question with the sentence that scores best."""

    def __init__(self, corpus: Corpus) -> None:
        """Index the sentences of *corpus*, of which there is at least one."""
        self._sentences = [
            Quote(report, sentence.start, sentence.end)
            for report in corpus.reports
            for section in report.sections
            for paragraph in section.paragraphs
            for sentence in paragraph.sentences
        ]
        self._engine = BM25Okapi([jieba.lcut(quote.text) for quote in self._sentences])

    def answer(self, question: str) -> Answer:
        """Return the best sentence for *question*, ties in the order of the reports."""
        began = time.perf_counter()
        scores = self._engine.get_scores(jieba.lcut(question))
        best = sorted(range(len(scores)), key=lambda number: -scores[number])[:QUOTES]
        quotes = tuple(self._sentences[number] for number in best)
        text = quotes[0].text
        elapsed = (time.perf_counter() - began) * 1000
        return Answer(question, question, Kind.WHAT, text, parts=(text,), quotes=quotes, elapsed_ms=elapsed)

    def answers(self, questions: Sequence[str]) -> Iterator[Answer]:
        """Answer each question by itself."""
        return map(self.answer, questions)
