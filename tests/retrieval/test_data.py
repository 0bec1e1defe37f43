"""The word lists keep the shape their readers rely on, and the promises their headers make."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

import jieba
import pytest
import yaml

from retrieval.cues import expected
from retrieval.lists import read_list, word_list

USERDICT = files("retrieval") / "data" / "userdict.txt"
HOW_OFTEN = {"多久", "多久一次", "隔多久", "多长时间"}  # they ask, and reports answer them with one word: 每周
PLACE_ENDINGS = ("行政村", "社区", "街道", "景区", "林场", "农场", "村", "镇", "乡", "县", "区", "市", "省", "寨", "屯")
DIMENSIONS = {
    "area", "money", "people", "share", "length", "weight", "volume", "time", "frequency", "times", "count", "rank",
    "temperature", "power",
}  # fmt: skip


def groups() -> list[list[str]]:
    """The thesaurus as it stands in the file."""
    found: list[list[str]] = read_list("thesaurus.yaml")
    return found


def lexicon() -> dict[str, Any]:
    """The lexicon as it stands in the file."""
    found: dict[str, Any] = read_list("lexicon.yaml", "answering")
    return found


def userdict() -> list[tuple[str, str]]:
    """Word and part of speech of each line."""
    return [(word, pos) for word, pos in (line.split(" ") for line in USERDICT.read_text("utf-8").splitlines())]


@pytest.fixture(scope="module")
def plain() -> jieba.Tokenizer:
    """Give jieba as it comes."""
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


@pytest.fixture(scope="module")
def taught(plain: jieba.Tokenizer) -> jieba.Tokenizer:
    """Give jieba after it has loaded the user dictionary by itself."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = {**plain.FREQ}, plain.total, True
    with USERDICT.open("rb") as lines:
        tokenizer.load_userdict(lines)
    return tokenizer


def repeated(words: list[str]) -> list[str]:
    """Words that stand more than once."""
    return [word for word, count in Counter(words).items() if count > 1]


class TestThesaurus:
    """retrieval/data/thesaurus.yaml."""

    def test_is_large_enough_to_cover_the_genre(self) -> None:
        """A thesaurus cut short by a bad edit is noticed."""
        assert len(groups()) >= 450

    def test_every_group_ties_two_words_or_more(self) -> None:
        """A group of one ties nothing; a number or a date would be no text."""
        assert [group for group in groups() if len(group) < 2] == []
        assert [w for group in groups() for w in group if not isinstance(w, str) or not w or w != w.strip()] == []

    def test_no_word_twice_in_a_group(self) -> None:
        """A word need not stand for itself."""
        assert [group for group in groups() if repeated(group)] == []

    def test_no_group_is_part_of_another(self) -> None:
        """A group inside another says nothing new, and a later edit of the larger one would be undone by it."""
        of_word = defaultdict(list)
        for group in groups():
            for word in group:
                of_word[word].append(group)
        inside = [g for g in groups() for other in of_word[g[0]] if other is not g and set(g) <= set(other)]
        assert inside == []

    def test_no_member_is_a_function_word(self) -> None:
        """Function words are blanked before the look-up, so a member among them would never be found."""
        function = set(word_list("stopwords.yaml", "function"))
        assert {word for group in groups() for word in group} & function == set()

    def test_no_member_holds_a_phrase_that_only_asks(self) -> None:
        """What asks is blanked first, also inside a longer phrase: 卖了多少钱 would never be found."""
        asking = {w for key in ("function", "question") for w in word_list("stopwords.yaml", key) if len(w) > 1}
        members = {word for group in groups() for word in group} - HOW_OFTEN
        assert sorted(word for word in members if any(phrase in word for phrase in asking)) == []

    def test_every_member_has_one_to_eight_characters(self) -> None:
        """A longer one would be a sentence, and nobody asks in its very words."""
        assert [word for group in groups() for word in group if not 1 <= len(word) <= 8] == []

    def test_no_group_joins_twins_of_one_character(self) -> None:
        """Two members that differ in one character of a listed set mean different things: 冬小麦 and 春小麦."""
        sets = yaml.safe_load((Path(__file__).parents[1] / "cases" / "twins.yaml").read_text("utf-8"))
        found = []
        for group in groups():
            for one, other in combinations(group, 2):
                apart = [(a, b) for a, b in zip(one, other, strict=False) if a != b] if len(one) == len(other) else []
                if len(apart) == 1 and any({*apart[0]} <= {*twins} for twins in sets):
                    found.append((one, other))
        assert found == []

    def test_sections_are_named(self) -> None:
        """Each theme has its comment line, and every group stands under one."""
        lines = (files("retrieval") / "data" / "thesaurus.yaml").read_text("utf-8").splitlines()
        sections = [i for i, line in enumerate(lines) if line.startswith("# --- ")]
        assert len(sections) >= 20
        assert min(i for i, line in enumerate(lines) if line.startswith("- ")) > sections[0]

    @pytest.mark.parametrize(
        ("asked", "written"),
        [
            ("挣", "增收"), ("土豆", "马铃薯"), ("高瓜", "茭白"), ("草石蚕", "螺丝菜"), ("蘑菇", "双孢菇"),
            ("头名", "第一名"), ("垫底", "排名靠后"), ("老板", "客商"), ("吵架", "矛盾纠纷"), ("打工", "务工"),
            ("补选", "增补"), ("翻新", "改造"), ("合伙", "共同打造"), ("支书", "党支部书记"), ("纪检", "纪委"),
            ("茅房", "公共卫生厕所"), ("去年", "上年"), ("毛病", "存在问题"), ("打算", "计划"), ("上访", "信访"),
            ("取经", "观摩"), ("棚", "大棚"),
        ],
    )  # fmt: skip
    def test_what_people_say_leads_to_what_reports_write(self, asked: str, written: str) -> None:
        """One step is enough: both words share a group."""
        assert any(asked in group and written in group for group in groups())

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("湖羊", "滩羊"), ("黄桃", "油桃"), ("羊肚菌", "双孢菇"), ("每周", "每月"), ("去年", "今年"),
            ("市级", "县级"), ("红旗党支部", "模范党支部"), ("五星级", "四星级"), ("最高", "最低"),
            ("目标", "完成"), ("3A景区", "4A景区"), ("本科", "大专"), ("金丝皇菊", "杭白菊"), ("水田", "林地"),
            ("增加", "减少"), ("收入", "支出"), ("出生", "去世"), ("省级", "市级"), ("种植面积", "新增种植面积"),
            ("三级", "二三级"), ("2022", "2023"), ("县里", "市里"), ("完成", "计划"), ("丈夫", "妻子"), ("冠军", "亚军"),
            ("开工", "竣工"), ("买", "卖"), ("借", "还"),
            ("预备党员", "积极分子"), ("上半年", "下半年"), ("滴灌", "喷灌"), ("轮作", "套种"), ("获批", "申报"),
        ],
    )  # fmt: skip
    def test_near_twins_never_stand_for_each_other(self, one: str, other: str) -> None:
        """A question about one must not be answered with the other."""
        assert not any(one in group and other in group for group in groups())


