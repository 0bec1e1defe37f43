"""What any engine must do, and that rank-bm25's scores are BM25+ as the paper has it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from retrieval.engines import Engine, RankBM25
from retrieval.engines.weights import DELTA, K1, B

Documents = Sequence[Sequence[str]]
ENGINES = [pytest.param(RankBM25, id="rank_bm25")]
every_engine = pytest.mark.parametrize("make", ENGINES)

terms = st.sampled_from(["茭白", "百合", "茶叶", "大棚", "亩", "80"])
corpora = st.lists(st.lists(terms, max_size=8), max_size=8)
queries = st.dictionaries(terms, st.sampled_from([0.4, 1.0, 2.5]), max_size=4)

SMALL = [
    ["茭白", "茭白", "80", "亩"],
    ["百合", "75", "亩"],
    ["茭白", "大棚"],
    ["茶叶", "茶叶", "茶叶", "亩", "大棚", "茭白", "百合", "二", "三"],
    [],
]


@every_engine
@given(documents=corpora, query=queries)
def test_only_what_shares_a_term_and_all_of_it(
    make: Callable[[Documents], Engine], documents: Documents, query: Mapping[str, float]
) -> None:
    """Every document that holds a term of the query is found, no other is, and each scores above zero."""
    found = make(documents).search(query, k=len(documents) + 1)
    assert sorted(number for number, _ in found) == [n for n, d in enumerate(documents) if set(d) & set(query)]
    assert [score for _, score in found if score <= 0] == []


@every_engine
@given(documents=corpora, query=queries)
def test_the_best_comes_first_and_ties_are_decided(
    make: Callable[[Documents], Engine], documents: Documents, query: Mapping[str, float]
) -> None:
    """Scores fall; of equals the earlier document comes first."""
    found = make(documents).search(query, k=len(documents) + 1)
    assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))


@every_engine
def test_of_equals_the_earlier_comes_first(make: Callable[[Documents], Engine]) -> None:
    """Whichever of their words is looked up first."""
    for documents in ([["茭白"], ["百合"]], [["百合"], ["茭白"]]):
        assert [number for number, _ in make(documents).search({"茭白": 1.0, "百合": 1.0}, 5)] == [0, 1]


@every_engine
@given(documents=corpora, query=queries, k=st.integers(0, 9))
def test_k_cuts_and_changes_nothing_else(
    make: Callable[[Documents], Engine], documents: Documents, query: Mapping[str, float], k: int
) -> None:
    """The best *k* are the head of all."""
    engine = make(documents)
    assert engine.search(query, k) == engine.search(query, k=99)[:k]


@every_engine
@given(documents=corpora, query=queries)
def test_the_order_of_the_terms_does_not_matter(
    make: Callable[[Documents], Engine], documents: Documents, query: Mapping[str, float]
) -> None:
    """The same question gives the same bytes, however its terms were collected."""
    backwards = dict(reversed(list(query.items())))
    assert make(documents).search(query, 9) == make(documents).search(backwards, 9)


@every_engine
@given(documents=corpora, term=terms)
def test_equal_documents_score_alike(make: Callable[[Documents], Engine], documents: Documents, term: str) -> None:
    """Two copies of one paragraph stand side by side, the first one first."""
    twice = [*documents, [term, "亩"], [term, "亩"]]
    scores = dict(make(twice).search({term: 1.0}, k=99))
    assert scores[len(twice) - 2] == scores[len(twice) - 1]


@every_engine
def test_no_documents(make: Callable[[Documents], Engine]) -> None:
    """An empty corpus, or one of empty paragraphs, finds nothing and raises nothing."""
    assert make([]).search({"茭白": 1.0}, 5) == []
    assert make([[], []]).search({"茭白": 1.0}, 5) == []


@every_engine
def test_one_document(make: Callable[[Documents], Engine]) -> None:
    """The only paragraph is found by its word, though the word stands in all there are."""
    assert [number for number, _ in make([["茭白"]]).search({"茭白": 1.0}, 5)] == [0]
    assert make([["茭白"]]).search({"百合": 1.0}, 5) == []


@every_engine
def test_two_documents(make: Callable[[Documents], Engine]) -> None:
    """A word in exactly half of the paragraphs, which the plain formula scores 0, finds its own."""
    engine = make([["茭白", "亩"], ["百合", "亩"]])
    assert [number for number, _ in engine.search({"茭白": 1.0}, 5)] == [0]
    assert [number for number, _ in engine.search({"百合": 1.0, "亩": 1.0}, 5)] == [1, 0]


@every_engine
def test_a_rare_word_counts_more_than_a_common_one(make: Callable[[Documents], Engine]) -> None:
    engine = make([["亩", "大棚"], ["亩", "茭白"], ["亩", "大棚"], ["亩", "大棚"]])
    assert engine.search({"大棚": 1.0, "茭白": 1.0}, 1)[0][0] == 1


@every_engine
def test_weights_count(make: Callable[[Documents], Engine]) -> None:
    """What weighs more decides; what weighs nothing finds nothing."""
    engine = make([["茭白"], ["百合"], ["茶叶"]])
    assert [number for number, _ in engine.search({"茭白": 1.0, "百合": 2.0}, 5)] == [1, 0]
    assert engine.search({"茭白": 0.0}, 5) == []
    assert engine.search({}, 5) == []


def bm25_plus(documents: Documents, query: Mapping[str, float], k1: float, b: float, delta: float) -> dict[int, float]:
    """The formula of Lv and Zhai (CIKM 2011), summed over the terms that query and document share."""
    average = sum(map(len, documents)) / len(documents)
    scores: dict[int, float] = {}
    for number, document in enumerate(documents):
        shared = [term for term in query if term in document]
        for term in shared:
            idf = math.log((len(documents) + 1) / sum(term in other for other in documents))
            often = document.count(term)
            long = 1 - b + b * len(document) / average
            gain = idf * (delta + often * (k1 + 1) / (k1 * long + often))
            scores[number] = scores.get(number, 0.0) + query[term] * gain
    return scores


@pytest.mark.parametrize(("k1", "b", "delta"), [(1.5, 0.75, 1.0), (0.9, 0.4, 1.0), (1.2, 0.0, 0.5), (2.0, 1.0, 0.0)])
@pytest.mark.parametrize("query", [{"茭白": 1.0}, {"亩": 1.0, "百合": 0.4}, {"茶叶": 2.0, "三": 1.0, "没有": 1.0}])
def test_rank_bm25_is_bm25_plus(query: dict[str, float], k1: float, b: float, delta: float) -> None:
    """Term by term on its own postings, the library's scores add up to the formula."""
    found = dict(RankBM25(SMALL, k1=k1, b=b, delta=delta).search(query, k=9))
    assert found == pytest.approx(bm25_plus(SMALL, query, k1, b, delta))


def test_scores_are_those_that_rank_bm25_gives_each_document() -> None:
    """Bit for bit, though documents that hold a term equally often and are equally long are scored together."""
    documents = [["茭白"] * (n % 5) + ["亩"] * (n % 7) + ["茶叶"] for n in range(400)]
    query = {"茭白": 1.0, "亩": 0.4, "茶叶": 2.5}
    library = BM25Plus(documents, k1=K1, b=B, delta=DELTA)
    each = {term: library.get_scores([term]) for term in sorted(query)}
    expected = {
        n: sum([query[term] * float(each[term][n]) for term in sorted(query) if term in words], 0.0) for n, words in enumerate(documents)
    }
    assert dict(RankBM25(documents).search(query, 400)) == expected
