"""Words that may stand for one another."""

from __future__ import annotations

import pytest

from retrieval import fold
from retrieval.thesaurus import Thesaurus, thesaurus


def test_words_of_a_group_stand_for_each_other() -> None:
    """Whichever was asked, the other is looked for too; a single character is asked with, but not looked for."""
    groups = thesaurus().groups
    words = {word: others for word, others in groups.items() if len(word) > 1}
    assert [(word, other) for word, others in words.items() for other in others if word not in groups[other]] == []
    verbs = set("种养挣花建办找补拿评排管卖租包")
    assert [(word, other) for word, others in groups.items() for other in others if other in verbs] == []


@pytest.mark.parametrize(
    ("asked", "written"),
    [("种", "种植"), ("拿", "获评"), ("补", "补充"), ("排", "名列"), ("管", "负责"), ("掏", "安排"), ("桃", "黄桃")],
)
def test_a_single_character_leads_to_words(asked: str, written: str) -> None:
    """People say in one character what reports write in two."""
    found = {other for word in thesaurus().synonyms(asked) for other in (word, *thesaurus().synonyms(word))}
    assert written in found


def test_a_crop_of_one_character_is_looked_for() -> None:
    """Reports write 桃30亩, and 桃 stands in no other word."""
    assert "桃" in thesaurus().synonyms("桃子")


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
