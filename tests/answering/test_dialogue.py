"""Follow-up questions: what leans on the history is completed, what changes the topic is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answering import Turn, answer
from answering.dialogue import Completed, complete
from retrieval import Library
from tests.answering.cases import Case, cases, check
from tests.answering.conftest import Ask
from tests.corpus.strategies import any_of


@pytest.mark.parametrize("case", cases("conversations.yaml"))
def test_case(case: Case, ask: Ask) -> None:
    """The last question of a conversation is answered as its case says."""
    check(case, ask(*case["turns"]))


def history(library: Library, *questions: str) -> tuple[Turn, ...]:
    """The turns of a conversation."""
    turns: tuple[Turn, ...] = ()
    for question in questions:
        turns = (*turns, answer(question, library, turns).turn)
    return turns


@pytest.mark.parametrize(
    ("before", "asked", "holds", "lacks"),
    [
        pytest.param("2022年茶叶种植面积是多少", "那2023年呢", ["2023年", "茶叶种植面积"], ["2022"], id="year"),
        pytest.param("杏花村种了多少亩油桃", "那月牙村呢", ["月牙村", "多少亩", "油桃"], ["杏花村"], id="village"),
        pytest.param("全镇收入最高的是哪个村", "最低的呢", ["最低", "收入", "哪个村"], ["最高"], id="the other end"),
        pytest.param("哪个村种植雪菊", "多少亩", ["多少亩", "雪菊"], ["哪个村"], id="how large"),
        pytest.param("哪个村种植雪菊", "能增收多少？", ["增收多少", "雪菊"], ["哪个村"], id="how much"),
        pytest.param("哪个村建成烘干房", "它建成几座", ["石磨村", "几座"], ["它"], id="it, the answer"),
        pytest.param("石磨村种植雪菊多少亩", "那里能增收多少", ["石磨村", "增收多少"], ["那里"], id="there"),
        pytest.param("哪个村种植油桃", "还有别的村吗", ["油桃", "哪些村", "除了杏花村"], [], id="any other"),
        pytest.param("哪個村種植雪菊", "多少畝", ["雪菊"], [], id="traditional characters"),
    ],
)
def test_what_leans_is_completed(library: Library, before: str, asked: str, holds: list[str], lacks: list[str]) -> None:
    """The complete question has the subject of the one before, and what is new instead of what was said."""
    turns = history(library, before)
    completed = complete(asked, turns, library)
    assert [word for word in holds if word not in completed.text] == [], completed.text
    assert [word for word in lacks if word in completed.text] == [], completed.text
    assert completed.leans_on == turns[-1]


UNDERSTOOD = [
    pytest.param(["哪个村种植雪菊", "多少亩？"], "石磨村种植雪菊多少亩", id="the answer for the words that ask"),
    pytest.param(["哪个村种植雪菊", "那能增收多少"], "石磨村种植雪菊，能增收多少", id="a comma before another doing"),
    pytest.param(["哪个村种植雪菊", "多少亩", "能增收多少"], "石磨村种植雪菊，能增收多少", id="three in a row"),
    pytest.param(["雪菊 亩", "油桃 产值"], "油桃 产值", id="key words that name their matter"),
    pytest.param(["哪个村种植雪菊", "面积 产值"], "石磨村种植雪菊，面积 产值", id="key words that are measures alone"),
    pytest.param(["杏花村种了多少亩油桃", "月牙村呢"], "月牙村种了多少亩油桃", id="a village for a village"),
    pytest.param(["哪个村种植雪菊", "能增收多少", "那杏花村呢"], "杏花村能增收多少", id="without what was only true of the first"),
    pytest.param(["柿子节几月办", "那荷花节呢", "古渡口在哪", "石林呢"], "石林在哪", id="a thing for a thing"),
    pytest.param(["2023年茶叶种植面积是多少", "那去年呢"], "2022年茶叶种植面积是多少", id="the year before the one spoken of"),
    pytest.param(["茶叶种植面积是多少", "2022年呢"], "2022年茶叶种植面积是多少", id="a year where there was none"),
    pytest.param(["茶叶种植面积是多少", "新增的呢"], "茶叶种植面积新增的有多少", id="a part of it"),
    pytest.param(["100万元以上的村有几个", "不到10万元的呢"], "不到10万元的村有几个", id="an amount for an amount"),
    pytest.param(["2023年茶叶种植面积是多少", "不对，我问的是2022年"], "2022年茶叶种植面积是多少", id="put right: the year"),
    pytest.param(["杏花村种了多少亩油桃", "不是杏花村，是月牙村"], "月牙村种了多少亩油桃", id="put right: not this but that"),
    pytest.param(["杏花村种了多少亩油桃", "是月牙村，不是杏花村"], "月牙村种了多少亩油桃", id="put right: that and not this"),
    pytest.param(["杏花村种了多少亩油桃", "我是说收入"], "杏花村种了油桃，收入是多少", id="put right: the measure"),
    pytest.param(["杏花村种了多少亩油桃", "我问的是谁负责"], "杏花村种了油桃，谁负责", id="put right: another question"),
    pytest.param(["双桥乡投入多少旅游资金", "这笔钱从哪来"], "双桥乡投入旅游资金，从哪来", id="the money"),
    pytest.param(["驻村指导的农艺师是谁", "他是哪个村的"], "白晓梅是哪个村的", id="he, the answer"),
    pytest.param(["白晓梅在杏花村做什么", "那里有多少农户加入合作社"], "杏花村有多少农户加入合作社", id="there, the village"),
    pytest.param(["白晓梅在杏花村做什么", "她是什么人"], "白晓梅是什么人", id="she, in the same question"),
    pytest.param(["石林在哪个村", "它是什么时候开放的"], "石林是什么时候开放的", id="it, not where it is"),
    pytest.param(["石林在哪个村", "这个村种什么"], "南垭村种什么", id="this village, where it is"),
    pytest.param(["哪个村种植雪菊", "除了它，还有哪些村种百合"], "除了石磨村，还有哪些村种百合", id="but for it"),
    pytest.param(["哪个村种植油桃", "还有呢"], "除了杏花村，还有哪些村种植油桃", id="any more"),
    pytest.param(["哪个村种植雪菊", "谢谢", "多少亩"], "石磨村种植雪菊多少亩", id="thanks in between"),
    pytest.param(["杏花村种了多少亩油桃", "村支书多大年纪", "优果率提高到多少"], "杏花村优果率提高到多少", id="behind a refusal"),
    pytest.param(["杏花村种了多少亩油桃", "采摘节接待了多少游客"], "杏花村采摘节接待了多少游客", id="in the same village"),
    pytest.param(["杏花村种了多少亩油桃", "村支书叫什么"], "杏花村村支书叫什么", id="an office of the place"),
]


@pytest.mark.parametrize(("asked", "understood"), UNDERSTOOD)
def test_it_is_understood_as_a_person_would_ask(ask: Ask, asked: list[str], understood: str) -> None:
    """The complete question is shown to the asker: no heap of words."""
    assert ask(*asked).understood == understood


@pytest.mark.parametrize("talk", ["谢谢", "好的，谢谢！", "你好", "早上好", "明白了", "辛苦了", "再见", "謝謝"])
def test_small_talk_asks_nothing_and_is_passed_over(library: Library, talk: str) -> None:
    turns = history(library, "哪个村种植雪菊", talk)
    assert turns[-1].answer is None
    assert complete("多少亩", turns, library).text == complete("多少亩", turns[:1], library).text


@pytest.mark.parametrize(("before", "asked"), [
    (("杏花村种植油桃多少亩", "其中2022年呢"), "那2023年呢"),
    (("哪个村种植雪菊", "多少亩"), "多少亩"),
])
def test_the_same_question_again_has_the_same_answer(ask: Ask, before: tuple[str, ...], asked: str) -> None:
    """Another question is not answered by the last figure; the same one is."""
    assert ask(*before, asked).answer == ask(*before, asked, asked).answer is not None


@pytest.mark.parametrize(
    "asked",
    [
        "干部夜校办了多少期",
        "竹坪村建成冷库了吗",
        "石磨村种植雪菊多少亩",
        "梧桐村种了什么",
        "换个话题，干部夜校办了多少期",
    ],
)
def test_a_change_of_topic_is_left_alone(library: Library, asked: str) -> None:
    """A question with names of its own is answered as it stands."""
    completed = complete(asked, history(library, "杏花村种了多少亩油桃"), library)
    assert completed.text == asked.removeprefix("换个话题，")
    assert not completed.given


@pytest.mark.parametrize("asked", ["多少亩", "那月牙村呢", "它在哪里", "还有别的村吗", "", "？", "谢谢"])
def test_without_a_history_nothing_is_completed(library: Library, asked: str) -> None:
    assert complete(asked, (), library) == Completed(asked)


def test_an_answer_tells_what_was_understood(ask: Ask) -> None:
    """The asker sees the complete question beside the one typed."""
    said = ask("2022年茶叶种植面积是多少", "那2023年呢")
    assert said.question == "那2023年呢"
    assert "茶叶种植面积" in said.understood
    assert said.turn.asked == said.question


def test_turns_taken_out_of_storage_serve_as_well(library: Library) -> None:
    """A history that went through JSON completes a question just the same."""
    turns = history(library, "哪个村种植雪菊")
    stored = tuple(Turn.from_dict(turn.as_dict()) for turn in turns)
    assert complete("多少亩", stored, library) == complete("多少亩", turns, library)


def test_a_turn_of_a_report_that_is_gone_does_no_harm(library: Library) -> None:
    """The file was deleted or edited since: the words of the turn still serve, its place does not."""
    (turn,) = history(library, "哪个村种植雪菊")
    gone = Turn.from_dict({**turn.as_dict(), "report": "没有了.txt", "digest": "0", "start": 10**6, "end": 10**6 + 5})
    assert answer("多少亩", library, (gone,)).answer == "***亩"


asked = st.one_of(
    st.text(max_size=20),
    st.lists(any_of("那|它|还有|别的村|呢|吗|月牙村|百合|多少亩|最低的|2022年|除了|这个|，|？| "), max_size=6).map(
        "".join
    ),
)


@settings(max_examples=40)
@given(questions=st.lists(asked, min_size=1, max_size=3))
def test_any_conversation_is_answered(library: Library, questions: list[str]) -> None:
    """No sequence of texts raises, and the same one is understood the same way twice."""
    turns = history(library, "杏花村种了多少亩油桃", *questions)
    assert turns == history(library, "杏花村种了多少亩油桃", *questions)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["大窑村种的什么", "那庄子村"], "红辣椒"),
        (["水磨村种什么", "全镇种了多少亩它"], "760亩"),
        (["水泉村2023年种了多少亩杭白菊", "我是说亩产"], "420公斤"),
        (["谁回乡办了菌菇加工厂", "她投了多少钱", "安排了多少人就业"], "35人"),
        (["高望村的集体收入是多少", "不是高望村，是上坪村"], "15.6万元"),
        (["水泉村的病害率降到多少"], "6%"),
        (["水泉村的病害率原来是多少"], "15%"),
        (["善山村有什么特产"], "橄榄"),
        (["地瓜干是哪个村的", "这几样哪个卖得最好"], None),
        (["沙枣镇2023年联星村种了多少亩螺丝菜", "一斤卖多少钱"], None),
    ],
)
def test_a_follow_up_is_answered_from_where_the_talk_is(demo: Library, asked: list[str], expected: str | None) -> None:
    turns: list[Turn] = []
    for question in asked:
        turns.append(answer(question, demo, turns).turn)
    assert "、".join(turns[-1].parts) == (expected or "")


def test_a_village_asked_of_gives_way_to_the_next(demo: Library) -> None:
    first = answer("高望村跟哪个村结对", demo)
    assert answer("青里村呢", demo, [first.turn]).understood == "青里村跟哪个村结对"


def test_a_pointing_word_behind_a_place_points_at_nothing_before(demo: Library) -> None:
    first = answer("东山村的东关寨是几A级景区", demo)
    assert answer("普礼村那个食堂每天供应多少人", demo, [first.turn]).understood == "普礼村那个食堂每天供应多少人"