class TestCharacters:
    """retrieval/data/characters.yaml."""

    def test_sets_of_shapes_hold_ideographs_once(self) -> None:
        """Each set names two characters or more, none twice, and no set stands in another."""
        shapes = read_list("characters.yaml")["shapes"]
        assert len(shapes) >= 150
        assert [s for s in shapes if len(s) < 2 or len(set(s)) < len(s) or not re.fullmatch("[一-鿿]+", s)] == []
        assert [s for s in shapes for other in shapes if s != other and set(s) <= set(other)] == []

    def test_what_is_written_alone_is_one_character_of_the_thesaurus(self) -> None:
        """Others would never be looked for."""
        alone = read_list("characters.yaml")["alone"]
        assert repeated(alone) == []
        assert [c for c in alone if len(c) != 1 or not any(c in group for group in groups())] == []


class TestCues:
    """retrieval/data/cues.yaml."""

    @pytest.mark.parametrize(
        ("question", "word"),
        [
            ("石林在哪里", "位于"), ("收购站设在啥地方", "设在"), ("为什么运费偏高", "由于"), ("节庆办了多久", "为期"),
            ("隔多久排一次名", "每月"), ("又叫什么", "又称"), ("什么是三单制", "是指"), ("怎么动员农户", "通过"), ("图个啥", "为了"),
        ],
    )  # fmt: skip
    def test_a_way_of_asking_lets_expect_words(self, question: str, word: str) -> None:
        """What only asks still says what kind of sentence answers."""
        assert word in expected(question)

    @pytest.mark.parametrize("question", ["哪个村种植百合", "全镇有多少名党员", "羊肚菌 亩", "谁是支部书记", "哪家公司", ""])
    def test_other_questions_expect_nothing(self, question: str) -> None:
        """A name or a figure has its own form."""
        assert expected(question) == ()


class TestStopwords:
    """retrieval/data/stopwords.yaml."""

    def test_has_function_and_question_words_without_repeats(self) -> None:
        """Two lists of text, nothing twice in either and nothing in both."""
        lists = read_list("stopwords.yaml")
        assert set(lists) == {"function", "question", "light"}
        assert repeated([*lists["function"], *lists["question"]]) == []
        assert all(isinstance(word, str) for words in lists.values() for word in words)

    @pytest.mark.parametrize(
        "word", ["预算是", "主要是", "不作为", "东西部协作", "一般公共预算", "具体化", "有不少", "近几年"]
    )
    def test_no_phrase_breaks_a_word_of_the_genre(self, word: str) -> None:
        """Phrases are blanked wherever they stand, so 算是 must not be one: 预算是多少 would lose its 算."""
        phrases = [w for key in ("function", "question") for w in word_list("stopwords.yaml", key) if len(w) > 1]
        assert [phrase for phrase in phrases if phrase in word] == []


