"""Words that may stand for one another."""

from __future__ import annotations

from retrieval import fold
from retrieval.thesaurus import Thesaurus, thesaurus


def test_words_of_a_group_stand_for_each_other() -> None:
    """Whichever was asked, the other is looked for too."""
    groups = thesaurus().groups
    assert [(word, other) for word, others in groups.items() for other in others if word not in groups[other]] == []


def test_no_word_stands_for_itself_or_twice() -> None:
    """A word met in several groups is looked for once."""
    groups = thesaurus().groups
    assert [word for word, others in groups.items() if word in others or len(set(others)) < len(others)] == []


def test_a_word_of_two_groups_has_the_others_of_both() -> None:
    """挣 is asked for 增收 and for 收入."""
    assert {"增收", "收入"} <= set(thesaurus().synonyms("挣"))


def test_a_look_up_goes_one_step() -> None:
    """养羊 leads to two breeds; one breed never leads to the other."""
    breeds = set(thesaurus().synonyms("养羊"))
    assert {"湖羊", "滩羊"} <= breeds
    assert "滩羊" not in thesaurus().synonyms("湖羊")


def test_words_are_folded() -> None:
    """Look-ups come folded: GDP is asked as gdp."""
    groups = thesaurus().groups
    assert [word for word in groups if fold(word) != word] == []
    assert "gdp" in groups


def test_an_unknown_word_has_no_synonyms() -> None:
    assert thesaurus().synonyms("蓝雪菊") == ()
    assert Thesaurus({}).synonyms("茭白") == ()


def test_the_longest_entry_bounds_the_phrases_to_try() -> None:
    assert thesaurus().longest == max(map(len, thesaurus().groups))
    assert Thesaurus({}).longest == 0