class TestUserDictionary:
    """retrieval/data/userdict.txt."""

    def test_holds_several_hundred_words_once_each(self) -> None:
        """Every line is a word and a part of speech."""
        words = [word for word, pos in userdict() if pos in ("n", "nz")]
        assert len(words) == len(userdict()) >= 600
        assert repeated(words) == []

    def test_jieba_keeps_each_word_whole(self, taught: jieba.Tokenizer) -> None:
        """Jieba's own loader takes the file, and each word comes out in one piece."""
        assert [word for word, _ in userdict() if list(taught.cut(word, HMM=False)) != [word]] == []

    def test_each_word_is_cut_apart_without_it(self, plain: jieba.Tokenizer) -> None:
        """A word that jieba knows already has no place here."""
        assert [word for word, _ in userdict() if len(list(plain.cut(word, HMM=False))) == 1] == []

    def test_no_word_swallows_part_of_a_place_name(self) -> None:
        """青里村党支部 must stay 青里村 + 党支部, and 移民新村 is no village of its own."""
        fine = ("乡村", "乡土", "乡贤", "村级", "村民", "村务", "村企", "村社", "村村", "村账", "县直", "市直", "省级")
        words = [word for word, _ in userdict()]
        assert [w for w in words if w.startswith(PLACE_ENDINGS) and not w.startswith(fine)] == []
        assert [w for w in words if w.endswith(PLACE_ENDINGS)] == []


class TestLexicon:
    """answering/data/lexicon.yaml."""

    @pytest.mark.parametrize("key", ["places", "organisations", "roles", "frequency"])
    def test_suffixes_run_from_long_to_short(self, key: str) -> None:
        """The first suffix that fits is then the longest."""
        words = list(lexicon()[key])
        assert [len(word) for word in words] == sorted(map(len, words), reverse=True)
        assert repeated(words) == []

    def test_classes_are_known(self) -> None:
        """Nobody has to expect a class that is not written in the file's comments."""
        places, organisations, comparatives = (lexicon()[k] for k in ("places", "organisations", "comparatives"))
        assert set(places.values()) == {"village", "town", "county", "city", "province", "site", "area"}
        assert set(organisations.values()) == {
            "company", "cooperative", "institute", "school", "office", "party", "group", "finance",
        }  # fmt: skip
        assert set(comparatives.values()) == {
            "most", "least", "more", "less", "first", "last", "only", "same", "above", "below",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("phrase", "dimensions"),
        [
            ("多大面积", {"area"}),
            ("多少钱", {"money"}),
            ("多少人", {"people"}),
            ("几成", {"share"}),
            ("百分之几", {"share"}),
            ("多长", {"length", "time"}),
            ("多久", {"time", "frequency"}),
            ("多少斤", {"weight"}),
            ("第几名", {"rank"}),
            ("多少期", {"times"}),
        ],
    )
    def test_phrases_ask_for_their_dimensions(self, phrase: str, dimensions: set[str]) -> None:
        """多久 may ask for a span or for how often; the sentence decides."""
        assert {name for name, unit in lexicon()["units"].items() if phrase in unit["asked"]} == dimensions

    def test_every_dimension_has_units_and_questions(self) -> None:
        """A dimension nobody can ask for, or that no figure has, is dead weight."""
        units = lexicon()["units"]
        assert set(units) >= DIMENSIONS
        for name, unit in units.items():
            assert set(unit) == {"words", "asked"}, name
            assert unit["words"], name
            assert unit["asked"], name
            assert repeated(unit["words"]) == repeated(unit["asked"]) == [], name

    def test_surnames_are_single_or_double(self) -> None:
        """A name is found by its surname's length."""
        surnames = lexicon()["surnames"]
        assert {len(name) for name in surnames["single"]} == {1}
        assert {len(name) for name in surnames["double"]} == {2}
        assert len(surnames["single"]) >= 200
        assert len(surnames["double"]) >= 20
        assert repeated([*surnames["single"], *surnames["double"]]) == []

    def test_a_head_noun_asks_for_one_thing(self) -> None:
        """哪个村 asks for a place and nothing else."""
        heads = lexicon()["question_heads"]
        assert set(heads) == {"place", "person", "organisation", "time", "amount", "thing"}
        assert repeated([word for words in heads.values() for word in words]) == []

    @pytest.mark.parametrize("key", ["reason_marks", "result_marks", "means_marks", "purpose_marks", "negations"])
    def test_marks_are_distinct_text(self, key: str) -> None:
        """Each mark once; a gap has words on both sides or at its end."""
        marks = lexicon()[key]
        assert repeated(marks) == []
        assert [mark for mark in marks if mark.count("…") > 1 or mark.startswith("…")] == []

    def test_a_word_that_denies_nothing_holds_a_negation(self) -> None:
        """不断 and 未来 are listed because they hold 不 and 未."""
        denying = lexicon()["negations"]
        assert [word for word in lexicon()["not_negations"] if not any(n in word for n in denying)] == []


def test_word_lists_are_shipped_with_their_packages() -> None:
    """The files lie where the packages' data is installed from."""
    root = Path(__file__).parents[2]
    names = ["retrieval/data/thesaurus.yaml", "retrieval/data/stopwords.yaml", "retrieval/data/userdict.txt"]
    assert [name for name in [*names, "answering/data/lexicon.yaml"] if not (root / name).is_file()] == []
